// Package plans answers one question: which plans are in use, and what becomes of people when another is taken into use, or one out of
// it? A plan that is out of use keeps everybody who is in it, and nothing that it wrote goes to them until it is in use again. It refuses
// to know what a plan says and when its messages come.
package plans

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Plans holds the use cases about which plans are in use, beside those of the program that it stands on. It has no state.
type Plans struct{ *program.Program }

// New makes Plans on a program.
func New(p *program.Program) *Plans { return &Plans{p} }

// Plan is one that can be used here.
type Plan struct {
	Name   string // of its playbook
	Title  string
	Pack   string // the line of work that it is for
	InUse  bool
	Main   bool // the first of those in use: whoever is brought by a file comes into it
	ByHand bool // people are taken up into it; else a closing brings them in
	People int  // years that it plans for, up to store.CountedTo

	Messages int    // of the first two years, as the owner has them: what goes by the calendar
	Calls    int    // of the first two years
	Asks     int    // of Messages
	FirstAsk string // nobody is asked before it; empty: it asks nobody by the calendar
	OnAsking bool   // requests can be made by hand in it
}

// Does says in two or three sentences what a plan does. It is read off the plan, so that it holds for one's own as well.
func (p Plan) Does() string {
	who := "Everybody with a closing comes into it."
	switch {
	case p.ByHand && p.Main:
		who = "Everybody you bring comes into it."
	case p.ByHand:
		who = "You take up each person yourself, or everybody you bring if it is your only plan."
	}
	what := fmt.Sprintf(" In two years %s and %s", many(p.Messages, "message", "messages"), many(p.Calls, "call", "calls"))
	switch {
	case p.Asks > 0:
		what += fmt.Sprintf("; %s for an introduction, the first no sooner than %s after the closing.", many(p.Asks, "of them asks", "of them ask"), p.FirstAsk)
	case p.OnAsking:
		what += ", which only give. You ask by hand, one person at a time, and read each letter before it goes."
	default:
		what += ", which only give."
	}
	return who + what
}

func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// List gives every plan that is here: those in use first, the main one before all, then the others by name.
func (p *Plans) List(ctx context.Context) (out []Plan, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out, err = p.list(tx)
		return err
	})
	return out, err
}

