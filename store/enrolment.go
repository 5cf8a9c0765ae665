package store

import (
	"slices"

	"github.com/goodturn-app/goodturn"
)

const enrolmentColumns = `id, contact_id, playbook, version, anchor_key, closing_id, anchor, side, state, ended_why, backfill,
 asks_muted, planned_to, tz_version, created_at, updated_at`

func scanEnrolment(r scanner, e *goodturn.Enrolment) error {
	return r.Scan((*string)(&e.ID), (*string)(&e.ContactID), &e.Playbook, &e.Version, &e.AnchorKey, (*string)(&e.ClosingID), &e.Anchor,
		(*string)(&e.Side), (*string)(&e.State), &e.EndedWhy, (*string)(&e.Backfill), &e.AsksMuted, &e.PlannedTo, &e.TZVersion,
		(*stamp)(&e.CreatedAt), (*stamp)(&e.UpdatedAt))
}

// InsertEnrolment enrols a contact and reports whether that is new: the key (contact, playbook, anchor key) is enrolled once,
// ever. ID, State and times are filled where they are empty; if it is not new, read the one that is there by EnrolmentByKey.
func (tx *Tx) InsertEnrolment(e *goodturn.Enrolment) (bool, error) {
	if e.ID == "" {
		e.ID = tx.NewID()
	}
	if e.State == "" {
		e.State = goodturn.EnrolmentActive
	}
	if e.CreatedAt.IsZero() {
		e.CreatedAt = tx.now
	}
	e.UpdatedAt = tx.now
	fresh, err := tx.InsertEnrolments([]goodturn.Enrolment{*e})
	return err == nil && fresh[0], err
}

const (
	sqlInsertEnrolments = `INSERT INTO enrolment (workspace_id, ` + enrolmentColumns + `) VALUES ROWS(17) ON CONFLICT (workspace_id, contact_id, playbook, anchor_key) DO NOTHING`
	sqlEnrolmentIDs     = `SELECT id FROM enrolment WHERE workspace_id = $1 AND id IN LIST($2)`
)

// InsertEnrolments is InsertEnrolment for many, whose ids and times are set; fresh says of each whether it is new.
func (tx *Tx) InsertEnrolments(es []goodturn.Enrolment) (fresh []bool, err error) {
	ids := make([]goodturn.ID, len(es))
	for i := range es {
		ids[i] = es[i].ID
		tx.place(es[i].ContactID)
	}
	n, err := insert(tx, sqlInsertEnrolments, es, func(args []any, e *goodturn.Enrolment) []any {
		return append(args, tx.ws(), string(e.ID), string(e.ContactID), e.Playbook, e.Version, e.AnchorKey, string(e.ClosingID), e.Anchor.String(), string(e.Side),
			string(e.State), e.EndedWhy, string(e.Backfill), e.AsksMuted, e.PlannedTo.String(), e.TZVersion, ms(e.CreatedAt), ms(e.UpdatedAt))
	})
	if err != nil {
		return nil, err
	}
	fresh = make([]bool, len(es))
	if n == len(es) {
		for i := range fresh {
			fresh[i] = true
		}
		return fresh, nil
	}
	there, err := collectIDs(tx, ids, func(r scanner, id *goodturn.ID) error { return r.Scan((*string)(id)) }, sqlEnrolmentIDs)
	for i := range es {
		fresh[i] = slices.Contains(there, es[i].ID)
	}
	return fresh, err
}

const sqlUpdateEnrolment = `UPDATE enrolment SET version = $3, closing_id = $4, anchor = $5, side = $6, state = $7, ended_why = $8,
 backfill = $9, asks_muted = $10, planned_to = $11, tz_version = $12, updated_at = $13 WHERE workspace_id = $1 AND id = $2`

// UpdateEnrolment writes everything but the id and the key. It sets UpdatedAt.
func (tx *Tx) UpdateEnrolment(e goodturn.Enrolment) error {
	tx.place(e.ContactID)
	return tx.must("enrolment", sqlUpdateEnrolment, tx.ws(), e.ID, e.Version, e.ClosingID, e.Anchor, e.Side, e.State, e.EndedWhy, e.Backfill,
		e.AsksMuted, e.PlannedTo, e.TZVersion, tx.now)
}

const sqlPlannedEnrolment = `UPDATE enrolment SET version = $3, anchor = $4, side = $5, planned_to = $6, tz_version = $7, updated_at = $8
WHERE workspace_id = $1 AND id = $2 AND state = 'active'`

// PlannedEnrolment writes what planning changes of an enrolment: version, anchor, side and how far it is planned. False, and nothing is
// written, if it has ended: who plans never takes an end back.
func (tx *Tx) PlannedEnrolment(e goodturn.Enrolment) (bool, error) {
	tx.place(e.ContactID)
	n, err := tx.exec(sqlPlannedEnrolment, tx.ws(), e.ID, e.Version, e.Anchor, e.Side, e.PlannedTo, e.TZVersion, tx.now)
	return n == 1, err
}

