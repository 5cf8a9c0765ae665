package market

import (
	"slices"
	"sort"

	"github.com/goodturn-app/goodturn"
)

// Closings is a set of recorded sales, arranged so that one area's stretch of days is found at once. It is built once and never
// changes; it keeps prices and dates, not addresses. The zero Closings holds nothing.
type Closings struct {
	groups map[group][]closing
	names  map[Area]string
	dates  []int32 // of all sales, sorted, to find the newest that a day could know
	source Source
}

// group is the key under which sales may be compared. Kind unknown holds the sales of every kind.
type group struct {
	area Area
	kind HomeKind
}

type closing struct {
	day   int32 // days since 1 January 1970
	price float64
}

// MinPrice is the least price, in dollars, that counts as a sale. City records list gifts and transfers within a family at zero
// or a few dollars; New York's own sales reports leave those out for the same reason.
const MinPrice = 10_000

// NewClosings arranges sales. Sales below MinPrice, without a valid date, or without a ZIP and a neighbourhood are left out: they
// say nothing about an area. Source is taken from the first sale kept.
func NewClosings(sales []Sale) *Closings {
	c := &Closings{groups: map[group][]closing{}, names: map[Area]string{}}
	for _, s := range sales {
		if s.PriceMinor < MinPrice*100 || !s.Date.Valid() {
			continue
		}
		at := closing{dayNumber(s.Date), float64(s.PriceMinor) / 100}
		used := false
		for _, a := range [...]Area{ZIP(s.Address.ZIP), Neighborhood(s.Address.Area)} {
			if a.Key == "" {
				continue
			}
			used = true
			name := a.Name
			a.Name = ""
			if name != "" && c.names[a] == "" {
				c.names[a] = name
			}
			c.groups[group{a, HomeUnknown}] = append(c.groups[group{a, HomeUnknown}], at)
			if s.Kind != HomeUnknown {
				c.groups[group{a, s.Kind}] = append(c.groups[group{a, s.Kind}], at)
			}
		}
		if used {
			c.dates = append(c.dates, at.day)
			if c.source == "" {
				c.source = s.Source
			}
		}
	}
	slices.Sort(c.dates)
	for g, list := range c.groups {
		slices.SortFunc(list, func(a, b closing) int { return int(a.day - b.day) })
		c.groups[g] = slices.Clip(list)
	}
	return c
}

// Len is the number of sales kept.
func (c *Closings) Len() int {
	if c == nil {
		return 0
	}
	return len(c.dates)
}

// Newest is the date of the newest sale on or before asOf, anywhere; zero if there is none.
func (c *Closings) Newest(asOf goodturn.Date) goodturn.Date {
	if c == nil {
		return goodturn.Date{}
	}
	n := dayNumber(asOf)
	i := sort.Search(len(c.dates), func(i int) bool { return c.dates[i] > n })
	if i == 0 {
		return goodturn.Date{}
	}
	return asOf.AddDays(int(c.dates[i-1] - n))
}

// prices lists the sorted prices of sales from the day from up to and including the day to.
func (c *Closings) prices(a Area, k HomeKind, from, to goodturn.Date) []float64 {
	a.Name = ""
	list := c.groups[group{a, k}]
	lo, hi := dayNumber(from), dayNumber(to)
	i := sort.Search(len(list), func(i int) bool { return list[i].day >= lo })
	var out []float64
	for ; i < len(list) && list[i].day <= hi; i++ {
		out = append(out, list[i].price)
	}
	slices.Sort(out)
	return out
}

// named gives an area the name that its sales carry.
func (c *Closings) named(a Area) Area {
	if a.Name == "" {
		a.Name = c.names[a]
	}
	return a
}

func dayNumber(d goodturn.Date) int32 {
	return int32(d.Sub(goodturn.Date{Year: 1970, Month: 1, Day: 1}))
}
