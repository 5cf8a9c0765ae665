package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
)

type importCommand struct {
	File   string            `arg:"" optional:"" help:"A CSV file or vCard." type:"path"`
	Map    string            `help:"What columns mean, where they are not recognised: 'Column=field,Other=field'." placeholder:"MAP"`
	Accept bool              `help:"Agree with the columns that were guessed."`
	Answer map[string]string `help:"Answer a question of the report: --answer side=bought." placeholder:"ID=VALUE"`
	How    string            `help:"How you got these addresses, in your words. Needed before anybody is taken in." placeholder:"WORDS"`
	Region string            `help:"Where those live of whom the file does not say it: US, or US-NY."`
	Notice string            `help:"What people were told when they gave their address, if they were."`
	Apply  bool              `help:"Take them in. Without it you only see what would happen."`
	List   bool              `help:"List earlier imports."`
	Undo   string            `help:"Take an import back, by its id." placeholder:"ID"`
	Yes    bool              `help:"With --undo: without asking."`
}

// Help is what --help adds.
func (importCommand) Help() string {
	return `Without --apply it changes nothing and shows what it would do: which columns it knows or guesses, who is new, merged or rejected and
why, and what it has to ask you. Reading a list twice changes nothing, and an import can be taken back.

  goodturn import clients.csv
  goodturn import clients.csv --accept --answer side=bought --apply --how 'my own clients, from their purchase files'
  goodturn import --undo ID`
}

// Run stages a file, shows what it would do, and takes it in if asked to.
func (c importCommand) Run(s *session) error {
	if c.File == "" && !c.List && c.Undo == "" {
		return fmt.Errorf("%w: %w", errUsage, goodturn.Invalid("file", "Which file?", "goodturn import clients.csv"))
	}
	return s.with(func(a *app.App) error {
		switch {
		case c.List:
			return s.imports(a)
		case c.Undo != "":
			return c.undo(s, a)
		}
		return c.take(s, a)
	})
}

