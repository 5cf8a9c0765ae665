package program_test

import (
	"slices"
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

// A message of a plan that is not here waits, and says why; it is not skipped, and everybody else's leave.
func TestAMessageOfAPlanThatIsNotHereWaitsAlone(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	ana, bo := w.Client("Ana", closed), w.Client("Bo", closed)
	var odd goodturn.Touch
	touches := w.Touches(ana.ID)
	w.Write(func(tx *store.Tx) error {
		e := goodturn.Enrolment{ID: tx.NewID(), ContactID: ana.ID, Playbook: "ours", Version: 1, AnchorKey: "a", Anchor: closed,
			State: goodturn.EnrolmentActive, PlannedTo: closed.AddYears(1), CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
		if _, err := tx.InsertEnrolment(&e); err != nil {
			return err
		}
		for _, x := range touches {
			if x.Step == "check-in" {
				odd = x
			}
		}
		odd.ID, odd.EnrolmentID, odd.Playbook = tx.NewID(), e.ID, "ours"
		_, err := tx.InsertTouches([]goodturn.Touch{odd})
		return err
	})
	w.Until(time.Date(2026, 2, 9, 15, 0, 0, 0, time.UTC))
	left := map[goodturn.ID]int{}
	for _, c := range []goodturn.Contact{ana, bo} {
		for _, x := range w.Touches(c.ID) {
			if x.State == goodturn.Sent {
				left[c.ID]++
			}
			if x.ID == odd.ID && (x.State != goodturn.Planned || !slices.Contains(x.Reasons, goodturn.ReasonFacts)) {
				t.Errorf("the message of the plan that is not here is %s, %v", x.State, x.Reasons)
			}
		}
	}
	if left[bo.ID] != 1 {
		t.Errorf("%d messages left for Bo", left[bo.ID])
	}
}
