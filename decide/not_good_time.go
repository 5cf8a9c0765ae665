package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
)

// notGoodTime holds while the owner's note holds. It is each one's own, unlike a bereavement.
func notGoodTime(l *look) {
	var since, until time.Time
	var what []string
	for _, n := range l.person.Standing.NotGood {
		if !l.now.Before(n.Until) {
			continue
		}
		if n.Kind != "" {
			what = append(what, n.Kind)
		}
		if since.IsZero() || n.Since.Before(since) {
			since = n.Since
		}
		if n.Until.After(until) {
			until = n.Until
		}
	}
	if until.IsZero() {
		l.ok(goodturn.ReasonNotGoodTime, "nothing noted")
		return
	}
	l.waitUntil(goodturn.ReasonNotGoodTime, since, until, explain.Because("noted "+l.on(since), explain.List(what)))
}
