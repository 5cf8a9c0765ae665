package program_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// A plan that is not here any more stands before others: those in it close first, and there are more of them than fit a transaction.
func TestAPlanThatIsNotHereKeepsNobodyElseFromTheirNextYear(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	gone := w.Client("Ana", closed)
	here := w.Client("Bo", closed.AddDays(1))
	w.Write(func(tx *store.Tx) error {
		for n := range 60 { // of a plan whose folder was not named at this start
			e := goodturn.Enrolment{ID: tx.NewID(), ContactID: gone.ID, Playbook: "ours", Version: 1, AnchorKey: string(rune('a' + n)), Anchor: closed,
				State: goodturn.EnrolmentActive, PlannedTo: closed.AddYears(1), CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
			if _, err := tx.InsertEnrolment(&e); err != nil {
				return err
			}
		}
		return nil
	})
	short := func(c goodturn.Contact) (to goodturn.Date) {
		w.Write(func(tx *store.Tx) error {
			es, err := tx.ContactEnrolments(c.ID)
			for _, e := range es {
				if e.Playbook != "ours" {
					to = e.PlannedTo
				}
			}
			return err
		})
		return to
	}
	before := short(here)
	w.Now = w.Now.AddDate(2, 0, 0)
	kept, err := w.P.Housekeeping(t.Context())
	if err != nil || kept.Planned == 0 || !kept.Daily || kept.Sum.Total == 0 {
		t.Fatalf("%+v, %v", kept, err)
	}
	if !short(here).After(before) {
		t.Errorf("planned to %v, as before", before)
	}
}

// How things stand with Ana cannot be read, so her next year fails; Bo's does not, and neither does what comes after.
func TestAPartOfHousekeepingThatFailsKeepsNoOtherFromRunning(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	ana := w.Client("Ana", closed)
	w.Client("Bo", closed.AddDays(1))
	w.Write(func(tx *store.Tx) error {
		return tx.SaveStandings(store.Standing{ContactID: ana.ID, State: "{"})
	})
	w.Now = w.Now.AddDate(2, 0, 0)
	kept, err := w.P.Housekeeping(t.Context())
	if err == nil {
		t.Error("nobody is told that it failed")
	}
	if kept.Planned == 0 || !kept.Daily || kept.Sum.Total == 0 {
		t.Errorf("%+v, %v", kept, err)
	}
}
