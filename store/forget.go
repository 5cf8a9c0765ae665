package store

import (
	"context"

	"github.com/goodturn-app/goodturn"
)

// What a person leaves behind is wiped; what the ledger and the funnel count stays under an id that names nobody.
const (
	sqlForgetContact = `UPDATE contact SET household_id = '', given = '', family = '', greeting = '', sort_key = '', company = '', zone = '', zones = '',
 region = '', mailing = '', prefers = '', source = 'erased', note = '', note_fact = '', timing = '', left_out = TRUE, left_out_why = 'erased', merged_into = $3, place = '', updated_at = $4
WHERE workspace_id = $1 AND id = $2`
	sqlForgetIdentities = `DELETE FROM identity WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetClosings   = `DELETE FROM closing WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetHomes      = `DELETE FROM home WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetEvents     = `DELETE FROM event WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetStanding   = `DELETE FROM standing WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetConsents   = `DELETE FROM consent WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetTasks      = `DELETE FROM task WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetTouches    = `UPDATE touch SET edited = FALSE, subject = '', body = '', ps = '' WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetBodies     = `DELETE FROM delivery_body WHERE workspace_id = $1 AND delivery_id IN (SELECT id FROM delivery WHERE workspace_id = $2 AND contact_id = $3)`
	sqlForgetDeliveries = `UPDATE delivery SET address = '', reply = '', consent_id = '' WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetDecisions  = `DELETE FROM decision WHERE workspace_id = $1 AND touch_id IN (SELECT id FROM touch WHERE workspace_id = $2 AND contact_id = $3)`
	sqlForgetCodes      = `UPDATE share_code SET revoked = TRUE WHERE workspace_id = $1 AND contact_id = $2`
	// What a friend wrote themselves is theirs; what the sender said, or the owner wrote down of both, goes.
	sqlForgetNotes      = `UPDATE referral SET note = '' WHERE workspace_id = $1 AND referrer_id = $2 AND source IN ('middle', 'owner')`
	sqlForgetFriend     = `UPDATE referral SET friend = '', email = '', phone = '', note = '', next = '', lost_why = '', forget_at = 0 WHERE workspace_id = $1 AND friend_id = $2`
	sqlForgetClaims     = `UPDATE referral_claim SET evidence = '', state = CASE WHEN state = 'proposed' THEN 'declined' ELSE state END WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetSaid       = `UPDATE referral_claim SET evidence = '' WHERE workspace_id = $1 AND referral_id = $2 AND source IN ('text', 'crm')`
	sqlForgetReviews    = `UPDATE reward_review SET findings = '', why = '' WHERE workspace_id = $1 AND referral_id IN (SELECT id FROM referral WHERE workspace_id = $2 AND referrer_id = $3)`
	sqlForgetReviewed   = `UPDATE reward_review SET findings = '', why = '' WHERE workspace_id = $1 AND referral_id IN (SELECT id FROM referral WHERE workspace_id = $2 AND friend_id = $3)`
	sqlForgetRewards    = `UPDATE reward_entry SET why = '' WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetPayee      = `DELETE FROM reward_payee WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetNews       = `DELETE FROM webhook_message WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> ''`
	sqlForgetRequests   = `UPDATE request SET facts = '', company_key = '', door = '' WHERE workspace_id = $1 AND contact_id = $2`
	sqlForgetOnce       = `UPDATE api_once SET body = '{}' WHERE workspace_id = $1 AND body LIKE '%' || $2 || '%'`
	sqlForgetRows       = `UPDATE import_row SET data = '', message = '', undo = '' WHERE workspace_id = $1 AND contact_id = $2`
	sqlMergedInto       = `SELECT id FROM contact WHERE workspace_id = $1 AND merged_into = $2 AND id <> $3 ORDER BY id`
	sqlForgetAccounts   = `DELETE FROM account_contact WHERE workspace_id = $1 AND contact_id = $2`
	sqlDeleteRequests   = `DELETE FROM request WHERE workspace_id = $1 AND contact_id = $2`
	sqlDeleteContact    = `DELETE FROM contact WHERE workspace_id = $1 AND id = $2`
	sqlDeleteEnrolments = `DELETE FROM enrolment WHERE workspace_id = $1 AND contact_id = $2`
	sqlDeleteTouches    = `DELETE FROM touch WHERE workspace_id = $1 AND contact_id = $2 RETURNING ` + touchColumns
	sqlDeleteSourced    = `DELETE FROM event WHERE workspace_id = $1 AND contact_id = $2 AND source = $3`
	sqlDeleteConsents   = `DELETE FROM consent WHERE workspace_id = $1 AND id IN LIST($2)`
	sqlDeleteHousehold  = `DELETE FROM household WHERE workspace_id = $1 AND id = $2`
	sqlValueNames       = `SELECT name FROM kv WHERE workspace_id = $1 AND name >= $2 AND name < $3 ORDER BY name`
)

