package storetest

import (
	"context"
	"fmt"
	"slices"
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
	write(t, db, func(tx *store.Tx) error { _, err := tx.Replan(again); return err })
	w.planned(t, "planned again by who did not see that it was cancelled")
	for i := range 6 {
		w.touch(t, c, fmt.Sprint("step", i), goodturn.KindValue, start.Add(goodturn.Day))
	}
	var all []goodturn.Touch
	read(t, db, func(tx *store.Tx) (err error) { all, err = tx.ContactTouches(c.ID); return err })
	race(t, 24, func(i int) (ok bool, err error) {
		x := all[i%len(all)]
		x.PlannedAt = x.PlannedAt.Add(time.Duration(i+1) * goodturn.Day)
		err = db.Write(context.Background(), func(tx *store.Tx) error {
			if i%3 == 0 {
				ok, err = tx.EndTouch(x, goodturn.Cancelled, nil)
			} else {
				ok, err = tx.Replan(x)
			}
			return err
		})
		return ok, err
	})
	w.planned(t, "many at once")
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
