package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// Delivery is one attempt to carry a touch, with what is copied beside it from the touch.
type Delivery struct {
	goodturn.Delivery
	EnrolmentID goodturn.ID
	AskID       goodturn.ID // the ask that it opens, or that it reminds of; empty for everything else
	Kind        goodturn.Kind
	Step        string
	Yielded     bool // it made room for a later rung
}

const deliveryColumns = `id, touch_id, contact_id, enrolment_id, ask_id, user_id, kind, step, rung, attempt, seq, channel, address, state,
 yielded, node, boot, token, lease_until, claimed_at, committing_at, settled_at, message_id, in_reply_to, consent_id, policy_version, reply, resolution`

func scanDelivery(r scanner, d *Delivery) error {
	return r.Scan((*string)(&d.ID), (*string)(&d.TouchID), (*string)(&d.ContactID), (*string)(&d.EnrolmentID), (*string)(&d.AskID), (*string)(&d.UserID),
		(*string)(&d.Kind), &d.Step, &d.Rung, &d.Attempt, &d.Seq, (*string)(&d.Channel), &d.Address, (*string)(&d.State), &d.Yielded,
		&d.Node, &d.Boot, &d.Token, (*stamp)(&d.LeaseUntil), (*stamp)(&d.ClaimedAt), (*stamp)(&d.CommittingAt), (*stamp)(&d.SettledAt),
		&d.MessageID, &d.InReplyTo, (*string)(&d.ConsentID), &d.PolicyVersion, &d.Reply, &d.Resolution)
}

const sqlDelivery = `SELECT ` + deliveryColumns + ` FROM delivery WHERE workspace_id = $1 AND id = $2`

// Delivery reads one, without its words. CodeNotFound if there is none.
func (tx *Tx) Delivery(id goodturn.ID) (Delivery, error) {
	return get(tx, "delivery", scanDelivery, sqlDelivery, tx.ws(), id)
}

const sqlTouchDeliveries = `SELECT ` + deliveryColumns + ` FROM delivery WHERE workspace_id = $1 AND touch_id IN LIST($2) ORDER BY touch_id, rung`

// TouchDeliveries reads the deliveries of touches by rung.
func (tx *Tx) TouchDeliveries(touches ...goodturn.ID) ([]Delivery, error) {
	return collectIDs(tx, touches, scanDelivery, sqlTouchDeliveries)
}

// uses delivery_contact
const sqlContactDeliveries = `SELECT ` + deliveryColumns + ` FROM delivery WHERE workspace_id = $1 AND contact_id = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4`

// ContactDeliveries pages through a contact's deliveries, the last one first; before is the Seq of the page before, 0 to begin.
func (tx *Tx) ContactDeliveries(contact goodturn.ID, before int64, limit int) ([]Delivery, error) {
	if before == 0 {
		before = 1 << 60
	}
	return collect(tx, scanDelivery, sqlContactDeliveries, tx.ws(), contact, before, limit)
}

// uses delivery_message
const sqlDeliveryByMessage = `SELECT ` + deliveryColumns + ` FROM delivery WHERE workspace_id = $1 AND message_id = $2 AND message_id <> '' ORDER BY seq DESC LIMIT 1`

// DeliveryByMessage finds what a bounce or reply refers to by its Message-ID.
func (tx *Tx) DeliveryByMessage(messageID string) (Delivery, bool, error) {
	return one(tx, scanDelivery, sqlDeliveryByMessage, tx.ws(), messageID)
}

const sqlDeliveriesByID = `SELECT ` + deliveryColumns + ` FROM delivery WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3`

// DeliveriesByID pages through all.
func (tx *Tx) DeliveriesByID(after goodturn.ID, limit int) ([]Delivery, error) {
	return collect(tx, scanDelivery, sqlDeliveriesByID, tx.ws(), after, limit)
}

const sqlSaveBody = `INSERT INTO delivery_body (workspace_id, delivery_id, subject, body, body_hash, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (delivery_id) DO UPDATE SET subject = excluded.subject, body = excluded.body, body_hash = excluded.body_hash, at = excluded.at
WHERE delivery_body.workspace_id = excluded.workspace_id`

