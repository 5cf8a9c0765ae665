package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// A touch is carried in two marks. Claim is the first: one node has it, nothing has left. Commit is the second, made at the last
// instant at which the channel can still withdraw. Then Sent, Unsure, Refused or Release says how it ended.

const (
	sqlClaimTouch = `UPDATE touch SET state = 'claimed', state_at = $3, decided_at = $4, legal_at = $5, reasons = ''
WHERE workspace_id = $1 AND id = $2 AND state = 'planned'`
	sqlClaimAgain = `UPDATE touch SET state = 'claimed', state_at = $3, decided_at = $4, legal_at = $5, reasons = ''
WHERE workspace_id = $1 AND id = $2 AND state IN ('planned', 'sent', 'failed')`
	// A rung that was released is tried again under its own id.
	onReleased = `ON CONFLICT (workspace_id, touch_id, rung) DO UPDATE SET attempt = delivery.attempt + 1, ask_id = excluded.ask_id, user_id = excluded.user_id,
 seq = excluded.seq, channel = excluded.channel, address = excluded.address, address_hash = excluded.address_hash, state = 'claimed',
 node = excluded.node, boot = excluded.boot, token = excluded.token, lease_until = excluded.lease_until, claimed_at = excluded.claimed_at,
 committing_at = 0, settled_at = 0, message_id = excluded.message_id, in_reply_to = excluded.in_reply_to, consent_id = excluded.consent_id,
 policy_version = excluded.policy_version, reply = '', resolution = ''
WHERE delivery.state = 'released' RETURNING id, attempt`
	sqlClaim = `INSERT INTO delivery (workspace_id, ` + deliveryColumns + `, address_hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'claimed', FALSE, $15, $16, $17, $18, $19, 0, 0, $20, $21, $22, $23, '', '', $24)
` + onReleased
)

// Claim makes the first mark: the touch becomes claimed and d its delivery, under a lease. False, and nothing written, if the
// touch is no longer planned; a Rung above 0 may also follow on a touch that was sent or failed, once the rung before has yielded.
// A rung that was released is tried again under the same ID, so read ID and Attempt from d afterwards. The caller fills TouchID,
// ContactID, EnrolmentID, UserID, Kind, Step, Rung, Seq, Channel, Address, Node, Boot, Token and LeaseUntil, legalAt is the
// decision's.
func (tx *Tx) Claim(d *Delivery, legalAt time.Time) (bool, error) {
	claim := sqlClaimTouch
	if d.Rung > 0 {
		claim = sqlClaimAgain
	}
	n, err := tx.exec(claim, tx.ws(), d.TouchID, tx.now, tx.now, legalAt)
	if err != nil || n == 0 {
		return false, err
	}
	if d.ID == "" {
		d.ID = tx.NewID()
	}
	d.State, d.ClaimedAt, d.CommittingAt, d.SettledAt = goodturn.DeliveryClaimed, tx.now, time.Time{}, time.Time{}
	var attempt int
	_, found, err := one(tx, func(r scanner, id *goodturn.ID) error {
		err := r.Scan((*string)(id), &attempt)
		d.ID, d.Attempt = *id, attempt
		return err
	}, sqlClaim, tx.ws(), d.ID, d.TouchID, d.ContactID, d.EnrolmentID, d.AskID, d.UserID, d.Kind, d.Step, d.Rung, d.Attempt, d.Seq,
		d.Channel, d.Address, d.Node, d.Boot, d.Token, d.LeaseUntil, tx.now, d.MessageID, d.InReplyTo, d.ConsentID, d.PolicyVersion,
		tx.AddressHash(d.Address))
	if err == nil && !found {
		err = &goodturn.Error{Code: goodturn.CodeConflict, Message: "This message was already handed over once."}
	}
	return err == nil, err
}

