package market

import (
	"maps"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// TooOld says of what a publisher's file holds what nobody is quoted on a day because it is too old: what, from whom, of when the newest
// is, and since when. One sentence for all areas of one measure; none where something of it may be quoted. The zero Date knows nothing.
func TooOld(series []Series, sales []Sale, today goodturn.Date) []string {
	type kept struct{ newest, end goodturn.Date }
	of := map[string]kept{}
	add := func(what string, newest, end goodturn.Date) {
		if k, ok := of[what]; !ok || end.After(k.end) {
			of[what] = kept{newest, end}
		}
	}
	for _, s := range series {
		if n := len(s.Points); n > 0 {
			newest := s.Points[n-1].Period
			add(upperWords(s.Measure)+" from "+s.Source.Words(), newest, newest.AddDays(s.Every.Fresh()+1))
		}
	}
	for _, s := range sales {
		add("Sales from "+s.Source.Words(), s.Date, s.Date.AddDays(WindowDays+1))
	}
	var out []string
	for _, what := range slices.Sorted(maps.Keys(of)) {
		if k := of[what]; today.Valid() && !today.Before(k.end) {
			out = append(out, what+": the newest are of "+k.newest.Long()+" and have been too old to quote since "+k.end.Long()+".")
		}
	}
	return out
}

// upperWords names a measure at the beginning of a sentence.
func upperWords(m Measure) string {
	s := m.Words()
	return strings.ToUpper(s[:1]) + s[1:]
}

// OldOnFile is TooOld for what is on the shelf and for sales.
func OldOnFile(sh *Shelf, c *Closings, today goodturn.Date) []string {
	var series []Series
	if sh != nil {
		for _, areas := range sh.byMeasure {
			for _, list := range areas {
				series = append(series, list...)
			}
		}
	}
	var sales []Sale
	if newest := c.Newest(today); !newest.IsZero() {
		sales = append(sales, Sale{Source: c.source, Date: newest})
	}
	return TooOld(series, sales, today)
}
