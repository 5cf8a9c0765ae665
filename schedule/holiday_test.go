package schedule

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
)

func TestFederalHolidaysFallOnThePublishedDays(t *testing.T) {
	us := HolidaysIn("US")
	// The days of the Office of Personnel Management for 2021, 2022 and 2026: a Saturday's day off is the Friday before, a
	// Sunday's the Monday after. The holiday itself counts too.
	want := map[string]string{
		"2020-12-31": "", "2021-01-01": "New Year's Day", "2021-01-18": "Martin Luther King Day", "2021-02-15": "Presidents' Day",
		"2021-05-31": "Memorial Day", "2021-06-18": "Juneteenth (day off)", "2021-06-19": "Juneteenth", "2021-07-04": "Independence Day",
		"2021-07-05": "Independence Day (day off)", "2021-09-06": "Labor Day", "2021-10-11": "Columbus Day", "2021-11-11": "Veterans Day",
		"2021-11-25": "Thanksgiving", "2021-12-24": "Christmas Day (day off)", "2021-12-25": "Christmas Day", "2021-12-31": "New Year's Day (day off)",
		"2022-12-26": "Christmas Day (day off)", "2023-01-02": "New Year's Day (day off)", "2020-06-19": "",
		"2026-01-19": "Martin Luther King Day", "2026-02-16": "Presidents' Day", "2026-05-25": "Memorial Day", "2026-06-19": "Juneteenth",
		"2026-07-03": "Independence Day (day off)", "2026-09-07": "Labor Day", "2026-10-12": "Columbus Day", "2026-11-26": "Thanksgiving", "2026-11-27": "",
	}
	for day, name := range want {
		if got := us.Name(date(t, day)); got != name {
			t.Errorf("%s is %q, want %q", day, got, name)
		}
	}
	days := 0
	for d := date(t, "2026-01-01"); d.Year == 2026; d = d.AddDays(1) {
		if us.Name(d) != "" {
			days++
		}
	}
	if days != 12 { // eleven holidays and the day off for 4 July, a Saturday
		t.Errorf("2026 has %d days, want 12", days)
	}
}

func TestEasterFallsOnThePublishedSundays(t *testing.T) {
	for year, want := range map[int]string{1990: "1990-04-15", 1999: "1999-04-04", 2000: "2000-04-23", 2008: "2008-03-23", 2011: "2011-04-24", 2019: "2019-04-21",
		2024: "2024-03-31", 2025: "2025-04-20", 2026: "2026-04-05", 2027: "2027-03-28", 2038: "2038-04-25", 2049: "2049-04-18", 2076: "2076-04-19"} {
		if got := Easter(year); got != date(t, want) {
			t.Errorf("Easter %d is %s, want %s", year, got, want)
		}
	}
	for year := firstYear; year <= lastYear; year++ {
		d := Easter(year)
		if d.Weekday() != time.Sunday || d.Before(goodturn.Date{Year: year, Month: time.March, Day: 22}) || d.After(goodturn.Date{Year: year, Month: time.April, Day: 25}) {
			t.Errorf("Easter %d is %s, a %s", year, d, d.Weekday())
		}
	}
}

func TestOtherCountriesAndStatesHaveTheirDays(t *testing.T) {
	for _, c := range []struct{ region, day, want string }{
		{"GB", "2026-12-28", "Boxing Day (day off)"}, {"GB", "2027-12-27", "Christmas Day (day off)"}, {"GB", "2027-12-28", "Boxing Day (day off)"},
		{"GB", "2026-08-31", "Summer bank holiday"}, {"GB-SCT", "2026-08-03", "Summer bank holiday"}, {"GB", "2026-08-03", ""},
		{"DE", "2026-05-14", "Ascension Day"}, {"DE", "2026-10-03", "Day of German Unity"}, {"CA", "2026-05-18", "Victoria Day"}, {"CA", "2025-05-19", "Victoria Day"},
		{"US-LA", "2026-02-17", "Mardi Gras"}, {"US-TX", "2026-11-27", "Day after Thanksgiving"}, {"US-TX", "2026-11-26", "Thanksgiving"}, {"US-CO", "2026-11-26", "Thanksgiving"},
		{"IE", "2027-02-01", "St Brigid's Day"}, {"ZZ", "2026-12-25", ""}, {"", "2026-12-25", ""},
	} {
		if got := HolidaysIn(c.region).Name(date(t, c.day)); got != c.want {
			t.Errorf("%s %s is %q, want %q", c.region, c.day, got, c.want)
		}
	}
	own := HolidaysIn("US").With(map[goodturn.Date]string{date(t, "2026-03-02"): "Office closed"})
	if own.Name(date(t, "2026-03-02")) != "Office closed" || own.Name(date(t, "2026-12-25")) == "" || HolidaysIn("US").Name(date(t, "2026-03-02")) != "" {
		t.Error("days of one's own are added to a copy")
	}
}

func TestEveryHolidayRowIsReadableAndSaysWhereItIsFrom(t *testing.T) {
	var rows []holidayRow
	dec := json.NewDecoder(strings.NewReader(string(holidayJSON)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Source == "" || r.Name == "" || !KnowsHolidays(r.Region) || r.Lieu != "" && r.Lieu != "nearest" && r.Lieu != "next" {
			t.Errorf("incomplete row %+v", r)
		}
		for _, year := range []int{2023, 2024, 2090} { // panics on a rule that cannot be read
			if d := holiday(year, r.Day); d.Year != year || HolidaysIn(r.Region).Name(d) == "" {
				t.Errorf("%s %s falls on %s", r.Region, r.Name, d)
			}
		}
	}
}
