package connect_test

import (
	"testing"

	"github.com/goodturn-app/goodturn/connect"
)

func TestTheRateOfALoanIsReadOrLeftOut(t *testing.T) {
	for s, want := range map[string]float64{"6.8": 6.8, "6.875%": 6.875, " 7 % ": 7, "6,25": 6.25, "0.068": 0, "fixed": 0, "-3": 0, "680": 0, "": 0, "NaN": 0, "Inf": 0} {
		if got, ok := connect.ReadRate(s); got != want || ok != (want != 0) {
			t.Errorf("%q is %v, %v", s, got, ok)
		}
	}
}

func TestTheTimeOfALoanIsInMonths(t *testing.T) {
	for s, want := range map[string]int{"360": 360, "30": 360, "30 years": 360, "15-year fixed": 180, "180 months": 180, "30 yr": 360, "60": 60, "55": 0, "0": 0, "900": 0, "ARM": 0, "": 0, "7/1": 0} {
		if got, ok := connect.ReadTerm(s); got != want || ok != (want != 0) {
			t.Errorf("%q is %d, %v", s, got, ok)
		}
	}
}
