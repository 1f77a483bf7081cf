package guardian

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"sayso/app/ui"
	sender "sayso/server/internal/mail"
	"sayso/server/internal/store"
)

// tokenBytes is the length of a link's token: 256 random bits.
const tokenBytes = 32

func (d *Desk) wake() {
	select {
	case d.due <- struct{}{}:
	default: // somebody is waking it already
	}
}

// Run sends letters as they come, and forgets what is due to be forgotten,
// until ctx ends.
func (d *Desk) Run(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		if err := d.Work(ctx); err != nil && ctx.Err() == nil {
			d.Log.Error("guardians' letters", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-d.due:
		case <-tick.C:
		}
	}
}

// Work sends the letters that are due and forgets addresses and steps that are
// past their time.
func (d *Desk) Work(ctx context.Context) error {
	var errs []error
	for {
		err := d.sendOne(ctx)
		if errors.Is(err, store.ErrNotFound) {
			break
		}
		if errs = append(errs, err); ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return errors.Join(append(errs, d.forget(ctx))...)
}

// sendOne sends one letter. Its token is made here and stored as a hash alone:
// no answer to the minor can hold it, because it is not there yet.
func (d *Desk) sendOne(ctx context.Context) error {
	raw := make([]byte, tokenBytes)
	rand.Read(raw)
	token := base64.RawURLEncoding.EncodeToString(raw)
	hash := sha256.Sum256([]byte(token))
	now := d.Now().UTC().Truncate(time.Second)
	s, err := d.Store.TakeLetter(ctx, now, hash[:], now.Add(tryEach))
	if err != nil {
		return err
	}
	letter, err := d.letter(&s, token, now)
	if err == nil {
		err = d.Mail.Send(ctx, letter)
	}
	switch {
	case err == nil:
		return d.Store.LetterDone(ctx, s.ID, now)
	case now.Sub(s.CreatedAt)+tryEach >= addressFor: // the next try would be too late
		return errors.Join(err, d.Store.LetterDone(ctx, s.ID, time.Time{}))
	}
	return err
}

// forget removes addresses and steps that are past their time.
func (d *Desk) forget(ctx context.Context) error {
	now := d.Now()
	err := d.Store.SweepSteps(ctx, now.Add(-addressFor), now.Add(-stepFor))
	if box, ok := d.Mail.(interface{ Sweep(time.Time) error }); ok {
		err = errors.Join(err, box.Sweep(now.Add(-LinkFor-stepFor)))
	}
	return err
}

// letter writes what goes to the guardian, in the minor's language. Nothing in
// it was typed by the minor but the address that it goes to.
func (d *Desk) letter(s *store.Step, token string, now time.Time) (*sender.Letter, error) {
	t := d.Texts(s.Site, s.Lang)
	v := &Visit{Step: *s, Service: d.Sites[s.Site].Service}
	if err := d.plan(v); err != nil {
		return nil, err
	}
	name, asked := v.Service, ""
	if v.Plan != nil {
		name, asked = v.Profile.Name, t.Say(ui.WardAsked(v.Plan.Roles[0], s.Ward))
	}
	lines := []string{
		t.Say("mail.hello"),
		t.Say("mail.text", "name", name, "band", ui.BandText(t, s.Band)),
		asked,
		t.Say("mail.open"),
		s.Base + "/guardian/" + token,
		t.Say("mail.until", "until", until(s.ExpiresAt)),
		t.Say("mail.ignore"),
	}
	return &sender.Letter{
		ID: s.ID, Site: s.Site, To: s.Address, Subject: t.Say("mail.subject", "name", name),
		Text: strings.Join(lines, "\r\n\r\n") + "\r\n", Lang: t.Lang, Date: now,
	}, nil
}

// until writes an instant in the one form that reads alike in every language.
func until(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
