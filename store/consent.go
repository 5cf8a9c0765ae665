package store

import (
	"github.com/goodturn-app/goodturn"
)

const consentColumns = `id, contact_id, channel, address, basis, withdrawn, notice, source, signer, region, at, expires_at`

func scanConsent(r scanner, c *goodturn.Consent) error {
	return r.Scan((*string)(&c.ID), (*string)(&c.ContactID), (*string)(&c.Channel), &c.Address, (*string)(&c.Basis), &c.Withdrawn, &c.Notice,
		&c.Source, &c.Signer, &c.Region, (*stamp)(&c.At), (*stamp)(&c.ExpiresAt))
}

const sqlInsertConsents = `INSERT INTO consent (workspace_id, ` + consentColumns + `) VALUES ROWS(13)`

// AppendConsents records grounds for writing, or withdrawals of them. ID and At are made if empty.
func (tx *Tx) AppendConsents(cs ...goodturn.Consent) error {
	for i := range cs {
		if cs[i].ID == "" {
			cs[i].ID = tx.NewID()
		}
		if cs[i].At.IsZero() {
			cs[i].At = tx.now
		}
	}
	_, err := insert(tx, sqlInsertConsents, cs, func(args []any, c *goodturn.Consent) []any {
		return append(args, tx.ws(), string(c.ID), string(c.ContactID), string(c.Channel), c.Address, string(c.Basis), c.Withdrawn, c.Notice,
			c.Source, c.Signer, c.Region, ms(c.At), ms(c.ExpiresAt))
	})
	return err
}

const sqlConsents = `SELECT ` + consentColumns + ` FROM consent WHERE workspace_id = $1 AND contact_id IN LIST($2) ORDER BY contact_id, at, id`

// Consents reads all that was ever recorded for contacts, oldest first; the last word on an address counts.
func (tx *Tx) Consents(contacts ...goodturn.ID) ([]goodturn.Consent, error) {
	return collectIDs(tx, contacts, scanConsent, sqlConsents)
}
