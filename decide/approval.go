package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// approval waits for the owner, for what is asked by hand whatever the settings, and leaves them five minutes to take an approval back.
func approval(l *look) {
	t := l.touch
	switch until := t.ApprovedAt.Add(goodturn.TakeBack); {
	case l.due.Requested:
		l.ok(goodturn.ReasonNotApproved, "they asked for it themselves")
	case l.road.channel == goodturn.ChannelDM:
		l.ok(goodturn.ReasonNotApproved, "you send it yourself")
	case !t.ApprovedAt.IsZero() && l.now.Before(until):
		l.waitUntil(goodturn.ReasonJustApproved, t.ApprovedAt, until, "approved "+l.at(t.ApprovedAt))
	case !t.ApprovedAt.IsZero():
		l.ok(goodturn.ReasonNotApproved, "approved "+l.at(t.ApprovedAt))
	case l.due.MustRead, l.settings.Approve && !l.due.Auto:
		l.wait(goodturn.ReasonNotApproved, time.Time{}, "not read yet")
	case l.settings.LiveAt.IsZero() && !l.due.Auto: // going live the first time switches reading on
		l.ok(goodturn.ReasonNotApproved, "you read the first ones once you are live")
	default:
		l.ok(goodturn.ReasonNotApproved, "this step goes by itself")
	}
}
