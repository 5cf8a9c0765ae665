package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

const askColumns = `id, touch_id, contact_id, household_id, owner_id, playbook, step, wording, campaign, trigger_name, channel, zone, opened_at, state, answer, answered_at,
 answered_by, snooze_until, reminders_left`

func scanAsk(r scanner, a *goodturn.Ask) error {
	return r.Scan((*string)(&a.ID), (*string)(&a.TouchID), (*string)(&a.ContactID), (*string)(&a.HouseholdID), (*string)(&a.OwnerID), &a.Playbook,
		&a.Step, &a.Wording, &a.Campaign, &a.Trigger, (*string)(&a.Channel), &a.Zone, (*stamp)(&a.OpenedAt), (*string)(&a.State), (*string)(&a.Answer), (*stamp)(&a.AnsweredAt), &a.AnsweredBy,
		(*stamp)(&a.SnoozeUntil), &a.RemindersLeft)
}

const sqlInsertAsks = `INSERT INTO ask (workspace_id, id, touch_id, contact_id, household_id, owner_id, playbook, step, wording, campaign, trigger_name, channel, zone, opened_at,
 reminders_left, state, answer, answered_at, answered_by, snooze_until, answer_rank) VALUES ROWS(15, 'open', '', 0, '', 0, 0)`

// OpenAsk is InsertAsks for one.
func (tx *Tx) OpenAsk(a *goodturn.Ask) error {
	as := []goodturn.Ask{*a}
	err := tx.InsertAsks(as)
	*a = as[0]
	return err
}

// InsertAsks opens asks, in the transaction that claims their first deliveries. A touch has one ask that is not void: CodeConflict.
// ID and OpenedAt are made if empty.
func (tx *Tx) InsertAsks(as []goodturn.Ask) error {
	for i := range as {
		a := &as[i]
		if a.ID == "" {
			a.ID = tx.NewID()
		}
		if a.OpenedAt.IsZero() {
			a.OpenedAt = tx.now
		}
		a.State = goodturn.AskOpen
		tx.Count(a.OpenedAt, "asked", a.Playbook, 1)
	}
	_, err := insert(tx, sqlInsertAsks, as, func(args []any, a *goodturn.Ask) []any {
		return append(args, tx.ws(), string(a.ID), string(a.TouchID), string(a.ContactID), string(a.HouseholdID), string(a.OwnerID), a.Playbook, a.Step, a.Wording,
			a.Campaign, a.Trigger, string(a.Channel), a.Zone, ms(a.OpenedAt), int64(a.RemindersLeft))
	})
	return err
}

// Answering is what somebody said to an ask.
type Answering struct {
	Answer      goodturn.Answer
	By          string          // "page", "reply", "owner", "mail"
	Seen        goodturn.Answer // the answer that the page showed when they chose: who sees their own answer may change it
	SnoozeUntil time.Time       // for AnswerNotNow
	At          time.Time       // zero: now
}

const sqlAnswer = `UPDATE ask SET state = 'answered', answer = $3, answer_rank = $4, answered_at = $5, answered_by = $6, snooze_until = $7
WHERE workspace_id = $1 AND id = $2 AND state <> 'void' AND answer <> $8 AND (answer_rank <= $9 OR answer = $10) RETURNING ` + askColumns

// AnswerAsk records an answer to an ask, as LockAsk gave it in this transaction, and reports whether it took hold; the ask as it then
// stands is returned either way. Of answers that cross, the stronger refusal wins, whichever came first: one that was not on the page when
// they chose is never lifted.
func (tx *Tx) AnswerAsk(before goodturn.Ask, w Answering) (goodturn.Ask, bool, error) {
	at := w.At
	if at.IsZero() {
		at = tx.now
	}
	after, won, err := one(tx, scanAsk, sqlAnswer, tx.ws(), before.ID, w.Answer, w.Answer.Rank(), at, w.By, w.SnoozeUntil, w.Answer, w.Answer.Rank(), w.Seen)
	if err != nil {
		return before, false, err
	}
	if !won { // closing it waits for nobody: it may have been taken back since it was read
		after, err = tx.Ask(before.ID)
		return after, false, err
	}
	tx.Count(at, "answered", string(w.Answer), 1)
	if before.Answer != goodturn.AnswerNone {
		tx.Count(before.AnsweredAt, "answered", string(before.Answer), -1)
	}
	return after, true, nil
}

const sqlCloseAsk = `UPDATE ask SET state = $3 WHERE workspace_id = $1 AND id = $2 AND state = 'open'`

// VoidAsk takes back an ask that certainly never left. False if it is not open.
func (tx *Tx) VoidAsk(a goodturn.Ask) (bool, error) {
	n, err := tx.exec(sqlCloseAsk, tx.ws(), a.ID, goodturn.AskVoid)
	if n == 1 {
		tx.Count(a.OpenedAt, "asked", a.Playbook, -1)
	}
	return n == 1, err
}

