package store

import (
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Alike asks for a page of those who closed a deal on certain days, to thank all of them alike. It knows nothing but people, their deals
// and their refusals; no row of an introduction, an answer or a reward can change who is in it.
type Alike struct {
	From, To    goodturn.Date // of the deal, both included
	First, Last time.Month    // of the deal's day in any year, both included
	After       goodturn.Contact
	Limit       int
}

// uses contact_list
const sqlAlike = `SELECT ` + contactColumns + ` FROM contact WHERE workspace_id = $1 AND merged_into = ''
AND (sort_key, id) > ($2, $3) AND NOT left_out
AND EXISTS (SELECT 1 FROM closing c WHERE c.workspace_id = contact.workspace_id AND c.contact_id = contact.id AND NOT c.fell_through
 AND c.day >= $4 AND c.day <= $5 AND substr(c.day, 6, 2) >= $6 AND substr(c.day, 6, 2) <= $7)
AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.workspace_id = contact.workspace_id AND s.contact_id = contact.id
 AND s.contact_id <> '' AND s.scope = 'all')
AND NOT EXISTS (SELECT 1 FROM identity i JOIN suppression s ON s.workspace_id = i.workspace_id AND s.hash = i.hash
 WHERE i.workspace_id = contact.workspace_id AND i.contact_id = contact.id AND s.hash <> '' AND s.scope = 'all')
ORDER BY sort_key, id LIMIT $8`

// ListAlike reads a page of them in the order of the people list. Who was deleted, died, was left out or wants to hear nothing is not
// in it; whoever only wants no asks, or none on one channel, is.
func (tx *Tx) ListAlike(a Alike) ([]goodturn.Contact, error) {
	return collect(tx, scanContact, sqlAlike, tx.ws(), a.After.SortKey, a.After.ID, a.From, a.To, fmt.Sprintf("%02d", a.First), fmt.Sprintf("%02d", a.Last), a.Limit)
}
