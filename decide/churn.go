package decide

import (
	"github.com/goodturn-app/goodturn"
)

// churn: somebody who may be about to leave is talked to, not asked.
func churn(l *look) {
	s := &l.person.Standing
	switch {
	case !s.ChurnSince.IsZero():
		l.wait(goodturn.ReasonChurn, s.ChurnSince, because("since "+l.day(s.ChurnSince), s.ChurnWhy))
	case !l.facts.Sources.Churn.Connected:
		l.unchecked(goodturn.ReasonChurn, "no billing connected")
	default:
		l.ok(goodturn.ReasonChurn, "no sign of it")
	}
}
