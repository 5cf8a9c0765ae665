package store

import (
	"hash/fnv"
	"time"

	"github.com/goodturn-app/goodturn"
)

// shards is into how many parts the touches are divided for several nodes. A household is never divided.
const shards = 1024

// shardOf is the part to which a touch belongs.
func shardOf(contact, household goodturn.ID) int64 {
	h := fnv.New32a()
	if household != "" {
		h.Write([]byte(household))
	} else {
		h.Write([]byte(contact))
	}
	return int64(h.Sum32() % shards)
}

const touchColumns = `id, enrolment_id, contact_id, household_id, owner_id, playbook, step, occurrence, kind, channel, anchor,
 planned_at, due_at, legal_at, late, until_at, not_before, zone, state, state_at, decided_at, reasons, variant, moved,
 approved_at, approved_by, edited, subject, body, ps, quotes, stands_until, manual, sent_at`

func scanTouch(r scanner, t *goodturn.Touch) error {
	return r.Scan((*string)(&t.ID), (*string)(&t.EnrolmentID), (*string)(&t.ContactID), (*string)(&t.HouseholdID), (*string)(&t.OwnerID),
		&t.Playbook, &t.Step, &t.Occurrence, (*string)(&t.Kind), (*string)(&t.Channel), &t.Anchor,
		(*stamp)(&t.PlannedAt), (*stamp)(&t.DueAt), (*stamp)(&t.LegalAt), (*span)(&t.Late), (*stamp)(&t.UntilAt), (*stamp)(&t.NotBefore),
		&t.Zone, (*string)(&t.State), (*stamp)(&t.StateAt), (*stamp)(&t.DecidedAt), (*codeList)(&t.Reasons), &t.Variant, &t.Moved,
		(*stamp)(&t.ApprovedAt), (*string)(&t.ApprovedBy), &t.Edited, &t.Subject, &t.Body, &t.PS, fromJSON(&t.Quotes), (*stamp)(&t.StandsUntil), &t.Manual, (*stamp)(&t.SentAt))
}

const sqlInsertTouches = `INSERT INTO touch (workspace_id, ` + touchColumns + `, checked_at, shard) VALUES ROWS(37)
ON CONFLICT (enrolment_id, step, occurrence) DO NOTHING`

// What a plan holds is planned and nothing more yet: the rest of the row is the same for all, and costs most of what binding it would.
const sqlInsertPlan = `INSERT INTO touch (workspace_id, id, enrolment_id, contact_id, household_id, owner_id, playbook, step, occurrence, kind, channel, anchor,
 planned_at, due_at, legal_at, late, until_at, not_before, zone, state_at, variant, checked_at, shard,
 state, decided_at, reasons, moved, approved_at, approved_by, edited, subject, body, ps, quotes, stands_until, manual, sent_at)
VALUES ROWS(23, 'planned', 0, '', 0, 0, '', FALSE, '', '', '', '', 0, FALSE, 0)
ON CONFLICT (enrolment_id, step, occurrence) DO NOTHING`

// bare reports whether a touch is planned and nothing more.
func bare(t *goodturn.Touch) bool {
	return t.State == goodturn.Planned && t.DecidedAt.IsZero() && len(t.Reasons) == 0 && t.Moved == 0 && t.ApprovedAt.IsZero() && t.ApprovedBy == "" &&
		!t.Edited && t.Subject == "" && t.Body == "" && t.PS == "" && len(t.Quotes) == 0 && !t.Manual && t.SentAt.IsZero()
}

// InsertTouches writes planned touches and gives how many were new: one that is already there, by (enrolment, step, occurrence),
// stays as it is. IDs are made where they are empty, and an empty state is Planned.
func (tx *Tx) InsertTouches(ts []goodturn.Touch) (int, error) {
	now := ms(tx.now)
	allBare := true
	for i := range ts {
		t := &ts[i]
		if t.EnrolmentID == "" {
			return 0, goodturn.Invalid("enrolment", "A touch needs an enrolment.", "")
		}
		if t.ID == "" {
			t.ID = tx.NewID()
		}
		if t.State == "" {
			t.State = goodturn.Planned
		}
		if t.StateAt.IsZero() {
			t.StateAt = tx.now
		}
		allBare = allBare && bare(t)
	}
	sql, row := sqlInsertPlan, func(args []any, t *goodturn.Touch) []any {
		return append(args, tx.ws(), string(t.ID), string(t.EnrolmentID), string(t.ContactID), string(t.HouseholdID), string(t.OwnerID),
			t.Playbook, t.Step, int64(t.Occurrence), string(t.Kind), string(t.Channel), t.Anchor.String(),
			ms(t.PlannedAt), ms(t.DueAt), ms(t.LegalAt), t.Late.Milliseconds(), ms(t.UntilAt), ms(t.NotBefore), t.Zone,
			ms(t.StateAt), int64(t.Variant), now, shardOf(t.ContactID, t.HouseholdID))
	}
	if !allBare {
		sql, row = sqlInsertTouches, tx.touchRow
	}
	n, err := insert(tx, sql, ts, row)
	if err != nil {
		return n, err
	}
	if n == len(ts) {
		for i := range ts {
			tx.counted(&ts[i], 1)
		}
		return n, nil
	}
	// some were there already: count those that came in now
	return n, tx.countNew(ts)
}

