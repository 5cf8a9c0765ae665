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
	within map[Area][]Area // the neighbourhoods of a city, or its ZIP codes where sales name no neighbourhood
	dates  []int32         // of all sales, sorted, to find the newest that a day could know
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

// SingleSales leaves out what is not the sale of one home: where several homes changed hands in one deed, city records show the
// whole price beside each of them (61 apartments of one house in Manhattan at $77 million each on one day of 2025). Such sales
// agree in date, price and ZIP code. Of two entries for the same home the first is kept. The order stays.
func SingleSales(sales []Sale) []Sale {
	type deed struct {
		date  goodturn.Date
		price int64
		zip   string
	}
	type entry struct {
		first   int
		several bool
	}
	seen := make(map[deed]entry, len(sales))
	for i, s := range sales {
		d := deed{s.Date, s.PriceMinor, s.Address.ZIP}
		e, ok := seen[d]
		if !ok {
			e.first = i
		} else if o := sales[e.first].Address; o.Street != s.Address.Street || o.Unit != s.Address.Unit {
			e.several = true
		}
		seen[d] = e
	}
	var out []Sale
	for i, s := range sales {
		if e := seen[deed{s.Date, s.PriceMinor, s.Address.ZIP}]; e.first == i && !e.several {
			out = append(out, s)
		}
	}
	return out
}

// NewClosings arranges sales, single ones only (SingleSales). Sales below MinPrice, without a valid date, or without any of ZIP code, neighbourhood and city are
// left out: they say nothing about an area. Source is taken from the first sale kept.
func NewClosings(sales []Sale) *Closings {
	c := &Closings{groups: map[group][]closing{}, names: map[Area]string{}, within: map[Area][]Area{}}
	member := map[[2]Area]bool{}
	for _, s := range SingleSales(sales) {
		if s.PriceMinor < MinPrice*100 || !s.Date.Valid() {
			continue
		}
		at := closing{dayNumber(s.Date), float64(s.PriceMinor) / 100}
		used := false
		for _, a := range [...]Area{ZIP(s.Address.ZIP), Neighborhood(s.Address.Area), cityOf(s)} {
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
		if city, part := cityOf(s), partOf(s); city.Key != "" && part.Key != "" {
			city.Name, part.Name = "", ""
			if !member[[2]Area{city, part}] {
				member[[2]Area{city, part}] = true
				c.within[city] = append(c.within[city], part)
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

// partOf is the part of a city in which a sale is compared with its like.
func partOf(s Sale) Area {
	if a := Neighborhood(s.Address.Area); a.Key != "" {
		return a
	}
	return ZIP(s.Address.ZIP)
}

// cityOf is the city of a sale. New York's records go by borough, and two boroughs are not called like their postal city.
func cityOf(s Sale) Area {
	a := City(s.Address.City, s.Address.State)
	if s.Source == SourceNYC {
		switch s.Address.City {
		case "New York":
			a.Name = "Manhattan"
		case "Bronx":
			a.Name = "the Bronx"
		}
	}
	return a
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
	key := Area{Kind: a.Kind, Key: a.Key}
	if n := c.names[key]; n != "" {
		a.Name = n
	}
	return a
}

func dayNumber(d goodturn.Date) int32 {
	return int32(d.Sub(goodturn.Date{Year: 1970, Month: 1, Day: 1}))
}
