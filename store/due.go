package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// Due asks what is due. With Of > 1 this is node number Shard of that many, counted from 0: contacts are divided among nodes by
// hash, and a household stays together.
type Due struct {
	At    time.Time // due at or before it
	Limit int
	Shard int
	Of    int
	Ahead time.Duration // also the other planned touches of the same people that come due within it: the arbiter weighs them too
}

// uses touch_due
const sqlDue = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND state = 'planned' AND due_at <= $2
AND shard >= $3 AND shard < $4 ORDER BY due_at, id LIMIT $5 LOCKROWS`

// uses touch_contact. The state is spelled so that no index by due date can serve it: one would read everything that is due, each time.
const sqlAhead = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND contact_id IN LIST($2) AND due_at <= $3
AND state || '' = 'planned' AND NOT id IN LIST($4) ORDER BY due_at, id`

// DueTouches gives the planned touches that are due, longest due first, and beside them what else is planned for the same
// contacts and households until At + Ahead (that which is due but beyond Limit included). In a writing transaction on PostgreSQL
// the due rows are locked, and rows locked by another node are passed over.
func (tx *Tx) DueTouches(d Due) (due, ahead []goodturn.Touch, err error) {
	low, high := 0, shards
	if d.Of > 1 {
		low, high = d.Shard*shards/d.Of, (d.Shard+1)*shards/d.Of
	}
	due, err = collect(tx, scanTouch, sqlDue, tx.ws(), d.At, low, high, d.Limit)
	if err != nil || len(due) == 0 {
		return nil, nil, err
	}
	have := make(list, 0, len(due))
	contacts := make([]goodturn.ID, 0, len(due))
	var houses []goodturn.ID
	for i := range due {
		have = append(have, string(due[i].ID))
		contacts = append(contacts, due[i].ContactID)
		if due[i].HouseholdID != "" {
			houses = append(houses, due[i].HouseholdID)
		}
	}
	members, err := tx.Members(houses)
	if err != nil {
		return nil, nil, err
	}
	for _, ids := range members {
		contacts = append(contacts, ids...)
	}
	ahead, err = collectIDs(tx, contacts, scanTouch, sqlAhead, d.At.Add(d.Ahead), have)
	return due, ahead, err
}

const sqlNextDue = `SELECT due_at FROM touch WHERE workspace_id = $1 AND state = 'planned' AND due_at > 0 ORDER BY due_at LIMIT 1`

// NextDue is when the earliest planned touch comes due; zero if nothing is planned.
func (tx *Tx) NextDue() (time.Time, error) {
	v, err := tx.number(sqlNextDue, tx.ws())
	return instant(v), err
}

const sqlWaiting = `UPDATE touch SET due_at = $3, legal_at = $4, decided_at = $5, checked_at = $6, reasons = $7, moved = $8
WHERE workspace_id = $1 AND id = $2 AND state = 'planned'`

// SaveWaiting writes what a decision to wait changed of a planned touch: DueAt, LegalAt, DecidedAt, Reasons, Moved. It reports
// false, and writes nothing, if the touch is no longer planned.
func (tx *Tx) SaveWaiting(t goodturn.Touch) (bool, error) {
	n, err := tx.exec(sqlWaiting, tx.ws(), t.ID, t.DueAt, t.LegalAt, t.DecidedAt, tx.now, codes(t.Reasons), t.Moved)
	return n == 1, err
}

const sqlEnd = `UPDATE touch SET state = $3, state_at = $4, decided_at = $5, checked_at = $6, reasons = $7
WHERE workspace_id = $1 AND id = $2 AND state = 'planned' RETURNING ` + touchColumns

