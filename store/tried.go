package store

import "time"

const (
	// what was tried is kept as the instant at which all of it is used up: one row each, however often
	sqlTry = `INSERT INTO tried (workspace_id, what, free_at) VALUES ($1, $2, $3) ON CONFLICT (workspace_id, what) DO UPDATE
SET free_at = CASE WHEN tried.free_at > $4 THEN tried.free_at ELSE $5 END + $6 WHERE tried.free_at <= $7`
	sqlTried      = `SELECT free_at FROM tried WHERE workspace_id = $1 AND what = $2`
	sqlPruneTried = `DELETE FROM tried WHERE workspace_id = $1 AND free_at <= $2`
)

// Tries is how often something may be tried: Most at once, and one more after each Every. What is only a hash of it is kept, and no
// longer than it counts.
type Tries struct {
	What  string
	Most  int
	Every time.Duration
}

// Try counts one try in this transaction, whichever process asks, and reports whether it may be made. One that may not is not counted.
func (tx *Tx) Try(t Tries) (bool, error) {
	now, every := tx.now.UnixMilli(), t.Every.Milliseconds()
	n, err := tx.exec(sqlTry, tx.ws(), tx.AddressHash(t.What), now+every, now, now, every, now+int64(t.Most-1)*every)
	return n > 0, err
}

// Wait says how long it takes until a try may be made; zero: none. It counts nothing.
func (tx *Tx) Wait(t Tries) (time.Duration, error) {
	free, err := tx.number(sqlTried, tx.ws(), tx.AddressHash(t.What))
	return max(0, time.Duration(free-tx.now.UnixMilli())*time.Millisecond-time.Duration(t.Most-1)*t.Every), err
}
