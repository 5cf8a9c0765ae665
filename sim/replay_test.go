package sim_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/sampledata"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

func TestAReplayedYearIsAPastThatTheProgramGoesOnFrom(t *testing.T) {
	ctx := context.Background()
	clock := sim.NewClock(noon)
	db, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "goodturn.db"), store.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	city, err := sampledata.Around(goodturn.DateOf(noon))
	if err != nil {
		t.Fatal(err)
	}
	records, err := sim.Town(7, city, sim.TownSize)
	if err != nil {
		t.Fatal(err)
	}
	from := noon.AddDate(-1, 0, 0)
	s := liveSince(from)
	s.Demo = true
	e := engine(t)
	tally, err := sim.Replay(ctx, db, e, sim.ReplayOptions{Records: records, From: from, To: noon, Seed: 7, Owner: dana(), Settings: s, Habits: sim.DemoHabits, Bounces: 3})
	if err != nil {
		t.Fatal(err)
	}
	if tally.Messages < 200 || tally.Asks < 30 || tally.Yeses < 2 || tally.Refusals < 1 {
		t.Errorf("too quiet a year: %+v", tally)
	}
	states, words, events := map[goodturn.TouchState]int{}, 0, 0
	var newest, oldest time.Time
	if err := db.Read(ctx, func(tx *store.Tx) error {
		if states, err = tx.TouchStates(); err != nil {
			return err
		}
		var after goodturn.ID
		for {
			list, err := tx.DeliveriesByID(after, 500)
			if err != nil || len(list) == 0 {
				return err
			}
			for _, d := range list {
				if _, body, _, err := tx.Body(d.ID); err != nil || body != "" {
					words++
				}
				if newest.IsZero() || d.CommittingAt.After(newest) {
					newest = d.CommittingAt
				}
				if oldest.IsZero() || d.CommittingAt.Before(oldest) {
					oldest = d.CommittingAt
				}
				evs, err := tx.ContactEvents(d.ContactID, time.Time{})
				if err != nil {
					return err
				}
				events += len(evs)
			}
			after = list[len(list)-1].ID
		}
	}); err != nil {
		t.Fatal(err)
	}
	if states[goodturn.Sent] < 200 || states[goodturn.Planned] < 200 || words < 200 || events == 0 {
		t.Errorf("states %v, %d messages with words", states, words)
	}
	if newest.After(noon) || noon.Sub(newest) > 14*goodturn.Day || newest.Sub(oldest) < 200*goodturn.Day {
		t.Errorf("messages from %s to %s", oldest, newest)
	}
	day := goodturn.DateOf(noon)
	f, err := reach.Read(ctx, db, day.AddDays(-400), day, store.FunnelFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if f.Won.Deals == 0 || f.Won.FeeKnown != f.Won.Deals || f.Won.Value < 20*f.Won.Fees {
		t.Errorf("what the deals brought: %+v", f.Won)
	}
	// The real program goes on from there.
	w := sim.Over(db, clock, e, sim.Options{Seed: 1})
	if err := w.Run(ctx, noon.Add(30*goodturn.Day)); err != nil {
		t.Fatal(err)
	}
	if len(w.Mail.Messages()) == 0 {
		t.Error("nothing goes out in the month after")
	}
}
