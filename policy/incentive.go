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
	Tangible     Tangible `json:"tangible"`
	EachMinor    int64    `json:"each_minor"` // most for one introduction, in minor units
	YearMinor    int64    `json:"year_minor"` // most for one person in 12 months, in minor units
	Currency     string   `json:"currency"`
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
