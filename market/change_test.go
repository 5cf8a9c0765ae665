package market

import (
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
)

func weekly(points ...Point) Series {
	return Series{Source: SourceFreddieMac, Measure: MeasureRate30, Area: Nation(), Unit: UnitPercent, Every: Weekly, Points: points}
}

func TestARateMovesAtHalfAPoint(t *testing.T) {
	closed, asOf := date("2025-10-15"), date("2026-11-20")
	for name, c := range map[string]struct {
		then, now float64
		moved     bool
	}{
		"exactly half a point lower counts":    {7.00, 6.50, true},
		"half a point in binary fractions too": {6.81, 6.31, true},
		"a hundredth less does not":            {7.00, 6.51, false},
		"a full point lower counts":            {7.35, 6.35, true},
		"half a point higher does not":         {6.50, 7.00, false},
		"no change does not":                   {6.50, 6.50, false},
	} {
		t.Run(name, func(t *testing.T) {
			m, lack := RateSince(weekly(Point{date("2025-10-09"), c.then, 0}, Point{date("2026-11-19"), c.now, 0}), closed, asOf)
			if lack != "" || m.Moved() != c.moved {
				t.Errorf("%q: moved %v by %v", lack, m.Moved(), m.Change)
			}
			if m.Figure.Fell {
				t.Error("a rate takes nothing from the owner")
			}
		})
	}
}

func TestARateSaysBothWeeks(t *testing.T) {
	s := weekly(Point{date("2025-10-09"), 7.10, 0}, Point{date("2026-11-19"), 6.35, 0})
	m, _ := RateSince(s, date("2025-10-15"), date("2026-11-20"))
	if want := "the average 30-year rate is 6.35%, compared with 7.10% when you closed, according to Freddie Mac's weekly survey of November 19"; m.Figure.String() != want {
		t.Errorf("says %q", m.Figure)
	}
	for name, c := range map[string]struct {
		s            Series
		closed, asOf goodturn.Date
		lack         Lack
	}{
		"no closing date":                 {s, goodturn.Date{}, date("2026-11-20"), LackClosed},
		"no series":                       {Series{}, date("2025-10-15"), date("2026-11-20"), LackSeries},
		"another series":                  {quarterly(100, 101), date("2024-10-15"), date("2024-11-20"), LackSeries},
		"the survey is two weeks old":     {s, date("2025-10-15"), date("2026-12-03"), ""},
		"a day more and it is not quoted": {s, date("2025-10-15"), date("2026-12-04"), LackStale},
		"closed before the series begins": {s, date("2020-10-15"), date("2026-11-20"), LackAtClosing},
		"a gap at the closing":            {s, date("2025-12-15"), date("2026-11-20"), LackAtClosing},
		"closed this week":                {s, date("2026-11-19"), date("2026-11-20"), LackTooSoon},
	} {
		if _, lack := RateSince(c.s, c.closed, c.asOf); lack != c.lack {
			t.Errorf("%s: %q", name, lack)
		}
	}
}

func TestSupplyIsComparedWithTheYearBefore(t *testing.T) {
	year := func(then, now float64) []float64 {
		v := make([]float64, 13)
		for i := range v {
			v[i] = 1
		}
		v[0], v[12] = then, now
		return v
	}
	asOf := date("2026-02-20")
	for name, c := range map[string]struct {
		m         Measure
		then, now float64
		moved     bool
		says      string
	}{
		"a fifth more days counts":       {MeasureDaysOnMarket, 50, 60, true, "homes for sale in Utah had been listed for a median of 60 days in January, 20% more than a year before, according to Realtor.com"},
		"a fifth fewer homes counts":     {MeasureActiveListings, 10_000, 8_000, true, "8,000 homes were for sale in Utah in January, 20% fewer than a year before, according to Realtor.com"},
		"a little less than a fifth not": {MeasureActiveListings, 10_000, 11_999, false, "11,999 homes were for sale in Utah in January, 20% more than a year before, according to Realtor.com"},
		"the same is said so":            {MeasureNewListings, 3_000, 3_030, false, "3,030 homes came up for sale in Utah in January, about as many as a year before, according to Realtor.com"},
	} {
		t.Run(name, func(t *testing.T) {
			got, lack := Supply(monthly(SourceRealtor, c.m, UnitCount, year(c.then, c.now)...), asOf)
			if lack != "" || got.Moved() != c.moved || got.Figure.String() != c.says || got.Figure.Fell {
				t.Errorf("%q %v %q", lack, got.Moved(), got.Figure)
			}
		})
	}
	if _, lack := Supply(monthly(SourceRealtor, MeasureListingPrice, UnitDollars, year(1, 2)...), asOf); lack != LackSeries {
		t.Errorf("a price is not supply: %q", lack)
	}
	if _, lack := Supply(monthly(SourceRealtor, MeasureActiveListings, UnitCount, year(1, 2)...), date("2026-04-17")); lack != LackStale {
		t.Errorf("an old file: %q", lack)
	}
	if _, lack := Supply(monthly(SourceRealtor, MeasureActiveListings, UnitCount, 1, 2, 3), date("2025-04-20")); lack != LackYearAgo {
		t.Errorf("a young file: %q", lack)
	}
}

func TestAFigureNeverStandsWithoutSourceAndPeriod(t *testing.T) {
	var figures []Figure
	rate, _ := RateSince(weekly(Point{date("2025-10-09"), 7.10, 0}, Point{date("2026-11-19"), 6.35, 0}), date("2025-10-15"), date("2026-11-20"))
	estimate, _ := EstimateHome(quarterly(100, 102, 104, 110), bought("2024-02-10"), date("2025-03-10"))
	since, _ := SinceClosing(quarterly(100, 102, 104, 110), bought("2024-02-10"), date("2025-03-10"))
	move, _ := NewClosings(append(sold("Astoria", "11105", HomeCoop, 60, 0, 500_000, 0.1), sold("Astoria", "11105", HomeCoop, 60, 90, 500_000, 0.1)...)).Movement(ZIP("11105"), HomeCoop, today)
	for _, f := range append(figures, rate.Figure, estimate.Figure, since, move.Figure) {
		if f.Source == "" || f.Period.To.IsZero() || f.Expires.IsZero() || f.Basis == "" || f.Lead == "" {
			t.Errorf("incomplete: %+v", f)
		}
		if !strings.Contains(f.Basis, f.Source.Words()) {
			t.Errorf("%q does not name %q", f, f.Source.Words())
		}
		if !f.Usable(f.Period.To) || !f.Usable(f.Expires.AddDays(-1)) || f.Usable(f.Expires) || f.Usable(f.Period.To.AddDays(-1)) {
			t.Errorf("usable on the wrong days: %s", f)
		}
		if strings.ContainsAny(f.String(), "!—") || strings.HasSuffix(f.String(), ".") {
			t.Errorf("not a clause: %q", f)
		}
	}
	if (Figure{}).Usable(today) || (Figure{}).String() != "" {
		t.Error("the zero figure says nothing")
	}
}
