package program

import (
	"strings"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/marks"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// landing is a message that the next hop took.
type landing struct {
	*claimed
	at    time.Time
	reply string
}

// landings gathers them until the next commit: they are written together, and nobody waits.
type landings struct {
	mu   sync.Mutex
	open *landed
}

type landed struct{ list []landing }

// land writes down, with the next commit, that the next hop took a message.
func (p *Program) land(l landing) {
	l.at, l.reply = l.at.UTC().Truncate(time.Millisecond), storable(l.reply)
	p.landings.mu.Lock()
	if b := p.landings.open; b != nil && len(b.list) < marks.AtOnce {
		b.list = append(b.list, l)
		p.landings.mu.Unlock()
		return
	}
	b := &landed{list: []landing{l}}
	p.landings.open = b
	p.landings.mu.Unlock()
	p.DB.Later(func(tx *store.Tx) error {
		p.landings.mu.Lock()
		if p.landings.open == b {
			p.landings.open = nil // nothing is added from here on: a second try writes the same
		}
		p.landings.mu.Unlock()
		err := p.arrivedAll(tx, b.list)
		if err != nil && len(b.list) > 1 {
			go p.landSingly(b.list)
		}
		return err
	})
}

// landSingly tries each on its own after all together failed, so that one does not spoil the others. What was written already
// stays as it is.
func (p *Program) landSingly(list []landing) {
	for _, l := range list {
		p.DB.Later(func(tx *store.Tx) error { return p.arrivedAll(tx, []landing{l}) })
	}
}

// storable makes what a server said fit to be kept.
func storable(reply string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(reply, "\x00", ""), "?")
}

// arrivedAll is arrived for many, in a handful of statements.
func (p *Program) arrivedAll(tx *store.Tx, list []landing) error {
	as, who := make([]store.Acceptance, len(list)), make([]goodturn.ID, len(list))
	for i, l := range list {
		who[i] = l.touch.ContactID
		as[i] = store.Acceptance{Delivery: l.delivery.ID, Token: l.delivery.Token, At: l.at, Reply: l.reply}
	}
	if err := tx.AwaitContacts(distinct(who)...); err != nil { // as an answer does, before the rows of the messages
		return err
	}
	took, err := tx.SentMany(as)
	if err != nil {
		return err
	}
	var events []goodturn.Event
	for i, l := range list {
		if took[i] {
			if err := p.thanked(tx, l.touch, l.at); err != nil {
				return err
			}
			if err := reach.Delivered(tx, l.delivery, l.at); err != nil {
				return err
			}
			if err := p.requestLeft(tx, l.touch, l.at); err != nil {
				return err
			}
			events = append(events, p.sentEvent(l.touch, l.delivery, l.at, false))
		}
	}
	return p.receiveOurs(tx, events)
}

// receiveOurs is receive for many events of our own making that stir nothing: the plan knew of them.
func (p *Program) receiveOurs(tx *store.Tx, events []goodturn.Event) error {
	fresh, err := tx.AppendEvents(events)
	if err != nil {
		return err
	}
	var of []goodturn.ID
	for i, e := range events {
		if fresh[i] {
			if err := p.News.Announce(tx, e); err != nil {
				return err
			}
			of = append(of, e.ContactID)
		}
	}
	of = distinct(of)
	rows, err := tx.LockStandings(of...)
	if err != nil {
		return err
	}
	now := make(map[goodturn.ID]standing.Standing, len(of))
	for i, e := range events {
		if !fresh[i] {
			continue
		}
		s, known := now[e.ContactID]
		if !known {
			if s, err = ParseStanding(rows[e.ContactID].State); err != nil {
				return unreadableStanding(e.ContactID, err)
			}
		}
		if now[e.ContactID], err = folded(tx, s, e); err != nil {
			return err
		}
	}
	out := make([]store.Standing, len(of))
	for i, id := range of {
		if out[i], err = standingRow(id, now[id]); err != nil {
			return err
		}
	}
	return tx.SaveStandings(out...)
}
