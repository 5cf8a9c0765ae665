package decide

import (
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// wrongSide: a seller is never congratulated on the house they left.
func wrongSide(l *look) {
	if sides := l.due.Step.Sides; len(sides) > 0 && !slices.Contains(sides, l.due.Side) {
		side := string(l.due.Side)
		if side == "" {
			side = "not known"
		}
		l.skip(goodturn.ReasonWrongSide, "their side: "+strings.ReplaceAll(side, "_", " "))
	}
}
