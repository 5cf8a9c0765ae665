package decide

import (
	"github.com/goodturn-app/goodturn"
)

// died ends everything, calls and thanks too.
func died(l *look) {
	if at := l.person.Standing.DiedAt; !at.IsZero() {
		l.skip(goodturn.ReasonDied, "noted "+l.on(at))
	}
}
