package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// planInUse keeps back what a plan wrote that the owner took out of use; thanks for what somebody did go all the same. It does not slide:
// back in use, what went stale meanwhile is not sent.
func planInUse(l *look) {
	if l.due.Unused {
		l.wait(goodturn.ReasonPlanUnused, time.Time{}, "not in use")
		return
	}
	l.ok(goodturn.ReasonPlanUnused, "in use")
}
