// Package funnel answers one question: how much of what was asked for came about, and how sure can we be? It turns counts
// into rates with intervals and into words. It knows no people, no database and no clock.
package funnel

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is a range of rates between 0 and 1.
type Interval struct{ Low, High float64 }

// Wilson is the 95 % score interval of x successes in n trials, without continuity correction. It stays inside 0 to 1 and is
// honest at 0 of n. No trials at all say nothing: 0 to 1.
// Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, method 3.
func Wilson(x, n int) Interval {
	if n <= 0 {
		return Interval{0, 1}
	}
	z := distuv.UnitNormal.Quantile(0.975)
	p, nn := float64(x)/float64(n), float64(n)
	mid := p + z*z/(2*nn)
	half := z * math.Sqrt(p*(1-p)/nn+z*z/(4*nn*nn))
	den := 1 + z*z/nn
	low, high := (mid-half)/den, (mid+half)/den
	if x == 0 {
		low = 0
	}
	if x >= n {
		high = 1
	}
	return Interval{max(0, low), min(1, high)}
}

// Difference is the 95 % interval of x1/n1 - x2/n2. Source: Newcombe 1998 (873-890), method 10.
func Difference(x1, n1, x2, n2 int) Interval {
	a, b := Wilson(x1, n1), Wilson(x2, n2)
	p1, p2 := ratio(x1, n1), ratio(x2, n2)
	d := p1 - p2
	return Interval{d - math.Hypot(p1-a.Low, b.High-p2), d + math.Hypot(a.High-p1, p2-b.Low)}
}

// EnoughAt is the least number of trials from which a rate is printed as a rate; below it the words are "too early to say".
// With 20 trials a 95 % interval is still about 40 points wide, with fewer it says nothing that a count does not.
const EnoughAt = 20

// Rate is a count with its base.
type Rate struct{ X, N int }

// String says a rate with its base and interval, or that it is too early: "12 of 140, 8.6%, 95% interval 5-14%".
func (r Rate) String() string {
	if r.N < EnoughAt {
		return fmt.Sprintf("%d of %d, too early to say more", r.X, r.N)
	}
	iv := Wilson(r.X, r.N)
	return fmt.Sprintf("%d of %d, %s%%, 95%% interval %.0f-%.0f%%", r.X, r.N, trim(100*ratio(r.X, r.N)), 100*iv.Low, 100*iv.High)
}

// Early reports whether it is too early to speak of a rate.
func (r Rate) Early() bool { return r.N < EnoughAt }

func ratio(x, n int) float64 {
	if n <= 0 {
		return 0
	}
	return float64(x) / float64(n)
}

func trim(v float64) string {
	if v >= 10 || v == math.Trunc(v) {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.1f", v)
}
