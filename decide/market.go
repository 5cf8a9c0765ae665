package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// market: where prices fell the useful message is calm, and the ask that would have leaned on it waits.
func market(l *look) {
	if l.due.Step.LeansOn != "market" {
		return
	}
	if fell := l.due.MarketFell; fell != "" {
		l.wait(goodturn.ReasonMarketFell, time.Time{}, fell)
		return
	}
	l.ok(goodturn.ReasonMarketFell, "it did not fall")
}

// ownFigures keeps the owner's own words back once a figure of the market in them has run out, or prices fell since: what the plan writes
// has the figures of the day, what a person writes has those of its own.
func ownFigures(l *look) {
	if gone := l.due.RanOut; gone != "" {
		l.wait(goodturn.ReasonRanOut, time.Time{}, gone)
	} else if until := l.touch.StandsUntil; !until.IsZero() {
		l.ok(goodturn.ReasonRanOut, "they hold until "+l.day(until))
	}
}
