package program

import (
	"errors"
	"fmt"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/partners"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// enrolWilling is enrol for many, without those who asked for no more messages: they are in no plan, whatever deal a file adds.
// Where one plan is in use, whoever has one deal and no history, as most people of an import do, is planned from facts read for all at once, and the touches of
// all are written together; everybody else goes the long way.
func (p *Program) enrolWilling(tx *store.Tx, ids ...goodturn.ID) error {
	if err := tx.HoldPace(); err != nil {
		return err
	}
	set, err := tx.Settings()
	if err != nil {
		return err
	}
	set = set.WithDefaults()
	pack, err := p.pack(set.Pack)
	if err != nil {
		return p.enrol(tx, ids...) // says that it is not here, and goes on with the others
	}
	pace, err := p.PaceIn(tx, set, set.Pack)
	if err != nil {
		return err
	}
	by, err := candidates(tx, ids)
	if err != nil {
		return err
	}
	have, err := tx.ContactEnrolments(ids...)
	if err != nil {
		return err
	}
	planned := map[goodturn.ID]bool{}
	for _, e := range have {
		planned[e.ContactID] = true
	}
	stands, err := tx.Standings(ids...)
	if err != nil {
		return err
	}
	stand := map[goodturn.ID]string{}
	for _, s := range stands {
		stand[s.ContactID] = s.State
	}
	var homes []goodturn.ID
	for _, id := range ids {
		if x := by[id]; x != nil {
			homes = append(homes, x.contact.HouseholdID)
		}
	}
	with, err := partners.Read(tx, pack.Playbook.Name, homes...)
	if err != nil {
		return err
	}
	var plans []goodturn.Enrolment
	var touches [][]goodturn.Touch // of each
	flush := func() error {
		fresh, err := tx.InsertEnrolments(plans)
		if err != nil {
			return err
		}
		var all []goodturn.Touch
		for i := range plans {
			if fresh[i] { // else another process was faster
				all = append(all, touches[i]...)
			}
		}
		plans, touches = nil, nil
		_, err = tx.InsertTouches(all)
		return err
	}
	for _, id := range ids {
		x := by[id]
		if x == nil || x.stopped {
			continue
		}
		deal, simple := x.oneDeal()
		if !simple || planned[id] || len(set.Packs()) > 1 || pack.Playbook.EnrolsOn != "closing" {
			if err := flush(); err != nil {
				return err
			}
			if err := errors.Join(p.enrol(tx, id), with.Refresh(tx, x.contact.HouseholdID)); err != nil {
				return err
			}
			continue
		}
		if x.contact.LeftOut || !reachable(x.ids) || with.Cover(x.contact, deal) {
			continue
		}
		planned[id] = true
		e, more, err := p.enrolFirst(tx, pace.For(x.contact), x, deal, stand[id])
		if err != nil {
			return fmt.Errorf("enrol %s: %w", id, err)
		}
		with.Note(e)
		plans, touches = append(plans, e), append(touches, more)
	}
	return flush()
}

// enrolFirst makes the enrolment of somebody with one deal and no plan, and its touches.
func (p *Program) enrolFirst(tx *store.Tx, pace Pace, x *candidate, deal goodturn.Closing, stand string) (goodturn.Enrolment, []goodturn.Touch, error) {
	book, set, c := pace.Book, pace.Settings, x.contact
	where := placeOf(set, c, x.homes, x.ids)
	e := goodturn.Enrolment{
		ID: tx.NewID(), ContactID: c.ID, Playbook: book.Name, Version: book.Version, AnchorKey: string(deal.ID), ClosingID: deal.ID,
		Anchor: deal.Date, Side: deal.Side, State: goodturn.EnrolmentActive, Backfill: playbook.BackfillOf(deal.Date, tx.Now(), where.zone),
		TZVersion: schedule.TZVersion, CreatedAt: tx.Now(), UpdatedAt: tx.Now(),
	}
	in, err := planInputOf(tx, set, c, e, where, stand)
	if err != nil {
		return e, nil, err
	}
	if e.Backfill != goodturn.BackfillNone {
		if in.FirstContactAt, err = p.firstContactSlot(tx, set, where); err != nil {
			return e, nil, err
		}
	}
	e.PlannedTo = book.PlannedTo(in)
	return e, named(tx, book.Plan(in), e), nil
}

// candidate is somebody who may come into a plan, with what planning asks of them.
type candidate struct {
	contact  goodturn.Contact
	ids      []goodturn.Identity
	closings []goodturn.Closing
	homes    []goodturn.Home
	stopped  bool // they asked for no more messages
}

// candidates reads contacts, without those who were merged into somebody else.
func candidates(tx *store.Tx, ids []goodturn.ID) (map[goodturn.ID]*candidate, error) {
	contacts, err := tx.Contacts(ids)
	if err != nil {
		return nil, err
	}
	by := map[goodturn.ID]*candidate{}
	for _, c := range contacts {
		if c.MergedInto == "" {
			by[c.ID] = &candidate{contact: c}
		}
	}
	identities, e1 := tx.Identities(ids...)
	closings, e2 := tx.Closings(ids...)
	homes, e3 := tx.Homes(ids...)
	refusals, e4 := tx.Suppressions(ids...)
	if err := errors.Join(e1, e2, e3, e4); err != nil {
		return nil, err
	}
	for _, i := range identities {
		if x := by[i.ContactID]; x != nil {
			x.ids = append(x.ids, i)
		}
	}
	for _, c := range closings {
		if x := by[c.ContactID]; x != nil {
			x.closings = append(x.closings, c)
		}
	}
	for _, h := range homes {
		if x := by[h.ContactID]; x != nil {
			x.homes = append(x.homes, h)
		}
	}
	for _, s := range refusals {
		if x := by[s.ContactID]; x != nil && s.Scope == goodturn.ScopeAll {
			x.stopped = true
		}
	}
	return by, nil
}

// oneDeal gives the deal of somebody who has exactly one that counts.
func (x *candidate) oneDeal() (deal goodturn.Closing, ok bool) {
	for _, c := range x.closings {
		if c.FellThrough || !c.Date.Valid() {
			continue
		}
		if ok {
			return deal, false
		}
		deal, ok = c, true
	}
	return deal, ok
}
