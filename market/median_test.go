package market

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func near(a, b, tol float64) bool { return math.Abs(a-b) <= tol }

func TestTheRatioOfMediansAgreesWithPublishedCases(t *testing.T) {
	// R package statpsych (D. G. Bonett), example of ci.ratio.median2: 43/37 = 1.162162, 95 % interval 0.927667 to 1.455933.
	y1 := []float64{36, 44, 47, 42, 49, 39, 46, 31, 33, 48}
	y2 := []float64{32, 39, 26, 35, 43, 27, 40, 37, 34, 29, 49, 42, 40}
	slices.Sort(y1)
	slices.Sort(y2)
	d, se := logRatio(y1, y2)
	z95 := quantile(0.975)
	for name, c := range map[string][2]float64{
		"ratio": {math.Exp(d), 1.162162}, "low": {math.Exp(d - z95*se), 0.927667}, "high": {math.Exp(d + z95*se), 1.455933},
	} {
		if !near(c[0], c[1], 5e-7) {
			t.Errorf("%s is %.7f, published as %.6f", name, c[0], c[1])
		}
	}
}

func TestTheIntervalOfAMedianAgreesWithPublishedRanks(t *testing.T) {
	// Table "Confidence intervals for the population median" of standard textbooks: n, rank of the lower end, coverage.
	for _, c := range []struct {
		n     int
		level float64
		rank  int
	}{{5, 0.90, 1}, {8, 0.90, 2}, {9, 0.95, 2}, {10, 0.89, 3}, {10, 0.95, 2}, {14, 0.90, 4}, {18, 0.90, 6}, {20, 0.95, 6}, {20, 0.88, 7}} {
		v := make([]float64, c.n)
		for i := range v {
			v[i] = float64(i + 1)
		}
		low, high, ok := medianInterval(v, c.level)
		if !ok || int(low) != c.rank || int(high) != c.n+1-c.rank {
			t.Errorf("n=%d at %.2f: ranks %v to %v (%v), want %d to %d", c.n, c.level, low, high, ok, c.rank, c.n+1-c.rank)
		}
	}
	if _, _, ok := medianInterval([]float64{1, 2, 3, 4}, 0.90); ok {
		t.Error("four values cannot carry a 90 % interval")
	}
}

func TestFromNineSalesOnNoIntervalRestsOnTheCheapestOrDearest(t *testing.T) {
	for n := MinSales - 1; n <= 400; n++ {
		v := make([]float64, n)
		for i := range v {
			v[i] = 500_000 + 1_000*float64(i)
		}
		want := logMedianError(v)
		v[0], v[n-1] = 10_000, 90_000_000
		if got := logMedianError(v); got != want {
			t.Fatalf("n=%d: the standard error moved from %v to %v with the extremes", n, want, got)
		}
		if low, high, ok := medianInterval(v, confidence); !ok || low == v[0] || high == v[n-1] {
			t.Fatalf("n=%d: the interval %v to %v touches an extreme", n, low, high)
		}
	}
}

func prices(t *rapid.T, label string) []float64 {
	v := rapid.SliceOfN(rapid.Float64Range(10_000, 20_000_000), MinSales, 80).Draw(t, label)
	slices.Sort(v)
	return v
}

func TestTheRatioDoesNotDependOnTheUnitAndTurnsAround(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := prices(t, "after"), prices(t, "before")
		d, se := logRatio(a, b)
		back, seBack := logRatio(b, a)
		if !near(d, -back, 1e-9) || !near(se, seBack, 1e-9) {
			t.Fatalf("turned around: %v±%v and %v±%v", d, se, back, seBack)
		}
		k := rapid.Float64Range(0.01, 100).Draw(t, "unit")
		for i := range a {
			a[i] *= k
		}
		for i := range b {
			b[i] *= k
		}
		if d2, se2 := logRatio(a, b); !near(d, d2, 1e-9) || !near(se, se2, 1e-9) {
			t.Fatalf("in another unit: %v±%v and %v±%v", d, se, d2, se2)
		}
	})
}

func TestDearerSalesNeverLowerTheMedian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := prices(t, "sales")
		was := Median(slices.Clone(v))
		i := rapid.IntRange(0, len(v)-1).Draw(t, "which")
		v[i] *= rapid.Float64Range(1, 3).Draw(t, "factor")
		if now := Median(v); now < was {
			t.Fatalf("%v after %v", now, was)
		}
	})
}

func TestTheMedianOfNothingIsNotANumber(t *testing.T) {
	if !math.IsNaN(Median(nil)) {
		t.Error("the median of nothing must not look like a price")
	}
}
