package tempo

import (
	"context"
	"maps"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Person is the pace of one person.
type Person struct {
	Contact goodturn.Contact
	Plans   []Sheet  // of each plan they are in; what differs is held against everybody's days
	Absent  []string // plans they are in that are not here: days of those cannot be changed, and their messages wait
}

// Person reads the days of one person as they are, or as they would be. CodeNotFound if there is nobody.
func (d *Desk) Person(ctx context.Context, id goodturn.ID, would *goodturn.Timing) (out Person, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		out = Person{}
		if out.Contact, err = tx.Contact(id); err != nil {
			return err
		}
		if would != nil {
			out.Contact.Timing = *would
		}
		var plans []planned
		if plans, out.Absent, err = d.plansOf(tx, out.Contact); err != nil {
			return err
		}
		for _, p := range plans {
			all := p.pace
			all.Settings.Tempo = p.own.Settings.Tempo
			s := sheetOf(all.Book, p.own, out.Contact.Timing, p.enrolment.Side)
			s.Unfit = p.own.Unfit
			touches, err := tx.EnrolmentTouches(p.enrolment.ID)
			if err != nil {
				return err
			}
			for i := range s.Steps {
				s.Steps[i].Next = nextOf(touches, s.Steps[i].Step.Name)
			}
			out.Plans = append(out.Plans, s)
		}
		return nil
	})
	return out, err
}

func nextOf(touches []goodturn.Touch, step string) goodturn.Date {
	for _, t := range touches {
		if t.Step == step && t.State == goodturn.Planned {
			return dayOf(t)
		}
	}
	return goodturn.Date{}
}

// planned is one plan of a person: at everybody's pace, and at their own.
type planned struct {
	enrolment goodturn.Enrolment
	pace, own program.Pace
}

// plansOf reads the open plans of somebody, one for each playbook: the newest. absent names those that are not here.
func (d *Desk) plansOf(tx *store.Tx, c goodturn.Contact) (out []planned, absent []string, err error) {
	set, err := tx.Settings()
	if err != nil {
		return nil, nil, err
	}
	open, err := tx.ContactEnrolments(c.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, e := range open {
		if e.State != goodturn.EnrolmentActive || slices.ContainsFunc(out, func(p planned) bool { return p.enrolment.Playbook == e.Playbook }) {
			continue
		}
		if d.Absent(e.Playbook) {
			if !slices.Contains(absent, e.Playbook) {
				absent = append(absent, e.Playbook)
			}
			continue
		}
		pace, err := d.PaceIn(tx, set.WithDefaults(), e.Playbook)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, planned{e, pace, pace.For(c)})
	}
	return out, absent, nil
}

// own is what a person's days come to: complete, tidy, and possible in every plan they are in.
func (d *Desk) own(tx *store.Tx, c goodturn.Contact, will goodturn.Timing) (goodturn.Timing, error) {
	if will.Tempo != "" && !slices.Contains([]goodturn.Tempo{goodturn.Careful, goodturn.Usual, goodturn.Warm}, will.Tempo) {
		return will, goodturn.Invalid("tempo", "That is no tempo.", "Choose careful, usual or warm, or everybody's.")
	}
	plans, absent, err := d.plansOf(tx, c)
	if err != nil {
		return will, err
	}
	if len(plans) == 0 && len(absent) > 0 {
		return will, &goodturn.Error{Code: goodturn.CodeConflict, Message: "The plan " + absent[0] + " of " + c.Name() + " is not here, so its days cannot be changed.", Hint: "Start Goodturn with --playbook and the folder it is in."}
	}
	if len(plans) == 0 && !will.IsZero() {
		return will, &goodturn.Error{Code: goodturn.CodeConflict, Message: "Nothing is planned for " + c.Name() + ", so there is no day to move.", Hint: "Add a deal or an e-mail address first."}
	}
	known := map[string]bool{}
	for _, p := range plans {
		tempo := p.pace.Settings.Tempo
		if will.Tempo != "" {
			tempo = will.Tempo
		}
		will = complete(p.pace.Book, tempo, c.Timing, will)
		mine := p.pace.Book.Known(will)
		for name := range mine.Steps {
			known[name] = true
		}
		if _, err := p.pace.Book.With(tempo, mine); err != nil {
			return will, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(will.Steps)) {
		if !known[name] && len(plans) > 0 && (len(absent) == 0 || will.Steps[name] != c.Timing.Steps[name]) { // one of a plan that is not here stays as it is
			return will, goodturn.Invalid(name, "No plan of theirs has a step "+name+".", "Choose one that their page lists.")
		}
	}
	return will.Tidy(), nil
}

// LookAtPerson says what SetPerson would move, soonest first, and writes nothing.
func (d *Desk) LookAtPerson(ctx context.Context, id goodturn.ID, will goodturn.Timing) (out []Example, err error) {
	err = d.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		c, err := tx.Contact(id)
		if err != nil {
			return err
		}
		if c.Timing, err = d.own(tx, c, will); err != nil {
			return err
		}
		return d.each(tx, c, func(e goodturn.Enrolment, pace program.Pace) error {
			diff, err := d.WouldReplanIn(tx, e, c, pace)
			for _, l := range d.lines(diff, e.Side) {
				l.Contact = c
				out = append(out, l)
			}
			return err
		})
	})
	return out, err
}

// each runs over the open plans of somebody.
func (d *Desk) each(tx *store.Tx, c goodturn.Contact, do func(goodturn.Enrolment, program.Pace) error) error {
	set, err := tx.Settings()
	if err != nil {
		return err
	}
	open, err := tx.ContactEnrolments(c.ID)
	if err != nil {
		return err
	}
	for _, e := range open {
		if e.State != goodturn.EnrolmentActive || d.Absent(e.Playbook) {
			continue
		}
		pace, err := d.PaceIn(tx, set.WithDefaults(), e.Playbook)
		if err != nil {
			return err
		}
		if err := do(e, pace); err != nil {
			return err
		}
	}
	return nil
}

// SetPerson makes days hold for one person alone, and plans anew what has not left; the zero Timing gives them everybody's again. What was
// sent stays sent.
func (d *Desk) SetPerson(ctx context.Context, id, by goodturn.ID, will goodturn.Timing) error {
	return d.OnPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		timing, err := d.own(tx, c, will)
		if err != nil {
			return err
		}
		c.Timing = timing
		if err := tx.UpdateContact(c); err != nil {
			return err
		}
		if err := d.each(tx, c, func(e goodturn.Enrolment, _ program.Pace) error {
			_, err := d.ReplanIn(tx, e.ID)
			return err
		}); err != nil {
			return err
		}
		_, err = d.ReceiveIn(tx, goodturn.Event{ContactID: c.ID, Name: goodturn.EventEdited, Source: program.Hand, Props: program.Props(map[string]any{"by": by, "days": wordOf(timing)})})
		return err
	})
}

// wordOf says for the timeline what somebody's days are.
func wordOf(t goodturn.Timing) string {
	if t.IsZero() {
		return "everybody"
	}
	return "own"
}
