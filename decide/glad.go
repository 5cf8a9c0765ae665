package decide

import (
	"strconv"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
	"github.com/goodturn-app/goodturn/standing"
)

// satisfaction: nobody who was unhappy when last asked is asked a favour, until a better mark or a talk that ended well.
func satisfaction(l *look) {
	s := &l.person.Standing
	low, bad := s.Low()
	switch {
	case bad:
		l.wait(goodturn.ReasonLowScore, low.At, l.rating(low))
	case s.NPS.At.IsZero() && s.CSAT.At.IsZero() && !l.facts.Sources.Satisfaction.Connected:
		l.unchecked(goodturn.ReasonLowScore, "nobody asks them yet")
	case s.NPS.At.IsZero() && s.CSAT.At.IsZero():
		l.unchecked(goodturn.ReasonLowScore, "they were never asked, or did not answer")
	case s.NPS.At.After(s.CSAT.At):
		l.ok(goodturn.ReasonLowScore, l.rating(s.NPS))
	default:
		l.ok(goodturn.ReasonLowScore, l.rating(s.CSAT))
	}
}

func (l *look) rating(r standing.Rating) string {
	return "gave " + strconv.FormatFloat(r.Score, 'f', -1, 64) + " of " + strconv.FormatFloat(r.Of, 'f', -1, 64) + " " + l.on(r.At)
}

// churn: somebody who may be about to leave is talked to, not asked.
func churn(l *look) {
	s := &l.person.Standing
	switch {
	case !s.ChurnSince.IsZero():
		l.wait(goodturn.ReasonChurn, s.ChurnSince, explain.Because("since "+l.day(s.ChurnSince), s.ChurnWhy))
	case !l.facts.Sources.Churn.Connected:
		l.unchecked(goodturn.ReasonChurn, "nobody tells us of it")
	default:
		l.ok(goodturn.ReasonChurn, "no sign of it")
	}
}

// engagedDays is on how many of the last 14 days somebody must have been around to be asked: our own choice; once may be a slip.
const engagedDays = 2

// engagement: unknown is not low. It is known once somebody has told us of activity for 14 days.
func engagement(l *look) {
	days, known := l.person.Standing.ActiveDaysBefore(l.now)
	if src := l.facts.Sources.Engagement; !known && src.Connected && !src.CoversSince.IsZero() && !l.now.Before(src.CoversSince.Add(engagementLookBack)) {
		known = l.person.Standing.ActiveSince.IsZero() // all of the last 14 days are covered, and nothing was heard
	}
	if !known {
		l.unchecked(goodturn.ReasonLowEngagement, "nobody tells us when they are around")
		return
	}
	evidence := "active on " + strconv.Itoa(days) + " of the last 14 days"
	if days < engagedDays {
		l.wait(goodturn.ReasonLowEngagement, time.Time{}, evidence)
		return
	}
	l.ok(goodturn.ReasonLowEngagement, evidence)
}
