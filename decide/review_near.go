package decide

import (
	"github.com/goodturn-app/goodturn"
)

// reviewNear is the same week seen from the ask.
func reviewNear(l *look) {
	at := l.person.Standing.LastReviewAt
	if t := l.together.LastReviewAt; t.After(at) {
		at = t
	}
	if until := at.Add(reviewApart); !at.IsZero() && l.now.Before(until) {
		l.waitFirmly(goodturn.ReasonReviewNear, at, until, "asked for one "+l.on(at))
	}
}
