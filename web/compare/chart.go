package main

import (
	"fmt"
	"html"
	"slices"
	"strings"
)

// Sizes of the chart, in SVG units.
const (
	chartWidth  = 960
	columns     = 2
	columnWidth = chartWidth / columns
	barHeight   = 15
	barStep     = 20
	nameWidth   = 158
	barSpace    = columnWidth - nameWidth - 82
	headHeight  = 44
)

// chart draws the measures that are marked for it: short bars are better.
func (r *result) chart() string {
	var shown []*measure
	for i := range measures {
		if measures[i].chart {
			shown = append(shown, &measures[i])
		}
	}
	bars := len(r.Widgets) - 1
	blockHeight := headHeight + bars*barStep + 12
	height := (len(shown)+columns-1)/columns*blockHeight + 44
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="Sayso beside its peers: short bars are better">`+"\n",
		chartWidth, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="#fff"/>`+"\n", chartWidth, height)
	for i, m := range shown {
		r.block(&b, m, i%columns*columnWidth+16, i/columns*blockHeight+8)
	}
	fmt.Fprintf(&b, `<text x="16" y="%d" fill="#57606a">%s</text>`+"\n", height-16, html.EscapeString(r.caption()))
	b.WriteString("</svg>\n")
	return b.String()
}

// A bar is one widget's median.
type bar struct {
	w     widget
	value float64
}

// block draws one measure with its bars, the shortest first.
func (r *result) block(b *strings.Builder, m *measure, x, y int) {
	fmt.Fprintf(b, `<text x="%d" y="%d" font-size="14" font-weight="600" fill="#1f2328">%s</text>`+"\n", x, y+24, html.EscapeString(m.label()))
	var bars []bar
	longest := 0.0
	for _, w := range r.Widgets {
		if f, ok := r.of(m, w.ID); ok && w.ID != bare {
			bars = append(bars, bar{w, f.Median})
			longest = max(longest, f.Median)
		}
	}
	slices.SortStableFunc(bars, func(a, b bar) int {
		if a.value < b.value {
			return -1
		}
		return 1
	})
	for i, one := range bars {
		top := y + headHeight - 6 + i*barStep
		fill, weight := "#8c959f", "400"
		if one.w.ID == "sayso" {
			fill, weight = "#0969da", "700"
		}
		width := max(1, one.value/max(longest, 1e-9)*barSpace)
		fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end" font-weight="%s" fill="#1f2328">%s</text>`, x+nameWidth-8, top+12, weight, html.EscapeString(one.w.Name))
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%.1f" height="%d" rx="2" fill="%s"/>`, x+nameWidth, top, width, barHeight, fill)
		fmt.Fprintf(b, `<text x="%.1f" y="%d" font-weight="%s" fill="#1f2328">%s</text>`+"\n", float64(x+nameWidth+6)+width, top+12, weight, number(one.value))
	}
}
