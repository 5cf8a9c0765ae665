package market

import (
	"io"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
)

// leastHomeValue tells home values from rents, which Zillow publishes in the same layout without naming either. The lowest value
// in the metro edition to December 2024 is $40,908; no monthly rent comes near.
const leastHomeValue = 10_000

// zillowColumns is where the index keeps its names, and the period of each column of numbers.
type zillowColumns struct {
	name, kind, stateName, state, stateFIPS, countyFIPS, first int
	periods                                                    []goodturn.Date
}

func (f *File) zillowColumns() (zillowColumns, error) {
	c := zillowColumns{
		name: f.col("regionname"), kind: f.col("regiontype"), stateName: f.col("statename"), state: f.col("state"),
		stateFIPS: f.col("statecodefips"), countyFIPS: f.col("municipalcodefips"), first: firstDate(f.header),
	}
	for i := c.first; i < len(f.header); i++ {
		d, ok := monthEnd(f.header[i])
		if !ok {
			return c, &goodturn.Error{Code: goodturn.CodeInvalid, File: f.Name, Line: f.rows.skip, Column: i + 1,
				Message: "The column " + f.header[i] + " stands among the months but is not one.", Hint: "Use the file as Zillow publishes it."}
		}
		c.periods = append(c.periods, d)
	}
	return c, nil
}

// zillow reads one region a row, one month a column; blank cells are normal.
func (f *File) zillow(yield func(market.Series, error) bool) {
	c, err := f.zillowColumns()
	if err != nil {
		f.rows.fatal = err
		yield(market.Series{}, err)
		return
	}
	for {
		rec, err := f.rows.next()
		if err == io.EOF {
			return
		}
		if err != nil {
			if !yield(market.Series{}, err) {
				return
			}
			continue
		}
		f.Rows++
		area, ok := c.area(rec)
		if !ok || !f.keep(area) {
			f.LeftOut++
			continue
		}
		s, err := f.zillowSeries(rec, c, area)
		switch {
		case err != nil:
			if !yield(market.Series{}, err) {
				return
			}
		case len(s.Points) == 0:
			f.LeftOut++
		case !yield(s, nil):
			return
		}
	}
}

func (f *File) zillowSeries(rec []string, c zillowColumns, area market.Area) (market.Series, error) {
	s := market.Series{Source: market.SourceZillow, Measure: market.MeasureValue, Area: area, Unit: market.UnitDollars, Every: market.Monthly,
		Covers: []market.HomeKind{market.HomeHouse, market.HomeCondo, market.HomeCoop}}
	for i, period := range c.periods {
		text := cell(rec, c.first+i)
		if missing(text) {
			continue
		}
		v, ok := number(text)
		if !ok {
			return s, f.rows.bad(f.header[c.first+i], text, "a number above zero")
		}
		if v < leastHomeValue {
			return s, f.rows.stop(&goodturn.Error{Code: goodturn.CodeInvalid, Field: f.header[c.first+i],
				Message: "A home value of $" + text + " is no home value.", Hint: "This looks like Zillow's rent index or a count. Use the home value index (ZHVI)."})
		}
		s.Points = append(s.Points, market.Point{Period: period, Value: v})
	}
	s.Sort()
	return s, nil
}

// area reads the names of a row. Old editions have no RegionType; there a five-digit name is a ZIP code and any other a metro.
func (c zillowColumns) area(rec []string) (market.Area, bool) {
	name, state := cell(rec, c.name), cell(rec, c.state)
	if state == "" {
		state = cell(rec, c.stateName)
	}
	kind := strings.ToLower(cell(rec, c.kind))
	if kind == "" {
		kind = "msa"
		if metroCode.MatchString(name) {
			kind = "zip"
		}
	}
	if name == "" {
		return market.Area{}, false
	}
	in := func(s string) string {
		if state == "" {
			return s
		}
		return s + ", " + state
	}
	switch kind {
	case "country":
		return market.Nation(), true
	case "state":
		return market.Area{Kind: market.AreaState, Key: stateCodeOf(name), Name: name}, true
	case "msa", "metro":
		return market.Area{Kind: market.AreaMetro, Key: name, Name: name}, true
	case "county":
		key := in(name)
		if st, co := cell(rec, c.stateFIPS), cell(rec, c.countyFIPS); st != "" && co != "" {
			key = pad(st, 2) + pad(co, 3)
		}
		return market.Area{Kind: market.AreaCounty, Key: key, Name: name}, true
	case "city":
		return market.Area{Kind: market.AreaCity, Key: in(name), Name: in(name)}, true
	case "zip":
		return market.ZIP(pad(name, 5)), true // a spreadsheet takes the leading zeros away
	case "neighborhood":
		return market.Neighborhood(name), true
	}
	return market.Area{}, false
}

// pad puts back leading zeros.
func pad(s string, n int) string {
	if len(s) < n {
		return strings.Repeat("0", n-len(s)) + s
	}
	return s
}
