package program

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

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

// requestOfTouch is requestOf from the database.
func requestOfTouch(tx *store.Tx, t goodturn.Touch) (goodturn.Request, bool, error) {
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

// requestLeft is what follows from the arrival of a message that belongs to a request: behind the letter that asks, a reminder is
// planned; behind the thanks, it is settled.
func (p *Program) requestLeft(tx *store.Tx, t goodturn.Touch, at time.Time) error {
	r, found, err := requestOfTouch(tx, t)
	if err != nil || !found {
		return err
	}
	switch {
	case t.ID == r.TouchID:
		return p.follow(tx, r, t, string(r.Kind)+"-reminder", at.Add(10*goodturn.Day), 0)
	case t.Kind == goodturn.KindThanks && r.ThankedAt.IsZero():
		r.ThankedAt = at
		return tx.UpdateRequest(r)
	}
	return nil
}

// follow plans one message behind a request, in the good hours from an instant on; nothing if that is no longer of use. days is how
// many days after it, in all; zero: until the day that was named.
func (p *Program) follow(tx *store.Tx, r goodturn.Request, ask goodturn.Touch, name string, at time.Time, days int) error {
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
	where, err := p.whereabouts(tx, set, c)
	if err != nil {
		return err
	}
	zone := ownerZone(owner, set)
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
	_, err = p.handTouch(tx, requestPlan{set: set, pack: pack, contact: c, enrolment: e, zone: zone, request: r}, where, name, func(t *goodturn.Touch) error {
		t.Occurrence, t.PlannedAt, t.DueAt, t.LegalAt, t.UntilAt = ask.Occurrence, at, at, at, until
		return nil
	})
	return err
}

// answered writes down what an answer means for the request behind an ask; found is false where the ask was no request.
func (p *Program) requestAnswered(tx *store.Tx, ask goodturn.Ask) (found bool, err error) {
	t, err := tx.Touch(ask.TouchID)
	if err != nil {
		return false, err
	}
	r, found, err := requestOfTouch(tx, t)
	if err != nil || !found || r.State == goodturn.RequestDone {
		return found, err
	}
	switch ask.Answer {
	case goodturn.AnswerYes:
		return true, p.promised(tx, r, t)
	case goodturn.AnswerMiddle:
		r.State = goodturn.RequestNamed
	case goodturn.AnswerNo, goodturn.AnswerNotNow, goodturn.AnswerStop:
		r.State = goodturn.RequestDeclined
	}
	return true, tx.UpdateRequest(r)
}

// promised notes a promise: one word on the day that was named, and a task to say thank you now.
func (p *Program) promised(tx *store.Tx, r goodturn.Request, ask goodturn.Touch) error {
	c, err := tx.Contact(r.ContactID)
	if err != nil {
		return err
	}
	owner, err := tx.User(r.OwnerID)
	if err != nil {
		return err
	}
	set, err := tx.Settings()
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
	if err := p.follow(tx, r, ask, string(r.Kind)+"-due", schedule.At(day, 9, 0, ownerZone(owner, set)), dueFor); err != nil {
		return err
	}
	return p.openTask(tx, goodturn.Task{ContactID: c.ID, OwnerID: r.OwnerID, TouchID: ask.ID, Kind: goodturn.TaskThank, Key: "promised:" + string(r.ID), Title: "Thank " + c.Name() + ": they said yes",
		Why: fmt.Sprintf("They will see to %s; the day is %s.", message.AskedFor(r.Kind), day.Long()), Say: "Thank you, that helps me a lot. Is there anything you need from me for it?"})
}

// Outcome is what the owner notes about a request that was answered outside, or done.
type Outcome string

const (
	OutcomePromised  Outcome = "promised"
	OutcomeNamed     Outcome = "named" // "you may mention my name"
	OutcomeDone      Outcome = "done"
	OutcomeDeclined  Outcome = "declined"
	OutcomeThanked   Outcome = "thanked" // the owner thanked them himself
	OutcomeWithdrawn Outcome = "withdrawn"
)

// NoteRequest writes down how a request goes on. by is the day that they named for a promise; zero: the day that was asked for.
// CodeConflict if that cannot follow from where it stands: a refusal of their own above all is never taken back for them.
func (p *Program) NoteRequest(ctx context.Context, id, user goodturn.ID, o Outcome, by goodturn.Date) (r goodturn.Request, err error) {
	answers := map[Outcome]goodturn.Answer{OutcomePromised: goodturn.AnswerYes, OutcomeNamed: goodturn.AnswerMiddle, OutcomeDeclined: goodturn.AnswerNotNow}
	if answer, ok := answers[o]; ok {
		var ask goodturn.Ask
		if r, ask, err = p.askOfRequest(ctx, id); err != nil {
			return r, err
		}
		if no := ask.Answer.Rank() >= goodturn.AnswerNo.Rank(); no && o == OutcomeDeclined {
			return r, nil // they said more than that themselves, and it stands
		} else if no && ask.AnsweredBy != "owner" {
			return r, &goodturn.Error{Code: goodturn.CodeConflict, Message: "They said no themselves, and only they can take that back.", Hint: "They can change their answer on their page, with the link in your letter."}
		}
		if r, err = p.promisedFor(ctx, id, by); err != nil {
			return r, err
		}
		if _, err := p.Change(ctx, p.Links.Token(link.Answer, ask.ID), ask.Answer, answer, "owner"); err != nil {
			return r, err
		}
		err = p.DB.Read(ctx, func(tx *store.Tx) (err error) { r, err = tx.Request(id); return err })
		return r, err
	}
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		if r, err = tx.Request(id); err != nil {
			return err
		}
		return p.noteRequest(tx, &r, user, o)
	})
	if err == nil {
		p.wake("sweep")
	}
	return r, err
}

