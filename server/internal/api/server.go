// Package api is the server's HTTP side: it reads requests, asks the rooms
// below, and answers.
package api

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"

	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/server/internal/asset"
	"sayso/server/internal/guardian"
	"sayso/server/internal/keyring"
	"sayso/server/internal/ledger"
	"sayso/server/internal/mail"
	"sayso/server/internal/place"
	"sayso/server/internal/proxy"
	"sayso/server/internal/recorder"
	"sayso/server/internal/retention"
	"sayso/server/internal/site"
	"sayso/server/internal/store"
	"sayso/server/internal/view"
)

// A Config is what a Server is made of. Everything is required but where it
// says otherwise.
type Config struct {
	Book   *policy.Book
	Sites  site.Directory
	Store  store.Store
	Ring   *keyring.Ring
	Ledger *ledger.Ledger
	Finder *place.Finder
	Trust  proxy.Trust
	// Mail takes the letters to guardians.
	Mail mail.Sender

	Built, Words, Demo fs.FS
	// OpenAPI is the description of the interface. Empty serves none.
	OpenAPI []byte
	// Metrics serves /metrics, to whoever reaches it.
	Metrics bool
	// Tracer is told how requests went. Nil tells nobody.
	Tracer trace.Tracer
	// AdminToken opens /admin/…; it has at least [MinToken] bytes. Empty serves
	// none of it.
	AdminToken string
	// Keeper knows how long choices are kept. Required with AdminToken.
	Keeper *retention.Keeper

	// PublicURL is the address under which visitors reach the server: an
	// origin, and a path if it is behind one. Empty takes it from each request.
	PublicURL string
	// PostsPerSecond and Burst limit the choices of one neighbourhood for one
	// site.
	PostsPerSecond float64
	Burst          int

	Log *slog.Logger
	Now func() time.Time
}

// A Server answers requests. It is safe for concurrent use.
type Server struct {
	engine   *rules.Engine
	sites    site.Directory
	store    store.Store
	ring     *keyring.Ring
	ledger   *ledger.Ledger
	finder   *place.Finder
	finders  map[string]*place.Finder // by site: those with a header of their own
	trust    proxy.Trust
	maker    *view.Maker
	recorder *recorder.Recorder
	assets   *asset.Shelf
	sheet    sheet // of the panel's document
	demo     fs.FS
	openapi  []byte
	tally    *tally            // nil: /metrics is not served
	tracer   trace.Tracer      // nil: nobody is told
	token    [sha256.Size]byte // of the admin token; zero: there is none
	keeper   *retention.Keeper
	public   string
	limit    *limiter
	letters  *limiter // to guardians
	desk     *guardian.Desk
	// Reports have a limit of their own: a page that tells much must not keep
	// its visitor from choosing.
	limitReports *limiter
	heard        heard
	book         *policy.Book
	log          *slog.Logger
	now          func() time.Time
	started      time.Time

	draining, stale atomic.Bool
}

// New prepares a server. It reports what is missing or wrong.
func New(c Config) (*Server, error) {
	if err := checkPublic(c.PublicURL); err != nil {
		return nil, err
	}
	engine, err := rules.New(c.Book)
	if err != nil {
		return nil, err
	}
	assets, err := asset.Load(c.Built)
	if err != nil {
		return nil, err
	}
	maker, err := view.NewMaker(c.Book, engine, c.Sites, c.Ring, assets, c.Words, c.Store)
	if err != nil {
		return nil, err
	}
	look, err := assets.File("panel.css")
	if err != nil {
		return nil, err
	}
	for _, id := range c.Sites.IDs() {
		v := view.Variant{Site: id}
		if _, err := engine.Profile(c.Sites[id].Service, v.Visitor(c.Now())); err != nil {
			return nil, fmt.Errorf("site %s: service %q: %w", id, c.Sites[id].Service, err)
		}
	}
	finders, err := findersOf(c.Sites, c.Finder)
	if err != nil {
		return nil, err
	}
	issuer := c.PublicURL
	if issuer == "" {
		issuer = "sayso"
	}
	var counts *tally
	if c.Metrics {
		counts = &tally{}
	}
	var token [sha256.Size]byte
	if c.AdminToken != "" {
		if len(c.AdminToken) < MinToken {
			return nil, fmt.Errorf("the admin token has %d bytes; write at least %d random ones", len(c.AdminToken), MinToken)
		}
		token = sha256.Sum256([]byte(c.AdminToken))
	}
	rec := &recorder.Recorder{Engine: engine, Store: c.Store, Ring: c.Ring, Notices: maker, Issuer: issuer}
	desk := &guardian.Desk{
		Recorder: rec, Store: c.Store, Ring: c.Ring, Sites: c.Sites, Texts: maker.Catalog, Mail: c.Mail, Log: c.Log, Now: c.Now,
	}
	return &Server{
		token: token, keeper: c.Keeper, tracer: c.Tracer,
		engine: engine, sites: c.Sites, store: c.Store, ring: c.Ring, ledger: c.Ledger, finder: c.Finder, finders: finders, trust: c.Trust, maker: maker,
		recorder: rec, desk: desk.Start(), letters: newLimiter(lettersPerSecond, lettersBurst),
		assets: assets, sheet: newSheet(look.Plain), demo: c.Demo, openapi: c.OpenAPI, tally: counts, public: c.PublicURL, limit: newLimiter(c.PostsPerSecond, c.Burst),
		limitReports: newLimiter(c.PostsPerSecond, c.Burst),
		book:         c.Book, log: c.Log, now: c.Now, started: c.Now(),
	}, nil
}

