package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// race runs fn n times at once and gives how often it said yes.
func race(t *testing.T, n int, fn func(i int) (bool, error)) int {
	t.Helper()
	var yes atomic.Int64
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			ok, err := fn(i)
			if err != nil {
				t.Error(err)
			}
			if ok {
				yes.Add(1)
			}
		})
	}
	wg.Wait()
	return int(yes.Load())
}

// once runs a writing function that says whether it was the first, many at a time.
func once(t *testing.T, db *store.DB, what string, fn func(tx *store.Tx) (bool, error)) {
	t.Helper()
	n := race(t, 16, func(int) (ok bool, err error) {
		err = db.Write(context.Background(), func(tx *store.Tx) (err error) { ok, err = fn(tx); return err })
		return ok, err
	})
	if n != 1 {
		t.Errorf("%s was new %d times", what, n)
	}
}

func touchOnce(t *testing.T, open Open) {
	db := open(t, store.Options{})
	once(t, db, "the touch", func(tx *store.Tx) (bool, error) {
		n, err := tx.InsertTouches([]goodturn.Touch{{EnrolmentID: "e", Step: "ask", ContactID: "c", PlannedAt: start}})
		return n == 1, err
	})
	write(t, db, func(tx *store.Tx) error {
		n, err := tx.InsertTouches([]goodturn.Touch{{EnrolmentID: "e", Step: "ask"}, {EnrolmentID: "e", Step: "ask", Occurrence: 1, PlannedAt: start}, {EnrolmentID: "f", Step: "ask", PlannedAt: start}})
		if n != 2 {
			t.Errorf("%d of three were new, want 2", n)
		}
		return err
	})
	wantCode(t, "a touch without an enrolment", db.Write(context.Background(), func(tx *store.Tx) error { _, err := tx.InsertTouches([]goodturn.Touch{{Step: "ask"}}); return err }), goodturn.CodeInvalid)
}

func eventOnce(t *testing.T, open Open) {
	db := open(t, store.Options{})
	once(t, db, "the event", func(tx *store.Tx) (bool, error) {
		fresh, err := tx.AppendEvents([]goodturn.Event{{ContactID: "c", Source: "segment", MessageID: "m"}})
		return slices.Contains(fresh, true), err
	})
	write(t, db, func(tx *store.Tx) error {
		fresh, err := tx.AppendEvents([]goodturn.Event{{ContactID: "c", Source: "segment", MessageID: "m"}, {ContactID: "c", Source: "segment", MessageID: "n"},
			{ContactID: "c", Source: "segment", MessageID: "n"}, {ContactID: "c", Source: "other", MessageID: "m"}, {ContactID: "c"}})
		same(t, "which are new", fresh, []bool{false, true, false, true, true})
		return err
	})
}

func enrolledOnce(t *testing.T, open Open) {
	db := open(t, store.Options{})
	once(t, db, "the enrolment", func(tx *store.Tx) (bool, error) {
		return tx.InsertEnrolment(&goodturn.Enrolment{ContactID: "c", Playbook: "real-estate", AnchorKey: "k", Anchor: day})
	})
	write(t, db, func(tx *store.Tx) error {
		e, found, err := tx.EnrolmentByKey("c", "real-estate", "k")
		if err != nil || !found {
			return fmt.Errorf("found %v: %w", found, err)
		}
		ts := []goodturn.Touch{{EnrolmentID: e.ID, Step: "a", PlannedAt: start}, {EnrolmentID: e.ID, Step: "b", PlannedAt: start, State: goodturn.Skipped}}
		if _, err := tx.InsertTouches(ts); err != nil {
			return err
		}
		gone, err := tx.EndEnrolment(e, goodturn.EnrolmentSuperseded, "newer", []goodturn.ReasonCode{goodturn.ReasonSuperseded})
		if len(gone) != 1 || gone[0].Step != "a" || gone[0].State != goodturn.Cancelled {
			t.Errorf("cancelled %+v", gone)
		}
		fresh, err2 := tx.InsertEnrolment(&goodturn.Enrolment{ContactID: "c", Playbook: "real-estate", AnchorKey: "k", Anchor: day.AddDays(9)})
		if fresh {
			t.Error("an ended enrolment was made anew under the same key")
		}
		if err == nil {
			err = err2
		}
		return err
	})
}

