package introductions_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// Two people confirm two statements about one friend at the same moment: the later one credits, whoever commits first.
func TestOfTwoStatementsConfirmedAtOnceTheLaterCredits(t *testing.T) {
	w := &town{Town: testtown.OnPostgres(t, today)}
	w.in = introductions.New(w.P)
	ana := w.Client("Ana", goodturn.DateOf(today.AddDate(0, -4, 0)))
	ben := w.Client("Ben", goodturn.DateOf(today.AddDate(0, -4, 0)))
	id, _, err := w.in.CameBy(t.Context(), introductions.Said{Friend: "Lee", Sender: "somebody", OwnerID: w.Owner.ID})
	if err != nil {
		t.Fatal(err)
	}
	saying := map[goodturn.ID]goodturn.ID{}
	for _, who := range []goodturn.ID{ana.ID, ben.ID} {
		w.Write(func(tx *store.Tx) error {
			c := goodturn.Claim{ReferralID: id, ContactID: who, Source: goodturn.ReferralByText, Evidence: "a word", Confidence: 50}
			err := tx.InsertClaim(&c)
			saying[who] = c.ID
			return err
		})
	}
	if _, err := w.in.SettleClaim(t.Context(), saying[ben.ID], true, w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	w.Now = w.Now.Add(time.Minute)
	if err := w.Crossing(func(tx *store.Tx) error { // as SettleClaim does
		if err := tx.SettleClaim(saying[ana.ID], goodturn.ClaimConfirmed, w.Owner.ID); err != nil {
			return err
		}
		r, err := tx.LockReferral(id)
		if r.ReferrerID = ana.ID; err == nil {
			err = tx.UpdateReferral(&r)
		}
		w.Now = w.Now.Add(time.Minute)
		return err
	}, func() error {
		_, err := w.in.SettleClaim(t.Context(), saying[ben.ID], true, w.Owner.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if r := w.referral(id); r.ReferrerID != ben.ID {
		t.Errorf("credited to %s, and Ben was confirmed last", r.ReferrerID)
	}
}

// What an owner writes on the card of a friend who was forgotten is forgotten too: it is known anew for 30 days.
func TestWhatIsKnownAnewOfAForgottenFriendIsForgottenToo(t *testing.T) {
	w, _, id := named(t, introductions.Name{Friend: "Robin"})
	forget := func() goodturn.Referral {
		t.Helper()
		w.Now = w.Now.Add(program.ForgetFriendAfter + time.Hour)
		if _, err := w.P.Housekeeping(t.Context()); err != nil {
			t.Fatal(err)
		}
		return w.referral(id)
	}
	if r := forget(); r.Friend != "" || !r.ForgetAt.IsZero() {
		t.Fatalf("%+v", r)
	}
	if _, err := w.in.MoveIntroduction(t.Context(), id, introductions.Move{Friend: new("Robin Hale"), Email: new("robin@hill.example")}); err != nil {
		t.Fatal(err)
	}
	if r := w.referral(id); !r.ForgetAt.Equal(w.Now.Add(program.ForgetFriendAfter)) {
		t.Errorf("forgotten on %v", r.ForgetAt)
	}
	if r := forget(); r.Friend != "" || r.Email != "" {
		t.Errorf("after 30 days more: %q, %q", r.Friend, r.Email)
	}
	if _, err := w.in.MoveIntroduction(t.Context(), id, introductions.Move{Friend: new("Robin Hale"), Stage: new(goodturn.StageQualified)}); err != nil {
		t.Fatal(err)
	}
	if r := forget(); r.Friend != "Robin Hale" {
		t.Errorf("the two are in touch, and the name is gone: %+v", r)
	}
}
