// Package reward answers one question: what may be given for an introduction, what was promised, and what is owed? It refuses to know
// who anybody is, how a gift is bought, and what a page shows. Where a line of work allows no reward there is nothing here to promise:
// every function gives nothing, whatever was set.
//
// Reading order: reward.go (what an owner sets), allowed.go (what rules allow), promise.go (what is frozen with an ask, and the words
// beside the link), earn.go (how much an introduction earns), ledger.go (how it is booked), tax.go (when to stop paying).
package reward

import (
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Kind is what is given.
type Kind string

const (
	Nothing     Kind = ""
	Recognition Kind = "recognition"  // a thank-you in public, with the person's yes alone
	Return      Kind = "introduction" // an introduction in return
	Donation    Kind = "donation"     // money to a cause in the person's name
	Credit      Kind = "credit"       // money off their next bill with us
	Coupon      Kind = "coupon"       // a code from a list
	GiftCard    Kind = "gift_card"
)

// Kinds lists every kind, the modest first.
var Kinds = []Kind{Recognition, Return, Donation, Credit, Coupon, GiftCard}

// Money reports whether the kind is worth an amount.
func (k Kind) Money() bool { return k == Donation || k == Credit || k == Coupon || k == GiftCard }

// Programme is what the owner set. The zero Programme promises nothing.
type Programme struct {
	On          bool        `json:"on,omitempty"`
	Kind        Kind        `json:"kind,omitempty"`
	Currency    string      `json:"currency,omitempty"`     // of all amounts, three letters; empty: that of the business
	EachMinor   int64       `json:"each_minor,omitempty"`   // for one introduction, in minor units
	FriendMinor int64       `json:"friend_minor,omitempty"` // for the friend; zero: one-sided
	Tiers       []Tier      `json:"tiers,omitempty"`
	YearMinor   int64       `json:"year_minor,omitempty"` // most for one person in 12 months; zero: the rule's
	Cause       string      `json:"cause,omitempty"`      // whom a donation goes to
	Attested    Attestation `json:"attested,omitzero"`
}

// Tier is a higher amount from the n-th introduction of a calendar year on.
type Tier struct {
	From      int   `json:"from"` // 2 or more
	EachMinor int64 `json:"each_minor"`
}

// AttestWords is the sentence that somebody types to go beyond the table. It has to be typed, not ticked.
const AttestWords = "our lawyer has read this and allows it"

// Attestation is somebody's word that counsel allows what the table does not. It lifts caps and regions, never a lock.
type Attestation struct {
	By      goodturn.ID `json:"by,omitempty"`
	Counsel string      `json:"counsel,omitempty"` // the lawyer's name
	Words   string      `json:"words,omitempty"`   // as typed; see AttestWords
	At      time.Time   `json:"at,omitzero"`
}

// Valid reports whether it was typed by somebody, names a lawyer and says the sentence.
func (a Attestation) Valid() bool {
	words := strings.TrimRight(strings.Join(strings.Fields(strings.ToLower(a.Words)), " "), ".")
	return a.By != "" && len([]rune(strings.TrimSpace(a.Counsel))) >= 3 && words == AttestWords && !a.At.IsZero()
}

// Place is where and in what line of work something is promised.
type Place struct {
	Industry string // a row of the incentive policy; empty is the strictest
	Region   string // of the business: "US-WA"; empty means unknown
	Currency string // of the business; empty: that of the rule
	Business string // its name, as friends read it
	Client   bool   // whoever introduces is a client of the business
}

// eachOf is the amount for the n-th introduction of a calendar year.
func eachOf(each int64, tiers []Tier, n int) int64 {
	for _, t := range tiers {
		if n >= t.From {
			each = t.EachMinor
		}
	}
	return each
}

// most is the highest amount that one introduction can earn.
func (p Programme) most() int64 {
	most := max(p.EachMinor, p.FriendMinor)
	for _, t := range p.Tiers {
		most = max(most, t.EachMinor)
	}
	return most
}

// Check says what is wrong with a programme, apart from what rules allow. A programme that is off is never wrong.
func (p Programme) Check() error {
	switch {
	case !p.On:
		return nil
	case !slices.Contains(Kinds, p.Kind):
		return goodturn.Invalid("kind", "What is given?", "Choose one of the list.")
	case p.EachMinor < 0 || p.FriendMinor < 0 || p.YearMinor < 0 || p.most() > 1e10:
		return goodturn.Invalid("each", "That amount cannot be right.", "Write it without a sign, such as 25.")
	case p.Kind.Money() && p.EachMinor == 0:
		return goodturn.Invalid("each", "How much is it worth?", "Write an amount such as 25. It stands beside the link, for friends to read.")
	case !p.Kind.Money() && (p.EachMinor != 0 || p.FriendMinor != 0 || len(p.Tiers) > 0):
		return goodturn.Invalid("each", "This is not worth an amount of money.", "Leave the amounts empty.")
	case p.FriendMinor > 0 && p.Kind == Donation:
		return goodturn.Invalid("friend", "A donation has one side.", "Leave the friend's amount empty, or choose another kind.")
	case p.Kind == Donation && plainText(p.Cause) == "":
		return goodturn.Invalid("cause", "Whom does the donation go to?", "Write the name as it should be read, without an address of the internet.")
	case p.Currency != "" && !goodturn.CurrencyInUse(p.Currency):
		return goodturn.Invalid("currency", "That is not a currency.", "Write its three letters, such as USD or EUR.")
	}
	before := 1
	for _, t := range p.Tiers {
		if t.From <= before || t.EachMinor <= 0 {
			return goodturn.Invalid("tiers", "Higher amounts begin at the second introduction of a year or later, in order.", "For example: from the 3rd on, 30.")
		}
		before = t.From
	}
	if p.YearMinor > 0 && p.YearMinor < p.most() {
		return goodturn.Invalid("year", "One introduction would go beyond the most for a year.", "Raise the most for a year, or lower the amount.")
	}
	return nil
}

// plainText is a short text that friends may read: one line, no address, no braces. Anything else is empty.
func plainText(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 120 || strings.ContainsAny(s, "{}<>@\x00") || strings.Contains(s, "://") || strings.Contains(strings.ToLower(s), "www.") {
		return ""
	}
	return s
}
