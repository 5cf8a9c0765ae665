package people_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/store"
)

// People known from work who come in by a file are taken up a few a working day, so that neither their first messages nor the calls fall on
// one day; whoever was silent for half a year, as the file says, hears something useful 30 days before a request, like a client of old.
func TestPeopleImportedFromWorkArePacedAndHearAHelloBeforeARequest(t *testing.T) {
	for name, make := range map[string]func(testing.TB) *town{"SQLite": func(t testing.TB) *town { w, _ := onDisk(t, today); return w }, "PostgreSQL": func(t testing.TB) *town { return onPostgres(t.(*testing.T)) }} {
		t.Run(name, func(t *testing.T) {
			w, ctx := make(t), context.Background()
			pack, err := playbook.Library("professional")
			if err != nil {
				t.Fatal(err)
			}
			w.p.Library["professional"] = pack
			w.write(func(tx *store.Tx) error {
				s, err := tx.Settings()
				s.Pack = "professional"
				if err == nil {
					err = tx.SaveSettings(s)
				}
				return err
			})
			const many = 23
			var csv strings.Builder
			csv.WriteString("First Name,Last Name,Email,Company,Last Contact\n")
			for i := range many {
				fmt.Fprintf(&csv, "Ana%c,Okoro,ana%d@example.com,Company %c,2024-02-03\n", 'a'+i, i, 'A'+i)
			}
			if out := w.load(csv.String()); out.Done.New != many {
				t.Fatalf("%+v", out.Done)
			}
			first, calls := map[string]int{}, map[string]int{}
			var one goodturn.ID
			for i := range many {
				c := w.find(fmt.Sprintf("Ana%c Okoro", 'a'+i))
				one = c.ID
				all := w.touches(c.ID)
				slices.SortFunc(all, func(a, b goodturn.Touch) int { return a.PlannedAt.Compare(b.PlannedAt) })
				for _, kind := range []goodturn.Kind{goodturn.KindValue, goodturn.KindCall} {
					j := slices.IndexFunc(all, func(x goodturn.Touch) bool { return x.Kind == kind })
					if j < 0 {
						t.Fatalf("%s has no %s: %v", c.Name(), kind, all)
					}
					days := map[goodturn.Kind]map[string]int{goodturn.KindValue: first, goodturn.KindCall: calls}[kind]
					days[program.DayIn(all[j].PlannedAt, all[j].Zone).String()]++
				}
			}
			for what, days := range map[string]map[string]int{"first messages": first, "first calls": calls} {
				if len(days) < many/goodturn.DefaultNewPerDay/2 {
					t.Errorf("%s on %v", what, days)
				}
				for day, n := range days {
					most := goodturn.DefaultNewPerDay
					if what == "first messages" {
						most *= 3 // three months later a Monday takes what falls into its weekend; the guard of first contacts spreads it again
					}
					if n > most {
						t.Errorf("%d %s on %s", n, what, day)
					}
				}
			}
			ask := requests.Asking{Person: one, Kind: goodturn.RequestRecommendation, By: goodturn.DateOf(w.now).AddDays(90), Facts: goodturn.RequestFacts{
				Goal: "the platform role at Northwind", Why: "You saw how I work when a date is fixed"}}
			desk := requests.New(w.p.Program)
			if _, err := desk.AskByHand(ctx, w.owner.ID, []requests.Asking{ask}, true); err == nil || !strings.Contains(err.Error(), "a hello goes first") {
				t.Errorf("asked without a hello: %v", err)
			}
			ask.Facts.Offer = "The harbor authority has published its new guide."
			out, err := desk.AskByHand(ctx, w.owner.ID, []requests.Asking{ask}, false)
			if err != nil {
				t.Fatal(err)
			}
			if out[0].Request.HelloID == "" || out[0].Earliest.Before(w.now.Add(30*24*time.Hour)) {
				t.Errorf("the hello %q, the ask from %s on", out[0].Request.HelloID, out[0].Earliest)
			}
		})
	}
}
