package market

import (
	"fmt"
	"math"

	"github.com/goodturn-app/goodturn"
)

const (
	// RateStep is by how many percentage points the average rate must be below that at the purchase to be worth a word.
	RateStep = 0.5
	// SupplyStep is by how many per cent days on the market or homes for sale must have changed over a year to be worth a word.
	SupplyStep = 20.0
)

// RateMove compares the average 30-year rate now with that in the week of a purchase.
type RateMove struct {
	Then, Now Point
	Change    float64 // percentage points; below zero: cheaper now
	Figure    Figure  // Fell is never set: a lower rate takes nothing from anybody
}

// Moved reports whether the rate is at least RateStep points below that at the purchase. Rates are compared in hundredths, as
// they are published, so that 6.50 against 7.00 counts.
func (m RateMove) Moved() bool { return math.Round(m.Change*100) <= -RateStep*100 }

// RateSince compares the newest rate known on asOf with the one in the week of the purchase. The survey is a national average;
// nobody was promised either rate.
func RateSince(s Series, closed, asOf goodturn.Date) (RateMove, Lack) {
	if closed.IsZero() {
		return RateMove{}, LackClosed
	}
	now, ok := s.Newest(asOf)
	if !ok || s.Measure != MeasureRate30 {
		return RateMove{}, LackSeries
	}
	if s.Stale(asOf) {
		return RateMove{}, LackStale
	}
	// A week without a survey takes the one before, at most two weeks old: the survey once paused over holidays, never longer.
	then, ok := s.At(closed)
	if !ok || closed.Sub(then.Period) > 14 {
		return RateMove{}, LackAtClosing
	}
	if !then.Period.Before(now.Period) {
		return RateMove{}, LackTooSoon
	}
	m := RateMove{Then: then, Now: now, Change: math.Round((now.Value-then.Value)*100) / 100}
	m.Figure = Figure{
		Lead:  fmt.Sprintf("the average 30-year rate is %s, compared with %s when you closed", rate(now.Value), rate(then.Value)),
		Basis: fmt.Sprintf("according to %s of %s", s.Source.Words(), day(now.Period, asOf)),
		Value: m.Change, Low: m.Change, High: m.Change, Unit: UnitPoints,
		Source: s.Source, Period: Span{then.Period, now.Period}, Expires: s.Expires(asOf),
	}
	return m, ""
}

// YearChange compares a count or a number of days with the same month of the year before.
type YearChange struct {
	Then, Now Point
	Percent   float64
	Figure    Figure // Fell is never set: it is about supply, not about what the reader owns
}

// Moved reports whether the change, either way, is at least SupplyStep per cent.
func (c YearChange) Moved() bool { return math.Abs(c.Percent) >= SupplyStep-1e-9 }

// Supply compares days on the market, homes for sale or new listings with the same month of the year before. Against the month
// before, every spring would look like news.
func Supply(s Series, asOf goodturn.Date) (YearChange, Lack) {
	then, now, lack := yearApart(s, asOf)
	if lack != "" {
		return YearChange{}, lack
	}
	c := YearChange{Then: then, Now: now, Percent: 100 * (now.Value/then.Value - 1)}
	unit, when, where := s.Unit, month(now.Period, asOf), s.Area.Words()
	n := thousands(int64(math.Round(now.Value)))
	var lead string
	switch s.Measure {
	case MeasureDaysOnMarket:
		unit = UnitDays
		lead = fmt.Sprintf("homes for sale in %s had been listed for a median of %s days in %s, %s", where, n, when, against(c.Percent, "fewer", "more"))
	case MeasureActiveListings:
		lead = fmt.Sprintf("%s homes were for sale in %s in %s, %s", n, where, when, against(c.Percent, "fewer", "more"))
	case MeasureNewListings:
		lead = fmt.Sprintf("%s homes came up for sale in %s in %s, %s", n, where, when, against(c.Percent, "fewer", "more"))
	default:
		return YearChange{}, LackSeries
	}
	c.Figure = Figure{
		Lead: lead, Basis: "according to " + s.Source.Words(),
		Value: now.Value, Low: now.Value, High: now.Value, Unit: unit,
		Source: s.Source, Period: Span{then.Period, now.Period}, Expires: s.Expires(asOf),
	}
	return c, ""
}

// against says a change over a year: "22% more than a year before".
func against(change float64, less, more string) string {
	if math.Abs(change) <= StableBand {
		return "about as many as a year before"
	}
	word := more
	if change < 0 {
		word = less
	}
	return percent(change) + " " + word + " than a year before"
}

// yearApart finds the newest point that may be quoted on asOf and the one twelve months before it.
func yearApart(s Series, asOf goodturn.Date) (then, now Point, lack Lack) {
	now, ok := s.Newest(asOf)
	if !ok {
		return then, now, LackSeries
	}
	if s.Stale(asOf) {
		return then, now, LackStale
	}
	// Three days of grace: the ends of periods in shifted sample data do not fall on the ends of months.
	then, ok = s.At(now.Period.AddMonths(-12).AddDays(3))
	if !ok || now.Period.Sub(then.Period) > 372 {
		return then, now, LackYearAgo
	}
	return then, now, ""
}