// SaveBody keeps the words as they are sent. Call it in the transaction of a mark: it costs no commit of its own.
func (tx *Tx) SaveBody(delivery goodturn.ID, subject, body, hash string) error {
	_, err := tx.exec(sqlSaveBody, tx.ws(), delivery, subject, body, hash, tx.now)
	return err
}

const sqlBody = `SELECT subject, body, body_hash FROM delivery_body WHERE workspace_id = $1 AND delivery_id = $2`

// Body gives the words as they were sent: all empty if nothing was rendered, subject and body empty after the retention time.
func (tx *Tx) Body(delivery goodturn.ID) (subject, body, hash string, err error) {
	type words struct{ subject, body, hash string }
	w, _, err := one(tx, func(r scanner, w *words) error { return r.Scan(&w.subject, &w.body, &w.hash) }, sqlBody, tx.ws(), delivery)
	return w.subject, w.body, w.hash, err
}

// SentMessage is a message that has left or may have left: what the judgement counts.
type SentMessage struct {
	DeliveryID  goodturn.ID
	TouchID     goodturn.ID
	EnrolmentID goodturn.ID
	ContactID   goodturn.ID
	AskID       goodturn.ID
	Kind        goodturn.Kind
	Step        string
	Channel     goodturn.Channel
	State       goodturn.DeliveryState
	At          time.Time // of its second mark; of the first while it has none
}

// uses delivery_contact
const sqlSentMessages = `SELECT id, touch_id, enrolment_id, contact_id, ask_id, kind, step, channel, state,
 CASE WHEN committing_at > 0 THEN committing_at ELSE claimed_at END FROM delivery
WHERE workspace_id = $1 AND contact_id IN LIST($2) AND claimed_at >= $3 AND state IN ('claimed', 'committing', 'sent', 'unknown', 'bounced')
ORDER BY contact_id, seq`

// SentMessages reads what was sent to contacts since an instant, what is on its way and what came back included, oldest first.
func (tx *Tx) SentMessages(since time.Time, contacts ...goodturn.ID) ([]SentMessage, error) {
	return collectIDs(tx, contacts, func(r scanner, m *SentMessage) error {
		return r.Scan((*string)(&m.DeliveryID), (*string)(&m.TouchID), (*string)(&m.EnrolmentID), (*string)(&m.ContactID), (*string)(&m.AskID),
			(*string)(&m.Kind), &m.Step, (*string)(&m.Channel), (*string)(&m.State), (*stamp)(&m.At))
	}, sqlSentMessages, since)
}

// uses delivery_sender
const sqlSentBy = `SELECT user_id, count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM delivery b WHERE b.workspace_id = delivery.workspace_id
 AND b.contact_id = delivery.contact_id AND b.seq < delivery.seq AND b.state IN ('claimed', 'committing', 'sent', 'unknown', 'bounced')))
FROM delivery WHERE workspace_id = $1 AND user_id IN LIST($2) AND claimed_at >= $3
AND channel <> 'dm' AND state IN ('claimed', 'committing', 'sent', 'unknown', 'bounced') GROUP BY user_id`

// SentCount is how many messages left in somebody's name, and how many of them were the first ever to their reader.
type SentCount struct{ All, New int }

// SentBy counts the messages in the names of users since an instant, by user, without those that they send by hand: the pace of their
// mailboxes. Who sent none is left out.
func (tx *Tx) SentBy(since time.Time, users ...goodturn.ID) (map[goodturn.ID]SentCount, error) {
	out := make(map[goodturn.ID]SentCount, len(users))
	err := chunks(users, func(l list) error {
		return tx.each(func(r scanner) error {
			var user string
			var n SentCount
			err := r.Scan(&user, &n.All, &n.New)
			out[goodturn.ID(user)] = n
			return err
		}, sqlSentBy, tx.ws(), l, since)
	})
	return out, err
}
