package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

const referralColumns = `id, referrer_id, ask_id, owner_id, code, friend, email, phone, note, stage, value_minor, currency, source, consent,
 may_tell, deadline, acknowledged_at, created_at, updated_at`

func scanReferral(r scanner, f *goodturn.Referral) error {
	return r.Scan((*string)(&f.ID), (*string)(&f.ReferrerID), (*string)(&f.AskID), (*string)(&f.OwnerID), &f.Code, &f.Friend, &f.Email, &f.Phone,
		&f.Note, (*string)(&f.Stage), &f.ValueMinor, &f.Currency, &f.Source, &f.Consent, &f.MayTell, &f.Deadline, (*stamp)(&f.AcknowledgedAt),
		(*stamp)(&f.CreatedAt), (*stamp)(&f.UpdatedAt))
}

const sqlInsertReferral = `INSERT INTO referral (workspace_id, ` + referralColumns + `)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`

// InsertReferral adds an introduction; ID, Stage and times are made if empty.
func (tx *Tx) InsertReferral(f *goodturn.Referral) error {
	if f.ID == "" {
		f.ID = tx.NewID()
	}
	if f.Stage == "" {
		f.Stage = goodturn.StageIntroduced
	}
	if f.CreatedAt.IsZero() {
		f.CreatedAt = tx.now
	}
	f.UpdatedAt = tx.now
	tx.Count(f.CreatedAt, "referral", string(f.Stage), 1)
	_, err := tx.exec(sqlInsertReferral, tx.ws(), f.ID, f.ReferrerID, f.AskID, f.OwnerID, f.Code, f.Friend, f.Email, f.Phone, f.Note, f.Stage,
		f.ValueMinor, f.Currency, f.Source, f.Consent, f.MayTell, f.Deadline, f.AcknowledgedAt, f.CreatedAt, f.UpdatedAt)
	return err
}

const sqlUpdateReferral = `UPDATE referral SET referrer_id = $3, ask_id = $4, owner_id = $5, code = $6, friend = $7, email = $8, phone = $9, note = $10,
 stage = $11, value_minor = $12, currency = $13, source = $14, consent = $15, may_tell = $16, deadline = $17, acknowledged_at = $18, updated_at = $19
WHERE workspace_id = $1 AND id = $2`

// UpdateReferral writes everything but the id and CreatedAt. It sets UpdatedAt and counts a stage that was reached.
func (tx *Tx) UpdateReferral(f goodturn.Referral) error {
	before, err := tx.Referral(f.ID)
	if err != nil {
		return err
	}
	if before.Stage != f.Stage {
		tx.Count(tx.now, "referral", string(f.Stage), 1)
	}
	return tx.must("introduction", sqlUpdateReferral, tx.ws(), f.ID, f.ReferrerID, f.AskID, f.OwnerID, f.Code, f.Friend, f.Email, f.Phone, f.Note, f.Stage,
		f.ValueMinor, f.Currency, f.Source, f.Consent, f.MayTell, f.Deadline, f.AcknowledgedAt, tx.now)
}

const (
	sqlReferral       = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND id = $2`
	sqlReferralsOf    = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND referrer_id IN LIST($2) ORDER BY referrer_id, created_at, id`
	sqlReferralsByID  = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`
	sqlUnacknowledged = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND acknowledged_at = 0 AND created_at < $2 ORDER BY created_at, id LIMIT $3`
)

// Referral reads one. CodeNotFound if there is none.
func (tx *Tx) Referral(id goodturn.ID) (goodturn.Referral, error) {
	return get(tx, "introduction", scanReferral, sqlReferral, tx.ws(), id)
}

// Referrals reads whom contacts sent us, oldest first.
func (tx *Tx) Referrals(referrers ...goodturn.ID) ([]goodturn.Referral, error) {
	return collectIDs(tx, referrers, scanReferral, sqlReferralsOf)
}

// ListReferrals pages through all introductions, the newest first; before is the id of the page before, empty to begin.
func (tx *Tx) ListReferrals(before goodturn.ID, limit int) ([]goodturn.Referral, error) {
	if before == "" {
		before = "~"
	}
	return collect(tx, scanReferral, sqlReferralsByID, tx.ws(), before, limit)
}

// Unacknowledged reads introductions older than an instant whose referrer has not been thanked for the name yet.
func (tx *Tx) Unacknowledged(before time.Time, limit int) ([]goodturn.Referral, error) {
	return collect(tx, scanReferral, sqlUnacknowledged, tx.ws(), before, limit)
}

const (
	shareCodeColumns = `code, contact_id, ask_id, revoked, created_at`
	sqlInsertCode    = `INSERT INTO share_code (workspace_id, ` + shareCodeColumns + `) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (code) DO NOTHING`
	sqlShareCode     = `SELECT ` + shareCodeColumns + ` FROM share_code WHERE workspace_id = $1 AND code = $2`
	sqlContactCodes  = `SELECT ` + shareCodeColumns + ` FROM share_code WHERE workspace_id = $1 AND contact_id = $2 ORDER BY created_at, code`
	sqlRevokeCodes   = `UPDATE share_code SET revoked = TRUE WHERE workspace_id = $1 AND contact_id = $2`
)

func scanShareCode(r scanner, c *goodturn.ShareCode) error {
	return r.Scan(&c.Code, (*string)(&c.ContactID), (*string)(&c.AskID), &c.Revoked, (*stamp)(&c.CreatedAt))
}

// InsertShareCode adds an advocate's code; false if the code is taken, and another one is to be drawn.
func (tx *Tx) InsertShareCode(c goodturn.ShareCode) (bool, error) {
	if c.CreatedAt.IsZero() {
		c.CreatedAt = tx.now
	}
	n, err := tx.exec(sqlInsertCode, tx.ws(), c.Code, c.ContactID, c.AskID, c.Revoked, c.CreatedAt)
	return n == 1, err
}

// ShareCode finds a code, a revoked one too.
func (tx *Tx) ShareCode(code string) (goodturn.ShareCode, bool, error) {
	return one(tx, scanShareCode, sqlShareCode, tx.ws(), code)
}

// ShareCodes reads a contact's codes, oldest first.
func (tx *Tx) ShareCodes(contact goodturn.ID) ([]goodturn.ShareCode, error) {
	return collect(tx, scanShareCode, sqlContactCodes, tx.ws(), contact)
}

// RevokeShareCodes makes a contact's links lead nowhere.
func (tx *Tx) RevokeShareCodes(contact goodturn.ID) error {
	_, err := tx.exec(sqlRevokeCodes, tx.ws(), contact)
	return err
}
