package store

import (
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Standing is how things stand with one contact, as package standing wrote it: the store keeps the text and does not read it.
type Standing struct {
	ContactID     goodturn.ID
	State         string // JSON
	LastContactAt time.Time
	UpdatedAt     time.Time
}

const standingColumns = `contact_id, state, last_contact_at, updated_at`

func scanStanding(r scanner, s *Standing) error {
	return r.Scan((*string)(&s.ContactID), &s.State, (*stamp)(&s.LastContactAt), (*stamp)(&s.UpdatedAt))
}

const sqlStandings = `SELECT ` + standingColumns + ` FROM standing WHERE workspace_id = $1 AND contact_id IN LIST($2)`

// Standings reads how things stand with contacts; those of whom nothing was ever told are left out.
func (tx *Tx) Standings(contacts ...goodturn.ID) ([]Standing, error) {
	return collectIDs(tx, contacts, scanStanding, sqlStandings)
}

const sqlSaveStandings = `INSERT INTO standing (workspace_id, ` + standingColumns + `) VALUES ROWS(5)
ON CONFLICT (workspace_id, contact_id) DO UPDATE SET state = excluded.state, last_contact_at = excluded.last_contact_at, updated_at = excluded.updated_at`

// SaveStandings writes them; it sets UpdatedAt.
func (tx *Tx) SaveStandings(ss ...Standing) error {
	_, err := insert(tx, sqlSaveStandings, ss, func(args []any, s *Standing) []any {
		return append(args, tx.ws(), string(s.ContactID), s.State, ms(s.LastContactAt), ms(tx.now))
	})
	return err
}

const sqlLockStanding = `SELECT ` + standingColumns + ` FROM standing WHERE workspace_id = $1 AND contact_id = $2 AWAITROWS`

// LockStanding reads one to fold more events into it: nobody else can until this transaction ends. The zero Standing, with its
// ContactID, if there is none.
func (tx *Tx) LockStanding(contact goodturn.ID) (Standing, error) {
	if err := tx.AwaitContact(contact); err != nil { // the row may not be there yet
		return Standing{}, err
	}
	s, _, err := one(tx, scanStanding, sqlLockStanding, tx.ws(), contact)
	s.ContactID = contact
	return s, err
}

const (
	sqlAwaitContacts = `SELECT id FROM contact WHERE workspace_id = $1 AND id IN LIST($2) ORDER BY id AWAITROWS`
	sqlLockStandings = `SELECT ` + standingColumns + ` FROM standing WHERE workspace_id = $1 AND contact_id IN LIST($2) ORDER BY contact_id AWAITROWS`
)

// AwaitContacts is AwaitContact for many. Whoever settles or answers messages comes here first, before any row of a message: so no two
// ever wait for each other.
func (tx *Tx) AwaitContacts(contacts ...goodturn.ID) error {
	if tx.db.dialect.Shared {
		return nil
	}
	contacts = slices.Clone(contacts)
	slices.Sort(contacts)
	return chunks(contacts, func(l list) error {
		return tx.each(func(r scanner) error { return r.Scan(new(string)) }, sqlAwaitContacts, tx.ws(), l)
	})
}

// LockStandings is LockStanding for many, by contact; those of whom nothing was ever told are left out.
func (tx *Tx) LockStandings(contacts ...goodturn.ID) (map[goodturn.ID]Standing, error) {
	out := make(map[goodturn.ID]Standing, len(contacts))
	contacts = slices.Clone(contacts)
	slices.Sort(contacts) // everybody locks in this order, chunk by chunk
	if err := tx.AwaitContacts(contacts...); err != nil {
		return nil, err
	}
	rows, err := collectIDs(tx, contacts, scanStanding, sqlLockStandings)
	for _, s := range rows {
		out[s.ContactID] = s
	}
	return out, err
}
