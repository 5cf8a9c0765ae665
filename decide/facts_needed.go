package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
)

// missing never lets a hole through: it waits for the fact, and the caller asks the owner for it.
func missing(l *look) {
	if len(l.due.Missing) > 0 {
		l.wait(goodturn.ReasonMissing, time.Time{}, explain.List(l.due.Missing))
		return
	}
	l.ok(goodturn.ReasonMissing, "every fact is there")
}

// requires is for facts without which the step makes no sense; see Step.Requires.
func requires(l *look) {
	if len(l.due.Lacks) > 0 {
		l.wait(goodturn.ReasonRequires, time.Time{}, explain.List(l.due.Lacks))
		return
	}
	if len(l.due.Step.Requires) > 0 {
		l.ok(goodturn.ReasonRequires, explain.List(l.due.Step.Requires))
	}
}
