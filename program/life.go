package program

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// Why an enrolment ended by the owner's word; taking it back finds what to plan again by these words.
const (
	whyLeftOut = "left out"
	whyDied    = "died"
)

// LeaveOut keeps somebody out of every plan, until TakeIn. What has not left is cancelled at once.
func (p *Program) LeaveOut(ctx context.Context, id goodturn.ID, why string, by goodturn.ID) error {
	return p.onPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		if c.LeftOut {
			return nil
		}
		return p.leaveOut(tx, c, strings.TrimSpace(why), whyLeftOut, goodturn.ReasonLeftOut, by)
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
	if err := p.reviveAll(tx, c.ID, whyLeftOut, goodturn.ReasonLeftOut); err != nil {
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
			back := t
			if back.DueAt.Before(tx.Now()) {
				back.DueAt = tx.Now()
			}
			if _, err := tx.Replan(t, back); err != nil {
				return err
			}
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

// Life is what happened to somebody.
type Life struct {
	Event goodturn.EventName // moved, sold_elsewhere, listed_elsewhere, separated, died, not_a_good_time
	Kind  string             // of not_a_good_time: "illness", "new baby", "job loss", "bereavement", "layoffs", ""
	Until goodturn.Date      // of not_a_good_time; zero: 90 days
	To    string             // of moved: the new address, on one line; empty: not known
	Over  bool               // it was a mistake, or it is over
	By    goodturn.ID
}

// NoteLife notes what happened to somebody, and what follows from it follows at once: a home that is no longer theirs is spoken of
// no more, and nobody in mourning is asked for a favour. Over takes it back.
func (p *Program) NoteLife(ctx context.Context, id goodturn.ID, l Life) error {
	return p.onPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		told := map[string]any{"by": l.By}
		if l.Over {
			told["over"] = true
		}
		var err error
		switch l.Event {
		case goodturn.EventMoved:
			err = p.moved(tx, &c, l, told)
		case goodturn.EventSoldElsewhere:
			err = p.endHomes(tx, c.ID, "sold through somebody else", l.Over)
		case goodturn.EventListedElsewhere:
		case goodturn.EventSeparated:
			err = p.separated(tx, c, l)
		case goodturn.EventDied:
			err = p.died(tx, c, l)
		case goodturn.EventNotGoodTime:
			err = p.notGood(tx, c, l, told)
		default:
			err = goodturn.Invalid("event", fmt.Sprintf("%q is nothing that can be noted about a life.", l.Event), "Choose moved, sold_elsewhere, listed_elsewhere, separated, died or not_a_good_time.")
		}
		if err != nil {
			return err
		}
		_, err = p.receive(tx, goodturn.Event{ContactID: c.ID, Name: l.Event, Source: hand, Props: props(told)})
		return err
	})
}

func (p *Program) moved(tx *store.Tx, c *goodturn.Contact, l Life, told map[string]any) error {
	if err := p.endHomes(tx, c.ID, "moved", l.Over); err != nil {
		return err
	}
	if strings.TrimSpace(l.To) == "" || l.Over {
		return nil
	}
	to := connect.ReadPlace(l.To)
	told["to"] = to.Line()
	c.Mailing = to
	x, err := p.personByID(tx, c.ID)
	if err != nil {
		return err
	}
	x.contact = *c
	rederive(x)
	*c = x.contact
	if err := tx.UpdateContact(x.contact); err != nil {
		return err
	}
	return tx.IndexContacts(c.ID)
}

// endHomes ends every home that is still believed to be theirs, or, taken back, those that ended for this reason.
func (p *Program) endHomes(tx *store.Tx, contact goodturn.ID, why string, over bool) error {
	homes, err := tx.Homes(contact)
	if err != nil {
		return err
	}
	var changed []goodturn.Home
	for _, h := range homes {
		switch {
		case over && h.EndedWhy == why:
			h.Ended, h.EndedWhy = goodturn.Date{}, ""
		case !over && h.Ended.IsZero():
			h.Ended, h.EndedWhy = goodturn.DateOf(tx.Now()), why
		default:
			continue
		}
		changed = append(changed, h)
	}
	return tx.SaveHomes(changed)
}

