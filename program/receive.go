package program

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// Receive takes events in: each is kept once, folded into how things stand with the person, and the person's waiting touches are
// looked at again soon. It says how many were new.
func (p *Program) Receive(ctx context.Context, events ...goodturn.Event) (fresh int, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		fresh = 0
		for _, e := range events {
			isNew, err := p.receive(tx, e)
			if err != nil {
				return err
			}
			if isNew {
				fresh++
			}
		}
		return nil
	})
	if fresh > 0 {
		p.wake("sweep")
	}
	return fresh, err
}

// receive is Receive inside a transaction. A missing id, time or source is filled in; without a message id the event's own id is it,
// so that events of our own making are always new. Several at once are of one person, in the order in which they happened; isNew says
// whether any is.
func (p *Program) receive(tx *store.Tx, es ...goodturn.Event) (isNew bool, err error) {
	for i := range es {
		if es[i].At.IsZero() {
			es[i].At = tx.Now()
		}
		es[i].Source = cmp.Or(es[i].Source, "goodturn")
	}
	fresh, err := tx.AppendEvents(es)
	if err != nil || !slices.Contains(fresh, true) {
		return false, err
	}
	var now []goodturn.Event
	for i, e := range es {
		if !fresh[i] {
			continue
		}
		now = append(now, e)
		if err := p.News.Announce(tx, e); err != nil {
			return true, err
		}
	}
	contact := es[0].ContactID
	if contact == "" {
		return true, nil
	}
	row, err := tx.LockStanding(contact)
	if err != nil {
		return true, err
	}
	s, err := ParseStanding(row.State)
	if err != nil {
		return true, unreadableStanding(contact, err)
	}
	heard := s.Heard
	if s, err = folded(tx, s, now...); err != nil {
		return true, err
	}
	if err := saveStanding(tx, contact, s); err != nil {
		return true, err
	}
	if !slices.EqualFunc(heard, s.Heard, time.Time.Equal) {
		if err := p.followHabit(tx, contact, heard, s.Heard); err != nil {
			return true, err
		}
	}
	is := func(what func(goodturn.EventName) bool) bool {
		return slices.ContainsFunc(now, func(e goodturn.Event) bool { return what(e.Name) })
	}
	if is(silences) {
		if err := DropSends(tx, contact); err != nil {
			return true, err
		}
	}
	if is(stirs) {
		return true, tx.LookAgain(contact)
	}
	return true, nil
}

// silences reports whether an event speaks against sending what the owner was given to send.
func silences(n goodturn.EventName) bool {
	switch n {
	case goodturn.EventNotGoodTime, goodturn.EventDied, goodturn.EventSeparated, goodturn.EventSoldElsewhere, goodturn.EventListedElsewhere, goodturn.EventUnsubscribed, goodturn.EventLeftOut,
		goodturn.EventTicketOpened, goodturn.EventComplained:
		return true
	}
	return false
}

// followHabit moves the minutes of what is planned for somebody whose usual hour of answering has become known, or has changed.
// A plan that is not here keeps its minutes: what they said counts all the same.
func (p *Program) followHabit(tx *store.Tx, contact goodturn.ID, before, now []time.Time) error {
	if !schedule.MayBeHabit(before) && !schedule.MayBeHabit(now) { // wherever they live
		return nil
	}
	where, _, err := p.whereNow(tx, contact)
	if err != nil || len(where.zones) == 0 || schedule.HabitOf(before, where.zones[0]).Same(schedule.HabitOf(now, where.zones[0])) {
		return err
	}
	plans, err := tx.ContactEnrolments(contact)
	if err != nil {
		return err
	}
	for _, e := range plans {
		if e.State != goodturn.EnrolmentActive {
			continue
		}
		if _, err := p.ReplanIn(tx, e.ID); err != nil {
			return err
		}
	}
	return nil
}

// folded is how things stand after more events of one person, which are stored already.
func folded(tx *store.Tx, s standing.Standing, es ...goodturn.Event) (standing.Standing, error) {
	for _, e := range es {
		if standing.Late(s, e) { // it happened before something we know already, so the fold starts over, with all of them
			all, err := tx.ContactEvents(e.ContactID, time.Time{})
			return standing.Fold(all), err
		}
		s = standing.Apply(s, e)
	}
	return s, nil
}

func unreadableStanding(contact goodturn.ID, err error) error {
	return fmt.Errorf("read how things stand with %s: %w", contact, err)
}

// stirs reports whether an event may change what was decided about a person, so that waiting touches are judged anew at once.
// What we did ourselves does not: the plan knew.
func stirs(n goodturn.EventName) bool {
	switch n {
	case goodturn.EventSent, goodturn.EventDelivered, goodturn.EventImported, goodturn.EventVisited, goodturn.EventLinkMinted, goodturn.EventLinkEnded, goodturn.EventShared:
		return false
	}
	return true
}

// StandingOf reads how things stand with one person.
func StandingOf(tx *store.Tx, contact goodturn.ID) (s standing.Standing, err error) {
	rows, err := tx.Standings(contact)
	if err != nil || len(rows) == 0 {
		return s, err
	}
	return ParseStanding(rows[0].State)
}

// ParseStanding reads how things stand from its stored form; the empty text is the zero Standing.
func ParseStanding(text string) (s standing.Standing, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &s)
	}
	return s, err
}

func saveStanding(tx *store.Tx, contact goodturn.ID, s standing.Standing) error {
	row, err := standingRow(contact, s)
	if err != nil {
		return err
	}
	return tx.SaveStandings(row)
}

func standingRow(contact goodturn.ID, s standing.Standing) (store.Standing, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return store.Standing{}, fmt.Errorf("write how things stand with %s: %w", contact, err)
	}
	return store.Standing{ContactID: contact, State: string(b), LastContactAt: lastContact(s)}, nil
}

// lastContact is when the two were last in touch by any road.
func lastContact(s standing.Standing) time.Time {
	var last time.Time
	for _, t := range []time.Time{s.LastInbound, s.LastOutbound, s.LastTalk, s.LastAutomated} {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// props makes an event's properties. Maps of strings and numbers always marshal, so a failure is a defect of ours.
func props(m map[string]any) json.RawMessage {
	b, err := json.Marshal(m)
	if err != nil {
		panic(fmt.Errorf("properties of an event: %w", err))
	}
	return b
}
