package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"sayso/app/consent"
	"sayso/app/wire"
	"sayso/server/internal/store"
	"sayso/server/internal/store/relational"
)

// clients is how many write at once.
const clients = 64

// compare takes turns between our store and the bare engine, so that what slows
// the machine for a while slows both, and prints medians of the ratios.
func compare(name string, open engine, spell time.Duration, rounds int) error {
	db, raw, err := open("turns")
	if err != nil {
		return err
	}
	defer db.Close()
	defer raw.db.Close()
	var many, alone []float64
	var took []time.Duration
	for range rounds {
		ours, each, err := together(db, spell)
		if err != nil {
			return err
		}
		bare, err := raw.rate(clients, spell)
		if err != nil {
			return err
		}
		lone, err := alonePerSecond(db, spell)
		if err != nil {
			return err
		}
		bareLone, err := raw.rate(1, spell)
		if err != nil {
			return err
		}
		fmt.Printf("  %s: %6.0f choices/s of %d clients, %6.0f rows/s bare in batches of %d; alone %.2f ms, bare %.2f ms\n",
			name, ours, clients, bare, clients, 1000/lone, 1000/bareLone)
		many, alone, took = append(many, ours/bare), append(alone, bareLone/lone), append(took, each...)
	}
	slices.Sort(took)
	fmt.Printf("%s: %d clients reach %.2f of the bare engine (aim 0.70 or more); a lone client needs %.2f times one bare commit (aim 1.30 or less); p50 %s, p99 %s\n",
		name, clients, median(many), median(alone), took[len(took)/2].Round(10*time.Microsecond), took[len(took)*99/100].Round(10*time.Microsecond))
	return nil
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// together lets all clients choose for a while. It gives the choices a second
// and how long each took.
func together(db *relational.DB, spell time.Duration) (rate float64, took []time.Duration, err error) {
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		failed atomic.Pointer[error]
	)
	start := time.Now()
	for range clients {
		wg.Go(func() {
			var mine []time.Duration
			for time.Since(start) < spell && failed.Load() == nil {
				began := time.Now()
				if _, _, err := db.Append(context.Background(), choice()); err != nil {
					failed.Store(&err)
				}
				mine = append(mine, time.Since(began))
			}
			mu.Lock()
			took = append(took, mine...)
			mu.Unlock()
		})
	}
	wg.Wait()
	if e := failed.Load(); e != nil {
		return 0, nil, *e
	}
	return float64(len(took)) / time.Since(start).Seconds(), took, nil
}

func alonePerSecond(db *relational.DB, spell time.Duration) (float64, error) {
	start, n := time.Now(), 0
	for ; time.Since(start) < spell; n++ {
		if _, _, err := db.Append(context.Background(), choice()); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(start).Seconds(), nil
}

// perSecond is how many choices come in a second by their own clock: what a
// very large site sees. They are written as fast as the disk takes them, and in
// that little time a real clock would give them all the same key's beginning.
const perSecond = 100

var (
	begin      = time.Now()
	made       atomic.Int64
	randomKeys bool
)

// choice is an ordinary choice, with a key as our own clients make it.
func choice() store.Record {
	at := begin.Add(time.Duration(made.Add(1)) * time.Second / perSecond)
	key := uuid.NewString()
	if !randomKeys {
		key = wire.NewKey(key, at)
	}
	now := at.UTC().Truncate(time.Second)
	return store.Record{
		ID: uuid.NewString(), Site: "shop", Key: key, Profile: "krowork-intl", PolicyVersion: "2026-04-30",
		TextHash: "d2a84f4b8b650937ec8f73cd8be2c74add5a911ba64df27458ed8229da804a26", Lang: "pt-BR", Place: "BR",
		Grants: consent.Grants{consent.Necessary: true, consent.Functional: true, consent.Analytics: true, consent.Advertising: false},
		Method: consent.MethodAcceptAll, Authority: consent.Self, DecidedAt: now, ValidUntil: now.AddDate(0, 6, 0), KeyID: "k",
	}
}

// bare is the engine without us: prepared statements and commits.
type bare struct {
	db   *sql.DB
	next int64
}

func openBare(driver, address string) (*bare, error) {
	db, err := sql.Open(driver, address)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &bare{db: db}, db.Ping()
}

// rate commits batches of the rows of size choices for a while, and gives the
// choices a second.
func (b *bare) rate(size int, spell time.Duration) (float64, error) {
	grants := `{"advertising":false,"analytics":true,"functional":true,"necessary":true}`
	salt, leaf := make([]byte, 32), make([]byte, 32)
	rand.Read(salt)
	rand.Read(leaf)
	start, before := time.Now(), b.next
	for time.Since(start) < spell {
		tx, err := b.db.Begin()
		if err != nil {
			return 0, err
		}
		for range size {
			c := choice()
			month := c.DecidedAt.UTC().Year()*100 + int(c.DecidedAt.UTC().Month())
			if _, err := tx.Exec(`INSERT INTO choices (seq, month, salt, id, site, key, profile, policy_version, text_hash, lang, place, grants, method,
				authority, gpc, dnt, band, band_until, decided_at, valid_until, kid, late, waited)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, 0, '', '', $15, $16, $17, 0, 0)`,
				b.next, month, salt, c.ID, c.Site, c.Key, c.Profile, c.PolicyVersion, c.TextHash, c.Lang, c.Place, grants, string(c.Method),
				string(c.Authority), c.DecidedAt.Unix(), c.ValidUntil.Unix(), c.KeyID); err != nil {
				return 0, err
			}
			if _, err := tx.Exec(`INSERT INTO leaves (seq, leaf, month, site, key) VALUES ($1, $2, $3, $4, $5)`, b.next, leaf, month, c.Site, c.Key); err != nil {
				return 0, err
			}
			b.next++
		}
		if err := tx.Commit(); err != nil {
			return 0, err
		}
	}
	return float64(b.next-before) / time.Since(start).Seconds(), nil
}
