package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// planned holds the daily counts of what is planned against the touches themselves.
func (w *town) planned(t *testing.T, what string) {
	t.Helper()
	read(t, w.db, func(tx *store.Tx) error {
		type day struct {
			on   goodturn.Date
			kind string
		}
		want, got := map[day]int64{}, map[day]int64{}
		all, err := tx.TouchesByID("", 1000)
		if err != nil {
			return err
		}
		for _, x := range all {
			if x.State != goodturn.Cancelled {
				want[day{goodturn.DateOf(x.PlannedAt), string(x.Kind)}]++
			}
		}
		counts, err := tx.Counts("planned", goodturn.DateOf(start).AddYears(-1), goodturn.DateOf(start).AddYears(2))
		for _, c := range counts {
			if c.N != 0 {
				got[day{c.Day, c.Dim}] += c.N
			}
		}
		same(t, what, got, want)
		return err
	})
}

// staleCounts: whoever plans anew may have read a touch before somebody else moved it.
func staleCounts(t *testing.T, open Open) {
	db, _ := still(t, open)
	w := newTown(t, db)
	c := w.person(t)
	old := w.touch(t, c, "day30", goodturn.KindValue, start.Add(5*goodturn.Day))
	moved := old
	moved.PlannedAt, moved.Kind = old.PlannedAt.Add(20*goodturn.Day), goodturn.KindThanks
	write(t, db, func(tx *store.Tx) error { _, err := tx.Replan(moved); return err })
	w.planned(t, "moved once")
	again := old
	again.PlannedAt = old.PlannedAt.Add(40 * goodturn.Day)
	write(t, db, func(tx *store.Tx) error { _, err := tx.Replan(again); return err })
	w.planned(t, "moved again by who saw it at its first place")
	write(t, db, func(tx *store.Tx) error { _, err := tx.EndTouch(old, goodturn.Cancelled, nil); return err })
	w.planned(t, "cancelled by who saw it at its first place")
	write(t, db, func(tx *store.Tx) error {
		ok, err := tx.Replan(again)
		same(t, "moved by who did not see that it was cancelled", ok, false)
		return err
	})
	w.planned(t, "moved by who did not see that it was cancelled")
	write(t, db, func(tx *store.Tx) error {
		ok, err := tx.Revive(again)
		same(t, "planned again", ok, true)
		return err
	})
	w.planned(t, "planned again")
	for i := range 6 {
		w.touch(t, c, fmt.Sprint("step", i), goodturn.KindValue, start.Add(goodturn.Day))
	}
	var all []goodturn.Touch
	read(t, db, func(tx *store.Tx) (err error) { all, err = tx.ContactTouches(c.ID); return err })
	race(t, 24, func(i int) (ok bool, err error) {
		x := all[i%len(all)]
		x.PlannedAt = x.PlannedAt.Add(time.Duration(i+1) * goodturn.Day)
		err = db.Write(context.Background(), func(tx *store.Tx) error {
			switch i % 3 {
			case 0:
				ok, err = tx.EndTouch(x, goodturn.Cancelled, nil)
			case 1:
				ok, err = tx.Revive(x)
			default:
				ok, err = tx.Replan(x)
			}
			return err
		})
		return ok, err
	})
	w.planned(t, "many at once")
}

