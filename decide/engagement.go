package decide

import (
	"strconv"
	"time"

	"github.com/goodturn-app/goodturn"
)

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
