package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Timeline names the history that the server writes. It changes when a standby takes over or a backup is restored: then commits of
// the last moments may be missing. Empty where the server does not say, as with one that only speaks PostgreSQL's language.
func Timeline(ctx context.Context, p *pgxpool.Pool) (string, error) {
	var standby bool
	if err := p.QueryRow(ctx, "SELECT pg_is_in_recovery()").Scan(&standby); err != nil || standby {
		if is("42883", "0A000")(err) {
			return "", nil
		}
		return "", err
	}
	var t string
	err := p.QueryRow(ctx, "SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)").Scan(&t)
	if is("42883", "42501", "0A000", "55000")(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("ask the server which history it writes: %w", err)
	}
	return t, nil
}
