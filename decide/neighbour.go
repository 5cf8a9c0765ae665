package decide

import (
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// neighbour: two people on one street never get the same words in the same fortnight, nor two at one company in 90 days.
func neighbour(l *look) {
	if until := l.due.NeighbourUntil; l.now.Before(until) {
		free := "free again " + l.on(until)
		if who := strings.TrimSuffix(l.due.NeighbourRead, "."); who != "" {
			free = who + "; " + free
		}
		l.waitUntil(goodturn.ReasonNeighbour, time.Time{}, until, free)
	}
}
