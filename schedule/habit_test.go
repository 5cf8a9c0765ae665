package schedule

import (
	"fmt"
	"math/rand"
	"testing"
	"time"
)

// clocks are instants on the given days of June at the given clock times of New York.
func clocks(t *testing.T, at ...string) (out []time.Time) {
	t.Helper()
	zone, err := LoadZone("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range at {
		x, err := time.ParseInLocation("2 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, time.Date(2026, 6, x.Day(), x.Hour(), x.Minute(), 0, 0, zone).UTC())
	}
	return out
}

func TestAHabitNeedsThreeDaysNearOneHour(t *testing.T) {
	zone, _ := LoadZone("America/New_York")
	for name, c := range map[string]struct {
		at   []string
		says string
	}{
		"nothing known":                        {nil, ""},
		"two days are too few":                 {[]string{"1 19:00", "2 19:20"}, ""},
		"three times on one day are one":       {[]string{"1 19:00", "1 19:20", "1 19:40"}, ""},
		"three evenings":                       {[]string{"1 19:00", "3 18:20", "9 20:10"}, "usually answer in the evening (3 of 3 times)"},
		"most of all times":                    {[]string{"1 19:00", "3 18:20", "9 20:10", "10 9:00", "11 12:00"}, "usually answer in the evening (3 of 5 times)"},
		"any hour is no habit":                 {[]string{"1 8:00", "2 11:00", "3 15:00", "4 19:00", "5 22:30", "6 6:00"}, ""},
		"as many elsewhere are no habit":       {[]string{"1 19:00", "3 18:20", "9 20:10", "1 9:00", "2 6:00", "3 12:10"}, ""},
		"mornings":                             {[]string{"1 8:00", "2 8:30", "3 9:10", "4 9:00"}, "usually answer in the morning (4 of 4 times)"},
		"the clock that is meant is their own": {[]string{"1 23:30", "2 23:40", "3 22:10"}, "usually answer late at night (3 of 3 times)"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := HabitOf(clocks(t, c.at...), zone).String(); got != c.says {
				t.Errorf("%q, want %q", got, c.says)
			}
		})
	}
	if h := HabitOf(clocks(t, "1 19:00", "2 19:00", "3 19:00"), nil); h != (Habit{}) {
		t.Error("a habit without a clock")
	}
}

func TestAHabitStaysInsideTheWindow(t *testing.T) {
	day := Window{Days: MonToFri, From: Clock(9, 0), To: Clock(17, 0)}
	for name, c := range map[string]struct {
		at       int
		from, to int
	}{
		"in the middle":    {Clock(12, 10), Clock(11, 40), Clock(12, 40)},
		"in the evening":   {Clock(20, 0), Clock(16, 0), Clock(17, 0)},
		"in the morning":   {Clock(6, 0), Clock(9, 0), Clock(10, 0)},
		"just before four": {Clock(16, 50), Clock(16, 0), Clock(17, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			if w := (Habit{At: c.at, Of: 3, Then: 3}).Near(day); w.From != c.from || w.To != c.to || w.Days != day.Days {
				t.Errorf("%s", w)
			}
		})
	}
	short := Window{From: Clock(9, 0), To: Clock(9, 40)}
	if (Habit{At: 600, Of: 3, Then: 3}).Near(short) != short || (Habit{}).Near(day) != day {
		t.Error("a short window, or no habit, is left as it is")
	}
}

// Whatever somebody's hours, the minute is open, the same each time, and on the day on which it would be without a habit.
func TestTheMinuteOfAHabitIsOpen(t *testing.T) {
	zone, _ := LoadZone("America/New_York")
	r := rand.New(rand.NewSource(3))
	o := Opening{Windows: Windows{{Days: MonToFri, From: Clock(9, 0), To: Clock(17, 0), NoHolidays: true}}, Zones: []*time.Location{zone}, Holidays: HolidaysIn("US")}
	near := 0
	for i := range 2000 {
		at := time.Date(2026, time.Month(1+r.Intn(12)), 1+r.Intn(28), r.Intn(24), r.Intn(60), 0, 0, time.UTC)
		key := fmt.Sprint(i)
		plain, _ := o.Moment(at, key)
		with := o
		with.Habit = Habit{At: r.Intn(1440), Of: 4, Then: 3}
		m, ok := with.Moment(at, key)
		again, _ := with.Moment(at, key)
		if !ok || !with.Open(m) || m.Before(at) || !m.Equal(again) {
			t.Fatalf("%v at %v for %v", m, at, with.Habit)
		}
		d1, minute := Local(m, zone)
		if d2, _ := Local(plain, zone); d1 != d2 && !d1.After(d2) {
			t.Fatalf("%v instead of %v", m, plain)
		}
		if away := minute - with.Habit.At; max(away, -away) <= 30 {
			near++
		}
	}
	if near < 400 {
		t.Errorf("only %d of 2000 are near the habit", near)
	}
}

func TestAHabitIsTheSameHoweverOftenItWasSeen(t *testing.T) {
	midnight := Habit{At: 0, Of: 3, Then: 3}
	for name, c := range map[string]struct {
		a, b Habit
		same bool
	}{
		"seen once more":                 {Habit{At: 1140, Of: 3, Then: 3}, Habit{At: 1140, Of: 4, Then: 4}, true},
		"another minute":                 {Habit{At: 1140, Of: 3, Then: 3}, Habit{At: 1141, Of: 3, Then: 3}, false},
		"none and none":                  {Habit{}, Habit{}, true},
		"none and one around midnight":   {Habit{}, midnight, false},
		"midnight seen again":            {midnight, Habit{At: 0, Of: 4, Then: 4}, true},
		"known, and not known any more":  {Habit{At: 1140, Of: 3, Then: 3}, Habit{}, false},
		"the other way round, it is new": {Habit{}, Habit{At: 1140, Of: 3, Then: 3}, false},
	} {
		if got := c.a.Same(c.b); got != c.same {
			t.Errorf("%s: %v and %v: %v", name, c.a, c.b, got)
		}
	}
}
