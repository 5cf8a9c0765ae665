package reward

import (
	"fmt"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/policy"
)

// Allowed is what may be promised in a line of work and region on a day. The zero Allowed allows nothing, and then pages, messages
// and share texts do not speak of it at all.
type Allowed struct {
	Visible  bool   // something may be promised, perhaps only after an attestation
	Kinds    []Kind // nothing else, attested or not
	TwoSided bool   // the friend may get something too
	Covered  bool   // the table was made for this region; otherwise an attestation is needed
	Rule     policy.Incentive
}

// AllowedIn looks up what may be promised. A line of work without a rule allows nothing.
func AllowedIn(at Place, on goodturn.Date) Allowed {
	rule, err := policy.IncentiveFor(at.Industry, on)
	if err != nil || rule.Locked || rule.Tangible == policy.NoReward {
		return Allowed{}
	}
	a := Allowed{Visible: true, Covered: rule.Covers(at.Region), Rule: rule, Kinds: Kinds, TwoSided: rule.Tangible == policy.YesReward}
	switch rule.Tangible {
	case policy.NonCash: // a credit on a premium would be a rebate
		a.Kinds = []Kind{Recognition, Return, Donation, Coupon, GiftCard}
	case policy.WithDisclosure, policy.YesReward:
	default:
		return Allowed{}
	}
	return a
}

// Permits says what of a programme the rules object to; nil: it may be promised. A programme that is off is always permitted.
func (a Allowed) Permits(p Programme) error {
	if !p.On {
		return nil
	}
	if err := p.Check(); err != nil {
		return err
	}
	if !a.Visible {
		return goodturn.Invalid("kind", "In this line of work nothing may be given for an introduction.", "A word of thanks is always right.")
	}
	if !slices.Contains(a.Kinds, p.Kind) {
		return goodturn.Invalid("kind", "In this line of work that may not be given.", a.Rule.Condition)
	}
	if p.FriendMinor > 0 && !a.TwoSided {
		return goodturn.Invalid("friend", "In this line of work the friend may get nothing for coming.", "Leave the friend's amount empty.")
	}
	if p.Attested.Valid() {
		return nil
	}
	const attest = "Lower it, or let your lawyer read it and say so below."
	year := p.YearMinor
	if year == 0 {
		year = a.Rule.YearMinor
	}
	switch {
	case !a.Covered:
		return goodturn.Invalid("attested", "The rules of your region were not looked at by us.", "Let your lawyer read it and say so below.")
	case p.Currency != "" && p.Currency != a.Rule.Currency:
		return goodturn.Invalid("currency", "The most that may be given is known in "+a.Rule.Currency+" alone.", "Use "+a.Rule.Currency+", or let your lawyer read it and say so below.")
	case p.most() > a.Rule.EachMinor:
		return goodturn.Invalid("each", fmt.Sprintf("At most %s for one introduction.", Money(a.Rule.EachMinor, a.Rule.Currency)), attest)
	case year > a.Rule.YearMinor:
		return goodturn.Invalid("year", fmt.Sprintf("At most %s for one person in 12 months.", Money(a.Rule.YearMinor, a.Rule.Currency)), attest)
	}
	return nil
}
