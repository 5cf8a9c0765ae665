package schedule

import (
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// LookAhead bounds every search: what does not open within 400 days does not open.
const LookAhead = 400 * 24 * time.Hour

// Opening says when one person may be reached on one channel: inside the windows by the local clock of every zone that the
// person may be in, outside holidays and black-out days there. The zero Opening is never open.
//
// With no zone at all the rule of last resort applies: 14:00 to 17:00 in New York, which lies between 8:00 and 21:00 in
// all fifty states in every season, and only where the windows are open by the New York clock.
type Opening struct {
	Windows   Windows
	Zones     []*time.Location // every plausible zone; none: unknown. No element may be nil.
	Holidays  Holidays
	Blackouts []goodturn.Date // days on which nothing goes out, by local date
	Habit     Habit           // when they usually answer, by the first zone's clock: the minute of a day is picked near it
}

// Shut says why nothing may go out at an instant. The zero Shut means that it may.
type Shut struct {
	Cause   Cause
	Zone    string        // in which zone; the first one that objects
	Date    goodturn.Date // the local date there
	Holiday string        // its name, where that is the cause
}

// Cause is why an instant is shut.
type Cause uint8

const (
	NotShut    Cause = iota
	QuietHours       // outside the window, by the local clock
	OnHoliday
	OnBlackout
)

// LastResort is the zone by which somebody is treated of whom none is known, where the business has none either: messages go only in the
// hours of unknownZone there, and days are days there.
const LastResort = "America/New_York"

var unknownZone = Windows{{Days: EveryDay, From: Clock(14, 0), To: Clock(17, 0)}}

// resolve gives the zones and windows to ask, after the rule of last resort.
func (o Opening) resolve() ([]*time.Location, Windows) {
	if len(o.Zones) > 0 {
		return o.Zones, o.Windows
	}
	eastern, err := LoadZone(LastResort)
	if err != nil {
		return nil, nil // never open rather than open by the wrong clock
	}
	return []*time.Location{eastern}, o.Windows.Intersect(unknownZone)
}

// Open reports whether t is inside in every zone.
func (o Opening) Open(t time.Time) bool { return o.Why(t).Cause == NotShut }

// Why says what keeps t shut: the first objection, black-outs and holidays before hours.
func (o Opening) Why(t time.Time) Shut {
	zones, windows := o.resolve()
	if len(windows) == 0 {
		return Shut{Cause: QuietHours, Date: goodturn.DateOf(t)}
	}
	for _, loc := range zones {
		l := t.In(loc)
		date := goodturn.DateOf(l)
		if slices.Contains(o.Blackouts, date) {
			return Shut{Cause: OnBlackout, Zone: loc.String(), Date: date}
		}
		second := l.Hour()*3600 + l.Minute()*60 + l.Second()
		holiday, inside := "", false
		for _, w := range windows {
			if !w.Days.Has(l.Weekday()) || second < w.From*60 || second >= w.To*60 {
				continue
			}
			if w.NoHolidays {
				if name := o.Holidays.Name(date); name != "" {
					holiday = name
					continue
				}
			}
			inside = true
			break
		}
		switch {
		case inside:
		case holiday != "":
			return Shut{Cause: OnHoliday, Zone: loc.String(), Date: date, Holiday: holiday}
		default:
			return Shut{Cause: QuietHours, Zone: loc.String(), Date: date}
		}
	}
	return Shut{}
}

// Next is the first instant at or after t that is open in every zone, exact across changes of the clock, or false if there
// is none within LookAhead. It keeps t's own zone for display.
func (o Opening) Next(t time.Time) (time.Time, bool) {
	zones, windows := o.resolve()
	if len(zones) == 0 || len(windows) == 0 {
		return time.Time{}, false
	}
	limit := t.Add(LookAhead)
	at := t
	for agreed := 0; agreed < len(zones); {
		for _, loc := range zones {
			n, ok := o.nextIn(windows, at, limit, loc)
			if !ok {
				return time.Time{}, false
			}
			if n.After(at) {
				at, agreed = n, 0
			}
			agreed++
		}
	}
	return at.In(t.Location()), true
}

// nextIn walks the stretches of constant offset, in each of which local time is plain addition.
func (o Opening) nextIn(ws Windows, t, limit time.Time, loc *time.Location) (time.Time, bool) {
	for t.Before(limit) {
		l := t.In(loc)
		end := offsetEnds(l)
		date := goodturn.DateOf(l)
		midnight := t.Add(-time.Duration(l.Hour()*3600+l.Minute()*60+l.Second())*time.Second - time.Duration(l.Nanosecond()))
		for ; midnight.Before(limit) && (end.IsZero() || midnight.Before(end)); midnight = midnight.Add(24 * time.Hour) {
			n, ok := o.firstOn(date, ws, midnight, t)
			if ok && (end.IsZero() || n.Before(end)) {
				return n, n.Before(limit)
			}
			date = date.AddDays(1)
		}
		if end.IsZero() {
			break
		}
		t = end
	}
	return time.Time{}, false
}

// firstOn is the first open instant at or after t on a local date that began at midnight.
func (o Opening) firstOn(date goodturn.Date, ws Windows, midnight, t time.Time) (first time.Time, ok bool) {
	if slices.Contains(o.Blackouts, date) {
		return time.Time{}, false
	}
	weekday := date.Weekday()
	for _, w := range ws {
		if !w.Days.Has(weekday) || w.NoHolidays && o.Holidays.Name(date) != "" {
			continue
		}
		n := midnight.Add(time.Duration(w.From) * time.Minute)
		if n.Before(t) {
			n = t
		}
		if n.Before(midnight.Add(time.Duration(w.To)*time.Minute)) && (!ok || n.Before(first)) {
			first, ok = n, true
		}
	}
	return first, ok
}

// Closes is the first instant after t that is shut, if t is open; it is t itself if t is shut. An Opening that never
// shuts closes at t + LookAhead.
func (o Opening) Closes(t time.Time) time.Time {
	zones, windows := o.resolve()
	if !o.Open(t) {
		return t
	}
	limit := t.Add(LookAhead)
	closes := limit
	for _, loc := range zones {
		if c := o.closesIn(windows, t, limit, loc); c.Before(closes) {
			closes = c
		}
	}
	return closes.In(t.Location())
}

func (o Opening) closesIn(ws Windows, t, limit time.Time, loc *time.Location) time.Time {
	one := Opening{Windows: ws, Zones: []*time.Location{loc}, Holidays: o.Holidays, Blackouts: o.Blackouts}
	for t.Before(limit) && one.Open(t) {
		l := t.In(loc)
		end := offsetEnds(l)
		second := l.Hour()*3600 + l.Minute()*60 + l.Second()
		until := 0
		for _, w := range ws {
			if w.Days.Has(l.Weekday()) && second >= w.From*60 && second < w.To*60 && !(w.NoHolidays && o.Holidays.Name(goodturn.DateOf(l)) != "") {
				until = max(until, w.To*60)
			}
		}
		t = t.Add(time.Duration(until-second)*time.Second - time.Duration(l.Nanosecond()))
		if !end.IsZero() && end.Before(t) {
			t = end
		}
	}
	return t
}

// Moment is the minute at which something due at t goes out: inside, and spread over the day by the key, so that not
// everybody hears at the same minute and never at the full hour. If the key's minute of that day is already past, it is
// spread over what is left of the window. The same key and day give the same minute, however often it is asked while
// that minute is ahead. False if nothing opens within LookAhead.
func (o Opening) Moment(t time.Time, key string) (time.Time, bool) {
	next, ok := o.Next(t)
	if !ok {
		return time.Time{}, false
	}
	zones, _ := o.resolve()
	date, _ := Local(next, zones[0])
	if dayOpens, ok := o.Next(At(date, 0, 0, zones[0])); ok && !dayOpens.After(next) {
		if m := o.spreadFrom(dayOpens, key, zones[0]); !m.Before(next) {
			return m.In(t.Location()), true
		}
	}
	return o.spreadFrom(next, key, zones[0]).In(t.Location()), true
}

// spreadFrom picks a whole minute between open and the close of that stretch; a stretch without one gives open itself.
func (o Opening) spreadFrom(open time.Time, key string, loc *time.Location) time.Time {
	closes := o.Closes(open)
	if day := open.Add(24 * time.Hour); closes.After(day) {
		closes = day
	}
	first := open.Truncate(time.Minute)
	if first.Before(open) {
		first = first.Add(time.Minute)
	}
	n := int((closes.Sub(first) + time.Minute - 1) / time.Minute)
	if n < 1 {
		return open
	}
	_, minute := Local(first, loc)
	near := o.Habit.Near(Window{From: minute, To: minute + n})
	return first.Add(time.Duration(near.From-minute+spread(key, near.To-near.From, near.From)) * time.Minute)
}
