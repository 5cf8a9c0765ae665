package decide

import "github.com/goodturn-app/goodturn"

// died ends everything, calls and thanks too.
func died(l *look) {
	if at := l.person.Standing.DiedAt; !at.IsZero() {
		l.skip(goodturn.ReasonDied, "noted "+l.on(at))
	}
}

// bereaved leaves a household in mourning alone. It is shared: whoever of them was told of, all are spared.
func bereaved(l *look) {
	since, until := l.person.Standing.BereavedSince, l.person.Standing.BereavedUntil
	if l.together.BereavedUntil.After(until) {
		since, until = l.together.BereavedSince, l.together.BereavedUntil
	}
	if l.now.Before(until) {
		l.waitUntil(goodturn.ReasonBereaved, since, until, "noted "+l.on(since))
		return
	}
	l.ok(goodturn.ReasonBereaved, "none that we know of")
}
