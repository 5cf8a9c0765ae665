package policy_test

import (
	"fmt"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/policy"
)

var today = goodturn.Date{Year: 2026, Month: time.November, Day: 24}

func ExampleWindows() {
	// A home in New York, a number from Rhode Island: both have a say.
	fmt.Println(policy.Windows(policy.Text, today, "US-NY", "US-RI"))
	fmt.Println(policy.Windows(policy.Email, today, "US-NY"))
	// Output:
	// Mon-Fri 09:00-18:00, no holidays; Sat 10:00-17:00, no holidays
	// Mon-Sat 08:00-20:00, no holidays
}

func ExampleAllows() {
	closed := goodturn.Date{Year: 2025, Month: time.January, Day: 31}
	a := policy.Allows(policy.Email, today, "CA-ON", policy.Ground{Has: []goodturn.ConsentBasis{goodturn.BasisRelationship}, Closing: closed})
	fmt.Println(a.OK, "until", a.Until)
	fmt.Println(a.Row.Law)
	// Output:
	// true until 2027-01-30
	// Express consent, or implied for 24 months after a purchase, lease or contract and 6 months after an inquiry.
}

func ExampleIncentiveFor() {
	i, err := policy.IncentiveFor("real_estate", today)
	fmt.Println(i.Tangible, i.Locked, err)
	fmt.Println(i.BesideLink)
	// Output:
	// no true <nil>
	// There is no reward for this, just my thanks.
}

func ExampleStale() {
	now := time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)
	fmt.Println(len(policy.Stale(now)), len(policy.Stale(now.AddDate(1, 0, 0))) > 0)
	// Output: 0 true
}
