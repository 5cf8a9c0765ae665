package policy

import (
	"fmt"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// Tangible says whether a reward of any worth may be promised for an introduction.
type Tangible string

const (
	NoReward       Tangible = "no"              // thanks only; the product never mentions a reward
	NonCash        Tangible = "non_cash"        // a small gift, no money
	WithDisclosure Tangible = "with_disclosure" // only together with a statement made at the same time
	YesReward      Tangible = "yes"
)

// Incentive is what an industry may promise for an introduction. Caps are the most, an owner may go lower.
type Incentive struct {
	Origin
	Industry     string   `json:"industry"`
	Only         []string `json:"only,omitempty"` // regions whose rules were looked at, such as "US-WA"; none: everywhere
	Tangible     Tangible `json:"tangible"`
	EachMinor    int64    `json:"each_minor"` // most for one introduction, in minor units
	YearMinor    int64    `json:"year_minor"` // most for one person in 12 months, in minor units
	Currency     string   `json:"currency"`
	Caps         []Cap    `json:"caps,omitempty"` // the same in other currencies, where the limits are our own choice and no law's
	Condition    string   `json:"condition"`
	BesideLink   string   `json:"beside_link"`              // what stands beside the share link and cannot be edited away; {braces} are filled in
	Locked       bool     `json:"locked,omitempty"`         // nobody may loosen it
	OffByDefault bool     `json:"off_by_default,omitempty"` // possible, once a person has switched it on
}

type incentiveFile struct {
	Version string      `json:"version"`
	Note    string      `json:"note"`
	Rules   []Incentive `json:"rules"`
}

// IncentiveFor gives the rule in force for an industry on a day. "" is real estate, the strictest. An industry that we do
// not know is an error, and the value beside it allows nothing.
func IncentiveFor(industry string, on goodturn.Date) (Incentive, error) {
	name := strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(strings.TrimSpace(industry)))
	if name == "" {
		name = "real_estate"
	}
	for _, r := range incentives().Rules {
		if r.Industry == name && r.InForce(on) {
			return r, nil
		}
	}
	return Incentive{Tangible: NoReward, Locked: true}, goodturn.Invalid("industry", fmt.Sprintf("There is no rule on rewards for %q.", industry), "Use one of "+strings.Join(Industries(), ", ")+".")
}

// Covers reports whether the rule was made for a region. An unknown region is covered only by a rule that holds everywhere.
func (i Incentive) Covers(region string) bool {
	if len(i.Only) == 0 {
		return true
	}
	region = strings.ToUpper(strings.TrimSpace(region))
	for _, o := range i.Only {
		if region == o || strings.HasPrefix(region, o+"-") {
			return true
		}
	}
	return false
}

// IndustryOf is the line of work whose rule on rewards holds for what one pack sends. A pack made for one line of work keeps its own
// or a stricter one: no setting makes a real-estate plan a shop's.
func IndustryOf(pack, chosen string) string {
	own := map[string]string{"product": "saas", "professional": "professional"}[pack]
	if own == "" {
		own = "real_estate"
	}
	if chosen == "" {
		return own
	}
	if i, err := IncentiveFor(own, goodturn.Date{}); err == nil && i.Tangible == NoReward {
		return own
	}
	return chosen
}

// Tax says from which sum on what one person got in a calendar year is reported.
type Tax struct {
	Origin
	Region         string `json:"region"`
	Currency       string `json:"currency"`
	ThresholdMinor int64  `json:"threshold_minor"` // of one person and calendar year, in minor units
}

type taxFile struct {
	Version string `json:"version"`
	Note    string `json:"note"`
	Rules   []Tax  `json:"rules"`
}

// TaxFor gives the rule on reporting for a region on a day; false where we know of none.
func TaxFor(region string, on goodturn.Date) (Tax, bool) {
	for _, scope := range scopes(region) {
		for _, r := range taxes().Rules {
			if r.Region == scope && r.InForce(on) {
				return r, true
			}
		}
	}
	return Tax{}, false
}

// Industries lists the industries that have a rule, in the order of the table.
func Industries() []string {
	var names []string
	for _, r := range incentives().Rules {
		if len(names) == 0 || names[len(names)-1] != r.Industry {
			names = append(names, r.Industry)
		}
	}
	return names
}
