package market

import (
	"fmt"
	"math"

	"github.com/goodturn-app/goodturn"
)

const (
	// homeSpread is by how much, as a standard deviation of logarithms over one year, the price of one house wanders. It grows with
	// the square root of time. Source: "Spreads and Volatility in House Returns", Journal of Risk and Financial Management 15(8)
	// 369 (2022): 8.7 % a year for a house in the United States. That figure includes the market's own movement, which the index
	// already carries, so the range is rather too wide than too narrow.
	homeSpread = 0.087
	// rangeLevel is the share of homes whose price should lie within the range of an estimate.
	rangeLevel = 0.80
	// maxRange is how many times its lower end the upper end of a range may be. Beyond twice there is nothing left to say.
	maxRange = 2.0
)

var rangeZ = quantile(1 - (1-rangeLevel)/2)

// Purchase is what is known of how somebody came to their home.
type Purchase struct {
	PriceMinor int64         // US cents; zero: unknown
	Closed     goodturn.Date // zero: unknown
	Kind       HomeKind
	Loan       goodturn.Loan // the zero Loan means unknown
}

// PurchaseOf takes the purchase out of a closing. Prices in a currency other than US dollars count as unknown: no index here is
// about them.
func PurchaseOf(c goodturn.Closing, k HomeKind) Purchase {
	p := Purchase{PriceMinor: c.PriceMinor, Closed: c.Date, Kind: k, Loan: c.Loan}
	if c.Currency != "" && c.Currency != "USD" {
		p.PriceMinor, p.Loan = 0, goodturn.Loan{}
	}
	return p
}

// Price is the price paid in dollars.
func (p Purchase) Price() float64 { return float64(p.PriceMinor) / 100 }

// growth is how far an index went between a closing and now.
type growth struct {
	then, now Point
	ratio     float64
	err       float64 // standard error of the logarithm of ratio, from the publisher's own standard errors; zero: none published
}

// since finds the growth of a series between the period of a closing and the newest one known on asOf.
func since(s Series, p Purchase, asOf goodturn.Date) (growth, Lack) {
	if p.Closed.IsZero() {
		return growth{}, LackClosed
	}
	now, ok := s.Newest(asOf)
	if !ok {
		return growth{}, LackSeries
	}
	if asOf.Sub(now.Period) > MaxIndexAge {
		return growth{}, LackStale
	}
	if !s.CoversKind(p.Kind) {
		return growth{}, LackNotCovered
	}
	if !p.Closed.Before(now.Period) {
		return growth{}, LackTooSoon
	}
	then, ok := s.Covering(p.Closed)
	if !ok {
		return growth{}, LackAtClosing
	}
	if !then.Period.Before(now.Period) {
		return growth{}, LackTooSoon
	}
	return between(then, now), ""
}

// between compares two points of one series. The two standard errors are added as if they were independent; they are not quite,
// since both lean on the same base period, and the true error of the ratio is smaller.
func between(then, now Point) growth {
	return growth{then, now, now.Value / then.Value, math.Hypot(then.StdErr/then.Value, now.StdErr/now.Value)}
}

// Estimate is what a home may be worth: the price paid, moved as far as the index of its area moved since. In dollars.
type Estimate struct {
	Value, Low, High float64
	Figure           Figure
}

