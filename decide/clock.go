package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// clock waits while this computer's clock is in doubt: a clock a year ahead would let everything expire.
func clock(l *look) {
	if l.facts.ClockDoubt == "" {
		l.ok(goodturn.ReasonClock, "the clock is right")
		return
	}
	l.wait(goodturn.ReasonClock, time.Time{}, l.facts.ClockDoubt)
}
