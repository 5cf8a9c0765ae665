package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program/view"
)

type ledgerCommand struct {
	JSON bool `name:"json" help:"One JSON object a line, for a program to check."`
}

// Help is what --help adds.
func (ledgerCommand) Help() string {
	return `With --json each line is one object: contact, household, playbook, step, kind, state, channel, anchor (the day it counts from), due_at,
decided_at, sent_at (UTC), zone, sent_local, reasons. What is not known is null. goodturn plan and goodturn simulate write the same
lines with --ledger.`
}

// Run writes the ledger.
func (c ledgerCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		if c.JSON {
			return view.New(a.Program).WriteLedger(s.ctx, s.out)
		}
		w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "DUE (UTC)\tSTATE\tKIND\tSTEP\tCONTACT\tREASONS")
		err := view.New(a.Program).Ledger(s.ctx, func(l view.LedgerLine) error {
			due := ""
			if l.DueAt != nil {
				due = *l.DueAt
			}
			_, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%v\n", due, l.State, l.Kind, l.Step, l.Contact, l.Reasons)
			return err
		})
		if err != nil {
			return err
		}
		return w.Flush()
	})
}
