package tempo_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/tempo"
	"github.com/goodturn-app/goodturn/store"
)

// many adds people until there are n, more than one batch of them.
func (w *office) many(n int) {
	w.t.Helper()
	for i := len(w.who); i < n; i++ {
		name := fmt.Sprintf("P%02d", i)
		added, err := w.p.AddByHand(context.Background(), people.NewPerson{Name: name + " Moss", Email: name + "@example.com", Closed: goodturn.Date{Year: 2026, Month: 2, Day: 16},
			Side: goodturn.SideBought, Address: fmt.Sprintf("%d Elm Street, Brooklyn, NY 11215", 100+2*i), By: w.dana})
		if err != nil {
			w.t.Fatal(err)
		}
		w.who[name] = added.Contact.ID
	}
}

// insured counts the people whose plan has the step that the tests leave out.
func (w *office) insured() (n int) {
	w.t.Helper()
	for name := range w.who {
		if _, there := w.on(name)["insurance"]; there {
			n++
		}
	}
	return n
}

func (w *office) noted() (text string) {
	w.t.Helper()
	w.write(func(tx *store.Tx) (err error) { text, err = tx.Value("replan:real-estate"); return err })
	return text
}

// cutOff changes days and stops after the first batch.
func (w *office) cutOff() {
	w.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var n atomic.Int32
	w.tick = func() {
		if n.Add(1) == 2 { // the change, the batch that has begun, and no more
			stop()
		}
	}
	err := w.desk.Use(ctx, "", choice("insurance", "off"))
	w.tick = nil
	if err == nil {
		w.t.Fatal("nothing was cut off")
	}
}

func TestDaysThatWereCutOffReachEverybodyLater(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		ctx := context.Background()
		w.many(70)
		w.cutOff()
		if n := w.insured(); n != 40 {
			t.Fatalf("%d of 70 plans are on the old days; a batch was cut off in the middle, or none", n)
		}
		if w.noted() == "" {
			t.Fatal("nothing says that the plans of the others are to follow")
		}
		if n, err := w.desk.Finish(ctx); err != nil || n != 40 {
			t.Errorf("finished %d plans, %v", n, err)
		}
		if n := w.insured(); n != 0 || w.noted() != "" {
			t.Errorf("%d plans are on the old days, and the note is %q", n, w.noted())
		}
		if n, err := w.desk.Finish(ctx); err != nil || n != 0 {
			t.Errorf("finished again: %d plans, %v", n, err)
		}
	})
}

// Another change in the meantime begins from the first person again: whoever followed the one that was cut off follows it too.
func TestAChangeAfterOneThatWasCutOffReachesEverybody(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		w.many(40)
		w.cutOff()
		if err := w.desk.Use(context.Background(), "", choice("insurance", "off", "check-in", "day 40")); err != nil {
			t.Fatal(err)
		}
		if n := w.insured(); n != 0 || w.noted() != "" {
			t.Errorf("%d of 40 plans do not follow, and the note is %q", n, w.noted())
		}
		for name := range w.who {
			if on := w.on(name); on["check-in"] < 40 {
				t.Errorf("%s: %v", name, on)
			}
		}
	})
}

func TestTwoProcessesShareWhatIsLeftOfAChange(t *testing.T) {
	both(t, func(t *testing.T, w *office) {
		w.many(130)
		w.cutOff()
		var did [2]int
		var wg sync.WaitGroup
		for i := range did {
			wg.Add(1)
			go func() {
				defer wg.Done()
				var err error
				if did[i], err = w.desk.Finish(context.Background()); err != nil {
					t.Error(err)
				}
			}()
		}
		wg.Wait()
		if did[0]+did[1] != 100 {
			t.Errorf("100 plans were left, and %v were planned anew", did)
		}
		if n := w.insured(); n != 0 || w.noted() != "" {
			t.Errorf("%d plans are on the old days, and the note is %q", n, w.noted())
		}
	})
}

// meanwhile has other days put to use while a transaction goes on on PostgreSQL, until that is through or waits for the transaction.
// What it gives waits for the end of it.
func (w *office) meanwhile(c tempo.Choice) (end func() error, err error) {
	ctx := context.Background()
	watch, err := pgx.Connect(ctx, w.url)
	if err != nil {
		return nil, err
	}
	defer func() { _ = watch.Close(ctx) }()
	used := make(chan error, 1)
	end = func() error { return <-used }
	go func() { used <- w.desk.Use(ctx, "", c) }()
	for {
		select {
		case err := <-used:
			used <- err
			return end, nil
		default:
		}
		var waiting int
		if err := watch.QueryRow(ctx, "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting); err != nil || waiting > 0 {
			return end, err
		}
	}
}

// Somebody is being enrolled while other days are chosen: their plan cannot be seen yet when everybody's is made anew, and it follows all
// the same. On SQLite one of the two is over before the other begins.
func TestOtherDaysReachWhoeverIsBeingEnrolled(t *testing.T) {
	w := open(t, "postgres")
	deal := goodturn.Closing{Side: goodturn.SideBought, Property: goodturn.Address{Street: "9 Elm Street", City: "Brooklyn", State: "NY", ZIP: "11215"}, Date: goodturn.Date{Year: 2026, Month: 2, Day: 16}}
	var end func() error
	w.write(func(tx *store.Tx) (err error) {
		c := goodturn.Contact{OwnerID: w.dana, Given: "Dee", Family: "Moss", Greeting: "Dee", SortKey: "moss dee"}
		if err := tx.InsertContact(&c); err != nil {
			return err
		}
		w.who["Dee"], deal.ContactID = c.ID, c.ID
		if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: "dee@example.com", Status: goodturn.IdentityGood}}); err != nil {
			return err
		}
		if err := tx.InsertClosing(&deal); err != nil {
			return err
		}
		if err := w.desk.EnrolIn(tx, c.ID); err != nil {
			return err
		}
		end, err = w.meanwhile(choice("insurance", "off"))
		return err
	})
	if err := end(); err != nil {
		t.Fatal(err)
	}
	if n := w.insured(); n != 0 {
		t.Errorf("%d plans are on the old days: %v", n, w.on("Dee"))
	}
	if on := w.on("Dee"); on["check-in"] == 0 {
		t.Errorf("she is in no plan: %v", on)
	}
}

// Whoever is being taken in again has a plan that nobody else sees as one that goes on: other days reach it like everybody's.
func TestOtherDaysReachWhoeverIsBeingTakenInAgain(t *testing.T) {
	w := open(t, "postgres")
	ana := w.who["Ana"]
	if err := w.desk.LeaveOut(context.Background(), ana, "for now", w.dana); err != nil {
		t.Fatal(err)
	}
	var end func() error
	w.write(func(tx *store.Tx) (err error) {
		if err := w.desk.ReviveAllIn(tx, ana, program.WhyLeftOut, goodturn.ReasonLeftOut); err != nil {
			return err
		}
		end, err = w.meanwhile(choice("insurance", "off"))
		return err
	})
	if err := end(); err != nil {
		t.Fatal(err)
	}
	if on := w.on("Ana"); on["insurance"] != 0 || on["check-in"] == 0 {
		t.Errorf("she is on the old days: %v", on)
	}
}
