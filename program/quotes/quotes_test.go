package quotes_test

import (
	"fmt"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/program/quotes"
)

var (
	today  = goodturn.Date{Year: 2026, Month: 11, Day: 17}
	closed = goodturn.Date{Year: 2024, Month: 11, Day: 18}
	home   = goodturn.Address{Street: "12 Oak Street", City: "Brooklyn", State: "NY", ZIP: "11215"}
)

// known is a market in which prices in one ZIP went up or down for 200 days, and an index of the metro area did the same for years.
func known(up bool) quotes.Figures {
	sign := int64(-1)
	if !up {
		sign = 1
	}
	var sales []market.Sale
	for back := range 200 {
		sales = append(sales, market.Sale{Address: goodturn.Address{Street: fmt.Sprintf("%d Sample Street", back+1), ZIP: home.ZIP}, Kind: market.HomeHouse, Date: today.AddDays(-back), PriceMinor: 60_000_000 + sign*int64(back)*60_000})
	}
	index := market.Series{Source: market.SourceZillow, Measure: market.MeasureValue, Area: market.ZIP(home.ZIP), Unit: market.UnitDollars, Every: market.Monthly}
	for month := 48; month >= 1; month-- {
		first := goodturn.Date{Year: today.Year, Month: today.Month, Day: 1}.AddMonths(-month)
		index.Points = append(index.Points, market.Point{Period: first, Value: 500_000 - float64(sign)*float64(48-month)*2_000})
	}
	return quotes.Figures{Shelf: market.NewShelf([]market.Series{index}), Closings: market.NewClosings(sales)}
}

func deal(side goodturn.Side) goodturn.Closing {
	return goodturn.Closing{ID: "k", Side: side, Date: closed, Property: home, PriceMinor: 55_000_000}
}

func TestWhatMayBeQuotedOfAHome(t *testing.T) {
	lives := goodturn.Home{ID: "h", ClosingID: "k", Property: home, Since: closed}
	gone := lives
	gone.Ended = today.AddDays(-10)
	for _, tt := range []struct {
		name                       string
		figures                    quotes.Figures
		home                       goodturn.Home
		side                       goodturn.Side
		area, year, estimate, fell bool
	}{
		{"a home that was bought where much is known", known(true), lives, goodturn.SideBought, true, true, true, false},
		{"one that is rented is no purchase", known(true), lives, goodturn.SideRented, true, true, false, false},
		{"one that is no longer theirs", known(true), gone, goodturn.SideBought, false, false, false, false},
		{"no home at all", known(true), goodturn.Home{}, goodturn.SideSold, false, false, false, false},
		{"where nothing is known", quotes.Figures{}, lives, goodturn.SideBought, false, false, false, false},
		{"where it fell, and that is said", known(false), lives, goodturn.SideBought, true, true, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var q quotes.Quotes
			for range 2 { // what is remembered is what was found
				f := q.About(tt.figures, deal(tt.side), tt.home, today)
				if got := f.Movement.Figure.Usable(today); got != tt.area {
					t.Errorf("the area: %+v", f.Movement.Figure)
				}
				if got := f.Year.Usable(today); got != tt.year {
					t.Errorf("the year: %+v", f.Year)
				}
				if got := f.Estimate.Usable(today); got != tt.estimate {
					t.Errorf("the estimate: %+v", f.Estimate)
				}
				if got := quotes.Fell(f) != ""; got != tt.fell {
					t.Errorf("fell: %q", quotes.Fell(f))
				}
			}
		})
	}
}

// Another day and another market are asked again.
func TestWhatIsRememberedIsOfItsDayAndItsMarket(t *testing.T) {
	lives := goodturn.Home{ID: "h", ClosingID: "k", Property: home, Since: closed}
	var q quotes.Quotes
	up, down := known(true), known(false)
	if f := q.About(up, deal(goodturn.SideBought), lives, today); quotes.Fell(f) != "" {
		t.Fatal(quotes.Fell(f))
	}
	if f := q.About(down, deal(goodturn.SideBought), lives, today); quotes.Fell(f) == "" {
		t.Error("the figures of another market are quoted")
	}
	if f := q.About(down, deal(goodturn.SideBought), lives, today.AddDays(400)); f.Movement.Figure.Usable(today.AddDays(400)) {
		t.Error("figures of last year are quoted")
	}
}
