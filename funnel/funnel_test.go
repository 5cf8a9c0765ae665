package funnel_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn/funnel"
)

func near(a, b float64) bool { return math.Abs(a-b) < 5e-5 }

func TestIntervalsAgreeWithThePublishedCases(t *testing.T) {
	for _, c := range []struct {
		x, n      int
		low, high float64
	}{{81, 263, 0.2553, 0.3662}, {0, 20, 0, 0.1611}} {
		if iv := funnel.Wilson(c.x, c.n); !near(iv.Low, c.low) || !near(iv.High, c.high) {
			t.Errorf("Wilson(%d, %d) = %.4f to %.4f, Newcombe prints %.4f to %.4f", c.x, c.n, iv.Low, iv.High, c.low, c.high)
		}
	}
	if d := funnel.Difference(56, 70, 48, 80); !near(d.Low, 0.0524) || !near(d.High, 0.3339) {
		t.Errorf("Difference = %.4f to %.4f, Newcombe prints 0.0524 to 0.3339", d.Low, d.High)
	}
}

func TestAnIntervalHoldsItsRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5000).Draw(t, "n")
		x := rapid.IntRange(0, n).Draw(t, "x")
		iv := funnel.Wilson(x, n)
		p := float64(x) / float64(n)
		if iv.Low > p+1e-12 || iv.High < p-1e-12 || iv.Low < 0 || iv.High > 1 {
			t.Fatalf("%d of %d: %v", x, n, iv)
		}
	})
}

func TestFewTrialsAreTooEarly(t *testing.T) {
	if s := (funnel.Rate{X: 1, N: 3}).String(); s != "1 of 3, too early to say more" {
		t.Fatal(s)
	}
}

func TestOutlooksSayTheChanceOfNone(t *testing.T) {
	for want, in := range map[string][]int{
		"0 to 2 closings; none is quite possible (about 4 in 10)":      {0, 0, 0, 0, 1, 1, 1, 2, 2, 2},
		"0 to 1 closing; none is more likely than not (about 7 in 10)": {0, 0, 0, 0, 0, 0, 0, 1, 1, 1},
		"most likely no closing; none is almost certain":               {0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
		"about 1 closing": {1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
	} {
		if got := funnel.OutlookOf(in).Words("closing", "closings"); got != want {
			t.Errorf("%v: %q, want %q", in, got, want)
		}
	}
}

func ExampleRate() {
	fmt.Println(funnel.Rate{X: 12, N: 140})
	// Output: 12 of 140, 8.6%, 95% interval 5-14%
}
