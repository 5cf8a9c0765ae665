package decide

import "github.com/goodturn-app/goodturn"

// A public review is asked for only soon after the closing, and a week away from any ask for an introduction (A3).
const (
	reviewWithinDays = 60
	reviewApart      = 7 * goodturn.Day
)

// reviewing knows dates alone. It sees no satisfaction, no engagement, no complaint and no answer.
func reviewing(l *look) {
	if l.person.Owner.ReviewURL == "" {
		l.skip(goodturn.ReasonReviewOff, "")
	}
	today := goodturn.DateOf(l.now.In(l.zone))
	switch closed := l.due.ClosedOn; {
	case closed.IsZero():
		l.skip(goodturn.ReasonReviewOld, "the date of the closing is not known")
	case today.After(closed.AddDays(reviewWithinDays)):
		l.skip(goodturn.ReasonReviewOld, "closed on "+closed.Long())
	default:
		l.ok(goodturn.ReasonReviewOld, "closed on "+closed.Long())
	}
	last := l.lastAsk()
	next := l.due.NextAskAt
	switch {
	case !last.IsZero() && l.now.Before(last.Add(reviewApart)):
		l.waitFirmly(goodturn.ReasonAskNear, last, last.Add(reviewApart), "asked "+l.on(last))
	case !next.IsZero() && next.Before(l.now.Add(reviewApart)):
		if next.Before(l.now) { // due and waiting for something: it may go at any moment
			next = l.now
		}
		l.waitUntil(goodturn.ReasonAskNear, always, next.Add(reviewApart), "one is planned "+l.on(next))
	default:
		l.ok(goodturn.ReasonAskNear, "none within a week")
	}
}

// reviewNear is the same week seen from the ask.
func reviewNear(l *look) {
	at := l.person.Standing.LastReviewAt
	if t := l.together.LastReviewAt; t.After(at) {
		at = t
	}
	if until := at.Add(reviewApart); !at.IsZero() && l.now.Before(until) {
		l.waitFirmly(goodturn.ReasonReviewNear, at, until, "asked for one "+l.on(at))
	}
}
