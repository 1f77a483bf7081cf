package relational

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"time"

	"sayso/server/internal/store"
)

// eraseBatch is how many choices one transaction erases: new choices wait for
// no more than that.
const eraseBatch = 500

// monthsAhead is for how many months beyond the running one there is room.
const monthsAhead = 2

// Erase implements [store.Choices].
func (d *DB) Erase(ctx context.Context, id string, e store.Erasure) error {
	err := d.locked(ctx, func(tx *sql.Tx, _ int64) error {
		n, err := erase(ctx, tx, e, `seq = (`+d.dialect.Find+`)`, id)
		if err == nil && n == 0 {
			err = store.ErrNotFound
		}
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("erasing choice %s: %w", id, err)
	}
	return err
}

// erase erases the choices that meet a condition, within a transaction that
// holds the lock: it marks their leaves, removes them and tells the audit.
func erase(ctx context.Context, tx *sql.Tx, e store.Erasure, where string, args ...any) (int64, error) {
	numbers, err := column(ctx, tx, `SELECT seq FROM choices WHERE `+where+` ORDER BY seq`, args...)
	if err != nil || len(numbers) == 0 {
		return 0, err
	}
	if err := mark(ctx, tx, e, where, args); err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM choices WHERE `+where, args...); err != nil {
		return 0, err
	}
	event := store.Event{At: e.At, Who: e.Who, What: "erase", Why: e.Why, Entries: runs(numbers)}
	return int64(len(numbers)), addEvent(ctx, tx, event)
}

// mark says in the leaves of choices that those are erased.
func mark(ctx context.Context, tx *sql.Tx, e store.Erasure, where string, args []any) error {
	n := len(args)
	query := fmt.Sprintf(`UPDATE leaves SET erased_at = $%d, erased_why = $%d,
		erased_id = (SELECT c.id FROM choices c WHERE c.seq = leaves.seq AND c.month = leaves.month)
		WHERE seq IN (SELECT seq FROM choices WHERE %s)`, n+1, n+2, where)
	_, err := tx.ExecContext(ctx, query, append(args[:n:n], e.At.Unix(), e.Who+": "+e.Why)...)
	return err
}

func column(ctx context.Context, q asker, query string, args ...any) (all []int64, err error) {
	number := func(row scanner) (n int64, err error) { err = row.Scan(&n); return }
	for n, err := range rows(ctx, q, number, query, args...) {
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// runs joins sorted numbers to runs of first and last.
func runs(numbers []int64) (all [][2]int64) {
	for _, n := range numbers {
		if last := len(all) - 1; last >= 0 && all[last][1]+1 == n {
			all[last][1] = n
		} else {
			all = append(all, [2]int64{n, n})
		}
	}
	return all
}

// Erased implements [store.Retention].
func (d *DB) Erased(ctx context.Context) iter.Seq2[store.Tombstone, error] {
	read := func(row scanner) (t store.Tombstone, err error) {
		var at int64
		err = row.Scan(&t.ID, &t.Entry, &at, &t.Why)
		t.ErasedAt = instant(at)
		return
	}
	return rows(ctx, d.read, read, `SELECT coalesce(erased_id, ''), seq, erased_at, coalesce(erased_why, '')
		FROM leaves WHERE erased_at IS NOT NULL ORDER BY seq`)
}

// Lots implements [store.Retention].
func (d *DB) Lots(ctx context.Context) (all []store.Lot, err error) {
	read := func(row scanner) (l store.Lot, err error) {
		var first, last int64
		err = row.Scan(&l.Month, &l.Profile, &l.Place, &l.Count, &first, &last)
		l.First, l.Last = instant(first), instant(last)
		return
	}
	for l, err := range rows(ctx, d.read, read, `SELECT month, profile, place, count(*), min(valid_until), max(valid_until)
		FROM choices GROUP BY month, profile, place ORDER BY month, profile, place`) {
		if err != nil {
			return nil, fmt.Errorf("counting choices: %w", err)
		}
		all = append(all, l)
	}
	return all, nil
}

// EraseLapsed implements [store.Retention].
func (d *DB) EraseLapsed(ctx context.Context, lot store.Lot, before time.Time, e store.Erasure) (total int64, err error) {
	const lapsed = `month = $1 AND profile = $2 AND place = $3 AND valid_until < $4 AND seq > $5`
	after := int64(-1)
	for {
		last, err := column(ctx, d.read, `SELECT max(seq) FROM (SELECT seq FROM choices WHERE `+lapsed+` ORDER BY seq LIMIT $6) AS few HAVING count(*) > 0`,
			lot.Month, lot.Profile, lot.Place, before.Unix(), after, eraseBatch)
		if err != nil || len(last) == 0 {
			return total, err
		}
		err = d.locked(ctx, func(tx *sql.Tx, _ int64) error {
			n, err := erase(ctx, tx, e, lapsed+` AND seq <= $6`, lot.Month, lot.Profile, lot.Place, before.Unix(), after, last[0])
			total += n
			return err
		})
		if err != nil {
			return total, fmt.Errorf("erasing what has lapsed: %w", err)
		}
		after = last[0]
	}
}

// DropMonth implements [store.Retention].
func (d *DB) DropMonth(ctx context.Context, month int, count int64, e store.Erasure) (dropped bool, err error) {
	err = d.locked(ctx, func(tx *sql.Tx, _ int64) error {
		dropped = false
		numbers, err := column(ctx, tx, `SELECT seq FROM choices WHERE month = $1 ORDER BY seq`, month)
		if err != nil || int64(len(numbers)) != count {
			return err
		}
		if err := mark(ctx, tx, e, `month = $1`, []any{month}); err != nil {
			return err
		}
		if d.dialect.Drop != nil {
			if err := d.dialect.Drop(ctx, tx, month); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM choices WHERE month = $1`, month); err != nil {
			return err
		}
		dropped = true
		return addEvent(ctx, tx, store.Event{At: e.At, Who: e.Who, What: "erase", Why: e.Why, Entries: runs(numbers)})
	})
	if err != nil {
		return false, fmt.Errorf("erasing the month %d: %w", month, err)
	}
	return dropped, nil
}

// Prepare implements [store.Retention].
func (d *DB) Prepare(ctx context.Context, now time.Time) error {
	if d.dialect.Room == nil {
		return nil
	}
	first := time.Date(now.UTC().Year(), now.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
	for ahead := range monthsAhead + 1 {
		if err := d.dialect.Room(ctx, d.write, month(first.AddDate(0, ahead, 0))); err != nil {
			return fmt.Errorf("making room for coming months: %w", err)
		}
	}
	return nil
}
