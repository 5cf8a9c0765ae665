package stories

import "github.com/goodturn-app/goodturn/web/admin"

func sampleRewards() admin.Rewards {
	held := admin.Tag{Text: "waits", Tone: admin.Wait}
	return admin.Rewards{Lead: "3 rewards; one is owed.", Set: "If your friend becomes a customer, both of you get a card of $25, two weeks later. At most $100 a year.",
		Sums:  []admin.Figure{{Number: "$25", Words: "owed"}, {Number: "$25", Words: "waits for its two weeks"}, {Number: "$50", Words: "given this year"}},
		Looks: []admin.RewardLook{{ID: "r7", Friend: "Lee Park", From: chen, Findings: []string{"Both live at one address: 40 points.", "The second introduction within an hour: 20 points."}}, {ID: "r8", Friend: rtlName, From: emil, Findings: []string{"The address is of a kind that is thrown away: 50 points."}}},
		Rows: []admin.RewardRow{
			{Referral: "r1", Side: "advocate", Person: ana, Text: "a card of $25", Tag: admin.Tag{Text: "owed", Tone: admin.Good}, Why: "Mei Wei became a customer on 2 November. Nothing spoke against it for 14 days.", Owed: true, Payee: true},
			{Referral: "r1", Side: "friend", Person: named("Mei Wei"), Text: "a card of $25", Tag: held, Why: "Until 30 November."},
			{Referral: "r2", Side: "advocate", Person: named(longName), Text: "a card of $25", Tag: admin.Tag{Text: "given"}, Why: "On 3 March, by Dana Reyes.", Payee: true, Form: true}},
		Codes: "Left: 12 codes worth $25.", Worth: []admin.Input{{Name: "worth", Label: "What each is worth", Value: "25", Mode: "decimal"}}, Tax: true, Year: "2026", Before: "2025", Cards: true, More: "/rewards?before=r2"}
}

func sampleRewardSet() admin.RewardSet {
	return admin.RewardSet{Allowed: []string{"In retail a reward may be given to both sides if what is promised stands beside the link."},
		Wrong: admin.Wrong{Message: "$400 a year is above the limit of this line of work.", Hint: "Write at most 100, or say who has looked at it."},
		Fields: []admin.Input{{Name: "kind", Label: "What is given", Type: "select", Options: []admin.Option{{Value: "card", Text: "A gift card", Chosen: true}, {Value: "donation", Text: "A donation"}}},
			{Name: "advocate", Label: "For whoever introduces, in dollars", Value: "25", Mode: "numeric"}, {Name: "cap", Label: "At most in a year, in dollars", Value: "400", Mode: "numeric", Problem: "At most 100."}},
		Attest: []admin.Input{{Name: "counsel", Label: "Who looked at it"}, {Name: "words", Label: "In their words", Type: "lines"}}}
}
