package schedule

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Holidays are days on which windows marked NoHolidays are shut. The zero Holidays has none.
type Holidays struct {
	sets []map[goodturn.Date]string
}

// HolidaysIn gives the public holidays of countries and states: "US", "US-TX" (which includes those of "US"), "GB", "DE".
// A day off in lieu counts beside the day itself. A region without rows adds none; KnowsHolidays tells. Years 1990 to 2100.
func HolidaysIn(regions ...string) Holidays {
	var h Holidays
	seen := map[string]bool{}
	add := func(region string) {
		if set, ok := calendars()[region]; ok && !seen[region] {
			seen[region] = true
			h.sets = append(h.sets, set())
		}
	}
	for _, r := range regions {
		country, _, isState := strings.Cut(r, "-")
		add(country)
		if isState {
			add(r)
		}
	}
	return h
}

// KnowsHolidays reports whether there are rows for exactly this region.
func KnowsHolidays(region string) bool { _, ok := calendars()[region]; return ok }

// With adds days of one's own, by name; a state's holiday that the tables lack, for example.
func (h Holidays) With(days map[goodturn.Date]string) Holidays {
	return Holidays{sets: append(h.sets[:len(h.sets):len(h.sets)], days)}
}

// Name is the holiday on a day, or "" if it is none.
func (h Holidays) Name(d goodturn.Date) string {
	for _, set := range h.sets {
		if name := set[d]; name != "" {
			return name
		}
	}
	return ""
}

const firstYear, lastYear = 1990, 2100

//go:embed holidays.json
var holidayJSON []byte

// holidayRow is one line of holidays.json. Day is MM-DD, "3 Mon Jan", "last Mon May", "easter+1", "Mon before 05-25" or
// "MM-DD"; Lieu says where a day off goes when it falls on a weekend.
type holidayRow struct {
	Region string `json:"region"`
	Name   string `json:"name"`
	Day    string `json:"day"`
	Lieu   string `json:"lieu,omitempty"` // "nearest": Saturday to Friday, Sunday to Monday; "next": the next working day
	Since  int    `json:"since,omitempty"`
	Source string `json:"source"`
}

// calendars turns the rows into dates, each region on first use. The file is part of the build: a bad row panics, and a
// test reads them all.
var calendars = sync.OnceValue(func() map[string]func() map[goodturn.Date]string {
	var rows []holidayRow
	if err := json.Unmarshal(holidayJSON, &rows); err != nil {
		panic(fmt.Errorf("read holidays.json: %w", err))
	}
	byRegion := map[string][]holidayRow{}
	for _, r := range rows {
		byRegion[r.Region] = append(byRegion[r.Region], r)
	}
	m := map[string]func() map[goodturn.Date]string{}
	for region, rows := range byRegion {
		m[region] = sync.OnceValue(func() map[goodturn.Date]string { return expand(rows) })
	}
	return m
})

func expand(rows []holidayRow) map[goodturn.Date]string {
	days := map[goodturn.Date]string{}
	for year := firstYear; year <= lastYear+1; year++ {
		for _, r := range rows {
			if year >= r.Since {
				days[holiday(year, r.Day)] = r.Name
			}
		}
		// Days in lieu come second: a "next" one looks for a day that is not a holiday already.
		for _, r := range rows {
			if r.Lieu == "" || year < r.Since {
				continue
			}
			d := holiday(year, r.Day)
			switch weekday := d.Weekday(); {
			case r.Lieu == "nearest" && weekday == time.Saturday:
				setLieu(days, d.AddDays(-1), r.Name)
			case r.Lieu == "nearest" && weekday == time.Sunday:
				setLieu(days, d.AddDays(1), r.Name)
			case r.Lieu == "next" && (weekday == time.Saturday || weekday == time.Sunday):
				for days[d] != "" || d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
					d = d.AddDays(1)
				}
				setLieu(days, d, r.Name)
			}
		}
	}
	return days
}

func setLieu(days map[goodturn.Date]string, d goodturn.Date, name string) {
	if days[d] == "" {
		days[d] = name + " (day off)"
	}
}

// holiday finds the day of a rule in a year.
func holiday(year int, rule string) goodturn.Date {
	if offset, ok := strings.CutPrefix(rule, "easter"); ok {
		n := 0
		if offset != "" {
			n = number(rule, offset)
		}
		return Easter(year).AddDays(n)
	}
	f := strings.Fields(rule)
	switch {
	case len(f) == 1:
		return monthDay(year, rule)
	case len(f) == 3 && (f[1] == "before" || f[1] == "on-or-after"):
		wanted, d, step := weekday(rule, f[0]), monthDay(year, f[2]), 1
		if f[1] == "before" {
			d, step = d.AddDays(-1), -1
		}
		for d.Weekday() != wanted {
			d = d.AddDays(step)
		}
		return d
	case len(f) == 3:
		t, err := time.Parse("Jan", f[2])
		if err != nil {
			panic(fmt.Errorf("holidays.json: %q: %w", rule, err))
		}
		d, step := goodturn.Date{Year: year, Month: t.Month(), Day: 1}, 1
		nth := 1
		if f[0] == "last" {
			d, step = d.AddMonths(1).AddDays(-1), -1
		} else {
			nth = number(rule, f[0])
		}
		for d.Weekday() != weekday(rule, f[1]) {
			d = d.AddDays(step)
		}
		return d.AddDays(7 * (nth - 1))
	}
	panic(fmt.Errorf("holidays.json: %q is not a day", rule))
}

func monthDay(year int, s string) goodturn.Date {
	d, err := goodturn.ParseDate(fmt.Sprintf("%04d-%s", year, s))
	if err != nil {
		panic(fmt.Errorf("holidays.json: %w", err))
	}
	return d
}

func weekday(rule, s string) time.Weekday {
	d, ok := parseDay(s)
	if !ok {
		panic(fmt.Errorf("holidays.json: %q names no weekday", rule))
	}
	return d
}

func number(rule, s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(fmt.Errorf("holidays.json: %q: %w", rule, err))
	}
	return n
}

// Easter is Easter Sunday of the western churches, by the Gregorian reckoning: the Sunday after the church's full moon on
// or after 21 March (Meeus, Astronomical Algorithms, chapter 8).
func Easter(year int) goodturn.Date {
	golden := year % 19
	century, rest := year/100, year%100
	moon := (19*golden + century - century/4 - (century-(century+8)/25+1)/3 + 15) % 30
	sunday := (32 + 2*(century%4) + 2*(rest/4) - moon - rest%4) % 7
	late := (golden + 11*moon + 22*sunday) / 451
	n := moon + sunday - 7*late + 114
	return goodturn.Date{Year: year, Month: time.Month(n / 31), Day: n%31 + 1}
}
