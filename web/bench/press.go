package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

const (
	waiting  = 40  // scripts behind gates
	work     = 5   // milliseconds each of them works on an unslowed processor
	slowdown = 4   // times
	presses  = 5   // pages on which "accept" is pressed
	good     = 200 // milliseconds: the bound of a good Interaction to Next Paint
)

// pressSpeed prints how long the page takes to paint after a press on "accept"
// with scripts waiting: the Interaction to Next Paint, as the browser's own
// event timing sees it until every script has run.
func pressSpeed() error {
	chromium, err := findChromium()
	if err != nil {
		fmt.Println("A press on \"accept\" was not measured:", err)
		return nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	_, port, _ := strings.Cut(l.Addr().String(), ":")
	origin := "http://shop.localhost:" + port
	dir, err := os.MkdirTemp("", "sayso-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "press.yaml")
	text := fmt.Sprintf("id: press\nservice: krowork\norigins: [%q]\ndemo: true\n", origin)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return err
	}
	return withServer(func(base string) error {
		go http.Serve(l, pageOfScripts(base))
		times, err := measurePresses(chromium, filepath.Join(dir, "profile"), origin)
		if err != nil {
			return err
		}
		slices.Sort(times)
		fmt.Printf("A press on \"accept\" with %d scripts of %d ms waiting, on a processor %d times slower\n", waiting, work, slowdown)
		fmt.Printf("  %-52s %6.0f ms\n", "interaction to next paint, median", times[len(times)/2])
		fmt.Printf("  %-52s %6.0f ms (good is under %d)\n", "the worst of "+fmt.Sprint(presses), times[len(times)-1], good)
		return nil
	}, "--sites", file)
}

func findChromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no Chromium; make tools installs it")
}

// pageOfScripts serves one page with gated scripts, each of which works.
func pageOfScripts(base string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<!doctype html><title>Press</title><link rel="icon" href="data:,">
<script>window.ran = 0; window.worst = 0;
new PerformanceObserver((list) => { for (const e of list.getEntries()) if (e.interactionId) worst = Math.max(worst, e.duration); })
	.observe({ type: "event", durationThreshold: 16, buffered: true });</script>
<script src="%s/sayso.js?site=press&place=DE" async></script>`, base)
		for n := range waiting {
			fmt.Fprintf(w, `<script type="text/plain" data-sayso="analytics" src="/work.js?%d"></script>`, n)
		}
		fmt.Fprint(w, `<h1>Press</h1>`)
	})
	mux.HandleFunc("GET /work.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		// Counted work, not time: a slowed processor takes longer for it.
		fmt.Fprintf(w, `(() => { let x = 0; for (let i = 0; i < %d * 400000; i++) x = (x * 31 + i) | 0; window.sink = x; ran++; })()`, work)
	})
	return mux
}

const acceptButton = `document.querySelector("sayso-banner")?.shadowRoot.querySelector("[data-sayso-action=accept_all]")`

func measurePresses(chromium, profile, origin string) ([]float64, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1280, 800),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	)
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	root, cancelRoot := chromedp.NewContext(allocator)
	defer cancelRoot()
	if err := chromedp.Do(root); err != nil {
		return nil, fmt.Errorf("starting %s: %w", chromium, err)
	}
	var times []float64
	for range presses {
		ms, err := pressOnce(root, origin)
		if err != nil {
			return nil, err
		}
		times = append(times, ms)
	}
	return times, nil
}

// pressOnce opens the page for a new visitor, presses, and waits until all
// scripts have run.
func pressOnce(root context.Context, origin string) (float64, error) {
	ctx, cancel := chromedp.NewContext(root, chromedp.WithNewBrowserContext())
	defer cancel()
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	if err := chromedp.Do(ctx, chromedp.Navigate(origin+"/")); err != nil {
		return 0, err
	}
	if _, err := chromedp.Call(ctx, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: slowdown}); err != nil {
		return 0, err
	}
	if err := until(ctx, "!!("+acceptButton+")"); err != nil {
		return 0, err
	}
	at, err := chromedp.Run(ctx, chromedp.Evaluate[[]float64](`(({ x, y, width, height }) => [x + width / 2, y + height / 2])(`+acceptButton+`.getBoundingClientRect())`))
	if err != nil {
		return 0, err
	}
	if err := chromedp.Do(ctx, chromedp.MouseClickXY(at[0], at[1])); err != nil {
		return 0, err
	}
	if err := until(ctx, fmt.Sprintf("ran == %d && worst > 0", waiting)); err != nil {
		return 0, err
	}
	return chromedp.Run(ctx, chromedp.Evaluate[float64]("worst"))
}

// until polls until js is true, or ctx ends.
func until(ctx context.Context, js string) error {
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](js))
		if ok {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("never true: %s: %w", js, errors.Join(err, ctx.Err()))
		}
		time.Sleep(20 * time.Millisecond)
	}
}
