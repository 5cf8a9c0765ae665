package store

import (
	"encoding/json"
	"time"

	"github.com/goodturn-app/goodturn"
)

const eventColumns = `id, contact_id, name, at, received_at, source, message_id, props`

func scanEvent(r scanner, e *goodturn.Event) error {
	var props string
	if err := r.Scan((*string)(&e.ID), (*string)(&e.ContactID), (*string)(&e.Name), (*stamp)(&e.At), (*stamp)(&e.ReceivedAt),
		&e.Source, &e.MessageID, &props); err != nil {
		return err
	}
	e.Props = nil
	if props != "" {
		e.Props = json.RawMessage(props)
	}
	return nil
}

// The row is returned only if it is new, in the order in which it was given.
const sqlAppendEvents = `INSERT INTO event (workspace_id, ` + eventColumns + `) VALUES ROWS(9)
ON CONFLICT (workspace_id, source, message_id) DO NOTHING`

const sqlEventIDs = `SELECT id FROM event WHERE workspace_id = $1 AND id IN LIST($2)`

// AppendEvents adds events; fresh says of each whether it is new: one with the same source and message id changes nothing. ID and
// ReceivedAt are made where they are empty, and a MessageID, where the source has none, from the ID.
func (tx *Tx) AppendEvents(es []goodturn.Event) (fresh []bool, err error) {
	for i := range es {
		e := &es[i]
		if e.ID == "" {
			e.ID = tx.NewID()
		}
		if e.MessageID == "" {
			e.MessageID = string(e.ID)
		}
		if e.ReceivedAt.IsZero() {
			e.ReceivedAt = tx.now
		}
		if e.At.IsZero() {
			e.At = tx.now
		}
		if len(e.Props) > 0 && !json.Valid(e.Props) {
			return nil, goodturn.Invalid("props", "The properties of this event are not JSON.", "Send an object such as {\"score\": 9}.")
		}
	}
	n, err := insert(tx, sqlAppendEvents, es, func(args []any, e *goodturn.Event) []any {
		return append(args, tx.ws(), string(e.ID), string(e.ContactID), string(e.Name), ms(e.At), ms(e.ReceivedAt), e.Source, e.MessageID, string(e.Props))
	})
	if err != nil {
		return nil, err
	}
	fresh = make([]bool, len(es))
	switch n {
	case 0:
		return fresh, nil
	case len(es):
		for i := range fresh {
			fresh[i] = true
		}
		return fresh, nil
	}
	ids := make([]goodturn.ID, len(es))
	for i := range es {
		ids[i] = es[i].ID
	}
	there := make(map[goodturn.ID]bool, n)
	err = chunks(ids, func(l list) error {
		return tx.each(func(r scanner) error {
			var id string
			err := r.Scan(&id)
			there[goodturn.ID(id)] = true
			return err
		}, sqlEventIDs, tx.ws(), l)
	})
	for i := range es {
		fresh[i] = there[es[i].ID]
	}
	return fresh, err
}

// uses event_contact
const sqlContactEvents = `SELECT ` + eventColumns + ` FROM event WHERE workspace_id = $1 AND contact_id = $2 AND at <= $3
ORDER BY at, id`

// ContactEvents reads a contact's events up to an instant, oldest first; a zero instant means all.
func (tx *Tx) ContactEvents(contact goodturn.ID, upTo time.Time) ([]goodturn.Event, error) {
	to := ms(upTo)
	if upTo.IsZero() {
		to = 1 << 60
	}
	return collect(tx, scanEvent, sqlContactEvents, tx.ws(), contact, to)
}

const sqlRecentEvents = `SELECT ` + eventColumns + ` FROM event WHERE workspace_id = $1 AND contact_id = $2 AND (at, id) < ($3, $4)
ORDER BY at DESC, id DESC LIMIT $5`

// Timeline pages through a contact's events, the newest first; before is the last one of the page before.
func (tx *Tx) Timeline(contact goodturn.ID, before goodturn.Event, limit int) ([]goodturn.Event, error) {
	at := ms(before.At)
	if before.ID == "" {
		at = 1 << 60
	}
	return collect(tx, scanEvent, sqlRecentEvents, tx.ws(), contact, at, before.ID, limit)
}
