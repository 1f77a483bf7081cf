package view

import (
	"container/list"
	"sync"
	"sync/atomic"
	"time"

	"sayso/server/internal/asset"
)

// maxKept bounds the answers that are kept. With about 20 KB each in all
// encodings that is 20 MB.
const maxKept = 1024

// A cacheKey names one answer: a variant in one of its forms.
type cacheKey struct {
	Variant
	form form
}

// A form is one of the answers that are made of a variant.
type form int

const (
	scriptForm form = iota // the loader with the view in it
	viewForm               // the view as JSON
	planForm               // the plan as JSON
)

// A cache keeps the answers that were used last. Each is made once, however
// many ask for it at the same time.
type cache struct {
	mu      sync.Mutex
	entries map[cacheKey]*entry
	recent  list.List // of *entry, the one used last in front

	asked, made atomic.Uint64 // answers since the start
}

type entry struct {
	key  cacheKey
	at   *list.Element
	once sync.Once

	// Set by once.
	body  *asset.Body
	until time.Time
	err   error
}

// find returns the answer for k, made by produce if there is none that still
// holds. An error is not kept.
func (c *cache) find(k cacheKey, now time.Time, produce func() (*asset.Body, time.Time, error)) (*asset.Body, error) {
	c.asked.Add(1)
	count := func() (*asset.Body, time.Time, error) {
		c.made.Add(1)
		return produce()
	}
	e := c.entry(k)
	e.once.Do(func() { e.body, e.until, e.err = count() })
	if e.err != nil {
		c.drop(e)
		return nil, e.err
	}
	if now.Before(e.until) {
		return e.body, nil
	}
	c.drop(e)
	body, _, err := count()
	return body, err
}

// entry finds or adds the entry of k and drops the one unused for longest.
func (c *cache) entry(k cacheKey) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.entries[k]; e != nil {
		c.recent.MoveToFront(e.at)
		return e
	}
	e := &entry{key: k}
	e.at = c.recent.PushFront(e)
	c.entries[k] = e
	if c.recent.Len() > maxKept {
		c.remove(c.recent.Back().Value.(*entry))
	}
	return e
}

// Kept is the number of answers in the cache.
func (m *Maker) Kept() int {
	m.cache.mu.Lock()
	defer m.cache.mu.Unlock()
	return m.cache.recent.Len()
}

// Asked is how many answers were asked for since the start, and how many of
// them had to be made; the others came from the cache.
func (m *Maker) Asked() (asked, made uint64) { return m.cache.asked.Load(), m.cache.made.Load() }

func (c *cache) drop(e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries[e.key] == e {
		c.remove(e)
	}
}

func (c *cache) remove(e *entry) {
	c.recent.Remove(e.at)
	delete(c.entries, e.key)
}
