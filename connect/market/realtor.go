package market

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
)

// realtorMeasures are the columns that become series.
var realtorMeasures = []struct {
	column  string
	measure market.Measure
	unit    market.Unit
}{
	{"median days on market", market.MeasureDaysOnMarket, market.UnitDays},
	{"active listing count", market.MeasureActiveListings, market.UnitCount},
	{"new listing count", market.MeasureNewListings, market.UnitCount},
	{"median listing price", market.MeasureListingPrice, market.UnitDollars},
}

// realtor reads one area and month a row, newest month first and unsorted within a month, with a note in words as the last line.
// So all series are gathered before the first is handed out. Rows that the publisher itself marks as doubtful for comparisons
// with the year before (quality_flag 1) are left out: that comparison is what we use them for.
func (f *File) realtor(yield func(market.Series, error) bool) {
	month, flag := f.col("month date yyyymm"), f.col("quality flag")
	cols := make([]int, len(realtorMeasures))
	for i, m := range realtorMeasures {
		cols[i] = f.col(m.column)
	}
	type entry struct {
		area   market.Area
		points [4][]market.Point
	}
	byArea := map[market.Area]*entry{}
	var order []*entry
	held := 0
	for {
		rec, err := f.rows.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			if !yield(market.Series{}, err) {
				return
			}
			continue
		}
		f.Rows++
		area, ok := f.realtorArea(rec)
		if isNote(rec, month) || !ok || !f.keep(area) || strings.HasPrefix(cell(rec, flag), "1") {
			f.LeftOut++
			continue
		}
		period, ok := yyyymm(cell(rec, month))
		if !ok {
			if !yield(market.Series{}, f.rows.bad("month_date_yyyymm", cell(rec, month), "a month such as 202401")) {
				return
			}
			continue
		}
		e := byArea[area]
		if e == nil {
			e = &entry{area: area}
			byArea[area] = e
			order = append(order, e)
		}
		for i, col := range cols {
			text := cell(rec, col)
			if missing(text) || text == "0" || text == "0.0" {
				continue
			}
			v, ok := number(text)
			if !ok {
				if !yield(market.Series{}, f.rows.bad(realtorMeasures[i].column, text, "a number")) {
					return
				}
				continue
			}
			e.points[i] = append(e.points[i], market.Point{Period: period, Value: v})
			held++
		}
		if held > f.opt.MaxPoints {
			yield(market.Series{}, f.rows.stop(&goodturn.Error{Code: goodturn.CodeInvalid,
				Message: "The file covers more areas than fit in memory.", Hint: "Name the ZIP codes or counties in which your clients live, or use the file for states."}))
			return
		}
	}
	for _, e := range order {
		for i, pts := range e.points {
			if len(pts) == 0 {
				continue
			}
			s := market.Series{Source: market.SourceRealtor, Measure: realtorMeasures[i].measure, Area: e.area, Unit: realtorMeasures[i].unit, Every: market.Monthly, Points: pts}
			s.Sort()
			if !yield(s, nil) {
				return
			}
		}
	}
}

// realtorArea reads the area columns, which differ from file to file. Names are lower case in some editions and cased for reading.
func (f *File) realtorArea(rec []string) (market.Area, bool) {
	get := func(names ...string) string { return cell(rec, f.col(names...)) }
	if z := get("postal code"); z != "" {
		return market.ZIP(pad(strings.TrimSuffix(z, ".0"), 5)), true
	}
	if c := get("county fips"); c != "" {
		name, st, _ := strings.Cut(get("county name"), ",")
		if st = strings.TrimSpace(st); st != "" {
			st = ", " + strings.ToUpper(st)
		}
		return market.Area{Kind: market.AreaCounty, Key: pad(strings.TrimSuffix(c, ".0"), 5), Name: placeName(name) + st}, true
	}
	if c := get("cbsa code"); c != "" {
		name, st, _ := strings.Cut(get("cbsa title"), ",")
		if st = strings.TrimSpace(st); st != "" {
			st = ", " + strings.ToUpper(st)
		}
		return market.Area{Kind: market.AreaMetro, Key: strings.TrimSuffix(c, ".0"), Name: placeName(name) + st}, true
	}
	if id := get("state id"); id != "" {
		return market.Area{Kind: market.AreaState, Key: strings.ToUpper(id), Name: placeName(get("state"))}, true
	}
	if f.col("country") >= 0 && get("country") != "" {
		return market.Nation(), true
	}
	return market.Area{}, false
}

// isNote recognises the publisher's remark below the last row: words instead of a month, and nothing else in the row.
func isNote(rec []string, month int) bool {
	if s := cell(rec, month); s != "" && s[0] >= '0' && s[0] <= '9' {
		return false
	}
	for i := range rec {
		if i != month && cell(rec, i) != "" {
			return false
		}
	}
	return true
}

// yyyymm reads 202401 as the last day of January 2024.
func yyyymm(s string) (goodturn.Date, bool) {
	n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
	if err != nil || n < 190001 || n > 220012 || n%100 < 1 || n%100 > 12 {
		return goodturn.Date{}, false
	}
	return lastDay(n/100, time.Month(n%100)), true
}
