package main

import (
	"github.com/goodturn-app/goodturn/app"
)

type migrateCommand struct {
	To string `help:"An empty PostgreSQL database, postgres://user:password@host/name; or sqlite, for the way back into the data folder." required:"" placeholder:"URL"`
}

// Help is what --help adds.
func (migrateCommand) Help() string {
	return `Stop goodturn serve first. Everything is copied in one transaction: all of it arrives, or nothing. The old database stays as it was.

  goodturn migrate --to postgres://goodturn:secret@db.example.com/goodturn
  goodturn migrate --db postgres://goodturn:secret@db.example.com/goodturn --to sqlite    the way back, into the data folder`
}

// Run moves everything.
func (c migrateCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		moved, err := a.MoveTo(s.ctx, c.To)
		if err != nil {
			return err
		}
		if c.To == app.ToSQLite {
			s.say("Moved %s into %s. From now on start without --db, and without GOODTURN_DB.", plural(moved.Rows, "row", "rows"), a.Data.Database())
			if moved.Old != "" {
				s.say("The SQLite database that was there before is kept as %s", moved.Old)
			}
		} else {
			s.say("Moved %s. From now on start with --db, or set GOODTURN_DB; the data folder stays in use for its key and its memory of what was sent.", plural(moved.Rows, "row", "rows"))
		}
		s.say("People log in anew: goodturn admin link. The old database is kept as it was.")
		return nil
	})
}
