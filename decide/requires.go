package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// requires is for facts without which the step makes no sense; see Step.Requires.
func requires(l *look) {
	if len(l.due.Lacks) > 0 {
		l.wait(goodturn.ReasonRequires, time.Time{}, list(l.due.Lacks))
		return
	}
	if len(l.due.Step.Requires) > 0 {
		l.ok(goodturn.ReasonRequires, list(l.due.Step.Requires))
	}
}
