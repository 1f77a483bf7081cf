package main

import (
	"context"
	"fmt"
	"time"
)

// A sample is what one round found for one widget: measure to value. What
// a widget cannot do is missing.
type sample map[string]float64

// A bench is what visits need: the browser, the address of the site. They stop
// when ctx ends.
type bench struct {
	ctx     context.Context
	browser context.Context
	origin  string
}

const (
	// idle is how long a visitor reads before pressing the button for preferences.
	idle = 800 * time.Millisecond
	// settled is how long a page gets to ask for more after all has happened,
	// and how long a visitor who knows the banner needs to press accept. Half a
	// second after they appear, every peer's buttons work.
	settled = 250 * time.Millisecond
	usual   = 550 * time.Millisecond
)

// A session is one kind of visit, or a few by the same visitor.
type session struct {
	name string
	// every is how many rounds lie between two of this session; 1 is each round.
	every int
	run   func(*bench, widget, sample) error
}

var sessions = []session{
	{"slow", 1, func(b *bench, w widget, s sample) error { return b.threeVisits(w, slow4G, "slow", s) }},
	{"desktop", 1, func(b *bench, w widget, s sample) error { return b.threeVisits(w, loopback, "desktop", s) }},
	{"fast", 1, func(b *bench, w widget, s sample) error { return b.cold(w, fast4G, 1, "fast", s) }},
	{"phone", 1, func(b *bench, w widget, s sample) error { return b.cold(w, slow4G, 4, "phone", s) }},
	{"traced", 1, (*bench).traced},
	{"eager", 3, (*bench).eager},
	{"rushed", 3, (*bench).rushed},
	{"memory", 3, (*bench).memory},
}

// cold is a first visit: when the banner can be seen and hit, what it cost.
func (b *bench) cold(w widget, l line, cpu float64, key string, s sample) error {
	v := newVisitor(b.browser)
	defer v.leave()
	t, err := v.open(w, l, cpu, false)
	if err != nil {
		return err
	}
	if err := b.arrive(t, w, key, s); err != nil {
		return err
	}
	time.Sleep(settled)
	return t.account(key, s)
}

// arrive goes to the page and waits until the banner can be hit. It notes
// when that was and what had been fetched by then.
func (b *bench) arrive(t *tab, w widget, key string, s sample) error {
	if err := t.visit(b.origin, w); err != nil {
		return err
	}
	usable, err := t.wait("banner-usable", 0, patience)
	if err != nil {
		return err
	}
	seen, err := t.wait("banner-seen", 0, patience)
	if err != nil {
		return err
	}
	s[key+"/seen"], s[key+"/usable"] = seen.At, usable.At
	s[key+"/bytes"], s[key+"/requests"] = t.bytes(usable.At)
	return nil
}

// account notes the page's own largest paint, and what shifted.
func (t *tab) account(key string, s sample) (err error) {
	s[key+"/shift"], s[key+"/largest"], err = t.paints()
	return err
}

// threeVisits is a visitor who looks at the panel and leaves, comes again and
// accepts, and then comes five times more: of those it takes the middle, since
// what is measured then is less than the browser's own moods.
func (b *bench) threeVisits(w widget, l line, key string, s sample) error {
	v := newVisitor(b.browser)
	defer v.leave()
	if err := b.first(v, w, l, key, s); err != nil {
		return fmt.Errorf("first visit: %w", err)
	}
	if err := b.second(v, w, l, key, s); err != nil {
		return fmt.Errorf("second visit: %w", err)
	}
	if w.ID == bare || l != loopback {
		return nil
	}
	var ran []float64
	for range 5 {
		at, err := b.third(v, w, l, key, s)
		if err != nil {
			return fmt.Errorf("third visit: %w", err)
		}
		ran = append(ran, at)
	}
	middle, _ := figureOf(ran)
	s[key+"/again"] = middle.Median
	return nil
}

func (b *bench) first(v *visitor, w widget, l line, key string, s sample) error {
	t, err := v.open(w, l, 1, false)
	if err != nil {
		return err
	}
	defer t.close()
	if err := b.arrive(t, w, key, s); err != nil {
		return err
	}
	time.Sleep(idle)
	if err := t.account(key, s); err != nil || w.prefs == "" {
		return err
	}
	took, err := t.openPanel(w)
	if err == nil {
		s[key+"/panel"] = took
	}
	return err
}

