package store

import (
	"cmp"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// GateKind says whose gate it is.
type GateKind string

const (
	GateContact   GateKind = "contact"
	GateHousehold GateKind = "household"
	GateAccount   GateKind = "account"
	GateMailbox   GateKind = "mailbox" // of a user: pace
)

// GateKey names one gate.
type GateKey struct {
	Kind GateKind
	ID   goodturn.ID
}

// Gate remembers the last ask and the last message through it. A gate that was never taken has the zero times and Version 0.
type Gate struct {
	GateKey
	Version      int64
	LastAskAt    time.Time
	LastAskTouch goodturn.ID
	LastTouchAt  time.Time
	LastTouch    goodturn.ID
}

const gateColumns = `kind, id, version, last_ask_at, last_ask_touch, last_touch_at, last_touch`

func scanGate(r scanner, g *Gate) error {
	return r.Scan((*string)(&g.Kind), (*string)(&g.ID), &g.Version, (*stamp)(&g.LastAskAt), (*string)(&g.LastAskTouch),
		(*stamp)(&g.LastTouchAt), (*string)(&g.LastTouch))
}

const sqlGates = `SELECT ` + gateColumns + ` FROM gate WHERE workspace_id = $1 AND id IN LIST($2) AND kind = $3`

// Gates reads the gates of one kind; those never taken are left out.
func (tx *Tx) Gates(kind GateKind, ids ...goodturn.ID) ([]Gate, error) {
	return collectIDs(tx, ids, scanGate, sqlGates, kind)
}

// Take is one passage through a gate.
type Take struct {
	GateKey
	Version int64 // as it was when the decision was made; another version means that somebody else passed since
	Touch   goodturn.ID
	Before  goodturn.ID // the touch that passed just before it, in the same set of decisions; empty: none
	AskedBy goodturn.ID // the touch of the set that counts as an ask; empty: none does
}

// The first two lines of the condition are the race; the last two are the cap itself, 90 x 24 h in milliseconds, for whoever decided
// wrongly. Accounts have a cap of their own, which program counts.
const sqlTakeGates = `INSERT INTO gate (workspace_id, kind, id, version, last_ask_at, last_ask_touch, last_touch_at, last_touch,
 prev_touch_at, prev_touch, prev_ask_at, prev_ask_touch) VALUES ROWS(10, 0, '')
ON CONFLICT (workspace_id, kind, id) DO UPDATE SET version = gate.version + 1, last_touch_at = excluded.last_touch_at, last_touch = excluded.last_touch,
 prev_touch_at = CASE WHEN excluded.prev_touch = '' THEN gate.last_touch_at ELSE excluded.prev_touch_at END,
 prev_touch = CASE WHEN excluded.prev_touch = '' THEN gate.last_touch ELSE excluded.prev_touch END,
 prev_ask_at = CASE WHEN excluded.last_ask_touch = '' THEN gate.prev_ask_at ELSE gate.last_ask_at END,
 prev_ask_touch = CASE WHEN excluded.last_ask_touch = '' THEN gate.prev_ask_touch ELSE gate.last_ask_touch END,
 last_ask_at = CASE WHEN excluded.last_ask_touch = '' THEN gate.last_ask_at ELSE excluded.last_ask_at END,
 last_ask_touch = CASE WHEN excluded.last_ask_touch = '' THEN gate.last_ask_touch ELSE excluded.last_ask_touch END
WHERE gate.version = excluded.version - 1
 AND (excluded.last_ask_touch = '' OR gate.last_ask_at = 0 OR gate.last_ask_at <= excluded.last_ask_at - 7776000000
  OR gate.kind IN ('account', 'mailbox'))
RETURNING kind, id`

// TakeGate is TakeGates for one.
func (tx *Tx) TakeGate(t Take) (bool, error) {
	taken, err := tx.TakeGates([]Take{t})
	return taken[t.GateKey], err
}

// TakeGates passes gates, each at most once, and says which were still as the caller had read them: of two who decided at the same
// time only one passes. An ask never passes the gate of a contact or household within 90 x 24 h of the last one, whatever the caller
// decided. One gate that does not hold hinders no other.
func (tx *Tx) TakeGates(ts []Take) (map[GateKey]bool, error) {
	ts = slices.Clone(ts) // in one order for everybody, so that two sets never wait for each other in a circle
	slices.SortFunc(ts, func(a, b Take) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) })
	now, taken := ms(tx.now), make(map[GateKey]bool, len(ts))
	err := change(tx, sqlTakeGates, ts, func(args []any, t *Take) []any {
		askAt, beforeAt := int64(0), int64(0)
		if t.AskedBy != "" {
			askAt = now
		}
		if t.Before != "" {
			beforeAt = now
		}
		return append(args, tx.ws(), string(t.Kind), string(t.ID), t.Version+1, askAt, string(t.AskedBy), now, string(t.Touch), beforeAt, string(t.Before))
	}, func(r scanner) error {
		var k GateKey
		err := r.Scan((*string)(&k.Kind), (*string)(&k.ID))
		taken[k] = true
		return err
	})
	return taken, err
}

