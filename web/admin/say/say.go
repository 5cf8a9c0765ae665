// Package say answers one question: in which words does a page of the owner's tell a time, a deal, an amount of money and a list of names? It
// refuses to know pages, requests and the database.
package say

import (
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/schedule"
)

// ZoneNamed is a zone by name; UTC if it is unknown.
func ZoneNamed(name string) *time.Location {
	if z, err := schedule.LoadZone(name); err == nil && name != "" {
		return z
	}
	return time.UTC
}

// Clock says a day and hour in a zone: "Tue 24 Nov, 10:04", with the year where it is another one.
func Clock(t, now time.Time, zone *time.Location) string {
	t, now = t.In(zone), now.In(zone)
	switch {
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		return "Today, " + t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("Mon 2 Jan, 15:04")
	}
	return t.Format("2 Jan 2006, 15:04")
}

// ThereIn says where the clock hangs that shows an hour of t, if it shows another one than the reader's: " (Honolulu)".
func ThereIn(t time.Time, zone string, reader *time.Location) string {
	_, there := t.In(ZoneNamed(zone)).Zone()
	if _, here := t.In(reader).Zone(); there == here {
		return ""
	}
	return " (" + program.ZoneCity(zone) + ")"
}

// DayOf says a day: "Mon 14 Dec", with the year and without the weekday where it is another year.
func DayOf(d goodturn.Date, now time.Time) string {
	if d.IsZero() {
		return ""
	}
	if d.Year == now.Year() {
		return fmt.Sprintf("%s %d %s", d.Weekday().String()[:3], d.Day, d.Month.String()[:3])
	}
	return fmt.Sprintf("%d %s %d", d.Day, d.Month.String()[:3], d.Year)
}

// LongDay says a day in a sentence: "Monday 14 December", with the year where it is another one.
func LongDay(d goodturn.Date, now time.Time) string {
	if d.Year == now.Year() {
		return fmt.Sprintf("%s %d %s", d.Weekday(), d.Day, d.Month)
	}
	return d.Long()
}

// SideWords says what somebody did, for the beginning of a line.
func SideWords(s goodturn.Side) string {
	switch s {
	case goodturn.SideBought:
		return "Bought"
	case goodturn.SideSold:
		return "Sold"
	case goodturn.SideBoth:
		return "Sold and bought"
	case goodturn.SideRented:
		return "Rented"
	case goodturn.SideRentedOut:
		return "Rented out"
	case goodturn.SideInvested:
		return "Invested in"
	}
	return "A deal at"
}

// Street is the short form of an address.
func Street(a goodturn.Address) string {
	s := a.Street
	if a.Unit != "" {
		s += ", " + a.Unit
	}
	if s == "" {
		s = a.Line()
	}
	return s
}

// yetTo are SideWords of a deal whose day has not come.
var yetTo = map[string]string{"Bought": "Buys", "Sold": "Sells", "Sold and bought": "Sells and buys", "Rented": "Rents", "Rented out": "Rents out", "Invested in": "Invests in"}

// DealWords are SideWords in the tense of the deal's day.
func DealWords(c goodturn.Closing, now time.Time) string {
	did := SideWords(c.Side)
	if does := yetTo[did]; does != "" && c.Date.After(goodturn.DateOf(now)) {
		return does
	}
	return did
}

// DealLine is a deal in a few words: "Bought 12 Oak St, 4C, August 2024".
func DealLine(c goodturn.Closing, now time.Time) string {
	if c.ID == "" {
		return "No deal on file"
	}
	where := Street(c.Property)
	if where == "" {
		where = "a home"
	}
	s := DealWords(c, now) + " " + where
	if !c.Date.IsZero() {
		s += fmt.Sprintf(", %s %d", c.Date.Month, c.Date.Year)
	}
	return s
}

// Money says an amount in minor units: $640,000, EUR 1,250.50, JPY 2,500.
func Money(minor int64, currency string) string {
	sign := "$"
	if currency != "" && currency != "USD" {
		sign = currency + " "
	}
	return sign + goodturn.GroupedAmount(minor, currency, false)
}

func Lacking(missing []string) string {
	if len(missing) == 0 {
		return "its words fit nobody here yet"
	}
	names := make([]string, len(missing))
	for i, m := range missing {
		names[i] = strings.ReplaceAll(m, "_", " ")
	}
	return "not known: " + strings.Join(names, ", ")
}

// AndList joins names: "Ana", "Ana and Ben", "Ana, Ben and Chen".
func AndList(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
