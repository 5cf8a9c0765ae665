package program

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/decide/pace"
	"github.com/goodturn-app/goodturn/store"
)

// owner is a user and what left their mailbox today.
type owner struct {
	user goodturn.User
	decide.Owner
	begins  time.Time       // when their day began
	version int64           // of their mailbox's gate, as it was read
	counted store.SentCount // SentToday and NewToday as they were read
}

// rest is why a mailbox rests, as it is kept between runs.
type rest struct {
	Until time.Time `json:"until"`
	Why   string    `json:"why"`
}

// restKey is the name under which it is kept.
func restKey(user goodturn.ID) string { return "mailbox_rest:" + string(user) }

func restJSON(until time.Time, why error) string {
	b, err := json.Marshal(rest{until, why.Error()})
	if err != nil {
		return "" // a time in our own calendar always marshals
	}
	return string(b)
}

// restOf reads why and until when a user's mailbox rests; zero if it never did.
func restOf(tx *store.Tx, user goodturn.ID) (rest, error) {
	text, err := tx.Value(restKey(user))
	if err != nil {
		return rest{}, err
	}
	return parseRest(text)
}

func parseRest(text string) (r rest, err error) {
	if text == "" {
		return r, nil
	}
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return r, fmt.Errorf("read why a mailbox rests: %w", err)
	}
	return r, nil
}

// readOwners reads in whose names these people are written to, and how far the day of each of their mailboxes has come.
func (b *docket) readOwners(tx *store.Tx, mailboxes *mailboxes) error {
	var ids []goodturn.ID
	for _, c := range b.rows.Contacts {
		if c.OwnerID != "" {
			ids = append(ids, c.OwnerID)
		}
	}
	ids = distinct(ids)
	users, err := tx.UsersOf(ids...)
	if err != nil {
		return err
	}
	if len(users) < len(ids) {
		return goodturn.NotFound("user")
	}
	// The gates are read before the messages are counted: who passes a gate meanwhile makes the claims of this batch fall.
	gates, err := tx.Gates(store.GateMailbox, ids...)
	if err != nil {
		return err
	}
	for _, g := range gates {
		b.gates[g.GateKey] = g
	}
	days := map[time.Time][]goodturn.ID{} // who begins the day at the same instant
	var names []string
	for _, u := range users {
		o := &owner{user: u}
		o.Active, o.Mailbox, o.ReviewURL = u.Active, u.Mailbox.ProvedAt > 0, u.Voice.ReviewURL
		o.Zone = pace.Zone(u, b.settings)
		o.begins = pace.Began(b.now, o.Zone)
		days[o.begins] = append(days[o.begins], u.ID)
		names = append(names, restKey(u.ID))
		g := b.gates[store.GateKey{Kind: store.GateMailbox, ID: u.ID}]
		o.LastSentAt, o.version = g.LastTouchAt, g.Version
		b.owners[u.ID] = o
	}
	for begins, of := range days {
		sent, err := mailboxes.sentToday(tx, begins, func(u goodturn.ID) int64 { return b.owners[u].version }, distinct(of))
		if err != nil {
			return err
		}
		for u, n := range sent {
			b.owners[u].SentToday, b.owners[u].NewToday, b.owners[u].counted = n.All, n.New, n
		}
	}
	rests, err := tx.Values(names)
	if err != nil {
		return err
	}
	for id, o := range b.owners {
		r, err := parseRest(rests[restKey(id)])
		if err != nil {
			return err
		}
		if r.Until.After(b.now) {
			o.RestingUntil, o.RestingWhy = r.Until, r.Why
		}
	}
	return nil
}
