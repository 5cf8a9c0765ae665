// Package sqlite answers one question: how is a Goodturn database opened in a file, or in memory? It knows the settings under
// which a commit is durable, and which of SQLite's errors mean what. It refuses to know any table.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/migrations"
	"github.com/goodturn-app/goodturn/store/portable"
)

// busyTimeout is how long a statement waits for another process's transaction.
const busyTimeout = 5 * time.Second

// Dialect is SQLite's.
func Dialect() store.Dialect {
	return store.Dialect{
		Name: "sqlite", Words: portable.Words{List: "IN (SELECT value FROM json_each(%s))", ByID: "+%s"}, Shared: true,
		IsUnique: is(func(c int) bool {
			return c == sqlite3.SQLITE_CONSTRAINT_UNIQUE || c == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
		}),
		IsRetry: func(error) bool { return false }, // there is one writer
		IsBusy: is(func(c int) bool {
			return c&0xff == sqlite3.SQLITE_BUSY || c&0xff == sqlite3.SQLITE_LOCKED || c&0xff == sqlite3.SQLITE_FULL || c&0xff == sqlite3.SQLITE_READONLY ||
				c&0xff == sqlite3.SQLITE_CANTOPEN
		}),
		IsFatal: is(func(c int) bool {
			return c&0xff == sqlite3.SQLITE_IOERR || c&0xff == sqlite3.SQLITE_CORRUPT || c&0xff == sqlite3.SQLITE_NOTADB
		}),
	}
}

func is(class func(code int) bool) func(error) bool {
	return func(err error) bool {
		var e *driver.Error
		return errors.As(err, &e) && class(e.Code())
	}
}

// Open opens the database in a file, makes it if it is not there, and brings it to this program's version. Commits are durable
// when they return (WAL, synchronous=FULL). CodeConflict if a newer program made it.
func Open(ctx context.Context, path string, o store.Options) (*store.DB, error) {
	if o.ReadOnly {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, &goodturn.Error{Code: goodturn.CodeNotFound, File: path, Message: "There is no database.", Err: err}
		}
	}
	if o.Readers <= 0 {
		o.Readers = 4
	}
	single, err := pool(path, 1, "synchronous(FULL)", "foreign_keys(1)", "temp_store(MEMORY)", "cache_size(-32768)", "wal_autocheckpoint(4000)")
	if err != nil {
		return nil, err
	}
	readers, err := pool(path, o.Readers, "query_only(1)", "temp_store(MEMORY)", "cache_size(-8192)", "mmap_size(268435456)")
	if err != nil {
		return nil, errors.Join(err, single.Close())
	}
	closeAll := func() error { return errors.Join(readers.Close(), single.Close()) }
	db, err := func() (*store.DB, error) {
		migrate := migrations.Up
		if o.ReadOnly || o.NoMigrate {
			migrate = migrations.Check
		}
		if !o.ReadOnly {
			if _, err := single.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
				return nil, fmt.Errorf("open the database %s: %w", path, plain(path, err))
			}
		}
		if err := migrate(ctx, single, migrations.SQLite); err != nil {
			return nil, plain(path, err)
		}
		return store.Connect(ctx, Dialect(), readers, single, store.Extra{
			Backup:     func(ctx context.Context, to string) error { return backup(ctx, path, to) },
			Checkpoint: func(ctx context.Context) error { return checkpoint(ctx, path) },
			Integrity:  func(ctx context.Context) error { return integrity(ctx, path) },
			Vacuum:     func(ctx context.Context) error { return vacuum(ctx, path) },
			Close:      closeAll,
		}, o)
	}()
	if err != nil {
		return nil, errors.Join(err, closeAll())
	}
	return db, nil
}

