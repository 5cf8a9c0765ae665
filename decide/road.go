package decide

import (
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/explain"
)

// road is the way on which a touch would go: channel and address, or what is wrong with it.
type road struct {
	channel  goodturn.Channel
	address  string
	problem  goodturn.ReasonCode // empty: none
	evidence string
	instead  string // why it is not the planned one
}

// timed reports whether the clock of the person matters: not in a product that they open, and not where the owner writes, who sees to it.
func (r road) timed() bool {
	return r.channel != goodturn.ChannelInApp && r.channel != goodturn.ChannelDM
}

// chooseRoad takes the planned channel if it is open. Else a text stands in for mail where consent is on file, and mail for a text
// (D6); a companion has no stand-in, because its message goes by the other road anyway. Suppressions play no part here: a no on
// one road must not be evaded on another.
func chooseRoad(l *look) road {
	planned := l.touch.Channel
	if planned == "" {
		planned = l.due.Step.Channel
	}
	if l.touch.Kind == goodturn.KindCall {
		planned = goodturn.ChannelTask
	}
	if planned == "" {
		planned = goodturn.ChannelEmail
	}
	first := tryRoad(l, planned)
	if first.problem == "" || l.due.Step.Companion {
		return first
	}
	other := goodturn.ChannelSMS
	switch planned {
	case goodturn.ChannelEmail:
	case goodturn.ChannelSMS, goodturn.ChannelInApp:
		other = goodturn.ChannelEmail
	default:
		return first
	}
	second := tryRoad(l, other)
	if second.problem == "" && (other == goodturn.ChannelEmail || l.mayWrite(second.channel, second.address).Code == "") {
		second.instead = first.problem.Info().Sentence
		return second
	}
	return first
}

func tryRoad(l *look, ch goodturn.Channel) road {
	r := road{channel: ch}
	switch ch {
	case goodturn.ChannelEmail:
		r.address, r.problem = l.address(goodturn.IdentityEmail)
	case goodturn.ChannelSMS:
		if !slices.Contains(l.facts.Channels, ch) {
			r.problem, r.evidence = goodturn.ReasonChannel, "text messages"
			return r
		}
		if r.address, r.problem = l.address(goodturn.IdentityPhone); r.problem == "" {
			if p := l.mayWrite(ch, r.address); p.Code != "" && !l.due.Step.Companion {
				r.problem, r.evidence = p.Code, p.Evidence
			}
		}
	case goodturn.ChannelInApp:
		if !slices.Contains(l.facts.Channels, ch) {
			r.problem, r.evidence = goodturn.ReasonChannel, "messages inside your product"
		}
	}
	return r
}

// address is the one to use: the primary one if it works, else the first that does.
func (l *look) address(kind goodturn.IdentityKind) (address string, problem goodturn.ReasonCode) {
	var best *goodturn.Identity
	for i := range l.person.Identities {
		id := &l.person.Identities[i]
		if id.Kind != kind {
			continue
		}
		if best == nil || rank(id) > rank(best) {
			best = id
		}
	}
	switch {
	case best == nil:
		return "", goodturn.ReasonNoAddress
	case best.Status == goodturn.IdentityBounced:
		return best.Value, goodturn.ReasonBounced
	}
	return best.Value, ""
}

func rank(id *goodturn.Identity) int {
	r := 0
	if id.Status != goodturn.IdentityBounced {
		r += 2
	}
	if id.Primary {
		r++
	}
	return r
}

// roadOpen says whether the road is open. Without an address, or with a dead one, a person takes over; a channel that nobody
// connected is left out.
func roadOpen(l *look) {
	r := &l.road
	switch r.problem {
	case "":
		l.ok(goodturn.ReasonNoAddress, explain.Because(string(r.channel), r.instead))
	case goodturn.ReasonChannel:
		l.skip(r.problem, r.evidence)
	case goodturn.ReasonNoConsent, goodturn.ReasonConsentEnded: // consent says so
	default:
		evidence := r.address
		if l.due.Step.Companion {
			l.skip(r.problem, evidence)
			return
		}
		l.byHand(r.problem, evidence)
	}
}
