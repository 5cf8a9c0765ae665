// Package homes answers one question: which home is meant, which deals of two accounts are one, and which homes are somebody's after a
// deal? It refuses to know where an account comes from, and what is done about it.
package homes

import (
	"cmp"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
)

// DealDays is by how much the dates of one deal may differ between two accounts; months-long differences at one address and side, up to
// FixedDays, are a corrected date, for nobody buys the same home twice within half a year.
const (
	DealDays  = 3
	FixedDays = 180
)

// Apart is how many days lie between two dates, whichever came first.
func Apart(days int) int { return max(days, -days) }

// Likeness of two places.
type Likeness int

const (
	Unsaid Likeness = iota // one of them says too little
	Same
	Differ
)

// Compare tells whether two addresses are one home, however they are spelled; an address without a city or ZIP is that of the same street.
func Compare(a, b goodturn.Address) Likeness {
	ka, kb := Key(a), Key(b)
	if ka == "" || kb == "" {
		return Unsaid
	}
	if ka == kb {
		return Same
	}
	sa, wa := cutLast(ka)
	sb, wb := cutLast(kb)
	if sa == sb && (wa == "" || wb == "" || (a.ZIP == "") != (b.ZIP == "")) {
		return Same
	}
	return Differ
}

func cutLast(k string) (street, where string) {
	i := strings.LastIndexByte(k, '|')
	return k[:i], k[i+1:]
}

// After says what a closing does to the homes that somebody is believed to own: a purchase begins one, a sale ends the one
// that was sold, and one whose address nobody gave ends every earlier one, because nobody is told the value of a house they left.
func After(all []goodturn.Closing, homes []goodturn.Home, c goodturn.Closing, newID func() goodturn.ID) (added, ended []goodturn.Home) {
	if c.FellThrough || !c.Date.Valid() {
		return nil, nil
	}
	buys := c.Side.Buys()
	sells := c.Side == goodturn.SideSold
	if sells {
		for _, h := range homes {
			if h.Ended.IsZero() && !h.Since.After(c.Date) && h.ClosingID != c.ID && Compare(h.Property, c.Property) != Differ {
				h.Ended, h.EndedWhy = c.Date, "sold"
				ended = append(ended, h)
			}
		}
	}
	known := slices.ContainsFunc(homes, func(h goodturn.Home) bool { return h.ClosingID == c.ID })
	if buys && !known && !c.Property.IsZero() {
		h := goodturn.Home{ID: newID(), ContactID: c.ContactID, ClosingID: c.ID, Property: c.Property, Since: c.Date}
		for _, o := range all { // sold since, and the file told of the sale first
			if o.Side == goodturn.SideSold && !o.FellThrough && !o.Date.Before(c.Date) && o.ID != c.ID && Compare(o.Property, c.Property) != Differ {
				h.Ended, h.EndedWhy = o.Date, "sold"
			}
		}
		added = append(added, h)
	}
	return added, ended
}

// Twins finds for deals of one account which deal of another each is, as an index into known: of one side, on days close to each other,
// of one home or of a home that one of the two does not name. A deal is one of the other's at most: two deals stay two.
func Twins(known []goodturn.Closing, owned []goodturn.Home, told []goodturn.Closing, theirs []goodturn.Home) map[goodturn.ID]int {
	out, taken := map[goodturn.ID]int{}, map[int]bool{}
	for _, wanted := range []Likeness{Same, Unsaid} { // who names the home first
		for _, c := range told {
			if _, have := out[c.ID]; have {
				continue
			}
			best := -1
			for i, o := range known {
				sides := o.Side == c.Side || o.Side == goodturn.SideUnknown || c.Side == goodturn.SideUnknown
				n := Apart(o.Date.Sub(c.Date))
				if taken[i] || !sides || n > DealDays || Compare(place(o, owned), place(c, theirs)) != wanted {
					continue
				}
				if best < 0 || n < Apart(known[best].Date.Sub(c.Date)) {
					best = i
				}
			}
			if best >= 0 {
				out[c.ID], taken[best] = best, true
			}
		}
	}
	return out
}

// place is the home that a deal is about as far as we know: the one that it names, or the one that it began.
func place(c goodturn.Closing, homes []goodturn.Home) goodturn.Address {
	if i := Of(c.ID, homes); c.Property.IsZero() && i >= 0 {
		return homes[i].Property
	}
	return c.Property
}

// Of is the index of the home that a deal began, or -1.
func Of(closing goodturn.ID, homes []goodturn.Home) int {
	return slices.IndexFunc(homes, func(h goodturn.Home) bool { return h.ClosingID == closing })
}

// Completed is a deal with what another account of it adds. Price and loan of a deal are in one currency, so one in another is left out.
func Completed(c, by goodturn.Closing) goodturn.Closing {
	if c.Side == goodturn.SideUnknown {
		c.Side = by.Side
	}
	if c.Property.IsZero() {
		c.Property = by.Property
	}
	none := goodturn.Loan{}
	switch {
	case c.PriceMinor == 0 && c.Loan == none && (by.PriceMinor != 0 || by.Loan != none):
		c.PriceMinor, c.Currency, c.Loan = by.PriceMinor, by.Currency, by.Loan
	case cmp.Or(c.Currency, "USD") != cmp.Or(by.Currency, "USD"):
	case c.PriceMinor == 0:
		c.PriceMinor = by.PriceMinor
	case c.Loan == none:
		c.Loan = by.Loan
	}
	return c
}

// Key is what two spellings of one property have in common. Empty where the address says too little to tell homes apart.
func Key(a goodturn.Address) string {
	street := connect.Plain(a.Street)
	if street == "" {
		return ""
	}
	words := strings.Fields(street)
	for i, w := range words {
		if short := streetWords[w]; short != "" {
			words[i] = short
		}
	}
	where := a.ZIP
	if where == "" {
		where = connect.Plain(a.City)
	}
	if len(where) > 5 && where[5] == '-' {
		where = where[:5]
	}
	unit := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(connect.Plain(a.Unit), "apt "), "unit "), "no ")
	return strings.Join(words, " ") + "|" + unit + "|" + where
}

// streetWords are the usual abbreviations (USPS Publication 28, its commonest suffixes and directions).
var streetWords = map[string]string{"street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln", "court": "ct", "place": "pl",
	"boulevard": "blvd", "terrace": "ter", "circle": "cir", "square": "sq", "parkway": "pkwy", "highway": "hwy", "trail": "trl", "north": "n", "south": "s",
	"east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw", "saint": "st", "mount": "mt", "fort": "ft"}
