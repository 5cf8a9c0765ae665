package decide

import (
	"github.com/goodturn-app/goodturn"
)

// newestAsks: of two homes that are still owned, only the newest asks; useful messages go on for both.
func newestAsks(l *look) {
	if l.due.AsksMuted {
		l.skip(goodturn.ReasonNewerAsks, "")
	}
}
