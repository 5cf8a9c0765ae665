package connect_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
)

func day(s string) goodturn.Date {
	d, err := goodturn.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestDatesThatMeanOneDay(t *testing.T) {
	for in, want := range map[string]string{
		"2025-03-15": "2025-03-15", "2025/3/5": "2025-03-05", "20250315": "2025-03-15", "2025-03-15T14:22:01Z": "2025-03-15", "2025-03-15 14:22:01 UTC": "2025-03-15",
		"2025-03-15T14:22:01.000+02:00": "2025-03-15", "3/15/2025": "2025-03-15", "3/15/25": "2025-03-15", "3/15/2025 2:22 PM": "2025-03-15", "15/3/2025": "2025-03-15", "15.3.2025": "2025-03-15",
		"15.03.25": "2025-03-15", "15-03-2025": "2025-03-15", "15 Mar 2025": "2025-03-15", "March 15, 2025": "2025-03-15", "Mar 15 '25": "2025-03-15", "15-Mar-25": "2025-03-15", "March 15th, 2025": "2025-03-15",
		"15th of March 2025": "2025-03-15", "Sat, Mar 15, 2025": "2025-03-15", "Saturday 15 March 2025": "2025-03-15", "2025 Mar 15": "2025-03-15", "Sept 3, 2024": "2024-09-03", "45731": "2025-03-15", "45731.5": "2025-03-15",
		"04/04/2026": "2026-04-04", "29 Feb 2024": "2024-02-29", "12/31/69": "1969-12-31", "12/31/30": "2030-12-31",
	} {
		d := connect.ReadDate(in, connect.OrderUnknown, 2026)
		if d.Date.String() != want || d.Ambiguous || d.Blank || d.Why != "" {
			t.Errorf("%q: got %+v, want %s", in, d, want)
		}
	}
}

func TestADateThatCanBeReadTwoWaysIsNeverGuessed(t *testing.T) {
	for _, in := range []string{"03/04/2026", "3.4.26", "12-11-2025", "01/02/2025 10:00"} {
		if d := connect.ReadDate(in, connect.OrderUnknown, 2026); !d.Ambiguous || !d.Date.IsZero() {
			t.Errorf("%q was read as %v", in, d)
		}
	}
	if d := connect.ReadDate("03/04/2026", connect.MonthFirst, 2026); d.Date != day("2026-03-04") {
		t.Errorf("month first: %+v", d)
	}
	if d := connect.ReadDate("03/04/2026", connect.DayFirst, 2026); d.Date != day("2026-04-03") {
		t.Errorf("day first: %+v", d)
	}
	if d := connect.ReadDate("15/03/2026", connect.MonthFirst, 2026); !d.Contrary || !d.Date.IsZero() {
		t.Errorf("a date that contradicts its order: %+v", d)
	}
}

func TestWhatIsNoDateSaysWhy(t *testing.T) {
	for in, want := range map[string]string{
		"2025-02-30": "is a day that no calendar has", "13/13/2025": "is a day that no calendar has", "31/04/2025": "is a day that no calendar has", "2025": "is a year without a day",
		"March 2025": "has no day", "3/2025": "has no day", "3/15": "has no year", "soon": "is not a date that can be read", "12 Oak St": "is not a date that can be read",
		"3/15/2025 - 12 Oak": "is not a date that can be read", "1.2.3.4": "is not a date that can be read", "212-555-0123": "is not a date that can be read", "Q3 2025": "is not a date that can be read",
		"15 Smarch 2025": "is not a date that can be read", "3 15 2025": "is not a date that can be read", "99999999999999999999": "is not a date that can be read",
	} {
		if d := connect.ReadDate(in, connect.OrderUnknown, 2026); d.Why != want || !d.Date.IsZero() {
			t.Errorf("%q: got %+v, want %q", in, d, want)
		}
	}
	for _, in := range []string{"", " ", "0000-00-00", "00/00/0000", "n/a", "-"} {
		if d := connect.ReadDate(in, connect.OrderUnknown, 2026); !d.Blank {
			t.Errorf("%q is not blank: %+v", in, d)
		}
	}
}

func TestEveryDayIsReadBackFromEveryWayOfWritingIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := goodturn.Date{Year: 1970, Month: time.January, Day: 1}.AddDays(rapid.IntRange(0, 36524).Draw(t, "day"))
		tm := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
		for _, layout := range []string{"2006-01-02", "2006-01-02T15:04:05Z07:00", "2 Jan 2006", "January 2, 2006", "2-Jan-2006", "Mon, 02 Jan 2006", "20060102"} {
			if got := connect.ReadDate(tm.Format(layout), connect.OrderUnknown, 2026); got.Date != d {
				t.Fatalf("%s: got %+v", tm.Format(layout), got)
			}
		}
		for _, c := range []struct {
			layout string
			order  connect.DateOrder
		}{{"01/02/2006", connect.MonthFirst}, {"1-2-2006", connect.MonthFirst}, {"02/01/2006", connect.DayFirst}, {"2.1.2006", connect.DayFirst}} {
			if got := connect.ReadDate(tm.Format(c.layout), c.order, 2026); got.Date != d {
				t.Fatalf("%s %s: got %+v", tm.Format(c.layout), c.order, got)
			}
			if got := connect.ReadDate(tm.Format(c.layout), connect.OrderUnknown, 2026); !got.Ambiguous && got.Date != d {
				t.Fatalf("%s without an order: got %+v", tm.Format(c.layout), got)
			}
		}
		serial := fmt.Sprint(d.Sub(goodturn.Date{Year: 1899, Month: 12, Day: 30}))
		if got := connect.ReadDate(serial, connect.OrderUnknown, 2026); d.Year < 2100 && got.Date != d {
			t.Fatalf("Excel %s: got %+v, want %s", serial, got, d)
		}
	})
}

func FuzzReadDate(f *testing.F) {
	for _, s := range []string{"2025-03-15", "03/04/2026", "15.3.25", "March 15, 2025", "45731.5", "Sat 15th of Mar '25 at 5:00", "31/02/2025", "::", "1'2,3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := connect.ReadDate(s, connect.OrderUnknown, 2026)
		kinds := 0
		for _, is := range []bool{d.Blank, d.Ambiguous, d.Why != "", !d.Date.IsZero()} {
			if is {
				kinds++
			}
		}
		if kinds != 1 {
			t.Fatalf("%q is not exactly one thing: %+v", s, d)
		}
		if !d.Date.IsZero() && !d.Date.Valid() || d.Ambiguous && (!d.First.Valid() || !d.Second.Valid() || d.First == d.Second) {
			t.Fatalf("%q gave a day that does not exist: %+v", s, d)
		}
	})
}
