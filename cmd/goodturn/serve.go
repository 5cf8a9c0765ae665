package main

import (
	"errors"
	"strings"

	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/store"
)

type serveCommand struct {
	serveFlags
}

// Help is what --help adds.
func (serveCommand) Help() string {
	return `At first start it only watches: everything is decided and shown, and nothing leaves before goodturn live. It prints where your
pages are and, the first time, a link to set yourself up. Ctrl-C stops it; a message that is on its last dot may finish.

Clients answer by plain replies until they can reach you over the web:

  goodturn serve --public-url https://answers.example.com --public-listen :443 --acme-email you@example.com

gets its own certificate. Behind a proxy that does TLS, leave --acme-email out and pass the address on to --public-listen.`
}

// Run serves until it is told to stop, or until it must not go on.
func (c serveCommand) Run(s *session) (err error) {
	conf, err := s.config(c.serveFlags)
	if err != nil {
		return err
	}
	a, err := s.openWith(conf, app.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.Start(s.ctx); err != nil {
		return err
	}
	if err := s.greet(a); err != nil {
		return err
	}
	return s.wait(a)
}

// wait ends with the signal that stops the process, or with what forces it to end.
func (s *session) wait(a *app.App) error {
	select {
	case <-s.ctx.Done():
		s.say("Stopping: messages already on their way may finish.")
		return nil
	case err := <-a.Failed():
		return err
	}
}

// greet says where the pages are and how things stand, in a few lines.
func (s *session) greet(a *app.App) error {
	var users int
	var mode string
	err := a.DB.Read(s.ctx, func(tx *store.Tx) error {
		us, err := tx.Users()
		if err != nil {
			return err
		}
		users = len(us)
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		switch {
		case set.Hold != "":
			mode = "Nothing is sent: " + strings.TrimSuffix(set.Hold, ".") + ". Run goodturn reconcile."
		case set.Paused:
			mode = "Paused. goodturn resume goes on."
		case set.Mode == "live":
			mode = "Live. goodturn pause stops everything."
		default:
			mode = "Watching only; nothing leaves. goodturn live begins."
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.say("Goodturn %s on http://%s", version, a.Listening())
	s.say("Data in %s", a.Data.Path)
	s.say("%s", mode)
	if users == 0 {
		link, err := a.FirstLink(s.ctx)
		if err != nil {
			return err
		}
		s.say("First start. Open this link once to set yourself up: %s", link)
	}
	return nil
}