// revived: a cancelled touch is planned again only for exactly what it was cancelled for, and only if it still is when its row is locked.
func revived(t *testing.T, open Open) {
	db, _ := still(t, open)
	w := newTown(t, db)
	c := w.person(t)
	at := start.Add(5 * goodturn.Day)
	out := []goodturn.ReasonCode{goodturn.ReasonNotInPlan}
	for i, k := range []struct {
		what   string
		cancel []goodturn.ReasonCode // nil: it is not cancelled
		ask    []goodturn.ReasonCode
		back   bool
	}{
		{"left out and taken back", out, out, true},
		{"for a no", []goodturn.ReasonCode{goodturn.ReasonDeclined}, out, false},
		{"for two things", append([]goodturn.ReasonCode{goodturn.ReasonOptedOut}, out...), out, false},
		{"for one of two things", out, append([]goodturn.ReasonCode{goodturn.ReasonOptedOut}, out...), false},
		{"for nothing that is known", []goodturn.ReasonCode{}, out, false},
		{"still planned", nil, out, false},
	} {
		x := w.touch(t, c, fmt.Sprint("step", i), goodturn.KindValue, at)
		write(t, db, func(tx *store.Tx) error {
			if k.cancel != nil {
				if _, err := tx.EndTouch(x, goodturn.Cancelled, k.cancel); err != nil {
					return err
				}
			}
			later := x
			later.PlannedAt, later.DueAt = at.Add(goodturn.Day), at.Add(goodturn.Day)
			ok, err := tx.Revive(later, k.ask...)
			same(t, k.what, ok, k.back)
			if err != nil {
				return err
			}
			now, err := tx.Touch(x.ID)
			switch {
			case k.back:
				same(t, k.what, []any{now.State, now.DueAt, len(now.Reasons)}, []any{goodturn.Planned, later.DueAt, 0})
			case k.cancel != nil:
				same(t, k.what, []any{now.State, now.DueAt, len(now.Reasons)}, []any{goodturn.Cancelled, x.DueAt, len(k.cancel)})
			default:
				same(t, k.what, []any{now.State, now.DueAt}, []any{goodturn.Planned, x.DueAt})
			}
			return err
		})
	}
	w.planned(t, "revived and not")
	// A no beside the owner's changes of mind, each on what it has read before: once the no is written, it stays.
	x := w.touch(t, c, "crossing", goodturn.KindAsk, at)
	var declined atomic.Bool
	race(t, 16, func(i int) (ok bool, err error) {
		err = db.Write(context.Background(), func(tx *store.Tx) error {
			now, err := tx.Touch(x.ID)
			switch {
			case err != nil:
				return err
			case i%2 == 0:
				ok, err = tx.Revive(now, out...)
			case i == 7:
				ok, err = tx.EndTouch(now, goodturn.Cancelled, []goodturn.ReasonCode{goodturn.ReasonDeclined})
			default:
				ok, err = tx.EndTouch(now, goodturn.Cancelled, out)
			}
			return err
		})
		if i == 7 && err == nil {
			declined.Store(ok)
		}
		return ok, err
	})
	read(t, db, func(tx *store.Tx) error {
		now, err := tx.Touch(x.ID)
		if no := now.State == goodturn.Cancelled && slices.Equal(now.Reasons, []goodturn.ReasonCode{goodturn.ReasonDeclined}); no != declined.Load() {
			t.Errorf("a no was written: %v; the ask is %s for %v", declined.Load(), now.State, now.Reasons)
		}
		return err
	})
	w.planned(t, "a no beside it")
	// An enrolment that was ended stays so, whatever somebody who had read it before has planned.
	write(t, db, func(tx *store.Tx) error {
		e := goodturn.Enrolment{ContactID: c.ID, Playbook: "real-estate", AnchorKey: "deal"}
		if _, err := tx.InsertEnrolment(&e); err != nil {
			return err
		}
		if ok, err := tx.PlannedEnrolment(e); err != nil || !ok {
			t.Errorf("planned: %v %v", ok, err)
		}
		if _, err := tx.EndEnrolment(e, goodturn.EnrolmentEnded, "stopped", []goodturn.ReasonCode{goodturn.ReasonOptedOut}); err != nil {
			return err
		}
		ok, err := tx.PlannedEnrolment(e)
		same(t, "planned by who did not see that it ended", ok, false)
		if err != nil {
			return err
		}
		e, err = tx.LockEnrolment(e.ID)
		same(t, "the enrolment", e.State, goodturn.EnrolmentEnded)
		return err
	})
}

