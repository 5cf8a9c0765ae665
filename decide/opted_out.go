package decide

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
)

// optedOut is the no that nothing outranks. Suppressions are the authority; what the events say holds too, in case one of the two
// is behind. One that concerns a single address or channel objects where that is the road, and nothing evades it by another road:
// the road is chosen without looking at it.
func optedOut(l *look) {
	if at := l.person.Standing.OptedOutAt; !at.IsZero() {
		l.skip(goodturn.ReasonOptedOut, "said so "+l.on(at))
	}
	for i := range l.person.Suppressions {
		s := &l.person.Suppressions[i]
		switch s.Scope {
		case goodturn.ScopeAsks: // declined says so
			continue
		case goodturn.ScopeReviews:
			if l.touch.Kind != goodturn.KindReview {
				continue
			}
		case goodturn.ScopeChannel:
			if s.Channel != l.road.channel {
				continue
			}
		case goodturn.ScopeAddress:
			if s.Address != l.road.address || s.Address == "" {
				continue
			}
		}
		code := goodturn.ReasonOptedOut
		if s.Address != "" || s.Scope == goodturn.ScopeChannel {
			code = goodturn.ReasonSuppressed
		}
		if !l.objects(code) {
			l.skip(code, explain.Because(l.on(s.At), s.Reason))
		}
	}
	if !l.objects(goodturn.ReasonOptedOut) && !l.objects(goodturn.ReasonSuppressed) {
		l.ok(goodturn.ReasonOptedOut, "never asked us to stop")
	}
}
