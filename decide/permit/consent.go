// Package permit answers: "on what ground, and in which hours, may this person be reached on this channel?" It holds what is on
// file against the tables of package policy. It refuses to know why anybody writes, and every no that the person has said:
// opt-outs are judged in package decide, and outrank any permission.
package permit

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
	"github.com/goodturn-app/goodturn/policy"
)

// Ground is what is on file for one person.
type Ground struct {
	Consents []goodturn.Consent // all rows, withdrawals too, in any order
	Closing  goodturn.Date      // the newest closing that went through
	Regions  []string           // every region that may have a say; none: unknown
	Zone     *time.Location     // for the date of today and dates in evidence; nil means UTC
}

// Answer is what the ground and the rules of the places come to.
type Answer struct {
	Code      goodturn.ReasonCode // empty: we may write
	Evidence  string
	Withdrawn bool // they took it back: then nobody writes by hand either
}

// Write holds the consents for one channel and address against the rule of every region that may have a say. A consent belongs
// to its address and does not carry over to another; the last word on it counts.
func Write(now time.Time, g Ground, ch goodturn.Channel, address string) Answer {
	if g.Zone == nil {
		g.Zone = time.UTC
	}
	day := func(t time.Time) string { return string(explain.AppendDay(nil, t.In(g.Zone), now.In(g.Zone).Year())) }
	way, today := policy.WayOf(ch), goodturn.DateOf(now.In(g.Zone))
	has, ended, withdrawn := inForce(g.Consents, ch, address, now)
	if !withdrawn.IsZero() && len(has) == 0 {
		return Answer{goodturn.ReasonNoConsent, "withdrawn on " + day(withdrawn), true}
	}
	ground := policy.Ground{Has: has, Closing: g.Closing}
	regions := g.Regions
	if len(regions) == 0 {
		regions = unknownRegion
	}
	for _, region := range regions {
		a := policy.Allows(way, today, region, ground)
		switch {
		case a.OK:
		case !a.Until.IsZero():
			return Answer{Code: goodturn.ReasonConsentEnded, Evidence: "held until " + a.Until.Long()}
		case !ended.IsZero() && len(has) == 0:
			return Answer{Code: goodturn.ReasonConsentEnded, Evidence: "held until " + day(ended)}
		case region == "":
			return Answer{Code: goodturn.ReasonNoConsent, Evidence: "we do not know where they live"}
		case len(has) == 0:
			return Answer{Code: goodturn.ReasonNoConsent, Evidence: "nothing on file for " + roadName(ch)}
		default:
			return Answer{Code: goodturn.ReasonNoConsent, Evidence: string(has[0]) + " is not enough in " + region}
		}
	}
	if len(has) == 0 {
		return Answer{Evidence: "they are using the product"}
	}
	return Answer{Evidence: grounds[has[0]]}
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

// Row is the row on which a message to an address rests, for the record kept with its delivery: the newest in force.
func Row(now time.Time, rows []goodturn.Consent, ch goodturn.Channel, address string) (goodturn.Consent, bool) {
	var best goodturn.Consent
	_, _, withdrawn := inForce(rows, ch, address, now)
	for _, c := range rows {
		if about(&c, ch, address) && !c.Withdrawn && !c.At.After(now) && c.At.After(withdrawn) && (c.ExpiresAt.IsZero() || now.Before(c.ExpiresAt)) && !c.At.Before(best.At) {
			best = c
		}
	}
	return best, best.Basis != ""
}
