package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/ui"
	"sayso/app/wire"
	"sayso/server/internal/asset"
	"sayso/server/internal/draw"
	"sayso/server/internal/site"
	"sayso/server/internal/view"
)

// panel handles GET /panel: the document in the frame.
func (s *Server) panel(w http.ResponseWriter, r *http.Request) error {
	found, v, err := s.visit(w, r, r.URL.Query().Get("site"))
	if err != nil {
		return err
	}
	origin := r.URL.Query().Get("origin")
	if origin != "" && !found.Allows(origin) && !s.own(origin, r) {
		return refuse("wrong-origin", "origin", "a page of %.120q cannot open the panel of the site %s", origin, found.ID)
	}
	shown, err := s.maker.Show(v, s.now())
	if err != nil {
		return err
	}
	p := &paper{shown: shown, origin: origin, on: keysOn(r.URL.Query(), shown.Profile.Items), key: uuid.NewString()}
	p.kept = !v.Played && v.Now == 0 && v.Age == ""
	return s.draw(w, r, found, p, http.StatusOK)
}

// page handles GET /p/{site}: the same form as a page of its own.
func (s *Server) page(w http.ResponseWriter, r *http.Request) error {
	found, v, err := s.visit(w, r, r.PathValue("site"))
	if err != nil {
		return err
	}
	shown, err := s.maker.Show(v, s.now())
	if err != nil {
		return err
	}
	return s.draw(w, r, found, &paper{shown: shown, key: uuid.NewString(), alone: true}, http.StatusOK)
}

// keysOn reads the keys that are granted now, so that the ticks show them: they
// are joined by dots, and those of permissions have a dot of their own. A key
// that is not among them was refused, whatever the plan has as its default.
func keysOn(q url.Values, items []policy.Item) consent.Grants {
	if !q.Has("on") {
		return nil
	}
	on := consent.Grants{}
	for _, item := range items {
		on[item.Key] = false
	}
	for part := range strings.SplitSeq(strings.ReplaceAll(q.Get("on"), "perm.", "perm:"), ".") {
		on[consent.Key(strings.ReplaceAll(part, "perm:", "perm."))] = true
	}
	return on
}

// A paper is one drawing of the panel.
type paper struct {
	shown    *view.Shown
	origin   string
	key      string // idempotency key of the form
	previous string
	on       consent.Grants
	band     consent.Band
	alone    bool // a page of its own
	// kept lets the visitor's own browser show the document again: the loader
	// fetches it ahead of the press that opens the panel.
	kept bool
	// answer, status and problem say what became of a form that was sent.
	answer          *wire.Answer
	status, problem string
}

// draw answers with the drawn panel.
func (s *Server) draw(w http.ResponseWriter, r *http.Request, found *site.Site, p *paper, status int) error {
	panel, err := s.fill(p)
	if err != nil {
		return err
	}
	at := func(name string) string { return "/assets/" + s.assets.Path(name) }
	var page []byte
	if p.alone {
		page, err = draw.Standalone(draw.StandalonePage{Panel: *panel, Style: at("panel.css")})
	} else {
		var island *wire.Panel
		if island, err = s.island(found, p); err != nil {
			return err
		}
		d := draw.PanelPage{Panel: *panel, Island: island, Style: at("panel.css"), Script: at("panel.js")}
		if s.assets.Path("panel.wasm") != "" {
			d.Exec, d.WASM = at("wasm_exec.js"), at("panel.wasm")
		}
		page, err = draw.Panel(d)
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if p.kept {
		h.Set("Cache-Control", "private, max-age=300")
	}
	h.Set("Referrer-Policy", "same-origin") // with no-referrer a sent form has the origin "null"
	h.Set("Content-Security-Policy", s.policy(r, found, p.alone))
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	return asset.Send(w, r, status, "text/html; charset=utf-8", page)
}

// policy is the Content-Security-Policy of the panel: our own files, WASM in
// the frame, and only the site's pages may frame it.
func (s *Server) policy(r *http.Request, found *site.Site, alone bool) string {
	script, ancestors := "'self' 'wasm-unsafe-eval'", strings.Join(found.Origins, " ")
	if alone {
		script, ancestors = "'none'", ""
	}
	if found.Demo && !alone {
		ancestors += " 'self'"
	}
	if ancestors = strings.TrimSpace(ancestors); ancestors == "" {
		ancestors = "'none'"
	}
	return "default-src 'none'; script-src " + script + "; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors " + ancestors
}

// fill sets the fields of the component.
func (s *Server) fill(p *paper) (*ui.Panel, error) {
	plan := p.shown.Plan
	panel := s.maker.Panel(p.shown)
	panel.On, panel.Band, panel.Status, panel.Problem = p.on, p.band, p.status, p.problem
	panel.Form = ui.Form{Site: p.shown.Site.ID, Token: p.shown.Token, Key: p.key, Origin: p.origin, Previous: p.previous}
	if p.answer != nil {
		panel.Decision = decision(p.answer, plan)
	}
	return panel, nil
}

// decision is a recorded choice as the visitor reads it.
func decision(a *wire.Answer, plan *rules.Plan) *ui.Decision {
	d := &ui.Decision{ID: a.Decision, Decided: moment(a.DecidedAt), Until: moment(a.ValidUntil)}
	for _, one := range plan.Defaults {
		switch {
		case one.Key == consent.Necessary || one.State == consent.NotApplicable:
		case a.Grants[one.Key]:
			d.Allowed = append(d.Allowed, one.Key)
		default:
			d.Refused = append(d.Refused, one.Key)
		}
	}
	return d
}

// moment writes t for people in the one form that reads alike in every
// language; with WASM the browser writes it in the visitor's.
func moment(t time.Time) ui.Moment {
	return ui.Moment{ISO: t.Format(time.RFC3339), Text: t.Format("2006-01-02 15:04 UTC")}
}

// island is the data that makes the drawn form live.
func (s *Server) island(found *site.Site, p *paper) (*wire.Panel, error) {
	visitor, err := json.Marshal(visitorFields(p.shown.Visitor))
	if err != nil {
		return nil, err
	}
	return &wire.Panel{
		Site: found.ID, Service: found.Service, Token: p.shown.Token, Origin: p.origin, Book: s.book.ForVisitors(found.Service), Visitor: visitor,
		Words: p.shown.Texts.Words, Lang: p.shown.Texts.Lang, Dir: p.shown.Texts.Dir, Answer: p.answer,
	}, nil
}

// visitorFields writes v as [wire.ReadVisitor] reads it. The zone is missing:
// the browser knows it, the server does not.
func visitorFields(v *rules.Visitor) map[string]any {
	m := map[string]any{
		"now": v.Now.Format(time.RFC3339), "country": v.Place.Country, "subdivision": v.Place.Subdivision,
		"gpc": v.GPC, "dnt": v.DNT, "lang": v.Lang,
	}
	if v.Band != "" {
		m["band"] = v.Band
	}
	if v.Account != "" {
		m["account_mode"] = v.Account
	}
	if v.Prior != nil {
		m["prior"] = v.Prior
	}
	return m
}
