package program

import (
	"context"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// WhyLeftOut is why an enrolment ended by the owner's word; taking it back finds what to plan again by it.
const WhyLeftOut = "left out"

// LeaveOut keeps somebody out of every plan, until TakeIn. What has not left is cancelled at once.
func (p *Program) LeaveOut(ctx context.Context, id goodturn.ID, why string, by goodturn.ID) error {
	return p.onPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		if c.LeftOut {
			return nil
		}
		return p.leaveOut(tx, c, strings.TrimSpace(why), WhyLeftOut, goodturn.ReasonLeftOut, by)
	})
}

func (p *Program) leaveOut(tx *store.Tx, c goodturn.Contact, why, end string, reason goodturn.ReasonCode, by goodturn.ID) error {
	c.LeftOut, c.LeftOutWhy = true, why
	if err := tx.UpdateContact(c); err != nil {
		return err
	}
	if err := p.endAll(tx, c.ID, end, reason); err != nil {
		return err
	}
	if _, err := p.receive(tx, goodturn.Event{ContactID: c.ID, Name: goodturn.EventLeftOut, Source: hand, Props: props(map[string]any{"why": why, "by": by})}); err != nil {
		return err
	}
	return p.dropTasks(tx, c.ID)
}

// TakeIn lets somebody who was left out back into the plan: what was cancelled is planned again, as far as its time has not passed.
func (p *Program) TakeIn(ctx context.Context, id, by goodturn.ID) error {
	return p.onPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		if !c.LeftOut {
			return nil
		}
		return p.takeIn(tx, c, by)
	})
}

func (p *Program) takeIn(tx *store.Tx, c goodturn.Contact, by goodturn.ID) error {
	c.LeftOut, c.LeftOutWhy = false, ""
	if err := tx.UpdateContact(c); err != nil {
		return err
	}
	if _, err := p.receive(tx, goodturn.Event{ContactID: c.ID, Name: goodturn.EventTakenIn, Source: hand, Props: props(map[string]any{"by": by})}); err != nil {
		return err
	}
	if _, err := tx.DoneTaskKey(store.ReadNoteKey+string(c.ID), OutcomeFixed); err != nil {
		return err
	}
	if err := p.reviveAll(tx, c.ID, WhyLeftOut, goodturn.ReasonLeftOut); err != nil {
		return err
	}
	return p.enrolWilling(tx, c.ID)
}

// onPerson runs a use case about one person who is there.
func (p *Program) onPerson(ctx context.Context, id goodturn.ID, fn func(*store.Tx, goodturn.Contact) error) error {
	err := p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		if err := lockPeople(tx, id); err != nil {
			return err
		}
		c, err := tx.Contact(id)
		if err != nil {
			return err
		}
		if c.MergedInto != "" {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: c.Name() + " was merged into somebody else.", Hint: "Open that person instead."}
		}
		return fn(tx, c)
	})
	if err == nil {
		p.wake("sweep")
	}
	return err
}

// lockPeople makes whoever else wants to change these people wait, in an order in which two never wait for each other.
func lockPeople(tx *store.Tx, ids ...goodturn.ID) error {
	for _, id := range distinct(ids) {
		if _, err := tx.LockStanding(id); err != nil {
			return err
		}
	}
	return nil
}

// endAll ends what is planned for a person, with the reason that the ledger shows.
func (p *Program) endAll(tx *store.Tx, contact goodturn.ID, why string, reason goodturn.ReasonCode) error {
	have, err := tx.ContactEnrolments(contact)
	if err != nil {
		return err
	}
	for _, e := range have {
		if e.State == goodturn.EnrolmentActive {
			if _, err := tx.EndEnrolment(e, goodturn.EnrolmentEnded, why, []goodturn.ReasonCode{reason}); err != nil {
				return err
			}
		}
	}
	return nil
}

// reviveAll is the way back from endAll, for what has not passed meanwhile.
func (p *Program) reviveAll(tx *store.Tx, contact goodturn.ID, why string, reason goodturn.ReasonCode) error {
	if err := tx.HoldPace(); err != nil { // like whoever enrols: nobody sees a plan that goes on again before this transaction ends
		return err
	}
	have, err := tx.ContactEnrolments(contact)
	if err != nil {
		return err
	}
	for _, e := range have {
		if e.State != goodturn.EnrolmentEnded || e.EndedWhy != why {
			continue
		}
		e.State, e.EndedWhy = goodturn.EnrolmentActive, ""
		if err := tx.UpdateEnrolment(e); err != nil {
			return err
		}
		touches, err := tx.EnrolmentTouches(e.ID)
		if err != nil {
			return err
		}
		for _, t := range touches {
			if t.State != goodturn.Cancelled || !slices.Equal(t.Reasons, []goodturn.ReasonCode{reason}) || t.PlannedAt.Add(t.Late).Before(tx.Now()) || !t.UntilAt.IsZero() && t.UntilAt.Before(tx.Now()) {
				continue
			}
			if t.DueAt.Before(tx.Now()) {
				t.DueAt = tx.Now()
			}
			if _, err := tx.Revive(t, reason); err != nil {
				return err
			}
		}
		if _, err := p.ReplanIn(tx, e.ID); err != nil { // the plan may have become another one meanwhile
			return err
		}
	}
	return nil
}

// dropTasks closes what is open for somebody who is out of the plan.
func (p *Program) dropTasks(tx *store.Tx, contact goodturn.ID) error {
	open, err := tx.ContactTasks(contact)
	if err != nil {
		return err
	}
	for _, t := range open {
		if t.DoneAt.IsZero() && t.Kind != goodturn.TaskReadAnswer && t.Kind != goodturn.TaskThank {
			if _, err := tx.DoneTask(t.ID, "not needed"); err != nil {
				return err
			}
		}
	}
	return nil
}
