// Package store answers one question: what does the database know, and how does it come to know more? It holds every SQL
// statement of the program, one file a noun, in the subset that SQLite and PostgreSQL share. It refuses to judge: it never
// decides whether something may be sent, it only keeps promises that must hold under concurrency (one of each touch, one ask in
// 90 days, no second mark after an opt-out).
//
// Open a database with store/sqlite or store/postgres. Then:
//
//	db.Read(ctx, func(tx *store.Tx) error)        // one consistent snapshot
//	db.Write(ctx, func(tx *store.Tx) error)       // imports, planning, housekeeping
//	db.WriteFirst(ctx, func(tx *store.Tx) error)  // marks, opt-outs, answers: goes before every Write
//	db.Later(func(tx *store.Tx) error)            // rides on the next commit; nobody waits
//
// A function given to these may run more than once (a conflict is tried again), so it sets its results and never adds to them;
// it must not call the DB again. A Tx is one instant: Now does not move in it.
//
// Instants are stored as UTC milliseconds, so what is read back has lost its microseconds; the zero time is stored as 0 and comes
// back zero. Lists page by key and sort by bytes.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/goodturn-app/goodturn"
)

// MainWorkspace is the workspace of an installation that serves one. It is short because every index begins with it.
const MainWorkspace goodturn.ID = "main"

// Options says how a database is used. The zero Options is a server's: the machine's clock, real chance, the main workspace.
type Options struct {
	Clock     goodturn.Clock // nil: the machine's
	Rand      io.Reader      // for ids and the salt; nil: crypto/rand
	Workspace goodturn.ID    // empty: MainWorkspace
	Salt      string         // of address hashes, for a workspace that is made now; empty: drawn from Rand. A copy takes its original's
	Log       *slog.Logger   // for failures that nobody waits for; nil: none
	Readers   int            // connections for reading, on SQLite; 0: 4
	Conns     int            // connections in all, on PostgreSQL; 0: 16
	ReadOnly  bool           // refuse to write and to migrate
	NoMigrate bool           // refuse a database that has another shape instead of changing it
}

// DB is one workspace's view of a database. It is safe for concurrent use.
type DB struct {
	Options
	dialect Dialect
	pool    *sql.DB // all connections on PostgreSQL; SQLite's readers
	ids     *goodturn.IDs
	salt    []byte
	w       writer
	r       reader
	extra   Extra
	closed  atomic.Bool
	failed  atomic.Pointer[error]
	failedC chan struct{}
	once    sync.Once
	slot    atomic.Int64
	places  atomic.Pointer[countedPlaces]
}

// Extra is what a kind of database can do besides running statements. The packages that open one provide it.
type Extra struct {
	Backup     func(ctx context.Context, path string) error
	Checkpoint func(ctx context.Context) error
	Integrity  func(ctx context.Context) error
	Vacuum     func(ctx context.Context) error
	Close      func() error
}

// writer runs writing transactions.
type writer interface {
	write(ctx context.Context, first bool, fn func(*Tx) error) error
	later(fn func(*Tx) error)
	flushLater()
	close() error
}

// reader runs reading transactions.
type reader interface {
	read(ctx context.Context, fn func(*Tx) error) error
	close() error
}

