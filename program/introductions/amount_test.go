package introductions_test

import (
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/introductions"
)

func TestAnAmountKeepsItsCurrencyAndItsLastDigit(t *testing.T) {
	w, _, id := named(t, introductions.Name{Friend: "Kim"})
	move := func(m introductions.Move) error {
		_, err := w.in.MoveIntroduction(t.Context(), id, m)
		return err
	}
	if err := move(introductions.Move{ValueMinor: new(int64(45_000_007)), Currency: "JPY"}); err != nil {
		t.Fatal(err)
	}
	if err := move(introductions.Move{FeeMinor: new(int64(900_000))}); err != nil {
		t.Fatal(err)
	}
	if r := w.referral(id); r.Currency != "JPY" || r.ValueMinor != 45_000_007 || r.FeeMinor != 900_000 {
		t.Errorf("after a fee that names no currency: %d and %d %s", r.ValueMinor, r.FeeMinor, r.Currency)
	}
	if err := move(introductions.Move{FeeMinor: new(int64(1)), Currency: "USD"}); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Errorf("a fee in dollars made the yen of the price into dollars: %v", err)
	}
	for _, wrong := range []string{"ZZZ", "XTS", "DEM", "usd", "US", "U$D"} {
		if err := move(introductions.Move{ValueMinor: new(int64(1)), FeeMinor: new(int64(1)), Currency: wrong}); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%q is taken for a currency: %v", wrong, err)
		}
	}
	view, err := w.in.Introduction(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for _, c := range view.Log {
		said[c.What+": "+c.After] = true
	}
	if !said["value: JPY 45000007"] || !said["fee: JPY 900000"] {
		t.Errorf("the log says %v", said)
	}
}
