package store

import (
	"github.com/goodturn-app/goodturn"
)

const (
	claimColumns     = `id, referral_id, contact_id, source, evidence, confidence, state, by_user, at, settled_at`
	sqlInsertClaim   = `INSERT INTO referral_claim (workspace_id, ` + claimColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	sqlSettleClaim   = `UPDATE referral_claim SET state = $3, by_user = $4, settled_at = $5 WHERE workspace_id = $1 AND id = $2`
	sqlReferralClaim = `SELECT ` + claimColumns + ` FROM referral_claim WHERE workspace_id = $1 AND id = $2`
	sqlClaims        = `SELECT ` + claimColumns + ` FROM referral_claim WHERE workspace_id = $1 AND referral_id IN LIST($2) ORDER BY referral_id, at, id`
	sqlClaimsFor     = `SELECT ` + claimColumns + ` FROM referral_claim WHERE workspace_id = $1 AND contact_id = $2 ORDER BY at, id`
	sqlDropProposed  = `DELETE FROM referral_claim WHERE workspace_id = $1 AND state = 'proposed' AND id IN LIST($2)`
	sqlOpenClaims    = `SELECT ` + claimColumns + ` FROM referral_claim WHERE workspace_id = $1 AND state = 'proposed' ORDER BY at, id LIMIT $2`
)

func scanClaim(r scanner, c *goodturn.Claim) error {
	return r.Scan((*string)(&c.ID), (*string)(&c.ReferralID), (*string)(&c.ContactID), (*string)(&c.Source), &c.Evidence, &c.Confidence, (*string)(&c.State),
		(*string)(&c.By), (*stamp)(&c.At), (*stamp)(&c.SettledAt))
}

// InsertClaim keeps one statement about who sent a friend; ID, State and At are made if empty. It credits nobody by itself.
func (tx *Tx) InsertClaim(c *goodturn.Claim) error {
	if c.ID == "" {
		c.ID = tx.NewID()
	}
	if c.State == "" {
		c.State = goodturn.ClaimProposed
	}
	if c.At.IsZero() {
		c.At = tx.now
	}
	_, err := tx.exec(sqlInsertClaim, tx.ws(), c.ID, c.ReferralID, c.ContactID, c.Source, c.Evidence, c.Confidence, c.State, c.By, c.At, c.SettledAt)
	return err
}

// SettleClaim confirms or declines a claim. CodeNotFound if there is none.
func (tx *Tx) SettleClaim(id goodturn.ID, state goodturn.ClaimState, by goodturn.ID) error {
	return tx.must("claim", sqlSettleClaim, tx.ws(), id, state, by, tx.now)
}

// ReferralClaim reads one. CodeNotFound if there is none.
func (tx *Tx) ReferralClaim(id goodturn.ID) (goodturn.Claim, error) {
	return get(tx, "claim", scanClaim, sqlReferralClaim, tx.ws(), id)
}

// Claims reads everything that was said about who sent these friends, oldest first.
func (tx *Tx) Claims(referrals ...goodturn.ID) ([]goodturn.Claim, error) {
	return collectIDs(tx, referrals, scanClaim, sqlClaims)
}

// ClaimsFor reads every statement that a contact sent somebody, oldest first.
func (tx *Tx) ClaimsFor(contact goodturn.ID) ([]goodturn.Claim, error) {
	return collect(tx, scanClaim, sqlClaimsFor, tx.ws(), contact)
}

// DropProposed takes back claims that nobody has said yes or no to.
func (tx *Tx) DropProposed(ids ...goodturn.ID) error {
	return chunks(ids, func(l list) error {
		_, err := tx.exec(sqlDropProposed, tx.ws(), l)
		return err
	})
}

// OpenClaims reads claims that wait for a person, oldest first.
func (tx *Tx) OpenClaims(limit int) ([]goodturn.Claim, error) {
	return collect(tx, scanClaim, sqlOpenClaims, tx.ws(), limit)
}

const (
	changeColumns   = `id, referral_id, at, by_user, what, before, after`
	sqlAppendChange = `INSERT INTO referral_change (workspace_id, ` + changeColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	sqlChanges      = `SELECT ` + changeColumns + ` FROM referral_change WHERE workspace_id = $1 AND referral_id = $2 ORDER BY at, id`
)

// AppendReferralChange adds one line to an introduction's log; ID and At are made if empty.
func (tx *Tx) AppendReferralChange(c goodturn.ReferralChange) error {
	if c.ID == "" {
		c.ID = tx.NewID()
	}
	if c.At.IsZero() {
		c.At = tx.now
	}
	_, err := tx.exec(sqlAppendChange, tx.ws(), c.ID, c.ReferralID, c.At, c.By, c.What, c.Before, c.After)
	return err
}

// ReferralChanges reads an introduction's log, oldest first.
func (tx *Tx) ReferralChanges(referral goodturn.ID) ([]goodturn.ReferralChange, error) {
	return collect(tx, func(r scanner, c *goodturn.ReferralChange) error {
		return r.Scan((*string)(&c.ID), (*string)(&c.ReferralID), (*stamp)(&c.At), (*string)(&c.By), &c.What, &c.Before, &c.After)
	}, sqlChanges, tx.ws(), referral)
}
