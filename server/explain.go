package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/server/internal/zone"
)

// explain is "sayso explain": each case of standard input as prose, with the
// sources of its rules; or with --decision, a recorded choice and what was
// shown with it.
func explain(args []string) int {
	if asksForDecision(args) {
		return explainDecision(args)
	}
	_, engine, status := ready("explain", args)
	if engine == nil {
		return status
	}
	return stream(os.Stdin, os.Stdout, func(line []byte) ([]byte, bool) {
		text, err := explanation(engine, line)
		if err != nil {
			fmt.Fprintln(os.Stderr, "sayso explain:", err)
		}
		return text, err == nil
	})
}

func explanation(e *rules.Engine, line []byte) ([]byte, error) {
	c, err := wire.ReadCase(line, zone.Today)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	p, err := e.Decide(c.Service, &c.Visitor)
	if err != nil {
		return nil, err
	}
	writePlan(&b, &c, &p)
	if c.Choice != nil {
		if err := writeVerdict(&b, e, &c); err != nil {
			return nil, err
		}
	}
	writeReasons(&b, e, &p)
	b.WriteByte('\n')
	return []byte(b.String()), nil
}

func writePlan(w io.Writer, c *wire.Case, p *rules.Plan) {
	place := c.Visitor.Place.Code()
	if place == "" {
		place = "an unknown place"
	}
	age := "of unknown age"
	if p.Age >= 0 {
		age = fmt.Sprintf("of %d years", p.Age)
	}
	fmt.Fprintf(w, "A visitor %s in %s, %s: profile %s, policy %s (%s), scope %s.\n",
		age, place, c.Visitor.Now.UTC().Format("2006-01-02 15:04 UTC"), p.Profile, p.PolicyVersion, p.PolicyState, p.Scope)
	fmt.Fprintf(w, "Access is %s, a guardian's step is %s; the banner is %s.\n", p.Access, guardianWords[p.Guardian], p.Banner)
	if p.CookieMaxAge == 0 {
		fmt.Fprintln(w, "Nothing may be stored on the device.")
	} else {
		fmt.Fprintf(w, "Anything stored on the device lives at most %d seconds.\n", p.CookieMaxAge)
	}
	if !p.ValidUntil.IsZero() {
		fmt.Fprintf(w, "The earlier choice lapses on %s.\n", p.ValidUntil.Format("2006-01-02 15:04 UTC"))
	}
	for _, d := range p.Defaults {
		fmt.Fprintf(w, "  %-26s %s\n", d.Key, d.State)
	}
	fmt.Fprintf(w, "Can do: %s.\n", list(p.Actions))
	if len(p.Notes) > 0 {
		fmt.Fprintf(w, "Is told: %s.\n", list(p.Notes))
	}
}

var guardianWords = map[string]string{"none": "not needed", "required": "required", "satisfied": "taken"}

func writeVerdict(w io.Writer, e *rules.Engine, c *wire.Case) error {
	v, err := e.Admit(c.Service, &c.Visitor, c.Choice)
	if err != nil {
		return err
	}
	if v.Admitted {
		fmt.Fprintln(w, "The choice may be recorded.")
		return nil
	}
	fmt.Fprintf(w, "The choice is refused: %s", v.Reason)
	if v.Key != "" {
		fmt.Fprintf(w, " (%s)", v.Key)
	}
	fmt.Fprintf(w, ", by %s.\n", strings.Join(v.Rules, ", "))
	return nil
}

func writeReasons(w io.Writer, e *rules.Engine, p *rules.Plan) {
	fmt.Fprintln(w, "Because:")
	for _, id := range p.Rules {
		c, ok := e.Cite(p.Profile, id)
		if !ok {
			fmt.Fprintf(w, "  %-12s\n", id)
			continue
		}
		fmt.Fprintf(w, "  %-12s %s [%s]\n", id, c.Says, c.Source)
	}
}

func list[T ~string](words []T) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return strings.Join(all, ", ")
}
