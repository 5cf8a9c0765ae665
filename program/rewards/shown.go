package rewards

import (
	"cmp"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
)

// Shown is what is promised for introductions from now on, and what may be, as other programs read it.
type Shown struct {
	Kind     reward.Kind   `json:"kind" doc:"Empty: nothing is promised."`
	Currency string        `json:"currency" doc:"Of all amounts."`
	Each     int64         `json:"each_minor,omitempty"`
	Friend   int64         `json:"friend_minor,omitempty"`
	Year     int64         `json:"year_minor,omitempty"`
	Tiers    []reward.Tier `json:"tiers,omitempty"`
	Cause    string        `json:"cause,omitempty"`
	Beside   string        `json:"beside_link,omitempty" doc:"What stands beside the link, for friends to read."`
	MostEach int64         `json:"most_each_minor" doc:"Limit of the line of work in this currency; 0: none is known, and it takes an attestation."`
	MostYear int64         `json:"most_year_minor"`
	Codes    []CodesThere  `json:"codes" doc:"Codes that were not given yet."`
}

// CodesThere are the codes of one worth.
type CodesThere struct {
	Currency string `json:"currency"`
	Minor    int64  `json:"amount_minor"`
	Codes    int    `json:"codes"`
}

// Show reads what is promised at a place, and what is allowed there.
func Show(tx *store.Tx, at reward.Place, a reward.Allowed) (out Shown, err error) {
	p, err := Programme(tx)
	if err != nil {
		return out, err
	}
	p.Currency = cmp.Or(p.Currency, a.Currency)
	most, _ := a.Cap(p.Currency)
	out = Shown{Kind: p.Kind, Currency: p.Currency, Each: p.EachMinor, Friend: p.FriendMinor, Year: p.YearMinor, Tiers: p.Tiers, Cause: p.Cause, MostEach: most.EachMinor, MostYear: most.YearMinor, Codes: []CodesThere{},
		Beside: reward.Disclosure(p, at, goodturn.DateOf(tx.Now().UTC()))}
	free, err := tx.FreeCoupons()
	for _, c := range free {
		out.Codes = append(out.Codes, CodesThere(c))
	}
	return out, err
}

// Taxed is the rule by which what people got in a calendar year is reported; false where we know of none for the business.
func Taxed(tx *store.Tx, year int) (policy.Tax, bool, error) {
	s, err := tx.Settings()
	rule, ok := policy.TaxFor(s.WithDefaults().Region, goodturn.Date{Year: year, Month: 12, Day: 31})
	return rule, ok, err
}

// Got is what one person got in a calendar year, in one currency.
type Got struct {
	Contact  goodturn.ID `json:"contact_id"`
	Name     string      `json:"name,omitempty"`
	Email    string      `json:"email,omitempty"`
	Minor    int64       `json:"amount_minor"`
	Currency string      `json:"currency"`
	Times    int         `json:"times"`
	TaxForm  *bool       `json:"tax_form,omitempty" doc:"The form is on file. Absent where no rule on reporting is known for the business and this currency."`
	Reported *bool       `json:"reported,omitempty" doc:"It came to the sum from which it is reported."`
}

// Year is what each person got in a calendar year, by name; taxed: for one currency a rule on reporting is known.
func Year(tx *store.Tx, year int) (out []Got, taxed bool, err error) {
	lines, err := Book(tx)
	if err != nil {
		return nil, false, err
	}
	s, err := tx.Settings()
	if err != nil {
		return nil, false, err
	}
	rule, taxed, err := Taxed(tx, year)
	if err != nil {
		return nil, false, err
	}
	for _, p := range reward.PaidIn(lines, year, zoneOf(s)) {
		who, err := person(tx, p.Person)
		if err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound {
			return nil, false, err
		}
		g := Got{Contact: p.Person, Name: who.Name, Minor: p.Minor, Currency: p.Currency, Times: p.Payments}
		if len(who.Emails) > 0 {
			g.Email = who.Emails[0]
		}
		if taxed && p.Currency == rule.Currency {
			known, err := tx.Payees(p.Person)
			if err != nil {
				return nil, false, err
			}
			g.TaxForm, g.Reported = new(known[p.Person].TaxForm), new(p.Minor >= rule.ThresholdMinor)
		}
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b Got) int {
		return cmp.Or(strings.Compare(a.Name+string(a.Contact), b.Name+string(b.Contact)), strings.Compare(a.Currency, b.Currency))
	})
	return out, taxed, nil
}
