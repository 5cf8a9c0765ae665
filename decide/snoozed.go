package decide

import "github.com/goodturn-app/goodturn"

// snoozed keeps the date that the person was told.
func snoozed(l *look) {
	since, until := l.person.Standing.SnoozedAt, l.person.Standing.SnoozedUntil
	if t := l.together; t.SnoozedUntil.After(until) {
		since, until = t.SnoozedAt, t.SnoozedUntil
	}
	if l.now.Before(until) {
		l.waitFirmly(goodturn.ReasonSnoozed, since, until, "said so "+l.on(since)+", were told "+l.day(until))
		return
	}
	l.ok(goodturn.ReasonSnoozed, "no not-now is running")
}