func (c importCommand) take(s *session, a *app.App) (err error) {
	u, err := a.Owner(s.ctx)
	if err != nil {
		return err
	}
	columns, err := csvfile.ParseMap(c.Map)
	if err != nil {
		return err
	}
	if c.Apply && strings.TrimSpace(c.How) == "" {
		return goodturn.Invalid("how", "It is not said how the addresses were got.", "Add it in your words: --how 'my own clients, from their purchase files'.")
	}
	f, err := os.Open(c.File)
	if err != nil {
		return &goodturn.Error{Code: goodturn.CodeInvalid, File: c.File, Message: "The file cannot be read.", Hint: "Check its name and who may read it.", Err: err}
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	staged, err := a.People.StageImport(s.ctx, people.ImportFile{Name: c.File, From: f, By: u.ID,
		ImportAnswers: people.ImportAnswers{Map: columns, AcceptGuesses: c.Accept, Answers: c.Answer}})
	if err != nil {
		return err
	}
	if err := c.heard(staged.Plan.Questions); err != nil {
		return errors.Join(err, a.People.CancelImport(s.ctx, staged.ID))
	}
	s.report(staged, staged.Tally)
	if !c.Apply || staged.State == people.ImportAsking {
		// Only looked at: the file is there to be read again.
		if err := a.People.CancelImport(s.ctx, staged.ID); err != nil {
			return err
		}
	}
	if staged.State == people.ImportAsking {
		s.say("\nNothing was read yet. If the guessed columns are right: add --accept. Else say what they are with --map.")
		if c.Apply {
			return goodturn.Invalid("accept", "Nobody was taken in, because the meaning of columns was guessed.", "Look at the guesses above, then add --accept.")
		}
		return nil
	}
	if open := unanswered(staged.Plan.Questions); open != "" {
		s.say("\nA question is open. Answer it with --answer, %s What nobody says is not guessed: such a date waits, such a side stays open.", open)
	}
	if !c.Apply {
		s.say("\nNothing has changed yet. To take them in: add --apply --how 'how you got these addresses'.")
		return nil
	}
	name := u.Name
	if name == "" {
		name = u.Email
	}
	done, err := a.People.ApplyImport(s.ctx, staged.ID, people.Attestation{By: name, When: a.Clock.Now(), How: c.How, NoticeGiven: c.Notice != "", Notice: c.Notice, Region: c.Region})
	if err != nil {
		return err
	}
	s.say("\nDone.")
	if done.Done != nil {
		s.tally(*done.Done)
	}
	cover, err := a.People.Coverage(s.ctx)
	if err != nil {
		return err
	}
	s.say("%s: %d in the plan, %d left out, %d asked to be left alone, %d without an address%s.", plural(cover.Closed, "person is a client", "people are clients"), cover.InPlan, cover.LeftOut, cover.Stopped, cover.Unreachable, undated(cover.Undated))
	s.say("To take it back: goodturn import --undo %s", done.ID)
	return nil
}

// heard refuses an answer to a question that the file does not ask: a slip of the pen would be taken for silence.
func (c importCommand) heard(asked []csvfile.Question) error {
	for id := range c.Answer {
		if slices.ContainsFunc(asked, func(q csvfile.Question) bool { return q.ID == id }) {
			continue
		}
		hint := "This file asks nothing: leave --answer out."
		if len(asked) > 0 {
			var ids []string
			for _, q := range asked {
				ids = append(ids, strconv.Quote(q.ID))
			}
			hint = "It asks " + strings.Join(ids, ", ") + "."
		}
		return &goodturn.Error{Code: goodturn.CodeInvalid, File: c.File, Field: "answer", Message: fmt.Sprintf("The file asks no question %q.", id), Hint: hint}
	}
	return nil
}

// unanswered shows how each open question is answered; empty if none is open.
func unanswered(asked []csvfile.Question) string {
	var out []string
	for _, q := range asked {
		if q.Answer == "" && len(q.Options) > 0 {
			out = append(out, fmt.Sprintf("--answer '%s=%s'", q.ID, q.Options[0].Value))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "for instance " + strings.Join(out, " ") + "."
}

// report prints how a file was read and what it would do.
func (s *session) report(x *people.Staged, t people.Tally) {
	p := x.Plan
	what := p.Product
	if what == "" {
		what = "a layout of its own"
	}
	s.say("%s: %s, %s, %s.", x.File, plural(p.Rows, "row", "rows"), what, p.Encoding)
	for _, col := range p.Columns {
		if col.Guessed {
			s.say("  guessed: %q is %s, because %s (as in %q)", col.Name, col.Field, col.Reason, col.Sample)
		}
	}
	for _, q := range p.Questions {
		if q.Answer != "" {
			continue
		}
		var may []string
		for _, o := range q.Options {
			may = append(may, o.Value+" ("+o.Label+")")
		}
		s.say("  question %s: %s %s", q.ID, q.Text, strings.Join(may, ", "))
		if len(q.Examples) > 0 {
			s.say("    for instance %s", strings.Join(q.Examples, "; "))
		}
	}
	for _, w := range p.Warnings {
		s.say("  note: %s", w)
	}
	if x.State == people.ImportAsking {
		return
	}
	s.tally(t)
	for i, e := range x.Errors {
		if i == 20 {
			s.say("  and %d more", len(x.Errors)-i+x.Left)
			break
		}
		who := ""
		if e.Who != "" {
			who = " (" + e.Who + ")"
		}
		s.say("  row %d of the file%s: %s%s %s", e.Row, who, prefixed(e.Field), e.Message, e.Hint)
	}
}

func prefixed(field string) string {
	if field == "" {
		return ""
	}
	return field + ": "
}

// undated ends the sum with those whom their list calls clients without saying when they closed; most lists have none.
func undated(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d without the day of a closing", n)
}

func (s *session) tally(t people.Tally) {
	s.say("%s: %d new, %d merged, %d unchanged, %d rejected, %d waiting for an answer.", plural(t.Rows, "row", "rows"), t.New, t.Merged, t.Unchanged, t.Rejected, t.Waiting)
	for _, line := range []struct {
		n         int
		one, many string
	}{{t.Closings, "closing", "closings"}, {t.Couples, "couple", "couples"}, {t.NoAddress, "without an e-mail address", ""}, {t.NoClosing, "called a past client, without the day of a closing", "called past clients, without the day of a closing"}, {t.NoName, "without a name to greet", ""},
		{t.SaySender, "says who sent them", "say who sent them"}, {t.Senders, "where a client fits: look at Introductions and say yes or no", ""},
		{t.Refusing, "asked not to be written to", ""}, {t.NoGround, "to be written to by hand only", ""}} {
		if line.n > 0 {
			s.say("  %s", plural(line.n, line.one, cmp.Or(line.many, line.one)))
		}
	}
}

func (s *session) imports(a *app.App) error {
	list, err := a.People.Imports(s.ctx, 50)
	if err != nil {
		return err
	}
	zone := a.Zone(s.ctx)
	for _, x := range list {
		if x.State == people.ImportCancelled {
			continue // only looked at
		}
		s.say("%s  %s  %-10s %5d rows  %s", x.ID, x.At.In(zone).Format("2006-01-02 15:04"), string(x.State), x.Tally.Rows, x.File)
	}
	return nil
}

func (c importCommand) undo(s *session, a *app.App) error {
	x, err := a.People.Import(s.ctx, goodturn.ID(c.Undo))
	if err != nil {
		return err
	}
	me, err := a.Owner(s.ctx)
	if err != nil {
		return err
	}
	s.say("%s, %s, taken in %s: people who came with it go, others are as before. Whoever was written to stays, left out.", x.File, plural(x.Tally.Rows, "row", "rows"), program.LocalTime(x.At, me.Zone))
	switch {
	case !c.Yes && !terminal(s.in):
		return usage("yes", "Nobody is here to say yes.", "Look at it, then: goodturn import --undo "+c.Undo+" --yes")
	case !c.Yes && !s.agreed("Take it back? Type yes: "):
		s.say("Nothing was changed.")
		return nil
	}
	u, err := a.People.UndoImport(s.ctx, x.ID)
	if err != nil {
		return err
	}
	s.say("Taken back: %s gone, %s as before.", plural(u.Removed, "person", "people"), plural(u.Restored, "person", "people"))
	for _, k := range u.Kept {
		s.say("  stays: %s, %s", k.Name, k.Why)
	}
	if len(u.Sent) > 0 {
		s.say("What had gone out already:")
	}
	for _, w := range u.Sent {
		what := w.Title
		if w.State == goodturn.DeliveryUnknown {
			what += "; nobody knows whether it arrived"
		}
		s.say("  %s  %s: %s", program.LocalTime(w.At, me.Zone), w.Name, what)
	}
	return nil
}
