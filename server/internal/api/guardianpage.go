package api

import (
	"errors"
	"net/http"
	"time"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/ui"
	"sayso/server/internal/asset"
	"sayso/server/internal/draw"
	"sayso/server/internal/guardian"
	"sayso/server/internal/store"
)

// guardianPage handles GET /guardian/{token}: it shows the question and changes
// nothing, however often it is asked for.
func (s *Server) guardianPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.atLink(r)
	if err != nil {
		return err
	}
	return s.drawGuardian(w, r, v, &guardian.Decision{}, "", http.StatusOK)
}

// postGuardianPage handles POST /guardian/{token}: the guardian's answer.
func (s *Server) postGuardianPage(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		return malformed(err)
	}
	if origin := r.Header.Get("Origin"); origin != "" && !s.own(origin, r) {
		return refuse("wrong-origin", "origin", "a page of %.120q cannot send this form", origin)
	}
	v, err := s.atLink(r)
	if err != nil {
		return err
	}
	form := r.PostForm
	dec := &guardian.Decision{
		Role: consent.Authority(form.Get("role")), Confirmed: form["confirm"], Grants: consent.Grants{},
	}
	for _, k := range form["grant"] {
		dec.Grants[consent.Key(k)] = true
	}
	switch form.Get("method") {
	case "guardian_agree":
		dec.Agree = true
	case "guardian_decline":
	default:
		return refuse("malformed", "method", "method is %.40q; send guardian_agree or guardian_decline", form.Get("method"))
	}
	if v.Closed != "" {
		return s.drawGuardian(w, r, v, dec, "", http.StatusOK)
	}
	wrong, err := s.desk.Decide(r.Context(), v, dec)
	if err != nil {
		return &problem{code: "not-recorded", what: "the answer could not be stored; please send it again", cause: err}
	}
	status := http.StatusOK
	if wrong != "" {
		status = http.StatusBadRequest
	}
	return s.drawGuardian(w, r, v, dec, wrong, status)
}

// atLink finds the step of a link. The browser that asked for it cannot answer
// it; on demo sites, where one person plays both, another browser can be
// played, and another time.
func (s *Server) atLink(r *http.Request) (*guardian.Visit, error) {
	v, err := s.desk.Open(r.Context(), r.PathValue("token"), s.now())
	if errors.Is(err, store.ErrNotFound) {
		return &guardian.Visit{Closed: ui.WardUnknown}, nil
	}
	if err != nil {
		return nil, err
	}
	q, demo := r.URL.Query(), s.sites[v.Step.Site].Demo
	if now, err := time.Parse(time.RFC3339, q.Get("now")); demo && err == nil {
		if v, err = s.desk.Open(r.Context(), r.PathValue("token"), now); err != nil {
			return nil, err
		}
	}
	if askedHere(r, v.Step.ID) && !(demo && q.Get("browser") == "other") {
		v.Closed = ui.WardAsker
	}
	return v, nil
}

// closedStatus is the status of a link that shows no question.
var closedStatus = map[string]int{
	ui.WardUnknown: http.StatusNotFound, ui.WardExpired: http.StatusGone, ui.WardUsed: http.StatusGone,
	ui.WardOutdated: http.StatusConflict, ui.WardAsker: http.StatusForbidden,
}

func (s *Server) drawGuardian(w http.ResponseWriter, r *http.Request, v *guardian.Visit, dec *guardian.Decision, problem string, status int) error {
	page := &ui.GuardianPage{Texts: s.guardianTexts(r, v), Closed: v.Closed}
	if v.Closed == "" {
		page.Name, page.Band, page.Adult = v.Profile.Name, v.Step.Band, v.Step.Ward
		page.Plan, page.Items = v.Plan, v.Profile.Items
		page.Role, page.Confirmed, page.On, page.Problem = dec.Role, dec.Confirmed, dec.Grants, problem
		page.Why = s.citations(v.Plan)
	}
	if code := closedStatus[v.Closed]; code != 0 {
		status = code
	}
	theme := ""
	if found := s.sites[v.Step.Site]; found != nil {
		theme = string(found.Theme)
	}
	body, err := draw.Guardian(page, theme, "/assets/"+s.assets.Path("panel.css"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin") // the address is a secret; with no-referrer the form's origin would be "null"
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	return asset.Send(w, r, status, "text/html; charset=utf-8", body)
}

// guardianTexts are the words of the minor's language, in which the letter was
// written too.
func (s *Server) guardianTexts(r *http.Request, v *guardian.Visit) *i18n.Catalog {
	if v.Step.Site != "" {
		return s.maker.Catalog(v.Step.Site, v.Step.Lang)
	}
	ids := s.sites.IDs() // an unknown link belongs to no site; any has the words
	return s.maker.Catalog(ids[0], s.maker.Match(ids[0], "", r.Header.Get("Accept-Language")))
}
