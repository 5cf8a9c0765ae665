package store

import (
	"github.com/goodturn-app/goodturn"
)

const closingColumns = `id, contact_id, side, property, day, price_minor, currency, loan, source, fell_through, created_at, updated_at`

func scanClosing(r scanner, c *goodturn.Closing) error {
	return r.Scan((*string)(&c.ID), (*string)(&c.ContactID), (*string)(&c.Side), fromJSON(&c.Property), &c.Date, &c.PriceMinor, &c.Currency,
		fromJSON(&c.Loan), &c.Source, &c.FellThrough, (*stamp)(&c.CreatedAt), (*stamp)(&c.UpdatedAt))
}

const sqlInsertClosings = `INSERT INTO closing (workspace_id, ` + closingColumns + `) VALUES ROWS(13)`

// InsertClosings adds deals; ID and times are made where they are empty.
func (tx *Tx) InsertClosings(cs []goodturn.Closing) error {
	for i := range cs {
		c := &cs[i]
		if c.ID == "" {
			c.ID = tx.NewID()
		}
		if c.CreatedAt.IsZero() {
			c.CreatedAt = tx.now
		}
		c.UpdatedAt = tx.now
		tx.place(c.ContactID)
	}
	_, err := insert(tx, sqlInsertClosings, cs, func(args []any, c *goodturn.Closing) []any {
		return append(args, tx.ws(), string(c.ID), string(c.ContactID), string(c.Side), asJSON(c.Property), c.Date.String(), c.PriceMinor,
			c.Currency, asJSON(c.Loan), c.Source, c.FellThrough, ms(c.CreatedAt), ms(c.UpdatedAt))
	})
	return err
}

// InsertClosing is InsertClosings for one.
func (tx *Tx) InsertClosing(c *goodturn.Closing) error {
	cs := []goodturn.Closing{*c}
	err := tx.InsertClosings(cs)
	*c = cs[0]
	return err
}

const sqlUpdateClosing = `UPDATE closing SET contact_id = $3, side = $4, property = $5, day = $6, price_minor = $7, currency = $8, loan = $9,
 source = $10, fell_through = $11, updated_at = $12 WHERE workspace_id = $1 AND id = $2`

// UpdateClosing corrects a deal. It sets UpdatedAt; when ContactID changes, say so by updating both contacts.
func (tx *Tx) UpdateClosing(c goodturn.Closing) error {
	tx.place(c.ContactID)
	return tx.must("closing", sqlUpdateClosing, tx.ws(), c.ID, c.ContactID, c.Side, asJSON(c.Property), c.Date, c.PriceMinor, c.Currency, asJSON(c.Loan),
		c.Source, c.FellThrough, tx.now)
}

const sqlDeleteClosing = `DELETE FROM closing WHERE workspace_id = $1 AND id = $2`

// DeleteClosing removes a deal that never was: the undo of an import.
func (tx *Tx) DeleteClosing(c goodturn.Closing) error {
	tx.place(c.ContactID)
	return tx.must("closing", sqlDeleteClosing, tx.ws(), c.ID)
}

const sqlClosing = `SELECT ` + closingColumns + ` FROM closing WHERE workspace_id = $1 AND id = $2`

// Closing reads one. CodeNotFound if there is none.
func (tx *Tx) Closing(id goodturn.ID) (goodturn.Closing, error) {
	return get(tx, "closing", scanClosing, sqlClosing, tx.ws(), id)
}

const sqlClosings = `SELECT ` + closingColumns + ` FROM closing WHERE workspace_id = $1 AND contact_id IN LIST($2) ORDER BY contact_id, day DESC, id`

// Closings reads the deals of contacts, the newest of each first.
func (tx *Tx) Closings(contacts ...goodturn.ID) ([]goodturn.Closing, error) {
	return collectIDs(tx, contacts, scanClosing, sqlClosings)
}
