package program_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// Whoever moves a card keeps nobody from noting that its giver was thanked, and its friend is kept or forgotten as the card then stands.
func TestACardThatIsMovedKeepsNothingElseFromBeingWritten(t *testing.T) {
	w := &town{testtown.OnPostgres(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))}
	ana := w.Client("Ana", closed)
	var first, second goodturn.Referral
	var task goodturn.Task
	w.Write(func(tx *store.Tx) error {
		for _, r := range []*goodturn.Referral{&first, &second} {
			*r = goodturn.Referral{ReferrerID: ana.ID, OwnerID: w.Owner.ID, Friend: "Robin", Source: goodturn.ReferralByOwner, ForgetAt: w.Now.Add(program.ForgetFriendAfter)}
			if err := tx.InsertReferral(r); err != nil {
				return err
			}
		}
		task = goodturn.Task{ContactID: ana.ID, OwnerID: w.Owner.ID, Kind: goodturn.TaskThank, Key: program.ThankKey + string(first.ID), Title: "Thank Ana"}
		_, err := tx.OpenTask(&task)
		return err
	})
	moved := func(id goodturn.ID, to goodturn.Stage) func(tx *store.Tx) error {
		return func(tx *store.Tx) error {
			r, err := tx.Referral(id)
			if r.Stage = to; err == nil {
				err = tx.UpdateReferral(&r)
			}
			return err
		}
	}
	if err := w.Crossing(moved(first.ID, goodturn.StageQualified), func() error {
		return w.P.TaskDone(t.Context(), task.ID, program.OutcomeTalked, program.Told{By: w.Owner.ID})
	}); err != nil {
		t.Errorf("thanked in person: %v", err)
	}
	w.Now = w.Now.Add(program.ForgetFriendAfter + time.Hour)
	if err := w.Crossing(moved(second.ID, goodturn.StageQualified), func() error { _, err := w.P.Housekeeping(t.Context()); return err }); err != nil {
		t.Errorf("housekeeping: %v", err)
	}
	w.Write(func(tx *store.Tx) error {
		r, err := tx.Referral(first.ID)
		if err != nil || r.AcknowledgedAt.IsZero() || r.Stage != goodturn.StageQualified {
			t.Errorf("%+v, %v", r, err)
		}
		if r, err = tx.Referral(second.ID); err != nil || r.Friend != "Robin" || !r.ForgetAt.IsZero() {
			t.Errorf("the two are in touch: %+v, %v", r, err)
		}
		return nil
	})
}