func taskOnce(t *testing.T, open Open) {
	db := open(t, store.Options{})
	open1 := func(tx *store.Tx) (bool, error) {
		return tx.OpenTask(&goodturn.Task{ContactID: "c", Kind: goodturn.TaskFixAddress, Key: "fix:c"})
	}
	once(t, db, "the task", open1)
	write(t, db, func(tx *store.Tx) error {
		done, err := tx.DoneTaskKey("fix:c", "fixed")
		if !done {
			t.Error("there was no open task")
		}
		return err
	})
	once(t, db, "the task after the first was done", open1)
}

func askOnce(t *testing.T, open Open) {
	db := open(t, store.Options{})
	n := race(t, 12, func(int) (bool, error) {
		err := db.Write(context.Background(), func(tx *store.Tx) error { return tx.OpenAsk(&goodturn.Ask{TouchID: "t", ContactID: "c"}) })
		if goodturn.ErrorCode(err) == goodturn.CodeConflict {
			return false, nil
		}
		return err == nil, err
	})
	if n != 1 {
		t.Errorf("%d asks are open", n)
	}
	write(t, db, func(tx *store.Tx) error {
		a, found, err := tx.AskOfTouch("t")
		if err != nil || !found {
			return fmt.Errorf("found %v: %w", found, err)
		}
		if ok, err := tx.VoidAsk(a); err != nil || !ok {
			return fmt.Errorf("void %v: %w", ok, err)
		}
		return tx.OpenAsk(&goodturn.Ask{TouchID: "t", ContactID: "c", RemindersLeft: 1})
	})
	once(t, db, "the reminder", func(tx *store.Tx) (bool, error) {
		a, _, err := tx.AskOfTouch("t")
		if err != nil {
			return false, err
		}
		return tx.UseReminder(a.ID)
	})
}

func addressOnce(t *testing.T, open Open) {
	db := open(t, store.Options{})
	w := newTown(t, db)
	a, b := w.person(t), w.person(t)
	shared := goodturn.Identity{ContactID: b.ID, Kind: goodturn.IdentityEmail, Value: w.mail(a)}
	write(t, db, func(tx *store.Tx) error {
		n, err := tx.InsertIdentities([]goodturn.Identity{shared})
		if n != 0 {
			t.Error("an address of somebody else was taken")
		}
		if err != nil {
			return err
		}
		return tx.ShareIdentity(shared)
	})
	read(t, db, func(tx *store.Tx) error {
		who, err := tx.FindIdentity(goodturn.IdentityEmail, "", w.mail(a))
		if len(who) != 2 || who[0].ContactID != a.ID || who[1].ContactID != b.ID {
			t.Errorf("known by the address: %+v", who)
		}
		return err
	})
	c := w.person(t)
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		is, err := tx.Identities(c.ID)
		if err != nil {
			return err
		}
		is[0].Value = w.mail(a)
		return tx.UpdateIdentity(is[0])
	})
	wantCode(t, "correcting an address to somebody else's", err, goodturn.CodeConflict)
}

