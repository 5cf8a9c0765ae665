package main

import (
	"errors"
	"io"
	"os"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/sim"
)

type planCommand struct {
	Person   string `help:"Only this person: e-mail address, name or id." placeholder:"WHO"`
	Months   int    `help:"How far to look ahead." default:"12" placeholder:"N"`
	ByPerson bool   `help:"Order the table by person."`
	JSON     bool   `name:"json" help:"As JSON." xor:"form"`
	CSV      bool   `name:"csv" help:"As CSV." xor:"form"`
	ICal     bool   `name:"ical" help:"As an iCalendar file." xor:"form"`
	Ledger   string `help:"Also write the ledger as it would be at the end to this file." placeholder:"FILE"`
}

// Run shows the plan. It reads and writes nothing.
func (c planCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		o := sim.PlanOptions{Months: c.Months}
		if c.Person != "" {
			who, err := a.Program.FindOne(s.ctx, c.Person)
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
