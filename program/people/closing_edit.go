package people

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people/homes"
	"github.com/goodturn-app/goodturn/store"
)

// readPrice reads what was paid for a home, in minor units of its currency: the one that is said, or else the one that was, or dollars.
func readPrice(s, was string) (minor int64, currency string, err error) {
	minor, currency, ok := connect.ReadPrice(s, cmp.Or(was, "USD"))
	switch {
	case !ok || minor < 0:
		return 0, "", goodturn.Invalid("price", fmt.Sprintf("%q is no price.", program.Clip(s, 40)), "Write it as in $450,000, or leave it open.")
	case minor == 0:
		return 0, was, nil
	}
	return minor, currency, nil
}

// AnotherDeal stands in Edit.ClosingID for a deal that is not on file yet, beside those that are.
const AnotherDeal goodturn.ID = "new"

// editClosing corrects a deal, or adds one. It gives the closing's id if anything of it changed.
func (p *People) editClosing(tx *store.Tx, x *person, e Edit, was map[string]any) (goodturn.ID, error) {
	if e.Closed == nil && e.Side == nil && e.Home == nil && e.Price == nil {
		return "", nil
	}
	set, err := tx.Settings()
	if err != nil {
		return "", err
	}
	i := x.dealToEdit(e.ClosingID)
	if i < 0 && e.ClosingID != "" && e.ClosingID != AnotherDeal {
		return "", goodturn.NotFound("closing")
	}
	c := goodturn.Closing{ContactID: x.contact.ID, Source: hand}
	if i >= 0 {
		c = x.closings[i]
	}
	old := c
	if e.Closed != nil {
		if err := closable(*e.Closed, todayIn(tx.Now(), set)); err != nil {
			return "", err
		}
		c.Date = *e.Closed
	}
	if e.Side != nil {
		if !slices.Contains(goodturn.Sides, *e.Side) {
			return "", goodturn.Invalid("side", fmt.Sprintf("%q is no side of a deal.", *e.Side), "Choose bought, sold, both, rented, rented_out, invested, or leave it open.")
		}
		c.Side = *e.Side
	}
	if e.Home != nil {
		c.Property = goodturn.Address{}
		if strings.TrimSpace(*e.Home) != "" {
			c.Property = connect.ReadPlace(*e.Home)
			c.Property.Area = old.Property.Area
		}
	}
	if e.Price != nil {
		if c.PriceMinor, c.Currency, err = readPrice(*e.Price, old.Currency); err != nil {
			return "", err
		}
	}
	if c == old {
		return "", nil
	}
	if !c.Date.Valid() {
		return "", goodturn.Invalid("date", "The day of the closing is missing.", "Write it as 2026-03-15.")
	}
	ev := goodturn.Event{ContactID: x.contact.ID, Source: hand}
	if i < 0 {
		c.ID = tx.NewID()
		list := []goodturn.Closing{c}
		if err := tx.InsertClosings(list); err != nil {
			return "", err
		}
		x.closings = append(x.closings, list[0])
		ev.Name, ev.At = goodturn.EventClosing, notAfter(dayAt(c.Date), tx.Now())
		ev.Props = program.Props(map[string]any{"closing_id": c.ID, "date": c.Date, "side": c.Side})
	} else {
		if err := tx.UpdateClosing(c); err != nil {
			return "", err
		}
		x.closings[i] = c
		ev.Name = goodturn.EventClosingFixed
		ev.Props = program.Props(map[string]any{"closing_id": c.ID, "date": c.Date, "side": c.Side, "was": old.Date, "was_side": old.Side, "was_home": old.Property.Line(), "was_price_minor": old.PriceMinor, "by": e.By})
		was["closing"] = map[string]any{"date": old.Date, "side": old.Side, "home": old.Property.Line()}
	}
	if err := p.editHomes(tx, x, c, old); err != nil {
		return "", err
	}
	_, err = p.ReceiveIn(tx, ev)
	return c.ID, err
}

func notAfter(t, now time.Time) time.Time {
	if t.After(now) {
		return now
	}
	return t
}

func (x *person) dealToEdit(id goodturn.ID) int {
	best := -1
	for i, c := range x.closings {
		if id != "" {
			if c.ID == id {
				return i
			}
			continue
		}
		if best < 0 || c.Date.After(x.closings[best].Date) {
			best = i
		}
	}
	return best
}

// editHomes brings the homes in line with a corrected closing.
func (p *People) editHomes(tx *store.Tx, x *person, c, old goodturn.Closing) error {
	buys := c.Side.Buys()
	for i, h := range x.homes {
		if h.ClosingID != c.ID {
			continue
		}
		if !buys || c.Property.IsZero() {
			if h.Ended.IsZero() {
				h.Ended, h.EndedWhy = goodturn.DateOf(tx.Now()), "corrected"
			}
		} else {
			h.Property, h.Since = c.Property, c.Date
			if h.EndedWhy == "corrected" {
				h.Ended, h.EndedWhy = goodturn.Date{}, ""
			}
		}
		if h != x.homes[i] {
			if err := tx.SaveHomes([]goodturn.Home{h}); err != nil {
				return err
			}
			x.homes[i] = h
		}
	}
	if old.Side == goodturn.SideSold && c.Side != goodturn.SideSold { // it was no sale, so it ended nothing
		for i, h := range x.homes {
			if h.EndedWhy == "sold" && h.Ended == old.Date {
				h.Ended, h.EndedWhy = goodturn.Date{}, ""
				if err := tx.SaveHomes([]goodturn.Home{h}); err != nil {
					return err
				}
				x.homes[i] = h
			}
		}
	}
	added, ended := homes.After(x.closings, x.homes, c, tx.NewID)
	if err := tx.SaveHomes(added); err != nil {
		return err
	}
	for _, h := range ended {
		if err := tx.SaveHomes([]goodturn.Home{h}); err != nil {
			return err
		}
	}
	homes, err := tx.Homes(x.contact.ID)
	x.homes = homes
	return err
}