// MergedInto lists who was merged into a contact.
func (tx *Tx) MergedInto(contact goodturn.ID) ([]goodturn.ID, error) {
	return collect(tx, func(r scanner, id *goodturn.ID) error { return r.Scan((*string)(id)) }, sqlMergedInto, tx.ws(), contact, contact)
}

// ForgetContact wipes a person: name, addresses, deals, homes, timeline, words that were sent. Touches, deliveries, asks and
// introductions stay as rows that name nobody, so that every sum is as it was; so do suppressions, which the caller has turned into
// hashes before. The contact's row stays, empty and invisible. Undone by nothing.
func (tx *Tx) ForgetContact(id goodturn.ID) error {
	tx.place(id)
	for _, sql := range []string{sqlForgetBodies, sqlForgetDecisions, sqlForgetReviews, sqlForgetReviewed} {
		if _, err := tx.exec(sql, tx.ws(), tx.ws(), id); err != nil {
			return err
		}
	}
	for _, sql := range []string{sqlForgetIdentities, sqlForgetClosings, sqlForgetHomes, sqlForgetEvents, sqlForgetStanding, sqlForgetConsents, sqlForgetTasks,
		sqlForgetTouches, sqlForgetDeliveries, sqlForgetCodes, sqlForgetNotes, sqlForgetFriend, sqlForgetClaims, sqlForgetRequests, sqlForgetRows, sqlForgetAccounts, sqlDropPortrait, sqlForgetNews, sqlForgetRewards, sqlForgetPayee, sqlForgetOnce} {
		if _, err := tx.exec(sql, tx.ws(), id); err != nil {
			return err
		}
	}
	if err := tx.unindex(id); err != nil {
		return err
	}
	return tx.must("contact", sqlForgetContact, tx.ws(), id, id, tx.now)
}

const (
	sqlForgetChanges    = `UPDATE referral_change SET before = '', after = '' WHERE workspace_id = $1 AND referral_id = $2 AND what IN ('next step', 'why it came to nothing')`
	sqlForgetThankWords = `UPDATE touch SET edited = FALSE, subject = '', body = '', ps = ''
WHERE workspace_id = $1 AND id IN (SELECT touch_id FROM referral_thanks WHERE workspace_id = $2 AND referral_id = $3)`
	sqlForgetThankBodies = `DELETE FROM delivery_body WHERE workspace_id = $1 AND delivery_id IN (SELECT id FROM delivery
WHERE workspace_id = $2 AND touch_id IN (SELECT touch_id FROM referral_thanks WHERE workspace_id = $3 AND referral_id = $4))`
)

const sqlForgetOther = `UPDATE event SET props = '{"other":"' || $3 || '"}' WHERE workspace_id = $1 AND name IN ('merged', 'split') AND props LIKE '%' || $2 || '%'`

// ForgetOther takes somebody's name out of what stands in others' timelines about an entry that was put together with theirs or parted
// from it. That it happened stays, and with which entry.
func (tx *Tx) ForgetOther(id goodturn.ID) error {
	_, err := tx.exec(sqlForgetOther, tx.ws(), id, id)
	return err
}

// ForgetSaid takes the words out of what a friend or a list said about who sent somebody: they may name another one than they point at.
func (tx *Tx) ForgetSaid(referral goodturn.ID) error {
	_, err := tx.exec(sqlForgetSaid, tx.ws(), referral)
	return err
}

// ForgetIntroductionWords takes free words out of an introduction's log and out of the letters that thanked for it: they may name the
// friend. That there were such lines and letters stays.
func (tx *Tx) ForgetIntroductionWords(referral goodturn.ID) error {
	if _, err := tx.exec(sqlForgetChanges, tx.ws(), referral); err != nil {
		return err
	}
	if _, err := tx.exec(sqlForgetThankBodies, tx.ws(), tx.ws(), tx.ws(), referral); err != nil {
		return err
	}
	if err := tx.ForgetSaid(referral); err != nil { // how the friend described who sent them
		return err
	}
	_, err := tx.exec(sqlForgetThankWords, tx.ws(), tx.ws(), referral)
	return err
}

