package store_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

func fileDB(t *testing.T) *store.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "g.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func setting(name, value string) func(*store.Tx) error {
	return func(tx *store.Tx) error { return tx.SetValue(name, value) }
}

func room(t *testing.T, db *store.DB, pages int) {
	t.Helper()
	if err := db.Write(context.Background(), func(tx *store.Tx) error { return store.LimitPages(tx, pages) }); err != nil {
		t.Fatal(err)
	}
}

// crowd writes many small values and one that does not fit, all at once, and compares what each writer was told with what is there.
func crowd(t *testing.T, db *store.DB) (told map[string]error) {
	t.Helper()
	told = map[string]error{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 60 {
		name, v := string(rune('a'+i%26))+strings.Repeat("x", i/26), "v"
		if i%20 == 10 {
			v = strings.Repeat("x", 1<<20)
		}
		wg.Go(func() {
			err := db.Write(context.Background(), setting(name, v))
			mu.Lock()
			defer mu.Unlock()
			told[name] = err
		})
	}
	wg.Wait()
	if err := db.Read(context.Background(), func(tx *store.Tx) error {
		for name, err := range told {
			v, e := tx.Value(name)
			if e != nil {
				return e
			}
			if err == nil != (v != "") {
				t.Errorf("%s: told %v, found %d bytes", name, err, len(v))
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return told
}

func TestAFullDiskRefusesWhatDoesNotFitAndGoesOnWhenThereIsRoom(t *testing.T) {
	db := fileDB(t)
	room(t, db, 1)
	refused := 0
	for name, err := range crowd(t, db) {
		if err != nil {
			refused++
			if goodturn.ErrorCode(err) != goodturn.CodeUnavailable {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if refused < 3 {
		t.Errorf("%d were refused, want at least those that do not fit", refused)
	}
	if db.Err() != nil {
		t.Fatalf("a full disk is no failed disk: %v", db.Err())
	}
	room(t, db, 1<<20)
	for name, err := range crowd(t, db) {
		if err != nil {
			t.Errorf("%s, with room again: %v", name, err)
		}
	}
}

func TestAFailedDiskEndsAllWriting(t *testing.T) {
	db := fileDB(t)
	room(t, db, 1)
	store.FullIsFailed(db)
	crowd(t, db)
	select {
	case <-db.Failed():
	default:
		t.Fatal("nobody was told that the disk failed")
	}
	if err := db.Write(context.Background(), setting("small", "v")); goodturn.ErrorCode(err) != goodturn.CodeUnavailable || err != db.Err() {
		t.Errorf("writing after the disk failed: %v", err)
	}
	db.Later(func(*store.Tx) error { t.Error("ran after the disk failed"); return nil })
	if err := db.Read(context.Background(), func(tx *store.Tx) error { _, err := tx.Settings(); return err }); err != nil {
		t.Errorf("reading after the disk failed: %v", err)
	}
}

func TestTheTablesListedAreTheTablesThere(t *testing.T) {
	want := strings.Join(store.Tables, " ")
	for name, q := range map[string]string{
		"sqlite":   `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%' ORDER BY name`,
		"postgres": `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'goose_%' ORDER BY tablename COLLATE "C"`,
	} {
		db := sqliteDB
		if name == "postgres" {
			db = postgresDB
		}
		if got := strings.Join(lines(t, db(t), q, nil, 0), " "); got != want {
			t.Errorf("%s has\n%s\nbut store.Tables has\n%s", name, got, want)
		}
	}
}

func TestTheLowestIDOfATimeIsBelowAllThatAreMadeThen(t *testing.T) {
	db := fileDB(t)
	if err := db.Write(context.Background(), func(tx *store.Tx) error {
		id, at := tx.NewID(), tx.Now().UnixMilli()
		if low, next := store.IDAt(at), store.IDAt(at+2); id < low || id >= next || len(low) != len(id) {
			t.Errorf("%s is not between %s and %s", id, low, next)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
