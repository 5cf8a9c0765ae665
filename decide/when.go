package decide

import (
	"strconv"
	"time"
)

// Evidence is kept for years, so it names dates and never says "today": "on Friday 20 November, 17:40". Dates are those of the
// person's zone; the year is left out where it is the year of judging.

// on is "on Friday 20 November".
func (l *look) on(t time.Time) string { return "on " + l.day(t) }

// day is "Friday 20 November".
func (l *look) day(t time.Time) string {
	return string(humanDay(nil, t.In(l.zone), l.now.In(l.zone).Year()))
}

// at is "on Friday 20 November, 17:40".
func (l *look) at(t time.Time) string { return humanMinute(t, l.now, l.zone) }

func humanMinute(t, now time.Time, zone *time.Location) string {
	local := t.In(zone)
	b := humanDay(append(make([]byte, 0, 40), "on "...), local, now.In(zone).Year())
	h, m := local.Hour(), local.Minute()
	return string(append(b, ',', ' ', byte('0'+h/10), byte('0'+h%10), ':', byte('0'+m/10), byte('0'+m%10)))
}

func humanDay(b []byte, local time.Time, thisYear int) []byte {
	y, mo, d := local.Date()
	b = append(b, local.Weekday().String()...)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(d), 10)
	b = append(b, ' ')
	b = append(b, mo.String()...)
	if y != thisYear {
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(y), 10)
	}
	return b
}
