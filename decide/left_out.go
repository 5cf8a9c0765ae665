package decide

import "github.com/goodturn-app/goodturn"

// leftOut is the owner's word.
func leftOut(l *look) {
	if c := &l.person.Contact; c.LeftOut {
		l.skip(goodturn.ReasonLeftOut, c.LeftOutWhy)
	}
}
