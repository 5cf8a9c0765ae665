package market

import (
	"math"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"pgregory.net/rapid"
)

// bought is a purchase at $800,000 on a day.
func bought(day string) Purchase {
	return Purchase{PriceMinor: 800_000_00, Closed: date(day), Kind: HomeHouse}
}

func TestAnEstimateOfAHome(t *testing.T) {
	s := quarterly(100, 102, 104, 110) // known to the end of 2024 from February 24, 2025
	asOf := date("2025-03-10")
	for name, c := range map[string]struct {
		p     Purchase
		s     Series
		asOf  goodturn.Date
		lack  Lack
		value float64
		says  string
		fell  bool
	}{
		"price times index now over index then": {bought("2024-02-10"), s, asOf, "", 880_000, "your home is probably worth between $785,000 and $985,000, an estimate from the FHFA index through December 2024, not an appraisal", false},
		"the quarter of the closing counts":     {bought("2024-06-30"), s, asOf, "", 865_000, "your home is probably worth between", false},
		"a fall is said calmly":                 {bought("2024-02-10"), quarterly(100, 98, 96, 94), asOf, "", 750_000, "prices around you have come down since you closed, and your home is probably worth between", true},
		"a dip within two per cent is no fall":  {bought("2024-02-10"), quarterly(100, 99, 99, 99), asOf, "", 790_000, "your home is probably worth between", false},
		"no price, no estimate":                 {Purchase{Closed: date("2024-02-10")}, s, asOf, LackPrice, 0, "", false},
		"a price of one dollar is no price":     {Purchase{PriceMinor: 100, Closed: date("2024-02-10")}, s, asOf, LackPrice, 0, "", false},
		"no closing date, no estimate":          {Purchase{PriceMinor: 800_000_00}, s, asOf, LackClosed, 0, "", false},
		"closed before the index begins":        {bought("2019-02-10"), s, asOf, LackAtClosing, 0, "", false},
		"closed in the newest quarter":          {bought("2024-11-10"), s, asOf, LackTooSoon, 0, "", false},
		"closed after the newest quarter":       {bought("2025-01-10"), s, asOf, LackTooSoon, 0, "", false},
		"the 200th day is allowed":              {bought("2024-02-10"), s, date("2024-12-31").AddDays(200), "", 880_000, "", false},
		"the 201st day is not":                  {bought("2024-02-10"), s, date("2024-12-31").AddDays(201), LackStale, 0, "", false},
		"no index at all":                       {bought("2024-02-10"), Series{}, asOf, LackSeries, 0, "", false},
		"a condo is not in FHFA's index":        {Purchase{PriceMinor: 800_000_00, Closed: date("2024-02-10"), Kind: HomeCondo}, s, asOf, LackNotCovered, 0, "", false},
		"an unknown kind is not refused":        {Purchase{PriceMinor: 800_000_00, Closed: date("2024-02-10")}, s, asOf, "", 880_000, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			e, lack := EstimateHome(c.s, c.p, c.asOf)
			if lack != c.lack || e.Value != c.value || e.Figure.Fell != c.fell {
				t.Fatalf("lack %q value %v fell %v: %s", lack, e.Value, e.Figure.Fell, e.Figure)
			}
			if !strings.Contains(e.Figure.String(), c.says) {
				t.Errorf("says %q", e.Figure)
			}
			if lack != "" && !e.Figure.IsZero() {
				t.Errorf("a figure stands beside the lack: %s", e.Figure)
			}
			if lack != "" && lack.Words() == "" {
				t.Error("the lack has no words")
			}
		})
	}
}

func TestAnOldPurchaseHasNoUsefulRange(t *testing.T) {
	s := quarterly(100)
	for len(s.Points) < 60 {
		n := len(s.Points)
		p := s.Points[n-1]
		p.Period = lastOfMonth(p.Period.AddDays(1).AddMonths(2))
		s.Points = append(s.Points, p)
	}
	asOf := s.Points[59].Period.AddDays(60)
	if _, lack := EstimateHome(s, bought("2024-02-10"), asOf); lack != LackRange {
		t.Errorf("after %s: %q", asOf, lack)
	}
	if f, lack := SinceClosing(s, bought("2024-02-10"), asOf); lack != "" || !strings.Contains(f.String(), "about where they were when you closed") {
		t.Errorf("the area's index: %q %q", f, lack)
	}
}

func lastOfMonth(d goodturn.Date) goodturn.Date {
	d.Day = 1
	return d.AddMonths(1).AddDays(-1)
}

func TestAnEstimateFollowsPriceAndIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		index := rapid.Float64Range(60, 180).Draw(t, "index now")
		price := rapid.Int64Range(50_000, 20_000_000).Draw(t, "price")
		est := func(index float64, dollars int64) Estimate {
			e, lack := EstimateHome(quarterly(100, 100, 100, index), Purchase{PriceMinor: dollars * 100, Closed: date("2024-02-10"), Kind: HomeHouse}, date("2025-03-10"))
			if lack != "" {
				t.Fatal(lack)
			}
			return e
		}
		e := est(index, price)
		if e.Low > e.Value || e.High < e.Value {
			t.Fatalf("%v outside %v to %v", e.Value, e.Low, e.High)
		}
		if exact := float64(price) * index / 100; math.Abs(e.Value-exact) > coarse(exact) {
			t.Fatalf("%v is not %v", e.Value, exact)
		}
		if est(index+1, price).Value < e.Value || est(index, price+1_000).Value < e.Value {
			t.Fatal("a higher index or price lowers the estimate")
		}
		if e.Figure.Fell != (index < 98) {
			t.Fatalf("fell %v at %v", e.Figure.Fell, index)
		}
		if !strings.HasSuffix(e.Figure.String(), "an estimate from the FHFA index through December 2024, not an appraisal") {
			t.Fatalf("without its one clause: %s", e.Figure)
		}
	})
}

func TestAFarPurchaseHasAWiderRange(t *testing.T) {
	s := quarterly(100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100)
	asOf := s.Points[11].Period.AddDays(60)
	old, _ := EstimateHome(s, bought("2024-02-10"), asOf)
	young, _ := EstimateHome(s, bought("2026-02-10"), asOf)
	if old.High-old.Low <= young.High-young.Low {
		t.Errorf("%v to %v, and %v to %v", old.Low, old.High, young.Low, young.High)
	}
}

func TestMilestonesAreFullStepsOfTenPerCent(t *testing.T) {
	for now, want := range map[float64]int{109.9: 0, 110: 1, 119.9: 1, 120: 2, 100: 0, 85: 0, 200: 10} {
		n, _, lack := Milestone(quarterly(100, 100, 100, now), bought("2024-02-10"), date("2025-03-10"))
		if lack != "" || n != want {
			t.Errorf("at %v: %d %q, want %d", now, n, lack, want)
		}
	}
}

func TestTheTrendOfAYear(t *testing.T) {
	asOf := date("2025-06-10") // the first quarter of 2025 is known
	for name, c := range map[string]struct {
		now   float64
		err   float64
		trend Trend
		says  string
		fell  bool
	}{
		"up":                              {107, 0.5, TrendUp, "home values in the New York area are up 7% over the year, according to the FHFA index through March", false},
		"stable":                          {101, 0.5, TrendStable, "home values in the New York area are much the same over the year", false},
		"adjusting":                       {95, 0.5, TrendAdjusting, "home values in the New York area are 5% lower over the year", true},
		"an index that is not sure":       {104, 6, TrendUnclear, "home values in the New York area are without a clear change over the year", false},
		"a fall that is not sure is none": {96, 6, TrendUnclear, "without a clear change", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := quarterly(100, 100, 100, 100, c.now)
			for i := range s.Points {
				s.Points[i].StdErr = c.err
			}
			trend, f, lack := YearTrend(s, asOf)
			if lack != "" || trend != c.trend || f.Fell != c.fell || !strings.Contains(f.String(), c.says) {
				t.Errorf("%q %q %v: %s", lack, trend, f.Fell, f)
			}
		})
	}
	if _, _, lack := YearTrend(quarterly(100, 101), date("2024-09-10")); lack != LackYearAgo {
		t.Errorf("without a year: %q", lack)
	}
}

func TestAPriceInAnotherCurrencyIsUnknown(t *testing.T) {
	c := goodturn.Closing{PriceMinor: 800_000_00, Currency: "CAD", Date: date("2024-02-10"), Loan: goodturn.Loan{AmountMinor: 1}}
	if p := PurchaseOf(c, HomeHouse); p.PriceMinor != 0 || p.Loan != (goodturn.Loan{}) {
		t.Errorf("took %v", p)
	}
	c.Currency = ""
	if p := PurchaseOf(c, HomeHouse); p.Price() != 800_000 {
		t.Errorf("dollars: %v", p)
	}
}
