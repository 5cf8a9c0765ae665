package reward

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/policy"
)

// HoldDays is for how long after an introduction came to something a reward waits before it is owed.
const HoldDays = 14

// Promise is what held on the day on which somebody was asked. It is kept with the ask and never changes: later settings are for later
// asks. The zero Promise promises nothing.
type Promise struct {
	Kind        Kind   `json:"kind"`
	Currency    string `json:"currency"`
	EachMinor   int64  `json:"each_minor,omitempty"`
	FriendMinor int64  `json:"friend_minor,omitempty"`
	Tiers       []Tier `json:"tiers,omitempty"`
	YearMinor   int64  `json:"year_minor"`
	Cause       string `json:"cause,omitempty"`
	HoldDays    int    `json:"hold_days"`
	// WhateverComes: owed for the introduction itself. A deal that comes to nothing takes nothing back, because the law lets nothing
	// hang on a sale.
	WhateverComes bool          `json:"whatever_comes,omitempty"`
	Disclosure    string        `json:"disclosure"` // beside the link, for the friend to read
	Industry      string        `json:"industry"`
	Rule          string        `json:"rule"`   // the row of the table that allowed it
	Policy        string        `json:"policy"` // the table's version
	On            goodturn.Date `json:"on"`
	Attested      Attestation   `json:"attested,omitzero"`
}

// Freeze copies a programme into a promise, as the rules of the day allow it. False: nothing may be promised, or nothing is.
func Freeze(p Programme, at Place, on goodturn.Date) (Promise, bool) {
	a := AllowedIn(at, on)
	if !p.On || a.Permits(p) != nil {
		return Promise{}, false
	}
	out := Promise{Kind: p.Kind, Currency: cmp.Or(p.Currency, a.Currency), EachMinor: p.EachMinor, FriendMinor: p.FriendMinor, Tiers: append([]Tier(nil), p.Tiers...), YearMinor: p.YearMinor,
		Cause: plainText(p.Cause), HoldDays: HoldDays, WhateverComes: a.Rule.Tangible == policy.NonCash, Industry: a.Rule.Industry, Rule: a.Rule.Rule,
		Policy: policy.Version(), On: on}
	if most, known := a.Cap(out.Currency); known && out.YearMinor == 0 {
		out.YearMinor = most.YearMinor
	}
	if p.Attested.Valid() {
		out.Attested = p.Attested
	}
	out.Disclosure = disclosure(out, a.Rule, at)
	return out, out.Disclosure != ""
}

// Says puts the promise into words for the one to whom it is made.
func (p Promise) Says() string {
	mine := strings.Replace(what(p.Kind, p.EachMinor, p.Currency, p.Cause), " in my name", " in your name", 1)
	whatever := ""
	if p.WhateverComes {
		whatever = ", whether or not they buy"
	}
	text := fmt.Sprintf("You get %s%s for each friend whom you introduce and who talks with us%s, %d days later.", mine, tiersWords(p), whatever, p.HoldDays)
	if p.FriendMinor > 0 {
		text += " Your friend gets " + what(p.Kind, p.FriendMinor, p.Currency, "") + "."
	}
	if p.Kind.Money() {
		text += " At most " + Money(p.YearMinor, p.Currency) + " in 12 months."
	}
	return text
}

// ForFriend says on the friend's page what both get. who is the first name of whoever introduces them.
func (p Promise) ForFriend(who string) string {
	text := who + " gets " + strings.Replace(what(p.Kind, p.EachMinor, p.Currency, p.Cause), " in my name", " in their name", 1) + tiersWords(p) + " for introducing you"
	if p.WhateverComes {
		text += ", whether or not you buy"
	}
	text += "."
	if p.FriendMinor > 0 {
		text += " You get " + what(p.Kind, p.FriendMinor, p.Currency, "") + "."
	}
	return text
}

// Disclosure is what stands beside the link for the friend to read: what both get, in exact amounts. It is empty where nothing is
// promised, except where the connection itself has to be told.
func Disclosure(p Programme, at Place, on goodturn.Date) string {
	if f, ok := Freeze(p, at, on); ok {
		return f.Disclosure
	}
	a := AllowedIn(at, on)
	if a.Rule.Tangible != policy.WithDisclosure {
		return ""
	}
	return connection(a.Rule, at, "receive nothing")
}