const (
	// Everything that may have changed since the claim and must still hold. The suppressions are looked at by person and by address.
	// Each is looked up by row: folded into one join of ten tables, it is PostgreSQL's statistics that say in which order, and those of
	// a young table made of 64 marks 3.8 million pairs of rows. Between the two the instant of the mark: an owner's own words that quote
	// the market are judged again once a figure in them has run out, or others were loaded.
	stillClaimed = `AND EXISTS (SELECT 1 FROM touch t WHERE t.workspace_id = delivery.workspace_id AND t.id = delivery.touch_id AND t.state = 'claimed' AND (t.quotes = '' OR t.stands_until > `
	mayLeave     = ` AND NOT EXISTS (SELECT 1 FROM kv k WHERE k.workspace_id = t.workspace_id AND k.name = 'market_edition' AND k.updated_at >= delivery.claimed_at BYROW))
 AND (delivery.kind = 'thanks' OR NOT EXISTS (SELECT 1 FROM kv k WHERE k.workspace_id = t.workspace_id AND k.name = 'unused:' || t.playbook BYROW)) BYROW)
AND EXISTS (SELECT 1 FROM workspace w WHERE w.id = delivery.workspace_id AND w.live AND NOT w.stopped BYROW)
AND EXISTS (SELECT 1 FROM "user" u WHERE u.workspace_id = delivery.workspace_id AND u.id = delivery.user_id AND u.active BYROW)
AND EXISTS (SELECT 1 FROM contact c WHERE c.workspace_id = delivery.workspace_id AND c.id = delivery.contact_id AND NOT c.left_out AND c.merged_into = '' BYROW)
AND (delivery.ask_id = '' OR EXISTS (SELECT 1 FROM ask a WHERE a.workspace_id = delivery.workspace_id AND a.id = delivery.ask_id AND (a.state = 'open'
 OR (delivery.kind = 'reminder' AND a.answer = 'yes' AND a.answered_at <= delivery.claimed_at AND EXISTS (SELECT 1 FROM request q
  WHERE q.workspace_id = delivery.workspace_id AND q.contact_id = delivery.contact_id AND q.touch_id = a.touch_id AND q.state = 'promised' BYROW))) BYROW))
AND (delivery.kind <> 'ask' OR NOT EXISTS (SELECT 1 FROM request q WHERE q.workspace_id = delivery.workspace_id AND q.contact_id = delivery.contact_id
 AND q.touch_id = delivery.touch_id AND q.state = 'withdrawn' BYROW))
AND (delivery.address_hash = '' OR EXISTS (SELECT 1 FROM identity i WHERE i.workspace_id = delivery.workspace_id AND i.hash = delivery.address_hash
 AND i.contact_id = delivery.contact_id AND i.status <> 'bounced' BYROW))
AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.workspace_id = delivery.workspace_id AND s.contact_id = delivery.contact_id AND s.contact_id <> ''
 AND (s.scope = 'all' OR (s.scope = 'asks' AND delivery.kind IN ('ask', 'reminder')) OR (s.scope = 'reviews' AND delivery.kind = 'review')
  OR (s.scope = 'channel' AND s.channel = delivery.channel) OR (s.scope = 'address' AND (s.hash = '' OR s.hash = delivery.address_hash))) BYROW)
AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.workspace_id = delivery.workspace_id AND s.hash = delivery.address_hash AND s.hash <> ''
 AND (s.scope IN ('all', 'address') OR (s.scope = 'asks' AND delivery.kind IN ('ask', 'reminder')) OR (s.scope = 'reviews' AND delivery.kind = 'review')
  OR (s.scope = 'channel' AND s.channel = delivery.channel)) BYROW)`
	sqlCommit = `UPDATE delivery SET state = 'committing', committing_at = $4
WHERE workspace_id = $1 AND id = $2 AND token = $3 AND token <> '' AND state = 'claimed'
` + stillClaimed + `$5` + mayLeave
	sqlCommitTouch = `UPDATE touch SET state = 'committing', state_at = $2
WHERE workspace_id = $1 AND id = (SELECT touch_id FROM delivery WHERE workspace_id = $3 AND id = $4) AND state = 'claimed'`
	sqlAwaitMark = `SELECT id FROM contact WHERE workspace_id = $1 AND id = (SELECT contact_id FROM delivery WHERE workspace_id = $2 AND id = $3) AWAITROWS`
)

// Commit makes the second mark and reports whether it holds: the message may leave only after this transaction has committed
// with true. False, and nothing written, if the lease is another's, or if since the claim the workspace was paused or held, the
// sender became inactive, its plan went out of use (thanks go all the same), the person was left out or merged, answered, opted out, the request was taken back or what was promised was done, what the owner quotes of the market ran out, or the address was corrected or found dead. Do
// it in WriteFirst, with SaveBody beside it.
func (tx *Tx) Commit(delivery goodturn.ID, token string) (bool, error) {
	if !tx.db.dialect.Shared { // see awaitContact
		if _, _, err := one(tx, func(r scanner, s *string) error { return r.Scan(s) }, sqlAwaitMark, tx.ws(), tx.ws(), delivery); err != nil {
			return false, err
		}
	}
	n, err := tx.exec(sqlCommit, tx.ws(), delivery, token, tx.now, tx.now)
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.must("claimed touch", sqlCommitTouch, tx.ws(), tx.now, tx.ws(), delivery)
}

