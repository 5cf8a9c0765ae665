package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// uses delivery_open
const sqlStale = `SELECT ` + deliveryColumns + ` FROM delivery WHERE workspace_id = $1 AND state IN ('claimed', 'committing') AND lease_until > 0
AND (lease_until < $2 OR (node = $3 AND boot <> $4)) ORDER BY seq LIMIT $5 LOCKROWS`

// Reclaimed is what became of leases that nobody holds any more.
type Reclaimed struct {
	Freed  []Delivery // were claimed, certainly did not leave: planned again. The caller releases gates and voids asks
	Unsure []Delivery // had their second mark: unknown now
}

// Reclaim frees the leases of this node's earlier boots at once, and everybody's that have run out: what was only claimed is
// planned again, what had its second mark becomes unknown. It takes at most limit; call it until nothing comes.
func (tx *Tx) Reclaim(node, boot string, limit int) (Reclaimed, error) {
	var out Reclaimed
	stale, err := collect(tx, scanDelivery, sqlStale, tx.ws(), tx.now, node, boot, limit)
	if err != nil {
		return out, err
	}
	for _, d := range stale {
		sql, s, t := sqlSettleClaimed, goodturn.DeliveryReleased, goodturn.Planned
		if d.State == goodturn.DeliveryCommitting {
			sql, s, t = sqlSettle, goodturn.DeliveryUnknown, goodturn.Unknown
		}
		ok, err := tx.settle(sql, d.ID, d.Token, s, t, tx.now, time.Time{}, d.Reply, "", nil)
		if err != nil {
			return out, err
		}
		d.State, d.SettledAt = s, tx.now
		switch {
		case !ok:
		case t == goodturn.Planned:
			out.Freed = append(out.Freed, d)
		default:
			out.Unsure = append(out.Unsure, d)
		}
	}
	return out, nil
}

// uses delivery_unknown
const sqlUnknowns = `SELECT ` + deliveryColumns + ` FROM delivery WHERE workspace_id = $1 AND state = 'unknown' AND resolution = ''
AND seq > $2 ORDER BY seq LIMIT $3`

// Unknowns pages through the deliveries of which nobody knows whether they left, oldest first.
func (tx *Tx) Unknowns(after int64, limit int) ([]Delivery, error) {
	return collect(tx, scanDelivery, sqlUnknowns, tx.ws(), after, limit)
}

const sqlResolve = `UPDATE delivery SET state = $3, resolution = $4, settled_at = $5 WHERE workspace_id = $1 AND id = $2 AND state = 'unknown'
RETURNING ` + deliveryColumns

// ResolveUnknown records what was found out about a delivery: it arrived, or it certainly did not; how is one of
// goodturn.Delivery's resolutions. Not arrived, the touch has failed because somebody said so, and only a person may plan it again;
// the caller also calls ReleaseGate and VoidAsk. False if it is not unknown.
func (tx *Tx) ResolveUnknown(delivery goodturn.ID, arrived bool, how string) (Delivery, bool, error) {
	s, t, why := goodturn.DeliverySent, goodturn.Sent, []goodturn.ReasonCode(nil)
	if !arrived {
		s, t, why = goodturn.DeliveryFailed, goodturn.Failed, []goodturn.ReasonCode{goodturn.ReasonNotSent}
	}
	d, ok, err := one(tx, scanDelivery, sqlResolve, tx.ws(), delivery, s, how, tx.now)
	if err != nil || !ok {
		return d, false, err
	}
	tx.Count(tx.now, string(goodturn.Unknown), string(d.Kind)+"|"+d.Step+"|"+string(d.Channel), -1)
	return d, true, tx.settleTouch(&d, t, tx.now, time.Time{}, why)
}

const sqlAssume = `UPDATE delivery SET resolution = 'assumed' WHERE workspace_id = $1 AND state = 'unknown' AND resolution = '' AND id IN (
 SELECT id FROM delivery WHERE workspace_id = $2 AND state = 'unknown' AND seq > 0 AND resolution = '' AND committing_at < $3 ORDER BY seq LIMIT $4) RETURNING id`

// AssumeUnknown settles what stayed unknown for 7 days, oldest first, limit at a time: it counts as arrived and is asked about no longer. Its
// state stays unknown, for that is what is known. It gives the deliveries; none of them was settled by somebody else meanwhile.
func (tx *Tx) AssumeUnknown(limit int) ([]goodturn.ID, error) {
	return collect(tx, func(r scanner, id *goodturn.ID) error { return r.Scan((*string)(id)) }, sqlAssume, tx.ws(), tx.ws(), tx.now.Add(-goodturn.UnknownAssumed), limit)
}
