package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// unreadable fails closed: what we failed to read may be a no.
func unreadable(l *look) {
	switch {
	case l.person == &nobody:
		l.wait(goodturn.ReasonFacts, time.Time{}, "the person could not be read")
	case len(l.facts.Unreadable) > 0:
		l.wait(goodturn.ReasonFacts, time.Time{}, "could not be read: "+list(l.facts.Unreadable))
	default:
		l.ok(goodturn.ReasonFacts, "everything could be read")
	}
}
