package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

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
