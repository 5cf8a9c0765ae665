// Package schedule answers: "when is a good local instant?" It knows zones, civil dates, send windows, holidays and the
// places that a ZIP or area code may stand for. It refuses to know who the person is, what would be said, what the law
// wants (package policy turns law into Windows) and what time it is now: every instant is handed in.
//
// Two kinds of distance are kept apart. Between two instants (caps, cool-offs) the unit is the hour, n x 24 of them for
// "days". From a civil date (a closing, an anniversary) the units are civil days, months and years in the person's zone,
// with the month's end clamped. Distances are always counted from the anchor, never from another result.
package schedule

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// At is the instant at which clocks in loc show hour:minute on the day d, with the reading that people expect where the clock
// jumps: a time that is skipped moves forward by the length of the gap (02:30 becomes 03:30), a time that happens twice is
// the first one, and a day that a country left out (Apia, 30 December 2011) is the next. This is fold=0 of Python's
// zoneinfo; time.Date moves some skipped times back and promises neither. Hours and minutes beyond the day carry over,
// so At(d, 0, minuteOfDay, loc) works. loc must not be nil.
func At(d goodturn.Date, hour, minute int, loc *time.Location) time.Time {
	wall := time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, time.UTC).Unix()
	// No zone was ever further than 16 hours from UTC, so the stretch of constant offset that holds the answer is this
	// one or a later one.
	t := time.Unix(wall-16*3600, 0).In(loc)
	for {
		_, offset := t.Zone()
		_, end := t.ZoneBounds()
		if end.IsZero() {
			return time.Unix(wall-int64(offset), 0).In(loc)
		}
		_, next := end.Zone()
		// In a gap the old offset still applies until the new clock has caught up; in an overlap until the old one ends.
		if wall < end.Unix()+int64(max(offset, next)) {
			return time.Unix(wall-int64(offset), 0).In(loc)
		}
		t = end
	}
}

// Local is the civil date and the minute of the day, 0 to 1439, that clocks in loc show at t.
func Local(t time.Time, loc *time.Location) (goodturn.Date, int) {
	l := t.In(loc)
	return goodturn.DateOf(l), l.Hour()*60 + l.Minute()
}

// EndOfSnooze is the instant at which a snooze until the day d ends: 09:00 of the date shown to the person, in their zone.
func EndOfSnooze(d goodturn.Date, loc *time.Location) time.Time { return At(d, 9, 0, loc) }