const (
	sqlForgetTouchWords = `UPDATE touch SET edited = FALSE, subject = '', body = '', ps = '' WHERE workspace_id = $1 AND id = $2`
	sqlForgetTouchBody  = `DELETE FROM delivery_body WHERE workspace_id = $1 AND delivery_id IN (SELECT id FROM delivery WHERE workspace_id = $2 AND touch_id = $3)`
)

// ForgetTouchWords takes the words out of one message that names somebody who is to be forgotten; that there was one stays.
func (tx *Tx) ForgetTouchWords(touch goodturn.ID) error {
	if _, err := tx.exec(sqlForgetTouchBody, tx.ws(), tx.ws(), touch); err != nil {
		return err
	}
	_, err := tx.exec(sqlForgetTouchWords, tx.ws(), touch)
	return err
}

// DeleteContact removes a person who came in by mistake and to whom nothing was ever sent: the undo of an import. CodeConflict if
// something was.
func (tx *Tx) DeleteContact(id goodturn.ID) error {
	tx.place(id)
	sent, err := tx.ContactDeliveries(id, 0, 1)
	if err != nil {
		return err
	}
	if len(sent) > 0 {
		return &goodturn.Error{Code: goodturn.CodeConflict, Message: "Messages went out to them already.", Hint: "Leave them out instead, or erase them."}
	}
	if _, err := tx.exec(sqlForgetDecisions, tx.ws(), tx.ws(), id); err != nil {
		return err
	}
	gone, err := collect(tx, scanTouch, sqlDeleteTouches, tx.ws(), id)
	if err != nil {
		return err
	}
	for i := range gone {
		if gone[i].State != goodturn.Cancelled { // whose planning was taken back when it was cancelled
			tx.counted(&gone[i], -1)
		} else {
			tx.countState(&gone[i], goodturn.Cancelled, gone[i].StateAt, -1)
		}
	}
	for _, sql := range []string{sqlForgetIdentities, sqlForgetClosings, sqlForgetHomes, sqlForgetEvents, sqlForgetStanding, sqlForgetConsents, sqlForgetTasks,
		sqlForgetAccounts, sqlDropPortrait, sqlDeleteEnrolments, sqlDeleteRequests} {
		if _, err := tx.exec(sql, tx.ws(), id); err != nil {
			return err
		}
	}
	if err := tx.unindex(id); err != nil {
		return err
	}
	return tx.must("contact", sqlDeleteContact, tx.ws(), id)
}

// DeleteEvents takes back what one source has told of a contact. How things stand has to be folded again.
func (tx *Tx) DeleteEvents(contact goodturn.ID, source string) error {
	_, err := tx.exec(sqlDeleteSourced, tx.ws(), contact, source)
	return err
}

// DeleteConsents takes back grounds that were recorded by mistake and on which nothing was sent.
func (tx *Tx) DeleteConsents(ids ...goodturn.ID) error {
	return chunks(ids, func(l list) error {
		_, err := tx.exec(sqlDeleteConsents, tx.ws(), l)
		return err
	})
}

// DeleteHousehold removes a household without members. CodeConflict if it has any.
func (tx *Tx) DeleteHousehold(id goodturn.ID) error {
	members, err := tx.Members([]goodturn.ID{id})
	if err != nil {
		return err
	}
	if len(members[id]) > 0 {
		return &goodturn.Error{Code: goodturn.CodeConflict, Message: "Somebody still belongs to this household."}
	}
	_, err = tx.exec(sqlDeleteHousehold, tx.ws(), id)
	return err
}

// ValueNames lists the names of values that begin alike.
func (tx *Tx) ValueNames(prefix string) ([]string, error) {
	return collect(tx, func(r scanner, s *string) error { return r.Scan(s) }, sqlValueNames, tx.ws(), prefix, prefix+"\U0010FFFF")
}

// Vacuum rewrites the database, so that nothing of what was deleted is left in its files. On SQLite everybody who writes waits
// meanwhile, seconds for a large one. On PostgreSQL autovacuum does it in its own time, and nothing happens here.
func (db *DB) Vacuum(ctx context.Context) error {
	if db.extra.Vacuum == nil {
		return nil
	}
	return db.extra.Vacuum(ctx)
}
