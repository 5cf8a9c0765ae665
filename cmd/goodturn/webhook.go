package main

import (
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/config"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/store"
)

type webhookCommand struct {
	Add    hookAdd    `cmd:"" help:"Send news to an address, and print the signing secret, once."`
	List   hookList   `cmd:"" help:"List where news goes."`
	Log    hookLog    `cmd:"" help:"Show what went to an address, the newest first."`
	Test   hookTest   `cmd:"" help:"Send a ping; the running server brings it out."`
	Again  hookAgain  `cmd:"" help:"Send again what was given up, or one message."`
	Secret hookSecret `cmd:"" help:"Exchange the signing secret; the old one works beside it for a day."`
	Remove hookRemove `cmd:"" help:"Send no more news to an address."`
}

type hookAdd struct {
	URL          string   `arg:"" help:"An https address of the public internet, unless --webhook-allow permits another."`
	Type         []string `help:"Which news, as in ask.answered; several with commas. Left out: all." placeholder:"TYPE"`
	About        string   `help:"What it is, in your words." placeholder:"TEXT"`
	WebhookAllow string   `help:"${help_webhook_allow}" placeholder:"ADDRESSES"`
}

// Run adds an address.
func (c hookAdd) Run(s *session) error {
	conf, err := s.config(serveFlags{WebhookAllow: c.WebhookAllow})
	if err != nil {
		return err
	}
	return s.withConfig(conf, func(a *app.App) error {
		e, secret, err := a.Program.News.Add(s.ctx, news.Where{URL: c.URL, About: c.About, Types: c.Type})
		if err != nil {
			return err
		}
		s.say("%s", e.ID)
		s.say("%s", secret)
		return nil
	})
}

// withConfig is with, under options of its own.
func (s *session) withConfig(conf config.Config, fn func(a *app.App) error) (err error) {
	a, err := s.openWith(conf, app.Options{})
	if err != nil {
		return err
	}
	defer func() {
		if cerr := a.Close(); err == nil {
			err = cerr
		}
	}()
	return fn(a)
}

type hookList struct{}

// Run lists addresses.
func (hookList) Run(s *session) error {
	return s.with(func(a *app.App) error {
		all, err := a.Program.News.All(s.ctx)
		for _, e := range all {
			types := "everything"
			if len(e.Types) > 0 {
				types = strings.Join(e.Types, ",")
			}
			s.say("%s  %-5s %s  %s  %s", e.ID, e.State, e.URL, types, e.About)
		}
		return err
	})
}

type hookLog struct {
	ID    string `arg:"" help:"The address's id, from goodturn webhook list."`
	State string `help:"waiting, done or failed." enum:",waiting,done,failed" default:""`
}

// Run shows the log.
func (c hookLog) Run(s *session) error {
	return s.with(func(a *app.App) error {
		_, rows, err := a.Program.News.Log(s.ctx, goodturn.ID(c.ID), "", store.NewsState(c.State), 200)
		for _, n := range rows {
			s.say("%s  %s  %-7s %2d  %-20s %s", n.ID, n.At.UTC().Format(time.RFC3339), n.State, n.Attempts, n.Type, n.LastSaid)
		}
		return err
	})
}

type hookTest struct {
	ID string `arg:"" help:"The address's id."`
}

// Run sends a ping.
func (c hookTest) Run(s *session) error {
	return s.with(func(a *app.App) error {
		if err := a.Program.News.Try(s.ctx, goodturn.ID(c.ID)); err != nil {
			return err
		}
		s.say("It is written down. The running server brings it out within a minute; look with: goodturn webhook log %s", c.ID)
		return nil
	})
}

type hookAgain struct {
	ID      string `arg:"" help:"The address's id."`
	Message string `arg:"" optional:"" help:"One message's id; left out, everything that was given up."`
	Since   string `help:"Only what happened on or after this day." placeholder:"YYYY-MM-DD"`
}

// Run has news sent again.
func (c hookAgain) Run(s *session) error {
	var since time.Time
	if c.Since != "" {
		t, err := time.Parse(time.DateOnly, c.Since)
		if err != nil {
			return goodturn.Invalid("since", "That is no day.", "Write it as 2027-02-20.")
		}
		since = t
	}
	return s.with(func(a *app.App) error {
		if c.Message != "" {
			return a.Program.News.Again(s.ctx, goodturn.ID(c.ID), goodturn.ID(c.Message))
		}
		n, err := a.Program.News.FailedAgain(s.ctx, goodturn.ID(c.ID), since)
		if err == nil {
			s.say("%s on the way again.", plural(n, "message", "messages"))
		}
		return err
	})
}

type hookSecret struct {
	ID string `arg:"" help:"The address's id."`
}

// Run exchanges the secret.
func (c hookSecret) Run(s *session) error {
	return s.with(func(a *app.App) error {
		_, secret, err := a.Program.News.ChangeSecret(s.ctx, goodturn.ID(c.ID))
		if err == nil {
			s.say("%s", secret)
		}
		return err
	})
}

type hookRemove struct {
	ID string `arg:"" help:"The address's id."`
}

// Run removes an address.
func (c hookRemove) Run(s *session) error {
	return s.with(func(a *app.App) error { return a.Program.News.Remove(s.ctx, goodturn.ID(c.ID)) })
}
