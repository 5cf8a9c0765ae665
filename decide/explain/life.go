package explain

import (
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// lives are the objections that something in a person's life raises, or their word that they want no more. No approval lifts them, and no other hour.
var lives = []goodturn.ReasonCode{goodturn.ReasonDied, goodturn.ReasonBereaved, goodturn.ReasonNotGoodTime, goodturn.ReasonRepresented, goodturn.ReasonNotTheirHome,
	goodturn.ReasonOptedOut, goodturn.ReasonSuppressed}

// OfLife reports whether a reason is one of them.
func OfLife(c goodturn.ReasonCode) bool { return slices.Contains(lives, c) }

// Life is what something that happened in a person's life makes of a touch. The zero Life is nothing.
type Life struct {
	Says  string    // "It waits until Friday 8 January, because you noted that it is not a good time for them."
	Until time.Time // until when it waits; zero: until somebody says so, or it does not wait
	Out   bool      // it does not go at all
}

// LifeOf reads it from a decision as of the day on which the touch is due. Where something else decides, such as a refusal, it is zero.
func LifeOf(d goodturn.Decision, zone *time.Location) (l Life) {
	if zone == nil {
		zone = time.UTC
	}
	i := slices.IndexFunc(d.Reasons, func(r goodturn.Reason) bool { return OfLife(r.Code) })
	if i < 0 || d.Verdict == goodturn.Send || d.Verdict == goodturn.ToTask {
		return Life{}
	}
	first := d.Reasons[i]
	why := ", because " + inside(first.Code.Info().Sentence)
	switch {
	case first.Verdict == goodturn.Skip:
		return Life{Says: "It is left out" + why, Out: true}
	case d.Verdict == goodturn.Skip:
		return Life{} // something else ends it
	case d.Verdict == goodturn.Expire:
		return Life{Says: "It is left out" + why + " By then it would be too late for it.", Out: true}
	}
	for _, r := range d.Reasons {
		if !OfLife(r.Code) {
			continue
		}
		if r.Until.IsZero() {
			return Life{Says: "It waits, because " + inside(r.Code.Info().Sentence) + " " + r.Code.Info().Lift}
		}
		if r.Until.After(l.Until) {
			l = Life{Until: r.Until, Says: "because " + inside(r.Code.Info().Sentence)}
		}
	}
	if end := worthUntil(d); !end.IsZero() && l.Until.After(end) {
		return Life{Says: "It is left out, " + l.Says + " It is of use until " + string(AppendDay(nil, end.In(zone), d.At.In(zone).Year())) + ".", Out: true}
	}
	l.Says = "It waits until " + string(AppendDay(nil, l.Until.In(zone), d.At.In(zone).Year())) + ", " + l.Says
	return l
}
