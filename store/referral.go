package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

const referralColumns = `id, referrer_id, friend_id, ask_id, owner_id, code, friend, email, phone, note, stage, stage_at, lost_why, value_minor, fee_minor,
 currency, source, campaign, playbook, step, trigger_name, channel, wording, consent, consent_at, may_tell, known_before, past, withdrawn_at, forget_at, next, next_on,
 version, deadline, acknowledged_at, created_at, updated_at, misses, corner, device, same_device`

func scanReferral(r scanner, f *goodturn.Referral) error {
	return r.Scan((*string)(&f.ID), (*string)(&f.ReferrerID), (*string)(&f.FriendID), (*string)(&f.AskID), (*string)(&f.OwnerID), &f.Code, &f.Friend, &f.Email,
		&f.Phone, &f.Note, (*string)(&f.Stage), (*stamp)(&f.StageAt), &f.LostWhy, &f.ValueMinor, &f.FeeMinor, &f.Currency, (*string)(&f.Source), &f.Tag.Campaign,
		&f.Tag.Playbook, &f.Tag.Step, &f.Tag.Trigger, (*string)(&f.Tag.Channel), &f.Tag.Wording, &f.Consent, (*stamp)(&f.ConsentAt), &f.MayTell, &f.KnownBefore, &f.Past,
		(*stamp)(&f.WithdrawnAt), (*stamp)(&f.ForgetAt), &f.Next, &f.NextOn, &f.Version, &f.Deadline, (*stamp)(&f.AcknowledgedAt), (*stamp)(&f.CreatedAt),
		(*stamp)(&f.UpdatedAt), &f.Misses, &f.Corner, &f.Device, &f.SameDevice)
}

const sqlInsertReferral = `INSERT INTO referral (workspace_id, ` + referralColumns + `)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34,
 $35, $36, $37, $38, $39, $40, $41, $42)`

// InsertReferral adds an introduction; ID, Stage, Version and times are made if empty.
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
	if f.StageAt.IsZero() {
		f.StageAt = f.CreatedAt
	}
	if f.Version == 0 {
		f.Version = 1
	}
	f.UpdatedAt = tx.now
	if !f.Past { // what a list tells of was not brought about here
		tx.Count(f.CreatedAt, "referral", string(f.Stage), 1)
	}
	_, err := tx.exec(sqlInsertReferral, tx.ws(), f.ID, f.ReferrerID, f.FriendID, f.AskID, f.OwnerID, f.Code, f.Friend, f.Email, f.Phone, f.Note, f.Stage,
		f.StageAt, f.LostWhy, f.ValueMinor, f.FeeMinor, f.Currency, f.Source, f.Tag.Campaign, f.Tag.Playbook, f.Tag.Step, f.Tag.Trigger, f.Tag.Channel,
		f.Tag.Wording, f.Consent, f.ConsentAt, f.MayTell, f.KnownBefore, f.Past, f.WithdrawnAt, f.ForgetAt, f.Next, f.NextOn, f.Version, f.Deadline, f.AcknowledgedAt,
		f.CreatedAt, f.UpdatedAt, f.Misses, f.Corner, f.Device, f.SameDevice)
	return err
}

const sqlUpdateReferral = `UPDATE referral SET referrer_id = $3, friend_id = $4, ask_id = $5, owner_id = $6, code = $7, friend = $8, email = $9, phone = $10,
 note = $11, stage = $12, stage_at = $13, lost_why = $14, value_minor = $15, fee_minor = $16, currency = $17, source = $18, campaign = $19, playbook = $20,
 step = $21, trigger_name = $22, channel = $23, wording = $24, consent = $25, consent_at = $26, may_tell = $27, known_before = $28, past = $29, withdrawn_at = $30,
 forget_at = $31, next = $32, next_on = $33, deadline = $34, acknowledged_at = $35, updated_at = $36, version = version + 1
WHERE workspace_id = $1 AND id = $2 AND version = $37`

