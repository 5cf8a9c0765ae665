package decide

import (
	"github.com/goodturn-app/goodturn"
)

// holdout is never asked, so that the rest can be compared with it.
func holdout(l *look) {
	if l.person.Holdout {
		l.skip(goodturn.ReasonHoldout, "")
	}
}
