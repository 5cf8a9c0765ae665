package main

import (
	"errors"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/goodturn-app/goodturn/app"
)

type demoCommand struct {
	Listen string `help:"${help_listen}" placeholder:"ADDR"`
}

// Run shows everything on sample data until it is told to stop.
func (c demoCommand) Run(s *session) (err error) {
	conf, err := s.config(serveFlags{Listen: c.Listen})
	if err != nil {
		return err
	}
	begun := time.Now()
	s.say("Goodturn demo: about 140 invented people in homes that really changed hands.")
	d, err := app.NewDemo(s.ctx, conf, app.Options{Version: version, Log: app.NewLog(s.errs, conf)}, s.progress())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.Start(s.ctx); err != nil {
		return err
	}
	s.say("The past year took %s: %s, %s, %s. All of it is simulated; nothing was or will be sent.",
		time.Since(begun).Round(100*time.Millisecond), plural(d.Tally.Messages, "message", "messages"), plural(d.Tally.Yeses, "yes", "yeses"),
		plural(d.Tally.Introductions, "introduction", "introductions"))
	s.say("")
	s.say("Open  http://%s", d.Listening())
	s.say("")
	s.say("Everything is gone when you stop it with Ctrl-C. Your own list: goodturn serve")
	return s.wait(d.App)
}

// progress tells what is being done, on a terminal only.
func (s *session) progress() func(string) {
	if !terminal(s.errs) {
		return nil
	}
	return func(what string) {
		bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(s.errs), progressbar.OptionSetDescription(what), progressbar.OptionClearOnFinish())
		_ = bar.RenderBlank() // a picture for the eyes; without it nothing is lost
	}
}