// connection fills the sentence that is due with or without a reward.
func connection(rule policy.Incentive, at Place, reward string) string {
	client, business := "a client", plainText(at.Business)
	if !at.Client {
		client = "not a client"
	}
	if business == "" {
		business = "this firm"
	}
	text := rule.BesideLink
	if reward == "receive nothing" { // then there is no such reason
		text, _, _ = strings.Cut(text, ";")
		text += "."
	}
	return strings.NewReplacer("{client}", client, "{business}", business, "{reward}", reward).Replace(text)
}

func disclosure(p Promise, rule policy.Incentive, at Place) string {
	mine, friend := what(p.Kind, p.EachMinor, p.Currency, p.Cause)+tiersWords(p), "nothing"
	if p.FriendMinor > 0 {
		friend = what(p.Kind, p.FriendMinor, p.Currency, "")
	}
	text := rule.BesideLink
	switch {
	case rule.Tangible == policy.WithDisclosure:
		return connection(rule, at, "receive "+mine)
	case rule.Tangible == policy.NonCash && p.Kind.Money():
		return strings.ReplaceAll(text, "{amount}", Money(p.EachMinor, p.Currency)+tiersWords(p)) + kindNote(p)
	case rule.Tangible == policy.NonCash:
		return "I may receive " + mine + " for introducing you, whether or not you buy."
	}
	told := strings.Contains(text, "{friend_amount}")
	text = strings.ReplaceAll(text, "{amount} credit", mine)
	text = strings.NewReplacer("{amount}", mine, "{friend_amount}", friend).Replace(text)
	if !told && p.FriendMinor > 0 {
		text += " You get " + friend + "."
	}
	return text
}

// kindNote says what a small gift is where it is not the person's own.
func kindNote(p Promise) string {
	if p.Kind == Donation {
		return " It goes to " + p.Cause + "."
	}
	return ""
}

// what puts a reward into words, as whoever gets it says it.
func what(k Kind, minor int64, currency, cause string) string {
	m := Money(minor, currency)
	switch k {
	case Recognition:
		return "a public thank-you"
	case Return:
		return "an introduction in return"
	case Donation:
		return m + " given to " + cause + " in my name"
	case Credit:
		return m + " credit"
	case Coupon:
		return "a coupon worth " + m
	case GiftCard:
		return article(m) + " " + m + " gift card"
	}
	return "nothing"
}

// article is "an" before what is spoken with a vowel first: $8, $80, $11, $18 and their thousands.
func article(money string) string {
	n := strings.TrimLeft(money, "$€£")
	whole, _, _ := strings.Cut(n, ".")
	head, _, _ := strings.Cut(whole, ",")
	if strings.HasPrefix(n, "8") || head == "11" || head == "18" {
		return "an"
	}
	return "a"
}

func tiersWords(p Promise) string {
	if len(p.Tiers) == 0 {
		return ""
	}
	var parts []string
	for _, t := range p.Tiers {
		parts = append(parts, Money(t.EachMinor, p.Currency)+" from the "+ordinal(t.From)+" friend of a year on")
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

func ordinal(n int) string {
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}

// marks are what stands before an amount, where a currency has a mark of its own. That of dollars other than those of the United States
// would mislead.
var marks = map[string]string{"USD": "$", "EUR": "€", "GBP": "£"}

// Money writes an amount in minor units: "$25", "€1,250.50", "25.00 CAD", "2,500 JPY".
func Money(minor int64, currency string) string {
	mark := marks[currency]
	if mark == "" {
		return goodturn.GroupedAmount(minor, currency, true) + " " + currency
	}
	whole, negative := strings.CutPrefix(goodturn.GroupedAmount(minor, currency, false), "-")
	if negative {
		return "-" + mark + whole
	}
	return mark + whole
}

// ReadMoney reads an amount that somebody typed, with or without the mark or the three letters of its currency: 25, $25, 25.50 EUR. false
// for what is none, and for an amount in another currency.
func ReadMoney(s, currency string) (minor int64, ok bool) {
	s = strings.TrimSpace(s)
	switch mark := marks[currency]; {
	case mark != "":
		s = strings.TrimPrefix(s, mark)
	case currency == "CAD", currency == "AUD", currency == "NZD", currency == "SGD", currency == "HKD": // at home they write the plain mark
		s = strings.TrimPrefix(s, "$")
	}
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, currency), currency))
	return goodturn.ReadAmount(s, currency)
}
