package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A line is a network to measure on, with the figures of Lighthouse.
type line struct {
	name    string
	latency float64 // of a round trip, in milliseconds
	down    float64 // bytes a second
}

var netLines = []line{{"Fast 4G", 60, 9e6 / 8}, {"Slow 4G", 150, 1.6e6 / 8}}

// A takeOver is what one opening of the panel took, in milliseconds from the
// start of the navigation, and what became of what was pressed meanwhile.
type takeOver struct {
	Seen float64 `json:"seen"` // the drawn form is on screen
	Live float64 `json:"live"` // WASM has taken it over
	Lost int     `json:"lost"` // ticks that were there before and not after
}

// takeOvers prints how long the panel takes to be seen, and to become live,
// cold and warm.
func takeOvers() error {
	fmt.Println("Taking the panel over, milliseconds, the panel opened as a document of its own (krowork, DE)")
	fmt.Printf("  %-24s %12s %12s %12s\n", "", "form seen", "WASM live", "ticks lost")
	return withServer(func(base string) error {
		return withChromium(func(ctx context.Context) error {
			for _, l := range netLines {
				for _, warm := range []bool{false, true} {
					t, err := measure(ctx, base+"/panel?site=krowork&place=DE", l, warm)
					if err != nil {
						return fmt.Errorf("%s: %w", l.name, err)
					}
					state := "cold"
					if warm {
						state = "warm"
					}
					fmt.Printf("  %-24s %12.0f %12.0f %12d\n", l.name+", "+state, t.Seen, t.Live, t.Lost)
				}
			}
			return nil
		})
	})
}

// watch runs in the page before anything else: it ticks a switch as soon as
// there is one, notes when the form was painted, and waits for the take-over.
const watch = `(() => {
	window.bench = {};
	const step = () => {
		const box = document.querySelector("[data-sayso-toggle]:not(:disabled)");
		if (box && bench.seen === undefined && performance.getEntriesByName("first-contentful-paint").length) {
			bench.seen = performance.getEntriesByName("first-contentful-paint")[0].startTime;
			box.click();
			bench.key = box.value;
		}
		if (document.documentElement?.dataset.saysoLive == "1") {
			bench.live = performance.now();
			bench.lost = document.querySelector('[data-sayso-toggle="' + bench.key + '"]').checked ? 0 : 1;
			return;
		}
		setTimeout(step, 4);
	};
	step();
})()`

// measure opens the panel once, in a context of its own: with warm its files
// are in the browser's cache already.
func measure(parent context.Context, url string, l line, warm bool) (t takeOver, err error) {
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	defer cancel()
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	if err := chromedp.Do(ctx); err != nil {
		return t, err
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		return t, err
	}
	script := page.AddScriptToEvaluateOnNewDocumentParams{Source: watch}
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, script); err != nil {
		return t, err
	}
	if warm {
		if t, err = visit(ctx, url); err != nil {
			return t, err
		}
	}
	rule := network.Conditions{Latency: l.latency, DownloadThroughput: l.down, UploadThroughput: l.down / 2, ConnectionType: network.ConnectionTypeCellular4g}
	slow := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{&rule}}
	if _, err := chromedp.Call(ctx, network.EmulateNetworkConditionsByRule, slow); err != nil {
		return t, err
	}
	return visit(ctx, url)
}

// visit loads url and waits until the panel is live.
func visit(ctx context.Context, url string) (t takeOver, err error) {
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		return t, err
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`JSON.stringify(window.bench || {})`))
		if err == nil && strings.Contains(text, `"lost"`) {
			return t, json.Unmarshal([]byte(text), &t)
		}
	}
	return t, errors.New("the panel never became live")
}

// withChromium runs a browser while do works.
func withChromium(do func(ctx context.Context) error) error {
	dir, err := os.MkdirTemp("", "sayso-bench-profile-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.UserDataDir(dir), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	for _, name := range []string{os.Getenv("SAYSO_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			options = append(options, chromedp.ExecPath(path))
			break
		}
	}
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	ctx, stop := chromedp.NewContext(alloc)
	defer stop()
	if err := chromedp.Do(ctx); err != nil {
		return fmt.Errorf("starting Chromium: %w", err)
	}
	return do(ctx)
}
