package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/standing"
)

// A reminder comes 7 to 21 days after its ask arrived: the plan puts it at 7 to 14, and what held it back may slide it to 21
// (promise E6; docs/ARCHITECTURE.md, Planning).
const (
	remindAfter = 7 * goodturn.Day
	remindUntil = 21 * goodturn.Day

	// Three within two weeks, where whoever asked by hand says that it cannot wait; one that was late does not crowd the next.
	urgentUntil = 14 * goodturn.Day
	urgentApart = 3 * goodturn.Day
)

// reminding: only for an ask that is open, arrived, and was answered by no road, and within its own budget.
func reminding(l *look) {
	a := &l.due.Ask
	if !a.PromisedFor.IsZero() {
		promised(l, a)
		return
	}
	if at := l.answeredBy(a); !at.IsZero() || a.Answered || a.State == goodturn.AskClosed {
		evidence := ""
		if !at.IsZero() {
			evidence = "heard from them " + l.on(at)
		}
		l.skip(goodturn.ReasonAnswered, evidence)
	}
	switch {
	case a.State == "" || a.State == goodturn.AskVoid || a.Failed:
		l.skip(goodturn.ReasonAskNotOpen, "it never left")
	case a.State == goodturn.AskLapsed:
		l.skip(goodturn.ReasonAskNotOpen, "its time is over")
	case a.State == goodturn.AskOpen && a.DeliveredAt.IsZero():
		l.wait(goodturn.ReasonAskNotOpen, always, "it is not known to have arrived")
	}
	if a.RemindersLeft <= 0 && a.State != "" { // whoever was not asked yet was not reminded either
		l.skip(goodturn.ReasonNoReminders, "")
	}
	if a.DeliveredAt.IsZero() {
		return
	}
	from, to := a.DeliveredAt.Add(max(remindAfter, l.due.Step.FollowMin)), a.DeliveredAt.Add(remindUntil)
	if l.due.Step.Urgent {
		from, to = a.DeliveredAt.Add(l.due.Step.FollowMin), a.DeliveredAt.Add(urgentUntil)
		if next := a.RemindedAt.Add(urgentApart); !a.RemindedAt.IsZero() && next.After(from) {
			from = next
		}
	}
	switch {
	case l.now.Before(from):
		l.waitFirmly(goodturn.ReasonTooEarly, always, from, "asked "+l.on(a.DeliveredAt))
	case l.now.After(to):
		l.object(objection{Reason: goodturn.Reason{Code: goodturn.ReasonMomentPassed, Verdict: goodturn.Expire, Evidence: "asked " + l.on(a.DeliveredAt) + ", of use until " + l.day(to)}})
	default:
		l.ok(goodturn.ReasonAskNotOpen, "asked "+l.on(a.DeliveredAt)+", not answered")
	}
}

// promised: one word on the day that was named, for what was promised and is not done, if there was no reminder before.
func promised(l *look, a *AskFacts) {
	if a.State != goodturn.AskClosed {
		l.skip(goodturn.ReasonAskNotOpen, "nothing is promised")
	}
	if a.RemindersLeft <= 0 {
		l.skip(goodturn.ReasonNoReminders, "")
	}
	if l.now.Before(a.PromisedFor) {
		l.waitFirmly(goodturn.ReasonTooEarly, always, a.PromisedFor, "promised for "+l.day(a.PromisedFor))
		return
	}
	l.ok(goodturn.ReasonAskNotOpen, "promised for "+l.day(a.PromisedFor)+", not done")
}

// answeredBy is when they were last heard from since the ask, by any road: an answer, a reply, a call, an introduction.
func (l *look) answeredBy(a *AskFacts) time.Time {
	if a.OpenedAt.IsZero() {
		return time.Time{}
	}
	var heard time.Time
	for _, s := range []*standing.Standing{&l.person.Standing, l.together} {
		for _, t := range []time.Time{s.LastInbound, s.LastTalk, s.ReferredAt, s.AnsweredAt} {
			if t.After(a.OpenedAt) && t.After(heard) {
				heard = t
			}
		}
	}
	return heard
}
