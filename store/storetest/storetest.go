// Package storetest answers one question: does a database keep the promises of package store? Both kinds pass the same suite.
package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// Open makes an empty database that lives as long as the test.
type Open func(t testing.TB, o store.Options) *store.DB

var start = time.Date(2026, 3, 2, 15, 4, 5, 678e6, time.UTC)

// Run runs the suite.
func Run(t *testing.T, open Open) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Open)
	}{
		{"touches round trip", touchesRoundTrip},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open) })
	}
}

func write(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Read(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func touchesRoundTrip(t *testing.T, open Open) {
	db := open(t, store.Options{})
	want := goodturn.Touch{EnrolmentID: "e", ContactID: "c", Step: "ask-92", Kind: goodturn.KindAsk, DueAt: start, Late: 72 * time.Hour,
		Reasons: []goodturn.ReasonCode{goodturn.ReasonPaused, goodturn.ReasonTalking}, Anchor: goodturn.Date{Year: 2026, Month: 3, Day: 1}}
	write(t, db, func(tx *store.Tx) error {
		ts := []goodturn.Touch{want}
		n, err := tx.InsertTouches(ts)
		if n != 1 {
			t.Errorf("inserted %d", n)
		}
		want = ts[0]
		return err
	})
	read(t, db, func(tx *store.Tx) error {
		got, err := tx.Touch(want.ID)
		if err != nil {
			return err
		}
		if got.DueAt != want.DueAt || got.Late != want.Late || got.Anchor != want.Anchor || len(got.Reasons) != 2 {
			t.Errorf("got %+v", got)
		}
		due, _, err := tx.DueTouches(store.Due{At: start, Limit: 10})
		if len(due) != 1 {
			t.Errorf("due %d", len(due))
		}
		return err
	})
}
