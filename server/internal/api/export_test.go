package api

import (
	"maps"
	"slices"
)

// Patterns lists the addresses of s for the tests outside.
func (s *Server) Patterns() []string { return slices.Sorted(maps.Keys(s.routes())) }
