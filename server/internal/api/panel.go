package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

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
	p := &paper{shown: shown, origin: origin, on: keysOn(r.URL.Query(), shown.Profile.Items), key: s.newKey()}
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
	p := &paper{shown: shown, key: s.newKey(), alone: true, previous: s.carried(r, found)}
	if err := s.remember(r.Context(), found, p); err != nil {
		return err
	}
	if p.history == nil {
		p.previous = "" // a cookie that holds no receipt
	} else if len(p.history.Decisions) > 0 {
		p.on = p.history.Decisions[0].Grants
	}
	return s.draw(w, r, found, p, http.StatusOK)
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
	// ward says that the visitor is under guardianship, and wardKept that it is
	// on record.
	ward, wardKept bool

	alone bool // a page of its own
	keep  bool // nothing but the visitor keeps the new receipt
	// history is what the receipt stands for, or nil without one.
	history *wire.History
	// step is a guardian's, or nil; declared is the minor's word in the form.
	step     *wire.GuardianState
	declared bool
	// stay keeps the panel open when the page takes the answer over.
	stay bool
	// kept lets the visitor's own browser show the document again: the loader
	// fetches it ahead of the press that opens the panel.
	kept bool
	// answer, status and problem say what became of a form that was sent.
	answer          *wire.Answer
	status, problem string
}

// draw answers with the drawn panel.
func (s *Server) draw(w http.ResponseWriter, r *http.Request, found *site.Site, p *paper, status int) error {
	panel, err := s.fill(r, p)
	if err != nil {
		return err
	}
	at := func(name string) string { return s.prefix(r) + "/assets/" + s.assets.Path(name) }
	var page []byte
	if p.alone {
		page, err = draw.Standalone(draw.StandalonePage{Panel: *panel, Theme: string(found.Theme), Style: at("panel.css")})
	} else {
		var island *wire.Panel
		if island, err = s.island(found, p); err != nil {
			return err
		}
		d := draw.PanelPage{Panel: *panel, Island: island, Theme: string(found.Theme), Style: s.sheet.text, Script: at("panel.js")}
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

// A sheet is a stylesheet that stands in a document, and the source expression
// that allows it and no other there (CSP Level 3, 2.3.1).
type sheet struct{ text, source string }

func newSheet(css []byte) sheet {
	sum := sha256.Sum256(css)
	return sheet{string(css), "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"}
}

// policy is the Content-Security-Policy of the panel: our own files, WASM in
// the frame, and only the site's pages may frame it.
func (s *Server) policy(r *http.Request, found *site.Site, alone bool) string {
	// Firefox holds a prefetch to default-src alone.
	rest := "default-src 'self'; frame-src 'none'; object-src 'none'; media-src 'none'; font-src 'none'; worker-src 'none'; manifest-src 'none'"
	script, style, ancestors := "'self' 'wasm-unsafe-eval'", s.sheet.source, strings.Join(found.Origins, " ")
	if alone {
		rest, script, style, ancestors = "default-src 'none'", "'none'", "'self'", ""
	}
	if found.Demo && !alone {
		ancestors += " 'self'"
	}
	if ancestors = strings.TrimSpace(ancestors); ancestors == "" {
		ancestors = "'none'"
	}
	return rest + "; script-src " + script + "; style-src " + style + "; img-src 'self' data:; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors " + ancestors
}

// fill sets the fields of the component.
func (s *Server) fill(r *http.Request, p *paper) (*ui.Panel, error) {
	plan := p.shown.Plan
	panel := s.maker.Panel(p.shown)
	panel.On, panel.Band, panel.Status, panel.Problem = p.on, p.band, p.status, p.problem
	panel.Form = ui.Form{Site: p.shown.Site.ID, Token: p.shown.Token, Key: p.key, Origin: p.origin, Previous: p.previous, Below: s.prefix(r)}
	panel.Terms, panel.Languages = terms(s.terms(p)), s.maker.Offered(p.shown.Site.ID)
	panel.Keep, panel.Paste = p.keep, p.alone && p.history == nil
	panel.Decision = ui.NewDecision(p.history, plan, moment)
	panel.Ward, panel.WardKept = p.ward, p.wardKept
	panel.Download, panel.Declared = panel.Decision != nil, p.declared
	if p.step != nil {
		panel.Step = p.step.State
	}
	return panel, nil
}

// citations are the rules of a plan as people read them.
func (s *Server) citations(plan *rules.Plan) (why []rules.Citation) {
	for _, id := range plan.Rules {
		if c, ok := s.engine.Cite(plan.Profile, id); ok {
			why = append(why, c)
		}
	}
	return why
}

// terms are by when the requests of this visitor are answered.
func (s *Server) terms(p *paper) map[string]wire.Term {
	return wire.Terms(p.shown.Profile, &s.book.Law, p.shown.Visitor)
}

// terms writes their dates as ISO 8601 has them, like all dates of the server.
func terms(of map[string]wire.Term) map[string]ui.Term {
	return ui.NewTerms(of, consent.Date.String)
}

// moment writes t for people in the one form that reads alike in every
// language; the browser writes it in the visitor's as soon as a script runs.
// The date formats of golang.org/x/text are those of CLDR 32, of 2017, and it
// has no API for dates.
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
		Languages: s.maker.Offered(found.ID), Terms: s.terms(p),
		Words: panelWords(p.shown.Texts.Words), Lang: p.shown.Texts.Lang, Dir: p.shown.Texts.Dir, Answer: p.answer,
		Stay: p.stay,
	}, nil
}

// panelWords leaves out the words of the guardian's page and letter: the panel
// never shows them.
func panelWords(all map[string]string) map[string]string {
	words := make(map[string]string, len(all))
	for key, text := range all {
		if room, _, _ := strings.Cut(key, "."); room != "ward" && room != "point" && room != "mail" {
			words[key] = text
		}
	}
	return words
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
	if v.UnderGuardianship {
		m["under_guardianship"] = true
	}
	if v.Account != "" {
		m["account_mode"] = v.Account
	}
	if v.Prior != nil {
		m["prior"] = v.Prior
	}
	return m
}