// heldValue: a value that was never set can be held, by many at once, and is set when they are through; no count of who holds is lost.
func heldValue(t *testing.T, open Open) {
	db, _ := still(t, open)
	newTown(t, db)
	race(t, 12, func(i int) (bool, error) {
		return true, db.Write(context.Background(), func(tx *store.Tx) error {
			if i%4 == 0 {
				return tx.SetValue("pace", fmt.Sprint("changed ", i))
			}
			if err := tx.HoldValue("pace"); err != nil {
				return err
			}
			before, err := tx.Value("pace")
			if err != nil {
				return err
			}
			if err := tx.SetValue(fmt.Sprint("plan ", i), before); err != nil {
				return err
			}
			after, err := tx.Value("pace")
			if after != before {
				t.Errorf("a value that was held went from %q to %q", before, after)
			}
			return err
		})
	})
}

// settingsAtOnce: a pause and another choice at the same moment both hold.
func settingsAtOnce(t *testing.T, open Open) {
	db, _ := still(t, open)
	newTown(t, db)
	const n = 12
	race(t, n, func(i int) (bool, error) {
		return true, db.WriteFirst(context.Background(), func(tx *store.Tx) error {
			s, err := tx.Settings()
			if err != nil {
				return err
			}
			if i == 0 {
				s.Paused = true
			}
			s.AutoSteps = append(s.AutoSteps, fmt.Sprintf("step%02d", i))
			return tx.SaveSettings(s)
		})
	})
	read(t, db, func(tx *store.Tx) error {
		s, err := tx.Settings()
		slices.Sort(s.AutoSteps)
		if len(slices.Compact(s.AutoSteps)) != n || !s.Paused {
			t.Errorf("of %d choices at once these held: %v, paused %v", n, s.AutoSteps, s.Paused)
		}
		return err
	})
}

// ownWords: an approval is for the words that were read, and what one person writes takes nothing of another's away.
func ownWords(t *testing.T, open Open) {
	db, _ := still(t, open)
	w := newTown(t, db)
	x := w.touch(t, w.person(t), "day30", goodturn.KindValue, start.Add(5*goodturn.Day))
	do := func(what string, fn func(tx *store.Tx) (bool, error)) {
		t.Helper()
		write(t, db, func(tx *store.Tx) error {
			ok, err := fn(tx)
			same(t, what, ok, true)
			return err
		})
	}
	is := func(what string, want goodturn.Touch) {
		t.Helper()
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Touch(x.ID)
			same(t, what, []any{got.Subject, got.Body, got.Edited, got.PS, got.ApprovedBy, got.ApprovedAt.IsZero(), got.DueAt},
				[]any{want.Subject, want.Body, want.Edited, want.PS, want.ApprovedBy, want.ApprovedBy == "", want.DueAt})
			return err
		})
	}
	do("approved", func(tx *store.Tx) (bool, error) { return tx.Approve(x.ID, "u1", start.Add(goodturn.TakeBack)) })
	is("approved ahead of its time, it keeps its time", goodturn.Touch{ApprovedBy: "u1", DueAt: x.PlannedAt})
	do("a line below", func(tx *store.Tx) (bool, error) { return tx.AddPS(x.ID, "See you at the fair.") })
	do("other words", func(tx *store.Tx) (bool, error) { return tx.EditTouch(x.ID, "Hello", "Hello again.") })
	is("other words need another nod", goodturn.Touch{Subject: "Hello", Body: "Hello again.", Edited: true, PS: "See you at the fair.", DueAt: x.PlannedAt})
	do("a line below", func(tx *store.Tx) (bool, error) { return tx.AddPS(x.ID, "") })
	do("approved", func(tx *store.Tx) (bool, error) { return tx.Approve(x.ID, "u2", x.PlannedAt.Add(goodturn.Day)) })
	is("a line taken away takes no words along", goodturn.Touch{Subject: "Hello", Body: "Hello again.", Edited: true, ApprovedBy: "u2", DueAt: x.PlannedAt.Add(goodturn.Day)})
	do("taken back", func(tx *store.Tx) (bool, error) { return tx.Disapprove(x.ID) })
	is("taken back", goodturn.Touch{Subject: "Hello", Body: "Hello again.", Edited: true, DueAt: x.PlannedAt.Add(goodturn.Day)})
}
