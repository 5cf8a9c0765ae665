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
	belongs("closing", "id", "contact_id"), belongs("home", "id", "contact_id"), belongs("event", "id", "contact_id"),
	belongs("consent", "id", "contact_id"), belongs("suppression", "id", "contact_id"), belongs("enrolment", "id", "contact_id"),
	belongs("touch", "id", "contact_id"), belongs("delivery", "id", "contact_id"), belongs("ask", "id", "contact_id"),
	belongs("share_code", "code", "contact_id"), belongs("referral", "id", "referrer_id"), belongs("reward_entry", "id", "contact_id"),
	belongs("task", "id", "contact_id"),
}

// belongs writes the two statements of a table that needs nothing special.
func belongs(table, id, owner string) belonging {
	where := " WHERE workspace_id = $1 AND " + owner + " = $2"
	return belonging{table, "SELECT " + id + " FROM " + table + where + " ORDER BY " + id,
		"UPDATE " + table + " SET " + owner + " = $3" + where + " AND " + owner + " <> $4 AND " + id + " IN LIST($5)"}
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
