package decide

import (
	"github.com/goodturn-app/goodturn"
)

// superseded ends the touches of a plan that has ended, and those of a contact that was merged into another.
func superseded(l *look) {
	switch {
	case l.person.Contact.MergedInto != "":
		l.skip(goodturn.ReasonSuperseded, "merged into another person")
	case l.due.Enrolment == goodturn.EnrolmentSuperseded:
		l.skip(goodturn.ReasonSuperseded, "a newer deal took its place")
	case l.due.Enrolment == goodturn.EnrolmentEnded:
		l.skip(goodturn.ReasonSuperseded, "this plan has ended")
	}
}
