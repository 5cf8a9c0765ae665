package storetest_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
	"github.com/goodturn-app/goodturn/store/storetest"
	server "github.com/goodturn-app/goodturn/test/postgres"
)

func closing(t testing.TB, db *store.DB, err error) *store.DB {
	t.Helper()
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

func file(t testing.TB, o store.Options) *store.DB {
	db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "goodturn.db"), o)
	return closing(t, db, err)
}

func memory(t testing.TB, o store.Options) *store.DB {
	db, err := sqlite.OpenMemory(context.Background(), o)
	return closing(t, db, err)
}

func pg(t testing.TB, o store.Options) *store.DB {
	db, err := postgres.Open(context.Background(), server.NewDatabase(t), o)
	return closing(t, db, err)
}

func TestSQLiteFile(t *testing.T)   { storetest.Run(t, file) }
func TestSQLiteMemory(t *testing.T) { storetest.Run(t, memory) }
func TestPostgres(t *testing.T)     { storetest.Run(t, pg) }
