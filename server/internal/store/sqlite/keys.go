package sqlite

import (
	"context"
	"fmt"
	"time"

	"sayso/server/internal/store"
)

// FirstKey implements [store.Store].
func (d *DB) FirstKey(ctx context.Context, k store.Key) (store.Key, error) {
	_, err := d.write.ExecContext(ctx, `INSERT INTO keys (id, use, secret, created_at) SELECT ?, ?, ?, ?
		WHERE NOT EXISTS (SELECT 1 FROM keys WHERE use = ?)`, k.ID, string(k.Use), k.Secret, k.CreatedAt.Unix(), string(k.Use))
	if err != nil {
		return store.Key{}, fmt.Errorf("adding the first %s key: %w", k.Use, err)
	}
	keys, err := d.Keys(ctx, k.Use)
	if err != nil {
		return store.Key{}, err
	}
	return keys[0], nil
}

// AddKey implements [store.Store].
func (d *DB) AddKey(ctx context.Context, k store.Key) error {
	_, err := d.write.ExecContext(ctx, `INSERT INTO keys (id, use, secret, created_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO NOTHING`, k.ID, string(k.Use), k.Secret, k.CreatedAt.Unix())
	if err != nil {
		return fmt.Errorf("adding a %s key: %w", k.Use, err)
	}
	return nil
}

// Keys implements [store.Store].
func (d *DB) Keys(ctx context.Context, use store.KeyUse) ([]store.Key, error) {
	rows, err := d.read.QueryContext(ctx, `SELECT id, use, secret, created_at FROM keys WHERE use = ?
		ORDER BY created_at DESC, id`, string(use))
	if err != nil {
		return nil, fmt.Errorf("reading %s keys: %w", use, err)
	}
	defer rows.Close()
	var keys []store.Key
	for rows.Next() {
		var (
			k  store.Key
			at int64
		)
		if err := rows.Scan(&k.ID, &k.Use, &k.Secret, &at); err != nil {
			return nil, fmt.Errorf("reading %s keys: %w", use, err)
		}
		k.CreatedAt = time.Unix(at, 0).UTC()
		keys = append(keys, k)
	}
	return keys, rows.Err()
}