// OpenMemory makes an empty database in memory, on one connection, for simulations and tests. It ends with Close.
func OpenMemory(ctx context.Context, o store.Options) (*store.DB, error) {
	db, err := sql.Open("sqlite", "file::memory:?"+pragmas("synchronous(OFF)", "journal_mode(MEMORY)", "temp_store(MEMORY)", "foreign_keys(1)", "cache_size(-65536)"))
	if err != nil {
		return nil, fmt.Errorf("open a database in memory: %w", err)
	}
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	if err := migrations.Up(ctx, db, migrations.SQLite); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	d := Dialect()
	d.Memory = true
	s, err := store.Connect(ctx, d, db, db, store.Extra{Close: db.Close}, o)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func pool(path string, n int, pragma ...string) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", path, err)
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(abs)}).EscapedPath()}
	all := append([]string{fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds())}, pragma...)
	db, err := sql.Open("sqlite", u.String()+"?_txlock=immediate&"+pragmas(all...))
	if err != nil {
		return nil, fmt.Errorf("open the database %s: %w", path, err)
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

func pragmas(all ...string) string {
	v := url.Values{}
	for _, p := range all {
		v.Add("_pragma", p)
	}
	return v.Encode()
}

// plain says what is wrong with a file in words for people, where it can.
func plain(path string, err error) error {
	switch {
	case is(func(c int) bool { return c&0xff == sqlite3.SQLITE_NOTADB })(err):
		return &goodturn.Error{Code: goodturn.CodeInvalid, File: path, Message: "This file is no Goodturn database.", Hint: "Name another one, or restore a backup.", Err: err}
	case is(func(c int) bool { return c&0xff == sqlite3.SQLITE_CANTOPEN })(err):
		return &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The database cannot be opened.", Hint: "Does the folder exist, and may this user write there?", Err: err}
	case is(func(c int) bool { return c&0xff == sqlite3.SQLITE_CORRUPT })(err):
		return &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The database is damaged.", Hint: "Restore the last backup.", Err: err}
	}
	return err
}

// backup writes a consistent copy with VACUUM INTO from a connection of its own: writers go on meanwhile.
func backup(ctx context.Context, path, to string) error {
	if _, err := os.Stat(to); err == nil {
		return &goodturn.Error{Code: goodturn.CodeInvalid, File: to, Message: "There is a file of this name already.", Hint: "Choose another name."}
	}
	return alone(path, func(db *sql.DB) error {
		if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
			return fmt.Errorf("write the backup %s: %w", to, err)
		}
		f, err := os.OpenFile(to, os.O_RDWR, 0)
		if err != nil {
			return fmt.Errorf("open the backup %s: %w", to, err)
		}
		if err := f.Sync(); err != nil { // SQLite does not sync what it vacuums into
			return errors.Join(fmt.Errorf("write the backup %s to disk: %w", to, err), f.Close())
		}
		return f.Close()
	})
}

func checkpoint(ctx context.Context, path string) error {
	return alone(path, func(db *sql.DB) error {
		var busy, log, done int
		if err := db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done); err != nil {
			return fmt.Errorf("empty the log of the database: %w", err)
		}
		if busy != 0 {
			return &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "The database's log could not be emptied, because somebody reads.", Hint: "Try again."}
		}
		return nil
	})
}

func integrity(ctx context.Context, path string) error {
	return alone(path, func(db *sql.DB) error {
		rows, err := db.QueryContext(ctx, "PRAGMA integrity_check(5)")
		if err != nil {
			return fmt.Errorf("check the database: %w", err)
		}
		defer rows.Close()
		var found []string
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				return fmt.Errorf("check the database: %w", err)
			}
			if s != "ok" {
				found = append(found, s)
			}
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("check the database: %w", err)
		}
		if len(found) > 0 {
			return &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The database is damaged: " + strings.Join(found, "; ") + ".", Hint: "Restore the last backup."}
		}
		return nil
	})
}

// alone opens one more connection for a task beside the others.
func alone(path string, fn func(*sql.DB) error) error {
	db, err := pool(path, 1)
	if err != nil {
		return err
	}
	return errors.Join(fn(db), db.Close())
}
