package store

import "fmt"

// IDAt is idAt, for the test that compares it with made ids.
var IDAt = idAt

// LimitPages makes an SQLite database as good as full, or lifts that. The limit belongs to the writing connection.
func LimitPages(tx *Tx, n int) error {
	return tx.run.(*conn).do(fmt.Sprintf("PRAGMA max_page_count = %d", n))
}

// FullIsFailed makes a full disk look like a failed one.
func FullIsFailed(db *DB) {
	full := db.dialect.IsBusy
	db.dialect.IsFatal, db.dialect.IsBusy = full, func(error) bool { return false }
}