// promisedFor keeps the day that they named, before the promise itself is written.
func (p *Program) promisedFor(ctx context.Context, id goodturn.ID, by goodturn.Date) (r goodturn.Request, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		if r, err = tx.Request(id); err != nil || !by.Valid() {
			return err
		}
		if today := goodturn.DateOf(tx.Now()); by.Before(today) || by.After(today.AddYears(1)) {
			return goodturn.Invalid("by", by.Long()+" cannot be the day they promised.", "Give a day that lies ahead.")
		}
		r.PromisedBy = by
		if err := tx.UpdateRequest(r); err != nil {
			return err
		}
		return p.moveDue(tx, r)
	})
	return r, err
}

// moveDue moves the word on the day that was named when they name another day.
func (p *Program) moveDue(tx *store.Tx, r goodturn.Request) error {
	ask, err := tx.Touch(r.TouchID)
	if err != nil {
		return err
	}
	set, err := tx.Settings()
	if err != nil {
		return err
	}
	owner, err := tx.User(r.OwnerID)
	if err != nil {
		return err
	}
	all, err := tx.EnrolmentTouches(ask.EnrolmentID)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.State != goodturn.Planned || t.Occurrence != ask.Occurrence || t.Step != string(r.Kind)+"-due" {
			continue
		}
		next := t
		at := schedule.At(r.Deadline(), 9, 0, ownerZone(owner, set.WithDefaults()))
		next.UntilAt = at.Add(dueFor * goodturn.Day)
		if at, err = p.goodMinute(tx, t, at); err != nil {
			return err
		}
		next.PlannedAt, next.DueAt, next.LegalAt = at, at, at
		if _, err := tx.Replan(t, next); err != nil {
			return err
		}
	}
	return nil
}

// goodMinute is the first good minute for a touch by hand at or after an instant; the instant itself where there is none soon.
func (p *Program) goodMinute(tx *store.Tx, t goodturn.Touch, from time.Time) (time.Time, error) {
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

// dueFor is for how many days a word on the day that was named is of use.
const dueFor = 4

func (p *Program) askOfRequest(ctx context.Context, id goodturn.ID) (r goodturn.Request, ask goodturn.Ask, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		if r, err = tx.Request(id); err != nil {
			return err
		}
		found := false
		if ask, found, err = tx.AskOfTouch(r.TouchID); err == nil && !found {
			err = &goodturn.Error{Code: goodturn.CodeConflict, Message: "They have not been asked yet.", Hint: "Take the request back if it has settled itself."}
		}
		return err
	})
	return r, ask, err
}

func (p *Program) noteRequest(tx *store.Tx, r *goodturn.Request, user goodturn.ID, o Outcome) error {
	ask, err := tx.Touch(r.TouchID)
	if err != nil {
		return err
	}
	left := ask.State == goodturn.Sent || ask.State == goodturn.Unknown
	conflict := func(message, hint string) error {
		return &goodturn.Error{Code: goodturn.CodeConflict, Message: message, Hint: hint}
	}
	switch o {
	case OutcomeDone:
		if !left {
			return conflict("They have not been asked yet.", "Note what they did on their page, and take the request back.")
		}
		if r.State == goodturn.RequestDone {
			return nil
		}
		if err := p.endFollowers(tx, *r, ask, goodturn.KindReminder); err != nil {
			return err
		}
		r.State, r.DoneAt = goodturn.RequestDone, tx.Now()
		if err := tx.UpdateRequest(*r); err != nil {
			return err
		}
		if _, err := p.receive(tx, goodturn.Event{ContactID: r.ContactID, Name: goodturn.EventReceived, Source: hand,
			Props: props(map[string]any{"by": user, "what": message.AskedFor(r.Kind) + " for " + r.Goal, "request_id": r.ID})}); err != nil {
			return err
		}
		return p.follow(tx, *r, ask, string(r.Kind)+"-thanks", tx.Now(), 14)
	case OutcomeThanked:
		if r.State != goodturn.RequestDone {
			return conflict("There is nothing to thank for yet.", "Note first that it was done.")
		}
		r.ThankedAt = tx.Now()
		if err := p.endFollowers(tx, *r, ask, goodturn.KindThanks); err != nil {
			return err
		}
	case OutcomeWithdrawn:
		if r.Over() {
			return conflict("This request is over already.", "")
		}
		if err := p.endFollowers(tx, *r, ask, ""); err != nil {
			return err
		}
		r.State = goodturn.RequestWithdrawn
	default:
		return goodturn.Invalid("outcome", fmt.Sprintf("%q is nothing that becomes of a request.", o), "Use promised, named, done, thanked, declined or withdrawn.")
	}
	return tx.UpdateRequest(*r)
}

// endFollowers cancels what is still planned for a request: of one kind, or all of it, the letters that have not left included.
func (p *Program) endFollowers(tx *store.Tx, r goodturn.Request, ask goodturn.Touch, kind goodturn.Kind) error {
	all, err := tx.EnrolmentTouches(ask.EnrolmentID)
	if err != nil {
		return err
	}
	for _, t := range all {
		own := t.ID == r.HelloID || t.Manual && t.Occurrence == ask.Occurrence && strings.HasPrefix(t.Step, string(r.Kind))
		if t.State != goodturn.Planned || !own || kind != "" && t.Kind != kind {
			continue
		}
		if _, err := tx.EndTouch(t, goodturn.Cancelled, []goodturn.ReasonCode{goodturn.ReasonSuperseded}); err != nil {
			return err
		}
	}
	return nil
}
