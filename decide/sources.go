package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// The look-backs of the guards whose facts come from somebody else's system. Tickets and activity are the 14 days of promise B2;
// churn is what is loaded on connecting (H2: the last 90 days).
const (
	ticketLookBack     = goodturn.QuietAfterTicket
	engagementLookBack = 14 * goodturn.Day
	churnLookBack      = 90 * goodturn.Day
)

// repliesSource: while the reading of the owner's mailbox is down, a reply may lie there unread. It asks for no look-back: who
// has only just connected it is no worse off than who has not.
func repliesSource(l *look) { source(l, l.facts.Sources.Replies, "replies", 0) }

func ticketSource(l *look) { source(l, l.facts.Sources.Tickets, "complaints", ticketLookBack) }

func gladSources(l *look) {
	s := &l.facts.Sources
	source(l, s.Satisfaction, "satisfaction", 0)
	source(l, s.Engagement, "activity", engagementLookBack)
	source(l, s.Churn, "who may leave", churnLookBack)
}

// source objects when a connected system has gone silent or does not yet cover the look-back. One that was never connected does
// not object; the guard that would use its facts says "not checked".
func source(l *look, s Source, of string, lookBack time.Duration) {
	switch {
	case !s.Connected:
	case !s.SilentSince.IsZero():
		l.wait(goodturn.ReasonSourceSilent, s.SilentSince, of+": "+s.name()+" silent since "+l.day(s.SilentSince))
	case lookBack > 0 && s.CoversSince.IsZero():
		l.wait(goodturn.ReasonSourceSilent, time.Time{}, of+": the past of "+s.name()+" is not loaded")
	case lookBack > 0 && l.now.Before(s.CoversSince.Add(lookBack)):
		l.waitUntil(goodturn.ReasonSourceSilent, s.CoversSince, s.CoversSince.Add(lookBack), of+": "+s.name()+" covers the time since "+l.day(s.CoversSince)+" only")
	default:
		l.ok(goodturn.ReasonSourceSilent, of+": "+s.name()+" is well")
	}
}

func (s Source) name() string {
	if s.Name == "" {
		return "the connection"
	}
	return s.Name
}
