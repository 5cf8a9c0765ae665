package people

import (
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people/homes"
)

// deals adds closings, each once, and with them the homes they begin and end.
func (in *intake) deals(t *taken, p *person, r *connect.Record) {
	for _, d := range r.Closings {
		if d.Proposed || !d.Date.Valid() {
			continue
		}
		if i := p.sameDeal(d); i >= 0 {
			in.fixDeal(t, p, i, d)
			continue
		}
		c := goodturn.Closing{ID: in.newID(), ContactID: p.contact.ID, Side: d.Side, Property: d.Address, Date: d.Date, PriceMinor: d.PriceMinor, Currency: d.Currency, Loan: d.Loan,
			Source: in.rowSource(r), CreatedAt: in.now, UpdatedAt: in.now}
		p.closings = append(p.closings, c)
		in.closings = append(in.closings, c)
		t.Undo.Closings = append(t.Undo.Closings, c.ID)
		t.Sides = append(t.Sides, c.Side)
		if in.looking {
			in.home(t, p, c)
			continue
		}
		in.events = append(in.events, goodturn.Event{ID: in.newID(), ContactID: p.contact.ID, Name: goodturn.EventClosing, At: notAfter(dayAt(c.Date), in.now), ReceivedAt: in.now,
			Source: in.source(), MessageID: "closing:" + string(c.ID), Props: program.Props(map[string]any{"closing_id": c.ID, "date": c.Date, "side": c.Side})})
		in.home(t, p, c)
	}
}

// dayAt is the instant that stands for a civil date where only an instant will do: 21:00 UTC, as in package standing.
func dayAt(d goodturn.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 21, 0, 0, 0, time.UTC)
}

// sameDeal finds the closing that a row tells of, if it is known: same place, date within three days of what it is or was before
// somebody corrected it; -1 if there is none.
func (p *person) sameDeal(d connect.Closing) int {
	best, off := -1, homes.FixedDays+1
	for i, c := range p.closings {
		place := homes.Compare(c.Property, d.Address)
		if place == homes.Differ {
			continue
		}
		// "Sold" and "bought" on one day are two homes, unless the place says that they are one.
		if place == homes.Unsaid && c.Side != d.Side && c.Side != goodturn.SideUnknown && d.Side != goodturn.SideUnknown {
			continue
		}
		n := homes.Apart(c.Date.Sub(d.Date))
		for _, was := range p.fixed[c.ID] {
			if m := homes.Apart(was.Sub(d.Date)); m <= homes.DealDays {
				n = min(n, m)
			}
		}
		sameSide := c.Side == d.Side || c.Side == goodturn.SideUnknown || d.Side == goodturn.SideUnknown
		if n <= homes.DealDays || place == homes.Same && sameSide && n <= homes.FixedDays {
			if n < off {
				best, off = i, n
			}
		}
	}
	return best
}

// fixDeal fills in what a known closing lacks. A date that moved at the source is followed, unless somebody corrected ours by hand.
func (in *intake) fixDeal(t *taken, p *person, i int, d connect.Closing) {
	was := p.closings[i]
	c := homes.Completed(was, goodturn.Closing{Side: d.Side, Property: d.Address, PriceMinor: d.PriceMinor, Currency: d.Currency, Loan: d.Loan})
	if _, byHand := p.fixed[c.ID]; !byHand && strings.HasPrefix(c.Source, "import:") && homes.Apart(c.Date.Sub(d.Date)) > homes.DealDays {
		c.Date = d.Date
	}
	if c == was {
		return
	}
	c.UpdatedAt = in.now
	p.closings[i] = c
	in.closingsWas = append(slices.DeleteFunc(in.closingsWas, func(x goodturn.Closing) bool { return x.ID == c.ID }), c)
	t.Undo.Fixed = append(t.Undo.Fixed, [2]goodturn.Closing{was, c})
	if c.Date != was.Date || c.Side != was.Side || c.Property != was.Property {
		in.events = append(in.events, goodturn.Event{ID: in.newID(), ContactID: p.contact.ID, Name: goodturn.EventClosingFixed, At: in.now, ReceivedAt: in.now, Source: in.source(),
			MessageID: "fixed:" + string(in.newID()), Props: program.Props(map[string]any{"closing_id": c.ID, "date": c.Date, "side": c.Side, "was": was.Date, "by": "file"})})
		in.home(t, p, c)
	}
}

// home begins the home that somebody bought, and ends those that they sold since.
func (in *intake) home(t *taken, p *person, c goodturn.Closing) {
	added, ended := homes.After(p.closings, p.homes, c, in.newID)
	for _, h := range ended {
		i := slices.IndexFunc(p.homes, func(x goodturn.Home) bool { return x.ID == h.ID })
		was := p.homes[i]
		p.homes[i] = h
		if j := slices.IndexFunc(in.homes, func(x goodturn.Home) bool { return x.ID == h.ID }); j >= 0 {
			in.homes[j] = h
			continue
		}
		in.homesWas = append(in.homesWas, h)
		t.Undo.Ended = append(t.Undo.Ended, [2]goodturn.Home{was, h})
	}
	if c.Property.IsZero() && !p.contact.Mailing.IsZero() && len(added) == 0 && c.Side.Buys() && c.Side != goodturn.SideInvested && p.newest(c) {
		// Nothing says otherwise: who bought lives where their letters go. No value is ever told of such a home, for the deal does not name it.
		at := c
		at.Property = p.contact.Mailing
		added, _ = homes.After(p.closings, p.homes, at, in.newID)
	}
	for _, h := range added {
		p.homes = append(p.homes, h)
		in.homes = append(in.homes, h)
		t.Undo.Homes = append(t.Undo.Homes, h.ID)
	}
}

// newest reports whether no later purchase of the person is known.
func (p *person) newest(c goodturn.Closing) bool {
	return !slices.ContainsFunc(p.closings, func(o goodturn.Closing) bool { return o.ID != c.ID && o.Side.Buys() && o.Date.After(c.Date) })
}
