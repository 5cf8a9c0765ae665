// Package quotes answers one question: which figures of the market may be quoted to somebody about their home and its area, and which of
// them does an owner quote in words of their own? What cannot
// be said honestly it leaves out. It refuses to know whom we write to, and when.
package quotes

import (
	"sync"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/message"
)

// Figures is what is known of markets. The zero Figures knows nothing, and then words that need no figure are used.
type Figures struct {
	Shelf    *market.Shelf
	Closings *market.Closings
	Metro    string // the metro area in which the owner works
}

// Quotes remembers for a day what may be quoted about a place: a morning's letters ask about the same few neighbourhoods over and
// over. The zero Quotes is ready to use, by many goroutines at once.
type Quotes struct {
	mu    sync.Mutex
	from  Figures
	day   goodturn.Date
	areas map[goodturn.Address]market.Movement
	years map[market.Place]yearQuote
}

type yearQuote struct {
	word   market.Trend
	figure market.Figure
}

// About gathers what may be quoted to somebody about their home and its area on a day. Whatever cannot be said honestly is left zero,
// and words that need it are then missing it. No figure is ever about a home that is no longer theirs.
func (q *Quotes) About(f Figures, c goodturn.Closing, home goodturn.Home, today goodturn.Date) message.Figures {
	var out message.Figures
	where := home.Property
	if where.IsZero() || !home.Ended.IsZero() {
		return out
	}
	place := market.PlaceOf(where, f.Metro)
	out.Movement = q.movement(f, where, today)
	out.YearWord, out.Year = q.year(f, place, today)
	if c.Date.Valid() {
		if s, lack := f.Shelf.Find(market.MeasureRate30, market.Place{}, market.HomeUnknown, today); lack == "" {
			out.Rate, _ = market.RateSince(s, c.Date, today)
		}
	}
	if s, lack := f.Shelf.Find(market.MeasureActiveListings, place, market.HomeUnknown, today); lack == "" {
		out.Supply, _ = market.Supply(s, today)
	}
	if c.Property != where || !c.Side.Buys() {
		return out
	}
	s, lack := f.Shelf.Find(market.MeasureValue, place, market.HomeUnknown, today)
	if lack != "" {
		return out
	}
	deal := market.PurchaseOf(c, market.HomeUnknown)
	out.Since, _ = market.SinceClosing(s, deal, today)
	if e, lack := market.EstimateHome(s, deal, today); lack == "" {
		out.Estimate = e.Figure
	}
	out.Equity, _ = market.Equity(s, deal, today)
	return out
}

func (q *Quotes) movement(f Figures, where goodturn.Address, today goodturn.Date) market.Movement {
	if f.Closings == nil {
		return market.Movement{}
	}
	key := goodturn.Address{Area: where.Area, ZIP: where.ZIP}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.reset(f, today)
	m, ok := q.areas[key]
	if !ok {
		var lack market.Lack
		if m, lack = f.Closings.Near(where, market.HomeUnknown, today); lack != "" {
			m = market.Movement{}
		}
		q.areas[key] = m
	}
	return m
}

func (q *Quotes) year(f Figures, place market.Place, today goodturn.Date) (market.Trend, market.Figure) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.reset(f, today)
	y, ok := q.years[place]
	if !ok {
		if s, lack := f.Shelf.Find(market.MeasureValue, place, market.HomeUnknown, today); lack == "" {
			y.word, y.figure, _ = market.YearTrend(s, today)
		}
		q.years[place] = y
	}
	return y.word, y.figure
}

func (q *Quotes) reset(f Figures, today goodturn.Date) {
	if q.day != today || q.from != f {
		q.from, q.day = f, today
		q.areas, q.years = map[goodturn.Address]market.Movement{}, map[market.Place]yearQuote{}
	}
}

// Fell says where the figure that a touch leans on fell and by how much; empty if it did not, or if there is none.
func Fell(f message.Figures) string {
	for _, g := range []market.Figure{f.Movement.Figure, f.Year, f.Since} {
		if !g.IsZero() && g.Fell {
			return g.Lead
		}
	}
	return ""
}
