package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/policy"
)

// consent says on what ground we write. Without one a person may still write by hand, so the touch becomes a task; a companion
// on a second channel is left out, because its message goes anyway.
func consent(l *look) {
	if l.road.channel == goodturn.ChannelTask || l.road.channel == goodturn.ChannelDM {
		return // a person writes
	}
	p := mayWrite(l, l.road.channel, l.road.address)
	switch {
	case p.code == "":
		l.ok(goodturn.ReasonNoConsent, p.evidence)
	case p.withdrawn || l.due.Step.Companion:
		l.skip(p.code, p.evidence)
	default:
		l.byHand(p.code, p.evidence)
	}
}

// permission is what the consents on file and the rules of the places come to.
type permission struct {
	code      goodturn.ReasonCode // empty: we may write
	evidence  string
	withdrawn bool
}

// mayWrite holds the consents for one channel and address against the rule of every region that may have a say. A consent
// belongs to its address and does not carry over to another; the last word on it counts.
func mayWrite(l *look, ch goodturn.Channel, address string) permission {
	way, today := policy.WayOf(ch), goodturn.DateOf(l.now.In(l.zone))
	has, ended, withdrawn := inForce(l.person.Consents, ch, address, l.now)
	if !withdrawn.IsZero() && len(has) == 0 {
		return permission{goodturn.ReasonNoConsent, "withdrawn " + l.on(withdrawn), true}
	}
	ground := policy.Ground{Has: has, Closing: l.lastClosing()}
	regions := l.person.Regions
	if len(regions) == 0 {
		regions = unknownRegion
	}
	for _, region := range regions {
		a := policy.Allows(way, today, region, ground)
		switch {
		case a.OK:
		case !a.Until.IsZero():
			return permission{code: goodturn.ReasonConsentEnded, evidence: "held until " + a.Until.Long()}
		case !ended.IsZero() && len(has) == 0:
			return permission{code: goodturn.ReasonConsentEnded, evidence: "held until " + l.day(ended)}
		case region == "":
			return permission{code: goodturn.ReasonNoConsent, evidence: "we do not know where they live"}
		case len(has) == 0:
			return permission{code: goodturn.ReasonNoConsent, evidence: "nothing on file for " + roadName(ch)}
		default:
			return permission{code: goodturn.ReasonNoConsent, evidence: string(has[0]) + " is not enough in " + region}
		}
	}
	if len(has) == 0 {
		return permission{evidence: "they are using the product"}
	}
	return permission{evidence: grounds[has[0]]}
}

var unknownRegion = []string{""}

var grounds = map[goodturn.ConsentBasis]string{
	goodturn.BasisRelationship: "a client of yours",
	goodturn.BasisNotice:       "a client of yours who was told",
	goodturn.BasisExpress:      "they said so",
	goodturn.BasisWritten:      "they signed for it",
}

func roadName(ch goodturn.Channel) string {
	if ch == goodturn.ChannelSMS {
		return "texts"
	}
	return "mail to this address"
}

// inForce lists the grounds that hold at now, oldest first; when the last one ended, if some did; and when they were withdrawn.
func inForce(rows []goodturn.Consent, ch goodturn.Channel, address string, now time.Time) (has []goodturn.ConsentBasis, ended, withdrawn time.Time) {
	for i := range rows {
		if c := &rows[i]; about(c, ch, address) && c.Withdrawn && c.At.After(withdrawn) {
			withdrawn = c.At
		}
	}
	for i := range rows {
		c := &rows[i]
		if !about(c, ch, address) || c.Withdrawn || c.At.After(now) || !withdrawn.IsZero() && !c.At.After(withdrawn) {
			continue
		}
		if !c.ExpiresAt.IsZero() && !now.Before(c.ExpiresAt) {
			if c.ExpiresAt.After(ended) {
				ended = c.ExpiresAt
			}
			continue
		}
		has = append(has, c.Basis)
	}
	return has, ended, withdrawn
}

// about reports whether a consent row speaks of this channel and address. One without an address speaks of every address; one
// that is in-app speaks of the person.
func about(c *goodturn.Consent, ch goodturn.Channel, address string) bool {
	return c.Channel == ch && (c.Address == "" || c.Address == address)
}

// ConsentFor is the row on which a message to an address rests, for the record kept with its delivery: the newest in force.
func ConsentFor(now time.Time, rows []goodturn.Consent, ch goodturn.Channel, address string) (goodturn.Consent, bool) {
	var best goodturn.Consent
	_, _, withdrawn := inForce(rows, ch, address, now)
	for _, c := range rows {
		if about(&c, ch, address) && !c.Withdrawn && !c.At.After(now) && c.At.After(withdrawn) && (c.ExpiresAt.IsZero() || now.Before(c.ExpiresAt)) && !c.At.Before(best.At) {
			best = c
		}
	}
	return best, best.Basis != ""
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

func policyVersion() string { return policy.Version() }
