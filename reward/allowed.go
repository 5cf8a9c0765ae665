package reward

import (
	"cmp"
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
	Currency string // in which it is promised where the owner chose no other
	Rule     policy.Incentive
}

// Cap is the most that may be promised in a currency, empty: that of the business; false where none is known, and then it takes an
// attestation that names one.
func (a Allowed) Cap(currency string) (policy.Cap, bool) {
	return a.Rule.CapIn(cmp.Or(currency, a.Currency))
}

// AllowedIn looks up what may be promised. A line of work without a rule allows nothing.
func AllowedIn(at Place, on goodturn.Date) Allowed {
	rule, err := policy.IncentiveFor(at.Industry, on)
	if err != nil || rule.Locked || rule.Tangible == policy.NoReward {
		return Allowed{}
	}
	a := Allowed{Visible: true, Covered: rule.Covers(at.Region), Currency: cmp.Or(at.Currency, rule.Currency), Rule: rule, Kinds: Kinds, TwoSided: rule.Tangible == policy.YesReward}
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
	most, known := a.Cap(p.Currency)
	in := cmp.Or(p.Currency, a.Currency)
	if p.Kind.Money() && !known && p.YearMinor == 0 { // an attestation lifts a limit, and there is none to fall back on
		return goodturn.Invalid("year", "We know no limit in "+in+".", "Write the most for one person in 12 months, and let your lawyer read it.")
	}
	if p.Attested.Valid() {
		return nil
	}
	const attest = "Lower it, or let your lawyer read it and say so below."
	switch {
	case !a.Covered:
		return goodturn.Invalid("attested", "The rules of your region were not looked at by us.", "Let your lawyer read it and say so below.")
	case !p.Kind.Money():
		return nil
	case !known:
		return goodturn.Invalid("currency", "We know no limit in "+in+".", "Use "+a.Rule.Currency+", or let your lawyer read it and say so below.")
	case p.most() > most.EachMinor:
		return goodturn.Invalid("each", fmt.Sprintf("At most %s for one introduction.", Money(most.EachMinor, in)), attest)
	case p.YearMinor > most.YearMinor:
		return goodturn.Invalid("year", fmt.Sprintf("At most %s for one person in 12 months.", Money(most.YearMinor, in)), attest)
	}
	return nil
}
