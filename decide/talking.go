package decide

import "github.com/goodturn-app/goodturn"

// talking steps back while the two talk, or somebody of the household does: 30 days after the last word, or until the owner
// says how it ended. A review request is only postponed, for everyone alike, and by 30 days at most.
func talking(l *look) {
	t := l.person.Standing.Talk
	if !t.Open(l.now) {
		t = l.together.Talk
	}
	if !t.Open(l.now) {
		l.ok(goodturn.ReasonTalking, "none is open")
		return
	}
	until := t.Until()
	if l.touch.Kind == goodturn.KindReview {
		from := l.touch.PlannedAt
		if from.IsZero() {
			from = firstLegal(l.touch)
		}
		if most := from.Add(reviewPostponed); until.After(most) {
			until = most
		}
		if !l.now.Before(until) {
			l.ok(goodturn.ReasonTalking, "postponed for 30 days already")
			return
		}
	}
	what := "you talked "
	switch goodturn.EventName(t.How) {
	case goodturn.EventReplied:
		what = "a reply "
	case goodturn.EventValuation:
		what = "asked for a valuation "
	}
	l.waitUntil(goodturn.ReasonTalking, t.Since, until, what+l.at(t.Last))
}

const reviewPostponed = 30 * goodturn.Day
