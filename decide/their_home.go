package decide

import (
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
)

// theirHome concerns steps that speak of the property: the home of the closing, or any if that one is not on file.
func theirHome(l *look) {
	if !l.due.Step.AddressBound {
		return
	}
	homes := l.person.Homes
	if len(homes) == 0 {
		l.unchecked(goodturn.ReasonNotTheirHome, "no home on file")
		return
	}
	var gone *goodturn.Home
	for i := range homes {
		h := &homes[i]
		ours := l.due.ClosingID == "" || h.ClosingID == l.due.ClosingID
		ended := !h.Ended.IsZero() && !h.Ended.After(goodturn.DateOf(l.now.In(l.zone)))
		if ours && !ended {
			l.ok(goodturn.ReasonNotTheirHome, "theirs, as far as we know")
			return
		}
		if ours && ended {
			gone = h
		}
	}
	if gone == nil {
		l.unchecked(goodturn.ReasonNotTheirHome, "the home of this deal is not on file")
		return
	}
	l.skip(goodturn.ReasonNotTheirHome, explain.Because(gone.Property.Line(), strings.TrimSpace(gone.EndedWhy+" "+gone.Ended.Long())))
}
