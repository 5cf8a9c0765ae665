package requests

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/pace"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

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
func (p *Requests) NoteRequest(ctx context.Context, id, user goodturn.ID, o Outcome, by goodturn.Date) (r goodturn.Request, err error) {
	said := map[Outcome]goodturn.Answer{OutcomePromised: goodturn.AnswerYes, OutcomeNamed: goodturn.AnswerMiddle, OutcomeDeclined: goodturn.AnswerNotNow}
	if answer, ok := said[o]; ok {
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
		if _, err := answers.New(p.Program).Change(ctx, p.Links.Token(link.Answer, ask.ID), ask.Answer, answer, "owner"); err != nil {
			return r, err
		}
		err = p.DB.Read(ctx, func(tx *store.Tx) (err error) { r, err = tx.Request(id); return err })
		return r, err
	}
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		if r, err = locked(tx, id); err != nil {
			return err
		}
		return p.noteRequest(tx, &r, user, o)
	})
	if err == nil {
		p.Wake("sweep")
	}
	return r, err
}

// locked reads a request that this transaction changes: first its person, as an answer of theirs does, then itself.
func locked(tx *store.Tx, id goodturn.ID) (goodturn.Request, error) {
	r, err := tx.Request(id)
	if err != nil {
		return r, err
	}
	if err := program.LockPeople(tx, r.ContactID); err != nil {
		return r, err
	}
	return tx.LockRequest(id)
}

// promisedFor keeps the day that they named, before the promise itself is written.
func (p *Requests) promisedFor(ctx context.Context, id goodturn.ID, by goodturn.Date) (r goodturn.Request, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		if r, err = locked(tx, id); err != nil || !by.Valid() {
			return err
		}
		zone, err := zoneOf(tx, r)
		if err != nil {
			return err
		}
		if today := goodturn.DateOf(tx.Now().In(zone)); by.Before(today) || by.After(today.AddYears(1)) {
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

// zoneOf is where the days of a request are counted: where its owner works.
func zoneOf(tx *store.Tx, r goodturn.Request) (*time.Location, error) {
	set, err := tx.Settings()
	if err != nil {
		return nil, err
	}
	owner, err := tx.User(r.OwnerID)
	return pace.Zone(owner, set.WithDefaults()), err
}

// moveDue moves the word on the day that was named when they name another day.
func (p *Requests) moveDue(tx *store.Tx, r goodturn.Request) error {
	ask, err := tx.Touch(r.TouchID)
	if err != nil {
		return err
	}
	zone, err := zoneOf(tx, r)
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
		at := schedule.At(r.Deadline(), 9, 0, zone)
		next.UntilAt = at.Add(program.RecallFor * goodturn.Day)
		if at, err = p.GoodMinuteIn(tx, t, at); err != nil {
			return err
		}
		next.PlannedAt, next.DueAt, next.LegalAt = at, at, at
		if _, err := tx.Replan(next); err != nil {
			return err
		}
	}
	return nil
}

func (p *Requests) askOfRequest(ctx context.Context, id goodturn.ID) (r goodturn.Request, ask goodturn.Ask, err error) {
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

func (p *Requests) noteRequest(tx *store.Tx, r *goodturn.Request, user goodturn.ID, o Outcome) error {
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
		if _, err := tx.DoneTaskKey(program.PromisedKey+string(r.ID), "done already"); err != nil {
			return err
		}
		r.State, r.DoneAt = goodturn.RequestDone, tx.Now()
		if err := tx.UpdateRequest(*r); err != nil {
			return err
		}
		if _, err := p.ReceiveIn(tx, goodturn.Event{ContactID: r.ContactID, Name: goodturn.EventReceived, Source: program.Hand,
			Props: program.Props(map[string]any{"by": user, "what": message.AskedFor(r.Kind) + " for " + r.Goal, "request_id": r.ID})}); err != nil {
			return err
		}
		return p.FollowIn(tx, *r, ask, string(r.Kind)+"-thanks", tx.Now(), 14)
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
func (p *Requests) endFollowers(tx *store.Tx, r goodturn.Request, ask goodturn.Touch, kind goodturn.Kind) error {
	all, err := tx.EnrolmentTouches(ask.EnrolmentID)
	if err != nil {
		return err
	}
	for _, t := range all {
		own := t.ID == r.HelloID || t.Manual && t.Occurrence == ask.Occurrence && strings.HasPrefix(t.Step, string(r.Kind))
		if !own || kind != "" && t.Kind != kind {
			continue
		}
		if t.State == goodturn.Unknown && t.Channel == goodturn.ChannelDM {
			if err := program.DropSends(tx, t.ContactID, t.ID); err != nil {
				return err
			}
		}
		if t.State != goodturn.Planned {
			continue
		}
		if _, err := tx.EndTouch(t, goodturn.Cancelled, []goodturn.ReasonCode{goodturn.ReasonSuperseded}); err != nil {
			return err
		}
	}
	return nil
}
