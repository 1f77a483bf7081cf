// Package notice brings back what was shown with a recorded choice: the plan,
// the words and the drawings, as they were, whatever has changed since.
package notice

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/net/html"

	"sayso/app/i18n"
	"sayso/server/internal/draw"
	"sayso/server/internal/store"
)

// A Shown is a choice and what was shown with it.
type Shown struct {
	Entry  store.Entry
	Notice store.Notice
	Words  i18n.Catalog

	parts map[string][]byte // by hash
}

// Find reads the choice with a decision id and its notice. A piece that is not
// the one that was hashed is an error.
func Find(ctx context.Context, s store.Store, id string) (*Shown, error) {
	e, err := s.Entry(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("%s: there is no such decision, or it was erased", id)
	}
	if err != nil {
		return nil, err
	}
	shown := &Shown{Entry: e, parts: map[string][]byte{}}
	text, err := shown.read(ctx, s, e.Record.TextHash)
	if err != nil {
		return nil, fmt.Errorf("decision %s: its notice: %w", id, err)
	}
	if err := json.Unmarshal(text, &shown.Notice); err != nil {
		return nil, fmt.Errorf("decision %s: its notice: %w", id, err)
	}
	n := &shown.Notice
	for _, hash := range []string{n.Words, n.Promises, n.Banner, n.Panel, n.BannerLook, n.PanelLook} {
		if hash == "" {
			continue
		}
		if _, err := shown.read(ctx, s, hash); err != nil {
			return nil, fmt.Errorf("decision %s: a part of its notice: %w", id, err)
		}
	}
	return shown, json.Unmarshal(shown.parts[n.Words], &shown.Words)
}

func (s *Shown) read(ctx context.Context, from store.Parts, hash string) ([]byte, error) {
	p, err := from.Part(ctx, hash)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", hash, err)
	}
	if !p.Whole() {
		return nil, fmt.Errorf("%s: the content is not the one that was hashed", hash)
	}
	s.parts[hash] = p.Content
	return p.Content, nil
}

// Draw writes what was shown to files of the folder dir, which it creates: the
// banner and the panel as pages that any browser opens, and the rest as JSON.
func (s *Shown) Draw(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	n := &s.Notice
	record, err := json.MarshalIndent(s.Entry.Record, "", "  ")
	if err != nil {
		return err
	}
	panel := s.drawing("panel", n.Panel, n.PanelLook, false)
	files := map[string][]byte{
		"record.json": record, "plan.json": n.Plan, "words.json": s.parts[n.Words], "profile.json": s.parts[n.Promises],
		"panel.html": panel.Document(),
	}
	if n.Banner != "" {
		banner := s.drawing("banner", n.Banner, n.BannerLook, true)
		files["banner.html"] = banner.Document()
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (s *Shown) drawing(what, html, style string, shadow bool) draw.Kept {
	return draw.Kept{
		Lang: s.Words.Lang, Dir: s.Words.Dir, Title: what + " of " + s.Notice.Site,
		HTML: string(s.parts[html]), Style: string(s.parts[style]), Shadow: shadow,
	}
}

// Text is what a visitor could read in the banner, or where there was none, in
// the panel: one line for each piece of text.
func (s *Shown) Text() []string {
	hash := s.Notice.Banner
	if hash == "" {
		hash = s.Notice.Panel
	}
	var lines []string
	for z := html.NewTokenizer(bytes.NewReader(s.parts[hash])); ; {
		switch z.Next() {
		case html.ErrorToken: // the end: what was hashed is read whole
			return lines
		case html.TextToken:
			if line := strings.TrimSpace(string(z.Text())); line != "" {
				lines = append(lines, html.UnescapeString(line))
			}
		}
	}
}
