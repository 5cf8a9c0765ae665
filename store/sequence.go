package store

import (
	"github.com/goodturn-app/goodturn"
)

const (
	sqlReserve = `INSERT INTO counter (workspace_id, name, next) VALUES ($1, $2, $3)
ON CONFLICT (workspace_id, name) DO UPDATE SET next = counter.next + $4 RETURNING next`
	sqlReserved = `SELECT next FROM counter WHERE workspace_id = $1 AND name = $2`
	sqlRaiseSeq = `UPDATE counter SET next = $3 WHERE workspace_id = $1 AND name = $2 AND next < $4`
)

const deliverySeq = "delivery"

// ReserveSeq takes the next n delivery numbers and gives the first. Use none before this transaction has committed: then no
// number ever leaves the house that the database does not know to be taken. Numbers begin with 1.
func (tx *Tx) ReserveSeq(n int64) (first int64, err error) {
	next, err := get(tx, "counter", func(r scanner, n *int64) error { return r.Scan(n) }, sqlReserve, tx.ws(), deliverySeq, n+1, n)
	return next - n, err
}

// ReservedSeq is the highest delivery number that is taken; 0 if none is.
func (tx *Tx) ReservedSeq() (int64, error) {
	n, err := tx.number(sqlReserved, tx.ws(), deliverySeq)
	return max(n-1, 0), err
}

// RaiseSeq makes sure that numbers up to highest are never given out: the end of reconciling a restored database.
func (tx *Tx) RaiseSeq(highest int64) error {
	if have, err := tx.ReservedSeq(); err != nil || have >= highest {
		return err
	}
	if _, err := tx.ReserveSeq(0); err != nil { // makes the row
		return err
	}
	_, err := tx.exec(sqlRaiseSeq, tx.ws(), deliverySeq, highest+1, highest+1)
	return err
}

// idAt is the lowest id that could have been made at a time: rows made before it have lower ids.
func idAt(ms int64) goodturn.ID {
	const hex = "0123456789abcdef"
	b := []byte("00000000-0000-7000-8000-000000000000")
	for i, p := 11, 12; i >= 0; i-- {
		if p == 8 {
			p--
		}
		b[p] = hex[ms&15]
		ms >>= 4
		p--
	}
	return goodturn.ID(b)
}
