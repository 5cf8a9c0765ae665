package sim_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/sampledata"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	testpg "github.com/goodturn-app/goodturn/test/postgres"
)

// TestAPlanOfAPostgresWorkspaceIsWhatItThenDoes: the copy crosses from one kind of database to the other.
func TestAPlanOfAPostgresWorkspaceIsWhatItThenDoes(t *testing.T) {
	ctx := context.Background()
	clock := sim.NewClock(noon)
	db, err := postgres.Open(ctx, testpg.NewDatabase(t), store.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	w := sim.Over(db, clock, engine(t), sim.Options{At: noon, Seed: 2})
	u := dana()
	if err := db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertUser(&u); err != nil {
			return err
		}
		return tx.SaveSettings(liveSince(noon))
	}); err != nil {
		t.Fatal(err)
	}
	city, err := sampledata.Around(goodturn.DateOf(noon))
	if err != nil {
		t.Fatal(err)
	}
	records, err := sim.Town(2, city, 15)
	if err != nil {
		t.Fatal(err)
	}
	take(t, w, u.ID, records)
	report, err := sim.Plan(ctx, w.Program, sim.PlanOptions{Months: 4})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(ctx, report.To); err != nil {
		t.Fatal(err)
	}
	var would []string
	for _, r := range report.Rows {
		if r.What == sim.Goes {
			would = append(would, fmt.Sprintf("%s %s %d %s %s", r.Contact, r.Step, r.Occurrence, r.Channel, r.At.UTC().Format("2006-01-02T15:04")))
		}
	}
	slices.Sort(would)
	if did := gone(t, w); !slices.Equal(did, would) || len(did) < 10 {
		t.Errorf("planned %d, sent %d; %s", len(would), len(did), firstDifference(would, did))
	}
}
