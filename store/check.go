package store

import "github.com/goodturn-app/goodturn"

const (
	sqlHighestSeq = `SELECT COALESCE(MAX(seq), 0) FROM delivery WHERE workspace_id = $1`
	// uses delivery_rung
	sqlTouchesAdrift = `SELECT state, count(*) FROM touch t WHERE workspace_id = $1 AND state IN ('claimed', 'committing', 'sent', 'unknown')
AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.workspace_id = t.workspace_id AND d.touch_id = t.id AND d.state = t.state) GROUP BY state ORDER BY state`
	sqlDeliveriesAdrift = `SELECT state, count(*) FROM delivery d WHERE workspace_id = $1 AND state IN ('claimed', 'committing', 'sent', 'unknown') AND NOT yielded
AND NOT EXISTS (SELECT 1 FROM touch t WHERE t.workspace_id = d.workspace_id AND t.id = d.touch_id AND t.state = d.state) GROUP BY state ORDER BY state`
)

// HighestSeq is the highest delivery number that was ever used, which may be lower than ReservedSeq; 0 if none was. It reads an
// entry of every delivery: for the start of a process.
func (tx *Tx) HighestSeq() (int64, error) { return tx.number(sqlHighestSeq, tx.ws()) }

// Adrift counts what does not agree: touches in a state that none of their deliveries is in, and deliveries in a state that their
// touch is not in. Both are empty unless something is broken. It reads every row: for the nightly sum.
func (tx *Tx) Adrift() (touches, deliveries map[goodturn.TouchState]int, err error) {
	touches, deliveries = map[goodturn.TouchState]int{}, map[goodturn.TouchState]int{}
	read := func(into map[goodturn.TouchState]int) func(scanner) error {
		return func(r scanner) error {
			var s goodturn.TouchState
			var n int
			err := r.Scan((*string)(&s), &n)
			into[s] = n
			return err
		}
	}
	if err = tx.each(read(touches), sqlTouchesAdrift, tx.ws()); err != nil {
		return touches, deliveries, err
	}
	return touches, deliveries, tx.each(read(deliveries), sqlDeliveriesAdrift, tx.ws())
}
