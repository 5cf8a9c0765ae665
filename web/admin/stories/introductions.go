package stories

import "github.com/goodturn-app/goodturn/web/admin"

func sampleMoves(now string) (out []admin.Option) {
	for _, m := range [][2]string{{"introduced", "Introduced"}, {"qualified", "Spoke, and it fits"}, {"opportunity", "Working together"}, {"won", "Closed"}, {"lost", "Came to nothing"}} {
		out = append(out, admin.Option{Value: m[0], Text: m[1], Chosen: m[0] == now})
	}
	return out
}

var sampleClaim = admin.ClaimRow{ID: "c1", Friend: "Lee Park", Intro: "r3", Who: ana, Evidence: "had a deal on Oak Street; sold in spring 2026", Sure: "70 of 100 sure"}

func sampleIntroductions() admin.Introductions {
	return admin.Introductions{Lead: "4 cards; 3 are still going on.", Thanked: "2 of 2 names of the last 90 days thanked within a day.", Claims: []admin.ClaimRow{sampleClaim}, Columns: []admin.IntroColumn{
		{Stage: "introduced", Title: "Introduced", Total: 2, Cards: []admin.IntroCard{
			{ID: "r3", Version: "1", Friend: "Lee Park", Age: "since today", Moves: sampleMoves("introduced")},
			{ID: "r1", Version: "2", Friend: "Mei Wei", From: chen, Age: "for 2 days", Next: "Next: call on Thursday", Moves: sampleMoves("introduced")}}},
		{Stage: "qualified", Title: "Spoke, and it fits", Total: 0},
		{Stage: "opportunity", Title: "Working together", Total: 1, Cards: []admin.IntroCard{{ID: "r4", Version: "3", Friend: "Dora Lind", Own: true, Age: "for 12 days", Value: "$710,000", Moves: sampleMoves("opportunity")}}},
		{Stage: "won", Title: "Closed", Total: 31, Cards: []admin.IntroCard{{ID: "r2", Version: "5", Friend: rtlName, From: emil, Age: "for 40 days", Value: "$640,000", Moves: sampleMoves("won")}}},
		{Stage: "lost", Title: "Came to nothing", Total: 0}}}
}

func sampleIntroCard(wrong bool) admin.IntroView {
	v := admin.IntroView{ID: "r1", Friend: "Mei Wei", From: chen, Version: "2", Lead: "Introduced for 2 days. The friend asked to hear from you.", Claims: []admin.ClaimRow{sampleClaim},
		Fields: []admin.Input{{Name: "stage", Label: "How it stands", Type: "select", Options: sampleMoves("introduced")}, {Name: "lost", Label: "If it came to nothing: why"}, {Name: "next", Label: "Next step", Value: "call on Thursday"},
			{Name: "next_on", Label: "On", Type: "date", Value: "2026-12-03"}, {Name: "value", Label: "What the deal is worth", Mode: "decimal"}, {Name: "may_tell", Label: "I may tell whoever sent them that we two are talking", Type: "tick", Checked: true}},
		Sender: admin.Input{Name: "sender", Label: "Who it was", Required: true},
		Log:    []admin.Moment{{When: "Tue 24 Nov, 9:12", Text: "Written down.", Note: "Dana Reyes"}, {When: "Wed 25 Nov, 8:00", Text: "A note of thanks left."}}}
	if wrong {
		v.Wrong = admin.Wrong{Message: "“much” is no amount.", Hint: "Write it as 640,000 or 640k."}
	}
	return v
}

func sampleLedTo(early bool) admin.LedTo {
	v := admin.LedTo{Lead: "240 requests arrived; 2 deals came of them so far.", How: "How yes is counted (definition 1): asks that arrived at least 14 days ago, and younger ones that were answered; a yes is an explicit yes or a link that was made.",
		Period: []admin.Option{{Value: "90", Text: "the last 90 days"}, {Value: "365", Text: "the last year", Chosen: true}},
		Yes:    []admin.Figure{{Number: "18 of 231", Words: "said yes: 18 of 231, 7.8%, 95% interval 5-12%", Href: "?at=intent"}, {Number: "4 of 231", Words: "have somebody in mind: 4 of 231, 1.7%, 95% interval 1-4%"}, {Number: "2 deals", Words: "from introductions, by whatever road; fees of $31,000, on average $15,500"}},
		Steps: []admin.LedStep{{Text: "Requests that arrived", N: 240, Href: "?at=delivered", Wide: 100}, {Text: "Surely seen", N: 31, Share: "31 of 240, 13%, 95% interval 9-18%", Href: "?at=viewed", Wide: 13}, {Text: "Said yes", N: 18, Share: "18 of 31, 58%, 95% interval 41-74%", Href: "?at=intent", Wide: 8},
			{Text: "Passed it on", N: 9, Share: "9 of 18, too early to say more", Href: "?at=invited", Wide: 4}, {Text: "A friend who fits", N: 4, Share: "4 of 9, too early to say more", Href: "?at=qualified", Wide: 2}, {Text: "Working together", N: 3, Share: "3 of 4, too early to say more", Href: "?at=opportunity", Wide: 1}, {Text: "A deal", N: 2, Share: "2 of 3, too early to say more", Href: "?at=won", Wide: 1}},
		Kinds:    []admin.LedKind{{Text: "The first ask, the calendar, by e-mail", Href: "?step=first-ask", Yes: "10 of 118, 8.5%, 95% interval 5-15%"}, {Text: "The ask after one year, the calendar, by e-mail", Href: "?step=anniversary-ask", Yes: "8 of 113, 7.1%, 95% interval 4-13%"}},
		Wordings: []admin.LedKind{{Text: "The first ask: bought, wording 1 of 3: “You've watched me work all the way to the …”", Yes: "6 of 60, 10%, 95% interval 5-20%", Href: "?wording=first-ask/bought.email.1", Read: "/words/first-ask?w=bought.email.1"}, {Text: "The first ask: words written for one person", Yes: "1 of 2, too early to say more", Href: "?wording=own"}},
		Choices:  []admin.Input{{Name: "wording", Label: "In which words", Options: []admin.Option{{Text: "in all words", Chosen: true}, {Value: "first-ask/bought.email.1", Text: "bought, wording 1 of 3: “You've watched me work all the way to the …”"}, {Value: "own", Text: "words written for one person"}}}},
		Months:   []admin.Month{{Short: "Sep", Long: "September 2026", Values: 61, Asks: 12, Answers: 3}, {Short: "Oct", Long: "October 2026", Values: 74, Asks: 20, Answers: 8}, {Short: "Nov", Long: "November 2026", Values: 70, Asks: 23, Answers: 7}},
		At:       "A deal", People: []admin.LedPerson{{Person: ana, Asked: "The first ask, the calendar, by e-mail", When: "Fri 20 Nov, 10:04"}, {Person: named(rtlName), Asked: "One year, the calendar, by text", When: "2 Jun 2026, 9:00"}}}
	if early {
		v = admin.LedTo{Lead: "No request has arrived in this time, so there is nothing to say yet.", How: v.How, Period: v.Period, Yes: []admin.Figure{{Number: "none yet", Words: "said yes: 0 of 0, too early to say more"}}}
		for _, s := range sampleLedTo(false).Steps {
			v.Steps = append(v.Steps, admin.LedStep{Text: s.Text})
		}
	}
	return v
}
