package schedule

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
)

func date(t testing.TB, s string) goodturn.Date {
	t.Helper()
	d, err := goodturn.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := LoadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func instant(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestLocalTimesReadAsPeopleExpect(t *testing.T) {
	for _, c := range []struct{ name, date, zone, want string }{
		{"a skipped time moves forward by the gap in New York", "2026-03-08", "America/New_York", "2026-03-08T03:30:00-04:00"},
		{"a skipped time moves forward by the gap in Berlin", "2026-03-29", "Europe/Berlin", "2026-03-29T03:30:00+02:00"},
		{"a time that happens twice is the first one", "2026-10-25", "Europe/Berlin", "2026-10-25T02:30:00+02:00"},
		{"a day that a country left out is the next day", "2011-12-30", "Pacific/Apia", "2011-12-31T02:30:00+14:00"},
		{"the end of a half-hour gap exists", "2026-10-04", "Australia/Lord_Howe", "2026-10-04T02:30:00+11:00"},
		{"an ordinary day is itself", "2026-07-04", "America/Phoenix", "2026-07-04T02:30:00-07:00"},
		{"the far future follows the rule in force", "2091-07-04", "America/New_York", "2091-07-04T02:30:00-04:00"},
		{"the last day of a leap year comes out", "2028-12-31", "America/New_York", "2028-12-31T02:30:00-05:00"},
		{"the last day of a leap year after the tables end comes out", "2040-12-31", "America/New_York", "2040-12-31T02:30:00-05:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := At(date(t, c.date), 2, 30, zone(t, c.zone)).Format(time.RFC3339); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestMinutesBeyondTheDayCarryOver(t *testing.T) {
	ny := zone(t, "America/New_York")
	if got, want := At(date(t, "2026-01-31"), 0, 24*60+5, ny), At(date(t, "2026-02-01"), 0, 5, ny); !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestALocalTimeThatExistsIsShownByTheClock(t *testing.T) {
	names := ZoneNames()
	rapid.Check(t, func(t *rapid.T) {
		loc, err := LoadZone(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(0, 4102444800).Draw(t, "instant"), 0).Truncate(time.Minute)
		d, minute := Local(at, loc)
		got := At(d, 0, minute, loc)
		// The second of two equal local times maps to the first; every other one is itself.
		if got.After(at) {
			t.Fatalf("%s in %s came out later: %s", at, loc, got)
		}
		if gd, gm := Local(got, loc); gd != d || gm != minute {
			t.Fatalf("%s %d shows as %s %d", d, minute, gd, gm)
		}
	})
}

func TestASnoozeEndsAtNineOfTheDayShown(t *testing.T) {
	got := EndOfSnooze(date(t, "2026-12-14"), zone(t, "America/Los_Angeles"))
	if got.Format(time.RFC3339) != "2026-12-14T09:00:00-08:00" {
		t.Errorf("got %s", got)
	}
}

func TestUnknownZonesAreRefusedWithASuggestion(t *testing.T) {
	for _, c := range []struct{ name, hint string }{
		{"america/new_york", "Did you mean America/New_York?"},
		{"Berlin", "Did you mean Europe/Berlin?"},
		{"new york", "Did you mean America/New_York?"},
		{"", "Write an IANA name such as America/New_York or Europe/Berlin."},
		{"Local", "Write an IANA name such as America/New_York or Europe/Berlin."},
		{"../etc/passwd", "Write an IANA name such as America/New_York or Europe/Berlin."},
	} {
		_, err := LoadZone(c.name)
		e, ok := err.(*goodturn.Error)
		if !ok || e.Code != goodturn.CodeInvalid || e.Hint != c.hint {
			t.Errorf("%q: %v", c.name, err)
		}
	}
}

func TestEveryZoneLoadsAndIsTheSamePointerTheSecondTime(t *testing.T) {
	for _, n := range ZoneNames() {
		a, b := zone(t, n), zone(t, n)
		if a != b || a.String() != n {
			t.Errorf("%s gives %v and %v", n, a, b)
		}
		if f, err := ZoneFile(n); err != nil || len(f) < 20 {
			t.Errorf("%s: file of %d bytes, %v", n, len(f), err)
		}
	}
	if locs, err := LoadZones("America/New_York", "America/Chicago", "America/New_York"); err != nil || len(locs) != 2 {
		t.Errorf("got %v, %v", locs, err)
	}
}

func TestDistancesParse(t *testing.T) {
	for text, want := range map[string]Distance{
		"day 30": Days(30), "92 days": Days(92), "1 day": Days(1), "2 weeks": Days(14), "month 6": Months(6), "6 months": Months(6),
		"1 year": Years(1), "48 h": Hours(48), "48h": Hours(48), "30d": Days(30), " 6  months ": Months(6), "-7 days": Days(-7),
		"day 0": Days(0), "DAY 30": Days(30), "100 years": Years(100),
	} {
		got, err := ParseDistance(text)
		if err != nil || got != want {
			t.Errorf("%q: got %v, %v; want %v", text, got, err, want)
		}
		if again, err := ParseDistance(got.String()); err != nil || again != got {
			t.Errorf("%q writes itself as %q, which reads as %v, %v", text, got, again, err)
		}
	}
}

func TestDistancesThatAreNoneSayWhatToWrite(t *testing.T) {
	for text, want := range map[string]string{
		"":                          `"" is not a distance: it needs a whole number and a unit.`,
		"soon":                      `"soon" is not a distance: it needs a whole number and a unit.`,
		"30":                        `"30" is not a distance: it needs a whole number and a unit.`,
		"1.5 months":                `"1.5 months" is not a distance: ".5 months" is not a unit.`,
		"30 fortnights":             `"30 fortnights" is not a distance: "fortnights" is not a unit.`,
		"90 min":                    `"90 min" is not a distance: the smallest unit is an hour.`,
		"101 years":                 `"101 years" is not a distance: it is longer than a hundred years.`,
		"99999999999999999 days":    `"99999999999999999 days" is not a distance: it is longer than a hundred years.`,
		"9223372036854775807 weeks": `"9223372036854775807 weeks" is not a distance: it is longer than a hundred years.`,
	} {
		_, err := ParseDistance(text)
		e, ok := err.(*goodturn.Error)
		if !ok || e.Message != want || e.Hint == "" {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func FuzzParseDistance(f *testing.F) {
	for _, s := range []string{"day 30", "92 days", "6 months", "1 year", "48 h", "-7 days", "2 weeks", "", "--", "h 1", "١ day"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDistance(s)
		if err != nil {
			if goodturn.ErrorCode(err) != goodturn.CodeInvalid {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		again, err := ParseDistance(d.String())
		if err != nil || again != d {
			t.Fatalf("%q reads as %v, which reads as %v, %v", s, d, again, err)
		}
		d.From(goodturn.Date{Year: 2026, Month: time.January, Day: 31})
	})
}

func TestCivilDistancesStayAtTheMonthsEnd(t *testing.T) {
	for _, c := range []struct {
		anchor string
		d      Distance
		want   string
	}{
		{"2026-03-31", Months(11), "2027-02-28"}, {"2024-02-29", Years(1), "2025-02-28"}, {"2024-02-29", Years(4), "2028-02-29"},
		{"2025-08-31", Months(6), "2026-02-28"}, {"2026-01-31", Months(1), "2026-02-28"}, {"2026-01-31", Days(30), "2026-03-02"},
		{"2026-03-31", Months(-1), "2026-02-28"}, {"2026-03-01", Hours(48), "2026-03-03"}, {"2026-03-01", Hours(25), "2026-03-03"}, {"2026-03-03", Hours(-25), "2026-03-01"},
	} {
		if got := c.d.From(date(t, c.anchor)); got != date(t, c.want) {
			t.Errorf("%s + %s is %s, want %s", c.anchor, c.d, got, c.want)
		}
	}
}

func TestHoursElapseAndDaysKeepTheClock(t *testing.T) {
	ny := zone(t, "America/New_York")
	evening := instant(t, "2026-03-07T20:30:00-05:00")
	if got := Hours(24).After(evening, ny).In(ny).Format(time.RFC3339); got != "2026-03-08T21:30:00-04:00" {
		t.Errorf("24 h later is %s", got)
	}
	if got := Days(1).After(evening, ny).Format(time.RFC3339); got != "2026-03-08T20:30:00-04:00" {
		t.Errorf("a day later is %s", got)
	}
	if got := Days(1).After(instant(t, "2026-03-07T02:30:15-05:00"), ny).Format(time.RFC3339); got != "2026-03-08T03:30:15-04:00" {
		t.Errorf("a day later, into the gap, is %s", got)
	}
}
