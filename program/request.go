package program

import (
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/pace"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// What follows for a request by hand when its letter arrives or is answered. Writing one and noting how it goes on is in program/requests.

// HelloRest is for how long nobody who was long silent is asked after the hello that goes first.
const HelloRest = 30 * goodturn.Day

// ByHand is for whom, and in which plan, something is written by hand.
type ByHand struct {
	Settings  goodturn.Settings // with defaults filled
	Pack      *playbook.Shipped
	Contact   goodturn.Contact
	Enrolment goodturn.Enrolment
}

// HandTouchIn makes the touch of one step by hand, soon; change may adjust it before it is written, and may be nil. Its occurrence is
// below zero, where no plan goes.
func (p *Program) HandTouchIn(tx *store.Tx, w ByHand, name string, change func(*goodturn.Touch) error) (goodturn.Touch, error) {
	where, err := p.whereabouts(tx, w.Settings, w.Contact)
	if err != nil {
		return goodturn.Touch{}, err
	}
	step, ok := w.Pack.Playbook.Step(name, w.Enrolment.Side)
	if !ok {
		return goodturn.Touch{}, goodturn.NotFound("step named " + name)
	}
	before, err := tx.EnrolmentTouches(w.Enrolment.ID)
	if err != nil {
		return goodturn.Touch{}, err
	}
	n := -1
	for _, t := range before {
		if t.Occurrence <= n {
			n = t.Occurrence - 1 // one number for a request and all that follows it
		}
	}
	ch := step.Channel
	if w.Pack.Playbook.ByPreference(name) && w.Contact.Prefers != "" {
		ch = w.Contact.Prefers
	}
	c, e := w.Contact, w.Enrolment
	t := goodturn.Touch{ID: tx.NewID(), EnrolmentID: e.ID, ContactID: c.ID, HouseholdID: c.HouseholdID, OwnerID: c.OwnerID, Playbook: e.Playbook, Step: name, Occurrence: n,
		Kind: step.Kind, Channel: ch, Anchor: e.Anchor, PlannedAt: tx.Now(), DueAt: tx.Now(), LegalAt: tx.Now(), Late: step.Late, UntilAt: tx.Now().Add(30 * goodturn.Day),
		Zone: where.zone.String(), State: goodturn.Planned, StateAt: tx.Now(), Variant: playbook.VariantAmong(c.ID, nil), Manual: true}
	if change != nil {
		if err := change(&t); err != nil {
			return t, err
		}
	}
	in, err := p.planInput(tx, w.Settings, c, e, where)
	if err != nil {
		return t, err
	}
	soon := t.Channel == goodturn.ChannelDM && !t.DueAt.After(tx.Now()) // the owner wants its words now, and sends it at an hour of theirs
	if at, ok := w.Pack.Playbook.FirstGood(name, in, t.DueAt); ok && !soon && at.Before(t.UntilAt) {
		t.PlannedAt, t.DueAt, t.LegalAt = at.UTC(), at.UTC(), at.UTC()
	}
	_, err = tx.InsertTouches([]goodturn.Touch{t})
	return t, err
}

// requestOf finds the request that a touch belongs to: the letter that asks, the hello before it, or what follows it.
func requestOf(requests []goodturn.Request, siblings []store.Sibling, t goodturn.Touch) (goodturn.Request, bool) {
	for _, r := range requests {
		if r.TouchID == t.ID || r.HelloID == t.ID {
			return r, true
		}
		if !t.Manual || !strings.HasPrefix(t.Step, string(r.Kind)) {
			continue
		}
		for _, o := range siblings {
			if o.ID == r.TouchID && o.Occurrence == t.Occurrence {
				return r, true
			}
		}
	}
	return goodturn.Request{}, false
}

// RequestOf is requestOf from the database.
func RequestOf(tx *store.Tx, t goodturn.Touch) (goodturn.Request, bool, error) {
	if !t.Manual {
		return goodturn.Request{}, false, nil
	}
	all, err := tx.Requests(t.ContactID)
	if err != nil || len(all) == 0 {
		return goodturn.Request{}, false, err
	}
	siblings, err := tx.Siblings([]goodturn.ID{t.EnrolmentID})
	if err != nil {
		return goodturn.Request{}, false, err
	}
	r, found := requestOf(all, siblings, t)
	return r, found, nil
}

// urgentDays is when the reminders of what cannot wait are planned, after the letter that asks: a weekend later, all are still within two weeks.
var urgentDays = [...]time.Duration{3 * goodturn.Day, 7 * goodturn.Day, 11 * goodturn.Day}

// requestLeft is what follows from the arrival of a message that belongs to a request: behind the letter that asks, a reminder is
// planned; behind the thanks, it is settled.
func (p *Program) requestLeft(tx *store.Tx, t goodturn.Touch, at time.Time) error {
	r, found, err := RequestOf(tx, t)
	if err != nil || !found {
		return err
	}
	switch {
	case t.ID == r.TouchID && r.Urgent:
		for i, days := range urgentDays {
			if err := p.FollowIn(tx, r, t, fmt.Sprintf("%s-urgent-%d", r.Kind, i+1), at.Add(days), 0); err != nil {
				return err
			}
		}
		return nil
	case t.ID == r.TouchID:
		return p.FollowIn(tx, r, t, string(r.Kind)+"-reminder", at.Add(10*goodturn.Day), 0)
	case t.Kind == goodturn.KindThanks && r.ThankedAt.IsZero():
		if r, err = tx.LockRequest(r.ID); err != nil {
			return err
		}
		r.ThankedAt = at
		return tx.UpdateRequest(r)
	}
	return nil
}

// FollowIn plans one message behind a request, in the good hours from an instant on, zero being nine on the day that was named; nothing
// if that is no longer of use. days is how many days after it, in all; zero: until the day that was named.
func (p *Program) FollowIn(tx *store.Tx, r goodturn.Request, ask goodturn.Touch, name string, at time.Time, days int) error {
	set, err := tx.Settings()
	if err != nil {
		return err
	}
	set = set.WithDefaults()
	pack, err := p.pack(ask.Playbook)
	if err != nil {
		return err
	}
	c, err := tx.Contact(r.ContactID)
	if err != nil {
		return err
	}
	e, err := tx.Enrolment(ask.EnrolmentID)
	if err != nil {
		return err
	}
	owner, err := tx.User(c.OwnerID)
	if err != nil {
		return err
	}
	zone := pace.Zone(owner, set)
	if at.IsZero() {
		at = schedule.At(r.Deadline(), 9, 0, zone)
	}
	until := schedule.At(r.By, 0, 0, zone)
	if days > 0 {
		until = at.Add(time.Duration(days) * goodturn.Day)
	}
	if !at.Before(until) {
		return nil
	}
	before, err := tx.EnrolmentTouches(e.ID)
	if err != nil {
		return err
	}
	for _, o := range before {
		if o.Step == name && o.Occurrence == ask.Occurrence {
			return nil // planned once, ever
		}
	}
	_, err = p.HandTouchIn(tx, ByHand{Settings: set, Pack: pack, Contact: c, Enrolment: e}, name, func(t *goodturn.Touch) error {
		t.Occurrence, t.PlannedAt, t.DueAt, t.LegalAt, t.UntilAt = ask.Occurrence, at, at, at, until
		if ask.Channel == goodturn.ChannelDM {
			t.Channel = ask.Channel
		}
		return nil
	})
	return err
}

// RequestAnsweredIn writes down what an answer means for the request behind an ask, whose touch is t; found is false where it was no request.
func (p *Program) RequestAnsweredIn(tx *store.Tx, ask goodturn.Ask, t goodturn.Touch) (found bool, err error) {
	r, found, err := RequestOf(tx, t)
	if err != nil || !found {
		return found, err
	}
	if r, err = tx.LockRequest(r.ID); err != nil || r.State == goodturn.RequestDone {
		return true, err
	}
	switch ask.Answer {
	case goodturn.AnswerYes:
		return true, p.promised(tx, r, t)
	case goodturn.AnswerMiddle:
		r.State = goodturn.RequestNamed
	case goodturn.AnswerNo, goodturn.AnswerNotNow, goodturn.AnswerStop:
		r.State = goodturn.RequestDeclined
	}
	if _, err := tx.DoneTaskKey(PromisedKey+string(r.ID), "answered otherwise"); err != nil {
		return true, err
	}
	return true, tx.UpdateRequest(r)
}

// promised notes a promise: one word on the day that was named, and a task to say thank you now.
func (p *Program) promised(tx *store.Tx, r goodturn.Request, ask goodturn.Touch) error {
	c, err := tx.Contact(r.ContactID)
	if err != nil {
		return err
	}
	r.State, r.PromisedAt = goodturn.RequestPromised, tx.Now()
	if err := tx.UpdateRequest(r); err != nil {
		return err
	}
	day := r.Deadline()
	if _, err := p.receive(tx, goodturn.Event{ContactID: r.ContactID, Name: goodturn.EventPromised, Source: "goodturn", Props: props(map[string]any{"request_id": r.ID, "by": day.String()})}); err != nil {
		return err
	}
	if err := p.FollowIn(tx, r, ask, string(r.Kind)+"-due", time.Time{}, RecallFor); err != nil {
		return err
	}
	return p.openTask(tx, goodturn.Task{ContactID: c.ID, OwnerID: r.OwnerID, TouchID: ask.ID, Kind: goodturn.TaskThank, Key: PromisedKey + string(r.ID), Title: "Thank " + c.Name() + ": they said yes",
		Why: fmt.Sprintf("They will see to %s; the day is %s.", "the "+string(r.Kind), day.Long()), Say: "Thank you, that helps me a lot. Is there anything you need from me for it?"})
}

// GoodMinuteIn is the first good minute for a touch by hand at or after an instant; the instant itself where there is none soon.
func (p *Program) GoodMinuteIn(tx *store.Tx, t goodturn.Touch, from time.Time) (time.Time, error) {
	set, err := tx.Settings()
	if err != nil {
		return from, err
	}
	set = set.WithDefaults()
	pack, err := p.pack(t.Playbook)
	if err != nil {
		return from, err
	}
	c, err := tx.Contact(t.ContactID)
	if err != nil {
		return from, err
	}
	e, err := tx.Enrolment(t.EnrolmentID)
	if err != nil {
		return from, err
	}
	where, err := p.whereabouts(tx, set, c)
	if err != nil {
		return from, err
	}
	in, err := p.planInput(tx, set, c, e, where)
	if err != nil {
		return from, err
	}
	if at, ok := pack.Playbook.FirstGood(t.Step, in, from); ok {
		from = at.UTC()
	}
	return from, nil
}

// RecallFor is for how many days a word on the day that was named is of use.
const RecallFor = 4

// TakeUpIn gives the enrolment of somebody in the plan for people known from work, and makes it the first time: its anchor is the event
// that says so.
//
// Whoever is asked by a direct message needs no e-mail address; anybody else needs one that works, or CodeConflict.
func (p *Program) TakeUpIn(tx *store.Tx, set goodturn.Settings, pack *playbook.Shipped, c goodturn.Contact, by goodturn.ID, f goodturn.RequestFacts, ch goodturn.Channel) (goodturn.Enrolment, error) {
	have, err := tx.ContactEnrolments(c.ID)
	if err != nil {
		return goodturn.Enrolment{}, err
	}
	stand, err := StandingOf(tx, c.ID)
	if err != nil {
		return goodturn.Enrolment{}, err
	}
	known := goodturn.Event{ID: tx.NewID(), ContactID: c.ID, Name: goodturn.EventKnown, At: tx.Now(), Source: hand, Props: props(map[string]any{"by": by, "work": f.Work, "years": f.Years})}
	if !stand.Known || f.Work != "" && (f.Work != stand.Work || f.Years != stand.Years) {
		if _, err := p.receive(tx, known); err != nil {
			return goodturn.Enrolment{}, err
		}
	}
	for _, e := range have {
		if e.Playbook == pack.Playbook.Name && e.State == goodturn.EnrolmentActive {
			return e, nil
		}
	}
	ids, err := tx.Identities(c.ID)
	if err != nil {
		return goodturn.Enrolment{}, err
	}
	if ch != goodturn.ChannelDM && !reachable(ids) {
		return goodturn.Enrolment{}, &goodturn.Error{Code: goodturn.CodeConflict, Message: "There is no e-mail address of " + c.Name() + " that works.", Hint: "Add one on their page, call them, or send the request yourself as a direct message."}
	}
	return p.enrolKnown(tx, set, pack, c, known.ID, by == "" && !stand.ImportedAt.IsZero())
}

// enrolKnown plans the touches that keep two in touch. Who came in by a file is paced: their days count from the first working day that
// has room for a first contact, so that neither the messages nor the calls of hundreds fall on one day.
func (p *Program) enrolKnown(tx *store.Tx, set goodturn.Settings, pack *playbook.Shipped, c goodturn.Contact, key goodturn.ID, paced bool) (goodturn.Enrolment, error) {
	where, err := p.whereabouts(tx, set, c)
	if err != nil {
		return goodturn.Enrolment{}, err
	}
	pace, err := p.PaceIn(tx, set, pack.Playbook.Name)
	if err != nil {
		return goodturn.Enrolment{}, err
	}
	pace = pace.For(c)
	from, _ := schedule.Local(tx.Now(), where.zone)
	if paced {
		slot, err := p.firstContactSlot(tx, set, where)
		if err != nil {
			return goodturn.Enrolment{}, err
		}
		from = goodturn.DateOf(slot.In(where.zone))
	}
	book := pace.Book
	e := goodturn.Enrolment{ID: tx.NewID(), ContactID: c.ID, Playbook: book.Name, Version: book.Version, AnchorKey: string(key), Anchor: from, State: goodturn.EnrolmentActive,
		TZVersion: schedule.TZVersion, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
	in, err := p.planInput(tx, pace.Settings, c, e, where)
	if err != nil {
		return e, err
	}
	e.PlannedTo = book.PlannedTo(in)
	if fresh, err := tx.InsertEnrolment(&e); err != nil || !fresh {
		return e, err
	}
	_, err = tx.InsertTouches(named(tx, book.Plan(in), e))
	return e, err
}

// enrolAnew is enrolKnown for somebody who came in by a file or by hand in a workspace whose main plan this is, or was known already.
func (p *Program) enrolAnew(tx *store.Tx, s goodturn.Settings, pack *playbook.Shipped, id goodturn.ID) error {
	c, err := tx.Contact(id)
	if err != nil || c.LeftOut || c.MergedInto != "" {
		return err
	}
	stand, err := StandingOf(tx, id)
	if err != nil {
		return err
	}
	if main, err := p.pack(s.Pack); !stand.Known && (err != nil || main.Playbook.Name != pack.Playbook.Name) {
		return err
	}
	ids, err := tx.Identities(id)
	if err != nil || !reachable(ids) {
		return err
	}
	have, err := tx.ContactEnrolments(id)
	if err != nil {
		return err
	}
	for _, e := range have {
		if e.Playbook == pack.Playbook.Name && e.State == goodturn.EnrolmentActive {
			return nil
		}
	}
	_, err = p.TakeUpIn(tx, s, pack, c, "", goodturn.RequestFacts{}, goodturn.ChannelEmail)
	return err
}
