package main

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// terminal is the whole result for a person at a terminal: a table, the aims,
// and what went wrong.
func (r *result) terminal() string {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "\t")
	for _, w := range r.Widgets {
		fmt.Fprintf(t, "%s\t", w.ID)
	}
	fmt.Fprintln(t)
	for i := range measures {
		m := &measures[i]
		fmt.Fprintf(t, "%s\t", m.label())
		for _, w := range r.Widgets {
			fmt.Fprintf(t, "%s\t", r.cell(m, w.ID))
		}
		fmt.Fprintln(t)
	}
	t.Flush()
	fmt.Fprintf(&b, "\n%s\n\n%s", r.caption(), r.aims())
	for _, f := range r.Failed {
		fmt.Fprintln(&b, "failed:", f)
	}
	return b.String()
}

func (m *measure) label() string {
	if m.unit == "" {
		return m.title
	}
	return m.title + ", " + m.unit
}

// cell is the median, and how much of the reference's that is.
func (r *result) cell(m *measure, id string) string {
	f, ok := r.of(m, id)
	if !ok || id == bare && m.above {
		return "–"
	}
	text := number(f.Median)
	if ratio, ok := r.ratio(m, id); ok && id != reference && id != bare && m.unit != "" {
		text += fmt.Sprintf(" (×%.2f)", ratio.Median)
	}
	return text
}

// number writes v with about three digits.
func number(v float64) string {
	switch {
	case v == 0:
		return "0"
	case v < 0.1 && v > -0.1:
		return fmt.Sprintf("%.3f", v)
	case v < 2 && v > -2:
		return fmt.Sprintf("%.2f", v)
	case v < 20 && v > -20:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

// caption says what was measured, when and how.
func (r *result) caption() string {
	return fmt.Sprintf("Medians of %d rounds on %s, Chromium %s; × is the median of the ratios to %s in the same round.",
		len(r.Rounds), r.Date.Format("2 January 2006"), r.Chromium, r.widget(reference).full())
}

func (r *result) widget(id string) widget {
	for _, w := range r.Widgets {
		if w.ID == id {
			return w
		}
	}
	return widget{}
}

func (w widget) full() string { return strings.TrimSpace(w.Name + " " + w.Version) }

// aims says which of Sayso's aims were met.
func (r *result) aims() string {
	var b strings.Builder
	for i := range measures {
		m := &measures[i]
		got, limit, ok := r.against(m)
		if m.aim == nil || !ok {
			continue
		}
		verdict := "met   "
		if got.Median > limit {
			verdict = "MISSED"
		}
		fmt.Fprintf(&b, "%s  %-44s %8s, half of the rounds %s to %s; aim %s\n", verdict, m.title,
			number(got.Median), number(got.Low), number(got.High), number(limit))
	}
	return b.String()
}

// against is what Sayso reached for the aim of m, and the bound.
func (r *result) against(m *measure) (got figure, limit float64, ok bool) {
	switch {
	case m.aim == nil:
		return figure{}, 0, false
	case m.aim.ratio > 0:
		got, ok = r.ratio(m, "sayso")
		return got, m.aim.ratio, ok
	case m.aim.than != "":
		base, found := r.of(m, m.aim.than)
		got, ok = r.of(m, "sayso")
		return got, base.Median + m.aim.value, ok && found
	}
	got, ok = r.of(m, "sayso")
	return got, m.aim.value, ok
}

// markdown is the table that the README shows.
func (r *result) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nSlow 4G is 150 ms and 1.6 Mbit/s, Fast 4G 60 ms and 9 Mbit/s, a phone Slow 4G and a quarter of the processor.\n\n", r.caption())
	b.WriteString("| |")
	for _, w := range r.Widgets {
		fmt.Fprintf(&b, " %s |", w.full())
	}
	b.WriteString("\n| --- |" + strings.Repeat(" --: |", len(r.Widgets)) + "\n")
	for i := range measures {
		m := &measures[i]
		fmt.Fprintf(&b, "| %s |", m.label())
		for _, w := range r.Widgets {
			text := r.cell(m, w.ID)
			if w.ID == "sayso" {
				text = "**" + text + "**"
			}
			fmt.Fprintf(&b, " %s |", text)
		}
		b.WriteString("\n")
	}
	b.WriteString("\nBytes are those of the files and of what the page itself grows by. ")
	b.WriteString("Connections cost nothing here; Sayso's script comes from another port, the peers' files from the page's own.\n")
	for _, w := range r.Widgets {
		if w.Note != "" {
			fmt.Fprintf(&b, "%s: %s.\n", w.Name, w.Note)
		}
	}
	return b.String()
}
