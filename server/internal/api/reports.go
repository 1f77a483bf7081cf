package api

import (
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"sync"

	"sayso/app/wire"
)

const (
	// maxNames bounds how many names of a kind one report can hold.
	maxNames = 20
	// maxHeard bounds how many names are remembered, over all sites.
	maxHeard = 4096
)

var (
	reportedCookie = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$")
	reportedHost   = regexp.MustCompile(`^[a-z0-9*.:\[\]-]{1,64}$`)
)

// heard remembers which names a site's pages have told of, so that the log has
// each once and not once for each page view.
type heard struct {
	mu    sync.Mutex
	names map[[2]string]bool // site and name
}

// fresh is those of names that were not heard for the site before.
func (h *heard) fresh(site string, names []string) (news []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, name := range names {
		k := [2]string{site, name}
		if h.names[k] {
			continue
		}
		if h.names == nil || len(h.names) >= maxHeard {
			h.names = map[[2]string]bool{}
		}
		h.names[k] = true
		news = append(news, name)
	}
	return news
}

// postReport handles POST /v1/reports: a page of a site that asked for it tells
// of cookies and hosts that the site file does not declare. Only names come,
// and they are written to the log. What does not look like a name is refused,
// so that nobody writes anything else there.
func (s *Server) postReport(w http.ResponseWriter, r *http.Request) error {
	var told wire.Report
	if err := decode(http.MaxBytesReader(w, r.Body, maxBody), &told); err != nil {
		s.readable(w, r)
		return err
	}
	found, err := s.site(told.Site)
	if err != nil {
		s.readable(w, r)
		return err
	}
	if err := s.origin(w, r, found); err != nil {
		return err
	}
	if !found.Report {
		return refuse("not-found", "site", "the site %s does not ask for reports; write report: true in its file", found.ID)
	}
	if !s.limitReports.allow(s.trust.Client(r), found.ID, s.now()) {
		return refuse("too-many-requests", "", "too many reports came from your network")
	}
	for _, list := range []struct {
		field string
		names []string
		shape *regexp.Regexp
	}{{"cookies", told.Cookies, reportedCookie}, {"hosts", told.Hosts, reportedHost}} {
		if len(list.names) > maxNames || slices.ContainsFunc(list.names, func(n string) bool { return !list.shape.MatchString(n) }) {
			return refuse("malformed", list.field, "%s holds something else than at most %d names; send names only", list.field, maxNames)
		}
	}
	cookies, hosts := s.heard.fresh(found.ID, told.Cookies), s.heard.fresh(found.ID, told.Hosts)
	if len(cookies)+len(hosts) > 0 {
		s.log.Info("the site file does not declare", slog.String("site", found.ID), slog.Any("cookies", cookies), slog.Any("hosts", hosts))
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