func (tx *Tx) touchRow(args []any, t *goodturn.Touch) []any {
	return append(args, tx.ws(), string(t.ID), string(t.EnrolmentID), string(t.ContactID), string(t.HouseholdID), string(t.OwnerID),
		t.Playbook, t.Step, int64(t.Occurrence), string(t.Kind), string(t.Channel), t.Anchor.String(),
		ms(t.PlannedAt), ms(t.DueAt), ms(t.LegalAt), t.Late.Milliseconds(), ms(t.UntilAt), ms(t.NotBefore), t.Zone,
		string(t.State), ms(t.StateAt), ms(t.DecidedAt), codes(t.Reasons), int64(t.Variant), int64(t.Moved),
		ms(t.ApprovedAt), string(t.ApprovedBy), t.Edited, t.Subject, t.Body, t.PS, asJSON(t.Quotes), ms(t.StandsUntil), t.Manual, ms(t.SentAt), ms(tx.now),
		shardOf(t.ContactID, t.HouseholdID))
}

const sqlTouchIDs = `SELECT id FROM touch WHERE workspace_id = $1 AND id IN LIST($2)`

func (tx *Tx) countNew(ts []goodturn.Touch) error {
	ids := make([]goodturn.ID, len(ts))
	for i := range ts {
		ids[i] = ts[i].ID
	}
	there := map[goodturn.ID]bool{}
	err := chunks(ids, func(l list) error {
		return tx.each(func(r scanner) error {
			var id goodturn.ID
			err := r.Scan((*string)(&id))
			there[id] = true
			return err
		}, sqlTouchIDs, tx.ws(), l)
	})
	for i := range ts {
		if there[ts[i].ID] {
			tx.counted(&ts[i], 1)
		}
	}
	return err
}

// counted keeps the daily counts of a touch that came in or, with -1, was taken out.
func (tx *Tx) counted(t *goodturn.Touch, n int) {
	tx.Count(t.PlannedAt, "planned", string(t.Kind), n)
	if t.State.Done() {
		tx.countState(t, t.State, t.StateAt, n)
	}
}

func (tx *Tx) countState(t *goodturn.Touch, s goodturn.TouchState, at time.Time, n int) {
	tx.Count(at, string(s), string(t.Kind)+"|"+t.Step+"|"+string(t.Channel), n)
}

const sqlTouch = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND id = $2`

// Touch reads one touch. CodeNotFound if there is none.
func (tx *Tx) Touch(id goodturn.ID) (goodturn.Touch, error) {
	return get(tx, "touch", scanTouch, sqlTouch, tx.ws(), id)
}

const sqlTouches = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND id IN LIST($2)`

// Touches reads several touches, in no order; those that are not there are left out.
func (tx *Tx) Touches(ids []goodturn.ID) ([]goodturn.Touch, error) {
	return collectIDs(tx, ids, scanTouch, sqlTouches)
}

// uses touch_contact
const sqlContactTouches = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND contact_id = $2 ORDER BY due_at, id`

// ContactTouches reads all touches of a contact, earliest due first.
func (tx *Tx) ContactTouches(contact goodturn.ID) ([]goodturn.Touch, error) {
	return collect(tx, scanTouch, sqlContactTouches, tx.ws(), contact)
}

// uses touch_contact: what is planned for everybody is far more than what one has. What a person has comes first that is due first.
const sqlOpenAsking = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND contact_id IN LIST($2) AND (state || '' = 'planned' OR state || channel = 'unknowndm')
 AND kind IN ('ask', 'reminder') ORDER BY contact_id, due_at, id`

// OpenAsking reads the asks and reminders that are planned for contacts, and those that were given to the owner to send.
func (tx *Tx) OpenAsking(contacts ...goodturn.ID) ([]goodturn.Touch, error) {
	return collectIDs(tx, contacts, scanTouch, sqlOpenAsking)
}

