package decide

import (
	"strconv"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/standing"
)

// satisfaction: nobody who was unhappy when last asked is asked a favour, until a better mark or a talk that ended well.
func satisfaction(l *look) {
	s := &l.person.Standing
	low, bad := s.Low()
	switch {
	case bad:
		l.wait(goodturn.ReasonLowScore, low.At, l.rating(low))
	case s.NPS.At.IsZero() && s.CSAT.At.IsZero() && !l.facts.Sources.Satisfaction.Connected:
		l.unchecked(goodturn.ReasonLowScore, "nobody asks them yet")
	case s.NPS.At.IsZero() && s.CSAT.At.IsZero():
		l.unchecked(goodturn.ReasonLowScore, "they were never asked, or did not answer")
	case s.NPS.At.After(s.CSAT.At):
		l.ok(goodturn.ReasonLowScore, l.rating(s.NPS))
	default:
		l.ok(goodturn.ReasonLowScore, l.rating(s.CSAT))
	}
}

func (l *look) rating(r standing.Rating) string {
	return "gave " + strconv.FormatFloat(r.Score, 'f', -1, 64) + " of " + strconv.FormatFloat(r.Of, 'f', -1, 64) + " " + l.on(r.At)
}
