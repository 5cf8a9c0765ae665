package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// tooSoon is the hard floor: no ask within seven civil days of any closing, counted in the zone where the day begins last.
func tooSoon(l *look) {
	newest := l.lastClosing()
	if newest.IsZero() {
		l.unchecked(goodturn.ReasonTooSoon, "no closing on file")
		return
	}
	if until := l.dayBegins(newest.AddDays(goodturn.HardAskFloorDays)); l.now.Before(until) {
		l.waitFirmly(goodturn.ReasonTooSoon, always, until, "closed on "+newest.Long())
		return
	}
	l.ok(goodturn.ReasonTooSoon, "closed on "+newest.Long())
}

// lastZone is where a day begins last of all; it stands in where no zone is known.
var lastZone = time.FixedZone("", -12*60*60)

// dayBegins is the instant at which a civil date has begun in every zone the person may be in.
func (l *look) dayBegins(d goodturn.Date) time.Time {
	if len(l.person.Zones) == 0 {
		return schedule.At(d, 0, 0, lastZone)
	}
	var at time.Time
	for _, z := range l.person.Zones {
		if t := schedule.At(d, 0, 0, z); t.After(at) {
			at = t
		}
	}
	return at
}
