package store

import (
	"strconv"
	"time"

	"github.com/goodturn-app/goodturn"
)

// The marks of many messages at once: the same rows and the same conditions as Commit and Sent, in a handful of statements. At a
// few hundred messages under way most of a mark's price is that of its statements and not of its rows. The states are spelled so that no
// index on a state serves them: these rows are found by their ids.

const (
	sqlClaimTouches = `WITH given (workspace_id, id, at, legal) AS (VALUES ROWS(4))
UPDATE touch SET state = 'claimed', state_at = CAST(given.at AS BIGINT), decided_at = CAST(given.at AS BIGINT), legal_at = CAST(given.legal AS BIGINT), reasons = ''
FROM given WHERE touch.workspace_id = given.workspace_id AND touch.id = given.id AND touch.state || '' = 'planned' RETURNING touch.id`
	sqlClaimMany = `INSERT INTO delivery (workspace_id, ` + deliveryColumns + `, address_hash) VALUES ROWS(30)
` + onReleased + `, touch_id`
)

// Claiming is a first mark that a decision wants made.
type Claiming struct {
	Delivery
	LegalAt time.Time // the decision's
}

// ClaimMany is Claim for the first rung of many touches, whose rows this transaction has locked: CodeConflict, and nothing may be
// committed, if one of them is no longer planned or was handed over already.
func (tx *Tx) ClaimMany(cs []Claiming) error {
	conflict := &goodturn.Error{Code: goodturn.CodeConflict, Message: "A message was handed over by somebody else meanwhile.", Hint: "It is looked at again by itself."}
	for i := range cs {
		d := &cs[i].Delivery
		if d.ID == "" {
			d.ID = tx.NewID()
		}
		d.State, d.ClaimedAt, d.CommittingAt, d.SettledAt = goodturn.DeliveryClaimed, tx.now, time.Time{}, time.Time{}
	}
	n := 0
	err := change(tx, sqlClaimTouches, cs, func(args []any, c *Claiming) []any {
		return append(args, tx.ws(), string(c.TouchID), millis(tx.now), millis(c.LegalAt))
	}, func(r scanner) error { n++; return r.Scan(new(string)) })
	if err != nil {
		return err
	}
	if n != len(cs) {
		return conflict
	}
	of := make(map[goodturn.ID]*Delivery, len(cs))
	for i := range cs {
		of[cs[i].TouchID] = &cs[i].Delivery
	}
	n = 0
	err = change(tx, sqlClaimMany, cs, func(args []any, c *Claiming) []any {
		d := &c.Delivery
		return append(args, tx.ws(), string(d.ID), string(d.TouchID), string(d.ContactID), string(d.EnrolmentID), string(d.AskID), string(d.UserID), string(d.Kind), d.Step,
			int64(d.Rung), int64(d.Attempt), d.Seq, string(d.Channel), d.Address, string(d.State), false, d.Node, d.Boot, d.Token, ms(d.LeaseUntil), ms(tx.now), int64(0), int64(0),
			d.MessageID, d.InReplyTo, string(d.ConsentID), d.PolicyVersion, "", "", tx.AddressHash(d.Address))
	}, func(r scanner) error {
		var id, touch string
		var attempt int
		if err := r.Scan(&id, &attempt, &touch); err != nil {
			return err
		}
		n++
		d := of[goodturn.ID(touch)]
		d.ID, d.Attempt = goodturn.ID(id), attempt
		return nil
	})
	if err == nil && n != len(cs) {
		err = conflict
	}
	return err
}

// Mark is a second mark that somebody wants to make, with the words as they are sent.
type Mark struct {
	Delivery            goodturn.ID
	Token               string
	Subject, Body, Hash string
}

const (
	sqlAwaitMarks = `SELECT id FROM contact WHERE workspace_id = $1
AND id IN (SELECT contact_id FROM delivery WHERE workspace_id = $2 AND id IN LIST($3)) ORDER BY id AWAITROWS`
	sqlCommitMany = `WITH given (workspace_id, id, token, at) AS (VALUES ROWS(4))
UPDATE delivery SET state = 'committing', committing_at = CAST(given.at AS BIGINT) FROM given
WHERE delivery.workspace_id = given.workspace_id AND delivery.id = given.id AND delivery.token = given.token AND delivery.token <> '' AND delivery.state || '' = 'claimed'
` + stillClaimed + `CAST(given.at AS BIGINT)` + mayLeave + ` RETURNING delivery.id, delivery.touch_id`
	sqlCommitTouches = `UPDATE touch SET state = 'committing', state_at = $2 WHERE workspace_id = $1 AND id IN LIST($3) AND state || '' = 'claimed'`
	sqlSaveBodies    = `INSERT INTO delivery_body (workspace_id, delivery_id, subject, body, body_hash, at) VALUES ROWS(6)
ON CONFLICT (delivery_id) DO UPDATE SET subject = excluded.subject, body = excluded.body, body_hash = excluded.body_hash, at = excluded.at
WHERE delivery_body.workspace_id = excluded.workspace_id`
)

