package people

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people/missing"
	"github.com/goodturn-app/goodturn/store"
)

// Coverage is the sum that has to add up: every closed client is looked after, left out, or on a list with a task.
type Coverage struct {
	Closed      int // clients with a closing, or called past clients by their list
	InPlan      int // in the year's plan, themselves or through the partner with whom they closed
	Partners    int // of them, those who hear through their partner
	LeftOut     int // by you
	Stopped     int // asked for no more messages
	Unreachable int // no e-mail address that works; each has a task
	Undated     int // clients by their list's word, and no day of a closing; each has a task
	Open        int // none of these: nobody, once an import is done
}

// Adds reports whether everybody is in one of the piles.
func (c Coverage) Adds() bool {
	return c.Closed == c.InPlan+c.LeftOut+c.Stopped+c.Unreachable+c.Undated+c.Open
}

// Coverage counts. It writes nothing.
func (p *People) Coverage(ctx context.Context) (Coverage, error) {
	var out Coverage
	err := p.DB.Read(ctx, func(tx *store.Tx) error {
		n, err := tx.Coverage()
		if err != nil {
			return err
		}
		out = Coverage{InPlan: n[store.PlacePlan], LeftOut: n[store.PlaceLeftOut], Stopped: n[store.PlaceStopped], Unreachable: n[store.PlaceUnreachable], Undated: n[store.PlaceUndated], Open: n[store.PlaceOpen]}
		out.Closed = out.InPlan + out.LeftOut + out.Stopped + out.Unreachable + out.Undated + out.Open
		return p.eachIn(tx, store.PlaceOpen, func(c goodturn.Contact) error {
			with, err := p.HeardThrough(tx, c)
			if err == nil && with {
				out.Partners++
				out.InPlan++
				out.Open--
			}
			return err
		})
	})
	return out, err
}

// eachIn shows everybody in one place of the sum.
func (p *People) eachIn(tx *store.Tx, place store.Place, fn func(goodturn.Contact) error) error {
	var after goodturn.Contact
	for {
		page, err := tx.ListContacts(store.ContactPage{Place: &place, After: after, Limit: 200})
		if err != nil {
			return err
		}
		for _, c := range page {
			if err := fn(c); err != nil {
				return err
			}
		}
		if len(page) < 200 {
			return nil
		}
		after = page[len(page)-1]
	}
}

// MendCoverage looks after everybody who is in none of the piles, and opens the task that each who cannot be reached ought to have.
// It says for how many it did something.
func (p *People) MendCoverage(ctx context.Context) (mended int, err error) {
	imports, err := p.Imports(ctx, 20)
	if err != nil {
		return 0, err
	}
	for _, s := range imports {
		if s.State == ImportApplying || s.State == ImportUndoing {
			return 0, nil // nobody of an unfinished import comes into a plan
		}
	}
	var open, lost []goodturn.Contact
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		open, lost = nil, nil
		if err := p.eachIn(tx, store.PlaceOpen, func(c goodturn.Contact) error { open = append(open, c); return nil }); err != nil {
			return err
		}
		return p.eachIn(tx, store.PlaceUnreachable, func(c goodturn.Contact) error { lost = append(lost, c); return nil })
	})
	if err != nil {
		return 0, err
	}
	for len(open) > 0 {
		n := min(len(open), enrolRows)
		var ids []goodturn.ID
		for _, c := range open[:n] {
			ids = append(ids, c.ID)
		}
		if err := p.DB.Write(ctx, func(tx *store.Tx) error { return p.EnrolIn(tx, ids...) }); err != nil {
			return mended, err
		}
		mended += n
		open = open[n:]
	}
	for len(lost) > 0 {
		n := min(len(lost), applyRows)
		some := lost[:n]
		opened := 0
		err := p.DB.Write(ctx, func(tx *store.Tx) error {
			opened = 0
			for _, c := range some {
				isNew, err := p.askForAddress(tx, c)
				if err != nil {
					return err
				}
				if isNew {
					opened++
				}
			}
			return nil
		})
		if err != nil {
			return mended, err
		}
		mended += opened
		lost = lost[n:]
	}
	return mended, nil
}

// askForAddress opens the task for somebody who cannot be reached, unless one is open, or the owner has said that it is not needed.
func (p *People) askForAddress(tx *store.Tx, c goodturn.Contact) (bool, error) {
	tasks, err := tx.ContactTasks(c.ID)
	if err != nil {
		return false, err
	}
	for _, t := range tasks {
		if t.Kind == goodturn.TaskNoAddress || t.Kind == goodturn.TaskFixAddress {
			return false, nil
		}
	}
	ids, err := tx.Identities(c.ID)
	if err != nil {
		return false, err
	}
	x := person{ids: ids}
	t := missing.Address(c, x.has(goodturn.IdentityPhone))
	t.DueAt = tx.Now()
	return tx.OpenTask(&t)
}
