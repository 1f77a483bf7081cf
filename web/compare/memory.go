package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"
)

// memory finds what a page holds once it is idle, in KiB: in a browser of its
// own, as browsers keep the processes of pages that were closed.
func (b *bench) memory(w widget, s sample) error {
	browser, stop, err := startBrowser()
	if err != nil {
		return err
	}
	defer stop()
	v := newVisitor(browser)
	defer v.leave()
	t, err := v.open(w, loopback, 1, false)
	if err != nil {
		return err
	}
	if err := t.visit(b.origin, w); err != nil {
		return err
	}
	if _, err := t.wait("banner-usable", 0, patience); err != nil {
		return err
	}
	time.Sleep(2 * idle)
	heap, err := t.heap()
	if err != nil {
		return err
	}
	s["memory/heap"] = heap / 1024
	s["memory/private"], err = privateKiB(browser)
	return err
}

// heap is what is alive in the page's JavaScript heap, in bytes.
func (t *tab) heap() (float64, error) {
	return chromedp.Run(t.ctx, func(ctx context.Context, s *chromedp.Target) (float64, error) {
		if _, err := cdp.Call(ctx, s, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			return 0, err
		}
		usage, err := cdp.Call(ctx, s, runtime.GetHeapUsage, cdp.Empty{})
		return usage.UsedSize, err
	})
}

// privateKiB is the memory that only the browser's page processes have: the
// page's, and the spare ones that are the same for every widget.
func privateKiB(browser context.Context) (float64, error) {
	info, err := chromedp.CallBrowser(browser, systeminfo.GetProcessInfo, cdp.Empty{})
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for _, p := range info.ProcessInfo {
		if p.Type != "renderer" {
			continue
		}
		f, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", p.ID))
		if err != nil {
			return 0, fmt.Errorf("private memory is read on Linux only: %w", err)
		}
		for lines := bufio.NewScanner(f); lines.Scan(); {
			var kib float64
			if name, rest, ok := strings.Cut(lines.Text(), ":"); ok && (name == "Private_Clean" || name == "Private_Dirty") {
				fmt.Sscan(rest, &kib)
				sum += kib
			}
		}
		f.Close()
	}
	return sum, nil
}
