package main

import (
	"github.com/goodturn-app/goodturn/app"
)

type migrateCommand struct {
	To string `help:"The PostgreSQL database, empty: postgres://user:password@host/name." required:"" placeholder:"URL"`
}

// Run moves everything.
func (c migrateCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		rows, err := a.MoveTo(s.ctx, c.To)
		if err != nil {
			return err
		}
		s.say("Moved %s. From now on start with --db, or set GOODTURN_DB.", plural(rows, "row", "rows"))
		s.say("People log in anew: goodturn admin link. The old database is kept as it was.")
		return nil
	})
}
