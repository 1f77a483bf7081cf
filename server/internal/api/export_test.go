package api

import (
	"maps"
	"slices"
)

// Patterns lists the addresses of s for the tests outside.
func (s *Server) Patterns() []string {
	all := s.routes()
	maps.Copy(all, s.adminRoutes())
	return slices.Sorted(maps.Keys(all))
}
