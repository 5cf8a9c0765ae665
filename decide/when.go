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
func (l *look) day(t time.Time) string { return string(l.appendDay(nil, t)) }

// at is "on Friday 20 November, 17:40".
func (l *look) at(t time.Time) string { return l.on(t) + ", " + l.clock(t) }

// since is "Friday 20 November, 17:40".
func (l *look) since(t time.Time) string { return l.day(t) + ", " + l.clock(t) }

func (l *look) clock(t time.Time) string { return string(explain.AppendClock(nil, t.In(l.zone))) }

func (l *look) appendDay(b []byte, t time.Time) []byte {
	return explain.AppendDay(b, t.In(l.zone), l.now.In(l.zone).Year())
}
