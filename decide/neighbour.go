package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// neighbour: two people on one street never get the same words in the same fortnight.
func neighbour(l *look) {
	if until := l.due.NeighbourUntil; l.now.Before(until) {
		l.waitUntil(goodturn.ReasonNeighbour, time.Time{}, until, "free again "+l.on(until))
	}
}
