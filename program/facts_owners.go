package program

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// owner is a user and what left their mailbox today.
type owner struct {
	user goodturn.User
	decide.Owner
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
func (b *docket) readOwners(tx *store.Tx) error {
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
	days := map[time.Time][]goodturn.ID{} // who begins the day at the same instant
	var names []string
	for _, u := range users {
		o := &owner{user: u}
		o.Active, o.Mailbox, o.ReviewURL = u.Active, u.Mailbox.ProvedAt > 0, u.Voice.ReviewURL
		for _, name := range []string{u.Zone, b.settings.Zone, "America/New_York"} {
			if z, err := schedule.LoadZone(name); err == nil && name != "" {
				o.Zone = z
				break
			}
		}
		today, _ := schedule.Local(b.now, o.Zone)
		begins := schedule.At(today, 0, 0, o.Zone).UTC()
		days[begins] = append(days[begins], u.ID)
		names = append(names, restKey(u.ID))
		b.owners[u.ID] = o
	}
	for begins, of := range days {
		sent, err := tx.SentBy(begins, distinct(of)...)
		if err != nil {
			return err
		}
		for id, n := range sent {
			b.owners[id].SentToday = n
		}
	}
	gates, err := tx.Gates(store.GateMailbox, ids...)
	if err != nil {
		return err
	}
	for _, g := range gates {
		b.gates[g.GateKey] = g
		b.owners[g.ID].LastSentAt = g.LastTouchAt
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
