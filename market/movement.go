package market

import (
	"fmt"
	"math"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// Trend is the word for what prices did. The zero Trend means that no word is supported.
type Trend string

const (
	TrendUnclear   Trend = ""          // the numbers do not tell: chance alone could do that
	TrendUp        Trend = "up"        // above StableBand, and the interval is narrow and above no change
	TrendStable    Trend = "stable"    // within StableBand, and the interval is narrow
	TrendAdjusting Trend = "adjusting" // the calm word for a fall: beyond StableBand, and the interval is narrow and below no change
)

const (
	// WindowDays is the length in days of each of the two stretches that are compared.
	WindowDays = 90
	// StableBand is the change in per cent within which prices are called stable.
	StableBand = 2.0
	// MaxWidth is the greatest width of the interval, in percentage points, that carries any word. House prices move a few per cent in
	// a quarter, so an interval of thirty points that happens to miss zero is luck far more often than movement. Seen in New York's
	// sales of 2025: of 230 comparisons by neighbourhood and kind, 11 missed zero at 90 %, fewer than the 23 that chance alone gives,
	// with changes from 12 % to 24 % that nobody should put into a letter.
	MaxWidth = 12.0
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
	MedianAfter  float64 // dollars, of all sales of the area
	MedianBefore float64
	MedianLow    float64 // 90 % interval of MedianAfter
	MedianHigh   float64
	Change       float64 // per cent; for a city the average over its neighbourhoods, not the ratio of the two medians
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
	m.MedianLow, m.MedianHigh, _ = medianInterval(after, confidence) // MinSales sales always carry it
	diff, se := logRatio(after, before)
	if a.Kind == AreaCity {
		var ok bool
		if diff, se, ok = c.pooled(m); !ok {
			return m, LackTooFew
		}
	}
	m.Change, m.Low, m.High = 100*math.Expm1(diff), 100*math.Expm1(diff-z*se), 100*math.Expm1(diff+z*se)
	if m.Change > MaxMove || m.Change < -MaxMove {
		return m, LackMixed
	}
	m.Trend = trend(m.Change, m.Low, m.High)
	m.Figure = Figure{
		Lead:   m.lead(),
		Basis:  fmt.Sprintf("according to %s for the %d days through %s", c.source.Words(), WindowDays, day(to, asOf)),
		Value:  m.Change,
		Low:    m.Low,
		High:   m.High,
		Unit:   UnitPercent,
		Source: c.source, Period: m.After, Expires: expires,
		Fell: fell(m.Change, m.High),
	}
	return m, ""
}

// pooled compares a city part by part and averages: each neighbourhood's ratio of medians counts by how many sales it rests on.
// Comparing the medians of a whole city would mistake a quarter in which more homes sold in its dear parts for a rise. Parts with
// fewer than MinSales on a side are left out. The standard error is that of a weighted sum of independent numbers.
func (c *Closings) pooled(m Movement) (diff, se float64, ok bool) {
	var sum, sumDiff, sumVar float64
	for _, part := range c.within[Area{Kind: m.Area.Kind, Key: m.Area.Key}] {
		after := c.prices(part, m.Kind, m.After.From, m.After.To)
		before := c.prices(part, m.Kind, m.Before.From, m.Before.To)
		if len(after) < MinSales || len(before) < MinSales {
			continue
		}
		d, e := logRatio(after, before)
		n, o := float64(len(after)), float64(len(before))
		w := n * o / (n + o)
		sum, sumDiff, sumVar = sum+w, sumDiff+w*d, sumVar+w*w*e*e
	}
	if sum == 0 {
		return 0, 0, false
	}
	return sumDiff / sum, math.Sqrt(sumVar) / sum, true
}

// Near looks for the closest comparison that a word can be said about: the home's neighbourhood, its ZIP code, its city (in New
// York: borough). If none carries a word, it is the closest that has enough sales; if none has, the Lack is that of the last tried.
func (c *Closings) Near(home goodturn.Address, k HomeKind, asOf goodturn.Date) (Movement, Lack) {
	var closest Movement
	lack := LackSeries
	for _, a := range [...]Area{Neighborhood(home.Area), ZIP(home.ZIP), City(home.City, home.State)} {
		if a.Key == "" {
			continue
		}
		m, l := c.Movement(a, k, asOf)
		switch {
		case l == "" && m.Trend != TrendUnclear:
			return m, ""
		case l != "":
			lack = l
		case closest.Figure.IsZero():
			closest = m
		}
	}
	if !closest.Figure.IsZero() {
		return closest, ""
	}
	return Movement{}, lack
}

// trend chooses the word that a change and its interval, all in per cent, can carry.
func trend(change, low, high float64) Trend {
	switch {
	case high-low > MaxWidth:
		return TrendUnclear
	case change >= -StableBand && change <= StableBand:
		return TrendStable
	case change > 0 && low > 0:
		return TrendUp
	case change < 0 && high < 0:
		return TrendAdjusting
	}
	return TrendUnclear
}

// fell reports whether a change counts as a fall for an ask that leans on it. Here a wide interval counts too: waiting costs
// nothing, and asking after a fall does.
func fell(change, high float64) bool { return change < -StableBand && high < 0 }

func (m Movement) lead() string {
	if m.Area.Kind == AreaCity {
		return m.Kind.Plural() + " across " + m.Area.Words() + " sold " + m.against("for about %s more than in the 90 days before", "for much the same as in the 90 days before", "for about %s less than in the 90 days before as prices adjust", "with no clear change from the 90 days before")
	}
	price := dollars(roundTo(m.MedianAfter, 1_000))
	in := "in"
	if a := m.Area.Words(); strings.HasPrefix(a, "the ") && strings.Contains(a+" ", " Side ") {
		in = "on" // one lives on the Upper East Side, and on the North Side
	}
	return fmt.Sprintf("%s %s %s sold at a median of %s, ", m.Kind.Plural(), in, m.Area.Words(), price) +
		m.against("up about %s from the 90 days before", "much the same as in the 90 days before", "about %s below the 90 days before as prices adjust", "with no clear change from the 90 days before")
}

// against picks the words for the trend and puts the change into them.
func (m Movement) against(up, stable, adjusting, unclear string) string {
	switch m.Trend {
	case TrendUp:
		return fmt.Sprintf(up, percent(m.Change))
	case TrendStable:
		return stable
	case TrendAdjusting:
		return fmt.Sprintf(adjusting, percent(m.Change))
	}
	return unclear
}
