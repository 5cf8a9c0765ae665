package decide

import (
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

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
	evidence := count(len(recent), "request", "requests") + " to people there"
	if most := l.settings.AccountAsks; len(recent) >= most {
		oldest := recent[len(recent)-most]
		l.waitFirmly(goodturn.ReasonAccountAsked, oldest, oldest.Add(l.settings.AskEvery), evidence)
		return
	}
	l.ok(goodturn.ReasonAccountAsked, evidence)
}
