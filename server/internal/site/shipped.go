package site

import (
	"embed"
	"errors"
	"fmt"
	"maps"
	"slices"
)

//go:embed sites/*.yaml
var shipped embed.FS

// A Directory finds sites by id.
type Directory map[string]*Site

// Shipped holds the demo sites, one for each service that comes with Sayso.
func Shipped() (Directory, error) {
	files, err := shipped.ReadDir("sites")
	if err != nil {
		return nil, err
	}
	d := Directory{}
	for _, f := range files {
		data, err := shipped.ReadFile("sites/" + f.Name())
		if err != nil {
			return nil, err
		}
		if err := d.Add(f.Name(), data); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// Add reads one more site file. An id that is taken is an error, but a demo
// site gives way.
func (d Directory) Add(name string, data []byte) error {
	s, err := Parse(name, data)
	if err != nil {
		return err
	}
	if old := d[s.ID]; old != nil && !old.Demo {
		return fmt.Errorf("%s: the id %q is taken by another site; choose another", name, s.ID)
	}
	d[s.ID] = s
	return nil
}

// IDs lists the ids in order.
func (d Directory) IDs() []string { return slices.Sorted(maps.Keys(d)) }

// Check holds the sites against one another: a choice can be handed over only
// between sites of one service, which ask the same.
func (d Directory) Check() error {
	var errs []error
	for _, id := range d.IDs() {
		for _, to := range d[id].Handover {
			switch other := d[to]; {
			case other == nil:
				errs = append(errs, fmt.Errorf("site %s: handover names %q, which this server does not know; add its file or leave it out", id, to))
			case other.Service != d[id].Service:
				errs = append(errs, fmt.Errorf("site %s: handover names %q, whose service is %s and not %s; leave it out", id, to, other.Service, d[id].Service))
			}
		}
	}
	return errors.Join(errs...)
}
