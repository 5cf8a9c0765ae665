package main

import (
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program/plans"
)

type adminPlans struct {
	Use []string `arg:"" optional:"" name:"plan" help:"The plans that are in use from now on, the main one first; left out, they are listed."`
	Yes bool     `help:"Without asking."`
}

// Help is what --help adds.
func (adminPlans) Help() string {
	return `Whoever is in a plan that goes out of use stays in it and hears nothing from it; thanks for an introduction go all the same. Taken
into use again, their year goes on from that day: what went stale meanwhile is not sent.`
}

// Run lists the plans, or says what another choice does and lets it hold.
func (c adminPlans) Run(s *session) error {
	return s.with(func(a *app.App) error {
		desk := plans.New(a.Program)
		if len(c.Use) == 0 {
			list, err := desk.List(s.ctx)
			for _, x := range list {
				state := ""
				if x.InUse {
					state = "in use"
				}
				s.say("%-16s %-7s %5d in it  %s", x.Name, state, x.People, x.Title)
				s.say("  %s", x.Does())
			}
			return err
		}
		change, err := desk.Look(s.ctx, c.Use...)
		if err != nil {
			return err
		}
		if change.Same() {
			s.say("These are in use already.")
		}
		for _, line := range change.Says() {
			s.say("%s", line)
		}
		if !c.Yes && !s.agreed("Use these from now on? Type yes: ") {
			s.say("Nothing was changed. To do it: add --yes.")
			return nil
		}
		if _, err := desk.Use(s.ctx, "", c.Use...); err != nil {
			return err
		}
		s.say("Done.")
		return nil
	})
}