// CommitMany is Commit with SaveBody for many; it says of each whether it holds. A mark that does not hold changes nothing and
// hinders no other.
func (tx *Tx) CommitMany(marks []Mark) ([]bool, error) {
	ids := make([]goodturn.ID, len(marks))
	for i := range marks {
		ids[i] = marks[i].Delivery
	}
	if !tx.db.dialect.Shared { // see awaitContact; one statement, so that everybody waits in the same order
		l := make(list, len(ids))
		for i, id := range ids {
			l[i] = string(id)
		}
		if err := tx.each(func(r scanner) error { return r.Scan(new(string)) }, sqlAwaitMarks, tx.ws(), tx.ws(), l); err != nil {
			return nil, err
		}
	}
	touches := make(map[goodturn.ID]goodturn.ID, len(marks))
	err := change(tx, sqlCommitMany, marks, func(args []any, m *Mark) []any {
		return append(args, tx.ws(), string(m.Delivery), m.Token, millis(tx.now))
	}, func(r scanner) error {
		var delivery, touch string
		err := r.Scan(&delivery, &touch)
		touches[goodturn.ID(delivery)] = goodturn.ID(touch)
		return err
	})
	if err != nil {
		return nil, err
	}
	holds := make([]bool, len(marks))
	var made []Mark
	var of []goodturn.ID
	for i := range marks {
		touch, ok := touches[marks[i].Delivery]
		if holds[i] = ok; ok {
			made, of = append(made, marks[i]), append(of, touch)
		}
	}
	changed := 0
	err = chunks(of, func(l list) error {
		n, err := tx.exec(sqlCommitTouches, tx.ws(), tx.now, l)
		changed += n
		return err
	})
	if err == nil && changed != len(of) {
		err = goodturn.NotFound("claimed touch")
	}
	if err != nil {
		return nil, err
	}
	_, err = insert(tx, sqlSaveBodies, made, func(args []any, m *Mark) []any {
		return append(args, tx.ws(), string(m.Delivery), m.Subject, m.Body, m.Hash, ms(tx.now))
	})
	return holds, err
}

// millis is an instant as text, for lists of values.
func millis(t time.Time) string { return strconv.FormatInt(ms(t), 10) }

// Acceptance is what the next hop said to one delivery.
type Acceptance struct {
	Delivery goodturn.ID
	Token    string
	At       time.Time
	Reply    string
}

const (
	sqlSentMany = `WITH given (workspace_id, id, token, at, reply) AS (VALUES ROWS(5))
UPDATE delivery SET state = 'sent', settled_at = CAST(given.at AS BIGINT), reply = given.reply, resolution = '' FROM given
WHERE delivery.workspace_id = given.workspace_id AND delivery.id = given.id AND delivery.token = given.token AND delivery.state || '' = 'committing'
RETURNING delivery.id, delivery.touch_id, delivery.kind, delivery.step, delivery.channel, delivery.committing_at, delivery.settled_at`
	sqlSentTouches = `WITH given (workspace_id, id, at, sent) AS (VALUES ROWS(4))
UPDATE touch SET state = 'sent', state_at = CAST(given.at AS BIGINT), sent_at = CAST(given.sent AS BIGINT), reasons = '' FROM given
WHERE touch.workspace_id = given.workspace_id AND touch.id = given.id AND touch.state IN ('claimed', 'committing', 'unknown', 'sent') RETURNING touch.id, touch.playbook`
)

// SentMany is Sent for many; it says of each whether it took hold.
func (tx *Tx) SentMany(as []Acceptance) ([]bool, error) {
	var settled []Delivery
	took := make(map[goodturn.ID]bool, len(as))
	err := change(tx, sqlSentMany, as, func(args []any, a *Acceptance) []any {
		return append(args, tx.ws(), string(a.Delivery), a.Token, millis(a.At), a.Reply)
	}, func(r scanner) error {
		var d Delivery
		err := r.Scan((*string)(&d.ID), (*string)(&d.TouchID), (*string)(&d.Kind), &d.Step, (*string)(&d.Channel), (*stamp)(&d.CommittingAt), (*stamp)(&d.SettledAt))
		took[d.ID] = true
		settled = append(settled, d)
		return err
	})
	if err != nil {
		return nil, err
	}
	plans := make(map[goodturn.ID]string, len(settled)) // by touch
	err = change(tx, sqlSentTouches, settled, func(args []any, d *Delivery) []any {
		return append(args, tx.ws(), string(d.TouchID), millis(d.SettledAt), millis(d.CommittingAt))
	}, func(r scanner) error {
		var id, plan string
		err := r.Scan(&id, &plan)
		plans[goodturn.ID(id)] = plan
		return err
	})
	for _, d := range settled {
		if plan, ok := plans[d.TouchID]; ok {
			tx.Count(d.SettledAt, string(goodturn.Sent), string(d.Kind)+"|"+d.Step+"|"+string(d.Channel), 1)
			tx.Count(d.SettledAt, "went", goodturn.AutoStep(plan, d.Step), 1)
		}
	}
	out := make([]bool, len(as))
	for i := range as {
		out[i] = took[as[i].Delivery]
	}
	return out, err
}
