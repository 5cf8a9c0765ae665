package main

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program/view"
)

type reconcileCommand struct {
	Show bool `help:"Only show what is uncertain."`
	Yes  bool `help:"End the hold without asking."`
}

// Help is what --help adds.
func (reconcileCommand) Help() string {
	return `After a restore, or when a folder was copied, messages may have left that this database does not know of. They are listed, count as
sent and are never sent again; then sending goes on.`
}

// Run shows the gap and ends it after a yes.
func (c reconcileCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		h, err := a.Program.LookAtHold(s.ctx)
		if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
			said, err := view.New(a.Program).Uncertain(s.ctx)
			s.say("%s", said)
			return err
		}
		if err != nil {
			return err
		}
		s.say("%s\nOn hold since %s. Nothing is sent until you end it.", h.Why, a.Says(s.ctx, h.Since))
		if !h.Gap.To.IsZero() {
			s.say("Until %s messages may have left that this database does not know of:", a.Says(s.ctx, h.Gap.To))
			s.say("  %d planned messages to %d people, %d of them asks. They are marked as sent and not sent again.", h.Touches, h.People, h.Asks)
		}
		if h.Unknown > 0 {
			s.say("  %d messages may or may not have left, as far as this database knows. They stay marked so.", h.Unknown)
		}
		if c.Show || !c.Yes && !s.agreed("Mark them and go on? Type yes: ") {
			s.say("Nothing was changed. To go on: goodturn reconcile --yes")
			return nil
		}
		done, err := a.Program.Reconcile(s.ctx, "")
		if err != nil {
			return err
		}
		s.say("Done: %d messages count as sent, %d of them as asked. Sending goes on.", done.Touches, done.Asks)
		return nil
	})
}
