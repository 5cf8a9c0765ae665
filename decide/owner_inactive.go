package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// ownerInactive freezes everything in the name of somebody who left, calls too: nobody is there to make them.
func ownerInactive(l *look) {
	if l.person.Owner.Active {
		l.ok(goodturn.ReasonOwnerInactive, "active")
		return
	}
	l.wait(goodturn.ReasonOwnerInactive, time.Time{}, "no longer active")
}
