package playbook

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// lookDays bounds the search for a day on which a touch may go; a playbook whose hours open less often than that plans nothing
// for it.
const lookDays = 60

// opening is when one line may go on one channel: the playbook's hours cut with the person's.
func (w *planner) opening(l *line) (schedule.Opening, bool) {
	o := w.in.Email
	switch w.channel(l) {
	case goodturn.ChannelSMS:
		o = w.in.Text
	case goodturn.ChannelTask:
		o.Windows, o.Zones = nil, nil
	}
	own := l.windows
	if l.byChoice && w.in.Prefers == goodturn.ChannelSMS {
		own = w.p.text
	}
	if len(o.Windows) == 0 {
		o.Windows = own
	} else {
		o.Windows = w.intersect(own, o.Windows)
	}
	return o, len(o.Zones) > 1 || len(o.Zones) == 1 && o.Zones[0] != w.in.Zone
}

func (w *planner) intersect(a, b schedule.Windows) schedule.Windows {
	for i := range w.cut {
		c := &w.cut[i]
		if c.of == &a[0] && c.with == &b[0] {
			return c.result
		}
		if c.of == nil {
			c.of, c.with, c.result = &a[0], &b[0], a.Intersect(b)
			return c.result
		}
	}
	return a.Intersect(b)
}

// openOn is the stretch of the day in which something may go, the longest if there are several, by the clock of the person's
// best-known zone.
func openOn(o *schedule.Opening, d goodturn.Date) (best schedule.Window, ok bool) {
	weekday := d.Weekday()
	for _, win := range o.Windows {
		if !win.Days.Has(weekday) || win.To-win.From <= best.To-best.From && ok {
			continue
		}
		if win.NoHolidays && o.Holidays.Name(d) != "" {
			continue
		}
		best, ok = win, true
	}
	for _, b := range o.Blackouts {
		if b == d {
			return best, false
		}
	}
	return best, ok
}

// onOrAfter is the first day at or after nominal on which the line may go, at the minute that its key picks. A value that an
// ask follows takes the first day that leaves the ask a day inside its wait: a home update on a Friday would put it on Sunday.
func (w *planner) onOrAfter(l *line, nominal goodturn.Date, key string) (time.Time, bool) {
	o, zones := w.opening(l)
	var fallback time.Time
	for i, d := 0, nominal; i < lookDays; i, d = i+1, d.AddDays(1) {
		win, ok := openOn(&o, d)
		if !ok {
			continue
		}
		at := schedule.At(d, 0, schedule.Spread(key, o.Habit.Near(win)), w.in.Zone)
		if zones {
			if at, ok = w.inAllZones(&o, d, key); !ok {
				continue
			}
		}
		if l.leads < 0 || w.leavesRoom(&w.p.lines[l.leads], at) {
			return at, true
		}
		if fallback.IsZero() {
			fallback = at
		}
		if i > 14 {
			break
		}
	}
	return fallback, !fallback.IsZero()
}

// inAllZones is the minute of the day that is inside the hours of every zone the person may be in.
func (w *planner) inAllZones(o *schedule.Opening, d goodturn.Date, key string) (time.Time, bool) {
	at, ok := o.Moment(w.midnight(d), key)
	if !ok {
		return time.Time{}, false
	}
	at = at.In(w.in.Zone)
	return at, goodturn.DateOf(at) == d
}

func (w *planner) leavesRoom(ask *line, value time.Time) bool {
	_, ok := w.within(ask, value.Add(ask.waitMin), value.Add(ask.waitMax), "")
	return ok
}

// behind is when a follower goes whose predecessor went, or is due, at lead: inside its wait if any day there is open, else on
// the first open day after it, as long as it is not more than at_most behind.
func (w *planner) behind(l *line, lead time.Time, key string) (time.Time, bool) {
	from, to := lead.Add(l.waitMin), lead.Add(l.waitMax)
	if l.Kind == goodturn.KindAsk || l.Kind == goodturn.KindReminder {
		for _, floor := range []time.Time{w.floor, w.later} {
			if floor.After(from) {
				from = floor
			}
		}
	}
	if at, ok := w.within(l, from, to, key); ok {
		return at, true
	}
	last := lead.Add(max(l.FollowMax, l.waitMax))
	if to.Before(from) {
		to = from
	}
	o, _ := w.opening(l)
	if len(o.Zones) == 0 {
		o.Zones = []*time.Location{w.in.Zone}
	}
	at, ok := o.Moment(to, key)
	if !ok || at.After(last) {
		return time.Time{}, false
	}
	return at.In(w.in.Zone), true
}

// within picks the day and minute between two instants. Waits of a day or two end on their last open day, so that the ask
// behind a day-90 update is the day-92 ask; longer ones (a reminder) take the open day nearest to their middle.
func (w *planner) within(l *line, from, to time.Time, key string) (best time.Time, ok bool) {
	o, zones := w.opening(l)
	if whole := from.Truncate(time.Minute); whole.Before(from) {
		from = whole.Add(time.Minute)
	}
	first, firstMinute := schedule.Local(from, w.in.Zone)
	last, lastMinute := schedule.Local(to, w.in.Zone)
	target := last
	if n := last.Sub(first); n > 3 {
		target = first.AddDays((n + 1) / 2)
	}
	least := 1 << 20
	for d := first; !d.After(last); d = d.AddDays(1) {
		away := target.Sub(d)
		away = max(away, -away)
		win, open := openOn(&o, d)
		if !open || away > least {
			continue
		}
		if d == first {
			win.From = max(win.From, firstMinute)
		}
		if d == last {
			win.To = min(win.To, lastMinute+1)
		}
		if win.From >= win.To {
			continue
		}
		at := from
		if key != "" {
			at = schedule.At(d, 0, schedule.Spread(key, o.Habit.Near(win)), w.in.Zone)
			if zones {
				if at, open = w.inAllZones(&o, d, key); !open || at.Before(from) || at.After(to) {
					continue
				}
			}
		}
		best, ok, least = at, true, away
	}
	return best, ok
}

// sameDay is the minute for a companion: later on the day of the message it belongs to, an hour apart where the hours allow.
func (w *planner) sameDay(l *line, lead time.Time, key string) time.Time {
	o, _ := w.opening(l)
	d, minute := schedule.Local(lead, w.in.Zone)
	win, open := openOn(&o, d)
	if from := minute + 60; open && from < win.To {
		win.From = max(win.From, from)
		return schedule.At(d, 0, schedule.Spread(key, win), w.in.Zone)
	}
	return lead.Add(time.Hour) // its hours are over for the day: the judgement says so when it comes due
}

// Following is when a touch goes now that the one it follows was delivered at an instant that the plan did not foresee. False if
// no open day is left for it, and then it waits for the next value or expires, as the judgement says; false too if its step
// follows nothing.
func (p *Playbook) Following(t goodturn.Touch, in PlanInput, delivered time.Time) (time.Time, bool) {
	i := p.index(t.Step)
	if i < 0 || p.lines[i].follows < 0 || in.Zone == nil || in.Enrolment.Anchor.IsZero() {
		return time.Time{}, false
	}
	l, w := &p.lines[i], p.planner(in)
	if l.Companion {
		return w.sameDay(l, delivered, w.key(l, t.Occurrence)), true
	}
	return w.behind(l, delivered, w.key(l, t.Occurrence))
}
