package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
)

// valueFor is for how long something useful paves the way for an ask (docs/ARCHITECTURE.md, Deciding).
const valueFor = 60 * goodturn.Day

// valueBefore: an ask follows something useful that reached them within 60 days, or the good moment itself. A request by hand says
// why it is made to this person; whoever was long silent gets a hello first all the same, see dormant.
func valueBefore(l *look) {
	at := l.lastValue()
	switch {
	case !l.due.Peak.At.IsZero():
		l.ok(goodturn.ReasonNoValue, explain.Because("a good moment "+l.on(l.due.Peak.At), l.due.Peak.Why))
	case l.due.Step.ByHand:
		l.ok(goodturn.ReasonNoValue, "you ask by hand, and say why them")
	case at.IsZero():
		l.wait(goodturn.ReasonNoValue, time.Time{}, "nothing has reached them yet")
	case l.now.After(at.Add(valueFor)):
		l.wait(goodturn.ReasonNoValue, time.Time{}, "the last reached them "+l.on(at))
	default:
		l.ok(goodturn.ReasonNoValue, "something useful reached them "+l.on(at))
	}
}

// lastValue is when something useful last reached the person or the household.
func (l *look) lastValue() time.Time {
	at := l.person.Standing.LastValueAt()
	if t := l.together.LastValueAt(); t.After(at) {
		at = t
	}
	if a := l.due.After; a.State == DependencyDelivered && l.touch.Kind == goodturn.KindAsk && a.At.After(at) {
		at = a.At
	}
	return at
}
