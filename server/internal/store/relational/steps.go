package relational

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sayso/server/internal/store"
)

const stepColumns = `id, site, key, decision, plan, base, place, lang, band, band_until, gpc, dnt, address, address_mac,
	tries, sent_at, seen_at, created_at, expires_at, state, role, acknowledged, grants, decided_at, ward`

// AddStep implements [store.Guardians].
func (d *DB) AddStep(ctx context.Context, s store.Step) (store.Step, bool, error) {
	acknowledged, grants, err := encode(&s.StepOutcome)
	if err != nil {
		return s, false, err
	}
	res, err := d.write.ExecContext(ctx, `INSERT INTO steps (`+stepColumns+`, try_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
		ON CONFLICT (site, key) DO NOTHING`,
		s.ID, s.Site, s.Key, s.Decision, s.Plan, s.Base, s.Place, s.Lang, string(s.Band), s.BandUntil, flag(s.GPC), flag(s.DNT),
		s.Address, s.AddressMAC, s.Tries, seconds(s.SentAt), seconds(s.SeenAt), s.CreatedAt.Unix(), s.ExpiresAt.Unix(),
		string(s.State), string(s.Role), acknowledged, grants, seconds(s.DecidedAt), flag(s.Ward), s.CreatedAt.Unix())
	if err != nil {
		return s, false, fmt.Errorf("adding a guardian's step: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil || n > 0 {
		return s, n > 0, err
	}
	first, err := d.step(ctx, `site = $1 AND key = $2`, s.Site, s.Key)
	return first, false, err
}

// StepByToken implements [store.Guardians].
func (d *DB) StepByToken(ctx context.Context, hash []byte) (store.Step, error) {
	return d.step(ctx, `token_hash = $1`, hash)
}

// StepByDecision implements [store.Guardians].
func (d *DB) StepByDecision(ctx context.Context, decision string) (store.Step, error) {
	return d.step(ctx, `decision = $1 ORDER BY created_at DESC, state = 'open' DESC, id LIMIT 1`, decision)
}

func (d *DB) step(ctx context.Context, where string, args ...any) (store.Step, error) {
	return scanStep(d.read.QueryRowContext(ctx, `SELECT `+stepColumns+` FROM steps WHERE `+where, args...))
}

// CountSteps implements [store.Guardians].
func (d *DB) CountSteps(ctx context.Context, site string, mac []byte, since time.Time) (n int, err error) {
	query, args := `SELECT count(*) FROM steps WHERE site = $1 AND created_at >= $2`, []any{site, since.Unix()}
	if mac != nil {
		query, args = query+` AND address_mac = $3`, append(args, mac)
	}
	if err := d.read.QueryRowContext(ctx, query, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("counting guardians' steps: %w", err)
	}
	return n, nil
}

// TakeLetter implements [store.Guardians].
func (d *DB) TakeLetter(ctx context.Context, now time.Time, hash []byte, again time.Time) (s store.Step, err error) {
	err = d.locked(ctx, func(tx *sql.Tx, _ int64) error {
		s, err = scanStep(tx.QueryRowContext(ctx, `SELECT `+stepColumns+` FROM steps
			WHERE address <> '' AND try_at <= $1 ORDER BY try_at, id LIMIT 1`, now.Unix()))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE steps SET token_hash = $1, try_at = $2, tries = tries + 1 WHERE id = $3`,
			hash, again.Unix(), s.ID)
		s.Tries++
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return s, fmt.Errorf("taking a letter: %w", err)
	}
	return s, err
}

// LetterDone implements [store.Guardians].
func (d *DB) LetterDone(ctx context.Context, id string, sent time.Time) error {
	return d.change(ctx, `UPDATE steps SET address = '', sent_at = $1 WHERE id = $2`, seconds(sent), id)
}

// SeeStep implements [store.Guardians].
func (d *DB) SeeStep(ctx context.Context, id string, at time.Time) error {
	return d.change(ctx, `UPDATE steps SET seen_at = $1 WHERE id = $2 AND seen_at < $1`, at.Unix(), id)
}

// DecideStep implements [store.Guardians].
func (d *DB) DecideStep(ctx context.Context, id string, state store.StepState, o store.StepOutcome, at time.Time) (bool, error) {
	acknowledged, grants, err := encode(&o)
	if err != nil {
		return false, err
	}
	res, err := d.write.ExecContext(ctx, `UPDATE steps SET state = $1, role = $2, acknowledged = $3, grants = $4, decided_at = $5
		WHERE id = $6 AND state = 'open'`, string(state), string(o.Role), acknowledged, grants, at.Unix(), id)
	if err != nil {
		return false, fmt.Errorf("deciding a guardian's step: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// FinishStep implements [store.Guardians].
func (d *DB) FinishStep(ctx context.Context, id string) error {
	return d.change(ctx, `UPDATE steps SET state = 'done' WHERE id = $1 AND state = 'agreed'`, id)
}

// SweepSteps implements [store.Guardians].
func (d *DB) SweepSteps(ctx context.Context, letters, rows time.Time) error {
	err := d.change(ctx, `UPDATE steps SET address = '' WHERE address <> '' AND created_at < $1`, letters.Unix())
	if err != nil {
		return err
	}
	return d.change(ctx, `DELETE FROM steps WHERE expires_at < $1`, rows.Unix())
}

func (d *DB) change(ctx context.Context, query string, args ...any) error {
	if _, err := d.write.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("changing guardians' steps: %w", err)
	}
	return nil
}

func scanStep(row scanner) (store.Step, error) {
	var (
		s                             store.Step
		acknowledged, grants          string
		sent, seen, from, to, decided int64
	)
	err := row.Scan(&s.ID, &s.Site, &s.Key, &s.Decision, &s.Plan, &s.Base, &s.Place, &s.Lang, &s.Band, &s.BandUntil, &s.GPC, &s.DNT,
		&s.Address, &s.AddressMAC, &s.Tries, &sent, &seen, &from, &to, &s.State, &s.Role, &acknowledged, &grants, &decided, &s.Ward)
	if errors.Is(err, sql.ErrNoRows) {
		return s, store.ErrNotFound
	}
	if err == nil {
		err = errors.Join(json.Unmarshal([]byte(acknowledged), &s.Acknowledged), json.Unmarshal([]byte(grants), &s.Grants))
	}
	if err != nil {
		return s, fmt.Errorf("reading a guardian's step: %w", err)
	}
	s.SentAt, s.SeenAt, s.DecidedAt = maybe(sent), maybe(seen), maybe(decided)
	s.CreatedAt, s.ExpiresAt = instant(from), instant(to)
	return s, nil
}

// encode writes the lists of an outcome as JSON.
func encode(o *store.StepOutcome) (acknowledged, grants string, err error) {
	a, err := json.Marshal(o.Acknowledged)
	if err != nil {
		return "", "", err
	}
	g, err := json.Marshal(o.Grants)
	return string(a), string(g), err
}

// seconds is an instant as the tables hold it: 0 for none.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// maybe reads what seconds wrote.
func maybe(s int64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return instant(s)
}
