// Package postgres answers one question: how is a Goodturn database opened on a PostgreSQL server? It knows the connection
// settings under which a commit is durable, and which of the server's errors mean what. It refuses to know any table.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/migrations"
	"github.com/goodturn-app/goodturn/store/portable"
)

// Dialect is PostgreSQL's.
func Dialect() store.Dialect {
	return store.Dialect{
		Name: "postgres", Words: portable.Words{Numbered: true, List: "= ANY(%s::text[])", LockRows: "FOR UPDATE SKIP LOCKED", Await: "FOR UPDATE", Share: "FOR SHARE", ByRow: "OFFSET 0", ByID: "%s || ''"},
		IsUnique: is("23505"),
		IsRetry:  is("40001", "40P01"),
		IsBusy: func(err error) bool {
			var n net.Error
			var c *pgconn.ConnectError
			return is("53", "55P03", "57P", "08", "25006")(err) || errors.As(err, &c) || errors.As(err, &n)
		},
		IsFatal: func(error) bool { return false }, // the server looks after its disk
	}
}

// is tells errors by SQLSTATE or its beginning.
func is(codes ...string) func(error) bool {
	return func(err error) bool {
		var e *pgconn.PgError
		if !errors.As(err, &e) {
			return false
		}
		for _, c := range codes {
			if len(e.Code) >= len(c) && e.Code[:len(c)] == c {
				return true
			}
		}
		return false
	}
}

// Open connects to a database by URL (postgres://user:password@host:5432/name), and brings it to this program's version.
// CodeConflict if a newer program made it. The connections are of a pool that others may share: see OpenPool.
func Open(ctx context.Context, url string, o store.Options) (*store.DB, error) {
	p, err := NewPool(ctx, url, o)
	if err != nil {
		return nil, err
	}
	db, err := OpenPool(ctx, p, o)
	if err != nil {
		p.Close()
		return nil, err
	}
	return db, nil
}

// NewPool makes the pool for OpenPool: every commit on it is durable, every statement bounded.
func NewPool(ctx context.Context, url string, o store.Options) (*pgxpool.Pool, error) {
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, Field: "db", Message: "This is no address of a PostgreSQL database.",
			Hint: "Write postgres://user:password@host:5432/name.", Err: err}
	}
	c.MaxConns = 16
	if o.Conns > 0 {
		c.MaxConns = int32(o.Conns)
	}
	c.MaxConnIdleTime = 5 * time.Minute
	set := c.ConnConfig.RuntimeParams
	set["timezone"] = "UTC"
	set["synchronous_commit"] = "on"
	set["statement_timeout"] = "60000"
	set["lock_timeout"] = "10000"
	set["idle_in_transaction_session_timeout"] = "120000"
	set["application_name"] = "goodturn"
	if o.ReadOnly {
		set["default_transaction_read_only"] = "on"
	}
	p, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("make a pool of connections: %w", err)
	}
	if err := p.Ping(ctx); err != nil {
		p.Close()
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Field: "db", Message: "The PostgreSQL database cannot be reached.",
			Hint: "Does the server run, and are host, port, name and password right?", Err: err}
	}
	return p, nil
}

// OpenPool is Open on a pool from NewPool, which the DB's Close closes too.
func OpenPool(ctx context.Context, p *pgxpool.Pool, o store.Options) (*store.DB, error) {
	db := stdlib.OpenDBFromPool(p)
	db.SetMaxIdleConns(0) // the pool keeps them
	migrate := up
	if o.ReadOnly || o.NoMigrate {
		migrate = func(ctx context.Context, db *sql.DB) error { return migrations.Check(ctx, db, migrations.Postgres) }
	}
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	closeAll := func() error {
		err := db.Close()
		p.Close()
		return err
	}
	s, err := store.Connect(ctx, Dialect(), db, nil, store.Extra{Close: closeAll}, o)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// migrationLock keeps two processes that start together from migrating at the same time; any number will do.
const migrationLock = 0x600d7042

// up migrates while holding a lock of the session.
func up(ctx context.Context, db *sql.DB) (err error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	for {
		var mine bool
		if err := c.QueryRowContext(ctx, "SELECT pg_try_advisory_lock($1)", migrationLock).Scan(&mine); err != nil {
			return fmt.Errorf("wait for another process's migration: %w", err)
		}
		if mine {
			break
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	defer func() {
		_, e := c.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrationLock)
		err = errors.Join(err, e)
	}()
	return migrations.Up(ctx, db, migrations.Postgres)
}