func checkPublic(s string) error {
	u, err := url.Parse(s)
	if s != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || s != u.Scheme+"://"+u.Host+u.Path || strings.HasSuffix(s, "/")) {
		return fmt.Errorf("public URL is %q; write scheme, host and perhaps a path, such as https://consent.example.com or https://www.example.com/consent", s)
	}
	return nil
}

// Succeed lets s go on where old was, before s answers anything: with its
// counts, and stopping if it was stopping.
func (s *Server) Succeed(old *Server) {
	s.limit, s.letters, s.tally, s.started = old.limit, old.letters, old.tally, old.started
	s.draining.Store(old.draining.Load())
}

// Stale says whether the site and profile files could not be taken over, so
// that what s answers is older than they are.
func (s *Server) Stale(stale bool) { s.stale.Store(stale) }

// Guardians is what sends the letters to guardians and forgets them; somebody
// has to run it.
func (s *Server) Guardians() *guardian.Desk { return s.desk }

// Drain makes /readyz say no, so that nobody sends new visitors here.
func (s *Server) Drain() { s.draining.Store(true) }

// Handler is the whole of the server.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range s.routes() {
		mux.Handle(pattern, s.wrap(h))
	}
	for pattern, h := range s.adminRoutes() {
		mux.Handle(pattern, s.wrap(h))
	}
	if s.tally != nil {
		mux.Handle("GET /metrics", s.wrap(s.metrics))
	}
	return below(s.public, mux)
}

// routes lists all addresses. Each but the preflight and the last is described
// in server/openapi.yaml.
func (s *Server) routes() map[string]handler {
	return map[string]handler{
		"GET /sayso.js":              s.script,
		"GET /v1/loader":             s.pin,
		"GET /v1/loader/{file}":      s.pinned,
		"GET /v1/view":               s.viewJSON,
		"GET /v1/plan":               s.plan,
		"POST /v1/choices":           s.postChoice,
		"DELETE /v1/choices":         s.erase,
		"POST /v1/reports":           s.postReport,
		"POST /v1/handover":          s.giveHandover,
		"POST /v1/handover/receipt":  s.takeHandover,
		"POST /v1/history":           s.history,
		"POST /v1/language":          s.language,
		"OPTIONS /v1/":               s.preflight,
		"GET /v1/log/checkpoint":     s.checkpoint,
		"GET /v1/log/key":            s.logKey,
		"GET /v1/log/tile/{path...}": s.tile,
		"POST /v1/log/proof":         s.prove,
		"POST /v1/guardians":         s.postGuardian,
		"POST /v1/guardians/state":   s.lookGuardian,
		"POST /v1/guardians/confirm": s.confirmGuardian,
		"GET /guardian/{token}":      s.guardianPage,
		"POST /guardian/{token}":     s.postGuardianPage,
		"GET /demo/outbox/{site}":    s.outbox,
		"GET /v1/openapi.yaml":       s.describe,
		"GET /panel":                 s.panel,
		"POST /panel":                s.postPanel,
		"GET /p/{site}":              s.page,
		"POST /p/{site}":             s.postPanel,
		"GET /assets/{name}":         s.asset,
		"GET /demo/stories":          s.storyIndex,
		"GET /demo/stories/{name}":   s.story,
		"GET /demo/{path...}":        s.demoFile,
		"GET /{$}":                   s.demoFile,
		"GET /problems/{code}":       s.explainProblem,
		"GET /.well-known/jwks.json": s.jwks,
		"GET /.well-known/gpc.json":  s.gpcFile,
		"GET /healthz":               s.healthz,
		"GET /readyz":                s.readyz,
		"/":                          nothing,
	}
}

// nothing answers addresses that there are not, and methods that they lack.
func nothing(w http.ResponseWriter, r *http.Request) error {
	return refuse("not-found", "", "there is nothing at this address")
}
