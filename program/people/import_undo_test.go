package people_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// volatile are the tables in which an undo may leave a trace: the import itself, the daily counts' empty slots, the pace of hellos.
var volatile = []string{"import", "import_row", "rollup_day", "kv"}

func TestUndoTakesEverythingBack(t *testing.T) {
	w, path := onDisk(t, today)
	ctx := context.Background()
	if _, err := w.p.AddByHand(ctx, people.NewPerson{Name: "Cy Lee", Email: "cy@example.com", Closed: date("2024-02-01"), Side: goodturn.SideBought, Address: "3 Ash Street, New York, NY 10006", By: w.owner.ID}); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.AddDate(0, 0, 1)
	before := dump(t, path, append(volatile, "contact", "touch", "enrolment", "standing")...)
	cy := w.whole(w.find("cy@example.com").ID)
	s := w.load(threePeople + "Cy,Lee,cy@example.com,212-555-0199,3 Ash Street,New York,NY,10006,2026-10-20,Seller\n")
	if x := w.whole(cy.c.ID); len(x.closings) != 2 || len(x.ids) != 2 || x.homes[0].Ended.IsZero() {
		t.Fatalf("the row added nothing: %+v", x)
	}
	w.now = w.now.AddDate(0, 0, 1)
	u, err := w.p.UndoImport(ctx, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	if u.Removed != 3 || u.Restored != 1 || len(u.Kept) != 0 || len(u.Sent) != 0 {
		t.Errorf("undone %+v", u)
	}
	if d := sameDump(before, dump(t, path, append(volatile, "contact", "touch", "enrolment", "standing")...)); d != "" {
		t.Errorf("left behind or lost:\n%s", d)
	}
	x := w.whole(cy.c.ID)
	if x.c.Region != cy.c.Region || x.planned() != cy.planned() || len(x.enrolments) == 0 || x.c.Note != cy.c.Note {
		t.Errorf("before %+v, %d planned\nafter %+v, %d planned, %+v", cy.c, cy.planned(), x.c, x.planned(), x.enrolments)
	}
	if again, err := w.p.UndoImport(ctx, s.ID); err != nil || again.Removed != 3 {
		t.Errorf("told twice: %+v, %v", again, err)
	}
	c, err := w.p.Coverage(ctx)
	if err != nil || c.Closed != 1 || !c.Adds() {
		t.Errorf("coverage %+v, %v", c, err)
	}
}

// A list fills in what a deal on file lacks: its price and its loan. Undone, both go; a price that somebody typed since stays.
func TestUndoTakesBackPriceAndLoanUnlessTypedSince(t *testing.T) {
	for name, typed := range map[string]string{"undone as it was": "", "a price typed since": "$500,000"} {
		t.Run(name, func(t *testing.T) {
			w, _ := onDisk(t, today)
			ctx := context.Background()
			cy, err := w.p.AddByHand(ctx, people.NewPerson{Name: "Cy Lee", Email: "cy@example.com", Closed: date("2024-02-01"), Side: goodturn.SideBought, Address: "3 Ash Street, New York, NY 10006", By: w.owner.ID})
			if err != nil {
				t.Fatal(err)
			}
			s := w.load("First Name,Last Name,Email,Property Address,Closing Date,Side,Sale Price,Loan Amount,Interest Rate,Loan Term\n" +
				"Cy,Lee,cy@example.com,\"3 Ash Street, New York, NY 10006\",2024-02-01,Bought,450000,360000,6.5,30\n")
			deal := func() goodturn.Closing { return w.whole(cy.Contact.ID).closings[0] }
			if c := deal(); c.PriceMinor != 450_000_00 || c.Loan != (goodturn.Loan{AmountMinor: 360_000_00, RatePercent: 6.5, TermMonths: 360}) || len(w.whole(cy.Contact.ID).closings) != 1 {
				t.Fatalf("the list filled in %+v", c)
			}
			want := int64(0)
			if typed != "" {
				want = 500_000_00
				if _, err := w.p.SaveEdit(ctx, cy.Contact.ID, people.Edit{Price: &typed, By: w.owner.ID}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := w.p.UndoImport(ctx, s.ID); err != nil {
				t.Fatal(err)
			}
			if c := deal(); c.PriceMinor != want || c.Loan != (goodturn.Loan{}) {
				t.Errorf("after the undo: %d, %+v", c.PriceMinor, c.Loan)
			}
		})
	}
}

func TestUndoListsWhatWentOutAndLeavesThosePeopleOut(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	s := w.load(strings.Replace(threePeople, "2026-09-15", "2026-10-30", 1))
	w.until(w.now.AddDate(0, 1, 0))
	if len(w.mail.Messages()) == 0 {
		t.Fatal("nothing went out within a month")
	}
	u, err := w.p.UndoImport(ctx, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range u.Sent {
		if x.Title == "" || x.Title == x.Step {
			t.Errorf("what had gone out is called %q, of step %s", x.Title, x.Step)
		}
	}
	if len(u.Sent) == 0 || len(u.Kept) == 0 {
		t.Fatalf("undone %+v", u)
	}
	for _, k := range u.Kept {
		if x := w.whole(k.ID); !x.c.LeftOut || x.planned() != 0 {
			t.Errorf("%s stays, and is written to: %+v", k.Name, x.c)
		}
	}
}

func TestUndoKeepsWhomSomebodyChangedSince(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	s := w.load(threePeople)
	w.now = w.now.AddDate(0, 0, 1)
	note := "likes tulips"
	if _, err := w.p.SaveEdit(ctx, w.find("ana@example.com").ID, people.Edit{Note: &note, By: w.owner.ID}); err != nil {
		t.Fatal(err)
	}
	u, err := w.p.UndoImport(ctx, s.ID)
	if err != nil || len(u.Kept) != 1 || u.Removed != 2 {
		t.Errorf("%+v, %v", u, err)
	}
}

func TestARefusalInAFileOutlivesItsUndo(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	csv := "First Name,Last Name,Email,Email Opt Out,Closing Date,Deal Type,Zip\nAna,Ruiz,ana@example.com,yes,2026-09-15,Buyer,10002\n"
	s := w.load(csv)
	if x := w.whole(w.find("ana@example.com").ID); len(x.refusals) != 1 || len(x.consents) != 0 {
		t.Fatalf("refusals %+v, grounds %+v", x.refusals, x.consents)
	}
	u, err := w.p.UndoImport(ctx, s.ID)
	if err != nil || u.Refusals != 1 || u.Removed != 1 {
		t.Fatalf("%+v, %v", u, err)
	}
	w.load(strings.Replace(csv, ",yes,", ",no,", 1))
	if x := w.whole(w.find("ana@example.com").ID); len(x.refusals) == 0 || x.planned() != 0 {
		t.Errorf("forgotten: %+v, %d planned", x.refusals, x.planned())
	}
}

func TestAnImportThatIsCutOffAnywhereGoesOn(t *testing.T) {
	ctx := context.Background()
	var csv strings.Builder
	csv.WriteString("First Name,Last Name,Email,Address,City,State,Zip,Closing Date,Deal Type\n")
	for i := range 130 {
		csv.WriteString("Ana,Ruiz,ana" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + "@example.com,12 Oak Street,New York,NY,10002,2026-09-15,Buyer\n")
	}
	// A context that ends after so many steps stands for a process that ends there: what was committed is on disk, the rest is not.
	seen := map[store.ImportState]int{}
	for steps := 1; ; steps += 2 {
		now := today
		path := t.TempDir() + "/goodturn.db"
		clock := goodturn.ClockFunc(func() time.Time { return now })
		db, err := sqlite.Open(ctx, path, store.Options{Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		w := open(t, db, &now)
		s := w.stage(csv.String(), people.ImportAnswers{AcceptGuesses: true})
		_, err = w.p.ApplyImport(&countdown{ctx, steps}, s.ID, vouched)
		finished := err == nil
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		db, err = sqlite.Open(ctx, path, store.Options{Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		w.db, w.p.DB = db, db
		half, err := w.p.Import(ctx, s.ID)
		if err != nil {
			t.Fatal(err)
		}
		seen[half.State]++
		if half.State == people.ImportApplying {
			c, err := w.p.Coverage(ctx)
			if err != nil || c.InPlan != 0 {
				t.Errorf("after %d steps people of an unfinished import are in the plan: %+v, %v", steps, c, err)
			}
		}
		if err := w.p.ResumeImports(ctx); err != nil {
			t.Fatal(err)
		}
		out, err := w.p.Import(ctx, s.ID)
		if err != nil || out.State != people.ImportDone && out.State != people.ImportStaged {
			t.Fatalf("after %d steps: %+v, %v", steps, out, err)
		}
		if out.State == people.ImportDone {
			c, err := w.p.Coverage(ctx)
			if err != nil || c.InPlan != 130 || c.Closed != 130 || out.Done.New != 130 {
				t.Errorf("after %d steps: coverage %+v, tally %+v, %v", steps, c, out.Done, err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if finished {
			break
		}
	}
	if seen[people.ImportApplying] == 0 || seen[people.ImportEnrolling] == 0 {
		t.Errorf("it was never cut off in the middle: %v", seen)
	}
}

// countdown is a context that is cancelled after it was asked a number of times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestHousekeepingGoesOnWithAnImportThatWasCutOff(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	s := w.stage(threePeople, people.ImportAnswers{AcceptGuesses: true})
	if _, err := w.p.ApplyImport(&countdown{ctx, 3}, s.ID, vouched); err == nil {
		t.Fatal("it was not cut off")
	}
	if _, err := w.p.Housekeeping(ctx); err != nil {
		t.Fatal(err)
	}
	if out, err := w.p.Import(ctx, s.ID); err != nil || out.State != people.ImportDone {
		t.Errorf("%+v, %v", out, err)
	}
}
