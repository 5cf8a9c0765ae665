package people

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people/missing"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// whyDied is why a plan ended of somebody who died.
const whyDied = "died"

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
func (p *People) NoteLife(ctx context.Context, id goodturn.ID, l Life) error {
	return p.OnPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
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
		_, err = p.ReceiveIn(tx, goodturn.Event{ContactID: c.ID, Name: l.Event, Source: hand, Props: program.Props(told)})
		return err
	})
}

func (p *People) moved(tx *store.Tx, c *goodturn.Contact, l Life, told map[string]any) error {
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
func (p *People) endHomes(tx *store.Tx, contact goodturn.ID, why string, over bool) error {
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
func (p *People) separated(tx *store.Tx, c goodturn.Contact, l Life) error {
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
		if _, err := p.ReceiveIn(tx, goodturn.Event{ContactID: id, Name: goodturn.EventSeparated, Source: hand, Props: program.Props(map[string]any{"by": l.By, "with": c.ID})}); err != nil {
			return err
		}
	}
	return p.leaveHousehold(tx, c, l.By)
}

// greetAlone turns "Ana and Paul" into "Ana".
func (p *People) greetAlone(tx *store.Tx, id goodturn.ID, over bool) error {
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
		return p.OpenTaskIn(tx, missing.Name(c))
	}
	return nil
}

// died ends everything for one person and leaves the household in peace. The others come into the plan in their own name: for 90
// days nothing goes to them either.
func (p *People) died(tx *store.Tx, c goodturn.Contact, l Life) error {
	if l.Over {
		if c.LeftOut && c.LeftOutWhy == whyDied {
			c.LeftOut, c.LeftOutWhy = false, ""
			if err := tx.UpdateContact(c); err != nil {
				return err
			}
			return p.ReviveAllIn(tx, c.ID, whyDied, goodturn.ReasonDied)
		}
		return nil
	}
	if err := p.LeaveOutIn(tx, c, whyDied, whyDied, goodturn.ReasonDied, l.By); err != nil {
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
		told := program.Props(map[string]any{"kind": "bereavement", "by": l.By, "until": tx.Now().Add(goodturn.NotGoodTimeFor).Format(time.RFC3339)})
		if _, err := p.ReceiveIn(tx, goodturn.Event{ContactID: id, Name: goodturn.EventNotGoodTime, Source: hand, Props: told}); err != nil {
			return err
		}
		if err := p.ReviveAllIn(tx, id, whyPartner, goodturn.ReasonMerged); err != nil {
			return err
		}
		if err := p.EnrolIn(tx, id); err != nil {
			return err
		}
	}
	return nil
}

func (p *People) notGood(tx *store.Tx, c goodturn.Contact, l Life, told map[string]any) error {
	told["kind"] = l.Kind
	if l.Over || l.Until.IsZero() {
		return nil
	}
	if !l.Until.Valid() {
		return goodturn.Invalid("until", "The calendar does not have this day.", "Write it as 2026-03-15.")
	}
	zone, today, err := p.TodayOf(tx, c.ID)
	if err != nil {
		return err
	}
	if !l.Until.After(today) {
		return goodturn.Invalid("until", l.Until.Long()+" is not ahead.", "Choose a later day.")
	}
	told["until"] = schedule.EndOfSnooze(l.Until, zone).UTC().Format(time.RFC3339)
	return nil
}