const sqlReleaseGate = `UPDATE gate SET version = version + 1,
 last_ask_at = CASE WHEN last_ask_touch = $4 THEN prev_ask_at ELSE last_ask_at END,
 last_ask_touch = CASE WHEN last_ask_touch = $5 THEN prev_ask_touch ELSE last_ask_touch END,
 last_touch_at = CASE WHEN last_touch = $6 THEN prev_touch_at ELSE last_touch_at END,
 last_touch = CASE WHEN last_touch = $7 THEN prev_touch ELSE last_touch END
WHERE workspace_id = $1 AND kind = $2 AND id = $3 AND (last_ask_touch = $8 OR last_touch = $9 OR kind = 'mailbox')`

// ReleaseGate undoes the passage of a touch that certainly did not leave. If somebody else passed since, their passage stays. A mailbox's
// gate gets a new version in any case: the number of messages that left it has changed.
func (tx *Tx) ReleaseGate(k GateKey, touch goodturn.ID) error {
	_, err := tx.exec(sqlReleaseGate, tx.ws(), k.Kind, k.ID, touch, touch, touch, touch, touch, touch)
	return err
}

const sqlRaiseGate = `INSERT INTO gate (workspace_id, kind, id, version, last_ask_at, last_ask_touch, last_touch_at, last_touch,
 prev_ask_at, prev_ask_touch, prev_touch_at, prev_touch) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, 0, '', 0, '')
ON CONFLICT (workspace_id, kind, id) DO UPDATE SET version = gate.version + 1,
 last_ask_at = CASE WHEN excluded.last_ask_at > gate.last_ask_at THEN excluded.last_ask_at ELSE gate.last_ask_at END,
 last_ask_touch = CASE WHEN excluded.last_ask_at > gate.last_ask_at THEN excluded.last_ask_touch ELSE gate.last_ask_touch END,
 last_touch_at = CASE WHEN excluded.last_touch_at > gate.last_touch_at THEN excluded.last_touch_at ELSE gate.last_touch_at END,
 last_touch = CASE WHEN excluded.last_touch_at > gate.last_touch_at THEN excluded.last_touch ELSE gate.last_touch END`

// RaiseGate makes a gate remember at least what g does: the later ask and the later message win. Merging, moving between
// households and reconciling a restored database use it; it never grants an ask.
func (tx *Tx) RaiseGate(g Gate) error {
	_, err := tx.exec(sqlRaiseGate, tx.ws(), g.Kind, g.ID, g.LastAskAt, g.LastAskTouch, g.LastTouchAt, g.LastTouch)
	return err
}

func (tx *Tx) raiseGate(from GateKind, fromID goodturn.ID, to GateKind, toID goodturn.ID) error {
	gs, err := tx.Gates(from, fromID)
	if err != nil || len(gs) == 0 {
		return err
	}
	g := gs[0]
	g.GateKey = GateKey{to, toID}
	return tx.RaiseGate(g)
}