const (
	sqlUseReminder  = `UPDATE ask SET reminders_left = reminders_left - 1 WHERE workspace_id = $1 AND id = $2 AND state = 'open' AND reminders_left > 0`
	sqlUsePromised  = `UPDATE ask SET reminders_left = reminders_left - 1 WHERE workspace_id = $1 AND id = $2 AND state = 'answered' AND answer = 'yes' AND reminders_left > 0`
	sqlGiveReminder = `UPDATE ask SET reminders_left = reminders_left + 1 WHERE workspace_id = $1 AND id = $2`
)

// UseReminder takes one reminder of an open ask; false if none is left. It belongs into the transaction of the claim.
func (tx *Tx) UseReminder(ask goodturn.ID) (bool, error) {
	n, err := tx.exec(sqlUseReminder, tx.ws(), ask)
	return n == 1, err
}

// UsePromised takes one reminder of an ask that was answered with yes: a word on the day that was named.
func (tx *Tx) UsePromised(ask goodturn.ID) (bool, error) {
	n, err := tx.exec(sqlUsePromised, tx.ws(), ask)
	return n == 1, err
}

// GiveBackReminder undoes UseReminder when the reminder certainly did not leave.
func (tx *Tx) GiveBackReminder(ask goodturn.ID) error {
	return tx.must("ask", sqlGiveReminder, tx.ws(), ask)
}

const (
	sqlAsk         = `SELECT ` + askColumns + ` FROM ask WHERE workspace_id = $1 AND id = $2`
	sqlAskOfTouch  = `SELECT ` + askColumns + ` FROM ask WHERE workspace_id = $1 AND touch_id = $2 AND state <> 'void'`
	sqlContactAsks = `SELECT ` + askColumns + ` FROM ask WHERE workspace_id = $1 AND contact_id IN LIST($2) AND state <> 'void' ORDER BY contact_id, opened_at DESC, id`
)

// Ask reads one. CodeNotFound if there is none.
func (tx *Tx) Ask(id goodturn.ID) (goodturn.Ask, error) {
	return get(tx, "ask", scanAsk, sqlAsk, tx.ws(), id)
}

// OpenedAsk is an ask with what its page needs besides.
type OpenedAsk struct {
	goodturn.Ask
	Owner      goodturn.User // ID, Name and Voice alone
	Snooze     string        // the value of the name that was asked for; empty: not set
	Introduced bool          // the person has introduced somebody
}

const sqlOpenedAsk = `SELECT ` + askColumns + `, COALESCE((SELECT u.name FROM "user" u WHERE u.workspace_id = ask.workspace_id AND u.id = ask.owner_id), ''), COALESCE((SELECT u.voice FROM "user" u WHERE u.workspace_id = ask.workspace_id AND u.id = ask.owner_id), '{}'),
 COALESCE((SELECT k.value FROM kv k WHERE k.workspace_id = ask.workspace_id AND k.name = $3), ''), EXISTS (SELECT 1 FROM referral r WHERE r.workspace_id = ask.workspace_id AND r.referrer_id = ask.contact_id) FROM ask WHERE workspace_id = $1 AND id = $2`

// OpenAskPage is Ask with its owner and the value of a name, in one statement.
func (tx *Tx) OpenAskPage(id goodturn.ID, value string) (OpenedAsk, error) {
	return get(tx, "ask", func(r scanner, o *OpenedAsk) error {
		err := scanAsk(and{r, []any{&o.Owner.Name, fromJSON(&o.Owner.Voice), &o.Snooze, &o.Introduced}}, &o.Ask)
		o.Owner.ID = o.OwnerID
		return err
	}, sqlOpenedAsk, tx.ws(), id, value)
}

type and struct { // a row of which further columns are read behind those of a noun
	scanner
	more []any
}

func (a and) Scan(dest ...any) error { return a.scanner.Scan(append(dest, a.more...)...) }

// LockAsk is Ask for whoever changes something depending on how it stands: the answers of one person, and what is counted of them, wait
// for each other on that person's row until this transaction ends.
func (tx *Tx) LockAsk(id goodturn.ID) (goodturn.Ask, error) {
	a, err := tx.Ask(id)
	if err != nil || tx.db.dialect.Shared {
		return a, err
	}
	if err := tx.AwaitContact(a.ContactID); err != nil {
		return a, err
	}
	return tx.Ask(id) // it may have changed during the wait
}

// AskOfTouch finds the ask that a touch opened and that was not taken back.
func (tx *Tx) AskOfTouch(touch goodturn.ID) (goodturn.Ask, bool, error) {
	return one(tx, scanAsk, sqlAskOfTouch, tx.ws(), touch)
}

// Asks reads the asks of contacts, open and closed, the newest of each first; those that were void are left out.
func (tx *Tx) Asks(contacts ...goodturn.ID) ([]goodturn.Ask, error) {
	return collectIDs(tx, contacts, scanAsk, sqlContactAsks)
}
