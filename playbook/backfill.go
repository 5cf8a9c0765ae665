package playbook

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// hello places the first thing that somebody from long ago hears, and keeps what follows at a distance from it.
func (w *planner) hello() {
	if w.mode != goodturn.BackfillHello {
		return
	}
	for i := range w.p.lines {
		l := &w.p.lines[i]
		if !l.FirstWarm || l.sides&w.side == 0 {
			continue
		}
		start := w.start
		if start.IsZero() {
			start = w.midnight(w.in.Enrolment.Anchor.AddDays(BackfillAheadDays + 1))
		}
		at, ok := w.firstGood(l, start, w.key(l, 0))
		if !w.in.helloAt.IsZero() {
			at, ok = w.in.helloAt.In(w.in.Zone), true
		}
		if !ok {
			break
		}
		t := w.touch(l, 0)
		t.PlannedAt, t.DueAt = at, at
		t.UntilAt = w.endOf(at, l.until)
		w.out = append(w.out, t)
		day, _ := schedule.Local(at, w.in.Zone)
		w.quiet = w.midnight(day.AddDays(helloQuietDays))
		if later := w.midnight(day.AddDays(helloAskDays)); later.After(w.later) {
			w.later = later
		}
		return
	}
	if later := w.start.Add(helloAskDays * goodturn.Day); later.After(w.later) {
		w.later = later // a playbook without a hello keeps the distance too
	}
}

// inTime applies what a late start does to a touch: what is past stays past, what is only early for the pace of first contacts
// waits for it, and what may not be backfilled is left out.
func (w *planner) inTime(l *line, t *goodturn.Touch) bool {
	if begin := w.in.begin(); l.Kind == goodturn.KindReview && !begin.IsZero() {
		old := w.midnight(w.in.Enrolment.Anchor.AddDays(reviewOldDays + 1))
		if !begin.Before(old) || !t.PlannedAt.Before(old) {
			return false
		}
	}
	if t.DueAt.Before(w.quiet) {
		return false
	}
	if !t.DueAt.Before(w.start) {
		return true
	}
	slides := w.mode == goodturn.BackfillNone && l.Kind != goodturn.KindReview || w.mode == goodturn.BackfillAhead && l.Kind == goodturn.KindValue && !t.DueAt.Before(w.in.begin())
	if !slides || l.follows >= 0 {
		return false
	}
	at, ok := w.firstGood(l, w.start, w.key(l, t.Occurrence))
	t.DueAt, t.LegalAt = at, at // its late window counts from here
	return ok && at.Before(t.UntilAt)
}

// FirstGood is the first good minute at or after an instant for a step that is asked for by hand: in the playbook's hours, cut with the
// person's. False if there is no such step, no zone, or no open day within two months.
func (p *Playbook) FirstGood(step string, in PlanInput, from time.Time) (time.Time, bool) {
	i := p.index(step)
	if i < 0 || in.Zone == nil {
		return time.Time{}, false
	}
	w := p.planner(in)
	return w.firstGood(&p.lines[i], from, w.key(&p.lines[i], 0))
}

// firstGood is the first minute at or after t at which the line may go.
func (w *planner) firstGood(l *line, t time.Time, key string) (time.Time, bool) {
	o, _ := w.opening(l)
	if len(o.Zones) == 0 {
		o.Zones = []*time.Location{w.in.Zone}
	}
	at, ok := o.Moment(t, key)
	return at.In(w.in.Zone), ok
}
