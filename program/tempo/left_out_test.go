package tempo_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// What was left out comes back with the choice that takes it back, on its old day and with the owner's words, and the look says so before.
// A no in between wins, and what has passed stays away.
func TestWhatWasLeftOutComesBackWhenItIsTakenBack(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		ctx, ana := context.Background(), w.who["Ana"]
		find := func(name, step string) (found goodturn.Touch) {
			t.Helper()
			w.write(func(tx *store.Tx) (err error) { found, err = stepOf(tx, w.who[name], step); return err })
			return found
		}
		ours := find("Ana", "insurance")
		w.write(func(tx *store.Tx) error { _, err := tx.EditTouch(ours.ID, "Roofs", "My own words."); return err })
		before := fmt.Sprint(w.on("Ana"), w.on("Bo"), w.on("Cleo"))
		if err := w.desk.Use(ctx, "", choice("insurance", "off", "first-ask", "off")); err != nil {
			t.Fatal(err)
		}
		no := find("Bo", "first-ask") // as if he said no to it in between
		w.write(func(tx *store.Tx) error {
			if ok, err := tx.Revive(no, goodturn.ReasonNotInPlan); err != nil || !ok {
				t.Errorf("%v %v", ok, err)
			}
			_, err := tx.EndTouch(no, goodturn.Cancelled, []goodturn.ReasonCode{goodturn.ReasonDeclined})
			return err
		})
		// Ana has none of it by her own word either: hers come back only when she takes part again.
		if err := w.desk.SetPerson(ctx, ana, "", goodturn.Timing{Steps: map[string]goodturn.StepTiming{"insurance": {Off: true}}}); err != nil {
			t.Fatal(err)
		}
		change, err := w.desk.Look(ctx, choice())
		if err != nil || change.Added != 2 || change.New != 4 || change.Says != "adds 4 asks and 2 messages" || len(change.Some) != 3 {
			t.Errorf("%+v %v", change, err)
		}
		if err := w.desk.Use(ctx, "", choice()); err != nil {
			t.Fatal(err)
		}
		if a, b, c := find("Ana", "insurance").State, find("Bo", "first-ask"), find("Cleo", "insurance").State; a != goodturn.Cancelled || b.State != goodturn.Cancelled || b.Reasons[0] != goodturn.ReasonDeclined || c != goodturn.Planned {
			t.Errorf("%s, %s for %v, %s", a, b.State, b.Reasons, c)
		}
		list, err := w.desk.LookAtPerson(ctx, ana, goodturn.Timing{})
		if err != nil || len(list) != 1 || !list[0].Before.IsZero() || list[0].After != goodturn.DateOf(ours.PlannedAt) {
			t.Errorf("%+v %v", list, err)
		}
		if err := w.desk.SetPerson(ctx, ana, "", goodturn.Timing{}); err != nil {
			t.Fatal(err)
		}
		if x := find("Ana", "insurance"); x.ID != ours.ID || x.State != goodturn.Planned || !x.DueAt.Equal(ours.DueAt) || x.Body != "My own words." || x.Reasons != nil {
			t.Errorf("%+v", x)
		}
		w.write(func(tx *store.Tx) error { // Bo's ask and its reminder are all that is missing
			for _, step := range []string{"first-ask", "first-ask-reminder"} {
				x, err := stepOf(tx, w.who["Bo"], step)
				if err != nil {
					return err
				}
				if ok, err := tx.Revive(x, x.Reasons...); err != nil || !ok {
					t.Errorf("%s was %s for %v: %v", step, x.State, x.Reasons, err)
				}
			}
			return nil
		})
		if after := fmt.Sprint(w.on("Ana"), w.on("Bo"), w.on("Cleo")); after != before {
			t.Errorf("before %s\nafter  %s", before, after)
		}
	})
}

func stepOf(tx *store.Tx, who goodturn.ID, step string) (found goodturn.Touch, err error) {
	ts, err := tx.ContactTouches(who)
	for _, x := range ts {
		if x.Step == step {
			found = x
		}
	}
	return found, err
}

// Whoever is taken in again hears by the plan as it is then, and not as it was when they were left out.
func TestWhoIsTakenInAgainHearsByThePlanAsItIsThen(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		ctx, ana := context.Background(), w.who["Ana"]
		if err := w.desk.LeaveOut(ctx, ana, "for now", w.dana); err != nil {
			t.Fatal(err)
		}
		if err := w.desk.Use(ctx, "", choice("insurance", "off", "check-in", "day 40")); err != nil {
			t.Fatal(err)
		}
		if err := w.desk.TakeIn(ctx, ana, w.dana); err != nil {
			t.Fatal(err)
		}
		if on := w.on("Ana"); on["insurance"] != 0 || on["check-in"] < 40 {
			t.Errorf("%v", on)
		}
		if err := w.desk.Use(ctx, "", choice()); err != nil {
			t.Fatal(err)
		}
		if on := w.on("Ana"); on["insurance"] == 0 || on["check-in"] > 39 {
			t.Errorf("%v", on)
		}
	})
}