// separated takes a couple apart: each is greeted alone, and neither is written to as the other's half. Both take the last request
// along.
func (p *Program) separated(tx *store.Tx, c goodturn.Contact, l Life) error {
	if l.Over || c.HouseholdID == "" {
		return p.greetAlone(tx, c.ID, l.Over)
	}
	members, err := tx.Members([]goodturn.ID{c.HouseholdID})
	if err != nil {
		return err
	}
	for _, id := range members[c.HouseholdID] {
		if err := p.greetAlone(tx, id, false); err != nil {
			return err
		}
		if id == c.ID {
			continue
		}
		if _, err := p.receive(tx, goodturn.Event{ContactID: id, Name: goodturn.EventSeparated, Source: hand, Props: props(map[string]any{"by": l.By, "with": c.ID})}); err != nil {
			return err
		}
	}
	return p.leaveHousehold(tx, c, l.By)
}

// greetAlone turns "Ana and Paul" into "Ana".
func (p *Program) greetAlone(tx *store.Tx, id goodturn.ID, over bool) error {
	c, err := tx.Contact(id)
	if err != nil || over || !strings.Contains(c.Greeting, " and ") {
		return err
	}
	g, _ := connect.Greeting(&connect.Record{Given: c.Given, Family: c.Family, Full: c.Given + " " + c.Family})
	c.Greeting = g
	if err := tx.UpdateContact(c); err != nil {
		return err
	}
	if g == "" {
		return p.openTask(tx, fixNameTask(c))
	}
	return nil
}

// died ends everything for one person and leaves the household in peace. The others come into the plan in their own name: for 90
// days nothing goes to them either.
func (p *Program) died(tx *store.Tx, c goodturn.Contact, l Life) error {
	if l.Over {
		if c.LeftOut && c.LeftOutWhy == whyDied {
			c.LeftOut, c.LeftOutWhy = false, ""
			if err := tx.UpdateContact(c); err != nil {
				return err
			}
			return p.reviveAll(tx, c.ID, whyDied, goodturn.ReasonDied)
		}
		return nil
	}
	if err := p.leaveOut(tx, c, whyDied, whyDied, goodturn.ReasonDied, l.By); err != nil {
		return err
	}
	if c.HouseholdID == "" {
		return nil
	}
	members, err := tx.Members([]goodturn.ID{c.HouseholdID})
	if err != nil {
		return err
	}
	house, err := tx.Household(c.HouseholdID)
	if err != nil {
		return err
	}
	for _, id := range members[c.HouseholdID] {
		if id == c.ID {
			continue
		}
		if err := p.greetAlone(tx, id, false); err != nil {
			return err
		}
		if house.PrimaryID == c.ID {
			house.PrimaryID = id
			if err := tx.UpdateHousehold(house); err != nil {
				return err
			}
		}
		told := props(map[string]any{"kind": "bereavement", "by": l.By, "until": tx.Now().Add(goodturn.NotGoodTimeFor).Format(time.RFC3339)})
		if _, err := p.receive(tx, goodturn.Event{ContactID: id, Name: goodturn.EventNotGoodTime, Source: hand, Props: told}); err != nil {
			return err
		}
		if err := p.reviveAll(tx, id, whyPartner, goodturn.ReasonMerged); err != nil {
			return err
		}
		if err := p.enrolWilling(tx, id); err != nil {
			return err
		}
	}
	return nil
}

func (p *Program) notGood(tx *store.Tx, c goodturn.Contact, l Life, told map[string]any) error {
	told["kind"] = l.Kind
	if l.Over || l.Until.IsZero() {
		return nil
	}
	if !l.Until.Valid() {
		return goodturn.Invalid("until", "The calendar does not have this day.", "Write it as 2026-03-15.")
	}
	where, today, err := p.whereNow(tx, c.ID)
	if err != nil {
		return err
	}
	if !l.Until.After(today) {
		return goodturn.Invalid("until", l.Until.Long()+" is not ahead.", "Choose a later day.")
	}
	told["until"] = schedule.EndOfSnooze(l.Until, where.zone).UTC().Format(time.RFC3339)
	return nil
}
