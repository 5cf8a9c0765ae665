package market

import (
	"math"
	"slices"
)

// confidence is the two-sided level of every interval of this package. "Up" and "adjusting" are one-sided claims, so each of
// these words is wrong at most one time in twenty.
const confidence = 0.90

// z is the normal quantile that belongs to confidence: each side leaves out 5 %.
var z = quantile(1 - (1-confidence)/2)

// Median is the middle value, the mean of the two middle ones for an even number, NaN for none. It sorts its argument.
func Median(v []float64) float64 {
	if len(v) == 0 {
		return math.NaN()
	}
	slices.Sort(v)
	n := len(v)
	if n%2 == 1 {
		return v[n/2]
	}
	return (v[n/2-1] + v[n/2]) / 2
}

// medianInterval is the distribution-free interval of the median: the ranks k and n+1-k of the sorted sample, k the greatest for
// which the binomial distribution of "how many lie below the median" leaves at most 1-level outside. ok is false where even the
// smallest and the greatest value do not reach the level (n < 5 at 90 %).
// Source: Conover, Practical Nonparametric Statistics, 3rd edition 1999, section 3.2.
func medianInterval(sorted []float64, level float64) (low, high float64, ok bool) {
	n := len(sorted)
	k := 0
	for tail := 0.0; k < n/2; k++ {
		tail += binomialHalf(n, k)
		if 2*tail > 1-level {
			break
		}
	}
	if k == 0 {
		return math.NaN(), math.NaN(), false
	}
	return sorted[k-1], sorted[n-k], true
}

// logRatio gives the logarithm of the ratio of the medians of two independent samples, and its standard error. On logarithms the
// interval of a/b is the inverse of that of b/a; nothing is assumed about how prices are spread. Both samples must be sorted, with
// values above zero, at least two each.
// Source: Price and Bonett, "Distribution-free confidence intervals for difference and ratio of medians", Journal of Statistical
// Computation and Simulation 72 (2002) 119-124; worked cases: R package statpsych, ci.ratio.median2.
func logRatio(after, before []float64) (diff, se float64) {
	return math.Log(Median(after)) - math.Log(Median(before)), math.Hypot(logMedianError(after), logMedianError(before))
}

// logMedianError is the standard error of the logarithm of a sample's median, from the distance of the two order statistics that
// lie about two standard errors apart and the exact binomial probability between them.
func logMedianError(sorted []float64) float64 {
	n := len(sorted)
	c := max(1, int(math.RoundToEven(float64(n)/2-math.Sqrt(float64(n)))))
	p := 0.0
	for k := range c {
		p += binomialHalf(n, k)
	}
	return (math.Log(sorted[n-c]) - math.Log(sorted[c-1])) / (2 * quantile(1-p))
}

// binomialHalf is the probability of k heads in n throws of a fair coin.
func binomialHalf(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return math.Exp(a - b - c - float64(n)*math.Ln2)
}

// quantile is the value below which the standard normal distribution has the share p.
func quantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }
