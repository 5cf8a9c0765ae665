package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/goodturn-app/goodturn"
)

const sqlSalt = `SELECT salt FROM workspace WHERE id = $1`

func (tx *Tx) workspaceSalt() ([]byte, error) {
	s, _, err := one(tx, func(r scanner, s *string) error { return r.Scan(s) }, sqlSalt, tx.ws())
	return []byte(s), err
}

const sqlMakeWorkspace = `INSERT INTO workspace (id, settings, live, stopped, salt, created_at) VALUES ($1, '', FALSE, FALSE, $2, $3)
ON CONFLICT (id) DO NOTHING`

func (tx *Tx) makeWorkspace(salt string) error {
	_, err := tx.exec(sqlMakeWorkspace, tx.ws(), salt, tx.now)
	return err
}

const sqlSettings = `SELECT settings FROM workspace WHERE id = $1`

// Settings is what the owner chose, without defaults. A new workspace has the zero Settings, which sends nothing.
func (tx *Tx) Settings() (s goodturn.Settings, err error) {
	text, err := get(tx, "workspace", func(r scanner, text *string) error { return r.Scan(text) }, sqlSettings, tx.ws())
	if err != nil {
		return s, err
	}
	if tx.writing && tx.settings == nil {
		tx.settings = &text
	}
	return s, fromJSON(&s).Scan(text)
}

const sqlSaveSettings = `UPDATE workspace SET settings = $2, live = $3, stopped = $4 WHERE id = $1 AND ($5 OR settings = $6)`

// SaveSettings replaces the settings. From the moment it commits, a pause, a hold or leaving live mode stops every second mark. Where
// this transaction has read the settings and somebody else changed them since, it is done again: of a pause and another choice at the
// same moment both hold.
func (tx *Tx) SaveSettings(s goodturn.Settings) error {
	text, seen := asJSON(s), ""
	if tx.settings != nil {
		seen = *tx.settings
	}
	n, err := tx.exec(sqlSaveSettings, tx.ws(), text, s.Mode == goodturn.ModeLive, s.Paused || s.Hold != "", tx.settings == nil, seen)
	switch {
	case err != nil:
		return err
	case n == 0 && tx.settings == nil:
		return goodturn.NotFound("workspace")
	case n == 0:
		return errChanged
	}
	tx.settings = &text
	return nil
}

// errChanged has a transaction done again on PostgreSQL, where another one may commit between what it read and what it writes.
var errChanged = &goodturn.Error{Code: goodturn.CodeConflict, Message: "The settings were changed a moment ago.", Hint: "Look at them as they are now, then try again."}

// AddressHash is what suppressions keep of an address after its owner was erased: salted with the workspace's own salt, which
// lies in the database, because a lost key must never turn a refusal into a permission. The empty address has no hash.
func (tx *Tx) AddressHash(address string) string { return tx.db.AddressHash(address) }

// AddressHash is Tx.AddressHash without a transaction.
func (db *DB) AddressHash(address string) string {
	address = strings.ToLower(strings.TrimSpace(address))
	if address == "" {
		return ""
	}
	m := hmac.New(sha256.New, db.salt)
	m.Write([]byte(address))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:18])
}
