package decide

import "github.com/goodturn-app/goodturn"

// imported gives the owner two weeks after an import to look at what came in before anybody is asked a favour.
func imported(l *look) {
	at := l.person.Standing.ImportedAt
	if until := at.Add(goodturn.ImportCoolOff); !at.IsZero() && l.now.Before(until) {
		l.waitFirmly(goodturn.ReasonJustImported, at, until, "added "+l.on(at))
		return
	}
	l.ok(goodturn.ReasonJustImported, "not new")
}
