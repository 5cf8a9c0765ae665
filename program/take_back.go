package program

import (
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// whyNamed is what a delivery keeps of why it never left; it says nothing of whom.
const whyNamed = "taken back before it left: it may name somebody whose data was erased"

// TakeBackIn takes letters back that a process has written and not marked, because they may name somebody who is being forgotten: their
// second mark fails, and they are planned again and written from what is known then. What has its second mark has left. A claim that is
// being made waits for this transaction, or this one for it, so none comes in between.
func (p *Program) TakeBackIn(tx *store.Tx, touches ...goodturn.ID) error {
	touches = distinct(touches)
	known, err := tx.Touches(touches)
	if err != nil {
		return err
	}
	who := make([]goodturn.ID, len(known))
	for i, t := range known {
		who[i] = t.ContactID
	}
	if err := tx.AwaitContacts(distinct(who)...); err != nil {
		return err
	}
	for _, id := range touches {
		t, err := tx.LockTouch(id)
		if goodturn.ErrorCode(err) == goodturn.CodeNotFound || err == nil && t.State != goodturn.Claimed {
			continue
		}
		if err != nil {
			return err
		}
		ds, err := tx.TouchDeliveries(id)
		if err != nil {
			return err
		}
		for _, d := range ds {
			if d.State != goodturn.DeliveryClaimed {
				continue
			}
			if ok, err := tx.Release(d.ID, d.Token, tx.Now(), whyNamed); err != nil || !ok {
				return err
			}
			if err := p.undoClaim(tx, t, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// TakeBackAllIn is TakeBackIn for whatever is on its way to somebody, or may be in a moment.
func (p *Program) TakeBackAllIn(tx *store.Tx, contact goodturn.ID) error {
	if contact == "" {
		return nil
	}
	list, err := tx.ContactTouches(contact)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(t goodturn.Touch) bool { return t.State != goodturn.Planned && t.State != goodturn.Claimed })
	ids := make([]goodturn.ID, len(list))
	for i, t := range list {
		ids[i] = t.ID
	}
	return p.TakeBackIn(tx, ids...)
}
