package app

import (
	"context"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// Times on the command line are read and told as the owner's own clock shows them.
func TestTimesAreReadAndToldByTheOwnersClock(t *testing.T) {
	db, err := sqlite.OpenMemory(context.Background(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	a := &App{DB: db}
	if got := a.Zone(t.Context()).String(); got == "UTC" {
		t.Error("a business that said nothing has no clock at all")
	}
	err = db.Write(t.Context(), func(tx *store.Tx) error {
		return tx.InsertUser(&goodturn.User{Email: "dana@example.com", Name: "Dana Reed", Role: goodturn.RoleOwner, Active: true, Zone: "America/Denver"})
	})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2026-11-23": "2026-11-23T19:00:00Z", "2026-11-23T17:40": "2026-11-24T00:40:00Z", "2026-07-01 08:05": "2026-07-01T14:05:00Z", "2026-11-23T17:40:00Z": "2026-11-23T17:40:00Z",
	} {
		at, err := a.When(t.Context(), "at", text)
		if err != nil || at.UTC().Format(time.RFC3339) != want {
			t.Errorf("%s is %s, want %s: %v", text, at.UTC(), want, err)
		}
	}
	if at, err := a.When(t.Context(), "at", ""); err != nil || !at.IsZero() {
		t.Errorf("nothing typed is %s: %v", at, err)
	}
	for _, text := range []string{"yesterday", "2026-13-01", "2026-11-23T25:00"} {
		if at, err := a.When(t.Context(), "from", text); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%q is %s: %v", text, at, err)
		}
	}
	if got := a.Says(t.Context(), time.Date(2026, 11, 24, 0, 40, 0, 0, time.UTC)); got != "23 November 2026, 17:40 (Denver)" {
		t.Errorf("%q", got)
	}
}
