package store

import (
	"maps"
	"slices"

	"github.com/goodturn-app/goodturn"
)

// Place is where a contact stands in the coverage sum: every closed client is in exactly one of the others, so that they add
// up. The store keeps it in the transaction that changes what it depends on.
type Place string

const (
	PlaceNone        Place = ""            // no closing: not a client of the plan
	PlacePlan        Place = "plan"        // in the year's plan
	PlaceLeftOut     Place = "left_out"    // the owner keeps them out
	PlaceStopped     Place = "stopped"     // they asked for no more messages or no e-mail, or every address they have did
	PlaceUndated     Place = "undated"     // a client by their list's word, and no day of a closing is known: a task asks for it
	PlaceUnreachable Place = "unreachable" // no usable address, and nothing else in the way
	PlaceOpen        Place = "open"        // reachable and in no plan: ought to be nobody once planning is done
)

// place notes that a contact's place may have changed.
func (tx *Tx) place(ids ...goodturn.ID) {
	if tx.places == nil {
		tx.places = map[goodturn.ID]struct{}{}
	}
	for _, id := range ids {
		if id != "" {
			tx.places[id] = struct{}{}
		}
	}
}

// The order of the cases is the sum's definition: who is left out is left out even if they cannot be reached. The state of an enrolment is
// spelled so that the index of all that are active, which holds nearly everybody, cannot serve it.
const sqlPlaces = `UPDATE contact SET place = CASE
 WHEN merged_into <> '' OR NOT (
  EXISTS (SELECT 1 FROM closing c WHERE c.workspace_id = contact.workspace_id AND c.contact_id = contact.id AND NOT c.fell_through)
  OR EXISTS (SELECT 1 FROM enrolment e WHERE e.workspace_id = contact.workspace_id AND e.contact_id = contact.id AND e.state || '' = 'active')
  OR EXISTS (SELECT 1 FROM task t WHERE t.workspace_id = contact.workspace_id AND t.contact_id = contact.id AND t.kind = 'no_closing' AND t.done_at = 0)) THEN ''
 WHEN left_out THEN 'left_out'
 WHEN EXISTS (SELECT 1 FROM suppression s WHERE s.workspace_id = contact.workspace_id AND s.contact_id = contact.id
  AND s.contact_id <> '' AND (s.scope = 'all' OR s.scope = 'channel' AND s.channel = 'email')) THEN 'stopped'
 WHEN NOT EXISTS (SELECT 1 FROM closing c WHERE c.workspace_id = contact.workspace_id AND c.contact_id = contact.id AND NOT c.fell_through)
  AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.workspace_id = contact.workspace_id AND e.contact_id = contact.id AND e.state || '' = 'active') THEN 'undated'
 WHEN EXISTS (SELECT 1 FROM identity i WHERE i.workspace_id = contact.workspace_id AND i.contact_id = contact.id
  AND i.kind = 'email' AND i.status <> 'bounced' AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.workspace_id = i.workspace_id
   AND s.hash = i.hash AND s.hash <> '' AND s.scope IN ('all', 'address')))
 THEN CASE WHEN EXISTS (SELECT 1 FROM enrolment e WHERE e.workspace_id = contact.workspace_id AND e.contact_id = contact.id
   AND e.state || '' = 'active') THEN 'plan' ELSE 'open' END
 WHEN EXISTS (SELECT 1 FROM identity i JOIN suppression s ON s.workspace_id = i.workspace_id AND s.hash = i.hash
  WHERE i.workspace_id = contact.workspace_id AND i.contact_id = contact.id AND i.kind = 'email' AND s.hash <> ''
  AND s.scope IN ('all', 'address')) THEN 'stopped'
 ELSE 'unreachable' END
WHERE workspace_id = $1 AND id IN LIST($2)`

func (tx *Tx) settlePlaces() error {
	if len(tx.places) == 0 {
		return nil
	}
	ids := make([]goodturn.ID, 0, len(tx.places))
	for id := range tx.places {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	tx.places = nil
	if err := tx.recount(); err != nil {
		return err
	}
	return chunks(ids, func(l list) error {
		_, err := tx.exec(sqlPlaces, tx.ws(), l)
		return err
	})
}

const (
	sqlCoverage = `SELECT place, count(*) FROM contact WHERE workspace_id = $1 AND merged_into = '' GROUP BY place ORDER BY place`
	sqlRecount  = `INSERT INTO kv (workspace_id, name, value, updated_at) VALUES ($1, 'places', '1', $2)
ON CONFLICT (workspace_id, name) DO UPDATE SET value = CAST(CAST(kv.value AS BIGINT) + 1 AS TEXT), updated_at = excluded.updated_at`
)

// recount notes, for every process, that the sum may have changed. Only where there is one writer: with several, all of them would
// wait for this row, and counting anew is cheaper.
func (tx *Tx) recount() error {
	if !tx.db.dialect.Shared {
		return nil
	}
	_, err := tx.exec(sqlRecount, tx.ws(), tx.now)
	return err
}

// counted sums are kept as long as nobody's place has changed: among 100,000 people counting is what a page would cost most.
type countedPlaces struct {
	version string // as kv has it
	sum     map[Place]int
}

// Coverage counts the contacts in every place. The sum over all but PlaceNone is the number of closed clients.
func (tx *Tx) Coverage() (map[Place]int, error) {
	if tx.writing || !tx.db.dialect.Shared {
		return tx.countPlaces()
	}
	version, err := tx.Value("places")
	if err != nil {
		return nil, err
	}
	if have := tx.db.places.Load(); have != nil && have.version == version {
		return maps.Clone(have.sum), nil
	}
	sum, err := tx.countPlaces()
	if err == nil {
		tx.db.places.Store(&countedPlaces{version, maps.Clone(sum)})
	}
	return sum, err
}

func (tx *Tx) countPlaces() (map[Place]int, error) {
	out := map[Place]int{}
	err := tx.each(func(r scanner) error {
		var p Place
		var n int
		if err := r.Scan(&p, &n); err != nil {
			return err
		}
		out[p] = n
		return nil
	}, sqlCoverage, tx.ws())
	return out, err
}
