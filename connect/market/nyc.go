package market

import (
	"io"
	"math"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
)

// boroughs are the five, by the digit that the city's files use. The names serve as the city of a postal address; Queens has many
// postal cities, and the files do not tell which.
var boroughs = map[string]string{"1": "New York", "2": "Bronx", "3": "Brooklyn", "4": "Queens", "5": "Staten Island", "MANHATTAN": "New York", "BRONX": "Bronx", "BROOKLYN": "Brooklyn", "QUEENS": "Queens", "STATEN ISLAND": "Staten Island"}

// homeKinds are the building class categories that are homes which one household buys. The others are rentals, land and business.
var homeKinds = map[string]market.HomeKind{
	"01": market.HomeHouse, "02": market.HomeMulti, "03": market.HomeMulti,
	"04": market.HomeCondo, "12": market.HomeCondo, "13": market.HomeCondo, "15": market.HomeCondo,
	"09": market.HomeCoop, "10": market.HomeCoop, "17": market.HomeCoop,
}

// nycArea names a neighbourhood so that no two boroughs share one. Sunnyside is the only name that two of them have.
func nycArea(borough, name string) string {
	n := NeighborhoodName(name)
	if n == "Sunnyside" && boroughs[borough] == "Staten Island" {
		n += " on Staten Island"
	}
	return n
}

type nycColumns struct{ borough, area, category, address, apartment, zip, price, date int }

// nyc reads one sale a row.
func (f *File) nyc(yield func(market.Sale, error) bool) {
	c := nycColumns{f.col("borough"), f.col("neighborhood"), f.col("building class category"), f.col("address"), f.col("apartment number"), f.col("zip code"), f.col("sale price"), f.col("sale date")}
	for {
		rec, err := f.rows.next()
		if err == io.EOF {
			return
		}
		var s market.Sale
		ok := false
		if err == nil {
			f.Rows++
			s, ok, err = f.nycSale(rec, c)
		}
		switch {
		case err != nil:
			if !yield(market.Sale{}, err) {
				return
			}
		case !ok:
			f.LeftOut++
		case !yield(s, nil):
			return
		}
	}
}

// nycSale reads a row; ok is false for what is not a home sold for money. A price of zero or a few dollars is a transfer without
// cash: between spouses, into a trust, by inheritance.
func (f *File) nycSale(rec []string, c nycColumns) (s market.Sale, ok bool, err error) {
	if len(rec) <= max(c.price, c.date) {
		return s, false, f.rows.short("SALE DATE")
	}
	category := cell(rec, c.category)
	if len(category) < 2 || homeKinds[category[:2]] == "" {
		return s, false, nil
	}
	price := cell(rec, c.price)
	if missing(price) || strings.Trim(price, "$0.,- ") == "" {
		return s, false, nil
	}
	dollars, good := number(price)
	if !good {
		return s, false, f.rows.bad("SALE PRICE", price, "a price in dollars")
	}
	if dollars < market.MinPrice {
		return s, false, nil
	}
	date, good := civil(cell(rec, c.date))
	if !good {
		return s, false, f.rows.bad("SALE DATE", cell(rec, c.date), "a date such as 2025-08-22 or 8/22/2025")
	}
	zip := cell(rec, c.zip)
	if zip == "0" {
		zip = ""
	}
	if zip != "" && !metroCode.MatchString(zip) {
		return s, false, f.rows.bad("ZIP CODE", zip, "a ZIP code of five digits")
	}
	borough := strings.ToUpper(cell(rec, c.borough))
	street, unit := StreetAndUnit(cell(rec, c.address), cell(rec, c.apartment))
	s = market.Sale{
		Address: goodturn.Address{Street: street, Unit: unit, City: boroughs[borough], State: "NY", ZIP: zip, Area: nycArea(borough, cell(rec, c.area))},
		Kind:    homeKinds[category[:2]], Date: date, PriceMinor: int64(math.Round(dollars * 100)), Source: market.SourceNYC,
	}
	if (zip == "" || !f.keep(market.ZIP(zip))) && (s.Address.Area == "" || !f.keep(market.Neighborhood(s.Address.Area))) {
		return s, false, nil
	}
	return s, true, nil
}
