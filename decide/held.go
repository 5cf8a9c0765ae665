package decide

import (
	"github.com/goodturn-app/goodturn"
)

// held is the safety stop: a restored database, a second copy. Nothing final is said meanwhile either (see soften).
func held(l *look) {
	if l.settings.Hold == "" {
		l.ok(goodturn.ReasonHold, "our memory is complete")
		return
	}
	l.wait(goodturn.ReasonHold, l.settings.HoldAt, l.settings.Hold)
}
