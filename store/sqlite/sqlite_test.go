package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func openFile(t *testing.T, path string, o store.Options) *store.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func set(t *testing.T, db *store.DB, name, value string) {
	t.Helper()
	if err := db.Write(context.Background(), func(tx *store.Tx) error { return tx.SetValue(name, value) }); err != nil {
		t.Fatal(err)
	}
}

func value(t *testing.T, db *store.DB, name string) (v string) {
	t.Helper()
	if err := db.Read(context.Background(), func(tx *store.Tx) (err error) { v, err = tx.Value(name); return err }); err != nil {
		t.Fatal(err)
	}
	return v
}

// watched tells when somebody begins to wait for its end.
type watched struct {
	context.Context
	once    sync.Once
	waiting chan struct{}
}

func (w *watched) Done() <-chan struct{} {
	w.once.Do(func() { close(w.waiting) })
	return w.Context.Done()
}

func TestWhoGivesUpWaitingInTheQueueWritesNothing(t *testing.T) {
	db := openFile(t, filepath.Join(t.TempDir(), "g.db"), store.Options{})
	busy, goOn := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := db.Write(context.Background(), func(*store.Tx) error { close(busy); <-goOn; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-busy
	ctx, cancel := context.WithCancel(context.Background())
	w := &watched{Context: ctx, waiting: make(chan struct{})}
	told := make(chan error)
	wg.Go(func() {
		told <- db.Write(w, func(tx *store.Tx) error { return tx.SetValue("x", "v") })
	})
	<-w.waiting
	cancel()
	if err := <-told; !errors.Is(err, context.Canceled) {
		t.Errorf("told %v", err)
	}
	close(goOn)
	wg.Wait()
	set(t, db, "y", "v")
	if v := value(t, db, "x"); v != "" {
		t.Error("it was written nevertheless")
	}
}

func TestWhatMustNotWaitGoesBeforeTheOthers(t *testing.T) {
	db := openFile(t, filepath.Join(t.TempDir(), "g.db"), store.Options{})
	busy, goOn := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = db.Write(context.Background(), func(*store.Tx) error { close(busy); <-goOn; return nil })
	})
	<-busy
	var mu sync.Mutex
	var order []string
	queue := func(name string, write func(context.Context, func(*store.Tx) error) error) {
		w := &watched{Context: context.Background(), waiting: make(chan struct{})}
		wg.Go(func() {
			if err := write(w, func(*store.Tx) error {
				mu.Lock()
				defer mu.Unlock()
				order = append(order, name)
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
		<-w.waiting
	}
	for i := range 3 {
		queue(fmt.Sprint("import ", i), db.Write)
	}
	for i := range 3 {
		queue(fmt.Sprint("mark ", i), db.WriteFirst)
	}
	close(goOn)
	wg.Wait()
	// every shared commit takes one import along, so that none waits for ever
	rank := map[string]int{}
	for i, n := range order {
		rank[n] = i
	}
	if len(order) != 6 || rank["mark 0"] > rank["import 1"] || rank["mark 2"] > rank["import 1"] {
		t.Errorf("order %q", order)
	}
}

func TestABackupIsACopyThatOpens(t *testing.T) {
	dir := t.TempDir()
	db := openFile(t, filepath.Join(dir, "odd name #1?.db"), store.Options{})
	set(t, db, "x", "before")
	to := filepath.Join(dir, "copy.db")
	if err := db.Backup(context.Background(), to); err != nil {
		t.Fatal(err)
	}
	set(t, db, "x", "after")
	copied := openFile(t, to, store.Options{ReadOnly: true})
	if v := value(t, copied, "x"); v != "before" {
		t.Errorf("the copy has %q", v)
	}
	if copied.AddressHash("ana@example.com") != db.AddressHash("ANA@example.com ") {
		t.Error("the copy would not know who has opted out")
	}
	if err := copied.Write(context.Background(), func(*store.Tx) error { return nil }); goodturn.ErrorCode(err) != goodturn.CodeForbidden {
		t.Errorf("writing to a copy opened for reading: %v", err)
	}
	if err := db.Backup(context.Background(), to); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Errorf("a backup over a file: %v", err)
	}
	for name, err := range map[string]error{"checkpoint": db.Checkpoint(context.Background()), "integrity": db.Integrity(context.Background())} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// raw changes a database behind the store's back.
func raw(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseOfANewerProgramIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "g.db")
	if err := openFile(t, path, store.Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	raw(t, path, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	for _, o := range []store.Options{{}, {ReadOnly: true}, {NoMigrate: true}} {
		_, err := sqlite.Open(context.Background(), path, o)
		if goodturn.ErrorCode(err) != goodturn.CodeConflict || !strings.Contains(err.Error(), "9999") {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestFilesThatAreNoDatabaseAreNamed(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is no database\n", 400)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		o    store.Options
		code goodturn.Code
	}{
		{text, store.Options{}, goodturn.CodeInvalid},
		{filepath.Join(dir, "none", "g.db"), store.Options{}, goodturn.CodeUnavailable},
		{filepath.Join(dir, "none.db"), store.Options{ReadOnly: true}, goodturn.CodeNotFound},
	} {
		_, err := sqlite.Open(context.Background(), c.path, c.o)
		var e *goodturn.Error
		if !errors.As(err, &e) || e.Code != c.code || e.File != c.path || e.Hint == "" && c.code != goodturn.CodeNotFound {
			t.Errorf("%s: %v", c.path, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "none.db")); err == nil {
		t.Error("looking for a database made one")
	}
}

func TestTwoProcessesMayWriteToOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "g.db")
	a, b := openFile(t, path, store.Options{}), openFile(t, path, store.Options{})
	var wg sync.WaitGroup
	for i := range 40 {
		db := a
		if i%2 == 0 {
			db = b
		}
		wg.Go(func() {
			if err := db.Write(context.Background(), func(tx *store.Tx) error {
				n, err := tx.ReserveSeq(10)
				if err != nil {
					return err
				}
				return tx.SetValue(fmt.Sprint("n", n), "v")
			}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if err := a.Read(context.Background(), func(tx *store.Tx) error {
		names, err := tx.ValueNames("n")
		if len(names) != 40 {
			t.Errorf("%d different numbers, want 40", len(names))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
