package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
	"github.com/goodturn-app/goodturn/decide/pace"
)

// ownerInactive freezes everything in the name of somebody who left, calls too: nobody is there to make them.
func ownerInactive(l *look) {
	if l.person.Owner.Active {
		l.ok(goodturn.ReasonOwnerInactive, "active")
		return
	}
	l.wait(goodturn.ReasonOwnerInactive, time.Time{}, "no longer active")
}

// senderPaused concerns mail: the owner's mailbox must be connected, proved by a message that arrived, and not resting.
func senderPaused(l *look) {
	o := &l.person.Owner
	switch {
	case l.road.channel != goodturn.ChannelEmail:
	case !o.Mailbox:
		l.wait(goodturn.ReasonSenderPaused, time.Time{}, "no mailbox connected")
	case o.Resting:
		l.wait(goodturn.ReasonSenderPaused, time.Time{}, explain.Because("resting", o.RestingWhy))
	case l.now.Before(o.RestingUntil):
		l.waitUntil(goodturn.ReasonSenderPaused, time.Time{}, o.RestingUntil, explain.Because("resting", o.RestingWhy))
	default:
		l.ok(goodturn.ReasonSenderPaused, "working")
	}
}

// outOfPace keeps a mailbox at the pace of a person. First contacts have a smaller allowance of their own.
func outOfPace(l *look) {
	o := &l.person.Owner
	if l.road.channel != goodturn.ChannelEmail {
		return
	}
	sent := pace.Sent{Today: o.SentToday, LastAt: o.LastSentAt, Zone: l.ownerZone()}
	if at := pace.Next(*l.settings, l.settings.LiveAt, l.now, sent, string(l.touch.ID)); at.After(l.now) {
		if sent.Today < pace.PerDay(*l.settings, l.settings.LiveAt, l.now) {
			l.waitUntil(goodturn.ReasonOneAtATime, time.Time{}, at, "the last message left "+l.at(sent.LastAt))
			return
		}
		l.waitUntil(goodturn.ReasonOutOfPace, time.Time{}, at, explain.Count(sent.Today, "message", "messages")+" sent that day")
		return
	}
	if l.due.FirstContact && !l.touch.Manual && !l.due.Requested && o.NewToday >= l.settings.NewPerDay {
		l.waitUntil(goodturn.ReasonOutOfPace, time.Time{}, pace.Tomorrow(l.now, sent.Zone), explain.Count(o.NewToday, "first message", "first messages")+" to new people that day")
		return
	}
	l.ok(goodturn.ReasonOutOfPace, explain.Count(o.SentToday, "message", "messages")+" sent that day")
}
