package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/goodturn-app/goodturn/store/portable"
)

// conn is one SQLite connection with its prepared statements. Only one goroutine uses it at a time.
// Its statements run without a context: the driver would start a goroutine for each, and none of them waits for a network.
type conn struct {
	d        *Dialect
	c        *sql.Conn
	writing  bool
	prepared map[stmtKey]prepared
}

type stmtKey struct {
	sql  string
	rows int
}

type prepared struct {
	*sql.Stmt
	portable.Statement
}

func newConn(ctx context.Context, d *Dialect, db *sql.DB, writing bool) (*conn, error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{d: d, c: c, writing: writing, prepared: map[stmtKey]prepared{}}, nil
}

func (c *conn) prepare(text string, rows int) (prepared, error) {
	k := stmtKey{text, rows}
	p, ok := c.prepared[k]
	if ok {
		return p, nil
	}
	p.Statement = c.d.Rewrite(text, c.writing, rows, "")
	var err error
	if p.Stmt, err = c.c.PrepareContext(context.Background(), p.Text); err != nil {
		return p, fmt.Errorf("prepare %s: %w", p.Text, err)
	}
	c.prepared[k] = p
	return p, nil
}

func (c *conn) exec(text string, rows int, args []any) (sql.Result, error) {
	p, err := c.prepare(text, formOf(rows, args))
	if err != nil {
		return nil, err
	}
	if args, err = c.d.bind(p.Statement, args); err != nil {
		return nil, err
	}
	return p.Stmt.Exec(args...)
}

func (c *conn) query(text string, rows int, args []any) (*sql.Rows, error) {
	p, err := c.prepare(text, formOf(rows, args))
	if err != nil {
		return nil, err
	}
	if args, err = c.d.bind(p.Statement, args); err != nil {
		return nil, err
	}
	return p.Stmt.Query(args...)
}

// do runs a statement that has no arguments and no workspace: BEGIN, COMMIT and their like.
func (c *conn) do(text string) error {
	p, err := c.prepare(text, 0)
	if err == nil {
		_, err = p.Stmt.Exec()
	}
	return err
}

func (c *conn) close() error {
	for _, p := range c.prepared {
		p.Stmt.Close()
	}
	return c.c.Close()
}
