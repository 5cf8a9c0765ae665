package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// unset keeps the promise that a forgotten setting sends nothing: without a mode nobody has chosen anything yet.
func unset(l *look) {
	if l.settings.Mode == "" {
		l.wait(goodturn.ReasonUnset, time.Time{}, "no mode chosen")
	}
}