// EndTouch takes a planned touch out of the plan: Skipped, Expired, Cancelled, Failed or Tasked, with the reasons. False if it is
// no longer planned.
func (tx *Tx) EndTouch(t goodturn.Touch, s goodturn.TouchState, reasons []goodturn.ReasonCode) (bool, error) {
	if !s.Done() || s == goodturn.Sent || s == goodturn.Unknown {
		return false, goodturn.Invalid("state", "A planned touch cannot become "+string(s)+" without a delivery.", "")
	}
	ended, ok, err := one(tx, scanTouch, sqlEnd, tx.ws(), t.ID, s, tx.now, tx.now, tx.now, codes(reasons))
	if ok { // counted as it was, which may not be as the caller has read it
		tx.countState(&ended, s, tx.now, 1)
		if s == goodturn.Cancelled {
			tx.Count(ended.PlannedAt, "planned", string(ended.Kind), -1)
		}
	}
	return ok, err
}

const sqlLockTouch = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND id = $2 AWAITROWS`

// LockTouch is Touch for whoever changes it depending on what it is: nobody else can until this transaction ends.
func (tx *Tx) LockTouch(id goodturn.ID) (goodturn.Touch, error) {
	return get(tx, "touch", scanTouch, sqlLockTouch, tx.ws(), id)
}

const sqlReplan = `UPDATE touch SET kind = $3, channel = $4, anchor = $5, planned_at = $6, due_at = $7, legal_at = $8, late = $9,
 until_at = $10, not_before = $11, zone = $12, variant = $13, owner_id = $14, state = 'planned', state_at = $15, decided_at = 0, reasons = '', moved = 0
WHERE workspace_id = $1 AND id = $2 AND state = $16 AND (state = 'planned' OR reasons = $17)`

// Replan moves a planned touch to a new plan, counted from where it stands now, wherever the caller believes it to be. What the owner wrote
// or approved stays. False if it is claimed, sent, cancelled or otherwise done: whoever cancelled it meanwhile wins. See Revive.
func (tx *Tx) Replan(t goodturn.Touch) (bool, error) { return tx.replan(t, goodturn.Planned, nil) }

// Revive plans a cancelled touch again, as t says. False if it is not cancelled, or was cancelled for anything but exactly these reasons:
// what was cancelled for a no stays so, also where the caller has not heard of the no. What the owner wrote or approved stays.
func (tx *Tx) Revive(t goodturn.Touch, why ...goodturn.ReasonCode) (bool, error) {
	return tx.replan(t, goodturn.Cancelled, why)
}

func (tx *Tx) replan(t goodturn.Touch, from goodturn.TouchState, why []goodturn.ReasonCode) (bool, error) {
	before, err := tx.LockTouch(t.ID)
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	n, err := tx.exec(sqlReplan, tx.ws(), t.ID, t.Kind, t.Channel, t.Anchor, t.PlannedAt, t.DueAt, t.LegalAt, t.Late, t.UntilAt,
		t.NotBefore, t.Zone, t.Variant, t.OwnerID, tx.now, from, codes(why))
	if n == 1 {
		if from == goodturn.Planned {
			tx.Count(before.PlannedAt, "planned", string(before.Kind), -1)
		} else {
			tx.countState(&before, goodturn.Cancelled, before.StateAt, -1)
		}
		tx.Count(t.PlannedAt, "planned", string(t.Kind), 1)
	}
	return n == 1, err
}

const (
	sqlApprove = `UPDATE touch SET approved_at = $3, approved_by = $4, due_at = CASE WHEN planned_at > $5 THEN planned_at ELSE $6 END
