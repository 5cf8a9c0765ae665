package sim_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/sampledata"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
)

// BenchmarkContactYears lives through a year with everybody of a list, through the real store, nobody answering: one owner with the
// demo's list, and twenty owners with a hundred clients each.
func BenchmarkContactYears(b *testing.B) {
	for _, c := range []struct{ owners, clients int }{{1, 140}, {20, 100}} {
		b.Run(fmt.Sprintf("owners=%d/clients=%d", c.owners, c.clients), func(b *testing.B) {
			ctx := context.Background()
			years, sent := 0, 0
			for b.Loop() {
				b.StopTimer()
				w := crowd(b, c.owners, c.clients)
				b.StartTimer()
				if err := w.Run(ctx, noon.Add(365*goodturn.Day)); err != nil {
					b.Fatal(err)
				}
				years += c.owners * c.clients
				sent += w.Mail.Count()
				b.StopTimer()
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(years)/b.Elapsed().Minutes(), "contact-years/min")
			b.ReportMetric(float64(sent)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

// crowd is a world with many owners and their clients.
func crowd(b *testing.B, owners, clients int) *sim.World {
	b.Helper()
	ctx := context.Background()
	w, err := sim.New(ctx, engine(b), sim.Options{At: noon, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	users := make([]goodturn.User, owners)
	if err := w.DB.Write(ctx, func(tx *store.Tx) error {
		for i := range users {
			u := dana()
			u.Email = fmt.Sprintf("agent%d@example.com", i)
			if err := tx.InsertUser(&u); err != nil {
				return err
			}
			users[i] = u
		}
		s := liveSince(noon.Add(-30 * goodturn.Day))
		s.NewPerDay, s.PerDay = owners*clients, 1000 // everybody takes part from the first week
		return tx.SaveSettings(s)
	}); err != nil {
		b.Fatal(err)
	}
	city, err := sampledata.Around(goodturn.DateOf(noon))
	if err != nil {
		b.Fatal(err)
	}
	records, err := sim.Town(1, city, owners*clients)
	if err != nil {
		b.Fatal(err)
	}
	for i := range records {
		records[i].AssignedTo = connect.Agent{Email: users[i%owners].Email}
	}
	for chunk := range slices.Chunk(records, 100) {
		take(b, w, users[0].ID, chunk)
	}
	return w
}

// BenchmarkPlan is what somebody waits for who looks at the coming year of a steady practice. In the third case every second person has
// no name for a greeting, so that their messages are held.
func BenchmarkPlan(b *testing.B) {
	for _, c := range []struct{ clients, nameless int }{{sim.TownSize, 0}, {300, 0}, {300, 2}} {
		b.Run(fmt.Sprintf("clients=%d/nameless=%d", c.clients, min(c.nameless, 1)*c.clients/max(c.nameless, 1)), func(b *testing.B) {
			ctx := context.Background()
			w := town(b, noon, 1, c.clients, liveSince(noon), func(i int, r *connect.Record) {
				if c.nameless > 0 && i%c.nameless == 0 {
					r.Given, r.Family, r.Full, r.Spouse = "", "", "", connect.Spouse{}
				}
			})
			for b.Loop() {
				if _, err := sim.Plan(ctx, w.Program, sim.PlanOptions{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/plan")
		})
	}
}