// openPanel presses the button for preferences and says how long it took
// until the panel could be used, in milliseconds.
func (t *tab) openPanel(w widget) (float64, error) {
	button, err := t.where(w.prefs)
	if err != nil {
		return 0, err
	}
	before := t.heard()
	if err := t.press(button); err != nil {
		return 0, err
	}
	click, err := t.wait("click", before, patience)
	if err != nil {
		return 0, err
	}
	return t.panelAfter(w, before, click, patience)
}

// panelAfter waits until the panel, and the frame around it if there is one,
// can be used, and says how many milliseconds after the click that was.
func (t *tab) panelAfter(w widget, before int, click note, patience time.Duration) (float64, error) {
	usable, err := t.wait("panel-usable", before, patience)
	if err == nil && w.frame != "" {
		var frame note
		frame, err = t.wait("frame-usable", before, patience)
		usable.Clock = max(usable.Clock, frame.Clock)
	}
	return usable.Clock - click.Clock, err
}

func (b *bench) second(v *visitor, w widget, l line, key string, s sample) error {
	t, err := v.open(w, l, 1, false)
	if err != nil {
		return err
	}
	defer t.close()
	if err := t.visit(b.origin, w); err != nil {
		return err
	}
	usable, err := t.wait("banner-usable", 0, patience)
	if err != nil {
		return err
	}
	s[key+"/warm"] = usable.At
	if w.ID == bare {
		return nil
	}
	time.Sleep(usual)
	button, err := t.where(w.accept)
	if err != nil {
		return err
	}
	if err := t.press(button); err != nil {
		return err
	}
	click, err := t.wait("click", 0, patience)
	if err != nil {
		return err
	}
	ran, err := t.wait("ran", 0, patience)
	s[key+"/accept"] = ran.At - click.At
	time.Sleep(settled)
	return err
}

// third says when the first gated script ran, and notes the most that was
// fetched in such a visit.
func (b *bench) third(v *visitor, w widget, l line, key string, s sample) (at float64, err error) {
	t, err := v.open(w, l, 1, true)
	if err != nil {
		return 0, err
	}
	defer t.close()
	if err := t.visit(b.origin, w); err != nil {
		return 0, err
	}
	ran, err := t.wait("ran", 0, patience)
	if err != nil {
		return 0, err
	}
	time.Sleep(settled)
	bytes, requests := t.bytes(1e9)
	s[key+"/again-bytes"], s[key+"/again-requests"] = max(s[key+"/again-bytes"], bytes), max(s[key+"/again-requests"], requests)
	return ran.At, nil
}

// rushed opens the panel the moment that its button can be hit.
func (b *bench) rushed(w widget, s sample) error {
	if w.prefs == "" {
		return nil
	}
	v := newVisitor(b.browser)
	defer v.leave()
	t, err := v.open(w, slow4G, 1, false)
	if err != nil {
		return err
	}
	if err := t.visit(b.origin, w); err != nil {
		return err
	}
	if _, err := t.wait("banner-usable", 0, patience); err != nil {
		return err
	}
	button, err := t.where(w.prefs)
	if err != nil {
		return err
	}
	for range 10 {
		if err := t.press(button); err != nil {
			return err
		}
		click, err := t.wait("click", 0, patience)
		if err != nil {
			return err
		}
		took, err := t.panelAfter(w, 0, click, patience/10)
		if err != nil {
			continue
		}
		s["slow/rushed"] = took
		return nil
	}
	return fmt.Errorf("ten presses on preferences did nothing")
}

// eager accepts the moment that the button can be hit, and again every
// fifth of a second until something happens. Lost presses are dead buttons.
func (b *bench) eager(w widget, s sample) error {
	if w.ID == bare {
		return nil
	}
	v := newVisitor(b.browser)
	defer v.leave()
	t, err := v.open(w, loopback, 1, false)
	if err != nil {
		return err
	}
	if err := t.visit(b.origin, w); err != nil {
		return err
	}
	button, err := t.wait("banner-usable", 0, patience)
	if err != nil {
		return err
	}
	for lost := range 10 {
		if err := t.press(button); err != nil {
			return err
		}
		if _, err := t.wait("ran", 0, 200*time.Millisecond); err == nil {
			s["desktop/lost"] = float64(lost)
			return nil
		}
	}
	return fmt.Errorf("ten presses on accept did nothing")
}