WHERE workspace_id = $1 AND id = $2 AND state = 'planned'`
	sqlDisapprove = `UPDATE touch SET approved_at = 0, approved_by = '' WHERE workspace_id = $1 AND id = $2 AND state = 'planned'`
)

// Approve records that a user lets a planned touch go, at its time but not before an instant. False if it is no longer planned.
func (tx *Tx) Approve(touch, user goodturn.ID, earliest time.Time) (bool, error) {
	n, err := tx.exec(sqlApprove, tx.ws(), touch, tx.now, user, earliest, earliest)
	return n == 1, err
}

// Disapprove takes an approval back. False if the touch is no longer planned.
func (tx *Tx) Disapprove(touch goodturn.ID) (bool, error) {
	n, err := tx.exec(sqlDisapprove, tx.ws(), touch)
	return n == 1, err
}

const (
	sqlEditTouch = `UPDATE touch SET edited = $3, subject = $4, body = $5, approved_at = 0, approved_by = '' WHERE workspace_id = $1 AND id = $2 AND state = 'planned'`
	sqlAddPS     = `UPDATE touch SET ps = $3 WHERE workspace_id = $1 AND id = $2 AND state = 'planned'`
	sqlQuote     = `UPDATE touch SET quotes = $3, stands_until = $4, due_at = CASE WHEN reasons LIKE '%figures_ran_out%' THEN $5 ELSE due_at END
WHERE workspace_id = $1 AND id = $2 AND state = 'planned'`
)

// EditTouch sets the owner's own words for one message; empty words bring the playbook's back. An approval given before is void: it was
// for other words. False if it is no longer planned.
func (tx *Tx) EditTouch(touch goodturn.ID, subject, body string) (bool, error) {
	n, err := tx.exec(sqlEditTouch, tx.ws(), touch, subject+body != "", subject, body)
	return n == 1, err
}

// AddPS sets the line below one message. False if it is no longer planned.
func (tx *Tx) AddPS(touch goodturn.ID, ps string) (bool, error) {
	n, err := tx.exec(sqlAddPS, tx.ws(), touch, ps)
	return n == 1, err
}

// Quote keeps which figures stand in the owner's own words for one message, and until when all of them do. What waited because one had run
// out is looked at again now.
func (tx *Tx) Quote(touch goodturn.ID, qs []goodturn.Quote, until time.Time) error {
	_, err := tx.exec(sqlQuote, tx.ws(), touch, asJSON(qs), until, tx.now)
	return err
}

const sqlCancelPlanned = `UPDATE touch SET state = 'cancelled', state_at = $3, decided_at = $4, reasons = $5
WHERE workspace_id = $1 AND enrolment_id = $2 AND state = 'planned' RETURNING ` + touchColumns

// CancelPlanned cancels everything of an enrolment that is still planned, and gives what it cancelled.
func (tx *Tx) CancelPlanned(enrolment goodturn.ID, reasons []goodturn.ReasonCode) ([]goodturn.Touch, error) {
	out, err := collect(tx, scanTouch, sqlCancelPlanned, tx.ws(), enrolment, tx.now, tx.now, codes(reasons))
	for i := range out {
		tx.countState(&out[i], goodturn.Cancelled, tx.now, 1)
		tx.Count(out[i].PlannedAt, "planned", string(out[i].Kind), -1)
	}
	return out, err
}

const sqlMoveTouches = `UPDATE touch SET household_id = $3, owner_id = $4, shard = $5 WHERE workspace_id = $1 AND contact_id = $2 AND state IN ('planned', 'cancelled')`

// moveTouches lets a contact's planned touches follow them into another household or to another owner, and cancelled ones too: they
// may be planned again.
func (tx *Tx) moveTouches(contact, household, owner goodturn.ID) error {
	_, err := tx.exec(sqlMoveTouches, tx.ws(), contact, household, owner, shardOf(contact, household))
	return err
}

const sqlLookAgain = `UPDATE touch SET due_at = CASE WHEN planned_at > $3 THEN planned_at ELSE $4 END
WHERE workspace_id = $1 AND contact_id = $2 AND state = 'planned' AND decided_at > 0
AND due_at > CASE WHEN planned_at > $5 THEN planned_at ELSE $6 END`

// LookAgain brings forward what decisions have put off for a contact, so that it is judged anew with what was learned: to now, but
// not before the time for which it was planned.
func (tx *Tx) LookAgain(contact goodturn.ID) error {
	_, err := tx.exec(sqlLookAgain, tx.ws(), contact, tx.now, tx.now, tx.now, tx.now)
	return err
}
