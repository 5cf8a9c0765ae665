package decide

import "github.com/goodturn-app/goodturn"

// holdout is never asked, so that the rest can be compared with it.
func holdout(l *look) {
	if l.person.Holdout {
		l.skip(goodturn.ReasonHoldout, "")
	}
}

// newestAsks: of two homes that are still owned, only the newest asks; useful messages go on for both.
func newestAsks(l *look) {
	if l.due.AsksMuted {
		l.skip(goodturn.ReasonNewerAsks, "")
	}
}
