package decide

import (
	"time"

	"github.com/goodturn-app/goodturn/decide/explain"
)

// Dates in evidence are those of the person's zone; the year is left out where it is the year of judging.

// on is "on Friday 20 November".
func (l *look) on(t time.Time) string {
	return string(l.appendDay(append(make([]byte, 0, 32), "on "...), t))
}

// day is "Friday 20 November".
func (l *look) day(t time.Time) string { return string(l.appendDay(make([]byte, 0, 32), t)) }

// at is "on Friday 20 November, 17:40".
func (l *look) at(t time.Time) string {
	return string(l.appendMinute(append(make([]byte, 0, 48), "on "...), t))
}

// since is "Friday 20 November, 17:40".
func (l *look) since(t time.Time) string { return string(l.appendMinute(make([]byte, 0, 48), t)) }

func (l *look) appendMinute(b []byte, t time.Time) []byte {
	return explain.AppendClock(append(l.appendDay(b, t), ", "...), t.In(l.zone))
}

func (l *look) appendDay(b []byte, t time.Time) []byte {
	return explain.AppendDay(b, t.In(l.zone), l.year)
}
