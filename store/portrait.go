package store

import (
	"encoding/base64"
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Portrait is what an advocate shows to friends, because they chose to: a sentence of their own, and a small picture.
type Portrait struct {
	ID        goodturn.ID
	ContactID goodturn.ID
	Why       string
	Picture   []byte // a JPEG; empty: none
	At        time.Time
}

const (
	portraitColumns   = `id, contact_id, why, picture, at`
	sqlInsertPortrait = `INSERT INTO portrait (workspace_id, ` + portraitColumns + `) VALUES ($1, $2, $3, $4, $5, $6)`
	sqlPortrait       = `SELECT ` + portraitColumns + ` FROM portrait WHERE workspace_id = $1 AND contact_id = $2 ORDER BY at DESC, id DESC LIMIT 1`
	sqlDropPortrait   = `DELETE FROM portrait WHERE workspace_id = $1 AND contact_id = $2`
)

func scanPortrait(r scanner, p *Portrait) error {
	var picture string
	err := r.Scan((*string)(&p.ID), (*string)(&p.ContactID), &p.Why, &picture, (*stamp)(&p.At))
	if err != nil || picture == "" {
		return err
	}
	if p.Picture, err = base64.StdEncoding.DecodeString(picture); err != nil {
		return fmt.Errorf("read the picture of %s: %w", p.ContactID, err)
	}
	return nil
}

// Portrait reads what an advocate shows to friends; false if they show nothing.
func (tx *Tx) Portrait(contact goodturn.ID) (Portrait, bool, error) {
	return one(tx, scanPortrait, sqlPortrait, tx.ws(), contact)
}

// SavePortrait keeps what an advocate shows, in the place of what they showed before.
func (tx *Tx) SavePortrait(p Portrait) error {
	if err := tx.DropPortrait(p.ContactID); err != nil {
		return err
	}
	_, err := tx.exec(sqlInsertPortrait, tx.ws(), tx.NewID(), p.ContactID, p.Why, base64.StdEncoding.EncodeToString(p.Picture), tx.now)
	return err
}

// DropPortrait deletes what an advocate showed.
func (tx *Tx) DropPortrait(contact goodturn.ID) error {
	_, err := tx.exec(sqlDropPortrait, tx.ws(), contact)
	return err
}