// Connect makes a DB of connections that are open and migrated. Programs call sqlite.Open or postgres.Open instead.
func Connect(ctx context.Context, d Dialect, pool, single *sql.DB, extra Extra, o Options) (*DB, error) {
	if o.Clock == nil {
		o.Clock = goodturn.ClockFunc(time.Now)
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Workspace == "" {
		o.Workspace = MainWorkspace
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Readers <= 0 {
		o.Readers = 4
	}
	db := &DB{Options: o, dialect: d, pool: pool, ids: goodturn.NewIDs(o.Rand), extra: extra, failedC: make(chan struct{})}
	var err error
	switch {
	case d.Shared && d.Memory:
		db.w, err = newInline(ctx, db, single)
		db.r, _ = db.w.(reader)
	case d.Shared:
		if !o.ReadOnly {
			db.w, err = newSingle(ctx, db, single)
		}
		if err == nil {
			db.r, err = newPooled(ctx, db, pool, o.Readers)
		}
	default:
		m := newMany(db, pool)
		db.w, db.r = m, m
	}
	if err != nil {
		return nil, fmt.Errorf("connect to the database: %w", err)
	}
	if err := db.openWorkspace(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openWorkspace finds the workspace's row or makes it, and learns the salt.
func (db *DB) openWorkspace(ctx context.Context) error {
	find := func(tx *Tx) (err error) {
		db.salt, err = tx.workspaceSalt()
		return err
	}
	err := db.Read(ctx, find)
	if err != nil || len(db.salt) > 0 {
		return err
	}
	if db.ReadOnly {
		return goodturn.NotFound("workspace in this database")
	}
	salt := db.Salt
	if salt == "" {
		var b [16]byte
		if _, err := io.ReadFull(db.Rand, b[:]); err != nil {
			return fmt.Errorf("read chance for the salt: %w", err)
		}
		salt = hex.EncodeToString(b[:])
	}
	return db.Write(ctx, func(tx *Tx) error {
		if err := tx.makeWorkspace(salt); err != nil {
			return err
		}
		return find(tx)
	})
}

// Read runs fn on one consistent snapshot. Writing in it fails.
func (db *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	if db.closed.Load() {
		return errClosed
	}
	return db.r.read(ctx, fn)
}

// Write runs fn in one transaction and returns when it is durable. An error or panic of fn undoes all of it. It waits behind
// every WriteFirst.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error { return db.write(ctx, false, fn) }

// WriteFirst is Write for what must not wait: marks, opt-outs, answers. Keep fn short.
func (db *DB) WriteFirst(ctx context.Context, fn func(*Tx) error) error {
	return db.write(ctx, true, fn)
}

func (db *DB) write(ctx context.Context, first bool, fn func(*Tx) error) error {
	if err := db.refusal(); err != nil {
		return err
	}
	return db.w.write(ctx, first, fn)
}

// Later runs fn with the next commit, at most 50 ms from now, and nobody waits for it. A failure goes to the log: use it only
// for what a later look would find out anyway, such as that a message was accepted. Close runs what is left.
func (db *DB) Later(fn func(*Tx) error) {
	if err := db.refusal(); err != nil {
		db.Log.Error("write later", "err", err)
		return
	}
	db.w.later(fn)
}

// Flush returns when what was given to Later before is written, or has failed into the log.
func (db *DB) Flush() { db.w.flushLater() }

var (
	errClosed   = &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "The database is closed."}
	errReadOnly = &goodturn.Error{Code: goodturn.CodeForbidden, Message: "The database was opened for reading only."}
)

func (db *DB) refusal() error {
	switch {
	case db.closed.Load():
		return errClosed
	case db.w == nil:
		return errReadOnly
	}
	if p := db.failed.Load(); p != nil {
		return *p
	}
	return nil
}

// fail makes the DB refuse every further write: what the disk holds is no longer known, so the process should end.
func (db *DB) fail(err error) error {
	var e error = &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "The disk failed while writing, so nothing more is written.",
		Hint: "Check the disk, then start again.", Err: err}
	db.once.Do(func() {
		db.failed.Store(&e)
		close(db.failedC)
	})
	return e
}

// Failed is closed when the disk failed under a commit. The process should then end; Err says why.
func (db *DB) Failed() <-chan struct{} { return db.failedC }

// Err is why Failed was closed, else nil.
func (db *DB) Err() error {
	if p := db.failed.Load(); p != nil {
		return *p
	}
	return nil
}

// Close writes what Later still holds, and closes the connections. Further calls fail.
func (db *DB) Close() error {
	if db.closed.Swap(true) {
		return nil
	}
	var errs []error
	if db.w != nil {
		errs = append(errs, db.w.close())
	}
	if db.r != nil {
		errs = append(errs, db.r.close())
	}
	if db.extra.Close != nil {
		errs = append(errs, db.extra.Close())
	}
	return errors.Join(errs...)
}

// Backup writes a consistent copy to a new file while work goes on. CodeInvalid if the database cannot: PostgreSQL has its own
// tools.
func (db *DB) Backup(ctx context.Context, path string) error {
	if db.extra.Backup == nil {
		return goodturn.Invalid("", "This database is backed up with its own tools.", "Use pg_dump.")
	}
	return db.extra.Backup(ctx, path)
}

// Checkpoint moves what was written lately into the main file and empties the log beside it. On PostgreSQL it does nothing.
func (db *DB) Checkpoint(ctx context.Context) error {
	if db.extra.Checkpoint == nil {
		return nil
	}
	return db.extra.Checkpoint(ctx)
}

// Integrity has the database check itself. It reads every page, which takes seconds.
func (db *DB) Integrity(ctx context.Context) error {
	if db.extra.Integrity == nil {
		return nil
	}
	return db.extra.Integrity(ctx)
}

// Kind is the name of the database: "sqlite" or "postgres".
func (db *DB) Kind() string { return db.dialect.Name }

// AddressSalt is the workspace's salt, for a copy whose address hashes must match.
func (db *DB) AddressSalt() string { return string(db.salt) }
