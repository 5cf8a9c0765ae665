package people_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// TestManyAtOnceArePlannedLikeOneByOne: what an import plans together is, to the minute, what enrolling each person alone plans.
func TestManyAtOnceArePlannedLikeOneByOne(t *testing.T) {
	plans := func(enrol func(w *town, ids []goodturn.ID) error) []string {
		now := today
		db, err := sqlite.OpenMemory(context.Background(), store.Options{Clock: goodturn.ClockFunc(func() time.Time { return now })})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		w := open(t, db, &now)
		names := map[goodturn.ID]string{}
		var ids []goodturn.ID
		w.write(func(tx *store.Tx) error {
			for i := range 60 {
				// Wordings and minutes are spread by the id, so both towns give the same ones.
				c := goodturn.Contact{ID: goodturn.ID(fmt.Sprintf("00000000-0000-7000-8000-%012d", i)), OwnerID: w.owner.ID, Given: "Ana", Greeting: "Ana", LeftOut: i == 7}
				if err := tx.InsertContact(&c); err != nil {
					return err
				}
				ids = append(ids, c.ID)
				names[c.ID] = fmt.Sprint(i)
				if i != 9 {
					if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: fmt.Sprintf("p%d@example.com", i), Primary: true}}); err != nil {
						return err
					}
				}
				home := goodturn.Address{Street: fmt.Sprintf("%d Oak Street", i), City: "New York", State: "NY", ZIP: []string{"10002", "90210", "60601"}[i%3]}
				deals := []goodturn.Closing{{ID: goodturn.ID(fmt.Sprintf("d%d", i)), ContactID: c.ID, Side: goodturn.Sides[i%len(goodturn.Sides)], Property: home, Date: goodturn.DateOf(today).AddDays(-i * i)}}
				if i%10 == 4 {
					deals = append(deals, goodturn.Closing{ID: goodturn.ID(fmt.Sprintf("e%d", i)), ContactID: c.ID, Side: goodturn.SideSold, Property: home, Date: goodturn.DateOf(today).AddDays(-3)})
				}
				if err := tx.InsertClosings(deals); err != nil {
					return err
				}
				if err := tx.SaveHomes([]goodturn.Home{{ContactID: c.ID, ClosingID: deals[0].ID, Property: home, Since: deals[0].Date}}); err != nil {
					return err
				}
			}
			return nil
		})
		if err := enrol(w, ids); err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, id := range ids {
			for _, x := range w.whole(id).touches {
				x.ID, x.EnrolmentID, x.OwnerID = "", "", ""
				out = append(out, names[id]+fmt.Sprintf(" %+v", x))
			}
		}
		slices.Sort(out)
		return out
	}
	one := plans(func(w *town, ids []goodturn.ID) error {
		for _, id := range ids {
			if err := w.p.Enrol(context.Background(), id); err != nil {
				return err
			}
		}
		return nil
	})
	many := plans(func(w *town, ids []goodturn.ID) error {
		n, err := w.p.MendCoverage(context.Background())
		if err == nil && n < 50 {
			t.Errorf("mended %d", n)
		}
		return err
	})
	if len(one) < 500 || !slices.Equal(one, many) {
		for i := range min(len(one), len(many)) {
			if one[i] != many[i] {
				t.Fatalf("%d and %d touches; first difference\n%s\n%s", len(one), len(many), one[i], many[i])
			}
		}
		t.Errorf("%d and %d touches", len(one), len(many))
	}
}
