package program_test

import (
	"context"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
	testpg "github.com/goodturn-app/goodturn/test/postgres"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// Many whose first message falls on one day: five of them hear from a mailbox that day, the others on the days after it, and whoever knows
// the mailbox already is none of them.
func TestFirstMessagesToNewPeopleKeepTheirPace(t *testing.T) {
	for on, open := range map[string]func(store.Options) (*store.DB, error){
		"sqlite": func(o store.Options) (*store.DB, error) { return sqlite.OpenMemory(context.Background(), o) },
		"postgres": func(o store.Options) (*store.DB, error) {
			return postgres.Open(context.Background(), testpg.NewDatabase(t), o)
		},
	} {
		t.Run(on, func(t *testing.T) {
			w := &town{testtown.On(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC), open)}
			known := w.Client("Known", closed)
			w.Write(func(tx *store.Tx) error {
				_, err := w.P.ReceiveIn(tx, goodturn.Event{ContactID: known.ID, Name: goodturn.EventSent, At: w.Now.AddDate(0, 0, -40), Source: "goodturn", MessageID: "sent:before", Props: []byte(`{"kind":"value","automated":true}`)})
				return err
			})
			people := map[goodturn.ID]bool{known.ID: true}
			for _, name := range []string{"Ana", "Bo", "Cleo", "Dee", "Eva", "Finn", "Gus"} {
				people[w.Client(name, closed).ID] = true
			}
			w.Until(time.Date(2026, 2, 20, 15, 0, 0, 0, time.UTC))
			zone, err := time.LoadLocation("America/New_York")
			if err != nil {
				t.Fatal(err)
			}
			days, heard := map[string]int{}, map[goodturn.ID]bool{}
			for id := range people {
				for _, x := range w.Touches(id) {
					if x.Step == "check-in" && (x.State == goodturn.Sent || x.State == goodturn.Committing) {
						heard[id] = true
						if id != known.ID {
							days[x.StateAt.In(zone).Format(time.DateOnly)]++
						}
					}
				}
			}
			if len(heard) != len(people) {
				t.Errorf("%d of %d heard something", len(heard), len(people))
			}
			if len(days) < 2 {
				t.Errorf("all on %v", days)
			}
			for day, n := range days {
				if n > goodturn.DefaultNewPerDay {
					t.Errorf("%d new people on %s", n, day)
				}
			}
		})
	}
}
