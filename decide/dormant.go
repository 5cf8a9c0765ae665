package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// What lifts dormancy: a hello or another useful message that reached them a day ago, or 30 days ago for somebody whose closing
// was long past when they were imported, or who is asked by hand (promise A11).
const (
	dormantAfter     = goodturn.DormantAfterDays * goodturn.Day
	afterHello       = 24 * time.Hour
	afterFirstHello  = 30 * goodturn.Day
	helloLastsAsLong = dormantAfter
)

// dormant: whoever has not been in touch for half a year first gets something useful.
func dormant(l *look) {
	contact := l.person.Standing.LastContact()
	if t := l.together.LastContact(); t.After(contact) {
		contact = t
	}
	if closed := l.lastClosing(); !closed.IsZero() {
		if at := schedule.At(closed, 12, 0, l.zone); at.After(contact) && !at.After(l.now) {
			contact = at
		}
	}
	if contact.IsZero() {
		l.unchecked(goodturn.ReasonDormant, "nobody told us when you were last in touch")
		return
	}
	if l.now.Before(contact.Add(dormantAfter)) {
		l.ok(goodturn.ReasonDormant, "in touch "+l.on(contact))
		return
	}
	wait := afterHello
	if l.due.Backfill == goodturn.BackfillHello || l.due.Step.ByHand {
		wait = afterFirstHello
	}
	hello := l.firstHello()
	switch {
	case hello.IsZero():
		l.wait(goodturn.ReasonDormant, contact.Add(dormantAfter), "last in touch "+l.on(contact))
	case l.now.Before(hello.Add(wait)):
		l.waitFirmly(goodturn.ReasonDormant, contact.Add(dormantAfter), hello.Add(wait), "something useful reached them "+l.at(hello))
	default:
		l.ok(goodturn.ReasonDormant, "something useful reached them "+l.on(hello))
	}
}

// firstHello is the oldest useful message of the last half year that reached them.
func (l *look) firstHello() time.Time {
	var first time.Time
	from := l.now.Add(-helloLastsAsLong)
	consider := func(t time.Time) {
		if t.After(from) && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	for _, v := range l.person.Standing.Values {
		consider(v.At)
	}
	for _, v := range l.together.Values {
		consider(v.At)
	}
	if a := l.due.After; a.State == DependencyDelivered {
		consider(a.At)
	}
	return first
}
