package store

import (
	"github.com/goodturn-app/goodturn"
)

// CountedTo is where counting for a page ends: more are said as "1,000 and more", and no page waits for a sum.
const CountedTo = 1000

const (
	sqlCountContacts = `SELECT count(*) FROM (SELECT 1 FROM contact WHERE workspace_id = $1 AND merged_into = '' ORDER BY sort_key, id LIMIT $2) AS few`
	sqlCountInPlan   = `SELECT count(*) FROM (SELECT 1 FROM enrolment WHERE workspace_id = $1 AND playbook = $2 AND state = 'active' ORDER BY id LIMIT $3) AS few`
)

// CountContacts counts people up to CountedTo, without those merged into others.
func (tx *Tx) CountContacts() (int, error) { return tx.counting(sqlCountContacts, tx.ws(), CountedTo) }

// CountInPlan counts the years that a playbook plans for, up to CountedTo.
func (tx *Tx) CountInPlan(playbook string) (int, error) {
	return tx.counting(sqlCountInPlan, tx.ws(), playbook, CountedTo)
}

func (tx *Tx) counting(sql string, args ...any) (int, error) {
	n, err := tx.number(sql, args...)
	return int(n), err
}

// uses touch_contact, and reads of everybody up to the first that is planned. The state is spelled so that the index by due date cannot
// serve it.
const sqlNextTouches = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND id IN (
 SELECT (SELECT t.id FROM touch t WHERE t.workspace_id = c.workspace_id AND t.contact_id = c.id AND t.state || '' = 'planned' ORDER BY t.due_at, t.id LIMIT 1)
 FROM contact c WHERE c.workspace_id = $2 AND c.id IN LIST($3))`

// NextTouches gives the planned touch that comes due first for each of some contacts; those without any are left out.
func (tx *Tx) NextTouches(contacts ...goodturn.ID) (map[goodturn.ID]goodturn.Touch, error) {
	out := map[goodturn.ID]goodturn.Touch{}
	err := chunks(contacts, func(l list) error {
		ts, err := collect(tx, scanTouch, sqlNextTouches, tx.ws(), tx.ws(), l)
		for _, t := range ts {
			out[t.ContactID] = t
		}
		return err
	})
	return out, err
}
