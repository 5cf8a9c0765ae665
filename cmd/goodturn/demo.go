package main

import (
	"errors"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program/view"
)

type demoCommand struct {
	Listen string `help:"${help_listen}" placeholder:"ADDR"`
}

// Help is what --help adds.
func (demoCommand) Help() string {
	return `It needs nothing: no list, no mailbox, no network. It prints one address to open in a browser. The homes and their prices are public
record; the people, their answers and the year behind them are invented, and every page says so.`
}

// Run shows everything on sample data until it is told to stop.
func (c demoCommand) Run(s *session) (err error) {
	conf, err := s.config(serveFlags{Listen: c.Listen})
	if err != nil {
		return err
	}
	begun := time.Now()
	s.say("Goodturn demo: about 140 invented people in homes that really changed hands.")
	tell := s.progress()
	d, err := app.NewDemo(s.ctx, conf, app.Options{Version: version, Log: app.NewLog(s.errs, conf)}, tell)
	if tell != nil {
		tell("")
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.Start(s.ctx); err != nil {
		return err
	}
	took := time.Since(begun).Round(100 * time.Millisecond)
	so, err := view.New(d.Program).SoFar(s.ctx) // the pages' own figures
	if err != nil {
		return err
	}
	s.say("The past year took %s: %s, %s, %s. All of it is simulated; nothing was or will be sent.", took, plural(so.Messages, "message", "messages"),
		plural(so.Asked, "question", "questions"), plural(so.Introductions, "introduction", "introductions"))
	s.say("")
	s.say("Open  http://%s", d.Listening())
	s.say("")
	s.say("Everything is gone when you stop it with Ctrl-C. Your own list: goodturn serve")
	return s.wait(d.App)
}

// progress tells what is being done, on a terminal only; elsewhere it is nil. Told nothing, it takes the line away again.
func (s *session) progress() func(string) {
	if !terminal(s.errs) {
		return nil
	}
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(s.errs))
	return func(what string) {
		if what == "" {
			_ = bar.Clear() // a picture for the eyes; without it nothing is lost
			return
		}
		bar.Describe(what)
	}
}
