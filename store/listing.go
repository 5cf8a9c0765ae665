package store

import "github.com/goodturn-app/goodturn"

// Lists of everything there is of a noun, by id, which is by when it came to be.
const (
	sqlListClosings = `SELECT ` + closingColumns + ` FROM closing WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3`
	sqlListAsks     = `SELECT ` + askColumns + ` FROM ask WHERE workspace_id = $1 AND id < $2 AND state <> 'void' AND ($3 = '' OR state = $4) ORDER BY id DESC LIMIT $5`
)

// ListClosings pages through all deals, the oldest first; after is the last one of the page before.
func (tx *Tx) ListClosings(after goodturn.ID, limit int) ([]goodturn.Closing, error) {
	return collect(tx, scanClosing, sqlListClosings, tx.ws(), after, limit)
}

// ListAsks pages through all requests that left, the newest first; before is the last one of the page before, state empty means any.
func (tx *Tx) ListAsks(before goodturn.ID, state goodturn.AskState, limit int) ([]goodturn.Ask, error) {
	if before == "" {
		before = "~"
	}
	return collect(tx, scanAsk, sqlListAsks, tx.ws(), before, state, state, limit)
}
