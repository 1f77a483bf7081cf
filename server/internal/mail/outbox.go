package mail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	netmail "net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// An Outbox is a folder that takes letters where there is no mail server: one
// file each, RFC 5322, which every mail program opens.
type Outbox struct {
	// Dir is the folder. It is made when the first letter comes.
	Dir string
}

const suffix = ".eml"

// Send implements [Sender]. The file holds a link that counts as the guardian's
// own hand, so only its owner may read it.
func (o *Outbox) Send(_ context.Context, l *Letter) error {
	m, err := message(l, "Sayso <sayso@localhost.localdomain>")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return fmt.Errorf("making the outbox: %w", err)
	}
	name := filepath.Join(o.Dir, l.Site+"_"+l.Date.UTC().Format("20060102T150405Z")+"_"+l.ID+suffix)
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("writing a letter: %w", err)
	}
	_, err = m.WriteTo(f)
	return errors.Join(err, f.Close())
}

// Sweep removes the letters that were written before an instant.
func (o *Outbox) Sweep(before time.Time) error {
	names, err := o.names("")
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range names {
		parts := strings.Split(name, "_")
		at, err := time.Parse("20060102T150405Z", parts[max(0, len(parts)-2)])
		if err == nil && at.Before(before) {
			errs = append(errs, os.Remove(filepath.Join(o.Dir, name)))
		}
	}
	return errors.Join(errs...)
}

// Letters reads the letters for a site, the newest first.
func (o *Outbox) Letters(site string) (letters []Letter, err error) {
	names, err := o.names(site + "_")
	if err != nil {
		return nil, err
	}
	slices.Reverse(names) // they begin with the site and go on with the time
	for _, name := range names {
		l, err := read(filepath.Join(o.Dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // swept away meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("reading the letter %s: %w", name, err)
		}
		l.Site = site
		letters = append(letters, l)
	}
	return letters, nil
}

func (o *Outbox) names(prefix string) (names []string, err error) {
	entries, err := os.ReadDir(o.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), prefix) && strings.HasSuffix(e.Name(), suffix) {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// read reads what Send wrote.
func read(name string) (Letter, error) {
	m, err := gomail.EMLToMsgFromFile(name)
	if err != nil {
		return Letter{}, err
	}
	var l Letter
	if subject := m.GetGenHeader(gomail.HeaderSubject); len(subject) > 0 {
		l.Subject = subject[0]
		if words, err := new(mime.WordDecoder).DecodeHeader(l.Subject); err == nil {
			l.Subject = words
		}
	}
	if to := m.GetTo(); len(to) > 0 {
		l.To = (*netmail.Address)(to[0]).Address
	}
	for _, part := range m.GetParts() {
		content, err := part.GetContent()
		if err != nil {
			return Letter{}, err
		}
		l.Text += string(content)
	}
	return l, nil
}
