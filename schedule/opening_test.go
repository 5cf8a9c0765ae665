package schedule

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/goodturn-app/goodturn"
)

var (
	email = Windows{{Days: MonToSat, From: Clock(8, 0), To: Clock(20, 0)}}
	texts = Windows{{Days: MonToFri, From: Clock(10, 0), To: Clock(18, 0), NoHolidays: true}}
)

func opening(t testing.TB, ws Windows, zones ...string) Opening {
	t.Helper()
	locs, err := LoadZones(zones...)
	if err != nil {
		t.Fatal(err)
	}
	return Opening{Windows: ws, Zones: locs, Holidays: HolidaysIn("US")}
}

func TestTheNextGoodMoment(t *testing.T) {
	for _, c := range []struct {
		name  string
		ws    Windows
		zones []string
		from  string
		want  string
	}{
		{"inside the window is now", email, []string{"America/New_York"}, "2026-11-24T12:34:56.789Z", "2026-11-24T13:00:00Z"},
		{"a moment inside is kept to the nanosecond", email, []string{"America/New_York"}, "2026-11-24T15:34:56.789Z", "2026-11-24T15:34:56.789Z"},
		{"the closing minute is outside", email, []string{"America/New_York"}, "2026-11-25T01:00:00Z", "2026-11-25T13:00:00Z"},
		{"Saturday evening waits for Monday", email, []string{"America/New_York"}, "2026-11-29T01:00:00Z", "2026-11-30T13:00:00Z"},
		{"texts wait for the later zone to open", texts, []string{"America/New_York", "America/Los_Angeles"}, "2026-11-24T10:00:00Z", "2026-11-24T18:00:00Z"},
		{"texts stop when the earlier zone closes", texts, []string{"America/New_York", "America/Los_Angeles"}, "2026-11-24T23:00:00Z", "2026-11-25T18:00:00Z"},
		{"texts keep off Thanksgiving", texts, []string{"America/Chicago"}, "2026-11-26T17:00:00Z", "2026-11-27T16:00:00Z"},
		{"texts keep off the day in lieu of a Saturday holiday", texts, []string{"America/Chicago"}, "2026-07-03T17:00:00Z", "2026-07-06T15:00:00Z"},
		{"no zone known means two in the afternoon in New York", texts, nil, "2026-11-24T10:00:00Z", "2026-11-24T19:00:00Z"},
		{"no zone known closes at five", email, nil, "2026-11-24T22:00:00Z", "2026-11-25T19:00:00Z"},
		{"a window across the spring change opens by the new clock", Windows{{Days: EveryDay, From: Clock(2, 30), To: Clock(4, 0)}}, []string{"America/New_York"}, "2026-03-08T06:00:00Z", "2026-03-08T07:00:00Z"},
		{"a window in the repeated hour opens at its first start", Windows{{Days: Sunday, From: Clock(1, 30), To: Clock(1, 45)}}, []string{"America/New_York"}, "2026-11-01T05:00:00Z", "2026-11-01T05:30:00Z"},
		{"and again at its second", Windows{{Days: Sunday, From: Clock(1, 30), To: Clock(1, 45)}}, []string{"America/New_York"}, "2026-11-01T05:45:00Z", "2026-11-01T06:30:00Z"},
		{"a whole day that was left out is passed over", Windows{{Days: Weekdays(1 << time.Friday), From: 0, To: 1440}}, []string{"Pacific/Apia"}, "2011-12-28T00:00:00Z", "2012-01-05T10:00:00Z"},
		{"after the tables of the zone end, on the last day of a leap year", email, []string{"America/New_York"}, "2040-12-31T05:00:00Z", "2040-12-31T13:00:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := opening(t, c.ws, c.zones...).Next(instant(t, c.from))
			if !ok || got.UTC().Format(time.RFC3339Nano) != c.want {
				t.Errorf("got %s %v, want %s", got.UTC().Format(time.RFC3339Nano), ok, c.want)
			}
		})
	}
}

func TestZonesThatNeverShareTheWindowHaveNoMoment(t *testing.T) {
	o := opening(t, texts, "America/New_York", "Pacific/Guam")
	if got, ok := o.Next(instant(t, "2026-11-24T10:00:00Z")); ok {
		t.Errorf("got %s", got)
	}
	if _, ok := (Opening{}).Next(instant(t, "2026-11-24T10:00:00Z")); ok || (Opening{}).Open(instant(t, "2026-11-24T19:30:00Z")) {
		t.Error("the zero Opening opened")
	}
}

