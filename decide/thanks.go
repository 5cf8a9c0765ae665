package decide

import "github.com/goodturn-app/goodturn"

// thanking: thanks that no longer fit would be worse than none, and whoever was thanked in person is not thanked again by letter
// (promises F4, F5).
func thanking(l *look) {
	i := &l.due.Intro
	switch {
	case i.Gone != "":
		l.skip(goodturn.ReasonIntroChanged, i.Gone)
	case !i.ThankedAt.IsZero():
		l.skip(goodturn.ReasonThanked, "thanked "+l.on(i.ThankedAt))
	default:
		l.ok(goodturn.ReasonThanked, "not thanked yet")
	}
}
