package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// doorRests is for how long nobody else at a company is asked for what a colleague was asked for (promise J3).
const doorRests = 7 * goodturn.Day

// Door is what is known of requests for the same thing to others at the person's company.
type Door struct {
	AskedAt time.Time // the last one that left, or may have left; zero: none
	Who     string    // who was asked
}

// sameDoor keeps two people of one company from being asked for the same thing in one week.
func sameDoor(l *look) {
	d := l.due.Door
	if !l.due.Step.ByHand {
		return
	}
	if until := d.AskedAt.Add(doorRests); !d.AskedAt.IsZero() && l.now.Before(until) {
		l.waitFirmly(goodturn.ReasonSameDoor, d.AskedAt, until, d.Who+" was asked "+l.on(d.AskedAt))
		return
	}
	l.ok(goodturn.ReasonSameDoor, "nobody else there was asked for it in the last week")
}