func dueOrder(t *testing.T, open Open) {
	db, _ := still(t, open)
	w := newTown(t, db)
	a, b, c := w.person(t), w.person(t), w.person(t)
	h := goodturn.Household{Name: "both"}
	write(t, db, func(tx *store.Tx) error {
		h.ID = ""
		if err := tx.InsertHousehold(&h); err != nil {
			return err
		}
		if err := tx.JoinHousehold(a.ID, h.ID); err != nil {
			return err
		}
		return tx.JoinHousehold(b.ID, h.ID)
	})
	a.HouseholdID, b.HouseholdID = h.ID, h.ID
	w.touch(t, a, "second", goodturn.KindValue, start.Add(-time.Hour))
	w.touch(t, c, "first", goodturn.KindValue, start.Add(-2*time.Hour))
	w.touch(t, c, "third", goodturn.KindValue, start)
	w.touch(t, b, "partner-ahead", goodturn.KindAsk, start.Add(20*time.Hour))
	w.touch(t, b, "too-far", goodturn.KindAsk, start.Add(25*time.Hour))
	names := func(ts []goodturn.Touch) (out []string) {
		for _, x := range ts {
			out = append(out, x.Step)
		}
		return out
	}
	write(t, db, func(tx *store.Tx) error {
		due, ahead, err := tx.DueTouches(store.Due{At: start, Limit: 2, Ahead: goodturn.Day})
		same(t, "due", names(due), []string{"first", "second"})
		got := names(ahead)
		slices.Sort(got)
		same(t, "ahead", got, []string{"partner-ahead", "third"})
		return err
	})
	write(t, db, func(tx *store.Tx) error {
		x := w.find(tx, t, a.ID, "second")
		x.DueAt, x.Reasons, x.DecidedAt = start.Add(time.Hour), []goodturn.ReasonCode{goodturn.ReasonTalking}, start
		ok, err := tx.SaveWaiting(x)
		if !ok {
			t.Error("the wait was not saved")
		}
		return err
	})
	read(t, db, func(tx *store.Tx) error {
		due, _, err := tx.DueTouches(store.Due{At: start, Limit: 9})
		same(t, "due after one waits", names(due), []string{"first", "third"})
		next, err2 := tx.NextDue()
		same(t, "next due", next, start.Add(-2*time.Hour))
		if err == nil {
			err = err2
		}
		return err
	})
	write(t, db, func(tx *store.Tx) error { return tx.LookAgain(a.ID) })
	read(t, db, func(tx *store.Tx) error {
		due, _, err := tx.DueTouches(store.Due{At: start, Limit: 9})
		same(t, "due after looking again", names(due), []string{"first", "second", "third"})
		return err
	})
}

func (w *town) find(tx *store.Tx, t testing.TB, contact goodturn.ID, step string) goodturn.Touch {
	ts, err := tx.ContactTouches(contact)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(ts, func(x goodturn.Touch) bool { return x.Step == step })
	if i < 0 {
		t.Fatalf("%s has no touch %s", contact, step)
	}
	return ts[i]
}

func shards(t *testing.T, open Open) {
	db := open(t, store.Options{})
	w := newTown(t, db)
	h := goodturn.Household{}
	write(t, db, func(tx *store.Tx) error { h.ID = ""; return tx.InsertHousehold(&h) })
	const touches = 1500
	write(t, db, func(tx *store.Tx) error {
		ts := make([]goodturn.Touch, touches-10)
		for i := range ts {
			ts[i] = goodturn.Touch{EnrolmentID: tx.NewID(), ContactID: tx.NewID(), Step: "x", PlannedAt: start, DueAt: start}
		}
		_, err := tx.InsertTouches(ts)
		return err
	})
	for range 10 {
		c := w.person(t)
		w.touch(t, c, "x", goodturn.KindValue, start) // planned before they move in together
		write(t, db, func(tx *store.Tx) error { return tx.JoinHousehold(c.ID, h.ID) })
	}
	for _, of := range []int{1, 2, 3, 7} {
		seen := map[goodturn.ID]int{}
		houses := map[int]bool{}
		for i := range of {
			read(t, db, func(tx *store.Tx) error {
				due, _, err := tx.DueTouches(store.Due{At: start, Limit: 2 * touches, Shard: i, Of: of})
				for _, x := range due {
					seen[x.ID]++
					if x.HouseholdID == h.ID {
						houses[i] = true
					}
				}
				return err
			})
		}
		if len(seen) != touches || len(houses) != 1 {
			t.Errorf("of %d nodes: %d of %d touches seen, the household by %d nodes", of, len(seen), touches, len(houses))
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("%s belongs to %d nodes", id, n)
			}
		}
	}
}