// UpdateReferral writes everything but the id, CreatedAt and how the form came in, sets UpdatedAt and StageAt, raises Version and counts a stage that was
// reached. CodeConflict if somebody changed it since f was read: two people moving one card get one outcome, and the second one is
// told.
func (tx *Tx) UpdateReferral(f *goodturn.Referral) error {
	before, err := tx.Referral(f.ID)
	if err != nil {
		return err
	}
	if before.Stage != f.Stage {
		f.StageAt = tx.now
	}
	n, err := tx.exec(sqlUpdateReferral, tx.ws(), f.ID, f.ReferrerID, f.FriendID, f.AskID, f.OwnerID, f.Code, f.Friend, f.Email, f.Phone, f.Note, f.Stage,
		f.StageAt, f.LostWhy, f.ValueMinor, f.FeeMinor, f.Currency, f.Source, f.Tag.Campaign, f.Tag.Playbook, f.Tag.Step, f.Tag.Trigger, f.Tag.Channel,
		f.Tag.Wording, f.Consent, f.ConsentAt, f.MayTell, f.KnownBefore, f.Past, f.WithdrawnAt, f.ForgetAt, f.Next, f.NextOn, f.Deadline, f.AcknowledgedAt, tx.now, f.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return &goodturn.Error{Code: goodturn.CodeConflict, Message: "Somebody changed this introduction a moment ago.", Hint: "Look at it as it is now, then try again."}
	}
	if before.Stage != f.Stage {
		tx.Count(tx.now, "referral", string(f.Stage), 1)
	}
	f.Version++
	f.UpdatedAt = tx.now
	return nil
}

const (
	sqlLockReferral   = sqlReferral + ` AWAITROWS`
	sqlReferral       = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND id = $2`
	sqlReferralsOf    = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND referrer_id IN LIST($2) ORDER BY referrer_id, created_at, id`
	sqlReferralsByID  = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`
	sqlUnacknowledged = `SELECT ` + referralColumns + ` FROM referral
WHERE workspace_id = $1 AND acknowledged_at = 0 AND referrer_id <> '' AND past = FALSE AND withdrawn_at = 0 AND created_at >= $2 AND created_at < $3 ORDER BY created_at, id LIMIT $4`
	sqlReferralsByAddress = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND friend_id = '' AND (email = $2 OR phone = $3) ORDER BY id`
	sqlForgettable        = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND forget_at > 0 AND forget_at <= $2 ORDER BY forget_at, id LIMIT $3`
)

// Referral reads one. CodeNotFound if there is none.
func (tx *Tx) Referral(id goodturn.ID) (goodturn.Referral, error) {
	return get(tx, "introduction", scanReferral, sqlReferral, tx.ws(), id)
}

// LockReferral is Referral, and keeps others from changing it or what hangs on it by this same way until the transaction ends.
func (tx *Tx) LockReferral(id goodturn.ID) (goodturn.Referral, error) {
	return get(tx, "introduction", scanReferral, sqlLockReferral, tx.ws(), id)
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

// Unacknowledged reads introductions of a time, its end not included, whose referrer is known and has not been thanked for the name yet.
// Those that a list told of are not among them.
func (tx *Tx) Unacknowledged(from, before time.Time, limit int) ([]goodturn.Referral, error) {
	return collect(tx, scanReferral, sqlUnacknowledged, tx.ws(), from, before, limit)
}

// ReferralsByAddress reads introductions of friends who are nobody of ours, by an address or a number that is known of them.
func (tx *Tx) ReferralsByAddress(address string) ([]goodturn.Referral, error) {
	return collect(tx, scanReferral, sqlReferralsByAddress, tx.ws(), address, address)
}

// ReferralsToForget reads introductions whose friend never agreed and whose time is over, oldest first.
func (tx *Tx) ReferralsToForget(limit int) ([]goodturn.Referral, error) {
	return collect(tx, scanReferral, sqlForgettable, tx.ws(), tx.now, limit)
}

const (
	sqlDropReferral        = `DELETE FROM referral WHERE workspace_id = $1 AND id = $2`
	sqlDropReferralClaims  = `DELETE FROM referral_claim WHERE workspace_id = $1 AND referral_id = $2`
	sqlDropReferralChanges = `DELETE FROM referral_change WHERE workspace_id = $1 AND referral_id = $2`
)

// DropReferral takes back an introduction that a list told of and nobody has touched since, with what was said of it.
func (tx *Tx) DropReferral(id goodturn.ID) error {
	for _, q := range []string{sqlDropReferralClaims, sqlDropReferralChanges, sqlDropReferral} {
		if _, err := tx.exec(q, tx.ws(), id); err != nil {
			return err
		}
	}
	return nil
}

const (
	shareCodeColumns = `code, contact_id, ask_id, revoked, created_at`
	sqlInsertCode    = `INSERT INTO share_code (workspace_id, ` + shareCodeColumns + `) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (code) DO NOTHING`
	sqlCodeAsk       = `UPDATE share_code SET ask_id = $3 WHERE workspace_id = $1 AND code = $2`
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

// SetShareCodeAsk lets a code stand for another ask of the same person.
func (tx *Tx) SetShareCodeAsk(code string, ask goodturn.ID) error {
	_, err := tx.exec(sqlCodeAsk, tx.ws(), code, ask)
	return err
}

// RevokeShareCodes makes a contact's links lead nowhere.
func (tx *Tx) RevokeShareCodes(contact goodturn.ID) error {
	_, err := tx.exec(sqlRevokeCodes, tx.ws(), contact)
	return err
}

const (
	sqlReferralsOfAsk    = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND ask_id = $2 ORDER BY created_at, id`
	sqlReferralsOfFriend = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND friend_id = $2 ORDER BY created_at, id`
	sqlWonBetween        = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND stage = 'won' AND stage_at >= $2 AND stage_at < $3 AND (past = FALSE OR referrer_id <> '') ORDER BY stage_at, id`
	sqlStageCounts       = `SELECT stage, COUNT(*) FROM referral WHERE workspace_id = $1 AND ($2 = '' OR owner_id = $3) AND (past = FALSE OR referrer_id <> '') GROUP BY stage ORDER BY stage`
	sqlStagePage         = `SELECT ` + referralColumns + ` FROM referral WHERE workspace_id = $1 AND stage = $2 AND id < $3 AND ($4 = '' OR owner_id = $5) AND (past = FALSE OR referrer_id <> '') ORDER BY id DESC LIMIT $6`
)

