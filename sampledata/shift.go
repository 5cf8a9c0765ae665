package sampledata

import (
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
)

// ShiftDays is by how many days sample data must be moved so that its newest sale is from one to seven days old on today. It is a
// whole number of weeks, so that a closing on a Thursday stays on a Thursday; below zero if today is before the newest sale.
func ShiftDays(newest, today goodturn.Date) int {
	d := today.Sub(newest) - 1
	weeks := d / 7
	if d < 0 && d%7 != 0 {
		weeks--
	}
	return weeks * 7
}

// Newest is the date of the newest sale, zero for none.
func Newest(sales []market.Sale) goodturn.Date {
	var newest goodturn.Date
	for _, s := range sales {
		if newest.IsZero() || s.Date.After(newest) {
			newest = s.Date
		}
	}
	return newest
}

// ShiftSales gives the sales with every date moved by the same number of days; the originals stay as they are.
func ShiftSales(sales []market.Sale, days int) []market.Sale {
	out := slices.Clone(sales)
	for i := range out {
		out[i].Date = out[i].Date.AddDays(days)
	}
	return out
}

// ShiftIndex does the same for series.
func ShiftIndex(series []market.Series, days int) []market.Series {
	out := make([]market.Series, len(series))
	for i, s := range series {
		out[i] = s.Shifted(days)
	}
	return out
}

// City is the sample data of one demo: sales and index moved to today by the same whole number of weeks.
type City struct {
	Sales []market.Sale
	Index []market.Series
	Days  int // by how many days everything was moved
}

// Around reads everything and moves it to today.
func Around(today goodturn.Date) (City, error) {
	sales, err := Sales()
	if err != nil {
		return City{}, err
	}
	index, err := Index()
	if err != nil {
		return City{}, err
	}
	days := ShiftDays(Newest(sales), today)
	return City{ShiftSales(sales, days), ShiftIndex(index, days), days}, nil
}
