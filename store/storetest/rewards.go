package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// rewardsOnce tells one entry many times and hands twenty codes to forty takers at once.
func rewardsOnce(t *testing.T, open Open) {
	db, _ := still(t, open)
	ctx := context.Background()
	two := func() []store.RewardLine {
		l := store.RewardLine{ReferralID: "r1", Side: "advocate", ContactID: "c1", Rule: "held.1", Account: "promised", AmountMinor: -500, Currency: "USD", Kind: "credit"}
		m := l
		m.Account, m.AmountMinor = "held", 500
		return []store.RewardLine{l, m}
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	added := 0
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := db.Write(ctx, func(tx *store.Tx) error {
				n, err := tx.AppendRewards(two()...)
				mu.Lock()
				defer mu.Unlock()
				added += n
				return err
			}); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	read(t, db, func(tx *store.Tx) error {
		lines, err := tx.RewardBook("", 100)
		sum := int64(0)
		for _, l := range lines {
			sum += l.AmountMinor
		}
		if len(lines) != 2 || sum != 0 || added < 2 {
			t.Errorf("one entry told eight times is %d lines that sum to %d", len(lines), sum)
		}
		return err
	})

	write(t, db, func(tx *store.Tx) error {
		var list []store.Coupon
		for i := range 20 {
			list = append(list, store.Coupon{Code: fmt.Sprint("K", i), AmountMinor: 500, Currency: "USD"})
		}
		if n, err := tx.AddCoupons(list...); n != 20 || err != nil {
			return fmt.Errorf("%d codes, %w", n, err)
		}
		n, err := tx.AddCoupons(list[:3]...)
		if n != 0 {
			t.Errorf("%d codes came in twice", n)
		}
		return err
	})
	given := map[string]goodturn.ID{}
	none := 0
	for i := range 40 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			referral := goodturn.ID(fmt.Sprint("r", i))
			for {
				var c store.Coupon
				var ok bool
				err := db.Write(ctx, func(tx *store.Tx) (err error) {
					c, ok, err = tx.GiveCoupon(referral, "advocate", "USD", 500)
					return err
				})
				if goodturn.ErrorCode(err) == goodturn.CodeConflict {
					continue
				}
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err != nil:
					t.Error(err)
				case !ok:
					none++
				case given[c.Code] != "":
					t.Errorf("%s was given to %s and to %s", c.Code, given[c.Code], referral)
				default:
					given[c.Code] = referral
				}
				return
			}
		}()
	}
	wg.Wait()
	if len(given) != 20 || none != 20 {
		t.Errorf("%d codes given, %d went without", len(given), none)
	}
	write(t, db, func(tx *store.Tx) error {
		for code, referral := range given {
			c, ok, err := tx.GiveCoupon(referral, "advocate", "USD", 500)
			if err != nil || !ok || c.Code != code {
				return fmt.Errorf("asked again, %s gets %q instead of %q: %w", referral, c.Code, code, err)
			}
		}
		return nil
	})
	write(t, db, func(tx *store.Tx) error {
		if err := tx.OpenReview(store.RewardReview{ReferralID: "r1", State: "hold"}); err != nil {
			return err
		}
		if err := tx.SettleReview("r1", "pass", "they are sisters", "u1"); err != nil {
			return err
		}
		if err := tx.SettleReview("r1", "declined", "", "u2"); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
			t.Errorf("settled twice: %v", err)
		}
		if err := tx.OpenReview(store.RewardReview{ReferralID: "r1", State: "hold"}); err != nil {
			return err
		}
		if err := tx.OpenReview(store.RewardReview{ReferralID: "r2", ContactID: "c1", State: "pass"}); err != nil {
			return err
		}
		if err := tx.OpenReview(store.RewardReview{ReferralID: "r2", ContactID: "c2", State: "hold"}); err != nil {
			return err
		}
		if v, _, err := tx.Review("r2"); err != nil || v.State != "hold" || v.ContactID != "c2" {
			t.Errorf("somebody else is credited, and nobody looks: %+v, %v", v, err)
		}
		v, ok, err := tx.Review("r1")
		if !ok || v.State != "pass" || v.Why != "they are sisters" {
			t.Errorf("what a person settled was asked again: %+v", v)
		}
		return err
	})
}
