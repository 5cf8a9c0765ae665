package playbook

import (
	"fmt"
	"math/bits"
	"strings"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook/source"
	"github.com/goodturn-app/goodturn/schedule"
)

// leastDays and mostDays bound a civil distance in days, whatever day it begins on.
func leastDays(d schedule.Distance) int { least, _ := bounds(d); return least }

func mostDays(d schedule.Distance) int { _, most := bounds(d); return most }

func bounds(d schedule.Distance) (least, most int) {
	if d.Unit == schedule.Day {
		return d.N, d.N
	}
	if n := monthsIn(d); n >= 0 && n < len(monthBounds()) {
		b := monthBounds()[n]
		return b[0], b[1]
	}
	return longBounds(d)
}

// monthsIn is a distance of months or years in months; -1 for others.
func monthsIn(d schedule.Distance) int {
	switch d.Unit {
	case schedule.Month:
		return d.N
	case schedule.Year:
		return 12 * d.N
	}
	return -1
}

// monthBounds remembers the bounds of the distances that plans are made of.
var monthBounds = sync.OnceValue(func() (out [49][2]int) {
	for n := range out {
		out[n][0], out[n][1] = longBounds(schedule.Months(n))
	}
	return out
})

func longBounds(d schedule.Distance) (least, most int) {
	first := goodturn.Date{Year: 2023, Month: time.January, Day: 1} // four years from here hold every length of month and year
	for i := range 4 * 12 {
		for _, from := range []goodturn.Date{first.AddMonths(i), first.AddMonths(i + 1).AddDays(-1)} {
			n := d.From(from).Sub(from)
			if least == 0 || n < least {
				least = n
			}
			most = max(most, n)
		}
	}
	return least, most
}

func daysOf(n int) time.Duration { return time.Duration(n) * goodturn.Day }

// words says a length of time as a person would: 72 hours, 10 days.
func words(d time.Duration) string {
	if d%goodturn.Day == 0 && d >= 4*goodturn.Day {
		return fmt.Sprintf("%d days", d/goodturn.Day)
	}
	return fmt.Sprintf("%d hours", d/time.Hour)
}

func sidesIn(set uint8) string {
	var names []string
	for i, s := range goodturn.Sides {
		if set&(1<<i) != 0 {
			names = append(names, sideName(s))
		}
	}
	if bits.OnesCount8(set) == len(goodturn.Sides) {
		return "every side"
	}
	return strings.Replace(source.Or(names), " or ", " and ", 1)
}

func article(k goodturn.Kind) string {
	if k == goodturn.KindAsk {
		return "an ask"
	}
	return "a " + string(k)
}
