package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// outOfPace keeps a mailbox at the pace of a person. First contacts have a smaller allowance of their own.
func outOfPace(l *look) {
	o := &l.person.Owner
	if l.road.channel != goodturn.ChannelEmail {
		return
	}
	sent := Sent{Today: o.SentToday, LastAt: o.LastSentAt, Zone: o.Zone}
	if at := Pace(*l.settings, l.settings.LiveAt, l.now, sent, string(l.touch.ID)); at.After(l.now) {
		evidence := count(sent.Today, "message", "messages") + " left that day"
		if sent.Today < PerDay(*l.settings, l.settings.LiveAt, l.now) {
			evidence = "the last message left " + l.at(sent.LastAt)
		}
		l.waitUntil(goodturn.ReasonOutOfPace, time.Time{}, at, evidence)
		return
	}
	if l.due.FirstContact && !l.touch.Manual && o.NewToday >= l.settings.NewPerDay {
		l.waitUntil(goodturn.ReasonOutOfPace, time.Time{}, nextDay(l.now, sent.zone(*l.settings)), count(o.NewToday, "first message", "first messages")+" to new people that day")
		return
	}
	l.ok(goodturn.ReasonOutOfPace, count(o.SentToday, "message", "messages")+" left that day")
}
