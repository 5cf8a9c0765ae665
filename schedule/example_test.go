package schedule_test

import (
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

func ExampleAt() {
	newYork, _ := schedule.LoadZone("America/New_York")
	// On this night the clock jumps from 02:00 to 03:00.
	fmt.Println(schedule.At(goodturn.Date{Year: 2026, Month: time.March, Day: 8}, 2, 30, newYork))
	// Output: 2026-03-08 03:30:00 -0400 EDT
}

func ExampleDistance_From() {
	closing := goodturn.Date{Year: 2026, Month: time.March, Day: 31}
	for _, text := range []string{"day 30", "11 months", "1 year"} {
		d, err := schedule.ParseDistance(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(text, "after", closing, "is", d.From(closing))
	}
	// Output:
	// day 30 after 2026-03-31 is 2026-04-30
	// 11 months after 2026-03-31 is 2027-02-28
	// 1 year after 2026-03-31 is 2027-03-31
}

func ExampleParseDistance() {
	_, err := schedule.ParseDistance("3 moons")
	fmt.Println(err)
	// Output: "3 moons" is not a distance: "moons" is not a unit. Write it as "day 30", "92 days", "6 months", "1 year" or "48 h".
}

func ExampleOpening_Next() {
	// A home in New York and a number from Los Angeles: a text waits until both are awake, and keeps California's days off.
	clues := schedule.Clues{HomeZIP: "10001", AreaCodes: []string{"+13105550123"}}
	zones, _ := schedule.LoadZones(clues.Plausible()...)
	texts := schedule.Opening{
		Windows:  schedule.Windows{{Days: schedule.MonToFri, From: schedule.Clock(10, 0), To: schedule.Clock(18, 0), NoHolidays: true}},
		Zones:    zones,
		Holidays: schedule.HolidaysIn(clues.Regions()...),
	}
	thanksgiving := schedule.At(goodturn.Date{Year: 2026, Month: time.November, Day: 26}, 12, 0, zones[0])
	next, _ := texts.Next(thanksgiving)
	fmt.Println(texts.Why(thanksgiving).Holiday, "->", next.In(zones[0]).Format("Mon 2 January 15:04 MST"))
	// Output: Thanksgiving -> Mon 30 November 13:00 EST
}

func ExampleOpening_Moment() {
	chicago, _ := schedule.LoadZone("America/Chicago")
	email := schedule.Opening{Windows: schedule.Windows{{Days: schedule.MonToSat, From: schedule.Clock(8, 0), To: schedule.Clock(20, 0)}}, Zones: []*time.Location{chicago}}
	day := schedule.At(goodturn.Date{Year: 2026, Month: time.November, Day: 24}, 0, 0, chicago)
	for _, touch := range []string{"touch of Ada", "touch of Grace"} {
		at, _ := email.Moment(day, touch)
		fmt.Println(touch, at.Format("15:04"))
	}
	// Output:
	// touch of Ada 14:25
	// touch of Grace 18:25
}

func ExampleClues() {
	clues := schedule.Clues{HomeZIP: "32501", AreaCodes: []string{"850"}}
	fmt.Println(clues.Best(), clues.Plausible(), clues.Regions())
	// Output: America/Chicago [America/Chicago America/New_York] [US-FL]
}

func ExampleSpread() {
	w := schedule.Window{Days: schedule.EveryDay, From: schedule.Clock(9, 0), To: schedule.Clock(18, 0)}
	minute := schedule.Spread("touch of Ada", w)
	fmt.Println(minute >= w.From, minute < w.To, minute == schedule.Spread("touch of Ada", w))
	// Output: true true true
}
