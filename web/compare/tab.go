package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long anything may take before a visit is given up.
const patience = 20 * time.Second

// A note is what the observer in the page says.
type note struct {
	What string `json:"what"`
	// At is in milliseconds since the navigation began; Clock is the same
	// moment since 1970, to be compared with notes of other frames.
	At    float64 `json:"at"`
	Clock float64 `json:"clock"`
	// X and Y are where to press.
	X, Y float64
	// N is which gated script ran.
	N int `json:"n"`
}

// A chunk is a piece of a body that came over the network.
type chunk struct {
	at    float64 // seconds of the browser's clock
	bytes float64
}

// A tab shows one page and remembers what happened in it.
type tab struct {
	ctx   context.Context
	leave context.CancelFunc

	mu     sync.Mutex
	notes  []note
	began  float64 // when the page was asked for, in seconds of the browser's clock
	widget map[network.RequestID]string
	chunks []chunk
	// asked counts requests that left the browser for the widget's sake.
	asked float64
	news  chan struct{}
}

func newTab(ctx context.Context, leave context.CancelFunc) *tab {
	return &tab{ctx: ctx, leave: leave, widget: map[network.RequestID]string{}, news: make(chan struct{}, 1)}
}

// hear takes in an event of the tab. It must not wait for anything.
func (t *tab) hear(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventBindingCalled:
		var n note
		if e.Name != "compareSays" || json.Unmarshal([]byte(e.Payload), &n) != nil {
			return
		}
		t.notes = append(t.notes, n)
	case *network.EventRequestWillBeSent:
		if strings.Contains(e.Request.URL, "/page/") {
			t.began = float64(e.Timestamp)
		} else if strings.HasPrefix(e.Request.URL, "http") && !strings.Contains(e.Request.URL, "/gated/") {
			t.widget[e.RequestID] = e.Request.URL
		}
	case *network.EventResponseReceived:
		if t.widget[e.RequestID] != "" && !e.Response.FromDiskCache {
			t.asked++
		}
	case *network.EventRequestServedFromCache:
		delete(t.widget, e.RequestID)
	case *network.EventDataReceived:
		if t.widget[e.RequestID] != "" {
			t.chunks = append(t.chunks, chunk{float64(e.Timestamp), float64(e.EncodedDataLength)})
		}
	}
	select {
	case t.news <- struct{}{}:
	default:
	}
}

// visit goes to w's page on the site. It does not wait for anything there.
func (t *tab) visit(origin string, w widget) error {
	_, err := chromedp.Call(t.ctx, page.Navigate, page.NavigateParams{URL: origin + "/page/" + w.ID})
	return err
}

// close leaves the page, and closes the tab unless it is the visitor's first.
func (t *tab) close() {
	chromedp.Call(t.ctx, page.Navigate, page.NavigateParams{URL: "about:blank"})
	t.leave()
}

// wait returns the first note of that name after the first skip notes.
func (t *tab) wait(what string, skip int, patience time.Duration) (note, error) {
	limit := time.After(patience)
	for {
		t.mu.Lock()
		for _, n := range t.notes[min(skip, len(t.notes)):] {
			if n.What == what {
				t.mu.Unlock()
				return n, nil
			}
		}
		t.mu.Unlock()
		select {
		case <-t.news:
		case <-t.ctx.Done():
			return note{}, t.ctx.Err()
		case <-limit:
			return note{}, fmt.Errorf("waited %s in vain for %q", patience, what)
		}
	}
}

// heard is how many notes came so far.
func (t *tab) heard() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.notes)
}

// bytes is how many bytes of bodies the widget had fetched by a moment, in
// milliseconds since the navigation began; requests are all that it made.
func (t *tab) bytes(until float64) (sum, requests float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range t.chunks {
		if (c.at-t.began)*1000 <= until {
			sum += c.bytes
		}
	}
	return sum, t.asked
}

// press clicks where a note says that something is.
func (t *tab) press(n note) error {
	return chromedp.Do(t.ctx, chromedp.MouseClickXY(n.X, n.Y))
}

// where finds a button anew: banners move while they appear.
func (t *tab) where(selector string) (note, error) {
	var found struct {
		note
		Usable bool `json:"usable"`
	}
	quoted, err := json.Marshal(selector)
	if err != nil {
		return note{}, err
	}
	text, err := chromedp.Run(t.ctx, chromedp.Evaluate[[]byte](fmt.Sprintf("compare.where(%s)", quoted)))
	if err == nil {
		err = json.Unmarshal(text, &found)
	}
	if err == nil && !found.Usable {
		err = fmt.Errorf("%s cannot be hit", selector)
	}
	return found.note, err
}

// paints are the page's own layout shift and largest paint so far.
func (t *tab) paints() (shift, largest float64, err error) {
	type paints struct{ Shift, Largest float64 }
	p, err := chromedp.Run(t.ctx, chromedp.Evaluate[paints]("compare.paints()"))
	return p.Shift, p.Largest, err
}
