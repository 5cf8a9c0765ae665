package decide

import (
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
)

// incident leaves everybody alone, or those of one segment, while something is wrong on our side.
func incident(l *look) {
	for _, i := range l.facts.Incidents {
		over := !i.EndedAt.IsZero() && !l.now.Before(i.EndedAt)
		if over || i.Segment != "" && !slices.Contains(l.person.Segments, i.Segment) {
			continue
		}
		l.object(objection{since: i.StartedAt, Reason: goodturn.Reason{
			Code: goodturn.ReasonIncident, Verdict: goodturn.Wait, Until: i.EndedAt, Evidence: explain.Because("since "+l.since(i.StartedAt), i.Name),
		}})
		return
	}
	l.ok(goodturn.ReasonIncident, "none is on")
}