const (
	// The condition on the touch's state keeps a late report from overwriting what was learned meanwhile.
	sqlSettle = `UPDATE delivery SET state = $4, settled_at = $5, reply = $6, resolution = $7
WHERE workspace_id = $1 AND id = $2 AND token = $3 AND state = 'committing' RETURNING touch_id, kind, step, channel, committing_at`
	sqlSettleClaimed = `UPDATE delivery SET state = $4, settled_at = $5, reply = $6, resolution = $7
WHERE workspace_id = $1 AND id = $2 AND token = $3 AND state IN ('claimed', 'committing') RETURNING touch_id, kind, step, channel, committing_at`
	sqlSettleTouch = `UPDATE touch SET state = $3, state_at = $4, sent_at = $5, due_at = CASE WHEN CAST($6 AS BIGINT) = 0 THEN due_at ELSE $7 END, reasons = $8
WHERE workspace_id = $1 AND id = $2 AND state IN ('claimed', 'committing', 'unknown', 'sent') RETURNING playbook`
)

// scanSettled reads what settling a delivery needs of it: on the way of every message, so not the whole row.
func scanSettled(r scanner, d *Delivery) error {
	return r.Scan((*string)(&d.TouchID), (*string)(&d.Kind), &d.Step, (*string)(&d.Channel), (*stamp)(&d.CommittingAt))
}

// settle ends a delivery and moves its touch.
func (tx *Tx) settle(sql string, id goodturn.ID, token string, s goodturn.DeliveryState, t goodturn.TouchState, at, due time.Time, reply, how string, reasons []goodturn.ReasonCode) (bool, error) {
	d, ok, err := one(tx, scanSettled, sql, tx.ws(), id, token, s, at, reply, how)
	if err != nil || !ok {
		return false, err
	}
	return true, tx.settleTouch(&d, t, at, due, reasons)
}

func (tx *Tx) settleTouch(d *Delivery, t goodturn.TouchState, at, due time.Time, reasons []goodturn.ReasonCode) error {
	sent := time.Time{}
	if t == goodturn.Sent || t == goodturn.Unknown {
		sent = d.CommittingAt
	}
	plan, ok, err := one(tx, func(r scanner, s *string) error { return r.Scan(s) }, sqlSettleTouch, tx.ws(), d.TouchID, t, at, sent, due, due, codes(reasons))
	if ok && t.Done() {
		tx.Count(at, string(t), string(d.Kind)+"|"+d.Step+"|"+string(d.Channel), 1)
		if t == goodturn.Sent { // for whoever asks what a plan sent: a step of another one is another step
			tx.Count(at, "went", goodturn.AutoStep(plan, d.Step), 1)
		}
	}
	return err
}

// Sent records that the next hop accepted the message at an instant. It may ride in Later: if it is lost, the delivery becomes
// unknown, which is safe. False if the lease is another's or the delivery is already settled.
func (tx *Tx) Sent(delivery goodturn.ID, token string, at time.Time, reply string) (bool, error) {
	return tx.settle(sqlSettle, delivery, token, goodturn.DeliverySent, goodturn.Sent, at, time.Time{}, reply, "", nil)
}

// Unsure records that a message may have left: the line broke after the second mark, which was made at the instant that it gives.
func (tx *Tx) Unsure(delivery goodturn.ID, token, reply string) (time.Time, bool, error) {
	d, ok, err := one(tx, scanSettled, sqlSettle, tx.ws(), delivery, token, goodturn.DeliveryUnknown, tx.now, reply, "")
	if err == nil && ok {
		err = tx.settleTouch(&d, goodturn.Unknown, tx.now, time.Time{}, nil)
	}
	return d.CommittingAt, ok, err
}

// Release un-marks: the message certainly did not leave, and is looked at again when due. The caller also calls ReleaseGate and,
// for an ask, VoidAsk.
func (tx *Tx) Release(delivery goodturn.ID, token string, due time.Time, reply string) (bool, error) {
	return tx.settle(sqlSettleClaimed, delivery, token, goodturn.DeliveryReleased, goodturn.Planned, tx.now, due, reply, "", nil)
}

// Refused records that the message was refused for good, before anything left. The caller also calls ReleaseGate and VoidAsk.
func (tx *Tx) Refused(delivery goodturn.ID, token, reply string, reasons ...goodturn.ReasonCode) (bool, error) {
	return tx.settle(sqlSettleClaimed, delivery, token, goodturn.DeliveryFailed, goodturn.Failed, tx.now, time.Time{}, reply, "", reasons)
}

const sqlBounce = `UPDATE delivery SET state = 'bounced', settled_at = $3, reply = $4
WHERE workspace_id = $1 AND id = $2 AND state IN ('sent', 'unknown', 'committing') RETURNING ` + deliveryColumns

// Bounce records that a message came back after it had been accepted. False if it had not been sent.
func (tx *Tx) Bounce(delivery goodturn.ID, reply string, reasons ...goodturn.ReasonCode) (Delivery, bool, error) {
	d, ok, err := one(tx, scanDelivery, sqlBounce, tx.ws(), delivery, tx.now, reply)
	if err != nil || !ok {
		return d, false, err
	}
	return d, true, tx.settleTouch(&d, goodturn.Failed, tx.now, time.Time{}, reasons)
}
