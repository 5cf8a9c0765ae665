package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// senderPaused concerns mail: the owner's mailbox must be connected, proved by a message that arrived, and not resting.
func senderPaused(l *look) {
	o := &l.person.Owner
	switch {
	case l.road.channel != goodturn.ChannelEmail:
	case !o.Mailbox:
		l.wait(goodturn.ReasonSenderPaused, time.Time{}, "no mailbox connected")
	case o.Resting:
		l.wait(goodturn.ReasonSenderPaused, time.Time{}, because("resting", o.RestingWhy))
	case l.now.Before(o.RestingUntil):
		l.waitUntil(goodturn.ReasonSenderPaused, time.Time{}, o.RestingUntil, because("resting", o.RestingWhy))
	default:
		l.ok(goodturn.ReasonSenderPaused, "working")
	}
}