func TestWhyItIsShutNamesTheCauseAndTheZone(t *testing.T) {
	o := opening(t, texts, "America/New_York", "America/Los_Angeles")
	o.Blackouts = []goodturn.Date{date(t, "2026-12-24")}
	for _, c := range []struct {
		at   string
		want Shut
	}{
		{"2026-11-24T19:00:00Z", Shut{}},
		{"2026-11-24T16:00:00Z", Shut{Cause: QuietHours, Zone: "America/Los_Angeles", Date: date(t, "2026-11-24")}},
		{"2026-11-26T19:00:00Z", Shut{Cause: OnHoliday, Zone: "America/New_York", Date: date(t, "2026-11-26"), Holiday: "Thanksgiving"}},
		{"2026-12-24T19:00:00Z", Shut{Cause: OnBlackout, Zone: "America/New_York", Date: date(t, "2026-12-24")}},
	} {
		if got := o.Why(instant(t, c.at)); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.at, got, c.want)
		}
	}
}

func TestTheRuleOfLastResortIsDaytimeInAllFiftyStates(t *testing.T) {
	o := Opening{Windows: Always()}
	for d := date(t, "2026-01-01"); d.Year == 2026; d = d.AddDays(1) {
		for _, minute := range []int{Clock(14, 0), Clock(16, 59)} {
			at := At(d, 0, minute, zone(t, "America/New_York"))
			if !o.Open(at) {
				t.Fatalf("shut at %s", at)
			}
			for _, z := range ZoneOfCountry("US") {
				if _, m := Local(at, zone(t, z)); m < Clock(8, 0) || m >= Clock(21, 0) {
					t.Fatalf("%s is %d minutes after midnight in %s", at, m, z)
				}
			}
		}
	}
}

// drawOpening makes openings with up to three zones and windows.
func drawOpening(t *rapid.T) Opening {
	names := ZoneNames()
	var o Opening
	for range rapid.IntRange(0, 3).Draw(t, "zones") {
		loc, err := LoadZone(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		o.Zones = append(o.Zones, loc)
	}
	for range rapid.IntRange(1, 3).Draw(t, "windows") {
		from := rapid.IntRange(0, 1439).Draw(t, "from")
		o.Windows = append(o.Windows, Window{Days: Weekdays(rapid.IntRange(1, 127).Draw(t, "days")), From: from, To: rapid.IntRange(from+1, 1440).Draw(t, "to"), NoHolidays: rapid.Bool().Draw(t, "holidays")})
	}
	o.Holidays = HolidaysIn("US")
	return o
}

func TestNextIsOpenAndNothingBeforeItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOpening(t)
		at := time.Unix(rapid.Int64Range(946684800, 4102444800).Draw(t, "at"), int64(rapid.IntRange(0, 999_999_999).Draw(t, "ns"))).UTC()
		next, ok := o.Next(at)
		step, end := 7*time.Minute, at.Add(48*time.Hour)
		if ok {
			if next.Before(at) || !o.Open(next) {
				t.Fatalf("%s is before %s or shut: %+v", next, at, o.Why(next))
			}
			if next.After(at) && o.Open(next.Add(-time.Second)) {
				t.Fatalf("a second before %s is open too", next)
			}
			if next.Before(end) {
				end = next
			}
		}
		for p := at; p.Before(end); p = p.Add(step) {
			if o.Open(p) {
				t.Fatalf("Next says %s %v, but %s is open", next, ok, p)
			}
		}
		if !ok {
			return
		}
		closes := o.Closes(next)
		if !closes.After(next) || closes.Before(next.Add(LookAhead)) && o.Open(closes) || !o.Open(closes.Add(-time.Nanosecond)) {
			t.Fatalf("open at %s, closes at %s", next, closes)
		}
	})
}

func TestAMomentIsOpenStableAndNotBeforeItWasDue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOpening(t)
		at := time.Unix(rapid.Int64Range(946684800, 4102444800).Draw(t, "at"), 0).UTC()
		key := rapid.String().Draw(t, "key")
		m, ok := o.Moment(at, key)
		if !ok {
			return
		}
		if m.Before(at) || !o.Open(m) {
			t.Fatalf("due %s, moment %s, %+v", at, m, o.Why(m))
		}
		if next, _ := o.Next(at); m.Sub(next) > 24*time.Hour {
			t.Fatalf("open at %s, moment %s", next, m)
		}
	})
}

