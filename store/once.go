package store

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// Once is a request that carried a key of its own, and its first result.
type Once struct {
	KeyID     goodturn.ID // of the API key
	Once      string      // the request's own key
	Print     string      // hash of what was asked
	Status    int         // of HTTP; 0 while nobody knows how it ended
	Body      string
	ForEver   bool // tied to an ask: never forgotten
	CreatedAt time.Time
}

const onceColumns = `key_id, once, print, status, body, for_ever, created_at`

func scanOnce(r scanner, o *Once) error {
	return r.Scan((*string)(&o.KeyID), &o.Once, &o.Print, &o.Status, &o.Body, &o.ForEver, (*stamp)(&o.CreatedAt))
}

const (
	sqlBeginOnce = `INSERT INTO api_once (workspace_id, ` + onceColumns + `) VALUES ($1, $2, $3, $4, 0, '', $5, $6)
ON CONFLICT (workspace_id, key_id, once) DO NOTHING`
	sqlOnce     = `SELECT ` + onceColumns + ` FROM api_once WHERE workspace_id = $1 AND key_id = $2 AND once = $3`
	sqlEndOnce  = `UPDATE api_once SET status = $4, body = $5 WHERE workspace_id = $1 AND key_id = $2 AND once = $3 AND status = 0`
	sqlDropOnce = `DELETE FROM api_once WHERE workspace_id = $1 AND key_id = $2 AND once = $3 AND status = 0`
	// uses api_once_age
	sqlPruneOnce = `DELETE FROM api_once WHERE workspace_id = $1 AND created_at < $2 AND NOT for_ever`
)

// BeginOnce notes that a request begins, and reports whether it is the first with its key; if not, first is that one.
func (tx *Tx) BeginOnce(o Once) (first Once, fresh bool, err error) {
	o.CreatedAt = tx.now
	n, err := tx.exec(sqlBeginOnce, tx.ws(), o.KeyID, o.Once, o.Print, o.ForEver, o.CreatedAt)
	if err != nil || n == 1 {
		return o, n == 1, err
	}
	first, err = get(tx, "request", scanOnce, sqlOnce, tx.ws(), o.KeyID, o.Once)
	return first, false, err
}

// EndOnce keeps a request's result. The first one stays.
func (tx *Tx) EndOnce(o Once) error {
	_, err := tx.exec(sqlEndOnce, tx.ws(), o.KeyID, o.Once, o.Status, o.Body)
	return err
}

// DropOnce forgets a request that certainly did nothing, so that the same key can be used again.
func (tx *Tx) DropOnce(key goodturn.ID, once string) error {
	_, err := tx.exec(sqlDropOnce, tx.ws(), key, once)
	return err
}

// PruneOnce forgets requests before an instant, except those tied to an ask.
func (tx *Tx) PruneOnce(before time.Time) (int, error) {
	return tx.exec(sqlPruneOnce, tx.ws(), before)
}
