package decide

import "github.com/goodturn-app/goodturn"

// tickets: no favour is asked with a complaint open, nor within 14 days of one. A complaint that was solved with praise is the
// moment and not the obstacle; package standing leaves it out.
func tickets(l *look) {
	s := &l.person.Standing
	objected := false
	for _, t := range s.Tickets {
		if t.SolvedAt.IsZero() {
			l.wait(goodturn.ReasonTicket, t.OpenedAt, "open since "+l.day(t.OpenedAt))
			objected = true
			break
		}
	}
	if t, at := s.LastTicket(); l.now.Before(at.Add(goodturn.QuietAfterTicket)) {
		what := "solved "
		if t.SolvedAt.Before(at) {
			what = "opened "
		}
		l.waitFirmly(goodturn.ReasonTicketRecent, t.OpenedAt, at.Add(goodturn.QuietAfterTicket), what+l.on(at))
		objected = true
	}
	switch {
	case objected:
	case len(s.Tickets) == 0 && !l.facts.Sources.Tickets.Connected:
		l.unchecked(goodturn.ReasonTicket, "no help desk connected")
	default:
		l.ok(goodturn.ReasonTicket, "none in the last two weeks")
	}
}
