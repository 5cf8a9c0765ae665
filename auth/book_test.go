package auth_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
	testpg "github.com/goodturn-app/goodturn/test/postgres"
)

func book(t *testing.T) (*auth.Book, *store.DB, *time.Time) {
	t.Helper()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	clock := goodturn.ClockFunc(func() time.Time { return now })
	db, err := sqlite.OpenMemory(context.Background(), store.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return auth.NewBook(db, rand.Reader, clock), db, &now
}

func link(t *testing.T, db *store.DB) string {
	t.Helper()
	token, err := auth.NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(context.Background(), func(tx *store.Tx) error {
		return tx.InsertLoginLink(store.LoginLink{Hash: auth.TokenHash(token), Purpose: "first", ExpiresAt: tx.Now().Add(24 * time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
	return token
}

const password = "four words that fit"

func TestTheFirstLinkMakesTheOwnerAndWorksOnce(t *testing.T) {
	b, db, now := book(t)
	ctx := context.Background()
	token := link(t, db)
	if _, first, ok, err := b.Link(ctx, token); err != nil || !ok || !first {
		t.Fatal(first, ok, err)
	}
	if _, err := b.Enter(ctx, token, "Dana Reyes", "dana@example.com", "short"); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Fatalf("a short password used the link up: %v", err)
	}
	secret, err := b.Enter(ctx, token, "Dana Reyes", "dana@example.com", password)
	if err != nil {
		t.Fatal(err)
	}
	if u, ok, err := b.Who(ctx, secret); err != nil || !ok || u.Name != "Dana Reyes" || u.Role != goodturn.RoleOwner {
		t.Fatal(u, ok, err)
	}
	if _, err := b.Enter(ctx, token, "Eve", "eve@example.com", password); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Fatalf("a used link let somebody in: %v", err)
	}
	*now = now.Add(auth.SessionFor + time.Minute)
	if _, ok, _ := b.Who(ctx, secret); ok {
		t.Fatal("a session that was not used for a month still works")
	}
}

func TestLogInsThatFailAreAllAlikeAndFew(t *testing.T) {
	b, db, now := book(t)
	ctx := context.Background()
	if _, err := b.Enter(ctx, link(t, db), "Dana Reyes", "dana@example.com", password); err != nil {
		t.Fatal(err)
	}
	_, wrong := b.LogIn(ctx, "dana@example.com", "not the password", "a")
	_, nobody := b.LogIn(ctx, "nobody@example.com", "not the password", "b")
	if wrong == nil || nobody == nil || wrong.Error() != nobody.Error() {
		t.Fatalf("%v and %v tell who has an account", wrong, nobody)
	}
	if _, err := b.LogIn(ctx, "Dana@Example.com", password, "c"); err != nil {
		t.Fatal(err)
	}
	var last error
	for range 10 {
		_, last = b.LogIn(ctx, "dana@example.com", "guess", "d")
	}
	if goodturn.ErrorCode(last) != goodturn.CodeUnavailable {
		t.Fatalf("ten guesses in a row were all taken: %v", last)
	}
	*now = now.Add(time.Minute)
	if _, err := b.LogIn(ctx, "dana@example.com", password, "e"); err != nil {
		t.Fatalf("after a minute the owner is still shut out: %v", err)
	}
}

func TestLoggingOutEndsTheSession(t *testing.T) {
	b, db, _ := book(t)
	ctx := context.Background()
	secret, err := b.Enter(ctx, link(t, db), "Dana Reyes", "dana@example.com", password)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.LogOut(ctx, secret); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := b.Who(ctx, secret); ok {
		t.Fatal("the session goes on")
	}
}

// TestTriesCountForTheWholeInstallation: two processes over one database are one door.
func TestTriesCountForTheWholeInstallation(t *testing.T) {
	for name, open := range map[string]func(store.Options) (*store.DB, error){
		"SQLite": func(o store.Options) (*store.DB, error) { return sqlite.OpenMemory(context.Background(), o) },
		"PostgreSQL": func(o store.Options) (*store.DB, error) {
			return postgres.Open(context.Background(), testpg.NewDatabase(t), o)
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, now := context.Background(), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
			clock := goodturn.ClockFunc(func() time.Time { return now })
			db, err := open(store.Options{Clock: clock})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			one, other := auth.NewBook(db, rand.Reader, clock), auth.NewBook(db, rand.Reader, clock)
			if _, err := one.Enter(ctx, link(t, db), "Dana Reyes", "dana@example.com", password); err != nil {
				t.Fatal(err)
			}
			taken := 0
			for i := range 12 {
				if _, err := []*auth.Book{one, other}[i%2].LogIn(ctx, "dana@example.com", "guess", "192.0.2.7:99"); goodturn.ErrorCode(err) == goodturn.CodeForbidden {
					taken++
				}
			}
			if taken != 5 {
				t.Errorf("%d of 12 guesses were looked at, want the 5 of one process", taken)
			}
			// The owner, elsewhere, is not shut out by somebody who goes on and on.
			for range 80 {
				if _, err := other.LogIn(ctx, "dana@example.com", "guess", "192.0.2.7:99"); goodturn.ErrorCode(err) != goodturn.CodeUnavailable {
					t.Fatal(err)
				}
			}
			if _, err := one.LogIn(ctx, "dana@example.com", password, "198.51.100.1:1"); err != nil {
				t.Errorf("the owner is shut out: %v", err)
			}
			now = now.Add(time.Minute)
			if _, err := other.LogIn(ctx, "dana@example.com", password, "192.0.2.7:99"); err != nil {
				t.Errorf("a minute later: %v", err)
			}
		})
	}
}
