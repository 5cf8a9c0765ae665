package main

import (
	"path/filepath"

	"github.com/goodturn-app/goodturn/app"
)

type backupCommand struct {
	File string `arg:"" help:"Where to write it; a file that does not exist yet." type:"path"`
}

// Help is what --help adds.
func (backupCommand) Help() string {
	return `It can run beside goodturn serve. The key that signs links stays in the data folder and is not in it; keep a copy elsewhere. On
PostgreSQL use pg_dump.

  goodturn backup /mnt/usb/goodturn-2026-11-23.db`
}

// Run writes a backup.
func (c backupCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		if err := a.Backup(s.ctx, c.File); err != nil {
			return err
		}
		s.say("Written: %s", c.File)
		s.say("Keep a copy of %s in another place: without it old links and saved passwords stop working.", filepath.Join(a.Data.Path, "secret.key"))
		return nil
	})
}

type restoreCommand struct {
	File string `arg:"" help:"The backup." type:"path"`
}

// Help is what --help adds.
func (restoreCommand) Help() string {
	return `Stop goodturn serve first. The database that was there is kept under another name. Afterwards everything can be seen and nothing is
sent: messages may have left since the backup was made. goodturn reconcile shows which, and ends that.`
}

// Run puts a backup in place.
func (c restoreCommand) Run(s *session) error {
	conf, err := s.config(serveFlags{})
	if err != nil {
		return err
	}
	r, err := app.Restore(s.ctx, conf, c.File, app.Options{Version: version, Log: app.NewLog(s.errs, conf)})
	if err != nil {
		return err
	}
	s.say("Restored. Nothing is sent yet: messages may have left since the backup was made.")
	if r.Old != "" {
		s.say("The database that was there before is kept as %s", r.Old)
	}
	s.say("Look at what is uncertain and go on with: goodturn reconcile (%d planned messages)", r.Touches)
	return nil
}
