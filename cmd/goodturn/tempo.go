package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program/tempo"
	"github.com/goodturn-app/goodturn/program/view"
)

type tempoCommand struct {
	Person   string   `arg:"" optional:"" help:"For one person alone: their e-mail address, name, or id; left out, for everybody."`
	Plan     string   `help:"Which plan; left out, the main one."`
	Tempo    string   `help:"careful, usual or warm; for one person also everybody." enum:"careful,usual,warm,everybody," default:""`
	FirstAsk string   `help:"Nobody is asked before it; the message ahead of the ask moves along." placeholder:"\"DAY 120\""`
	AskEvery int      `help:"Days between two asks, for everybody; at least 90." placeholder:"DAYS"`
	Step     []string `help:"When a step comes: --step \"tax=8 months\"; --step tax=off leaves it out, --step tax= brings the plan's own day back." placeholder:"STEP=DAY" sep:"none"`
	Versions bool     `help:"Show what was changed before."`
	Back     int      `help:"Let an earlier version of the days hold again, by its number." placeholder:"VERSION"`
	Reset    bool     `help:"Everything as the plan ships, or for one person as for everybody."`
	Yes      bool     `help:"Without asking."`
}

// Run shows when messages come, or what other days would do, and lets them hold once that was seen.
func (c tempoCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		desk := tempo.New(a.Program)
		if c.Person != "" {
			return c.person(s, a, desk)
		}
		if c.Versions {
			sheet, err := desk.Sheet(s.ctx, c.Plan)
			for _, v := range sheet.Versions {
				now := ""
				if v.Current {
					now = "in use now"
				}
				s.say("  %3d  %s  %-10s  %s", v.Version, v.CreatedAt.In(a.Zone(s.ctx)).Format("2006-01-02 15:04"), now, v.Note)
			}
			if err == nil && len(sheet.Versions) == 0 {
				s.say("Nothing was changed before.")
			}
			return err
		}
		if c.Back != 0 && (c.Tempo != "" || c.FirstAsk != "" || len(c.Step) > 0 || c.Reset) {
			return usage("back", "Either an earlier version holds again, or other days do.", "Go back first, and change days after that.")
		}
		if c.Tempo == "everybody" {
			return usage("tempo", "Everybody's tempo is careful, usual or warm.", "Name a person to give them everybody's again.")
		}
		return c.all(s, desk)
	})
}

// on puts what the command says on the days that hold.
func (c tempoCommand) on(t goodturn.Timing) (goodturn.Timing, error) {
	if c.Reset {
		t = goodturn.Timing{}
	}
	t = t.Tidy()
	give((*string)(&t.Tempo), c.Tempo)
	if t.Tempo == "everybody" {
		t.Tempo = ""
	}
	give(&t.FirstAsk, c.FirstAsk)
	for _, arg := range c.Step {
		name, day, ok := strings.Cut(arg, "=")
		if !ok {
			return t, usage("step", fmt.Sprintf("%q names no day.", arg), "Write --step \"tax=8 months\", or --step tax=off.")
		}
		if t.Steps == nil {
			t.Steps = map[string]goodturn.StepTiming{}
		}
		switch day = strings.TrimSpace(day); day {
		case "off":
			t.Steps[name] = goodturn.StepTiming{After: t.Steps[name].After, Off: true}
		default:
			t.Steps[name] = goodturn.StepTiming{After: day}
		}
	}
	return t, nil
}

// asks reports whether anything is to be changed.
func (c tempoCommand) asks() bool {
	return c.Tempo != "" || c.FirstAsk != "" || c.AskEvery != 0 || len(c.Step) > 0 || c.Reset || c.Back != 0
}

