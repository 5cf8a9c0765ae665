package main

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/view"
)

type partCommand struct {
	Person      string   `arg:"" help:"The entry that holds two people: its e-mail address, name, or id. With --undo: the one who got an entry of their own."`
	Given       string   `help:"First name of the one who keeps the entry; left out, as the entry says." placeholder:"NAME"`
	Family      string   `help:"Their last name." placeholder:"NAME"`
	OtherGiven  string   `help:"First name of the other one; left out, as the entry says." placeholder:"NAME"`
	OtherFamily string   `help:"Last name of the other one." placeholder:"NAME"`
	Theirs      []string `help:"Addresses and numbers of the entry that are the other one's, as it lists them." placeholder:"ADDRESS"`
	Email       string   `help:"E-mail of the other one, if the entry has none of theirs." placeholder:"ADDRESS"`
	Phone       string   `help:"Telephone of the other one, if the entry has none of theirs." placeholder:"NUMBER"`
	Undo        bool     `help:"Make one entry of the two again."`
	Yes         bool     `help:"Without asking."`
}

// Run parts one entry that holds two people, once what that does was seen, or takes it back.
func (c partCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		who, err := view.New(a.Program).FindOne(s.ctx, c.Person)
		if err != nil {
			return err
		}
		by, err := a.Owner(s.ctx)
		if err != nil {
			return err
		}
		if c.Undo {
			if _, err := a.People.Unpart(s.ctx, who.ID, by.ID); err != nil {
				return err
			}
			s.say("They are one entry again.")
			return nil
		}
		how, _ := people.ProposeParting(who)
		for _, f := range []struct {
			to   *string
			said string
		}{{&how.Given, c.Given}, {&how.Family, c.Family}, {&how.OtherGiven, c.OtherGiven}, {&how.OtherFamily, c.OtherFamily}} {
			if f.said != "" {
				*f.to = f.said
			}
		}
		how.Email, how.Phone, how.By = c.Email, c.Phone, by.ID
		for _, t := range c.Theirs {
			how.Theirs = append(how.Theirs, goodturn.ID(t))
		}
		out, err := a.People.PreviewPart(s.ctx, who.ID, how)
		if err != nil {
			return err
		}
		s.say("%s keeps the entry, and %s gets one. They are of one household.", out.First.Name(), out.Other.Name())
		for _, i := range out.Moved {
			s.say("  %s goes to %s.", i.Value, out.Other.Name())
		}
		if out.Deals > 0 {
			s.say("  Both have %s. One letter goes about each, to both names.", plural(out.Deals, "deal", "deals"))
		}
		if !out.Reachable {
			s.say("  %s has no mailbox of their own, and hears through %s.", out.Other.Name(), out.First.Name())
		}
		if out.Refused {
			s.say("  What was refused holds for both.")
		}
		if !c.Yes && !s.agreed("Part them? Type yes: ") {
			s.say("Nothing was changed. To do it: add --yes.")
			return nil
		}
		if out, err = a.People.Part(s.ctx, who.ID, how); err != nil {
			return err
		}
		s.say("They are two people now. To take it back: goodturn part --undo %s", out.Other.ID)
		return nil
	})
}
