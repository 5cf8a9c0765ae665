package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// CountedTo is where counting for a page ends: more are said as "1,000 and more", and no page waits for a sum.
const CountedTo = 1000

const (
	sqlCountContacts  = `SELECT count(*) FROM (SELECT 1 FROM contact WHERE workspace_id = $1 AND merged_into = '' ORDER BY sort_key, id LIMIT $2) AS few`
	sqlCountTasks     = `SELECT count(*) FROM (SELECT 1 FROM task WHERE workspace_id = $1 AND done_at = 0 ORDER BY due_at LIMIT $2) AS few`
	sqlCountReferrals = `SELECT count(*) FROM (SELECT 1 FROM referral WHERE workspace_id = $1 ORDER BY stage, created_at LIMIT $2) AS few`
	sqlCountDue       = `SELECT count(*) FROM (SELECT 1 FROM touch WHERE workspace_id = $1 AND state = 'planned' AND due_at < $2 ORDER BY due_at LIMIT $3) AS few`
)

// CountContacts counts people up to CountedTo, without those merged into others.
func (tx *Tx) CountContacts() (int, error) { return tx.counting(sqlCountContacts, tx.ws(), CountedTo) }

// CountOpenTasks counts what there is to do, up to CountedTo.
func (tx *Tx) CountOpenTasks() (int, error) { return tx.counting(sqlCountTasks, tx.ws(), CountedTo) }

// CountReferrals counts introductions up to CountedTo.
func (tx *Tx) CountReferrals() (int, error) {
	return tx.counting(sqlCountReferrals, tx.ws(), CountedTo)
}

// CountDue counts the planned touches that come due before an instant, up to limit.
func (tx *Tx) CountDue(before time.Time, limit int) (int, error) {
	return tx.counting(sqlCountDue, tx.ws(), before, limit)
}

func (tx *Tx) counting(sql string, args ...any) (int, error) {
	n, err := tx.number(sql, args...)
	return int(n), err
}

// uses touch_contact twice
const sqlNextTouches = `SELECT ` + touchColumns + ` FROM touch WHERE workspace_id = $1 AND contact_id IN LIST($2) AND state = 'planned'
AND NOT EXISTS (SELECT 1 FROM touch e WHERE e.workspace_id = touch.workspace_id AND e.contact_id = touch.contact_id AND e.state = 'planned'
 AND (e.due_at, e.id) < (touch.due_at, touch.id))`

// NextTouches gives the planned touch that comes due first for each of some contacts; those without any are left out.
func (tx *Tx) NextTouches(contacts ...goodturn.ID) (map[goodturn.ID]goodturn.Touch, error) {
	ts, err := collectIDs(tx, contacts, scanTouch, sqlNextTouches)
	return byKey(ts, func(t *goodturn.Touch) goodturn.ID { return t.ContactID }), err
}

func byKey[K comparable, T any](all []T, key func(*T) K) map[K]T {
	out := make(map[K]T, len(all))
	for i := range all {
		out[key(&all[i])] = all[i]
	}
	return out
}
