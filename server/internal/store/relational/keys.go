package relational

import (
	"context"
	"database/sql"
	"fmt"

	"sayso/server/internal/store"
)

const insertKey = `INSERT INTO keys (id, use, secret, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`

// FirstKey implements [store.Keys].
func (d *DB) FirstKey(ctx context.Context, k store.Key) (store.Key, error) {
	err := d.locked(ctx, func(tx *sql.Tx, _ int64) error {
		var there int
		err := tx.QueryRowContext(ctx, `SELECT count(*) FROM keys WHERE use = $1`, string(k.Use)).Scan(&there)
		if err == nil && there == 0 {
			_, err = tx.ExecContext(ctx, insertKey, k.ID, string(k.Use), k.Secret, k.CreatedAt.Unix())
		}
		return err
	})
	if err != nil {
		return store.Key{}, fmt.Errorf("adding the first %s key: %w", k.Use, err)
	}
	keys, err := d.Keys(ctx, k.Use)
	if err != nil {
		return store.Key{}, err
	}
	return keys[0], nil
}

// AddKey implements [store.Keys].
func (d *DB) AddKey(ctx context.Context, k store.Key) error {
	if _, err := d.write.ExecContext(ctx, insertKey, k.ID, string(k.Use), k.Secret, k.CreatedAt.Unix()); err != nil {
		return fmt.Errorf("adding a %s key: %w", k.Use, err)
	}
	return nil
}

// Keys implements [store.Keys].
func (d *DB) Keys(ctx context.Context, use store.KeyUse) (keys []store.Key, err error) {
	read := func(row scanner) (k store.Key, err error) {
		var at int64
		err = row.Scan(&k.ID, &k.Use, &k.Secret, &at)
		k.CreatedAt = instant(at)
		return
	}
	for k, err := range rows(ctx, d.read, read, `SELECT id, use, secret, created_at FROM keys WHERE use = $1
		ORDER BY created_at DESC, id`, string(use)) {
		if err != nil {
			return nil, fmt.Errorf("%s keys: %w", use, err)
		}
		keys = append(keys, k)
	}
	return keys, nil
}
