package marks_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/marks"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// TestOfManyMarksMadeTogetherOnlyThoseHoldWhoseLeaseDoes: some of them are somebody else's by now, and hinder no other.
func TestOfManyMarksMadeTogetherOnlyThoseHoldWhoseLeaseDoes(t *testing.T) {
	now := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	for name, open := range map[string]func(testing.TB, time.Time) *testtown.Town{"SQLite": testtown.New, "PostgreSQL": testtown.OnPostgres} {
		t.Run(name, func(t *testing.T) {
			w := open(t, now)
			const n = 30
			list := make([]store.Mark, n)
			for i := range list {
				c := w.Client(string(rune('A'+i%26))+string(rune('a'+i/26))+"na", goodturn.DateOf(now.AddDate(0, -4, 0)))
				x := w.Touches(c.ID)[0]
				mail := ""
				w.Write(func(tx *store.Tx) error {
					ids, err := tx.Identities(c.ID)
					if err != nil {
						return err
					}
					mail = ids[0].Value
					d := store.Delivery{Delivery: goodturn.Delivery{TouchID: x.ID, ContactID: c.ID, UserID: w.Owner.ID, Seq: int64(i + 1), Channel: goodturn.ChannelEmail, Address: mail, Node: "n", Boot: "b",
						Token: "lease", LeaseUntil: now.Add(time.Hour)}, Kind: x.Kind, Step: x.Step}
					ok, err := tx.Claim(&d, now)
					if !ok {
						t.Errorf("%s: not claimed", x.Step)
					}
					list[i] = store.Mark{Delivery: d.ID, Token: "lease", Subject: "Hello", Body: "Hello.", Hash: "h"}
					return err
				})
				if i%3 == 0 {
					list[i].Token = "another"
				}
			}
			m := &marks.Maker{DB: w.DB}
			errs := make([]error, n)
			var wg sync.WaitGroup
			for i := range list {
				wg.Go(func() { errs[i] = m.Make(context.Background(), list[i]) })
			}
			wg.Wait()
			for i, err := range errs {
				if (err == nil) != (i%3 != 0) {
					t.Errorf("mark %d: %v", i, err)
				}
			}
			if err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
				for i, k := range list {
					d, err := tx.Delivery(k.Delivery)
					if err != nil {
						return err
					}
					subject, _, _, err := tx.Body(k.Delivery)
					if err != nil {
						return err
					}
					if marked := d.State == goodturn.DeliveryCommitting; marked != (i%3 != 0) || marked != (subject == "Hello") {
						t.Errorf("delivery %d is %s, its words %q", i, d.State, subject)
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}
