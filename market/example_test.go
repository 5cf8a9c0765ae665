package market_test

import (
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
)

func ExampleEstimateHome() {
	index := market.Series{
		Source: market.SourceFHFA, Measure: market.MeasureValue, Unit: market.UnitIndex, Every: market.Quarterly,
		Area: market.Area{Kind: market.AreaMetro, Key: "10180", Name: "Abilene, TX"},
		Points: []market.Point{
			{Period: goodturn.Date{Year: 2025, Month: time.March, Day: 31}, Value: 400, StdErr: 3},
			{Period: goodturn.Date{Year: 2025, Month: time.December, Day: 31}, Value: 408, StdErr: 3},
			{Period: goodturn.Date{Year: 2026, Month: time.June, Day: 30}, Value: 416, StdErr: 3},
		},
	}
	home := market.Purchase{PriceMinor: 340_000_00, Closed: goodturn.Date{Year: 2025, Month: time.February, Day: 14}}
	e, _ := market.EstimateHome(index, home, goodturn.Date{Year: 2026, Month: time.November, Day: 20})
	fmt.Println(e.Figure)

	home.Closed = goodturn.Date{}
	_, lack := market.EstimateHome(index, home, goodturn.Date{Year: 2026, Month: time.November, Day: 20})
	fmt.Println(lack.Words())
	// Output:
	// your home is probably worth between $310,000 and $405,000, an estimate from the FHFA index through June, not an appraisal
	// The closing date is not on file.
}

func ExampleClosings_Movement() {
	day := goodturn.Date{Year: 2026, Month: time.November, Day: 14}
	var sales []market.Sale
	for i := range 80 {
		sale := func(price int, ago int) market.Sale {
			return market.Sale{Address: goodturn.Address{Street: fmt.Sprint(i, " Elm Street"), Area: "Park Slope"}, Kind: market.HomeHouse,
				Date: day.AddDays(-ago), PriceMinor: int64(price+2_000*i) * 100, Source: market.SourceNYC}
		}
		sales = append(sales, sale(1_500_000, i%80), sale(1_420_000, 90+i%80))
	}
	m, _ := market.NewClosings(sales).Movement(market.Neighborhood("Park Slope"), market.HomeHouse, day.AddDays(6))
	fmt.Printf("%s: %s.\n", m.Trend, m.Figure)
	// Output:
	// up: one-family homes in Park Slope sold at a median of $1,579,000, up about 5% from the 90 days before, according to city records for the 90 days through November 14.
}

func ExampleRateSince() {
	week := func(y int, m time.Month, d int, rate float64) market.Point {
		return market.Point{Period: goodturn.Date{Year: y, Month: m, Day: d}, Value: rate}
	}
	survey := market.Series{Source: market.SourceFreddieMac, Measure: market.MeasureRate30, Unit: market.UnitPercent, Every: market.Weekly,
		Area: market.Nation(), Points: []market.Point{week(2025, time.May, 1, 7.10), week(2026, time.November, 19, 6.35)}}
	move, _ := market.RateSince(survey, goodturn.Date{Year: 2025, Month: time.May, Day: 6}, goodturn.Date{Year: 2026, Month: time.November, Day: 20})
	fmt.Println(move.Moved(), move.Figure)
	// Output:
	// true the average 30-year rate is 6.35%, compared with 7.10% when you closed, according to Freddie Mac's weekly survey of November 19
}
