package main

import (
	"bufio"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
)

type liveCommand struct {
	Yes     bool `help:"Go live without asking."`
	Test    bool `help:"Send one message to yourself first."`
	Observe bool `help:"The other way: send nothing any more and only watch."`
	Show    int  `help:"How many of the coming messages to show." default:"20" placeholder:"N"`
}

// Help is what --help adds.
func (liveCommand) Help() string {
	return `It shows who gets what in the next 14 days and what is still missing, and asks before it begins. From then on you approve each
message, at most 3 leave a day in the first week, and what came due before is not caught up. goodturn pause stops everything.

  goodturn live --test     one message to yourself, as a client would see it
  goodturn live            look, and say yes
  goodturn live --observe  back to watching`
}

// Run shows the next 14 days and goes live after a yes.
func (c liveCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		if c.Observe {
			if err := a.Program.Observe(s.ctx, ""); err != nil {
				return err
			}
			s.say("Watching only. Everything is decided and shown; nothing leaves.")
			return nil
		}
		if c.Test {
			u, err := a.Owner(s.ctx)
			if err != nil {
				return err
			}
			if err := a.Program.TestMessage(s.ctx, u.ID); err != nil {
				return smtp.Explain(err)
			}
			s.say("A message to yourself left for %s. Look at it the way a client would.", u.Email)
		}
		set, err := settings(s, a)
		if err != nil {
			return err
		}
		if err := s.fortnight(a, set, c.Show); err != nil {
			return err
		}
		lacks, err := a.Program.BeforeLive(s.ctx)
		if err != nil {
			return err
		}
		if len(lacks) > 0 {
			s.say("\nStill missing:")
			for _, l := range lacks {
				s.say("  %s %s", l.Says, inTerminal(l))
			}
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "Nothing can leave yet: " + plural(len(lacks), "thing is", "things are") + " missing.", Hint: "What to do stands beside each."}
		}
		if set.Mode == goodturn.ModeLive {
			s.say("\nIt is live already. goodturn pause stops everything; goodturn live --observe goes back to watching.")
			return nil
		}
		if !c.Yes && !s.agreed("Let it begin? Type yes: ") {
			s.say("Nothing was changed; you are still only watching. To begin: goodturn live --yes")
			return nil
		}
		if err := a.Program.GoLive(s.ctx, ""); err != nil {
			return err
		}
		s.say("Live. You approve each message first; at most 3 leave a day in the first week. goodturn pause stops everything.")
		return nil
	})
}

// fortnight shows who gets what in the next 14 days, as the program itself would send it, pace and all.
func (s *session) fortnight(a *app.App, set goodturn.Settings, show int) error {
	r, err := sim.Fortnight(s.ctx, a.Program)
	if err != nil {
		return err
	}
	head := "The next 14 days: " + plural(r.Totals().Messages(), "message", "messages") + " and " + plural(r.Totals().Calls, "call", "calls") + " for you."
	if week := 7 * goodturn.Day; set.Mode != goodturn.ModeLive || a.Clock.Now().Sub(set.LiveAt) < week {
		head += " In the first week at most 3 leave a day."
	}
	s.say("%s What came due before you begin is not caught up.", head)
	for _, n := range r.Notes {
		s.say("%s", n)
	}
	for i, row := range r.Rows {
		if i == show {
			s.say("  and %d more: goodturn plan --months 1", len(r.Rows)-i)
			break
		}
		s.say("  %s", row.Line())
	}
	return nil
}

// inTerminal is what to do about something that is missing, for somebody at a terminal.
func inTerminal(l program.Lack) string {
	switch l.Code {
	case "hold":
		return "Run goodturn reconcile."
	case "postal_address":
		return "The law wants it below every message; a post box will do: goodturn admin set --postal 'STREET, TOWN, STATE ZIP'"
	case "mailbox":
		return "Connect the one your messages leave from: goodturn admin mailbox YOUR-ADDRESS"
	case "test_message":
		return "See one as a client would: goodturn live --test"
	}
	return l.Do
}

func settings(s *session, a *app.App) (set goodturn.Settings, err error) {
	err = a.DB.Read(s.ctx, func(tx *store.Tx) (err error) {
		set, err = tx.Settings()
		return err
	})
	return set, err
}

// agreed asks a question and reports whether the answer was yes. Without anybody to answer it is no.
func (s *session) agreed(question string) bool {
	if !terminal(s.in) {
		return false
	}
	_, _ = s.out.Write([]byte(question))
	line, err := bufio.NewReader(s.in).ReadString('\n')
	return err == nil && strings.EqualFold(strings.TrimSpace(line), "yes")
}
