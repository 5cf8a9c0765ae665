package decide

import "github.com/goodturn-app/goodturn"

// declined: no thanks ends asks and reminders of every playbook, for good, and nothing else. A couple on one deal answers for both.
func declined(l *look) {
	for i := range l.person.Suppressions {
		if s := &l.person.Suppressions[i]; s.Scope == goodturn.ScopeAsks {
			l.skip(goodturn.ReasonDeclined, "said so "+l.on(s.At))
			return
		}
	}
	own, theirs := l.person.Standing.DeclinedAt, l.together.DeclinedAt
	switch {
	case !own.IsZero():
		l.skip(goodturn.ReasonDeclined, "said so "+l.on(own))
	case !theirs.IsZero():
		l.skip(goodturn.ReasonDeclined, "somebody in the household said so "+l.on(theirs))
	default:
		l.ok(goodturn.ReasonDeclined, "never said no")
	}
}
