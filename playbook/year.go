package playbook

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// PlannedTo is the day up to which Plan plans: two years from the anchor, and at least a year from now, in whole years. From the
// anniversary a year before it on, the next year is due to be planned with PlanYear.
func (p *Playbook) PlannedTo(in PlanInput) goodturn.Date {
	return in.Enrolment.Anchor.AddMonths(24 + 12*p.lastYear(in))
}

// lastYear is the last yearly occurrence that a plan made now holds; 0 for the first two years alone.
func (p *Playbook) lastYear(in PlanInput) int {
	if in.Now.IsZero() || in.Zone == nil {
		return 0
	}
	today, _ := schedule.Local(in.Now, in.Zone)
	ahead, n := today.AddMonths(12), 0
	for n < 200 && in.Enrolment.Anchor.AddMonths(24+12*n).Before(ahead) {
		n++
	}
	return n
}

// yearIsPast reports whether everything of a later year lies behind the start of the plan.
func (w *planner) yearIsPast(n int) bool {
	return !w.start.IsZero() && w.midnight(w.in.Enrolment.Anchor.AddMonths(24+12*n).AddDays(60)).Before(w.start)
}

// PlanYear is the touches of one later year: n = 1 is the third year after the anchor, with its anniversary at 36 months. It is
// empty for n < 1.
func (p *Playbook) PlanYear(in PlanInput, n int) []goodturn.Touch {
	if n < 1 || in.Enrolment.Anchor.IsZero() || in.Zone == nil {
		return nil
	}
	in.Enrolment.Backfill = goodturn.BackfillNone // whoever is planned year by year has been greeted long ago
	w := p.planner(in)
	w.pass(n)
	return w.done()
}
