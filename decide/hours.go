package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
	"github.com/goodturn-app/goodturn/decide/permit"
	"github.com/goodturn-app/goodturn/schedule"
)

// hours keeps to the hours in which this person may be reached on this road: by their best-known clock for mail, by every clock
// they may live by for texts and calls. The hours of the plan hold as the law's do, for what waited as for what is on time; a call is
// the owner's own work, at any hour that may be.
func hours(l *look) {
	if l.anyHour() {
		l.ok(goodturn.ReasonQuietHours, map[goodturn.Channel]string{goodturn.ChannelDM: "you send it yourself", goodturn.ChannelInApp: "they are the ones who open it",
			goodturn.ChannelEmail: "they asked for it a moment ago"}[l.road.channel])
		return
	}
	shut := l.opening.Why(l.now)
	code, evidence := goodturn.ReasonQuietHours, ""
	switch shut.Cause {
	case schedule.NotShut:
		evidence = l.clockThere(l.zone)
		if habit := l.opening.Habit.String(); habit != "" {
			evidence += "; they " + habit
		}
		l.ok(goodturn.ReasonQuietHours, evidence)
		return
	case schedule.OnHoliday:
		code, evidence = goodturn.ReasonHoliday, shut.Holiday
	case schedule.OnBlackout:
		code, evidence = goodturn.ReasonBlackout, shut.Date.Long()
	default:
		evidence = l.clockThere(shutIn(l.opening, shut, l.zone))
		if len(l.opening.Zones) == 0 {
			evidence = "we do not know their time zone, so only from 14:00 to 17:00 in New York, when it is day in every state"
		}
		if own := l.planned(); len(own) > 0 && l.lawful() {
			evidence += "; your plan writes " + own.String()
		}
	}
	until, _ := l.opening.Next(l.now) // zero if it never opens: then it waits without a date
	l.object(objection{hours: true, firm: !until.IsZero(), since: always, Reason: goodturn.Reason{Code: code, Verdict: goodturn.Wait, Until: until, Evidence: evidence}})
}

// shutIn is the zone that objects.
func shutIn(o schedule.Opening, s schedule.Shut, otherwise *time.Location) *time.Location {
	for _, z := range o.Zones {
		if z.String() == s.Zone {
			return z
		}
	}
	return otherwise
}

// clockThere is "Friday 21:40 where they are".
func (l *look) clockThere(zone *time.Location) string {
	t := l.now.In(zone)
	b := append(append(make([]byte, 0, 48), t.Weekday().String()...), ' ')
	return string(append(explain.AppendClock(b, t), " where they are"...))
}

// anyHour reports whether this goes at any hour of the clock: no clock matters on its road, or it is mail for which they asked themselves.
func (l *look) anyHour() bool {
	return !l.road.timed() || l.due.Requested && l.road.channel == goodturn.ChannelEmail
}

// openFrom is the first instant at or after t at which the road is open.
func (l *look) openFrom(t time.Time) (time.Time, bool) {
	if l.anyHour() {
		return t, true
	}
	return l.opening.Next(t)
}

// planned are the hours that the plan gives this touch; nil: it gives none. A message that stands in on another road keeps the hours for
// which it was planned.
func (l *look) planned() schedule.Windows {
	if l.road.channel == goodturn.ChannelTask || !l.road.timed() {
		return nil
	}
	if l.touch.Channel == goodturn.ChannelSMS {
		return l.due.TextHours
	}
	return l.due.Hours
}

// lawful reports whether the hours that hold for everybody are open now.
func (l *look) lawful() bool {
	return permit.Opening(l.now, *l.settings, l.person.Zones, l.person.Regions, l.road.channel).Open(l.now)
}
