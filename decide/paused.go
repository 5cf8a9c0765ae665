package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
)

// paused is the owner's own button. It does not slide: what goes stale meanwhile is not sent later.
func paused(l *look) {
	switch s := l.settings; {
	case !s.Paused:
		l.ok(goodturn.ReasonPaused, "not paused")
	case s.PausedAt.IsZero():
		l.wait(goodturn.ReasonPaused, time.Time{}, s.PausedWhy)
	default:
		l.wait(goodturn.ReasonPaused, s.PausedAt, explain.Because("paused "+l.at(s.PausedAt), s.PausedWhy))
	}
}
