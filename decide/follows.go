package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// followMost is how long after the useful message an ask may still lean on it, where the step does not say (docs/ARCHITECTURE.md, Planning).
const followMost = 14 * goodturn.Day

// follows waits for the touch that this one follows to have been delivered, never merely planned or sent into the unknown. Where
// it never arrived, or lies too far back by now, the touch moves behind the next useful message, once; then it expires.
func follows(l *look) {
	if l.touch.Kind == goodturn.KindReminder { // a reminder follows its ask; reminding sees to it
		return
	}
	a := l.due.After
	title := a.Title
	if title == "" {
		title = "the message before it"
	}
	switch a.State {
	case DependencyNone:
		return
	case DependencyAhead:
		l.wait(goodturn.ReasonDependency, always, title+" has not arrived yet")
		return
	case DependencyDelivered:
		from, to := followWindow(l.due)
		if l.now.Before(from) {
			l.waitFirmly(goodturn.ReasonDependency, always, from, title+" arrived "+l.at(a.At))
			return
		}
		if to.IsZero() || !l.now.After(to) {
			l.ok(goodturn.ReasonDependency, title+" arrived "+l.at(a.At))
			return
		}
	}
	if next, at, ok := MoveBehind(l.now, *l.due); ok {
		l.object(objection{since: always, Reason: goodturn.Reason{
			Code: goodturn.ReasonDependency, Verdict: goodturn.Wait, Until: at, Evidence: "moves behind " + next.Title + " " + l.on(next.At),
		}})
		return
	}
	if next := l.due.NextValue; a.State == DependencyGone && l.touch.Moved > 0 && !next.At.IsZero() {
		// It has moved and waits for that value now; until one arrives, its old one is still the one that never did.
		l.waitUntil(goodturn.ReasonDependency, always, next.At.Add(l.due.Step.FollowMin), "goes behind "+next.Title+" "+l.on(next.At))
		return
	}
	evidence := title + " never arrived"
	if a.State == DependencyDelivered {
		evidence = title + " arrived " + l.on(a.At) + ", too long ago"
	}
	l.object(objection{Reason: goodturn.Reason{Code: goodturn.ReasonDependencyGone, Verdict: goodturn.Expire, Evidence: evidence}})
}

// followWindow is when a touch may follow the one that was delivered; to is zero where nothing bounds it.
func followWindow(due *Due) (from, to time.Time) {
	from = due.After.At.Add(due.Step.FollowMin)
	switch most := due.Step.FollowMax; {
	case most > 0:
		to = due.After.At.Add(most)
	case due.Touch.Kind == goodturn.KindAsk:
		to = due.After.At.Add(followMost)
	}
	return from, to
}

// MoveBehind reports whether an ask that lost the value it follows (it never arrived, or arrived too long ago) moves behind the
// next one, and from when it may follow that. An ask moves once; other touches never do. Day waits until then with
// waits_for_another; the caller should point the touch's dependency at next, count Touch.Moved up and judge again.
func MoveBehind(now time.Time, due Due) (next Coming, at time.Time, ok bool) {
	_, to := followWindow(&due)
	lost := due.After.State == DependencyGone || due.After.State == DependencyDelivered && !to.IsZero() && now.After(to)
	if !lost || due.Touch.Kind != goodturn.KindAsk || due.Touch.Moved > 0 || due.NextValue.At.IsZero() {
		return Coming{}, time.Time{}, false
	}
	return due.NextValue, due.NextValue.At.Add(due.Step.FollowMin), true
}
