package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
)

// held is the safety stop: a restored database, a second copy. Nothing final is said meanwhile either (see soften).
func held(l *look) {
	if l.settings.Hold == "" {
		l.ok(goodturn.ReasonHold, "our memory is complete")
		return
	}
	l.wait(goodturn.ReasonHold, l.settings.HoldAt, l.settings.Hold)
}

// clock waits while this computer's clock is in doubt: a clock a year ahead would let everything expire.
func clock(l *look) {
	if l.facts.ClockDoubt == "" {
		l.ok(goodturn.ReasonClock, "the clock is right")
		return
	}
	l.wait(goodturn.ReasonClock, time.Time{}, l.facts.ClockDoubt)
}

// unreadable fails closed: what we failed to read may be a no.
func unreadable(l *look) {
	switch {
	case l.person == &nobody:
		l.wait(goodturn.ReasonFacts, time.Time{}, "the person could not be read")
	case len(l.facts.Unreadable) > 0:
		l.wait(goodturn.ReasonFacts, time.Time{}, "could not be read: "+explain.List(l.facts.Unreadable))
	default:
		l.ok(goodturn.ReasonFacts, "everything could be read")
	}
}
