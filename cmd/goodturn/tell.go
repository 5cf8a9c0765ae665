package main

import (
	"fmt"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/view"
)

type tellCommand struct {
	Person string `arg:"" help:"Their e-mail address, name, or id."`
	What   string `arg:"" help:"replied, stop, bounced, talked or talk-ended." enum:"replied,stop,bounced,talked,talk-ended"`
	Words  string `arg:"" optional:"" help:"Their words or yours, kept in the timeline; for talked and talk-ended: how it went."`
	At     string `help:"When it was, if not now." placeholder:"TIME"`
}

// Run notes what happened, with one tap's worth of typing.
func (c tellCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		at, err := s.when(a, "at", c.At)
		if err != nil {
			return err
		}
		who, err := view.New(a.Program).FindOne(s.ctx, c.Person)
		if err != nil {
			return err
		}
		told := program.Told{At: at, Text: c.Words}
		done := ""
		switch c.What {
		case "replied":
			done, err = "Noted: they replied. Nothing is asked of them while you two are talking.", a.Program.Replied(s.ctx, who.ID, told)
		case "stop":
			done, err = "Noted: nothing more goes to them, ever.", a.Program.AskedToStop(s.ctx, who.ID, "")
		case "bounced":
			done, err = "Noted: mail to them came back. A task asks for a better address.", a.Program.Bounced(s.ctx, who.ID, "", told)
		case "talked":
			done, err = "Noted: you spoke.", a.Program.Talked(s.ctx, who.ID, c.Words, told)
		case "talk-ended":
			done, err = "Noted: the talk is over.", a.Program.TalkEnded(s.ctx, who.ID, c.Words, told)
		default:
			err = fmt.Errorf("%w: %w", errUsage, goodturn.Invalid("what", "That cannot be told.", ""))
		}
		if err != nil {
			return err
		}
		s.say("%s: %s", who.Name(), done)
		return nil
	})
}
