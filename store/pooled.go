package store

import (
	"context"
	"database/sql"
	"errors"
)

// pooled reads an SQLite database on a few connections that cannot write. Each read is one snapshot.
type pooled struct {
	db   *DB
	free chan *conn
	n    int
}

func newPooled(ctx context.Context, db *DB, pool *sql.DB, n int) (*pooled, error) {
	p := &pooled{db: db, free: make(chan *conn, n)}
	for range n {
		c, err := newConn(ctx, &db.dialect, pool, false)
		if err != nil {
			return nil, errors.Join(err, p.close())
		}
		p.free <- c
		p.n++
	}
	return p, nil
}

func (p *pooled) read(ctx context.Context, fn func(*Tx) error) (err error) {
	var c *conn
	select {
	case c = <-p.free:
	default:
		select {
		case c = <-p.free:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	defer func() { p.free <- c }()
	if err := c.do("BEGIN"); err != nil {
		return p.db.explain(err)
	}
	defer func() {
		if e := c.do("ROLLBACK"); e != nil && err == nil {
			err = p.db.explain(e)
		}
	}()
	return fn(p.db.begin(c, false))
}

// close waits for the reads under way.
func (p *pooled) close() error {
	var errs []error
	for ; p.n > 0; p.n-- {
		errs = append(errs, (<-p.free).close())
	}
	return errors.Join(errs...)
}
