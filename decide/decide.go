// Package decide answers one question: may these touches go now, and if not, why not, and when? It is pure and total: every due
// touch of one household goes in together with all facts, and for each a goodturn.Decision comes out with every reason, whether
// it objects or not. It refuses to know the clock, where facts come from, what the words say, and how a message travels.
//
// The parts: facts.go (what goes in), table.go (which guards look at which kind of touch), one file a guard, road.go (the channel
// on which it would go), late.go (when it is too late), arbiter.go (one message a day), pace.go (how fast a mailbox sends),
// explain.go (the same decision in words).
//
// All guards always run: an explanation that stops at the first objection is half an explanation.
package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// Day decides all due touches of one household, in any order; the decisions come back in the order of due. The order of due
// changes nothing else. Touches whose contact is not among facts.People wait: facts_unavailable.
//
// What a decision asks of the caller:
//   - Send: it may go now, on Decision.Channel. For a call: ToTask takes its place, a call is a person's work.
//   - Wait: look again at LookAgain(touch, decision), sooner if an event comes in. Decision.Next is the first date that is known.
//   - ToTask: a person does it instead; the first reason says which kind of task. The touch is done.
//   - Skip, Expire: the touch is done; the reasons say why.
//
// In every case store Decision.LegalAt on the touch: the late window counts from it.
func Day(now time.Time, settings goodturn.Settings, facts Facts, due []Due) []goodturn.Decision {
	settings = settings.WithDefaults()
	looks := make([]look, len(due))
	for i := range due {
		looks[i].begin(now, &settings, &facts, &due[i])
		for _, g := range table {
			if g.kinds.has(due[i].Touch.Kind) {
				g.look(&looks[i])
			}
		}
		looks[i].settle()
	}
	arbitrate(looks)
	out := make([]goodturn.Decision, len(due))
	for i := range looks {
		out[i] = looks[i].decision()
	}
	return out
}

// Touch decides one touch as if nothing else were due.
func Touch(now time.Time, settings goodturn.Settings, facts Facts, due Due) goodturn.Decision {
	return Day(now, settings, facts, []Due{due})[0]
}

// LookAgain is when a waiting touch should be looked at next: when its last dated objection ends, but no later than the instant
// at which it would expire, so that it says so in time; and from time to time while something without a date objects. An
// event about the person is a reason to look at once. Zero if the decision is final.
func LookAgain(touch goodturn.Touch, d goodturn.Decision) time.Time {
	if d.Verdict != goodturn.Wait {
		return time.Time{}
	}
	at := d.Next
	if at.IsZero() {
		at = d.At.Add(24 * time.Hour)
		for _, r := range d.Reasons {
			if every, ok := recheck[r.Code]; ok && r.Until.IsZero() && d.At.Add(every).Before(at) {
				at = d.At.Add(every)
			}
		}
	}
	touch.LegalAt = d.LegalAt
	if end, ok := Ends(touch); ok && end.Before(at) {
		at = end.Add(time.Millisecond)
	}
	if !at.After(d.At) { // never in a circle
		at = d.At.Add(time.Minute)
	}
	return at
}

// recheck is how often an objection that has no date is looked at again; a day where it is not listed. Those that end with a
// click wake the sweep anyway.
var recheck = map[goodturn.ReasonCode]time.Duration{
	goodturn.ReasonFacts:        5 * time.Minute,
	goodturn.ReasonClock:        5 * time.Minute,
	goodturn.ReasonSenderPaused: 15 * time.Minute,
	goodturn.ReasonSourceSilent: time.Hour,
	goodturn.ReasonIncident:     15 * time.Minute,
	goodturn.ReasonPaused:       time.Hour,
	goodturn.ReasonPlanUnused:   time.Hour,
	goodturn.ReasonObserving:    time.Hour,
	goodturn.ReasonUnset:        time.Hour,
	goodturn.ReasonHold:         time.Hour,
	goodturn.ReasonNotApproved:  time.Hour,
}
