package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// RewardEntry is one line of the reward ledger. Append-only: a correction is another line.
type RewardEntry struct {
	ID          goodturn.ID
	ReferralID  goodturn.ID
	ContactID   goodturn.ID
	Kind        string
	AmountMinor int64
	Currency    string
	Why         string
	At          time.Time
}

const (
	rewardColumns   = `id, referral_id, contact_id, kind, amount_minor, currency, why, at`
	sqlAppendReward = `INSERT INTO reward_entry (workspace_id, ` + rewardColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	sqlRewards      = `SELECT ` + rewardColumns + ` FROM reward_entry WHERE workspace_id = $1 AND contact_id = $2 ORDER BY at, id`
)

// AppendReward adds a line. ID and At are made if empty.
func (tx *Tx) AppendReward(e *RewardEntry) error {
	if e.ID == "" {
		e.ID = tx.NewID()
	}
	if e.At.IsZero() {
		e.At = tx.now
	}
	_, err := tx.exec(sqlAppendReward, tx.ws(), e.ID, e.ReferralID, e.ContactID, e.Kind, e.AmountMinor, e.Currency, e.Why, e.At)
	return err
}

// Rewards reads a contact's lines, oldest first.
func (tx *Tx) Rewards(contact goodturn.ID) ([]RewardEntry, error) {
	return collect(tx, func(r scanner, e *RewardEntry) error {
		return r.Scan((*string)(&e.ID), (*string)(&e.ReferralID), (*string)(&e.ContactID), &e.Kind, &e.AmountMinor, &e.Currency, &e.Why, (*stamp)(&e.At))
	}, sqlRewards, tx.ws(), contact)
}
