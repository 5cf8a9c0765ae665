package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Tx is one transaction: one instant, one workspace, one view of the data. It is valid while the function it was given to runs,
// on that goroutine.
type Tx struct {
	db       *DB
	run      runner
	now      time.Time
	writing  bool
	wrote    bool  // a statement has changed something
	lost     error // the transaction may be gone: nothing of it may be committed
	counts   map[count]int64
	settings *string                  // as this transaction has read them first; nil: it has not
	places   map[goodturn.ID]struct{} // contacts whose place in the coverage sum may have changed
	awaited  func() bool              // nil: nobody has to wait
}

// runner runs statements on one connection.
type runner interface {
	exec(sql string, rows int, args []any) (sql.Result, error)
	query(sql string, rows int, args []any) (*sql.Rows, error)
}

// Now is the instant of this transaction, in whole milliseconds UTC: what is stored with it compares equal when read back.
func (tx *Tx) Now() time.Time { return tx.now }

// Awaited reports whether somebody waits for this transaction to end. Whoever has much to write asks, and leaves the rest for the next
// one. False where others can write meanwhile.
func (tx *Tx) Awaited() bool { return tx.awaited != nil && tx.awaited() }

// Workspace is the workspace all rows of this transaction belong to.
func (tx *Tx) Workspace() goodturn.ID { return tx.db.Workspace }

// NewID makes an id; later ones sort after earlier ones.
func (tx *Tx) NewID() goodturn.ID { return tx.db.ids.New(tx.now) }

func (db *DB) begin(run runner, writing bool) *Tx {
	return &Tx{db: db, run: run, now: db.Clock.Now().UTC().Truncate(time.Millisecond), writing: writing}
}

// finish runs what the transaction owes before it may commit.
func (tx *Tx) finish() error {
	if err := tx.settlePlaces(); err != nil {
		return err
	}
	return tx.flushCounts(tx.counts)
}

// call runs fn and turns its panic into a value, so that the goroutine that runs transactions for others survives it.
func (tx *Tx) call(fn func(*Tx) error) (err error, panicked any) {
	defer func() {
		if p := recover(); p != nil {
			err, panicked = fmt.Errorf("panic in a transaction: %v", p), p
		}
	}()
	return fn(tx), nil
}

// ws is the workspace as an argument: the first of every statement.
func (tx *Tx) ws() string { return string(tx.db.Workspace) }

// exec runs one statement of this package and gives the number of rows it changed.
func (tx *Tx) exec(sql string, args ...any) (int, error) {
	if !tx.writing {
		return 0, errReadOnly
	}
	res, err := tx.run.exec(sql, 0, args)
	if err != nil {
		return 0, tx.explain(err)
	}
	n, err := res.RowsAffected()
	tx.wrote = tx.wrote || n > 0
	return int(n), err
}

// must is exec for a row that has to be there: CodeNotFound if none changed.
func (tx *Tx) must(what, sql string, args ...any) error {
	n, err := tx.exec(sql, args...)
	if err == nil && n == 0 {
		return goodturn.NotFound(what)
	}
	return err
}

// sizes are the numbers of rows that one statement takes on SQLite, so that few forms of it are prepared. The first is what a claim and
// the marks of messages on their way come to at most. PostgreSQL has one form for any number, of at most mostRows.
var sizes = []int{100, 25, 5, 3, 2, 1}

const mostRows = 1000

// part is how many of the next n rows one statement takes.
func (tx *Tx) part(n int) int {
	if tx.db.dialect.Numbered {
		return min(n, mostRows)
	}
	return sizes[slices.IndexFunc(sizes, func(size int) bool { return size <= n })]
}

// insert runs a statement with ROWS(n) for many rows and gives the number of rows that it changed.
func insert[T any](tx *Tx, sql string, items []T, row func([]any, *T) []any) (int, error) {
	if !tx.writing {
		return 0, errReadOnly
	}
	changed := 0
	var args []any
	for len(items) > 0 {
		n := tx.part(len(items))
		args = args[:0]
		for i := range items[:n] {
			args = row(args, &items[i])
		}
		res, err := tx.run.exec(sql, n, args)
		if err != nil {
			return changed, tx.explain(err)
		}
		c, err := res.RowsAffected()
		if err != nil {
			return changed, err
		}
		changed += int(c)
		tx.wrote = tx.wrote || c > 0
		items = items[n:]
	}
	return changed, nil
}

