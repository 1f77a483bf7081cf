// Package profile reads the files in which product teams write what a service
// promises, and the file of the law beneath them.
//
// It is strict: unknown and repeated keys are refused, and every error names
// the place in the file, what was found there and what to write instead.
package profile

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"time"
	_ "time/tzdata" // a profile's zone must be known on every machine

	"sayso/app/policy"
)

//go:embed profiles/*.yaml law.yaml
var shipped embed.FS

// Shipped is the book that comes with the program: the law and the profiles,
// in the order of their file names.
func Shipped() (*policy.Book, error) {
	raw, err := shipped.ReadFile("law.yaml")
	if err != nil {
		return nil, err
	}
	law, err := LoadLaw("law.yaml", raw)
	if err != nil {
		return nil, err
	}
	book := &policy.Book{Law: law}
	names, err := fs.Glob(shipped, "profiles/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		raw, err := shipped.ReadFile(name)
		if err != nil {
			return nil, err
		}
		p, err := LoadUnder(strings.TrimPrefix(name, "profiles/"), raw, &book.Law)
		if err != nil {
			return nil, err
		}
		book.Profiles = append(book.Profiles, p)
	}
	return book, nil
}

// Load reads one profile under the shipped law. The name is used in errors.
func Load(name string, raw []byte) (policy.Profile, error) {
	lawText, err := shipped.ReadFile("law.yaml")
	if err != nil {
		return policy.Profile{}, err
	}
	law, err := LoadLaw("law.yaml", lawText)
	if err != nil {
		return policy.Profile{}, err
	}
	return LoadUnder(name, raw, &law)
}

// LoadUnder reads one profile under law. The error joins everything that is
// wrong with the file, one line each.
func LoadUnder(name string, raw []byte, law *policy.Law) (policy.Profile, error) {
	var p policy.Profile
	f, err := parse(name, raw, &p)
	if err != nil {
		return policy.Profile{}, err
	}
	c := &checker{file: f, law: law}
	c.profile(&p)
	if err := c.err(); err != nil {
		return policy.Profile{}, err
	}
	if err := begin(&p); err != nil {
		return policy.Profile{}, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// LoadLaw reads a law file.
func LoadLaw(name string, raw []byte) (policy.Law, error) {
	var law policy.Law
	f, err := parse(name, raw, &law)
	if err != nil {
		return policy.Law{}, err
	}
	c := &checker{file: f, law: &law}
	c.lawFile(&law)
	return law, c.err()
}

// begin computes when each version of the text begins: 00:00 of its date in
// the controller's zone (COM-28).
func begin(p *policy.Profile) error {
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		return err
	}
	for i := range p.Versions {
		v := &p.Versions[i]
		if d := v.Effective; !d.Zero() {
			v.EffectiveAt = time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone).UTC()
		}
	}
	return nil
}
