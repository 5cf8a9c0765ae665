package decide

import (
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// notDueYet keeps to the plan, and to the floor below which the playbook never asks.
func notDueYet(l *look) {
	day := l.touch.PlannedAt
	if l.touch.NotBefore.After(day) {
		day = l.touch.NotBefore
	}
	if l.now.Before(day) {
		l.waitFirmly(goodturn.ReasonTooEarly, always, day, "planned for "+l.day(day))
	}
}

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

// wrongSide: a seller is never congratulated on the house they left.
func wrongSide(l *look) {
	if sides := l.due.Step.Sides; len(sides) > 0 && !slices.Contains(sides, l.due.Side) {
		side := string(l.due.Side)
		if side == "" {
			side = "not known"
		}
		l.skip(goodturn.ReasonWrongSide, "their side: "+strings.ReplaceAll(side, "_", " "))
	}
}
