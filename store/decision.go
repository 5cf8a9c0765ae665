package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

const (
	verdictColumns  = `touch_id, at, verdict, next_at, legal_at, channel, policy, reasons`
	decisionColumns = verdictColumns + `, fine`
)

func scanDecision(r scanner, d *goodturn.Decision) error {
	return r.Scan((*string)(&d.TouchID), (*stamp)(&d.At), (*string)(&d.Verdict), (*stamp)(&d.Next), (*stamp)(&d.LegalAt), (*string)(&d.Channel),
		&d.Policy, fromJSON(&d.Reasons), fromJSON(&d.Fine))
}

const sqlInsertDecisions = `INSERT INTO decision (id, workspace_id, ` + decisionColumns + `) VALUES ROWS(11)`

// InsertDecisions keeps decisions whose verdict, date or reasons are new. For those that are Same as the last, use Checked.
func (tx *Tx) InsertDecisions(ds ...goodturn.Decision) error {
	_, err := insert(tx, sqlInsertDecisions, ds, func(args []any, d *goodturn.Decision) []any {
		return append(args, string(tx.NewID()), tx.ws(), string(d.TouchID), ms(d.At), string(d.Verdict), ms(d.Next), ms(d.LegalAt),
			string(d.Channel), d.Policy, asJSON(d.Reasons), asJSON(d.Fine))
	})
	return err
}

const sqlChecked = `UPDATE touch SET checked_at = $3 WHERE workspace_id = $1 AND id IN LIST($2)`

// Checked notes that touches were looked at again, with the same result.
func (tx *Tx) Checked(touches []goodturn.ID) error {
	return chunks(touches, func(l list) error {
		_, err := tx.exec(sqlChecked, tx.ws(), l, tx.now)
		return err
	})
}

// uses decision_touch
const (
	sqlDecisionAt    = `SELECT ` + decisionColumns + ` FROM decision WHERE workspace_id = $1 AND touch_id = $2 AND at <= $3 ORDER BY at DESC, id DESC LIMIT 1`
	sqlDecisions     = `SELECT ` + decisionColumns + ` FROM decision WHERE workspace_id = $1 AND touch_id = $2 ORDER BY at, id`
	sqlLastDecisions = `SELECT ` + verdictColumns + `, '' FROM decision d WHERE workspace_id = $1 AND touch_id IN LIST($2)
AND NOT EXISTS (SELECT 1 FROM decision n WHERE n.workspace_id = d.workspace_id AND n.touch_id = d.touch_id AND (n.at, n.id) > (d.at, d.id))`
)

// DecisionAt is the decision on a touch that was in force at an instant; a zero instant means the last one.
func (tx *Tx) DecisionAt(touch goodturn.ID, at time.Time) (goodturn.Decision, bool, error) {
	v := ms(at)
	if at.IsZero() {
		v = 1 << 60
	}
	return one(tx, scanDecision, sqlDecisionAt, tx.ws(), touch, v)
}

// Decisions is the history of a touch, oldest first.
func (tx *Tx) Decisions(touch goodturn.ID) ([]goodturn.Decision, error) {
	return collect(tx, scanDecision, sqlDecisions, tx.ws(), touch)
}

// LastDecisions gives the last decision on each of several touches, by touch, without Fine, which is most of the row: it is there to be compared.
func (tx *Tx) LastDecisions(touches []goodturn.ID) (map[goodturn.ID]goodturn.Decision, error) {
	ds, err := collectIDs(tx, touches, scanDecision, sqlLastDecisions)
	out := make(map[goodturn.ID]goodturn.Decision, len(ds))
	for _, d := range ds {
		out[d.TouchID] = d
	}
	return out, err
}