func (c tempoCommand) all(s *session, desk *tempo.Desk) error {
	sheet, err := desk.Sheet(s.ctx, c.Plan)
	if err != nil {
		return err
	}
	if !c.asks() {
		s.say("%s, at the tempo %s; nobody is asked before %s, nor twice within %d days.", sheet.Title, sheet.Tempo, sheet.FirstAsk, sheet.AskEvery)
		showDays(s, sheet)
		s.say("Change one: goodturn tempo --step \"%s=...\". Nothing changes before you have seen what it would do.", sheet.Steps[0].Step.Name)
		return nil
	}
	choice := tempo.Choice{Plan: sheet.Plan, Tempo: goodturn.Tempo(c.Tempo), AskEvery: c.AskEvery, Version: c.Back}
	if c.Reset || c.FirstAsk != "" || len(c.Step) > 0 {
		if c.Tempo != "" && goodturn.Tempo(c.Tempo) != sheet.Tempo {
			return usage("tempo", "The days of a step belong to a tempo.", "Choose the tempo first, then its days.")
		}
		days, err := c.on(sheet.Days)
		if err != nil {
			return err
		}
		days.Tempo = ""
		choice.Days = &days
	}
	change, err := desk.Look(s.ctx, choice)
	if err != nil {
		return err
	}
	choice.Note = change.Says
	if c.Back != 0 {
		choice.Note = tempo.AgainNote(c.Back)
	}
	s.say("It %s; %d of %s.", change.Says, change.People, plural(change.Plans, "plan", "plans"))
	if !change.All {
		s.say("More were not looked at; they change alike.")
	}
	for _, x := range change.Some {
		s.say("  %-28s %-32s %s -> %s", x.Contact.Name(), x.Title, orWords(x.Before, "not planned"), orWords(x.After, "not any more"))
	}
	return c.sure(s, func() error { return desk.Use(s.ctx, "", choice) })
}

func (c tempoCommand) person(s *session, a *app.App, desk *tempo.Desk) error {
	if c.Back != 0 || c.Versions {
		return usage("back", "Versions are of everybody's days.", "Leave the person out.")
	}
	if c.AskEvery != 0 {
		return usage("ask-every", "The days between two asks are everybody's.", "Leave the person out, or --ask-every.")
	}
	who, err := view.New(a.Program).FindOne(s.ctx, c.Person)
	if err != nil {
		return err
	}
	p, err := desk.Person(s.ctx, who.ID, nil)
	if err != nil {
		return err
	}
	if !c.asks() {
		for _, sheet := range p.Plans {
			s.say("%s: %s, at the tempo %s; not asked before %s.", who.Name(), sheet.Title, sheet.Tempo, sheet.FirstAsk)
			showDays(s, sheet)
		}
		for _, plan := range p.Absent {
			s.say("%s: the plan %s is not here, so its messages wait. Name its folder: --playbook DIR.", who.Name(), plan)
		}
		if len(p.Plans)+len(p.Absent) == 0 {
			s.say("Nothing is planned for %s.", who.Name())
		}
		return nil
	}
	days, err := c.on(p.Contact.Timing)
	if err != nil {
		return err
	}
	list, err := desk.LookAtPerson(s.ctx, who.ID, days)
	if err != nil {
		return err
	}
	s.say("%s: %s.", who.Name(), plural(len(list), "message or call changes", "messages and calls change"))
	for _, x := range list {
		s.say("  %-32s %s -> %s", x.Title, orWords(x.Before, "not planned"), orWords(x.After, "not any more"))
	}
	return c.sure(s, func() error { return desk.SetPerson(s.ctx, who.ID, "", days) })
}

func (c tempoCommand) sure(s *session, do func() error) error {
	if !c.Yes && !s.agreed("Use it from now on? What was sent stays sent. Type yes: ") {
		s.say("Nothing was changed. To do it: add --yes.")
		return nil
	}
	if err := do(); err != nil {
		return err
	}
	s.say("Done. What had not left is planned anew.")
	return nil
}

func orWords(d goodturn.Date, words string) string {
	if d.IsZero() {
		return words
	}
	return d.String()
}

// showDays lists the steps of a plan with their days.
func showDays(s *session, sheet tempo.Sheet) {
	for _, x := range sheet.Steps {
		when := x.After.String()
		if x.Follows != "" {
			when = "after: " + x.Follows
		}
		var notes []string
		if x.Step.Yearly {
			notes = append(notes, "every year")
		}
		if x.Off {
			notes = append(notes, "left out")
		}
		if x.Changed && !x.Off {
			notes = append(notes, "changed; at first "+strconv.Quote(x.Ships))
		}
		if !x.Next.IsZero() {
			notes = append(notes, x.Next.String())
		}
		s.say("  %-26s %-9s %-34s %s", x.Step.Name, x.Step.Kind, when, strings.Join(notes, "; "))
	}
}
