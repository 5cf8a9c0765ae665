package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/config"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// ToSQLite is what MoveTo takes for the way back: into a SQLite database in the data folder.
const ToSQLite = "sqlite"

// Moved says what a move did.
type Moved struct {
	Rows int
	Old  string // where a SQLite database that was in the data folder before lies now; empty: there was none
}

// MoveTo copies everything into an empty PostgreSQL database, or from one into the data folder, in one transaction there. Nothing
// may run on the old one meanwhile, and it stays as it was. Sessions, log-in links and keys of programs stay behind: everybody logs
// in anew.
func (a *App) MoveTo(ctx context.Context, url string) (out Moved, err error) {
	if url == ToSQLite && a.pool == nil {
		return out, goodturn.Invalid("to", "Everything is in SQLite already.", "Name the PostgreSQL database it is in now: --db postgres://user:password@host/name.")
	}
	if _, err := config.Load(map[string]string{"data": a.Data.Path, "db": strings.TrimPrefix(url, ToSQLite)}, func(string) string { return "" }); err != nil {
		return out, err
	}
	release, err := a.Data.LockSending()
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, release()) }()
	if err := a.nobodyRuns(ctx); err != nil {
		return out, err
	}
	if url == ToSQLite {
		return a.moveHere(ctx)
	}
	to, err := postgres.Open(ctx, url, store.Options{Clock: a.Clock, Log: a.Log, Salt: a.DB.AddressSalt()})
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	out.Rows, err = a.moveInto(ctx, to)
	return out, err
}

// nobodyRuns makes sure that no process works on a shared database. One that was killed counts as running for five minutes.
func (a *App) nobodyRuns(ctx context.Context) error {
	var nodes []store.Node
	if err := a.DB.Read(ctx, func(tx *store.Tx) (err error) { nodes, err = tx.Nodes(); return err }); err != nil {
		return err
	}
	for _, n := range nodes {
		if a.pool != nil && a.Clock.Now().Sub(n.SeenAt) < 5*time.Minute {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "Goodturn runs on that database, or did less than five minutes ago.", Hint: "Stop every goodturn serve on it first; one that was killed counts as running for five minutes."}
		}
	}
	return nil
}

// moveHere makes the database of the data folder anew beside its place; only when it is whole it takes that place.
func (a *App) moveHere(ctx context.Context) (out Moved, err error) {
	fresh := filepath.Join(a.Data.Path, "moving.db")
	removeDatabase(fresh) // what an attempt that was cut off left
	if err := closeToOthers(fresh); err != nil {
		return out, err
	}
	defer removeDatabase(fresh)
	to, err := sqlite.Open(ctx, fresh, store.Options{Clock: a.Clock, Log: a.Log, Salt: a.DB.AddressSalt()})
	if err != nil {
		return out, err
	}
	out.Rows, err = a.moveInto(ctx, to)
	if err == nil {
		err = errors.Join(to.Integrity(ctx), to.Checkpoint(ctx))
	}
	if err = errors.Join(err, to.Close()); err != nil {
		return out, err
	}
	if out.Old, err = setAside(a.Data.Database(), "before-move"); err != nil {
		return out, err
	}
	if err := os.Rename(fresh, a.Data.Database()); err != nil {
		return out, fmt.Errorf("put the database in its place: %w", err)
	}
	return out, syncDir(a.Data.Path)
}

// moveInto copies all tables into an empty database and gives the number of rows.
func (a *App) moveInto(ctx context.Context, to *store.DB) (rows int, err error) {
	used := &goodturn.Error{Code: goodturn.CodeConflict, Field: "to", Message: "That database is in use already.", Hint: "Make an empty one for Goodturn."}
	if to.AddressSalt() != a.DB.AddressSalt() {
		return 0, used
	}
	err = a.DB.Read(ctx, func(from *store.Tx) error {
		s, err := from.Settings()
		if err != nil {
			return err
		}
		return to.Write(ctx, func(tx *store.Tx) error {
			rows = 0
			if have, err := tx.Users(); err != nil {
				return err
			} else if len(have) > 0 {
				return used
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
