package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// askedRecently is the cap that no setting can shorten: one ask per person and household in rolling 90 x 24 hours, over all
// playbooks, owners and roads. One whose outcome is unknown counts. The gates are the authority; what the events say counts too.
func askedRecently(l *look) {
	at := l.lastAsk()
	if at.IsZero() {
		l.ok(goodturn.ReasonAskedRecently, "never asked")
		return
	}
	if until := at.Add(l.settings.AskEvery); l.now.Before(until) {
		who := "asked "
		if own := l.person.Gate.LastAskAt; own.Before(at) && l.person.Standing.LastAskAt.Before(at) {
			who = "somebody in the household was asked "
		}
		l.waitFirmly(goodturn.ReasonAskedRecently, at, until, who+l.on(at))
		return
	}
	l.ok(goodturn.ReasonAskedRecently, "last asked "+l.on(at))
}

// lastAsk is the last ask to this person or household.
func (l *look) lastAsk() time.Time {
	at := l.person.Gate.LastAskAt
	for _, t := range []time.Time{l.person.Standing.LastAskAt, l.together.LastAskAt} {
		if t.After(at) {
			at = t
		}
	}
	for _, g := range l.facts.Gates {
		if g.LastAskAt.After(at) {
			at = g.LastAskAt
		}
	}
	return at
}
