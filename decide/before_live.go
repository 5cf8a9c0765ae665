package decide

import "github.com/goodturn-app/goodturn"

// beforeLive: nothing that came due before going live is caught up. What was asked for by hand came due when it was asked for.
func beforeLive(l *look) {
	due := firstLegal(l.touch)
	if l.touch.Manual {
		due = l.touch.PlannedAt
	}
	if live := l.settings.LiveAt; l.settings.Mode == goodturn.ModeLive && due.Before(live) {
		l.skip(goodturn.ReasonBeforeLive, "due "+l.at(due)+", live since "+l.since(live))
		return
	}
	l.ok(goodturn.ReasonBeforeLive, "came due since you went live")
}
