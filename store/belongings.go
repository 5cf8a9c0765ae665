package store

import (
	"github.com/goodturn-app/goodturn"
)

// Belongings are the ids of what hangs on a contact, by table: what a merge gives to another contact, and a split gives back.
type Belongings map[string][]goodturn.ID

// belonging is how one table's rows hang on a contact. A row is only given away by whom it belongs to.
type belonging struct{ table, of, give string }

var belongings = []belonging{
	{"identity", `SELECT id FROM identity WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE identity SET contact_id = $3, is_primary = FALSE, sharer = CASE WHEN sharer = '' THEN '' ELSE $4 END
WHERE workspace_id = $1 AND contact_id = $2 AND id IN LIST($5)`},
	{"closing", `SELECT id FROM closing WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE closing SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
	{"home", `SELECT id FROM home WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE home SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
	{"event", `SELECT id FROM event WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE event SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
	{"consent", `SELECT id FROM consent WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE consent SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
	{"suppression", `SELECT id FROM suppression WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> '' ORDER BY id`,
		`UPDATE suppression SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND contact_id <> '' AND id IN LIST($5)`},
	{"enrolment", `SELECT id FROM enrolment WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE enrolment SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
	{"touch", `SELECT id FROM touch WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE touch SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
	{"delivery", `SELECT id FROM delivery WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE delivery SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
	{"ask", `SELECT id FROM ask WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE ask SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
	{"milestone", `SELECT ask_id FROM milestone WHERE workspace_id = $1 AND contact_id = $2 ORDER BY ask_id, step`,
		`UPDATE milestone SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND ask_id IN LIST($5)`},
	{"share_code", `SELECT code FROM share_code WHERE workspace_id = $1 AND contact_id = $2 ORDER BY code`,
		`UPDATE share_code SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND code IN LIST($5)`},
	{"referral", `SELECT id FROM referral WHERE workspace_id = $1 AND referrer_id = $2 ORDER BY id`,
		`UPDATE referral SET referrer_id = $3 WHERE workspace_id = $1 AND referrer_id = $2 AND referrer_id <> $4 AND id IN LIST($5)`},
	{"referral_friend", `SELECT id FROM referral WHERE workspace_id = $1 AND friend_id = $2 AND friend_id <> '' ORDER BY id`,
		`UPDATE referral SET friend_id = $3 WHERE workspace_id = $1 AND friend_id = $2 AND friend_id <> $4 AND id IN LIST($5)`},
	{"referral_claim", `SELECT id FROM referral_claim WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE referral_claim SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
	{"referral_thanks", `SELECT touch_id FROM referral_thanks WHERE workspace_id = $1 AND contact_id = $2 ORDER BY touch_id`,
		// Where the other was thanked for the same already, both stay as they are.
		`UPDATE referral_thanks SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND NOT EXISTS (SELECT 1 FROM referral_thanks o WHERE o.workspace_id = referral_thanks.workspace_id
AND o.referral_id = referral_thanks.referral_id AND o.stage = referral_thanks.stage AND o.contact_id = $4) AND touch_id IN LIST($5)`},
	{"request", `SELECT id FROM request WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE request SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
	{"reward_entry", `SELECT id FROM reward_entry WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE reward_entry SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
	{"portrait", `SELECT id FROM portrait WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE portrait SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
	{"task", `SELECT id FROM task WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`,
		`UPDATE task SET contact_id = $3 WHERE workspace_id = $1 AND contact_id = $2 AND contact_id <> $4 AND id IN LIST($5)`},
}

// Belongings lists what hangs on a contact.
func (tx *Tx) Belongings(contact goodturn.ID) (Belongings, error) {
	out := Belongings{}
	for _, b := range belongings {
		ids, err := collect(tx, func(r scanner, id *goodturn.ID) error { return r.Scan((*string)(id)) }, b.of, tx.ws(), contact)
		if err != nil {
			return nil, err
		}
		if len(ids) > 0 {
			out[b.table] = ids
		}
	}
	return out, nil
}

// Give hands what hangs on one contact to another, and leaves alone what no longer belongs to the first. What is planned follows
// the new one's household and owner; an address that was the primary one is so no more.
func (tx *Tx) Give(what Belongings, from, to goodturn.ID) error {
	for _, b := range belongings {
		err := chunks(what[b.table], func(l list) error {
			_, err := tx.exec(b.give, tx.ws(), from, to, to, l)
			return err
		})
		if err != nil {
			return err
		}
	}
	c, err := tx.Contact(to)
	if err != nil {
		return err
	}
	tx.place(from, to)
	return tx.moveTouches(to, c.HouseholdID, c.OwnerID)
}
