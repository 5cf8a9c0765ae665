package store

import (
	"github.com/goodturn-app/goodturn"
)

const homeColumns = `id, contact_id, closing_id, property, since, ended, ended_why`

func scanHome(r scanner, h *goodturn.Home) error {
	return r.Scan((*string)(&h.ID), (*string)(&h.ContactID), (*string)(&h.ClosingID), fromJSON(&h.Property), &h.Since, &h.Ended, &h.EndedWhy)
}

const sqlSaveHomes = `INSERT INTO home (workspace_id, ` + homeColumns + `) VALUES ROWS(8)
ON CONFLICT (id) DO UPDATE SET contact_id = excluded.contact_id, closing_id = excluded.closing_id, property = excluded.property,
 since = excluded.since, ended = excluded.ended, ended_why = excluded.ended_why WHERE home.workspace_id = excluded.workspace_id`

// SaveHomes adds homes (ID empty) or writes those that are known. A home that is no longer theirs gets Ended, it is not deleted.
func (tx *Tx) SaveHomes(hs []goodturn.Home) error {
	for i := range hs {
		if hs[i].ID == "" {
			hs[i].ID = tx.NewID()
		}
	}
	_, err := insert(tx, sqlSaveHomes, hs, func(args []any, h *goodturn.Home) []any {
		return append(args, tx.ws(), string(h.ID), string(h.ContactID), string(h.ClosingID), asJSON(h.Property), h.Since.String(), h.Ended.String(), h.EndedWhy)
	})
	return err
}

const sqlDeleteHome = `DELETE FROM home WHERE workspace_id = $1 AND id = $2`

// DeleteHome removes a home that never was theirs: the undo of an import.
func (tx *Tx) DeleteHome(id goodturn.ID) error {
	return tx.must("home", sqlDeleteHome, tx.ws(), id)
}

const sqlHomes = `SELECT ` + homeColumns + ` FROM home WHERE workspace_id = $1 AND contact_id IN LIST($2) ORDER BY contact_id, since DESC, id`

// Homes reads the homes of contacts, ended ones too, the newest of each first.
func (tx *Tx) Homes(contacts ...goodturn.ID) ([]goodturn.Home, error) {
	return collectIDs(tx, contacts, scanHome, sqlHomes)
}