func (p *Plans) list(tx *store.Tx) ([]Plan, error) {
	set, err := tx.Settings()
	if err != nil {
		return nil, err
	}
	set = set.WithDefaults()
	used := p.used(set)
	names := slices.Clone(used)
	for _, name := range slices.Sorted(maps.Keys(p.Library)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	var out []Plan
	for _, name := range names {
		pace, err := p.PaceIn(tx, set, name)
		if err != nil {
			return nil, err
		}
		x := describe(pace.Book, set.Tempo)
		x.InUse, x.Main = slices.Contains(used, name), name == used[0]
		if x.People, err = tx.CountInPlan(name); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// used are the plans in use that are here, by the name of their playbook, the main one first.
func (p *Plans) used(set goodturn.Settings) (out []string) {
	for _, name := range set.Packs() {
		if pack, err := p.Pack(name); err == nil && !slices.Contains(out, pack.Playbook.Name) {
			out = append(out, pack.Playbook.Name)
		}
	}
	return out
}

// describe counts what a plan does by the calendar, as somebody who bought reads it.
func describe(book *playbook.Playbook, tempo goodturn.Tempo) Plan {
	x := Plan{Name: book.Name, Title: book.Title, Pack: book.Pack, ByHand: book.EnrolsOn == "hand"}
	for _, s := range book.Days(tempo, goodturn.SideBought) {
		switch {
		case s.Off || s.Step.Yearly || s.Step.Companion || s.Step.Kind == goodturn.KindReminder:
		case s.Step.Kind == goodturn.KindCall:
			x.Calls++
		case s.Step.Kind == goodturn.KindAsk:
			x.Asks++
			x.Messages++
		default:
			x.Messages++
		}
	}
	if x.Asks > 0 {
		x.FirstAsk = book.FirstAsk(tempo).String()
	}
	x.OnAsking = slices.ContainsFunc(book.Steps, func(s goodturn.Step) bool { return s.ByHand && s.Kind == goodturn.KindAsk })
	return x
}

// Change is what another choice of plans does.
type Change struct {
	Plans []Plan // that are in use with it, the main one first
	Into  []Plan // that come into use
	Out   []Plan // that go out of it: nothing of theirs goes to the people who are in them
}

// Same reports whether nothing changes.
func (c Change) Same() bool { return len(c.Into) == 0 && len(c.Out) == 0 }

// Says names what the change does, one sentence for each plan.
func (c Change) Says() (out []string) {
	for _, x := range c.Out {
		s := "“" + x.Title + "” goes out of use."
		switch {
		case x.People == 0:
			s += " Nobody is in it."
		case x.People >= store.CountedTo:
			s += " The thousand and more people in it hear nothing from it any more."
		default:
			s += " " + many(x.People, "person is in it and hears", "people are in it and hear") + " nothing from it any more."
		}
		if x.People > 0 {
			s += " They stay where they are: take it into use again and their year goes on from that day, without what they missed. Thanks for an introduction go all the same."
		}
		out = append(out, s)
	}
	for _, x := range c.Into {
		s := "“" + x.Title + "” comes into use."
		if x.ByHand && !(len(c.Plans) > 0 && c.Plans[0].Name == x.Name) {
			s += " It takes in nobody by itself."
		} else if x.ByHand {
			s += " Everybody you bring from now on comes into it; whoever is here already is taken up on their page."
		} else {
			s += " Everybody with a closing comes into it, and a message due long ago is not caught up."
		}
		if x.People > 0 {
			s += " Whoever was in it before goes on."
		}
		out = append(out, s)
	}
	return out
}

// look holds a choice against what is in use. CodeInvalid for none at all, and for a plan that is not here.
func (p *Plans) look(tx *store.Tx, names []string) (c Change, err error) {
	if len(names) == 0 {
		return c, goodturn.Invalid("plans", "One plan at least is in use.", "Choose one. To stop everything, pause.")
	}
	all, err := p.list(tx)
	if err != nil {
		return c, err
	}
	for i, name := range names {
		pack, err := p.Pack(name)
		if err != nil {
			return c, err
		}
		at := slices.IndexFunc(all, func(x Plan) bool { return x.Name == pack.Playbook.Name })
		if slices.ContainsFunc(c.Plans, func(x Plan) bool { return x.Name == all[at].Name }) {
			continue
		}
		x := all[at]
		if !x.InUse {
			c.Into = append(c.Into, x)
		}
		x.InUse, x.Main = true, i == 0
		c.Plans = append(c.Plans, x)
	}
	for _, x := range all {
		if x.InUse && !slices.ContainsFunc(c.Plans, func(y Plan) bool { return y.Name == x.Name }) {
			c.Out = append(c.Out, x)
		}
	}
	return c, nil
}

// Look says what Use would do, and writes nothing.
func (p *Plans) Look(ctx context.Context, names ...string) (c Change, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		c, err = p.look(tx, names)
		return err
	})
	return c, err
}

// enrolled is how many people come into a plan in one transaction: few, so that sending never waits long.
const enrolled = 50

// Use takes exactly these plans into use, the main one first. Whoever has a closing comes into a plan that needs one, in short
// transactions; cut off, it may be done again. What waits in a plan that goes out of use stays, and does not go: a message whose time
// is over when the plan is in use again is not caught up. What has its second mark at this moment has left; what has only the first does not
// leave, and waits like the rest.
func (p *Plans) Use(ctx context.Context, by goodturn.ID, names ...string) (c Change, err error) {
	return p.use(ctx, func(goodturn.Settings) []string { return names })
}

// use is Use for a choice that hangs on what is in use at that moment.
func (p *Plans) use(ctx context.Context, choose func(goodturn.Settings) []string) (c Change, err error) {
	if err := p.ChangeSettings(ctx, func(tx *store.Tx, s *goodturn.Settings) error {
		if c, err = p.look(tx, choose(s.WithDefaults())); err != nil {
			return err
		}
		if err := p.mayEnrol(tx, c); err != nil {
			return err
		}
		before := s.WithDefaults().Packs()
		s.Pack, s.MorePacks = c.Plans[0].Name, nil
		for _, x := range c.Plans[1:] {
			s.MorePacks = append(s.MorePacks, x.Name)
		}
		return tx.NotePlans(namesOf(c.Plans), p.unused(before, c))
	}); err != nil {
		return Change{}, err
	}
	if c.enrols() {
		if err := p.enrolAll(ctx); err != nil {
			return c, err
		}
	}
	p.Wake("sweep")
	return c, nil
}

// unused names what is out of use with a change: every plan that is here, and whatever was in use before and is not here any more.
func (p *Plans) unused(before []string, c Change) (out []string) {
	in := namesOf(c.Plans)
	for _, name := range append(before, slices.Sorted(maps.Keys(p.Library))...) {
		if pack, err := p.Pack(name); err == nil {
			name = pack.Playbook.Name
		}
		if !slices.Contains(in, name) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func namesOf(list []Plan) (out []string) {
	for _, x := range list {
		out = append(out, x.Name)
	}
	return out
}

// Also takes one more plan into use, behind those that are; one that is in use stays where it is.
func (p *Plans) Also(ctx context.Context, by goodturn.ID, name string) error {
	_, err := p.use(ctx, func(s goodturn.Settings) []string { return append(p.used(s), name) })
	return err
}

// enrols reports whether people come in by themselves.
func (c Change) enrols() bool {
	return slices.ContainsFunc(c.Into, func(x Plan) bool { return !x.ByHand })
}

// mayEnrol refuses a change that brings people into a plan while a list is half brought in or half taken back: CodeConflict.
func (p *Plans) mayEnrol(tx *store.Tx, c Change) error {
	lists, err := tx.Imports("", 20)
	if err != nil || !c.enrols() {
		return err
	}
	for _, l := range lists {
		if l.State == store.ImportApplying || l.State == store.ImportUndoing {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: "A list is being brought in or taken back just now.", Hint: "Choose again in a minute, once that is done."}
		}
	}
	return nil
}

// enrolAll brings everybody into the plans in use to which a closing of theirs belongs.
func (p *Plans) enrolAll(ctx context.Context) error {
	var after goodturn.Contact
	for {
		var people []goodturn.Contact
		if err := p.DB.Read(ctx, func(tx *store.Tx) (err error) {
			people, err = tx.ListContacts(store.ContactPage{After: after, Limit: enrolled})
			return err
		}); err != nil {
			return err
		}
		ids := make([]goodturn.ID, len(people))
		for i, c := range people {
			ids[i] = c.ID
		}
		if err := p.DB.Write(ctx, func(tx *store.Tx) error { return p.EnrolIn(tx, ids...) }); err != nil {
			return fmt.Errorf("bring people into a plan: %w", err)
		}
		if len(people) < enrolled {
			return nil
		}
		after = people[len(people)-1]
	}
}

// Ordered puts plans that a closing brings people into before those by hand, and those in use before others: whoever is brought by a file then
// comes into the plan of their closing, and into one by hand only if there is no other. It leaves out names that are not here.
func Ordered(all []Plan, names []string) (out []string) {
	for _, byHand := range []bool{false, true} {
		for _, x := range all {
			if x.ByHand == byHand && slices.Contains(names, x.Name) {
				out = append(out, x.Name)
			}
		}
	}
	return out
}
