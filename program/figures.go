package program

import (
	"sync"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/message"
)

// quotes answers what may be quoted about one place on one day, and remembers the answer for that day: a morning's letters ask
// about the same few neighbourhoods over and over.
type quotes struct {
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

// figures gathers what may be quoted to somebody about their home and its area. Whatever cannot be said honestly is left zero,
// and words that need it are then missing it. No figure is ever about a home that is no longer theirs.
func (p *Program) figures(c goodturn.Closing, home goodturn.Home, today goodturn.Date) message.Figures {
	var out message.Figures
	if p.Market == nil {
		return out
	}
	f := p.Market.Figures()
	where := home.Property
	if where.IsZero() || !home.Ended.IsZero() {
		return out
	}
	place := market.PlaceOf(where, f.Metro)
	out.Movement = p.quotes.movement(f, where, today)
	out.YearWord, out.Year = p.quotes.year(f, place, today)
	if c.Date.Valid() {
		if s, lack := f.Shelf.Find(market.MeasureRate30, market.Place{}, market.HomeUnknown, today); lack == "" {
			out.Rate, _ = market.RateSince(s, c.Date, today)
		}
	}
	if s, lack := f.Shelf.Find(market.MeasureActiveListings, place, market.HomeUnknown, today); lack == "" {
		out.Supply, _ = market.Supply(s, today)
	}
	if c.Property != where || !bought(c.Side) {
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

func bought(s goodturn.Side) bool {
	return s == goodturn.SideBought || s == goodturn.SideBoth || s == goodturn.SideInvested
}

func (q *quotes) movement(f Figures, where goodturn.Address, today goodturn.Date) market.Movement {
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

func (q *quotes) year(f Figures, place market.Place, today goodturn.Date) (market.Trend, market.Figure) {
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

func (q *quotes) reset(f Figures, today goodturn.Date) {
	if q.day != today || q.from != f {
		q.from, q.day = f, today
		q.areas, q.years = map[goodturn.Address]market.Movement{}, map[market.Place]yearQuote{}
	}
}

// fell says where the figure that a touch leans on fell and by how much; empty if it did not, or if there is none.
func fell(f message.Figures) string {
	for _, g := range []market.Figure{f.Movement.Figure, f.Year, f.Since} {
		if !g.IsZero() && g.Fell {
			return g.Lead
		}
	}
	return ""
}
