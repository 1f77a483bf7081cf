package relational

import (
	"context"
	"fmt"
	"time"
)

// UsePass implements [store.Passes]. Whoever inserts the row has used the pass.
func (d *DB) UsePass(ctx context.Context, id string, until, now time.Time) (bool, error) {
	if _, err := d.write.ExecContext(ctx, `DELETE FROM passes WHERE until < $1`, now.Unix()-passSlack); err != nil {
		return false, fmt.Errorf("forgetting passes: %w", err)
	}
	res, err := d.write.ExecContext(ctx, `INSERT INTO passes (id, until) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, id, until.Unix())
	if err != nil {
		return false, fmt.Errorf("using a pass: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// passSlack, in seconds, is by how much the clocks of two nodes may differ.
const passSlack = 60 * 60