// uses touch_once
const sqlEnrolmentTouches = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND enrolment_id = $2
ORDER BY step, occurrence`

// EnrolmentTouches reads all touches of an enrolment, by step and occurrence.
func (tx *Tx) EnrolmentTouches(enrolment goodturn.ID) ([]goodturn.Touch, error) {
	return collect(tx, scanTouch, sqlEnrolmentTouches, tx.ws(), enrolment)
}

const sqlEnrolmentsTouches = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND enrolment_id IN LIST($2)
ORDER BY enrolment_id, step, occurrence`

// EnrolmentsTouches is EnrolmentTouches for several enrolments at once.
func (tx *Tx) EnrolmentsTouches(enrolments []goodturn.ID) ([]goodturn.Touch, error) {
	return collectIDs(tx, enrolments, scanTouch, sqlEnrolmentsTouches)
}

// Sibling is what deciding a touch needs of the others of its enrolment.
type Sibling struct {
	ID          goodturn.ID
	EnrolmentID goodturn.ID
	Step        string
	Occurrence  int
	Kind        goodturn.Kind
	State       goodturn.TouchState
	DueAt       time.Time
	SentAt      time.Time
}

const sqlSiblings = `SELECT id, enrolment_id, step, occurrence, kind, state, due_at, sent_at FROM touch WHERE workspace_id = $1 AND enrolment_id IN LIST($2)
ORDER BY enrolment_id, step, occurrence`

// Siblings is EnrolmentsTouches cut down to what a decision looks at: a claim reads some thirty for each message.
func (tx *Tx) Siblings(enrolments []goodturn.ID) ([]Sibling, error) {
	return collectIDs(tx, enrolments, func(r scanner, s *Sibling) error {
		return r.Scan((*string)(&s.ID), (*string)(&s.EnrolmentID), &s.Step, &s.Occurrence, (*string)(&s.Kind), (*string)(&s.State), (*stamp)(&s.DueAt), (*stamp)(&s.SentAt))
	}, sqlSiblings)
}

// collectIDs runs a statement whose arguments are the workspace and a list of ids, in chunks.
func collectIDs[T any](tx *Tx, ids []goodturn.ID, scan func(scanner, *T) error, sql string, more ...any) ([]T, error) {
	var out []T
	err := chunks(ids, func(l list) error {
		part, err := collect(tx, scan, sql, append([]any{tx.ws(), l}, more...)...)
		if out == nil {
			out = part
			return err
		}
		out = append(out, part...)
		return err
	})
	return out, err
}

// TouchPage asks for touches by the time at which they are due: a calendar, the ledger, a week.
type TouchPage struct {
	From, To time.Time      // due at or after From, before To; a zero To has no end
	After    goodturn.Touch // the last one of the page before: its DueAt and ID; zero: the first page
	OwnerID  goodturn.ID    // empty: everybody's
	Limit    int
}

// A page begins at one key: PostgreSQL looks for the place by the pair of columns alone and would read its way up to another bound.
const sqlTouchesDue = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND state = 'planned'
AND (due_at, id) > ($2, $3) AND due_at < $4 AND ($5 = '' OR owner_id = $6) ORDER BY due_at, id LIMIT $7`

// PlannedTouches reads a page of planned touches by the time at which they are due.
func (tx *Tx) PlannedTouches(p TouchPage) ([]goodturn.Touch, error) {
	to := ms(p.To)
	if p.To.IsZero() {
		to = 1 << 60
	}
	if p.After.DueAt.Before(p.From) {
		p.After = goodturn.Touch{DueAt: p.From} // no id is lower than none, so what is due then is included
	}
	return collect(tx, scanTouch, sqlTouchesDue, tx.ws(), p.After.DueAt, p.After.ID, to, p.OwnerID, p.OwnerID, p.Limit)
}

const sqlTouchesByID = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3`

// TouchesByID reads all touches page by page, in the order in which they were planned: what a ledger or a copy needs.
func (tx *Tx) TouchesByID(after goodturn.ID, limit int) ([]goodturn.Touch, error) {
	return collect(tx, scanTouch, sqlTouchesByID, tx.ws(), after, limit)
}

const sqlTouchStates = `SELECT state, count(*) FROM touch WHERE workspace_id = $1 GROUP BY state ORDER BY state`

// TouchStates counts all touches by state, reading every row: for the nightly sum. Pages read Counts.
func (tx *Tx) TouchStates() (map[goodturn.TouchState]int, error) {
	out := map[goodturn.TouchState]int{}
	err := tx.each(func(r scanner) error {
		var s goodturn.TouchState
		var n int
		if err := r.Scan((*string)(&s), &n); err != nil {
			return err
		}
		out[s] = n
		return nil
	}, sqlTouchStates, tx.ws())
	return out, err
}
