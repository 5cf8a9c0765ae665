// Package migrations answers one question: is this database's shape the one this program knows, and if not, how does it become
// so? One folder of SQL serves both databases. It refuses to touch a database that a newer program has shaped.
package migrations

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"

	"github.com/goodturn-app/goodturn"
)

//go:embed *.sql
var files embed.FS

// Kind names the database whose DDL is wanted.
type Kind string

const (
	SQLite   Kind = "sqlite3"
	Postgres Kind = "postgres"
)

// Up brings the database to the shape that this program knows. A database that is already newer is left untouched: CodeConflict.
func Up(ctx context.Context, db *sql.DB, kind Kind) error {
	p, err := provider(db, kind)
	if err != nil {
		return err
	}
	if err := check(ctx, p); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the database to this version: %w", err)
	}
	return nil
}

// Check reports whether the database has exactly the shape that this program knows, without changing anything.
func Check(ctx context.Context, db *sql.DB, kind Kind) error {
	p, err := provider(db, kind)
	if err != nil {
		return err
	}
	if err := check(ctx, p); err != nil {
		return err
	}
	pending, err := p.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("look at the database's version: %w", err)
	}
	if pending {
		return &goodturn.Error{Code: goodturn.CodeConflict, Message: "This database was made by an older Goodturn.",
			Hint: "Start the new Goodturn on it once; it brings the database up to date."}
	}
	return nil
}

func provider(db *sql.DB, kind Kind) (*goose.Provider, error) {
	p, err := goose.NewProvider(goose.Dialect(kind), db, sources{kind},
		goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, nil
}

func check(ctx context.Context, p *goose.Provider) error {
	have, know, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the database's version: %w", err)
	}
	if have > know {
		return &goodturn.Error{Code: goodturn.CodeConflict,
			Message: fmt.Sprintf("This database was made by a newer Goodturn: it has version %d, this program knows %d.", have, know),
			Hint:    "Run the newer program, or restore the backup that was made before the upgrade."}
	}
	return nil
}

// sources serves the embedded files with the two differences of the dialects: on PostgreSQL every text column is told to sort
// by bytes, as SQLite's do by themselves, and on SQLite a clustered table is its own index.
type sources struct{ kind Kind }

func (s sources) ReadDir(name string) ([]fs.DirEntry, error) { return files.ReadDir(name) }

func (s sources) Open(name string) (fs.File, error) {
	f, err := files.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	from, to := " TEXT ", ` TEXT COLLATE "C" `
	if s.kind == SQLite {
		from, to = "/* clustered */;", "WITHOUT ROWID;"
	}
	return &file{bytes.NewReader(bytes.ReplaceAll(b, []byte(from), []byte(to))), info}, nil
}

type file struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }
