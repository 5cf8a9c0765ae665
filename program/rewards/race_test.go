package rewards_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
)

// atOnce does things in transactions of their own, all at the same time, and gives their errors.
func (w *shop) atOnce(fns ...func(tx *store.Tx) error) []error {
	errs := make([]error, len(fns))
	var wg sync.WaitGroup
	for i, fn := range fns {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs[i] = w.db.Write(context.Background(), fn)
		}()
	}
	wg.Wait()
	return errs
}

// moved moves an introduction as the pages do: the row, and then what hangs on it.
func moved(id goodturn.ID, s goodturn.Stage) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		r, err := tx.Referral(id)
		if err != nil {
			return err
		}
		r.Stage = s
		if err := tx.UpdateReferral(&r); err != nil {
			return err
		}
		return rewards.Sync(tx, r)
	}
}

// whole checks that no account but the promised one is below zero and that all sum to nothing.
func (w *shop) whole() map[reward.Account]int64 {
	w.t.Helper()
	out := map[reward.Account]int64{}
	w.write(func(tx *store.Tx) error {
		lines, err := rewards.Book(tx)
		for cur, accounts := range reward.Balances(lines) {
			sum := int64(0)
			for a, n := range accounts {
				if sum += n; a != reward.Promised && n < 0 {
					w.t.Errorf("%s holds %d %s", a, n, cur)
				}
				out[a] += n
			}
			if sum != 0 {
				w.t.Errorf("the ledger sums to %d %s", sum, cur)
			}
		}
		return err
	})
	return out
}

func TestTwoWhoActAtOnceGiveOnce(t *testing.T) {
	both(t, func(t *testing.T, on string) {
		w := open(t, on, "product", "")
		w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000})
		for i := range 6 {
			r := w.introduce(fmt.Sprintf("friend%d@hill%d.example", i, i))
			w.move(r.ID, goodturn.StageQualified)
			w.now = w.now.Add(15 * goodturn.Day)
			w.due()
			pay := func(tx *store.Tx) error {
				_, err := rewards.Pay(tx, nil, rewards.Payment{Key: reward.Key{Referral: r.ID, Side: reward.Advocate}, By: "u1"})
				return err
			}
			given := 0
			for j, err := range w.atOnce(pay, pay, moved(r.ID, goodturn.StageIntroduced), pay) { // somebody moves it back meanwhile
				switch {
				case j != 2 && err == nil:
					given++
				case err != nil && goodturn.ErrorCode(err) != goodturn.CodeConflict:
					t.Errorf("%d: %v", j, err)
				}
			}
			s := w.stands(r.ID, reward.Advocate)
			if given > 1 || given == 1 && s.Account != reward.Paid || given == 0 && s.Account != reward.Reversed {
				t.Errorf("given %d times, and it is %s", given, s.Account)
			}
		}
		w.whole()
	})
}

func TestIntroductionsThatComeToSomethingAtOnceStayBelowTheCap(t *testing.T) {
	both(t, func(t *testing.T, on string) {
		w := open(t, on, "product", "")
		w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000, YearMinor: 5000})
		var moves []func(tx *store.Tx) error
		for i := range 6 {
			r := w.introduce(fmt.Sprintf("friend%d@hill%d.example", i, i))
			moves = append(moves, moved(r.ID, goodturn.StageQualified))
		}
		for i, err := range w.atOnce(moves...) {
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
		}
		if got := w.whole()[reward.Held]; got != 5000 {
			t.Errorf("%d are held, the cap is 5000", got)
		}
	})
}

func TestALookIsAtWhoIsCredited(t *testing.T) {
	w := open(t, "sqlite", "product", "")
	w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000})
	odd := w.introduce("ana+2@example.com")
	w.move(odd.ID, goodturn.StageQualified)
	w.write(func(tx *store.Tx) error { return rewards.Settle(tx, odd.ID, false, "It is her own mailbox.", "u1") })
	cy := goodturn.Contact{Given: "Cy", Family: "Moss", OwnerID: "u1"}
	w.write(func(tx *store.Tx) error {
		if err := tx.InsertContact(&cy); err != nil {
			return err
		}
		x, err := tx.Referral(odd.ID)
		if err != nil {
			return err
		}
		x.ReferrerID = cy.ID
		if err := tx.UpdateReferral(&x); err != nil {
			return err
		}
		return rewards.Sync(tx, x)
	})
	if s := w.stands(odd.ID, reward.Advocate); s.Person != cy.ID || s.Account != reward.Held || s.Looking {
		t.Errorf("what was declined for Ana is not Cy's: %+v", s)
	}
}

func TestWhatAForgottenPersonWouldGetIsTakenBack(t *testing.T) {
	both(t, func(t *testing.T, on string) {
		w := open(t, on, "product", "")
		w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000, FriendMinor: 500})
		r := w.introduce("ben@hill.example")
		w.move(r.ID, goodturn.StageQualified)
		w.write(func(tx *store.Tx) error {
			c, err := tx.Contact(w.ana.ID)
			if err != nil {
				return err
			}
			c.Source = "erased"
			return tx.UpdateContact(c)
		})
		w.now = w.now.Add(15 * goodturn.Day)
		if n := w.due(); n != 1 {
			t.Errorf("%d owed, only the friend's is", n)
		}
		if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Reversed || s.Why != "" {
			t.Errorf("%+v", s)
		}
		w.whole()
	})
}

// A friend who takes their form back has not been introduced, whatever stage it had come to.
func TestAFriendWhoTakesTheirFormBackEarnsNobodyAnything(t *testing.T) {
	w := open(t, "sqlite", "product", "insurance")
	w.set(reward.Programme{On: true, Kind: reward.GiftCard, EachMinor: 2000})
	r := w.introduce("ben@hill.example")
	w.move(r.ID, goodturn.StageQualified)
	w.write(func(tx *store.Tx) error {
		x, err := tx.Referral(r.ID)
		if err != nil {
			return err
		}
		x.WithdrawnAt, x.Stage = w.now, goodturn.StageLost
		if err := tx.UpdateReferral(&x); err != nil {
			return err
		}
		return rewards.Sync(tx, x)
	})
	if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Reversed {
		t.Errorf("%+v", s)
	}
}
