package store

import (
	"github.com/goodturn-app/goodturn"
)

const suppressionColumns = `id, contact_id, hash, scope, channel, reason, source, at`

func scanSuppression(r scanner, s *goodturn.Suppression) error {
	return r.Scan((*string)(&s.ID), (*string)(&s.ContactID), &s.Hash, (*string)(&s.Scope), (*string)(&s.Channel), &s.Reason, &s.Source, (*stamp)(&s.At))
}

const (
	sqlAwaitContact = `SELECT id FROM contact WHERE workspace_id = $1 AND id = $2 AWAITROWS`
	sqlAwaitHash    = `SELECT id FROM contact WHERE workspace_id = $1
AND id IN (SELECT contact_id FROM identity WHERE workspace_id = $2 AND hash = $3) ORDER BY id AWAITROWS`
)

// AwaitContact puts opt-outs, second marks and rewards of one person in a row: whoever comes second sees what the first has committed.
// SQLite has one writer and needs nothing.
func (tx *Tx) AwaitContact(id goodturn.ID) error {
	if tx.db.dialect.Shared || id == "" {
		return nil
	}
	_, _, err := one(tx, func(r scanner, s *string) error { return r.Scan(s) }, sqlAwaitContact, tx.ws(), id)
	return err
}

const sqlInsertSuppression = `INSERT INTO suppression (workspace_id, ` + suppressionColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

// AddSuppression ends messages to a contact (ContactID), an address (Hash, from AddressHash), or both. Once it has committed, no
// second mark that it covers succeeds. Telling it twice adds one row. ID and At are made if empty.
func (tx *Tx) AddSuppression(s *goodturn.Suppression) error {
	if s.ContactID == "" && s.Hash == "" {
		return goodturn.Invalid("suppression", "Nobody is named who should hear no more.", "Name a person or an address.")
	}
	if err := tx.AwaitContact(s.ContactID); err != nil {
		return err
	}
	if s.Hash != "" {
		holders, err := collect(tx, func(r scanner, id *goodturn.ID) error { return r.Scan((*string)(id)) }, sqlAwaitHash, tx.ws(), tx.ws(), s.Hash)
		if err != nil {
			return err
		}
		tx.place(holders...)
	}
	tx.place(s.ContactID)
	have, err := tx.Suppressions(s.ContactID)
	if s.ContactID == "" {
		have, err = tx.HashSuppressions(s.Hash)
	}
	if err != nil {
		return err
	}
	for _, h := range have {
		if h.ContactID == s.ContactID && h.Hash == s.Hash && h.Scope == s.Scope && h.Channel == s.Channel {
			*s = h
			return nil
		}
	}
	if s.ID == "" {
		s.ID = tx.NewID()
	}
	if s.At.IsZero() {
		s.At = tx.now
	}
	_, err = tx.exec(sqlInsertSuppression, tx.ws(), s.ID, s.ContactID, s.Hash, s.Scope, s.Channel, s.Reason, s.Source, s.At)
	return err
}

const (
	sqlSuppressions     = `SELECT ` + suppressionColumns + ` FROM suppression WHERE workspace_id = $1 AND contact_id IN LIST($2) AND contact_id <> '' ORDER BY contact_id, id`
	sqlHashSuppressions = `SELECT ` + suppressionColumns + ` FROM suppression WHERE workspace_id = $1 AND hash IN LIST($2) AND hash <> '' ORDER BY hash, id`
)

// Suppressions reads those that name the contacts. Those that know only an address are found by HashSuppressions.
func (tx *Tx) Suppressions(contacts ...goodturn.ID) ([]goodturn.Suppression, error) {
	return collectIDs(tx, contacts, scanSuppression, sqlSuppressions)
}

// HashSuppressions reads those that name addresses by their hash.
func (tx *Tx) HashSuppressions(hashes ...string) ([]goodturn.Suppression, error) {
	ids := make([]goodturn.ID, len(hashes))
	for i, h := range hashes {
		ids[i] = goodturn.ID(h)
	}
	return collectIDs(tx, ids, scanSuppression, sqlHashSuppressions)
}

const sqlDeleteSuppression = `DELETE FROM suppression WHERE workspace_id = $1 AND id = $2`

// LiftSuppression takes one back. Only the person it protects may ask for that; the event that says so stays.
func (tx *Tx) LiftSuppression(s goodturn.Suppression) error {
	tx.place(s.ContactID)
	return tx.must("suppression", sqlDeleteSuppression, tx.ws(), s.ID)
}

const sqlMoveSuppression = `UPDATE suppression SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> ''`

// MoveSuppressions gives the refusals of one contact to another, into whom they are merged: the union of both holds.
// With an empty to they keep their hashes and forget the person: erasure.
func (tx *Tx) MoveSuppressions(from, to goodturn.ID) error {
	tx.place(from, to)
	_, err := tx.exec(sqlMoveSuppression, tx.ws(), from, to)
	return err
}
