package market_test

import (
	"slices"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
)

func TestWhatIsTooOldIsSaid(t *testing.T) {
	day := func(y, m, d int) goodturn.Date {
		return goodturn.Date{Year: y, Month: 1, Day: 1}.AddMonths(m - 1).AddDays(d - 1)
	}
	rates := func(newest goodturn.Date) market.Series {
		return market.Series{Source: market.SourceFreddieMac, Measure: market.MeasureRate30, Area: market.Nation(), Unit: market.UnitPercent, Every: market.Weekly, Points: []market.Point{{Period: newest.AddDays(-7), Value: 6.1}, {Period: newest, Value: 6}}}
	}
	index := func(zip string, newest goodturn.Date) market.Series {
		return market.Series{Source: market.SourceZillow, Measure: market.MeasureValue, Area: market.ZIP(zip), Unit: market.UnitDollars, Every: market.Monthly, Points: []market.Point{{Period: newest, Value: 500_000}}}
	}
	old := []market.Series{rates(day(2026, 1, 22)), index("10002", day(2026, 1, 31)), index("10003", day(2025, 12, 31))}
	sales := []market.Sale{{Source: market.SourceNYC, Date: day(2026, 1, 5)}}
	for _, tt := range []struct {
		on   goodturn.Date
		want []string
	}{
		{day(2026, 2, 5), nil},
		{day(2026, 2, 6), []string{"30-year mortgage rate from Freddie Mac's weekly survey: the newest are of 22 January 2026 and have been too old to quote since 6 February 2026."}},
		{day(2026, 4, 17), []string{
			"30-year mortgage rate from Freddie Mac's weekly survey: the newest are of 22 January 2026 and have been too old to quote since 6 February 2026.",
			"Home values from Zillow's home value index: the newest are of 31 January 2026 and have been too old to quote since 17 April 2026.",
			"Sales from city records: the newest are of 5 January 2026 and have been too old to quote since 6 April 2026."}},
	} {
		if got := market.TooOld(old, sales, tt.on); !slices.Equal(got, tt.want) {
			t.Errorf("on %s: %q", tt.on, got)
		}
		// What is said is what is done.
		_, lack := market.NewShelf(old).Find(market.MeasureRate30, market.Place{}, market.HomeUnknown, tt.on)
		if (lack == market.LackStale) != (len(tt.want) > 0) {
			t.Errorf("on %s rates are %q", tt.on, lack)
		}
		if got := market.OldOnFile(market.NewShelf(old), nil, tt.on); len(got) != min(len(tt.want), 2) {
			t.Errorf("on file on %s: %q", tt.on, got)
		}
	}
}
