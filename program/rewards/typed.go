package rewards

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
)

// KindWords is what each kind is called.
var KindWords = map[reward.Kind]string{reward.Recognition: "a public thank-you", reward.Return: "an introduction in return", reward.Donation: "a donation", reward.Credit: "credit",
	reward.Coupon: "a coupon", reward.GiftCard: "a gift card"}

// Words says what a reward is.
func Words(p reward.Position) string {
	if p.Minor == 0 {
		return KindWords[p.Kind]
	}
	return reward.Money(p.Minor, p.Currency) + ", " + KindWords[p.Kind]
}

// CodesLeft says how many codes there are of each worth: one that is owed takes a code of exactly its own.
func CodesLeft(free []store.CouponsLeft) string {
	if len(free) == 0 {
		return "No code is left."
	}
	parts := make([]string, len(free))
	for i, c := range free {
		words := " codes worth "
		if c.Codes == 1 {
			words = " code worth "
		}
		parts[i] = strconv.Itoa(c.Codes) + words + reward.Money(c.Minor, c.Currency)
	}
	return "Left: " + strings.Join(parts, ", ") + "."
}

func noCurrency() error {
	return goodturn.Invalid("currency", "That is not a currency.", "Write its three letters, such as USD or EUR.")
}

// ReadAmount reads an amount that somebody typed in a form, such as 25 or 25.50, in minor units of a currency; empty is zero.
func ReadAmount(field, s, currency string) (int64, error) {
	if !goodturn.CurrencyInUse(currency) {
		return 0, noCurrency()
	}
	if s = strings.TrimSpace(s); s == "" {
		return 0, nil
	}
	n, ok := reward.ReadMoney(s, currency)
	if !ok {
		return 0, goodturn.Invalid(field, "That is not an amount in "+currency+".", "Write it like "+goodturn.GroupedAmount(goodturn.MinorOf(25, currency), currency, false)+" or "+goodturn.GroupedAmount(goodturn.MinorOf(25.5, currency), currency, true)+".")
	}
	return n, nil
}

// ReadProgramme reads what somebody typed in a form. Whoever chooses nothing promises nothing. currency is that of the amounts where the
// form says none.
func ReadProgramme(get func(field string) string, currency string) (p reward.Programme, err error) {
	if typed := strings.ToUpper(get("currency")); typed != "" {
		currency = typed
	}
	p = reward.Programme{Kind: reward.Kind(get("kind")), Cause: get("cause"), Currency: currency, Attested: reward.Attestation{Counsel: get("counsel"), Words: get("words")}}
	p.On = p.Kind != reward.Nothing
	for _, f := range []struct {
		name string
		to   *int64
	}{{"each", &p.EachMinor}, {"friend", &p.FriendMinor}, {"year", &p.YearMinor}} {
		if *f.to, err = ReadAmount(f.name, get(f.name), currency); err != nil {
			return p, err
		}
	}
	for line := range strings.Lines(get("tiers")) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		from, amount, ok := strings.Cut(line, ":")
		n, err := strconv.Atoi(strings.TrimSpace(from))
		if !ok || err != nil {
			return p, goodturn.Invalid("tiers", fmt.Sprintf("%q is not such a line.", line), "Write a number, a colon and an amount, such as 3: 30.")
		}
		minor, err := ReadAmount("tiers", amount, currency)
		if err != nil {
			return p, err
		}
		p.Tiers = append(p.Tiers, reward.Tier{From: n, EachMinor: minor})
	}
	return p, nil
}
