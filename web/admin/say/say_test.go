package say_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

func TestWords(t *testing.T) {
	now := time.Date(2026, 11, 24, 15, 4, 0, 0, time.UTC)
	ny := say.ZoneNamed("America/New_York")
	oak := goodturn.Closing{ID: "x", Side: goodturn.SideBought, Property: goodturn.Address{Street: "12 Oak St", Unit: "4C"}, Date: goodturn.Date{Year: 2024, Month: 8, Day: 2}}
	coming := oak
	coming.Date = goodturn.Date{Year: 2027, Month: 1, Day: 4}
	for got, want := range map[string]string{
		say.Clock(now, now, ny):                                           "Today, 10:04",
		say.Clock(now.AddDate(0, 0, -3), now, ny):                         "Sat 21 Nov, 10:04",
		say.Clock(now.AddDate(-1, 0, 0), now, ny):                         "24 Nov 2025, 10:04",
		say.Clock(time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC), now, ny): "Today, 22:00",
		say.ThereIn(now, "Pacific/Honolulu", ny):                          " (Honolulu)",
		say.ThereIn(now, "America/Toronto", ny):                           "",
		say.DayOf(goodturn.Date{Year: 2026, Month: 12, Day: 14}, now):     "Mon 14 Dec",
		say.DayOf(goodturn.Date{Year: 2027, Month: 2, Day: 1}, now):       "1 Feb 2027",
		say.DayOf(goodturn.Date{}, now):                                   "",
		say.LongDay(goodturn.Date{Year: 2026, Month: 12, Day: 14}, now):   "Monday 14 December",
		say.DealLine(oak, now):                                            "Bought 12 Oak St, 4C, August 2024",
		say.DealLine(coming, now):                                         "Buys 12 Oak St, 4C, January 2027",
		say.DealLine(goodturn.Closing{}, now):                             "No deal on file",
		say.Money(64_000_000, ""):                                         "$640,000",
		say.Money(125_050, "EUR"):                                         "EUR 1,250.50",
		say.Money(2500, "JPY"):                                            "JPY 2,500",
		say.AndList([]string{"Ana", "Ben", "Chen"}):                       "Ana, Ben and Chen",
		say.AndList([]string{"Ana", "Ben"}):                               "Ana and Ben",
		say.AndList(nil):                                                  "",
		say.Lacking([]string{"rate_note"}):                                "not known: rate note",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if say.ZoneNamed("Nowhere/Else") != time.UTC || say.ZoneNamed("") != time.UTC {
		t.Error("an unknown zone is not UTC")
	}
}
