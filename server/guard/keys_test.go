package guard_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"sayso/app/consent"
	"sayso/server/guard"
)

// A rotation is a source whose keys and health change, and which counts its
// calls.
type rotation struct {
	set   []byte
	err   error
	calls int
}

func (r *rotation) fetch(context.Context) ([]byte, error) { r.calls++; return r.set, r.err }

// The set is fetched when needed, not for every request and not for every
// unknown key, and outlives an outage of a day.
func TestKeysAreCached(t *testing.T) {
	first, second, forger := newServer(), newServer(), newServer()
	source := &rotation{set: first.keySet()}
	clock := now
	g, err := guard.New(guard.Options{Site: "shop", Versions: map[string]string{"shop-eu": "v2"}, Keys: source.fetch,
		Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	lasting := but(func(r *consent.Receipt) { r.Expires = now.Add(1000 * time.Hour).Unix() })
	for _, tt := range []struct {
		name  string
		after time.Duration
		set   []byte
		fails error
		by    *consentServer
		want  error
		calls int
	}{
		{"first use", 0, first.keySet(), nil, first, nil, 1},
		{"again", 59 * time.Minute, first.keySet(), nil, first, nil, 1},
		{"an unknown key asks for the set", 59 * time.Minute, first.keySet(), nil, forger, guard.ErrForged, 2},
		{"and not again within a minute", 59*time.Minute + 59*time.Second, second.keySet(), nil, second, guard.ErrForged, 2},
		{"a minute later the new key is found", 60 * time.Minute, second.keySet(), nil, second, nil, 3},
		{"the old one is gone", 60 * time.Minute, second.keySet(), nil, first, guard.ErrForged, 3},
		{"an outage", 3 * time.Hour, nil, errors.New("no route"), second, nil, 4},
		{"an outage, an unknown key", 3*time.Hour + time.Minute, nil, errors.New("no route"), first, guard.ErrKeys, 5},
		{"rubbish", 4 * time.Hour, []byte(`{"keys":[]}`), nil, second, nil, 6},
		{"the outage lasts a day", 25 * time.Hour, nil, errors.New("no route"), second, guard.ErrKeys, 7},
		{"it is over", 26 * time.Hour, second.keySet(), nil, second, nil, 8},
	} {
		clock, source.set, source.err = now.Add(tt.after), tt.set, tt.fails
		if _, err := g.Verify(t.Context(), tt.by.sign(lasting)); !errors.Is(err, tt.want) {
			t.Errorf("%s: Verify = %v, want %v", tt.name, err, tt.want)
		}
		if source.calls != tt.calls {
			t.Errorf("%s: %d calls of the source, want %d", tt.name, source.calls, tt.calls)
		}
	}
}

func TestFromURL(t *testing.T) {
	server := newServer()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/.well-known/jwks.json" {
			http.NotFound(w, r)
			return
		}
		w.Write(server.keySet())
	}))
	defer web.Close()
	g := newGuard(t, guard.FromURL(web.Client(), web.URL+"/.well-known/jwks.json"))
	if !g.May(request(server.sign(agreed)), consent.Analytics) {
		t.Error("analytics is not granted")
	}
	g = newGuard(t, guard.FromURL(web.Client(), web.URL+"/elsewhere"))
	if a := g.Ask(request(server.sign(agreed))); !errors.Is(a.Problem, guard.ErrKeys) || !strings.Contains(a.Problem.Error(), "404") {
		t.Errorf("Problem = %v, want ErrKeys with 404", a.Problem)
	}
}

// A slow key server must not hold up requests whose key is known.
func TestSlowSourceHoldsUpNobodyElse(t *testing.T) {
	server, forger := newServer(), newServer()
	entered, release := make(chan bool), make(chan bool)
	var calls int
	var mu sync.Mutex
	clock := now
	g, err := guard.New(guard.Options{Site: "shop", Versions: map[string]string{"shop-eu": "v2"},
		Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return clock },
		Keys: func(ctx context.Context) ([]byte, error) {
			if calls++; calls == 2 {
				entered <- true
				<-release
			}
			return server.keySet(), ctx.Err()
		}})
	if err != nil {
		t.Fatal(err)
	}
	lasting := server.sign(but(func(r *consent.Receipt) { r.Expires = now.Add(time.Hour).Unix() }))
	if _, err := g.Verify(t.Context(), lasting); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	clock = now.Add(2 * time.Minute)
	mu.Unlock()
	gone := make(chan error)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { _, err := g.Verify(ctx, forger.sign(agreed)); gone <- err }()
	<-entered
	cancel() // the forger leaves; the fetch goes on
	if _, err := g.Verify(t.Context(), lasting); err != nil {
		t.Errorf("while the source is slow: %v", err)
	}
	close(release)
	if err := <-gone; !errors.Is(err, guard.ErrForged) {
		t.Errorf("the forged receipt: %v", err)
	}
}
