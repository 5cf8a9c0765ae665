package decide

import (
	"fmt"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Late windows (docs/ARCHITECTURE.md, Planning) for touches that were planned without one of their own. Until counts from the planned
// instant. A call has neither: a call that nobody made is still a call to make, unless the plan says otherwise.
var lateDefaults = map[goodturn.Kind]struct{ late, until time.Duration }{
	goodturn.KindAsk:      {72 * time.Hour, 30 * goodturn.Day},
	goodturn.KindReminder: {72 * time.Hour, 21 * goodturn.Day},
	goodturn.KindReview:   {7 * goodturn.Day, 21 * goodturn.Day},
	goodturn.KindValue:    {10 * goodturn.Day, 30 * goodturn.Day},
	goodturn.KindThanks:   {3 * goodturn.Day, 14 * goodturn.Day},
}

// inTime is how soon after the first legal instant we must look for an objection of unknown age to have held at that instant.
// The sweep looks every minute; an hour allows for a restart.
const inTime = time.Hour

// Ends is the last instant at which a touch is worth sending: Late after LegalAt, or UntilAt, whichever is earlier. False if
// nothing bounds it. Later than this it expires.
func Ends(t goodturn.Touch) (time.Time, bool) {
	late, until := bounds(&t)
	legal := firstLegal(&t)
	var end time.Time
	if late > 0 && !legal.IsZero() {
		end = legal.Add(late)
	}
	if !until.IsZero() && (end.IsZero() || until.Before(end)) {
		end = until
	}
	return end, !end.IsZero()
}

func bounds(t *goodturn.Touch) (late time.Duration, until time.Time) {
	d := lateDefaults[t.Kind]
	late, until = t.Late, t.UntilAt
	if late == 0 {
		late = d.late
	}
	if until.IsZero() && d.until > 0 && !t.PlannedAt.IsZero() {
		until = t.PlannedAt.Add(d.until)
	}
	return late, until
}

// firstLegal is the first legal instant as far as known before this decision.
func firstLegal(t *goodturn.Touch) time.Time {
	if !t.LegalAt.IsZero() {
		return t.LegalAt
	}
	if t.NotBefore.After(t.PlannedAt) {
		return t.NotBefore
	}
	return t.PlannedAt
}

// settle draws the conclusion from the objections: the verdict is the strictest, the date the latest, and what would come too
// late expires. It may run again after the arbiter has objected.
//
// The late window counts from the first instant at which the touch could legally have gone. An objection moves that instant only
// if its reason slides (the person's own circumstance, not our pause) and if it already held then: a conversation that began
// while the message sat unapproved, or while we were down, does not make it fresh again.
func (l *look) settle() {
	l.late, l.end = nil, time.Time{}
	l.soften()
	l.legal = l.slide()
	if !l.unsure(goodturn.ReasonUnset, goodturn.ReasonHold, goodturn.ReasonClock, goodturn.ReasonFacts) {
		l.expire()
	}
	l.verdict, l.next = goodturn.Send, time.Time{}
	if l.touch.Kind == goodturn.KindCall {
		l.verdict = goodturn.ToTask
	}
	strictest := goodturn.Send
	for i := range l.objections {
		if v := l.objections[i].Verdict; v.Strictness() > strictest.Strictness() {
			strictest = v
		}
	}
	if l.late != nil {
		strictest = goodturn.Expire
	}
	if strictest != goodturn.Send {
		l.verdict = strictest
	}
	if l.verdict == goodturn.Wait {
		l.next = l.ownMinute(l.latest(false))
	}
}

// ownMinute spreads over the day what would otherwise go in the first minute in which the road is open: nobody writes to everybody at
// nine sharp. Whatever lies within open hours keeps its minute, and nothing moves beyond its end.
func (l *look) ownMinute(at time.Time) time.Time {
	if at.IsZero() || l.anyHour() || l.opening.Open(at.Add(-time.Minute)) {
		return at
	}
	m, ok := l.opening.Moment(at, fmt.Sprintf("%s/%s/%d", l.touch.EnrolmentID, l.touch.Step, l.touch.Occurrence))
	if !ok || !l.end.IsZero() && m.After(l.end) {
		return at
	}
	return m
}

// unsure reports whether one of these objects: then nothing is final, because what we believe may be wrong.
func (l *look) unsure(codes ...goodturn.ReasonCode) bool {
	for i := range l.objections {
		if slices.Contains(codes, l.objections[i].Code) {
			return true
		}
	}
	return false
}

// soften makes verdicts wait that would be final on shaky ground, and hand-overs that have to wait for something else: a person
// should not be told to send by hand what we may not send yet.
func (l *look) soften() {
	unsure := l.unsure(goodturn.ReasonUnset, goodturn.ReasonHold, goodturn.ReasonClock, goodturn.ReasonFacts)
	waiting := false
	for i := range l.objections {
		waiting = waiting || l.objections[i].Verdict == goodturn.Wait
	}
	for i := range l.objections {
		if o := &l.objections[i]; unsure || o.handover && waiting && o.Verdict == goodturn.ToTask {
			o.Verdict = goodturn.Wait
		}
	}
}

// slide is the first legal instant in the light of what objects now.
func (l *look) slide() time.Time {
	legal := firstLegal(l.touch)
	if legal.IsZero() {
		legal = l.now
	}
	for moved := true; moved; {
		moved = false
		for i := range l.objections {
			o := &l.objections[i]
			if o.hours || o.Verdict != goodturn.Wait || !slides[o.Code] || !l.held(o, legal) {
				continue
			}
			until := o.Until
			if until.IsZero() {
				until = l.now
			}
			if until.After(legal) {
				legal, moved = until, true
			}
		}
		if at, ok := l.openFrom(legal); ok && at.After(legal) {
			legal, moved = at, true
		}
	}
	return legal
}

// held reports whether an objection was already there at an instant.
func (l *look) held(o *objection, at time.Time) bool {
	if !o.since.IsZero() {
		return !o.since.After(at)
	}
	if o.Until.IsZero() && slices.Contains(l.touch.Reasons, o.Code) {
		return true // it objected when we last looked, and still does
	}
	return l.now.Sub(at) <= inTime
}

// expire says that it is too late, or that it is certain to be too late when the last firm objection lifts.
func (l *look) expire() {
	late, until := bounds(l.touch)
	say := func(evidence string) {
		l.late = &objection{Reason: goodturn.Reason{Code: goodturn.ReasonMomentPassed, Verdict: goodturn.Expire, Evidence: evidence}}
	}
	if !until.IsZero() && l.now.After(until) {
		say("of use until " + l.day(until))
		return
	}
	var end time.Time
	if late > 0 {
		end = l.legal.Add(late)
		if l.now.After(end) {
			say("could have gone " + l.on(l.legal) + ", of use until " + l.day(end))
			return
		}
	}
	if !until.IsZero() && (end.IsZero() || until.Before(end)) {
		end = until
	}
	if end.IsZero() {
		return
	}
	if first := l.latest(true); first.After(end) {
		say("could go " + l.on(first) + " at the earliest, of use until " + l.day(end))
		return
	}
	l.end = end
}

// latest is the first open instant after all dated objections (or all firm ones) have ended; zero if none has a date.
func (l *look) latest(firm bool) time.Time {
	var at time.Time
	for i := range l.objections {
		o := &l.objections[i]
		if o.Verdict == goodturn.Wait && (o.firm || !firm) && o.Until.After(at) {
			at = o.Until
		}
	}
	if at.IsZero() {
		return at
	}
	if open, ok := l.openFrom(at); ok {
		return open
	}
	return at
}

// slides is Slides of goodturn.Reasons by code.
var slides = func() map[goodturn.ReasonCode]bool {
	m := make(map[goodturn.ReasonCode]bool, len(goodturn.Reasons))
	for _, r := range goodturn.Reasons {
		m[r.Code] = r.Slides
	}
	return m
}()
