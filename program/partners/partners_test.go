package partners_test

import (
	"context"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/partners"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

const book = "real-estate"

var (
	now  = time.Date(2026, time.November, 17, 15, 0, 0, 0, time.UTC)
	day  = goodturn.Date{Year: 2026, Month: time.October, Day: 20}
	home = goodturn.Address{Street: "12 Oak Street", City: "Brooklyn", State: "NY", ZIP: "11215"}
)

// couple is two people of one household, each with an account of a deal; the first of them is in the plan for it.
type couple struct {
	first, second goodturn.Contact
	had, has      goodturn.Closing
	plan          goodturn.Enrolment
}

func TestWhoHearsThroughAPartner(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*couple)
		want   bool
	}{
		{"the same home on the same day", func(*couple) {}, true},
		{"another day", func(c *couple) { c.has.Date = day.AddDays(1) }, false},
		{"another home", func(c *couple) { c.has.Property.Street = "14 Oak Street" }, false},
		{"a deal of the first that fell through", func(c *couple) { c.had.FellThrough = true }, false},
		{"the first is in another plan", func(c *couple) { c.plan.Playbook = "professional" }, false},
		{"the first is left out", func(c *couple) { c.first.LeftOut = true }, false},
		{"the first was merged into somebody", func(c *couple) { c.first.MergedInto = "another" }, false},
		{"a plan that is over", func(c *couple) { c.plan.State = goodturn.EnrolmentSuperseded }, true},
		{"the second lives alone", func(c *couple) { c.second.HouseholdID = "" }, false},
		{"the second themselves", func(c *couple) { c.second, c.has = c.first, c.had }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db := open(t)
			c := couple{
				first:  goodturn.Contact{ID: "a", Given: "Ana", HouseholdID: "h"},
				second: goodturn.Contact{ID: "b", Given: "Ben", HouseholdID: "h"},
				had:    goodturn.Closing{ID: "k1", ContactID: "a", Date: day, Property: home, Side: goodturn.SideBought},
				has:    goodturn.Closing{ID: "k2", ContactID: "b", Date: day, Property: home, Side: goodturn.SideBought},
				plan:   goodturn.Enrolment{ID: "e", ContactID: "a", Playbook: book, AnchorKey: "k1", ClosingID: "k1", Anchor: day, State: goodturn.EnrolmentActive},
			}
			tt.change(&c)
			keep(t, db, &c)
			write(t, db, func(tx *store.Tx) error {
				with, err := partners.Read(tx, book, c.second.HouseholdID, "")
				if err != nil {
					return err
				}
				if with.Cover(c.second, c.has) {
					t.Error("covered before anybody is in a plan")
				}
				with.Note(c.plan)
				if got := with.Cover(c.second, c.has); got != tt.want {
					t.Errorf("after a note of the plan: covered %v", got)
				}
				if _, err := tx.InsertEnrolment(&c.plan); err != nil {
					return err
				}
				again, err := partners.Read(tx, book)
				if err != nil {
					return err
				}
				if err := again.Refresh(tx, c.second.HouseholdID); err != nil {
					return err
				}
				if got := again.Cover(c.second, c.has); got != tt.want {
					t.Errorf("read from the database: covered %v", got)
				}
				return nil
			})
		})
	}
}

func open(t *testing.T) *store.DB {
	t.Helper()
	db, err := sqlite.OpenMemory(context.Background(), store.Options{Clock: goodturn.ClockFunc(func() time.Time { return now })})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func write(t *testing.T, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func keep(t *testing.T, db *store.DB, c *couple) {
	t.Helper()
	write(t, db, func(tx *store.Tx) error {
		if err := tx.InsertHousehold(&goodturn.Household{ID: "h"}); err != nil {
			return err
		}
		people, deals := []goodturn.Contact{c.first}, []goodturn.Closing{c.had}
		if c.second.ID != c.first.ID {
			people, deals = append(people, c.second), append(deals, c.has)
		}
		if err := tx.InsertContacts(people); err != nil {
			return err
		}
		return tx.InsertClosings(deals)
	})
}
