package market

import (
	"fmt"
	"math"

	"github.com/goodturn-app/goodturn"
)

// Balance is what is left of a fixed-rate loan on a day, in dollars, if every payment was made when due and nothing was paid
// early or borrowed since. ok is false unless amount and term are above zero, the rate is from 0 to 25 per cent, and the loan has
// begun. The first payment is due on the first of the second month after the closing, as is usual in the United States.
//
// It is the standard formula for a level payment: B = P ((1+i)^N - (1+i)^n) / ((1+i)^N - 1) after n of N payments at the monthly
// rate i; for i = 0 the loan shrinks by the same amount each month.
func Balance(l goodturn.Loan, closed, asOf goodturn.Date) (dollars float64, ok bool) {
	if l.AmountMinor <= 0 || l.TermMonths <= 0 || !(l.RatePercent >= 0 && l.RatePercent <= 25) || closed.IsZero() || asOf.Before(closed) {
		return 0, false
	}
	amount := float64(l.AmountMinor) / 100
	n := float64(min(l.TermMonths, payments(closed, asOf)))
	total := float64(l.TermMonths)
	if l.RatePercent == 0 {
		return amount * (1 - n/total), true
	}
	i := l.RatePercent / 1200
	// Expm1 and Log1p keep the digits that (1+i)^N - 1 loses for small rates.
	whole, paid := math.Expm1(total*math.Log1p(i)), math.Expm1(n*math.Log1p(i))
	return amount * (whole - paid) / whole, true
}

// payments counts the payments due from the closing up to and including asOf.
func payments(closed, asOf goodturn.Date) int {
	months := (asOf.Year*12 + int(asOf.Month)) - (closed.Year*12 + int(closed.Month))
	return max(0, months-1)
}

// Equity is what the owner has in the home beyond the loan: the range of the estimate less the balance. Without amount, rate and
// term of a loan there is none, and where the range reaches below zero there is none either: that is a talk, not a letter.
func Equity(s Series, p Purchase, asOf goodturn.Date) (Figure, Lack) {
	if p.Loan.AmountMinor <= 0 || p.Loan.TermMonths <= 0 || p.Loan.RatePercent <= 0 {
		return Figure{}, LackLoan
	}
	e, lack := EstimateHome(s, p, asOf)
	if lack != "" {
		return Figure{}, lack
	}
	left, ok := Balance(p.Loan, p.Closed, asOf)
	if !ok {
		return Figure{}, LackLoan
	}
	f := e.Figure
	step := coarse(e.Value)
	f.Value, f.Low, f.High = roundTo(e.Value-left, step), roundDown(e.Low-left, step), roundUp(e.High-left, step)
	if f.Low <= 0 {
		return Figure{}, LackRange
	}
	f.Lead = fmt.Sprintf("beyond the loan, your share of the home is probably between %s and %s if it was paid as agreed", dollars(f.Low), dollars(f.High))
	return f, ""
}
