package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
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
	if day := nextDay(last, l.zone); day.After(until) {
		until = day
	}
	if l.now.Before(until) {
		l.waitFirmly(goodturn.ReasonTouchedRecently, last, until, "left "+l.at(last))
		return
	}
	l.ok(goodturn.ReasonTouchedRecently, "left "+l.at(last))
}
