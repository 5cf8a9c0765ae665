package market

import (
	"fmt"

	"github.com/goodturn-app/goodturn"
)

// Trend is the word for what prices did. The zero Trend means that no word is supported.
type Trend string

const (
	TrendUnclear   Trend = ""          // the sales do not tell: more than StableBand apart, but chance alone could do that
	TrendUp        Trend = "up"        // above StableBand, and the interval lies above no change
	TrendStable    Trend = "stable"    // within StableBand
	TrendAdjusting Trend = "adjusting" // the calm word for a fall: beyond StableBand, and the interval lies below no change
)

const (
	// WindowDays is the length in days of each of the two stretches that are compared.
	WindowDays = 90
	// StableBand is the change in per cent within which prices are called stable.
	StableBand = 2.0
	// MinSales is the least number of sales in each stretch. From 9 sales on, neither the interval of a median nor its standard
	// error rests on the cheapest or dearest sale of the sample; the tenth is there because one deed may turn out to be wrong.
	MinSales = 10
	// MaxMove is the greatest change in per cent between the two stretches that is believed to be about prices. The greatest
	// change of any of the 410 metro areas of the FHFA index from one quarter to the next since 2000 is 18 % (Merced, spring 2008).
	// Beyond 25 % other homes sold, not the same homes at other prices.
	MaxMove = 25.0
)

// Movement compares what homes of one kind in one area sold for in the last 90 days with the 90 days before.
type Movement struct {
	Area         Area
	Kind         HomeKind // unknown: homes of every kind together
	After        Span
	Before       Span
	SalesAfter   int
	SalesBefore  int
	MedianAfter  float64 // dollars
	MedianBefore float64
	Change       float64 // per cent
	Low, High    float64 // 90 % interval of Change
	Trend        Trend
	Figure       Figure
}

// Movement looks at homes of one kind in one area up to the newest sale known on asOf. For a known kind only sales of that kind
// are compared: where more co-ops and fewer houses sell, the median of all falls though no price did.
func (c *Closings) Movement(a Area, k HomeKind, asOf goodturn.Date) (Movement, Lack) {
	to := c.Newest(asOf)
	if to.IsZero() {
		return Movement{}, LackSeries
	}
	expires := to.AddDays(WindowDays + 1)
	if !asOf.Before(expires) {
		return Movement{}, LackStale
	}
	m := Movement{Area: c.named(a), Kind: k}
	m.After = Span{to.AddDays(1 - WindowDays), to}
	m.Before = Span{to.AddDays(1 - 2*WindowDays), to.AddDays(-WindowDays)}
	after := c.prices(a, k, m.After.From, m.After.To)
	before := c.prices(a, k, m.Before.From, m.Before.To)
	m.SalesAfter, m.SalesBefore = len(after), len(before)
	if m.SalesAfter < MinSales || m.SalesBefore < MinSales {
		return m, LackTooFew
	}
	m.MedianAfter, m.MedianBefore = Median(after), Median(before)
	ratio, low, high := ratioOfMedians(after, before, z)
	m.Change, m.Low, m.High = 100*(ratio-1), 100*(low-1), 100*(high-1)
	if m.Change > MaxMove || m.Change < -MaxMove {
		return m, LackMixed
	}
	m.Trend = trend(m.Change, m.Low, m.High)
	m.Figure = Figure{
		Lead:   m.lead(),
		Basis:  fmt.Sprintf("by %s for the %d days to %s", c.source.Words(), WindowDays, day(to, asOf)),
		Value:  m.Change,
		Low:    m.Low,
		High:   m.High,
		Unit:   UnitPercent,
		Source: c.source, Period: m.After, Expires: expires,
		Fell: m.Change < -StableBand,
	}
	return m, ""
}

// Near looks for the closest comparison for a home: its neighbourhood, then its ZIP code. The Lack is that of the last one tried.
func (c *Closings) Near(home goodturn.Address, k HomeKind, asOf goodturn.Date) (Movement, Lack) {
	lack := LackSeries
	for _, a := range [...]Area{Neighborhood(home.Area), ZIP(home.ZIP)} {
		if a.Key == "" {
			continue
		}
		m, l := c.Movement(a, k, asOf)
		if l == "" {
			return m, l
		}
		lack = l
	}
	return Movement{}, lack
}

// trend chooses the word that a change and its interval, all in per cent, can carry.
func trend(change, low, high float64) Trend {
	switch {
	case change >= -StableBand && change <= StableBand:
		return TrendStable
	case change > 0 && low > 0:
		return TrendUp
	case change < 0 && high < 0:
		return TrendAdjusting
	}
	return TrendUnclear
}

func (m Movement) lead() string {
	price := dollars(roundTo(m.MedianAfter, 1_000))
	s := fmt.Sprintf("%s in %s sold at a median of %s", m.Kind.Plural(), m.Area.Words(), price)
	switch m.Trend {
	case TrendUp:
		return s + ", up about " + percent(m.Change) + " on the 90 days before"
	case TrendStable:
		return s + ", much as in the 90 days before"
	case TrendAdjusting:
		return s + ", about " + percent(m.Change) + " under the 90 days before as prices adjust"
	}
	return s + ", with no clear change on the 90 days before"
}