// EstimateHome multiplies the price paid by index now / index at the closing. The range holds about four homes in five: it is the
// index's own error and the wandering of a single house from its market over the years in between (at least one: no price paid
// is exactly what the next buyer would have paid). There is none without price and date, none if the newest index is more than
// MaxIndexAge days old on asOf, none if the index has nothing for the time of the closing or nothing later, and none for a kind
// of home that the index does not cover.
func EstimateHome(s Series, p Purchase, asOf goodturn.Date) (Estimate, Lack) {
	if p.PriceMinor < MinPrice*100 {
		return Estimate{}, LackPrice
	}
	g, lack := since(s, p, asOf)
	if lack != "" {
		return Estimate{}, lack
	}
	value := p.Price() * g.ratio
	years := math.Max(1, float64(g.now.Period.Sub(p.Closed))/365.25)
	sd := math.Hypot(g.err, homeSpread*math.Sqrt(years))
	low, high := value*math.Exp(-rangeZ*sd), value*math.Exp(rangeZ*sd)
	if high > maxRange*low {
		return Estimate{}, LackRange
	}
	step := coarse(value)
	e := Estimate{Value: roundTo(value, step), Low: roundDown(low, step), High: roundUp(high, step)}
	e.Figure = Figure{
		Basis: fmt.Sprintf("an estimate from %s through %s, not an appraisal", s.Source.Words(), month(g.now.Period, asOf)),
		Value: e.Value, Low: e.Low, High: e.High, Unit: UnitDollars,
		Source: s.Source, Period: Span{g.then.Period, g.now.Period}, Expires: g.now.Period.AddDays(MaxIndexAge + 1),
		Fell: g.ratio < 1-StableBand/100,
	}
	e.Figure.Lead = fmt.Sprintf("your home is probably worth between %s and %s", dollars(e.Low), dollars(e.High))
	if e.Figure.Fell {
		e.Figure.Lead = fmt.Sprintf("prices around you have come down since you closed, and your home is probably worth between %s and %s now", dollars(e.Low), dollars(e.High))
	}
	return e, ""
}

// SinceClosing is how far the index of the area moved since the closing, in per cent. It speaks of the area, not of one home, so
// it holds for any number of years.
func SinceClosing(s Series, p Purchase, asOf goodturn.Date) (Figure, Lack) {
	g, lack := since(s, p, asOf)
	if lack != "" {
		return Figure{}, lack
	}
	f := changeFigure(s, g, asOf)
	f.Expires = g.now.Period.AddDays(MaxIndexAge + 1)
	f.Lead = fmt.Sprintf("home values in %s are %s since you closed", s.Area.Words(), gone(f))
	if math.Abs(f.Value) <= StableBand {
		f.Lead = fmt.Sprintf("home values in %s are about where they were when you closed", s.Area.Words())
	}
	return f, ""
}

// Milestone is how many full steps of 10 % the index of the area has risen since the closing; zero for less, or for a fall.
func Milestone(s Series, p Purchase, asOf goodturn.Date) (int, Figure, Lack) {
	f, lack := SinceClosing(s, p, asOf)
	if lack != "" {
		return 0, Figure{}, lack
	}
	// A ten-millionth of a percent forgives the binary fractions of 110.0 / 100.0.
	return max(0, int(math.Floor(f.Value/10+1e-8))), f, ""
}

// YearTrend is what the series did over the last year, with the word for it. Comparing with the same time of the year before
// leaves the seasons out.
func YearTrend(s Series, asOf goodturn.Date) (Trend, Figure, Lack) {
	then, now, lack := yearApart(s, asOf)
	if lack != "" {
		return "", Figure{}, lack
	}
	f := changeFigure(s, between(then, now), asOf)
	t := trend(f.Value, f.Low, f.High)
	word := gone(f)
	if t == TrendUnclear {
		word = "without a clear change"
	}
	f.Lead = fmt.Sprintf("home values in %s are %s over the year", s.Area.Words(), word)
	return t, f, ""
}

// changeFigure fills in all of a percent change but its Lead.
func changeFigure(s Series, g growth, asOf goodturn.Date) Figure {
	return Figure{
		Basis: fmt.Sprintf("according to %s through %s", s.Source.Words(), month(g.now.Period, asOf)),
		Value: 100 * (g.ratio - 1),
		Low:   100 * (g.ratio*math.Exp(-z*g.err) - 1),
		High:  100 * (g.ratio*math.Exp(z*g.err) - 1),
		Unit:  UnitPercent, Source: s.Source,
		Period: Span{g.then.Period, g.now.Period}, Expires: s.Expires(asOf),
		Fell: fell(100*(g.ratio-1), 100*(g.ratio*math.Exp(z*g.err)-1)),
	}
}

// gone says a change in words: "up 12%", "much the same", "3% lower".
func gone(f Figure) string {
	switch {
	case f.Value > StableBand:
		return "up " + percent(f.Value)
	case f.Value < -StableBand:
		return percent(f.Value) + " lower"
	}
	return "much the same"
}
