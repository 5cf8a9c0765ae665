package decide

import (
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
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

// accountAsked allows two asks per company in the same 90 days.
func accountAsked(l *look) {
	asks := l.person.AccountAsks
	if len(asks) == 0 {
		return
	}
	recent := make([]time.Time, 0, len(asks))
	for _, t := range asks {
		if l.now.Before(t.Add(l.settings.AskEvery)) {
			recent = append(recent, t)
		}
	}
	slices.SortFunc(recent, time.Time.Compare)
	evidence := explain.Count(len(recent), "request", "requests") + " to people there"
	if most := l.settings.AccountAsks; len(recent) >= most {
		oldest := recent[len(recent)-most]
		l.waitFirmly(goodturn.ReasonAccountAsked, oldest, oldest.Add(l.settings.AskEvery), evidence)
		return
	}
	l.ok(goodturn.ReasonAccountAsked, evidence)
}
