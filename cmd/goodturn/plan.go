package main

import (
	"errors"
	"io"
	"os"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/sim"
)

type planCommand struct {
	Person   string `help:"Only this person: e-mail address, name or id." placeholder:"WHO"`
	Months   int    `help:"How many months to look ahead." default:"12" placeholder:"N"`
	From     string `help:"Look from a later moment on: 2026-12-24, or 2026-12-24T09:00:00Z. Two plans from one moment are alike, line for line." placeholder:"TIME"`
	ByPerson bool   `help:"Order the table by person."`
	JSON     bool   `name:"json" help:"Print it as JSON." xor:"form"`
	CSV      bool   `name:"csv" help:"Print it as CSV, for a spreadsheet." xor:"form"`
	ICal     bool   `name:"ical" help:"Print it as an iCalendar file, for your calendar." xor:"form"`
	Ledger   string `help:"Also write to this file what would have become of every message: one JSON object a line, as goodturn ledger --json does." placeholder:"FILE"`
}

// Help is what --help adds.
func (planCommand) Help() string {
	return `It lives through the coming months on a copy in memory with nobody answering: what it shows is what goodturn serve will do, to the
minute, until somebody answers or something changes. What does not go says why.

  goodturn plan                        the year on one page
  goodturn plan --person ana           one person
  goodturn plan --csv > year.csv       for a spreadsheet
  goodturn plan --ical > year.ics      for your calendar`
}

// Run shows the plan. It reads and writes nothing.
func (c planCommand) Run(s *session) error {
	if c.Months < 1 || c.Months > 120 {
		return usage("months", "A plan looks 1 to 120 months ahead.", "As in --months 12.")
	}
	return s.with(func(a *app.App) error {
		from, err := s.ahead(a, c.From)
		if err != nil {
			return err
		}
		o := sim.PlanOptions{At: from, Months: c.Months}
		if c.Person != "" {
			who, err := view.New(a.Program).FindOne(s.ctx, c.Person)
			if err != nil {
				return err
			}
			o.Person = who.ID
		}
		return s.toFile(c.Ledger, func(w io.Writer) error {
			o.Ledger = w
			r, err := sim.Plan(s.ctx, a.Program, o)
			if err != nil {
				return err
			}
			switch {
			case c.JSON:
				return r.WriteJSON(s.out)
			case c.CSV:
				return r.WriteCSV(s.out)
			case c.ICal:
				return r.WriteICal(s.out)
			}
			return r.WriteTable(s.out, c.ByPerson)
		})
	})
}

// ahead reads the moment from which to look ahead; the zero time for now. A look back is what explain and ledger are for.
func (s *session) ahead(a *app.App, text string) (time.Time, error) {
	at, err := s.when(a, "from", text)
	if err != nil || at.IsZero() {
		return at, err
	}
	if at.Before(a.Clock.Now()) {
		return at, usage("from", "That moment has passed.", "Give one that lies ahead; for the past there are goodturn explain --at and goodturn ledger.")
	}
	return at, nil
}

// toFile hands fn a file that only its owner may read; with an empty name, nil.
func (s *session) toFile(name string, fn func(io.Writer) error) (err error) {
	if name == "" {
		return fn(nil)
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return &goodturn.Error{Code: goodturn.CodeInvalid, File: name, Message: "The file cannot be written.", Hint: "Choose another place.", Err: err}
	}
	return errors.Join(fn(f), f.Close())
}
