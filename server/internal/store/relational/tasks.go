package relational

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"sayso/server/internal/store"
)

// AddTask implements [store.Tasks].
func (d *DB) AddTask(ctx context.Context, t store.Task) error {
	rules, err := json.Marshal(t.Rules)
	if err == nil {
		_, err = d.write.ExecContext(ctx, `INSERT INTO tasks (id, kind, site, decision, rules, created_at, done_at)
			VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT (kind, decision) DO NOTHING`,
			t.ID, t.Kind, t.Site, t.Decision, string(rules), t.CreatedAt.Unix())
	}
	if err != nil {
		return fmt.Errorf("adding a task: %w", err)
	}
	return nil
}

// Tasks implements [store.Tasks].
func (d *DB) Tasks(ctx context.Context, all bool) (tasks []store.Task, err error) {
	read := func(row scanner) (t store.Task, err error) {
		var (
			rules      string
			from, done int64
		)
		if err = row.Scan(&t.ID, &t.Kind, &t.Site, &t.Decision, &rules, &from, &done); err == nil {
			err = json.Unmarshal([]byte(rules), &t.Rules)
		}
		t.CreatedAt, t.DoneAt = instant(from), maybe(done)
		return
	}
	for t, err := range rows(ctx, d.read, read, `SELECT id, kind, site, decision, rules, created_at, done_at FROM tasks
		WHERE done_at = 0 OR $1 = 1 ORDER BY created_at, id`, flag(all)) {
		if err != nil {
			return nil, fmt.Errorf("reading tasks: %w", err)
		}
		tasks = append(tasks, t)
	}
	return tasks, nil
}

// FinishTask implements [store.Tasks].
func (d *DB) FinishTask(ctx context.Context, id string, at time.Time) error {
	res, err := d.write.ExecContext(ctx, `UPDATE tasks SET done_at = $1 WHERE id = $2 AND done_at = 0`, at.Unix(), id)
	if err != nil {
		return fmt.Errorf("finishing a task: %w", err)
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		err = store.ErrNotFound
	}
	return err
}