func TestAMomentStaysWhileItIsAheadAndAvoidsTheFullHour(t *testing.T) {
	o := opening(t, email, "America/New_York")
	ny := zone(t, "America/New_York")
	seen := map[int]bool{}
	for i := range 500 {
		key := fmt.Sprint("touch ", i)
		midnight := At(date(t, "2026-11-24"), 0, 0, ny)
		m, ok := o.Moment(midnight, key)
		if !ok || m.In(ny).Minute() == 0 {
			t.Fatalf("%s %v", m, ok)
		}
		if again, _ := o.Moment(m.Add(-time.Minute), key); !again.Equal(m) && m.In(ny).Hour() >= 8 {
			t.Fatalf("asked a minute before, %s became %s", m, again)
		}
		if same, _ := o.Moment(m, key); !same.Equal(m) {
			t.Fatalf("asked at the moment, %s became %s", m, same)
		}
		if later, _ := o.Moment(m.Add(time.Minute), key); !later.After(m) {
			t.Fatalf("asked after the moment, %s became %s", m, later)
		}
		_, minute := Local(m, ny)
		seen[minute] = true
	}
	if len(seen) < 300 {
		t.Errorf("500 messages fell on only %d minutes", len(seen))
	}
}

func TestSpreadStaysInsideAndOffTheFullHour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, 1438).Draw(t, "from")
		w := Window{Days: EveryDay, From: from, To: rapid.IntRange(from+2, 1440).Draw(t, "to")}
		key := rapid.String().Draw(t, "key")
		m := Spread(key, w)
		if m < w.From || m >= w.To || m%60 == 0 || m != Spread(key, w) {
			t.Fatalf("%q in %s gives minute %d", key, w, m)
		}
	})
}

func TestSpreadReachesEveryMinuteButTheFullHours(t *testing.T) {
	w := Window{Days: EveryDay, From: Clock(9, 50), To: Clock(12, 10)}
	seen := map[int]int{}
	for i := range 20000 {
		seen[Spread(fmt.Sprint(i), w)]++
	}
	if len(seen) != 140-3 {
		t.Errorf("reached %d minutes, want 137", len(seen))
	}
}

func TestWindowsReadAndWriteThemselves(t *testing.T) {
	for text, want := range map[string]string{
		"Mon-Fri 10:00-18:00, no holidays": "Mon-Fri 10:00-18:00, no holidays",
		"Mon-Sat 8-20":                     "Mon-Sat 08:00-20:00",
		"sat,sun 10:30-24":                 "Sat,Sun 10:30-24:00",
		"Fri-Mon 0-1":                      "Mon,Fri-Sun 00:00-01:00",
	} {
		w, err := ParseWindow(text)
		if err != nil || w.String() != want {
			t.Errorf("%q: got %q, %v", text, w, err)
		}
		if again, err := ParseWindow(w.String()); err != nil || again != w {
			t.Errorf("%q: %v, %v", w, again, err)
		}
	}
	for _, text := range []string{"", "Mon", "Mon-Fri", "Mon-Fri 18-10", "Mon-Fri 10-10", "Mon-Fri 10:5-18", "Mon-Fri 10:00-24:30", "Moon 8-20", "Mon-Fri 8-25", "Mon-Fri -1-20"} {
		if w, err := ParseWindow(text); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%q reads as %v, %v", text, w, err)
		}
	}
}

func FuzzParseWindow(f *testing.F) {
	for _, s := range []string{"Mon-Fri 10:00-18:00, no holidays", "Sat,Sun 8-20", "never 8-20", "Mon-Fri 1-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := ParseWindow(s)
		if err != nil {
			return
		}
		if again, err := ParseWindow(w.String()); err != nil || again != w {
			t.Fatalf("%q reads as %v, which reads as %v, %v", s, w, again, err)
		}
	})
}

func TestAnIntersectionIsOpenExactlyWhenBothAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawOpening(t), drawOpening(t)
		b.Zones = a.Zones
		both := a
		both.Windows = a.Windows.Intersect(b.Windows)
		at := time.Unix(rapid.Int64Range(1767225600, 1830297600).Draw(t, "at"), 0)
		if got, want := both.Open(at), a.Open(at) && b.Open(at); got != want {
			t.Fatalf("%s: %v, want %v (%s / %s)", at, got, want, a.Windows, b.Windows)
		}
	})
}