// change runs a statement WITH given (...) AS (VALUES ROWS(n)) ... RETURNING for many rows and hands to fn what it returns. Every
// argument is text: both databases take the values of such a list for text, and the statement casts them. An INSERT is as for insert.
func change[T any](tx *Tx, sql string, items []T, row func([]any, *T) []any, fn func(scanner) error) error {
	if !tx.writing {
		return errReadOnly
	}
	var args []any
	for len(items) > 0 {
		n := tx.part(len(items))
		args = args[:0]
		for i := range items[:n] {
			args = row(args, &items[i])
		}
		tx.wrote = true
		if err := tx.eachOf(fn, sql, n, args); err != nil {
			return err
		}
		items = items[n:]
	}
	return nil
}

// scanner is one row.
type scanner interface{ Scan(dest ...any) error }

// each hands every row to fn.
func (tx *Tx) each(fn func(scanner) error, sql string, args ...any) error {
	if sql[0] == 'U' || sql[0] == 'I' || sql[0] == 'D' { // with RETURNING
		if !tx.writing {
			return errReadOnly
		}
		tx.wrote = true
	}
	return tx.eachOf(fn, sql, 0, args)
}

// eachOf is each for a statement with ROWS(n) of n rows.
func (tx *Tx) eachOf(fn func(scanner) error, sql string, n int, args []any) error {
	rows, err := tx.run.query(sql, n, args)
	if err != nil {
		return tx.explain(err)
	}
	for rows.Next() {
		if err := fn(rows); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	if err := rows.Close(); err != nil {
		return tx.explain(err)
	}
	if err := rows.Err(); err != nil {
		return tx.explain(err)
	}
	return nil
}

// collect reads all rows.
func collect[T any](tx *Tx, scan func(scanner, *T) error, sql string, args ...any) ([]T, error) {
	var out []T
	err := tx.each(func(r scanner) error {
		var v T
		if err := scan(r, &v); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	}, sql, args...)
	return out, err
}

// one reads the first row; found is false if there is none.
func one[T any](tx *Tx, scan func(scanner, *T) error, sql string, args ...any) (v T, found bool, err error) {
	err = tx.each(func(r scanner) error {
		if found {
			return nil
		}
		found = true
		return scan(r, &v)
	}, sql, args...)
	return v, found, err
}

// get is one with CodeNotFound for none.
func get[T any](tx *Tx, what string, scan func(scanner, *T) error, sql string, args ...any) (T, error) {
	v, found, err := one(tx, scan, sql, args...)
	if err == nil && !found {
		err = goodturn.NotFound(what)
	}
	return v, err
}

// number reads one integer, 0 if there is no row.
func (tx *Tx) number(sql string, args ...any) (int64, error) {
	v, _, err := one(tx, func(r scanner, n *int64) error { return r.Scan(n) }, sql, args...)
	return v, err
}

// chunk is how many ids one statement takes.
const chunk = 500

// chunks calls fn with the distinct ids, at most chunk at a time, in their order.
func chunks(ids []goodturn.ID, fn func(list) error) error {
	if len(ids) == 1 {
		return fn(list{string(ids[0])})
	}
	seen := make(map[goodturn.ID]struct{}, len(ids))
	l := make(list, 0, min(chunk, len(ids)))
	for _, id := range ids {
		if _, dup := seen[id]; dup || id == "" {
			continue
		}
		seen[id] = struct{}{}
		if l = append(l, string(id)); len(l) == chunk {
			if err := fn(l); err != nil {
				return err
			}
			l = make(list, 0, chunk)
		}
	}
	if len(l) == 0 {
		return nil
	}
	return fn(l)
}

// explain is DB.explain, and notes an error after which SQLite may have undone the whole transaction by itself.
func (tx *Tx) explain(err error) error {
	if err != nil && tx.db.dialect.Shared && (tx.db.dialect.IsBusy(err) || tx.db.dialect.IsFatal(err)) {
		tx.lost = err
	}
	return tx.db.explain(err)
}

// explain turns what a driver says into our errors where people or callers can act on it.
func (db *DB) explain(err error) error {
	d := &db.dialect
	switch {
	case err == nil:
		return nil
	case d.IsFatal(err):
		return db.fail(err)
	case d.IsUnique(err):
		return &goodturn.Error{Code: goodturn.CodeConflict, Message: "This is already there.", Err: err}
	case d.IsBusy(err):
		return &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "The database cannot be written just now.",
			Hint: "It may be locked by another program, or the disk is full. Try again.", Err: err}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return fmt.Errorf("database: %w", err)
}
