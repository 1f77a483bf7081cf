package view

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"sayso/app/consent"
	"sayso/app/i18n"
	"sayso/app/policy"
	"sayso/app/rules"
	"sayso/app/wire"
	"sayso/server/internal/asset"
	"sayso/server/internal/site"
	"sayso/server/internal/store"
)

// Pin makes the loader of a site as a script that never changes, and keeps it:
// a page that names its hash goes on working when the server sends a newer one.
//
// Such a script knows the site and no visitor: nothing is granted, nobody is
// asked, and its first act is to fetch the view.
func (m *Maker) Pin(ctx context.Context, siteID, base string, now time.Time) (store.Part, error) {
	s := m.sites[siteID]
	texts := m.Catalog(siteID, m.Match(siteID, "", ""))
	w := &wire.View{
		Site: s.ID, Service: s.Service, Server: base, Cookie: "sayso_" + s.ID, Lang: texts.Lang, Dir: texts.Dir,
		// A browser that says Global Privacy Control asks for the view with it.
		SignalOff: []consent.Key{consent.SaleOrShare},
		Plan:      wire.ViewPlan{Defaults: map[consent.Key]consent.State{}},
		Options:   m.options(blank(s, texts)),
	}
	plain, err := json.Marshal(w)
	if err != nil {
		return store.Part{}, fmt.Errorf("writing the loader of %s: %w", siteID, err)
	}
	code := m.code[siteID]
	part := store.NewPart(store.PartLoader, bytes.Join([][]byte{code[0], plain, code[1]}, nil))
	return part, m.parts.AddParts(ctx, []store.Part{part}, now)
}

// blank is what is shown to nobody in particular.
func blank(s *site.Site, texts *i18n.Catalog) *Shown {
	return &Shown{Site: s, Visitor: &rules.Visitor{}, Plan: &rules.Plan{}, Profile: &policy.Profile{}, Texts: texts}
}

// Pinned is the loader that Pin once made under a hash, or
// [store.ErrNotFound].
func (m *Maker) Pinned(ctx context.Context, hash string) (*asset.Body, error) {
	if body, ok := m.pinned.Load(hash); ok {
		return body.(*asset.Body), nil
	}
	part, err := m.parts.Part(ctx, hash)
	if err != nil {
		return nil, err
	}
	if part.Kind != store.PartLoader {
		return nil, store.ErrNotFound
	}
	body := asset.NewBody("text/javascript; charset=utf-8", part.Content)
	m.pinned.Store(hash, body)
	return body, nil
}
