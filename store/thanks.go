package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// Thanks says which message thanks for which introduction, and for which of its stages.
type Thanks struct {
	TouchID    goodturn.ID
	ReferralID goodturn.ID
	Stage      goodturn.Stage
	ContactID  goodturn.ID // who is thanked: somebody else once the credit moves
	At         time.Time
}

const (
	thanksColumns   = `touch_id, referral_id, stage, contact_id, at`
	sqlInsertThanks = `INSERT INTO referral_thanks (workspace_id, ` + thanksColumns + `) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, referral_id, stage, contact_id) DO NOTHING`
	sqlThanks       = `SELECT ` + thanksColumns + ` FROM referral_thanks WHERE workspace_id = $1 AND touch_id IN LIST($2) ORDER BY touch_id`
	sqlThanksFor    = `SELECT ` + thanksColumns + ` FROM referral_thanks WHERE workspace_id = $1 AND referral_id = $2 ORDER BY at, touch_id`

	sqlDropThanks = `DELETE FROM referral_thanks WHERE workspace_id = $1 AND touch_id = $2`

	sqlThankedInTime = `SELECT COUNT(*), COUNT(*) FILTER (WHERE acknowledged_at > 0 AND acknowledged_at <= created_at + $2) FROM referral
WHERE workspace_id = $1 AND referrer_id <> '' AND past = FALSE AND withdrawn_at = 0 AND created_at >= $3 AND (acknowledged_at > 0 OR created_at <= $4)`
)

func scanThanks(r scanner, t *Thanks) error {
	return r.Scan((*string)(&t.TouchID), (*string)(&t.ReferralID), (*string)(&t.Stage), (*string)(&t.ContactID), (*stamp)(&t.At))
}

// InsertThanks ties a message to the introduction that it thanks for. False if they were thanked for that stage of it already.
func (tx *Tx) InsertThanks(t Thanks) (bool, error) {
	if t.At.IsZero() {
		t.At = tx.now
	}
	n, err := tx.exec(sqlInsertThanks, tx.ws(), t.TouchID, t.ReferralID, t.Stage, t.ContactID, t.At)
	return n == 1, err
}

// DropThanks takes back that a message thanks for an introduction, so that another may; the message itself stays.
func (tx *Tx) DropThanks(touch goodturn.ID) error {
	_, err := tx.exec(sqlDropThanks, tx.ws(), touch)
	return err
}

// ThanksOf reads what messages thank for; those that thank for no introduction are left out.
func (tx *Tx) ThanksOf(touches ...goodturn.ID) ([]Thanks, error) {
	return collectIDs(tx, touches, scanThanks, sqlThanks)
}

// ThanksFor reads the messages that thank for one introduction, oldest first.
func (tx *Tx) ThanksFor(referral goodturn.ID) ([]Thanks, error) {
	return collect(tx, scanThanks, sqlThanksFor, tx.ws(), referral)
}

// ThankedInTime counts introductions since an instant whose referrer was thanked within a time, and all whose time is over or who
// were thanked. One whose time still runs is in neither.
func (tx *Tx) ThankedInTime(since time.Time, within time.Duration) (inTime, of int, err error) {
	got, err := collect(tx, func(r scanner, n *[2]int) error { return r.Scan(&n[0], &n[1]) }, sqlThankedInTime, tx.ws(), within.Milliseconds(), since, tx.now.Add(-within))
	if err != nil || len(got) == 0 {
		return 0, 0, err
	}
	return got[0][1], got[0][0], nil
}
