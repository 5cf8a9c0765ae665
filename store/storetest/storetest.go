// Package storetest answers one question: does a database keep the promises of package store? Both kinds pass the same suite. It
// also takes snapshots, for tests that something changes nothing.
package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
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
		{"every noun comes back as it was written", everyNoun},
		{"settings that were never saved send nothing", freshSettings},
		{"text that is none stops at the border", badText},
		{"a touch is planned once, however often it is told", touchOnce},
		{"an event is told once", eventOnce},
		{"a contact is enrolled once from one anchor", enrolledOnce},
		{"an open task is not asked twice", taskOnce},
		{"a touch has one open ask", askOnce},
		{"an address has one owner, except in a household", addressOnce},
		{"due touches come longest due first, with what the household has ahead", dueOrder},
		{"households are never divided among nodes", shards},
		{"lists page by key in the order of bytes", paging},
		{"a calendar pages through what is planned between two instants", calendar},
		{"people are found by the beginnings of words", searching},
		{"what is read of many is what is read of each", ofMany},
		{"the coverage sum follows what it depends on", coverage},
		{"daily counts add up to what is there", counts},
		{"what is planned is counted from where it stands, not from where it was read", staleCounts},
		{"what was cancelled comes back only for what it was cancelled for", revived},
		{"what is held is not set meanwhile", heldValue},
		{"of choices made at once all hold", settingsAtOnce},
		{"an approval is for the words that were read", ownWords},
		{"of two who take a gate at once one passes", gateRace},
		{"no ask passes a gate within 90 days", gateCap},
		{"of a set of gates those are passed that stand as they were read", gateSet},
		{"a release gives back only what was taken", gateRelease},
		{"leaving a household takes its last ask along", gateLeaves},
		{"one of many claims a touch", claimRace},
		{"the second mark fails when anything changed since the first", secondMark},
		{"words of one's own leave no later than what they quote", quoted},
		{"a second mark and an opt-out are one after the other", markRace},
		{"leases of earlier boots are freed, what had its second mark is unknown", reclaim},
		{"an unknown stays until it is resolved or assumed", unknowns},
		{"a rung is tried again under its own name", rungs},
		{"a refusal wins every race of answers", answers},
		{"delivery numbers are reserved before they are used", sequence},
		{"an error or a panic undoes its own function alone", isolation},
		{"who gives up waiting writes nothing or everything", giveUp},
		{"later is done by the end", later},
		{"news is one process's at a time, and waits until it arrived or was given up", newsQueue},
		{"a request with a key of its own has one first result", onceOnly},
		{"tries are counted for all processes, and forgotten when they count no more", triedTogether},
		{"a reward is booked once, a code is given once", rewardsOnce},
		{"reading never writes", readOnly},
		{"a transaction is one instant", oneInstant},
		{"old words and looks are forgotten, hashes stay", retention},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open) })
	}
}

// clock is a clock that a test moves.
type clock struct{ t time.Time }

func (c *clock) Now() time.Time { return c.t }

// still opens a database whose clock stands at start until it is moved.
func still(t testing.TB, open Open) (*store.DB, *clock) {
	c := &clock{start}
	return open(t, store.Options{Clock: c}), c
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

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func wantCode(t testing.TB, what string, err error, code goodturn.Code) {
	t.Helper()
	if got := goodturn.ErrorCode(err); got != code {
		t.Errorf("%s: %q, want %q (%v)", what, got, code, err)
	}
}

// town is a live workspace with one user.
type town struct {
	many bool // second marks are made by CommitMany
	db   *store.DB
	user goodturn.User
	n    int
}

func newTown(t testing.TB, db *store.DB) *town {
	w := &town{db: db, user: goodturn.User{Email: "dana@example.com", Name: "Dana Reed", Role: goodturn.RoleOwner, Active: true}}
	write(t, db, func(tx *store.Tx) error {
		w.user.ID = ""
		if err := tx.InsertUser(&w.user); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{Mode: goodturn.ModeLive})
	})
	return w
}

// person adds a contact with an e-mail.
func (w *town) person(t testing.TB) goodturn.Contact {
	w.n++
	c := goodturn.Contact{OwnerID: w.user.ID, Given: fmt.Sprintf("Ana%d", w.n), SortKey: fmt.Sprintf("ana%04d", w.n)}
	write(t, w.db, func(tx *store.Tx) error {
		c.ID = ""
		if err := tx.InsertContact(&c); err != nil {
			return err
		}
		_, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: w.mail(c), Primary: true}})
		return err
	})
	return c
}

func (w *town) mail(c goodturn.Contact) string { return c.SortKey + "@example.com" }

// touch plans one for a contact.
func (w *town) touch(t testing.TB, c goodturn.Contact, step string, kind goodturn.Kind, due time.Time) goodturn.Touch {
	ts := []goodturn.Touch{{EnrolmentID: "e-" + c.ID, ContactID: c.ID, HouseholdID: c.HouseholdID, OwnerID: c.OwnerID, Playbook: "real-estate", Step: step,
		Kind: kind, Channel: goodturn.ChannelEmail, PlannedAt: due, DueAt: due, LegalAt: due, Zone: "America/New_York"}}
	write(t, w.db, func(tx *store.Tx) error {
		ts[0].ID = ""
		_, err := tx.InsertTouches(ts)
		return err
	})
	return ts[0]
}

// claim makes the first mark of a touch.
func (w *town) claim(t testing.TB, c goodturn.Contact, x goodturn.Touch, seq int64, ask goodturn.ID) store.Delivery {
	d := w.delivery(c, x, seq)
	d.AskID = ask
	write(t, w.db, func(tx *store.Tx) error {
		ok, err := tx.Claim(&d, x.LegalAt)
		if err == nil && !ok {
			t.Errorf("%s was not claimed", x.Step)
		}
		return err
	})
	return d
}

func (w *town) delivery(c goodturn.Contact, x goodturn.Touch, seq int64) store.Delivery {
	return store.Delivery{Delivery: goodturn.Delivery{TouchID: x.ID, ContactID: c.ID, UserID: w.user.ID, Seq: seq, Channel: x.Channel, Address: w.mail(c),
		Node: "n1", Boot: "b1", Token: fmt.Sprintf("t%d", seq), LeaseUntil: start.Add(5 * time.Minute), MessageID: fmt.Sprintf("<%d@example.com>", seq)},
		EnrolmentID: x.EnrolmentID, Kind: x.Kind, Step: x.Step}
}

// commit makes the second mark.
func (w *town) commit(t testing.TB, d store.Delivery) bool {
	var ok bool
	if err := w.db.WriteFirst(context.Background(), func(tx *store.Tx) (err error) {
		if !w.many {
			ok, err = tx.Commit(d.ID, d.Token)
			return err
		}
		ok, err = commitAmong(tx, d)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return ok
}

// commitAmong makes the second mark together with one that can never hold, which must hinder nothing.
func commitAmong(tx *store.Tx, d store.Delivery) (bool, error) {
	holds, err := tx.CommitMany([]store.Mark{{Delivery: "nothing", Token: "t"}, {Delivery: d.ID, Token: d.Token, Subject: "s", Body: "b", Hash: "h"}})
	if err != nil || holds[0] {
		return false, fmt.Errorf("a mark of nothing held: %v, %w", holds, err)
	}
	return holds[1], nil
}

func (w *town) state(t testing.TB, touch goodturn.ID) goodturn.TouchState {
	var s goodturn.TouchState
	read(t, w.db, func(tx *store.Tx) error {
		x, err := tx.Touch(touch)
		s = x.State
		return err
	})
	return s
}

func chance() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }
