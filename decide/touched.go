package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
	"github.com/goodturn-app/goodturn/decide/pace"
)

// textGap is the least time between a message and a text: some states count texts in 24 hours.
const textGap = 24 * time.Hour

// touchedRecently keeps messages to one person 20 hours apart, and never two on one of their days, whatever the gap is set to.
// People who share a mailbox share it. A companion goes with its message on the same day and does not count.
func touchedRecently(l *look) {
	if l.due.Step.Companion {
		return
	}
	last := l.person.Standing.LastAutomated
	if l.facts.Household.SharedMailbox && l.together.LastAutomated.After(last) {
		last = l.together.LastAutomated
	}
	if last.IsZero() {
		l.ok(goodturn.ReasonTouchedRecently, "none before")
		return
	}
	gap := l.settings.TouchGap
	if l.road.channel == goodturn.ChannelSMS {
		gap = max(gap, textGap)
	}
	until := last.Add(gap)
	if day := pace.Tomorrow(last, l.zone); day.After(until) {
		until = day
	}
	if l.now.Before(until) {
		l.waitFirmly(goodturn.ReasonTouchedRecently, last, until, "left "+l.at(last))
		return
	}
	l.ok(goodturn.ReasonTouchedRecently, "left "+l.at(last))
}

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
	evidence := explain.Count(len(recent), "message", "messages") + " in the last 30 days"
	if most := l.settings.TouchesIn30; len(recent) >= most {
		oldest := recent[len(recent)-most]
		l.waitFirmly(goodturn.ReasonTouchedOften, oldest, oldest.Add(30*goodturn.Day), evidence)
		return
	}
	l.ok(goodturn.ReasonTouchedOften, evidence)
}
