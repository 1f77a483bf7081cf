package sqlite

import (
	"context"
	"fmt"
	"os"
)

// Backup copies the database in file to a new file: as it is at one moment,
// while others go on reading and writing. The copy holds the signing keys, so
// only its owner may read it.
func Backup(ctx context.Context, file, to string) error {
	// VACUUM INTO takes an empty file, and keeps its mode.
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("backing up: %w; name a file that is not there yet", err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	db, err := connect(ctx, file, 1, "deferred")
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `VACUUM INTO $1`, to); err != nil {
		return fmt.Errorf("backing up to %s: %w", to, err)
	}
	return nil
}
