package decide

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/permit"
)

// consent says on what ground we write. Without one a person may still write by hand, so the touch becomes a task; a companion
// on a second channel is left out, because its message goes anyway.
func consent(l *look) {
	if l.road.channel == goodturn.ChannelTask || l.road.channel == goodturn.ChannelDM {
		return // a person writes
	}
	p := l.mayWrite(l.road.channel, l.road.address)
	switch {
	case p.Code == "":
		l.ok(goodturn.ReasonNoConsent, p.Evidence)
	case p.Withdrawn || l.due.Step.Companion:
		l.skip(p.Code, p.Evidence)
	default:
		l.byHand(p.Code, p.Evidence)
	}
}

func (l *look) mayWrite(ch goodturn.Channel, address string) permit.Answer {
	p := l.person
	return permit.Write(l.now, permit.Ground{Consents: p.Consents, Closing: l.lastClosing(), Regions: p.Regions, Zone: l.zone}, ch, address)
}

// lastClosing is the date of the newest closing that went through.
func (l *look) lastClosing() goodturn.Date {
	var newest goodturn.Date
	for i := range l.person.Closings {
		if c := &l.person.Closings[i]; !c.FellThrough && (newest.IsZero() || c.Date.After(newest)) {
			newest = c.Date
		}
	}
	return newest
}
