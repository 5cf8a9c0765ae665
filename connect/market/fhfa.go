package market

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
)

// fhfaColumns says where in a row FHFA's numbers stand; -1: not in this layout.
type fhfaColumns struct{ name, code, state, year, quarter, value, stdErr, kind, flavor, frequency, level int }

// fhfaColumns finds the columns of the four layouts. The all-transactions index counts, because only it comes with standard
// errors and for every metro area; of the master file only its quarterly rows are read, so that no area gets two indexes.
func (f *File) fhfaColumns(rec []string) fhfaColumns {
	none := fhfaColumns{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}
	c := none
	switch {
	case f.header == nil && len(rec) >= 6:
		c.name, c.code, c.year, c.quarter, c.value, c.stdErr = 0, 1, 2, 3, 4, 5
	case f.header == nil:
		c.state, c.year, c.quarter, c.value = 0, 1, 2, 3
	default:
		c.name = f.col("metro", "metro name", "place name")
		c.code = f.col("area code", "cbsa", "city", "place id")
		c.state = f.col("state")
		c.year, c.quarter = f.col("year", "yr"), f.col("quarter", "qtr", "period")
		c.value, c.stdErr = f.col("value", "index nsa"), f.col("difference")
		c.kind, c.flavor, c.frequency, c.level = f.col("hpi type"), f.col("hpi flavor"), f.col("frequency"), f.col("level")
	}
	return c
}

// wanted reports whether a row of the master file is one that we read.
func (c fhfaColumns) wanted(rec []string) bool {
	is := func(i int, want ...string) bool {
		return i < 0 || slices.Contains(want, strings.ToLower(cell(rec, i)))
	}
	return is(c.kind, "traditional") && is(c.flavor, "all-transactions") && is(c.frequency, "quarterly") &&
		is(c.level, "msa", "state", "usa or census division")
}

func (c fhfaColumns) area(rec []string) market.Area {
	code, name := cell(rec, c.code), cell(rec, c.name)
	switch {
	case c.state >= 0 && code == "":
		st := strings.ToUpper(cell(rec, c.state))
		return market.Area{Kind: market.AreaState, Key: st, Name: stateName(st)}
	case code == "USA":
		return market.Nation()
	case len(code) == 2:
		return market.Area{Kind: market.AreaState, Key: code, Name: name}
	}
	return market.Area{Kind: market.AreaMetro, Key: code, Name: name}
}

// fhfa reads rows that stand together by area, one quarter a row.
func (f *File) fhfa(yield func(market.Series, error) bool) {
	var cur market.Series
	flush := func() bool {
		if len(cur.Points) == 0 {
			return true
		}
		s := cur
		cur = market.Series{}
		s.Sort()
		return yield(s, nil)
	}
	for {
		rec, err := f.rows.next()
		if err == io.EOF {
			flush()
			return
		}
		if err != nil {
			if !yield(market.Series{}, err) {
				return
			}
			continue
		}
		f.Rows++
		c := f.fhfaColumns(rec)
		area := c.area(rec)
		if !c.wanted(rec) || strings.HasPrefix(area.Key, "DV_") || !f.keep(area) {
			f.LeftOut++
			continue
		}
		p, ok, err := f.fhfaPoint(rec, c)
		if err != nil {
			if !yield(market.Series{}, err) {
				return
			}
			continue
		}
		if area.Key != cur.Area.Key || area.Kind != cur.Area.Kind {
			if !flush() {
				return
			}
			cur = market.Series{Source: market.SourceFHFA, Measure: market.MeasureValue, Area: area, Unit: market.UnitIndex,
				Every: market.Quarterly, Covers: []market.HomeKind{market.HomeHouse}}
		}
		if !ok {
			f.LeftOut++
			continue
		}
		cur.Points = append(cur.Points, p)
	}
}

// fhfaPoint reads one quarter; ok is false where FHFA has no number for it ("-").
func (f *File) fhfaPoint(rec []string, c fhfaColumns) (p market.Point, ok bool, err error) {
	if len(rec) <= max(c.year, c.quarter, c.value) {
		return p, false, f.rows.short("index")
	}
	year, err := strconv.Atoi(cell(rec, c.year))
	if err != nil || year < 1900 || year > 2200 {
		return p, false, f.rows.bad("year", cell(rec, c.year), "a year")
	}
	q, err := strconv.Atoi(cell(rec, c.quarter))
	if err != nil || q < 1 || q > 4 {
		return p, false, f.rows.bad("quarter", cell(rec, c.quarter), "a quarter from 1 to 4")
	}
	if missing(cell(rec, c.value)) {
		return p, false, nil
	}
	p.Period = goodturn.Date{Year: year, Month: 1, Day: 31}.AddMonths(3*q - 1)
	p.Period = lastDay(p.Period.Year, p.Period.Month)
	if p.Value, ok = number(cell(rec, c.value)); !ok {
		return p, false, f.rows.bad("index", cell(rec, c.value), "a number above zero")
	}
	if se := strings.Trim(cell(rec, c.stdErr), "() "); !missing(se) { // "( 1.90)"
		if p.StdErr, err = strconv.ParseFloat(se, 64); err != nil || p.StdErr < 0 || p.StdErr > p.Value {
			return p, false, f.rows.bad("standard error", cell(rec, c.stdErr), "a standard error such as ( 1.90)")
		}
	}
	return p, true, nil
}
