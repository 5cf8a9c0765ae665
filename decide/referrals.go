package decide

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
)

// afterReferral is how long somebody who has just introduced a friend is not asked for another: as long as after an ask.
const afterReferral = goodturn.HardAskEvery

// referrals: whoever has just given a name, or has a friend still on the way, has done their part for now.
func referrals(l *look) {
	s := l.together
	if own := &l.person.Standing; own.ReferredAt.After(s.ReferredAt) || len(own.Referrals) > len(s.Referrals) {
		s = own
	}
	objected := false
	if until := s.ReferredAt.Add(afterReferral); !s.ReferredAt.IsZero() && l.now.Before(until) {
		l.waitUntil(goodturn.ReasonReferred, s.ReferredAt, until, "introduced somebody "+l.on(s.ReferredAt))
		objected = true
	}
	if open := s.OpenReferrals(l.now); len(open) > 0 {
		l.wait(goodturn.ReasonMidReferral, open[0].MovedAt, explain.Count(len(open), "introduction", "introductions")+" under way")
		objected = true
	}
	if !objected {
		l.ok(goodturn.ReasonReferred, "none under way")
	}
}
