package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/config"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
)

// MoveTo copies everything into an empty PostgreSQL database, in one transaction there, and gives the number of rows. Nothing may
// run on the data folder meanwhile. Sessions, log-in links and keys of programs stay behind: everybody logs in anew.
func (a *App) MoveTo(ctx context.Context, url string) (rows int, err error) {
	if _, err := config.Load(map[string]string{"data": a.Data.Path, "db": url}, func(string) string { return "" }); err != nil {
		return 0, err
	}
	release, err := a.Data.LockSending()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, release()) }()
	to, err := postgres.Open(ctx, url, store.Options{Clock: a.Clock, Log: a.Log, Salt: a.DB.AddressSalt()})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	if to.AddressSalt() != a.DB.AddressSalt() {
		return 0, &goodturn.Error{Code: goodturn.CodeConflict, Field: "to", Message: "That database is in use already.", Hint: "Make an empty one for Goodturn."}
	}
	err = a.DB.Read(ctx, func(from *store.Tx) error {
		s, err := from.Settings()
		if err != nil {
			return err
		}
		return to.Write(ctx, func(tx *store.Tx) error {
			rows = 0
			if have, err := tx.Users(); err != nil || len(have) > 0 {
				if err == nil {
					err = &goodturn.Error{Code: goodturn.CodeConflict, Field: "to", Message: "That database is in use already.", Hint: "Make an empty one for Goodturn."}
				}
				return err
			}
			if err := tx.SaveSettings(s); err != nil {
				return err
			}
			for _, table := range slices.Concat(store.Copied, store.Logged) {
				n, err := from.CopyTable(tx, table)
				if err != nil {
					return fmt.Errorf("move %s: %w", table, err)
				}
				rows += n
			}
			return nil
		})
	})
	return rows, err
}
