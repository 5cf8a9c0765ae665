package decide

import "github.com/goodturn-app/goodturn"

// represented keeps out of another agent's business.
func represented(l *look) {
	if since := l.person.Standing.Represented(); !since.IsZero() {
		l.wait(goodturn.ReasonRepresented, since, "since "+l.day(since))
		return
	}
	l.ok(goodturn.ReasonRepresented, "not that we know of")
}
