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
func (tx *Tx) Settings() (goodturn.Settings, error) {
	return get(tx, "workspace", func(r scanner, s *goodturn.Settings) error { return r.Scan(fromJSON(s)) }, sqlSettings, tx.ws())
}

const sqlSaveSettings = `UPDATE workspace SET settings = $2, live = $3, stopped = $4 WHERE id = $1`

// SaveSettings replaces the settings. From the moment it commits, a pause, a hold or leaving live mode stops every second mark.
func (tx *Tx) SaveSettings(s goodturn.Settings) error {
	return tx.must("workspace", sqlSaveSettings, tx.ws(), asJSON(s), s.Mode == goodturn.ModeLive, s.Paused || s.Hold != "")
}

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
