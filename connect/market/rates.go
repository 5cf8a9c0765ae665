package market

import (
	"io"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
)

// fred reads FRED's copy of the survey: a date and a rate a row, "." where there is none.
func (f *File) fred(yield func(market.Series, error) bool) { f.rates(0, 1, yield) }

// pmms reads Freddie Mac's own file. Its rows are shorter since November 2022; the 30-year rate has stayed where it was.
func (f *File) pmms(yield func(market.Series, error) bool) {
	f.rates(f.col("date"), f.col("pmms30"), yield)
}

func (f *File) rates(dateCol, rateCol int, yield func(market.Series, error) bool) {
	s := market.Series{Source: market.SourceFreddieMac, Measure: market.MeasureRate30, Area: market.Nation(), Unit: market.UnitPercent, Every: market.Weekly}
	for {
		rec, err := f.rows.next()
		if err == io.EOF {
			break
		}
		if err == nil {
			f.Rows++
			var p market.Point
			var ok bool
			if p, ok, err = f.ratePoint(rec, dateCol, rateCol); ok {
				s.Points = append(s.Points, p)
				continue
			}
			if err == nil {
				f.LeftOut++
				continue
			}
		}
		if !yield(market.Series{}, err) {
			return
		}
	}
	s.Sort()
	if len(s.Points) > 0 && f.keep(s.Area) {
		yield(s, nil)
	}
}

func (f *File) ratePoint(rec []string, dateCol, rateCol int) (p market.Point, ok bool, err error) {
	if missing(cell(rec, rateCol)) {
		return p, false, nil
	}
	var d goodturn.Date
	if d, ok = civil(cell(rec, dateCol)); !ok {
		return p, false, f.rows.bad("date", cell(rec, dateCol), "a date such as 2026-09-24 or 9/24/2026")
	}
	v, ok := number(cell(rec, rateCol))
	if !ok || v > 30 { // the record is 18.63 % (October 1981)
		return p, false, f.rows.bad("rate", cell(rec, rateCol), "a rate in per cent such as 6.35")
	}
	return market.Point{Period: d, Value: v}, true, nil
}
