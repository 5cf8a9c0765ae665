package decide

import (
	"github.com/goodturn-app/goodturn"
)

// touchedOften allows four messages in rolling 30 days.
func touchedOften(l *look) {
	if l.due.Step.Companion {
		return
	}
	sent := l.person.Standing.Automated
	if l.facts.Household.SharedMailbox && len(l.together.Automated) > len(sent) {
		sent = l.together.Automated
	}
	from := l.now.Add(-30 * goodturn.Day)
	recent := sent[:0:0]
	for i, t := range sent {
		if t.After(from) {
			recent = sent[i:]
			break
		}
	}
	evidence := count(len(recent), "message", "messages") + " in the last 30 days"
	if most := l.settings.TouchesIn30; len(recent) >= most {
		oldest := recent[len(recent)-most]
		l.waitFirmly(goodturn.ReasonTouchedOften, oldest, oldest.Add(30*goodturn.Day), evidence)
		return
	}
	l.ok(goodturn.ReasonTouchedOften, evidence)
}