// EndEnrolment ends an enrolment in the given state and cancels what it still planned, which it gives back.
func (tx *Tx) EndEnrolment(e goodturn.Enrolment, s goodturn.EnrolmentState, why string, reasons []goodturn.ReasonCode) ([]goodturn.Touch, error) {
	e.State, e.EndedWhy = s, why
	if err := tx.UpdateEnrolment(e); err != nil {
		return nil, err
	}
	return tx.CancelPlanned(e.ID, reasons)
}

const sqlEnrolment = `SELECT ` + enrolmentColumns + ` FROM enrolment WHERE workspace_id = $1 AND id = $2`

// Enrolment reads one. CodeNotFound if there is none.
func (tx *Tx) Enrolment(id goodturn.ID) (goodturn.Enrolment, error) {
	return get(tx, "enrolment", scanEnrolment, sqlEnrolment, tx.ws(), id)
}

const sqlLockEnrolment = sqlEnrolment + ` AWAITROWS`

// LockEnrolment is Enrolment for whoever plans it anew: nobody ends it until this transaction is over.
func (tx *Tx) LockEnrolment(id goodturn.ID) (goodturn.Enrolment, error) {
	return get(tx, "enrolment", scanEnrolment, sqlLockEnrolment, tx.ws(), id)
}

const sqlEnrolmentsIn = `SELECT ` + enrolmentColumns + ` FROM enrolment WHERE workspace_id = $1 AND id IN LIST($2)`

// Enrolments reads several, in no order.
func (tx *Tx) Enrolments(ids []goodturn.ID) ([]goodturn.Enrolment, error) {
	return collectIDs(tx, ids, scanEnrolment, sqlEnrolmentsIn)
}

// uses enrolment_key
const sqlEnrolmentByKey = `SELECT ` + enrolmentColumns + ` FROM enrolment WHERE workspace_id = $1 AND contact_id = $2 AND playbook = $3 AND anchor_key = $4`

// EnrolmentByKey finds an enrolment by what identifies it.
func (tx *Tx) EnrolmentByKey(contact goodturn.ID, playbook, anchorKey string) (goodturn.Enrolment, bool, error) {
	return one(tx, scanEnrolment, sqlEnrolmentByKey, tx.ws(), contact, playbook, anchorKey)
}

const sqlContactEnrolments = `SELECT ` + enrolmentColumns + ` FROM enrolment WHERE workspace_id = $1 AND contact_id IN LIST($2)
ORDER BY contact_id, anchor DESC, id`

// ContactEnrolments reads the enrolments of contacts, the newest anchor of each first.
func (tx *Tx) ContactEnrolments(contacts ...goodturn.ID) ([]goodturn.Enrolment, error) {
	return collectIDs(tx, contacts, scanEnrolment, sqlContactEnrolments)
}

// uses enrolment_open
const sqlPlannedShort = `SELECT ` + enrolmentColumns + ` FROM enrolment WHERE workspace_id = $1 AND state = 'active'
AND planned_to < $2 AND (planned_to, id) > ($3, $4) ORDER BY planned_to, id LIMIT $5`

// PlannedShort pages through the active enrolments that are planned only up to a day before the given one: at an anniversary
// they get another year. after is the last one of the page before.
func (tx *Tx) PlannedShort(before goodturn.Date, after goodturn.Enrolment, limit int) ([]goodturn.Enrolment, error) {
	return collect(tx, scanEnrolment, sqlPlannedShort, tx.ws(), before, after.PlannedTo, after.ID, limit)
}

const sqlActiveEnrolments = `SELECT ` + enrolmentColumns + ` FROM enrolment WHERE workspace_id = $1 AND playbook = $2 AND state = 'active'
AND id > $3 ORDER BY id LIMIT $4`

const sqlPlansInUse = `SELECT playbook, COUNT(*) FROM enrolment WHERE workspace_id = $1 AND state = 'active' GROUP BY playbook`

// PlansInUse counts the active enrolments of each playbook. It reads all of them: once at a start.
func (tx *Tx) PlansInUse() (map[string]int, error) {
	out := map[string]int{}
	err := tx.each(func(r scanner) error {
		var name string
		var n int
		err := r.Scan(&name, &n)
		out[name] = n
		return err
	}, sqlPlansInUse, tx.ws())
	return out, err
}

// ActiveEnrolments pages through the active enrolments of one playbook: what a change of it is compared against.
func (tx *Tx) ActiveEnrolments(playbook string, after goodturn.ID, limit int) ([]goodturn.Enrolment, error) {
	return collect(tx, scanEnrolment, sqlActiveEnrolments, tx.ws(), playbook, after, limit)
}