// ReferralsOfAsk reads what came of one ask, oldest first.
func (tx *Tx) ReferralsOfAsk(ask goodturn.ID) ([]goodturn.Referral, error) {
	return collect(tx, scanReferral, sqlReferralsOfAsk, tx.ws(), ask)
}

// ReferralsOfFriend reads the introductions in which a contact is the friend, and the contact's own next deals, oldest first.
func (tx *Tx) ReferralsOfFriend(contact goodturn.ID) ([]goodturn.Referral, error) {
	return collect(tx, scanReferral, sqlReferralsOfFriend, tx.ws(), contact)
}

// WonBetween reads introductions that were won on days of a span, UTC, both included; what a list told of, once somebody is credited.
func (tx *Tx) WonBetween(first, last goodturn.Date) ([]goodturn.Referral, error) {
	from := time.Date(first.Year, first.Month, first.Day, 0, 0, 0, 0, time.UTC)
	return collect(tx, scanReferral, sqlWonBetween, tx.ws(), from, time.Date(last.Year, last.Month, last.Day+1, 0, 0, 0, 0, time.UTC))
}

// StageCounts counts introductions by stage; owner empty means everybody's. What a list told of counts once somebody is credited.
func (tx *Tx) StageCounts(owner goodturn.ID) (map[goodturn.Stage]int, error) {
	type row struct {
		stage goodturn.Stage
		n     int
	}
	rows, err := collect(tx, func(r scanner, x *row) error { return r.Scan((*string)(&x.stage), &x.n) }, sqlStageCounts, tx.ws(), owner, owner)
	out := make(map[goodturn.Stage]int, len(rows))
	for _, x := range rows {
		out[x.stage] = x.n
	}
	return out, err
}

// StagePage pages through the introductions at one stage, the newest first; before is the id of the page before, empty to begin, owner
// empty means everybody's.
func (tx *Tx) StagePage(stage goodturn.Stage, owner, before goodturn.ID, limit int) ([]goodturn.Referral, error) {
	if before == "" {
		before = "~"
	}
	return collect(tx, scanReferral, sqlStagePage, tx.ws(), stage, before, owner, owner, limit)
}
