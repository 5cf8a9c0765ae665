package postgres_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	server "github.com/goodturn-app/goodturn/test/postgres"
)

func TestNodesThatStartTogetherMigrateOnce(t *testing.T) {
	url := server.NewDatabase(t)
	var wg sync.WaitGroup
	salts := make([]string, 5)
	for i := range salts {
		wg.Go(func() {
			db, err := postgres.Open(context.Background(), url, store.Options{Conns: 4})
			if err != nil {
				t.Error(err)
				return
			}
			salts[i] = db.AddressSalt()
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, s := range salts {
		if s != salts[0] || s == "" {
			t.Fatalf("the nodes do not agree on the workspace: %q", salts)
		}
	}
}

func TestADatabaseOfANewerProgramIsRefused(t *testing.T) {
	ctx := context.Background()
	url := server.NewDatabase(t)
	db, err := postgres.Open(ctx, url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`); err != nil {
		t.Fatal(err)
	}
	_, err = postgres.Open(ctx, url, store.Options{})
	if goodturn.ErrorCode(err) != goodturn.CodeConflict || !strings.Contains(err.Error(), "9999") {
		t.Errorf("opening it: %v", err)
	}
}

func TestWhatIsWrongWithAnAddressIsSaid(t *testing.T) {
	for url, code := range map[string]goodturn.Code{
		"postgres://nobody@127.0.0.1:1/none?connect_timeout=2": goodturn.CodeUnavailable,
		"postgres://%zz": goodturn.CodeInvalid,
	} {
		_, err := postgres.Open(context.Background(), url, store.Options{})
		if goodturn.ErrorCode(err) != code {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// Two transactions wait for each other: the server ends one of them, and the store runs it again.
func TestATransactionThatLosesAgainstAnotherIsRunAgain(t *testing.T) {
	ctx := context.Background()
	db, err := postgres.Open(ctx, server.NewDatabase(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, name := range []string{"a", "b"} {
		if err := db.Write(ctx, func(tx *store.Tx) error { return tx.SetValue(name, "0") }); err != nil {
			t.Fatal(err)
		}
	}
	var both, wg sync.WaitGroup
	both.Add(2)
	runs := [2]int{}
	for i, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		wg.Go(func() {
			if err := db.Write(ctx, func(tx *store.Tx) error {
				if err := tx.SetValue(order[0], order[0]+order[1]); err != nil {
					return err
				}
				if runs[i]++; runs[i] == 1 {
					both.Done()
					both.Wait()
				}
				return tx.SetValue(order[1], order[0]+order[1])
			}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if runs[0]+runs[1] < 3 { // the one that lost may lose again before the other has committed
		t.Errorf("they ran %v times, want three in all at least", runs)
	}
	if err := db.Read(ctx, func(tx *store.Tx) error {
		a, err := tx.Value("a")
		b, err2 := tx.Value("b")
		if a != b {
			t.Errorf("a is of %q, b of %q", a, b)
		}
		if err == nil {
			err = err2
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
