package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// vacuum rewrites the file and empties the log beside it, so that no page holds what was deleted.
func vacuum(ctx context.Context, path string) error {
	if err := alone(path, func(db *sql.DB) error {
		if _, err := db.ExecContext(ctx, "VACUUM"); err != nil {
			return fmt.Errorf("rewrite the database: %w", err)
		}
		return nil
	}); err != nil {
		return err
	}
	return checkpoint(ctx, path)
}
