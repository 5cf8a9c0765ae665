package program

import (
	"cmp"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/program/said"
	"github.com/goodturn-app/goodturn/store"
)

// gateKeys are the gates that a touch passes.
func gateKeys(t goodturn.Touch, user goodturn.ID) []store.GateKey {
	keys := []store.GateKey{{Kind: store.GateContact, ID: t.ContactID}}
	if t.HouseholdID != "" {
		keys = append(keys, store.GateKey{Kind: store.GateHousehold, ID: t.HouseholdID})
	}
	if t.Channel == goodturn.ChannelDM { // leaves no mailbox of ours
		return keys
	}
	return append(keys, store.GateKey{Kind: store.GateMailbox, ID: user})
}

// want notes that a claim is to pass its gates, which all claims of the batch do together. False if an ask of this batch passes one
// of them already: the touch stays due and is judged again with that ask among its facts.
func (b *docket) want(t goodturn.Touch, keys []store.GateKey, asks bool) bool {
	for _, k := range keys {
		if asks && b.passages[k].AskedBy != "" {
			return false
		}
	}
	for _, k := range keys {
		p := b.passages[k]
		p.GateKey, p.Version, p.Before, p.Touch = k, b.gates[k].Version, p.Touch, t.ID
		g := b.gates[k]
		g.LastTouchAt = b.now
		if asks && k.Kind != store.GateMailbox {
			p.AskedBy, g.LastAskAt = t.ID, b.now
		}
		b.passages[k], b.gates[k] = p, g
	}
	return true
}

// pass takes the gates that this batch's claims pass, and uses up the reminders: each claim has all that it needs or is dropped.
func (b *docket) pass(tx *store.Tx) error {
	if len(b.claims) == 0 {
		return nil
	}
	wanted := make([]store.Take, 0, len(b.passages))
	for _, p := range b.passages {
		wanted = append(wanted, p)
	}
	taken, err := tx.TakeGates(wanted)
	if err != nil {
		return err
	}
	kept := b.claims[:0]
	for _, c := range b.claims {
		holds := !slices.ContainsFunc(c.gates, func(k store.GateKey) bool { return !taken[k] })
		if holds && c.touch.Kind == goodturn.KindReminder {
			if holds, err = b.useReminder(tx, c.touch, c.delivery.AskID); err != nil {
				return err
			}
		}
		if holds {
			kept = append(kept, c)
			continue
		}
		b.dropped = true
		// Somebody else passed since the facts were read, so this touch stays due and is judged again with the facts as they are now.
		for _, k := range c.gates {
			if taken[k] {
				if err := tx.ReleaseGate(k, c.touch.ID); err != nil {
					return err
				}
			}
		}
		b.stayed(c)
	}
	b.claims = kept
	return nil
}

// stayed takes back what left noted of the words that a street has read.
func (b *docket) stayed(c *claimed) {
	k := nearKey(c.draft.About)
	b.street[k] = slices.DeleteFunc(b.street[k], func(n nearby) bool { return n.ContactID == c.touch.ContactID && n.At.Equal(b.now) })
	if len(b.street[k]) == 0 {
		delete(b.wrote, k)
	}
}

// open opens the asks of this batch with what they promise, and notes which letters of requests are on their way.
func (b *docket) open(tx *store.Tx) error {
	var asks []goodturn.Ask
	for _, c := range b.claims {
		if err := b.requestGoes(tx, c.touch); err != nil {
			return err
		}
		t := c.touch
		if t.Kind != goodturn.KindAsk {
			continue
		}
		if o, err := b.offer(tx, t.Playbook); err != nil {
			return err
		} else if o.Made && rewards.MayGet(b.rows.Identities[t.ContactID]) { // to whom nothing may be given nothing was said
			if err := rewards.Keep(tx, c.delivery.AskID, o.Promise); err != nil {
				return err
			}
		}
		r, _ := b.request(t)
		asks = append(asks, goodturn.Ask{ID: c.delivery.AskID, TouchID: t.ID, ContactID: t.ContactID, HouseholdID: t.HouseholdID, OwnerID: c.delivery.UserID, Playbook: t.Playbook, Step: t.Step,
			Campaign: cmp.Or(r.Goal, t.Playbook), // whoever was asked by hand for one thing is counted under that, together
			Wording:  c.draft.Wording, Trigger: trigger(t), Channel: c.delivery.Channel, Zone: t.Zone, OpenedAt: tx.Now(), State: goodturn.AskOpen, RemindersLeft: b.reminders(t)})
	}
	return said.Open(tx, asks, b.words)
}

// offer is what is promised today for introductions: read once for a batch, so that a letter says what is frozen with its ask.
func (b *docket) offer(tx *store.Tx, playbook string) (o rewards.Offer, err error) {
	pack := message.PackRealEstate // the most careful one
	if s := b.books[playbook]; s != nil {
		pack = s.Playbook.Pack
	}
	o, known := b.offers[pack]
	if !known {
		o, err = rewards.OfferOf(tx, b.settings, pack, goodturn.DateOf(b.now.UTC()))
		b.offers[pack] = o
	}
	return o, err
}

// promised tells a message what is promised: an ask what it promises, a reminder and the note to forward what their ask promised.
func (b *docket) promised(tx *store.Tx, t goodturn.Touch, a *message.About) error {
	o, err := b.offer(tx, t.Playbook)
	if err != nil || !o.Allowed {
		return err
	}
	a.Rewards = true
	ask := goodturn.ID("")
	switch {
	case t.Kind == goodturn.KindAsk:
		if o.Made && rewards.MayGet(b.rows.Identities[t.ContactID]) {
			a.Reward = o.Promise.Says()
		}
		return nil
	case t.Kind == goodturn.KindReminder:
		if open, found := b.openAsk(t.ContactID); found {
			ask = open.ID
		}
	case t.Step == playbook.OnceNote:
		said, err := tx.Ask(t.EnrolmentID)
		if err != nil {
			return err
		}
		if ask, err = promising(tx, said); err != nil {
			return err
		}
	}
	a.Reward, err = rewards.SaidOf(tx, ask, t.Step == playbook.OnceNote)
	return err
}
