package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/schedule"
)

type askCommand struct {
	People  []string `arg:"" name:"person" help:"Their e-mail addresses, names, or ids."`
	For     string   `help:"recommendation, reference or introduction." enum:"recommendation,reference,introduction" required:""`
	To      string   `help:"What it is for: \"the platform role at Northwind\". For an introduction, to whom: \"Jo Diaz, head of platform at Northwind\"." required:""`
	By      string   `help:"By when it would help: a day in your time zone." placeholder:"DATE" required:""`
	Why     string   `help:"Why you ask them, in one sentence, such as \"You saw how I work\"." required:""`
	Goal    string   `help:"For an introduction: what it is about."`
	Work    string   `help:"What you did together: \"the port migration\"."`
	Years   string   `help:"When that was: 2021 to 2023."`
	Part    string   `help:"What they were then: \"you led the team\"."`
	Profile string   `help:"The address of your CV or profile; printed as text." placeholder:"URL"`
	Job     string   `help:"The address of the posting; printed as text." placeholder:"URL"`
	Fact    []string `help:"A fact that helps whoever writes; may be given several times." sep:"none"`
	Draft   string   `help:"A file with a draft that they may change; it is marked as one." placeholder:"FILE"`
	Hello   string   `help:"Something useful for them, for whoever was silent for half a year and hears a hello first."`
	Urgent  bool     `help:"The day is near: up to three short reminders within two weeks instead of one, each read by you before it goes."`
	DM      bool     `name:"dm" help:"You send it yourself as a direct message, on LinkedIn or the like: its words come under To do, with a link of their own."`
	Last    string   `help:"When you were last in touch, if that is not on file." placeholder:"DATE"`
	Approve bool     `help:"Ask for your yes to these words, and let them go."`
	Yes     bool     `help:"With --approve: say yes at once."`
}

// Run shows the words for each person, and with --approve lets them go.
func (c askCommand) Run(s *session) error {
	asking, err := c.asking()
	if err != nil {
		return err
	}
	return s.with(func(a *app.App) error {
		var all []requests.Asking
		var by goodturn.ID
		for _, name := range c.People {
			who, err := view.New(a.Program).FindOne(s.ctx, name)
			if err != nil {
				return err
			}
			asking.Person, by = who.ID, who.OwnerID
			all = append(all, asking)
		}
		shown, err := requests.New(a.Program).AskByHand(s.ctx, by, all, true)
		if err != nil {
			return err
		}
		for _, x := range shown {
			c.show(s, x)
		}
		switch {
		case !c.Approve:
			s.say("Nothing is written down and nothing leaves. To ask, add --approve; to change the words first, use \"Ask somebody\" in the browser.")
			return nil
		case !c.Yes && !s.agreed("Shall these words go, in your name? Type yes: "):
			s.say("Nothing was changed.")
			return nil
		}
		written, err := requests.New(a.Program).AskByHand(s.ctx, by, all, false)
		if err != nil {
			return err
		}
		if c.DM {
			s.say("The words come under To do, for you to send.")
			return nil
		}
		for _, x := range written {
			ids := []goodturn.ID{x.Request.TouchID}
			if x.Request.HelloID != "" {
				ids = append(ids, x.Request.HelloID)
			}
			if _, err := approvals.New(a.Program).Approve(s.ctx, by, ids...); err != nil {
				return err
			}
			when := "in the next good hour"
			if !x.Earliest.IsZero() {
				when = "on " + dayOf(x).Long() + " at the earliest"
			}
			s.say("%s: it goes %s, under every rule that holds for the plan.", x.Contact.Name(), when)
		}
		s.say("For five minutes you can take it back in the browser, under Messages.")
		return nil
	})
}

// asking is what the flags say, for anybody.
func (c askCommand) asking() (requests.Asking, error) {
	out := requests.Asking{Kind: goodturn.RequestKind(c.For), Channel: map[bool]goodturn.Channel{true: goodturn.ChannelDM}[c.DM], Urgent: c.Urgent, Facts: goodturn.RequestFacts{Goal: c.To, Work: c.Work, Years: c.Years, Part: c.Part, Why: c.Why, Profile: c.Profile, Job: c.Job, Points: c.Fact, Offer: c.Hello}}
	if out.Kind == goodturn.RequestIntroduction {
		out.Facts.Goal = c.Goal
		out.Facts.Person, out.Facts.Role, out.Facts.Company = target(c.To)
	}
	var err error
	if out.By, err = goodturn.ParseDate(c.By); err != nil {
		return out, fmt.Errorf("%w: %w", errUsage, err)
	}
	if out.Last, err = goodturn.ParseDate(c.Last); err != nil {
		return out, fmt.Errorf("%w: %w", errUsage, err)
	}
	if c.Draft != "" {
		f, err := os.Open(c.Draft)
		if err != nil {
			return out, &goodturn.Error{Code: goodturn.CodeInvalid, File: c.Draft, Message: "This file cannot be read.", Hint: "Give the name of a text file.", Err: err}
		}
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, 1<<16))
		if err != nil {
			return out, fmt.Errorf("read %s: %w", c.Draft, err)
		}
		out.Facts.Draft = string(b)
	}
	return out, nil
}

// target splits "Jo Diaz, head of platform at Northwind". What begins with a small letter is a role.
func target(s string) (person, role, company string) {
	who := s
	if i := strings.LastIndex(s, " at "); i >= 0 {
		who, company = s[:i], strings.TrimSpace(s[i+4:])
	}
	who = strings.TrimSpace(who)
	person, role, both := strings.Cut(who, ",")
	person, role = strings.TrimSpace(person), strings.TrimSpace(role)
	if first := []rune(person + "X")[0]; !both && unicode.IsLower(first) {
		person, role = "", person
	}
	return person, role, company
}

func zoneOf(x requests.Prepared) *time.Location {
	zone, err := schedule.LoadZone(x.Ask.Touch.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// dayOf is the first day on which somebody can be asked.
func dayOf(x requests.Prepared) goodturn.Date { return goodturn.DateOf(x.Earliest.In(zoneOf(x))) }

func (c askCommand) show(s *session, x requests.Prepared) {
	s.say("To %s", x.Contact.Name())
	if x.Request.HelloID != "" {
		s.say("You were last in touch on %s, so a hello goes first.", goodturn.DateOf(x.LastAt.In(zoneOf(x))).Long())
		s.say("\n%s\n\n%s", x.Hello.Letter.Subject, x.Hello.Letter.Text)
	}
	if !x.Earliest.IsZero() {
		s.say("Asked on %s at the earliest.", dayOf(x).Long())
	}
	s.say("\n%s\n\n%s", x.Ask.Letter.Subject, x.Ask.Letter.Text)
	if len(x.Ask.Missing) > 0 {
		s.say("It cannot go like this; not known: %s.", strings.ReplaceAll(strings.Join(x.Ask.Missing, ", "), "_", " "))
	}
}
