package tempo_test

import (
	"context"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
)

// Whoever stays takes over the other's own days where they have none, and the plans of both follow at once; parted, each hears on their
// own days again.
func TestPlansFollowTheDaysThatHoldAfterAMergeAndASplit(t *testing.T) {
	own := goodturn.Timing{Steps: map[string]goodturn.StepTiming{"tax": {After: "8 months"}}}
	for name, has := range map[string]string{"of the one who goes": "Bo", "of the one who stays": "Ana"} {
		t.Run(name, func(t *testing.T) {
			both(t, func(t *testing.T, w *office) {
				ctx := context.Background()
				if err := w.desk.SetPerson(ctx, w.who[has], "", own); err != nil {
					t.Fatal(err)
				}
				ana, bo := w.on("Ana")["tax"], w.on("Bo")["tax"]
				if ana == bo {
					t.Fatalf("both hear after %d days", ana)
				}
				if err := w.p.Merge(ctx, w.who["Ana"], w.who["Bo"], w.dana); err != nil {
					t.Fatal(err)
				}
				if n := w.taxes("Ana"); len(n) != 2 || min(n[0], n[1]) < 235 || max(n[0], n[1]) > 250 {
					t.Errorf("as one person, tax comes after %v days", n)
				}
				if err := w.p.Split(ctx, w.who["Bo"], w.dana); err != nil {
					t.Fatal(err)
				}
				if a, b := w.on("Ana")["tax"], w.on("Bo")["tax"]; a != ana || b != bo {
					t.Errorf("parted, tax comes after %d and %d days; before they were one, after %d and %d", a, b, ana, bo)
				}
			})
		})
	}
}

// taxes is after how many days the step comes in each plan of somebody.
func (w *office) taxes(name string) (out []int) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		out = nil
		ts, err := tx.ContactTouches(w.who[name])
		for _, x := range ts {
			if x.Step == "tax" && x.State == goodturn.Planned {
				out = append(out, goodturn.DateOf(x.DueAt).Sub(x.Anchor))
			}
		}
		return err
	})
	return out
}

// A plan whose folder was not named at this start stays as it is; whatever else is done with the people who are in it goes on.
func TestAPersonWhosePlanIsNotHereCanStillBeChanged(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		ctx, ana := context.Background(), w.who["Ana"]
		own := goodturn.Timing{Steps: map[string]goodturn.StepTiming{"tax": {After: "8 months"}}}
		if err := w.desk.SetPerson(ctx, ana, "", own); err != nil {
			t.Fatal(err)
		}
		before := w.on("Ana")
		pack := w.desk.Library["real-estate"]
		delete(w.desk.Library, "real-estate")
		p, err := w.desk.Person(ctx, ana, nil)
		if err != nil || len(p.Plans) != 0 || len(p.Absent) != 1 || p.Absent[0] != "real-estate" {
			t.Fatalf("%+v %v", p, err)
		}
		if _, err := w.desk.LookAtPerson(ctx, ana, own); goodturn.ErrorCode(err) != goodturn.CodeConflict || !strings.Contains(err.Error(), "not here") {
			t.Errorf("other days for her: %v", err)
		}
		if err := w.desk.SetPerson(ctx, ana, "", goodturn.Timing{Steps: map[string]goodturn.StepTiming{"tax": {Off: true}}}); goodturn.ErrorCode(err) != goodturn.CodeConflict {
			t.Errorf("other days for her: %v", err)
		}
		deal := w.deal("Ana")
		later := goodturn.Date{Year: 2026, Month: 2, Day: 12}
		effect, err := w.p.SaveEdit(ctx, ana, people.Edit{ClosingID: deal, Closed: &later, By: w.dana})
		if err != nil || len(effect.Notes) != 1 || !strings.Contains(effect.Notes[0], "real-estate is not here") {
			t.Fatalf("%+v %v", effect, err)
		}
		if _, err := w.p.AddByHand(ctx, people.NewPerson{Name: "Eva Moss", Email: "eva@example.com", Closed: later, Side: goodturn.SideBought, Address: "9 Elm Street, Brooklyn, NY 11215", By: w.dana}); err != nil {
			t.Errorf("somebody new: %v", err)
		}
		if err := w.p.Merge(ctx, ana, w.who["Bo"], w.dana); err != nil {
			t.Errorf("a merge: %v", err)
		}
		if err := w.p.Split(ctx, w.who["Bo"], w.dana); err != nil {
			t.Errorf("a split: %v", err)
		}
		if _, err := w.p.Coverage(ctx); err != nil {
			t.Errorf("how many are looked after: %v", err)
		}
		if on := w.on("Ana"); on["check-in"] != before["check-in"] {
			t.Errorf("a message of it has moved: %v", on)
		}
		w.desk.Library["real-estate"] = pack
		if n, err := w.p.MendCoverage(ctx); err != nil || n != 1 {
			t.Errorf("once it is back, %d were taken up, %v", n, err)
		}
	})
}

// deal is somebody's only closing.
func (w *office) deal(name string) (id goodturn.ID) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		list, err := tx.Closings(w.who[name])
		id = list[0].ID
		return err
	})
	return id
}
