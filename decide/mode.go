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

// observing holds everything until the owner goes live. A mode that this binary does not know is not live.
func observing(l *look) {
	switch l.settings.Mode {
	case goodturn.ModeLive:
		l.ok(goodturn.ReasonObserving, "live")
	case "": // unset says so
	default:
		l.wait(goodturn.ReasonObserving, time.Time{}, "watching only")
	}
}
