package main

import (
	"bufio"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/channel/smtp"
)

type liveCommand struct {
	Yes     bool `help:"Go live without asking."`
	Test    bool `help:"Send one message to yourself first."`
	Observe bool `help:"The other way: send nothing any more and only watch."`
	Show    int  `help:"How many of the coming messages to show." default:"20" placeholder:"N"`
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
			u, err := s.owner(a)
			if err != nil {
				return err
			}
			if err := a.Program.TestMessage(s.ctx, u.ID); err != nil {
				return smtp.Explain(err)
			}
			s.say("A message to yourself left for %s. Look at it the way a client would.", u.Email)
		}
		coming, err := a.Program.LivePreview(s.ctx, 14, 1000)
		if err != nil {
			return err
		}
		s.say("The next 14 days: %s. In the first week at most 3 leave a day.", plural(len(coming), "message", "messages"))
		for i, k := range coming {
			if i == c.Show {
				s.say("  and %d more", len(coming)-i)
				break
			}
			note := ""
			if k.Needs != "" {
				note = "  (" + strings.TrimSuffix(k.Needs, ".") + ")"
			}
			s.say("  %-34s %-24s %s%s", k.Local, k.Contact.Name(), k.Title, note)
		}
		lacks, err := a.Program.BeforeLive(s.ctx)
		if err != nil {
			return err
		}
		if len(lacks) > 0 {
			s.say("")
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: lacks[0].Says, Hint: lacks[0].Do}
		}
		if !c.Yes && !s.agreed("Let it begin? Type yes: ") {
			s.say("Nothing was changed; you are still only watching.")
			return nil
		}
		if err := a.Program.GoLive(s.ctx, ""); err != nil {
			return err
		}
		s.say("Live. You approve each message first; at most 3 leave a day in the first week. goodturn pause stops everything.")
		return nil
	})
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
