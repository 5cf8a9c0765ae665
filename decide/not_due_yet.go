package decide

import (
	"github.com/goodturn-app/goodturn"
)

// notDueYet keeps to the plan, and to the floor below which the playbook never asks.
func notDueYet(l *look) {
	day := l.touch.PlannedAt
	if l.touch.NotBefore.After(day) {
		day = l.touch.NotBefore
	}
	if l.now.Before(day) {
		l.waitFirmly(goodturn.ReasonTooEarly, always, day, "planned for "+l.day(day))
	}
}
