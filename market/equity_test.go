package market

import (
	"math"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"pgregory.net/rapid"
)

func TestTheBalanceOfALoan(t *testing.T) {
	loan := func(amount int64, rate float64, months int) goodturn.Loan {
		return goodturn.Loan{AmountMinor: amount * 100, RatePercent: rate, TermMonths: months}
	}
	for name, c := range map[string]struct {
		l     goodturn.Loan
		asOf  string
		want  float64
		valid bool
	}{
		"nothing is paid in the month of the closing":   {loan(100_000, 6, 360), "2020-01-31", 100_000, true},
		"nor in the month after":                        {loan(100_000, 6, 360), "2020-02-28", 100_000, true},
		"the first payment is due on March 1":           {loan(100_000, 6, 360), "2020-03-01", 99_900.45, true},
		"after five years of 6 % (textbook: 93,054.36)": {loan(100_000, 6, 360), "2025-02-01", 93_054.36, true},
		"a fifteen-year loan at 4.5 % after ten years":  {loan(250_000, 4.5, 180), "2030-02-01", 102_584.41, true},
		"without interest it shrinks evenly":            {loan(36_000, 0, 360), "2021-02-10", 34_800, true},
		"at the end nothing is left":                    {loan(100_000, 6, 360), "2050-02-01", 0, true},
		"nor long after":                                {loan(100_000, 6, 360), "2060-02-01", 0, true},
		"before the closing there is none":              {loan(100_000, 6, 360), "2019-12-31", 0, false},
		"without an amount there is none":               {loan(0, 6, 360), "2025-02-01", 0, false},
		"without a term there is none":                  {loan(100_000, 6, 0), "2025-02-01", 0, false},
		"a rate of 600 % is a slip of the pen":          {loan(100_000, 600, 360), "2025-02-01", 0, false},
		"a rate that is not a number is none":           {loan(100_000, math.NaN(), 360), "2025-02-01", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := Balance(c.l, date("2020-01-15"), date(c.asOf))
			if ok != c.valid || !near(got, c.want, 0.01) {
				t.Errorf("%.2f %v, want %.2f %v", got, ok, c.want, c.valid)
			}
		})
	}
}

func TestABalanceOnlyEverShrinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := goodturn.Loan{AmountMinor: rapid.Int64Range(1_000_00, 5_000_000_00).Draw(t, "amount"),
			RatePercent: rapid.Float64Range(0, 25).Draw(t, "rate"), TermMonths: rapid.IntRange(12, 480).Draw(t, "term")}
		closed := date("2020-01-01").AddDays(rapid.IntRange(0, 364).Draw(t, "day"))
		last := float64(l.AmountMinor) / 100
		for m := 0; m <= l.TermMonths+2; m++ {
			b, ok := Balance(l, closed, closed.AddMonths(m))
			if !ok || b > last+1e-6 || b < -1e-6 {
				t.Fatalf("month %d: %v after %v", m, b, last)
			}
			last = b
		}
		if !near(last, 0, 0.01) {
			t.Fatalf("%v is left at the end", last)
		}
	})
}

func TestEquityNeedsALoan(t *testing.T) {
	s, asOf := quarterly(100, 102, 104, 110), date("2025-03-10")
	p := bought("2024-02-10")
	for name, l := range map[string]goodturn.Loan{
		"nothing is known":      {},
		"the rate is unknown":   {AmountMinor: 500_000_00, TermMonths: 360},
		"the term is unknown":   {AmountMinor: 500_000_00, RatePercent: 6.5},
		"the amount is unknown": {RatePercent: 6.5, TermMonths: 360},
	} {
		p.Loan = l
		if f, lack := Equity(s, p, asOf); lack != LackLoan || !f.IsZero() {
			t.Errorf("%s: %q %s", name, lack, f)
		}
	}
	p.Loan = goodturn.Loan{AmountMinor: 500_000_00, RatePercent: 6.5, TermMonths: 360}
	f, lack := Equity(s, p, asOf)
	if lack != "" || f.Low <= 0 || f.Low >= f.Value || f.High <= f.Value || !strings.HasSuffix(f.String(), "an estimate from the FHFA index through December 2024, not an appraisal") {
		t.Errorf("%q %s", lack, f)
	}
	p.Loan.AmountMinor = 790_000_00
	if _, lack := Equity(s, p, asOf); lack != LackRange {
		t.Errorf("a range that reaches below zero: %q", lack)
	}
}
