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

// At is the instant at which clocks in loc show hour:minute on the day d, read as FromWall reads it. Hours and minutes
// beyond the day carry over, so At(d, 0, minuteOfDay, loc) works. loc must not be nil.
func At(d goodturn.Date, hour, minute int, loc *time.Location) time.Time {
	return FromWall(time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, time.UTC), loc)
}

// FromWall is the instant at which clocks in loc show what wall shows in UTC, with the reading that people expect where the
// clock jumps: a time that is skipped moves forward by the length of the gap (02:30 becomes 03:30), a time that happens
// twice is the first one, and a day that a country left out (Apia, 30 December 2011) is the next. This is fold=0 of
// Python's zoneinfo; time.Date moves some skipped times back and promises neither.
func FromWall(wall time.Time, loc *time.Location) time.Time {
	seconds := wall.Unix()
	// No zone was ever further than 16 hours from UTC, so the stretch of constant offset that holds the answer is this
	// one or a later one.
	t := time.Unix(seconds-16*3600, 0).In(loc)
	for {
		_, offset := t.Zone()
		end := offsetEnds(t)
		answer := func() time.Time { return time.Unix(seconds-int64(offset), int64(wall.Nanosecond())).In(loc) }
		if end.IsZero() {
			return answer()
		}
		_, next := end.Zone()
		// In a gap the old offset still applies until the new clock has caught up; in an overlap until the old one ends.
		if seconds < end.Unix()+int64(max(offset, next)) {
			return answer()
		}
		t = end
	}
}

// offsetEnds is an instant after t up to which t's offset holds; zero if it holds for ever. It may come early, with the same
// offset after it: on the last day of a leap year time.ZoneBounds gives an end that is already past (seen in Go 1.26,
// where a zone's yearly rule is applied as if every year had 365 days), and then the next UTC midnight stands in.
func offsetEnds(t time.Time) time.Time {
	_, end := t.ZoneBounds()
	if !end.IsZero() && !end.After(t) {
		return t.Truncate(24 * time.Hour).Add(24 * time.Hour)
	}
	return end
}

// Local is the civil date and the minute of the day, 0 to 1439, that clocks in loc show at t.
func Local(t time.Time, loc *time.Location) (goodturn.Date, int) {
	l := t.In(loc)
	return goodturn.DateOf(l), l.Hour()*60 + l.Minute()
}

// EndOfSnooze is the instant at which a snooze until the day d ends: 09:00 of the date shown to the person, in their zone.
func EndOfSnooze(d goodturn.Date, loc *time.Location) time.Time { return At(d, 9, 0, loc) }
