package store

import (
	"context"
	"database/sql"
	"sync"
)

// inline runs everything on one connection, on the caller's goroutine: a database in memory, for previews, simulations and
// tests. The same calls in the same order give the same rows.
type inline struct {
	db    *DB
	mu    sync.Mutex
	c     *conn
	after []func(*Tx) error
	once  sync.Once
}

func newInline(ctx context.Context, db *DB, pool *sql.DB) (*inline, error) {
	c, err := newConn(ctx, &db.dialect, pool, true)
	return &inline{db: db, c: c}, err
}

func (l *inline) write(ctx context.Context, _ bool, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.flush()
	err, panicked := l.run(fn, true)
	if panicked != nil {
		panic(panicked)
	}
	return err
}

func (l *inline) read(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.flush()
	err, panicked := l.run(fn, false)
	if panicked != nil {
		panic(panicked)
	}
	return err
}

func (l *inline) run(fn func(*Tx) error, writing bool) (err error, panicked any) {
	tx := l.db.begin(l.c, writing)
	if !writing {
		return tx.call(fn)
	}
	if err := l.c.do("BEGIN IMMEDIATE"); err != nil {
		return l.db.explain(err), nil
	}
	if err, panicked = tx.call(fn); err == nil {
		err = tx.finish()
	}
	if err == nil && tx.lost != nil {
		err = l.db.explain(tx.lost)
	}
	if err == nil {
		err = l.db.explain(l.c.do("COMMIT"))
	}
	if err != nil {
		_ = l.c.do("ROLLBACK") // fails only if SQLite has rolled back by itself
	}
	return err, panicked
}

// later waits for the next transaction of either kind, so that whoever reads sees it done.
func (l *inline) later(fn func(*Tx) error) {
	l.mu.Lock()
	l.after = append(l.after, fn)
	l.mu.Unlock()
}

func (l *inline) flushLater() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.flush()
}

func (l *inline) flush() {
	after := l.after
	l.after = nil
	for _, fn := range after {
		if err, _ := l.run(fn, true); err != nil {
			l.db.Log.Error("write later", "err", err)
		}
	}
}

func (l *inline) close() error {
	var err error
	l.once.Do(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.flush()
		err = l.c.close()
	})
	return err
}
