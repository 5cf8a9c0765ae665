package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Unit is what a Distance counts.
type Unit uint8

const (
	Day   Unit = iota // civil days, in the zone of the person
	Month             // civil months, clamped to the month's end
	Year              // twelve civil months
	Hour              // elapsed time, whatever the clocks do meanwhile
)

var unitWords = [...][2]string{Day: {"day", "days"}, Month: {"month", "months"}, Year: {"year", "years"}, Hour: {"h", "h"}}

// most is about a hundred years in each unit: more is a slip of the finger.
var most = [...]int{Day: 36600, Month: 1200, Year: 100, Hour: 878400}

// Distance is how far something lies from its anchor: civil days, months or years from a date, or hours from an instant.
// Days here are civil days; n x 24 hours are written in hours. The zero Distance is 0 days: the anchor itself.
type Distance struct {
	N    int
	Unit Unit
}

// Days is n civil days.
func Days(n int) Distance { return Distance{n, Day} }

// Months is n civil months.
func Months(n int) Distance { return Distance{n, Month} }

// Years is n civil years.
func Years(n int) Distance { return Distance{n, Year} }

// Hours is n elapsed hours.
func Hours(n int) Distance { return Distance{n, Hour} }

// ParseDistance reads what people write in a playbook: "day 30", "92 days", "2 weeks", "6 months", "month 6", "1 year",
// "48 h", "48h". A leading minus means before the anchor. Errors say what would have been understood.
func ParseDistance(text string) (Distance, error) {
	number, unit, ok := splitDistance(strings.ToLower(strings.TrimSpace(text)))
	bad := func(message string) (Distance, error) {
		return Distance{}, goodturn.Invalid("", fmt.Sprintf("%q is not a distance: %s.", text, message), `Write it as "day 30", "92 days", "6 months", "1 year" or "48 h".`)
	}
	if !ok {
		return bad("it needs a whole number and a unit")
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return bad("it needs a whole number and a unit")
	}
	d, each := Distance{N: n}, 1
	switch unit {
	case "d", "day", "days":
		d.Unit = Day
	case "week", "weeks":
		d.Unit, each = Day, 7
	case "month", "months":
		d.Unit = Month
	case "y", "year", "years":
		d.Unit = Year
	case "h", "hour", "hours":
		d.Unit = Hour
	case "m", "min", "mins", "minute", "minutes", "s", "sec", "seconds":
		return bad("the smallest unit is an hour")
	default:
		return bad(fmt.Sprintf("%q is not a unit", unit))
	}
	if n > most[d.Unit]/each || n < -most[d.Unit]/each {
		return bad("it is longer than a hundred years")
	}
	d.N = n * each
	return d, nil
}

// splitDistance takes "92 days", "92days" and "day 92" apart.
func splitDistance(s string) (number, unit string, ok bool) {
	first, rest, two := strings.Cut(s, " ")
	if two && isWord(first) {
		return strings.TrimSpace(rest), first, true
	}
	i := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '-' && r != '+' })
	if i <= 0 {
		return "", "", false
	}
	return s[:i], strings.TrimSpace(s[i:]), true
}

func isWord(s string) bool {
	for _, r := range s {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	return s != ""
}

// String gives the distance as ParseDistance reads it: 92 days, 1 month, 48 h.
func (d Distance) String() string {
	word := unitWords[d.Unit][1]
	if d.N == 1 || d.N == -1 {
		word = unitWords[d.Unit][0]
	}
	return strconv.Itoa(d.N) + " " + word
}

// Civil reports whether the distance is counted on a calendar, not on a stopwatch.
func (d Distance) Civil() bool { return d.Unit != Hour }

// From is the civil date at this distance from the anchor: 31 March + 11 months is 28 February, 29 February + 1 year is
// 28 February. PostgreSQL's interval says the same. Hours count as the whole days they reach into, because a date has
// no hour to start from.
func (d Distance) From(anchor goodturn.Date) goodturn.Date {
	switch d.Unit {
	case Month:
		return anchor.AddMonths(d.N)
	case Year:
		return anchor.AddYears(d.N)
	case Hour:
		days := d.N / 24
		if d.N%24 > 0 {
			days++
		} else if d.N%24 < 0 {
			days--
		}
		return anchor.AddDays(days)
	}
	return anchor.AddDays(d.N)
}

// After is the instant at this distance from t. Hours elapse; civil units keep the wall clock of loc, read as At reads it.
func (d Distance) After(t time.Time, loc *time.Location) time.Time {
	if d.Unit == Hour {
		return t.Add(time.Duration(d.N) * time.Hour)
	}
	l := t.In(loc)
	date := d.From(goodturn.DateOf(l))
	return FromWall(time.Date(date.Year, date.Month, date.Day, l.Hour(), l.Minute(), l.Second(), l.Nanosecond(), time.UTC), loc)
}

// MarshalText makes YAML and JSON use the words.
func (d Distance) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDistance reads.
func (d *Distance) UnmarshalText(b []byte) error {
	v, err := ParseDistance(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
