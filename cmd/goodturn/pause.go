package main

import "github.com/goodturn-app/goodturn/app"

type pauseCommand struct {
	Why string `help:"A word for yourself, shown on every page."`
}

// Help is what --help adds.
func (pauseCommand) Help() string {
	return `A server that runs on this data, here or elsewhere, stops within a second. goodturn resume ends it.`
}

// Run pauses. A server that runs beside it stops within a second.
func (c pauseCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		if err := a.Program.Pause(s.ctx, "", c.Why); err != nil {
			return err
		}
		s.say("Paused. Nothing leaves until you run goodturn resume.")
		return nil
	})
}

type resumeCommand struct{}

// Run ends a pause.
func (resumeCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		if err := a.Program.Resume(s.ctx, ""); err != nil {
			return err
		}
		s.say("Going on. What went stale meanwhile is not sent; the rest keeps its usual pace.")
		return nil
	})
}
