package view

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"sayso/app/rules"
	"sayso/app/ui"
	"sayso/app/wire"
	"sayso/server/internal/draw"
	"sayso/server/internal/store"
	"sayso/server/internal/ticket"
)

// ErrLost is returned for a notice that was never kept and can no longer be
// drawn as it was: words, profiles or drawings have changed since.
var ErrLost = errors.New("what was shown is not known here any more")

// maxNotices bounds how many notices are remembered, and with it the memory:
// about 1 MB.
const maxNotices = 4096

// keepWithin bounds how long a view waits for the store. A store that does not
// answer must not keep the banner off a page.
const keepWithin = 2 * time.Second

// notices remembers the hash of each notice that was made, and which of them
// the store has.
type notices struct {
	mu   sync.Mutex
	made map[noticeKey]string
	kept map[string]bool
}

type noticeKey struct {
	Variant          // without Base
	version, profile string
}

func newNotices() *notices {
	return &notices{made: map[noticeKey]string{}, kept: map[string]bool{}}
}

func (n *notices) hash(k noticeKey) (hash string, kept bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	hash = n.made[k]
	return hash, n.kept[hash]
}

func (n *notices) has(hash string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.kept[hash]
}

// add remembers that the store has hash, and of which variant it is, if that
// is known.
func (n *notices) add(hash string, k *noticeKey) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.made) >= maxNotices || len(n.kept) >= maxNotices {
		clear(n.made)
		clear(n.kept)
	}
	n.kept[hash] = true
	if k != nil {
		n.made[*k] = hash
	}
}

// notice names what s shows to v, and keeps it. What is played is kept when
// somebody chooses under it: anybody can play anything.
func (m *Maker) notice(v *Variant, s *Shown, now time.Time) (hash string, err error) {
	k := noticeKey{*v, s.Plan.PolicyVersion, s.Plan.Profile}
	k.Base = ""
	if hash, kept := m.notices.hash(k); kept {
		return hash, nil
	}
	parts, err := m.compose(v, s)
	if err != nil {
		return "", err
	}
	hash = parts[0].Hash
	if v.played() {
		return hash, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), keepWithin)
	defer cancel()
	// A failure is no reason to show nothing: the next view tries again, and so
	// does Keep.
	if m.parts.AddParts(ctx, parts, now) == nil {
		m.notices.add(hash, &k)
	}
	return hash, nil
}

// Keep makes sure that the notice that t names is kept, before a choice is
// recorded under it. It returns [ErrLost] when it cannot be.
func (m *Maker) Keep(ctx context.Context, t *ticket.Ticket, now time.Time) error {
	if m.notices.has(t.Text) {
		return nil
	}
	_, err := m.parts.Part(ctx, t.Text)
	if errors.Is(err, store.ErrNotFound) {
		err = m.keepAgain(ctx, t, now)
	}
	if err == nil {
		m.notices.add(t.Text, nil)
	}
	return err
}

// keepAgain draws what t names once more and keeps it, if it is still the
// same. A ticket does not say whether the browser sent DNT.
func (m *Maker) keepAgain(ctx context.Context, t *ticket.Ticket, now time.Time) error {
	for _, dnt := range []bool{false, true} {
		v := Of(t, "")
		v.DNT = dnt
		s, err := m.plan(v, now)
		if err != nil {
			return err
		}
		parts, err := m.compose(v, s)
		if err != nil {
			return err
		}
		if parts[0].Hash == t.Text {
			return m.parts.AddParts(ctx, parts, now)
		}
	}
	return ErrLost
}

// Panel is the panel of s, before anybody ticked anything.
func (m *Maker) Panel(s *Shown) *ui.Panel {
	p := &ui.Panel{Texts: s.Texts, Name: s.Profile.Name, Plan: s.Plan, Items: s.Profile.Items}
	for _, id := range s.Plan.Rules {
		if c, ok := m.engine.Cite(s.Plan.Profile, id); ok {
			p.Why = append(p.Why, c)
		}
	}
	return p
}

// compose makes the notice of s and its parts; the notice comes first.
func (m *Maker) compose(v *Variant, s *Shown) ([]store.Part, error) {
	plan, err := json.Marshal(wire.NewPlan(s.Plan))
	if err != nil {
		return nil, err
	}
	panel := m.Panel(s)
	n := store.Notice{
		Site: v.Site, Lang: s.Texts.Lang, Place: v.Place, Account: v.Account, GPC: v.GPC, DNT: v.DNT, Age: v.Age,
		Profile: s.Plan.Profile, PolicyVersion: s.Plan.PolicyVersion, Plan: plan, Why: reasons(panel.Why),
	}
	if v.Now != 0 {
		n.Now = time.Unix(v.Now, 0).UTC()
	}
	parts := make([]store.Part, 1, 8)
	add := func(kind store.PartKind, content []byte) string {
		p := store.NewPart(kind, content)
		parts = append(parts, p)
		return p.Hash
	}
	words, err1 := json.Marshal(s.Texts)
	promises, err2 := json.Marshal(s.Profile)
	drawn, err3 := draw.Fragment(panel)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, fmt.Errorf("composing the notice of %s: %w", s.Site.ID, err)
	}
	n.Words, n.Promises, n.Panel = add(store.PartWords, words), add(store.PartProfile, promises), add(store.PartPanel, []byte(drawn))
	if s.asks() {
		banner, err := draw.Fragment(&ui.Banner{Texts: s.Texts, Plan: s.Plan, Name: s.Profile.Name})
		if err != nil {
			return nil, fmt.Errorf("drawing the banner of %s: %w", s.Site.ID, err)
		}
		n.Banner = add(store.PartBanner, []byte(banner))
	}
	n.BannerLook, n.PanelLook = add(store.PartStyle, []byte(m.Style(s.Site.Layout, s.Site.Theme))), add(store.PartStyle, m.panelStyle)
	body, err := json.Marshal(&n)
	parts[0] = store.NewPart(store.PartNotice, body)
	return parts, err
}

func reasons(why []rules.Citation) []store.Reason {
	out := make([]store.Reason, len(why))
	for i, c := range why {
		out[i] = store.Reason{ID: c.ID, Says: c.Says, Source: c.Source}
	}
	return out
}
