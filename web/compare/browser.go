package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A line is what lies between the visitor and the servers. The browser
// delays answers and slows bodies; making a connection costs nothing.
type line struct {
	name       string
	latencyMs  float64 // one round trip
	down, up   float64 // bytes per second
	connection network.ConnectionType
}

var (
	loopback = line{name: "desktop", down: -1, up: -1}
	fast4G   = line{"Fast 4G", 60, 9e6 / 8, 1.5e6 / 8, network.ConnectionTypeCellular4g}
	slow4G   = line{"Slow 4G", 150, 1.6e6 / 8, 0.75e6 / 8, network.ConnectionTypeCellular4g}
)

// startBrowser starts Chromium with a fresh profile. Stop ends it and removes
// the profile.
func startBrowser() (ctx context.Context, stop func(), err error) {
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1280, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		// Some peers hide from browsers that say they are driven by a program.
		chromedp.Flag("enable-automation", false), chromedp.Flag("disable-blink-features", "AutomationControlled"))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, _ = chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, nil, fmt.Errorf("starting Chromium: %w", err)
	}
	return ctx, func() { chromedp.Cancel(ctx); cancel() }, nil
}

// A visitor has cookies and a cache of its own.
type visitor struct {
	ctx   context.Context
	leave context.CancelFunc
	tabs  int
}

// newVisitor comes to browser for the first time.
func newVisitor(browser context.Context) *visitor {
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	return &visitor{ctx: ctx, leave: cancel}
}

// open opens a tab that is ready to go to w's page under the given conditions.
// returning says that no banner is expected.
func (v *visitor) open(w widget, l line, cpu float64, returning bool) (*tab, error) {
	// The visitor is gone when the first tab is closed, so that one stays.
	ctx, cancel := v.ctx, func() {}
	if v.tabs++; v.tabs > 1 {
		ctx, cancel = chromedp.NewContext(v.ctx)
	}
	t := newTab(ctx, cancel)
	if err := t.prepare(w, l, cpu, returning); err != nil {
		cancel()
		return nil, fmt.Errorf("preparing a tab: %w", err)
	}
	return t, nil
}

// prepare sets up what is heard from the tab and what it is held to.
func (t *tab) prepare(w widget, l line, cpu float64, returning bool) error {
	script, err := observer(w, returning)
	if err != nil {
		return err
	}
	if err := chromedp.Listen(t.ctx, t.hear); err != nil {
		return err
	}
	rule := network.Conditions{Latency: l.latencyMs, DownloadThroughput: l.down, UploadThroughput: l.up, ConnectionType: l.connection}
	return chromedp.Do(t.ctx, chromedp.Func(func(ctx context.Context, s *chromedp.Target) error {
		// The driver turns these on. They parse each style sheet once more, and
		// tell of each element: milliseconds that no visitor has.
		for _, off := range []cdp.Command[cdp.Empty, cdp.Empty]{css.Disable, dom.Disable} {
			if _, err := cdp.Call(ctx, s, off, cdp.Empty{}); err != nil {
				return err
			}
		}
		if _, err := cdp.Call(ctx, s, runtime.AddBinding, runtime.AddBindingParams{Name: "compareSays"}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, s, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
			return err
		}
		if _, err := cdp.Call(ctx, s, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		if l.latencyMs > 0 {
			p := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&rule}}
			if _, err := cdp.Call(ctx, s, network.EmulateNetworkConditionsByRule, p); err != nil {
				return err
			}
		}
		if cpu > 1 {
			if _, err := cdp.Call(ctx, s, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: cpu}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// observer is the script that watches w's page.
func observer(w widget, returning bool) (string, error) {
	source, err := fs.ReadFile(embedded, "observe.js")
	if err != nil {
		return "", err
	}
	want, err := json.Marshal(map[string]any{
		"accept": w.accept, "prefs": w.prefs, "panel": w.panel, "frame": w.frame, "returning": returning,
	})
	return strings.Replace(string(source), "WANT", string(want), 1), err
}
