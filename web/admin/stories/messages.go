package stories

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/web/admin"
)

const knows = "kvCORE, BoldTrail, Follow Up Boss, BoomTown, LionDesk, HubSpot, Google and Outlook"

func lines(lines ...string) admin.Para {
	var p admin.Para
	for i, l := range lines {
		p = append(p, admin.Span{Text: l, Break: i > 0})
	}
	return p
}

var foot = []admin.Para{{{Text: "You get this because I helped you buy 12 Oak St. "}, {Text: "Stop these", Href: "https://example.com/u/x"}, {Text: "."}, {Text: "Dana Reyes, Reyes Homes, 100 Example Ave, New York, NY 10001", Break: true}}}

func checkLetter(to string) admin.Letter {
	return admin.Letter{To: to, Subject: "A month at 12 Oak St", Body: []admin.Para{lines("Hi Dora,"), lines("It’s been about a month at 12 Oak St. By now a new place has usually shown you one thing nobody mentioned. What was it?"), lines("If it needs a plumber, an electrician or just an opinion, write back and I’ll help you find somebody. If all is well, no answer needed."), lines("Dana", "(212) 555-0100")}, Foot: foot}
}

func askLetter(to string) admin.Letter {
	return admin.Letter{To: to, Subject: "A question, and no is a fine answer", Body: []admin.Para{lines("Hi Ana,"), lines("You’ve watched me work all the way to the keys in August, so you know better than any ad whether I’d be right for somebody else. Is there a friend, relative or coworker of yours who wants to buy in the next few months?"), {{Text: "Yes, send me a note I can forward", Href: "https://example.com/a/x"}, {Text: "Not now, or not at all", Href: "https://example.com/a/y", Break: true}, {Text: "Or just reply.", Break: true}}, lines("Dana")}, Foot: foot}
}

func sampleMonths() []admin.Month {
	names := []string{"December 2026", "January 2027", "February 2027", "March 2027", "April 2027", "May 2027", "June 2027", "July 2027", "August 2027", "September 2027", "October 2027", "November 2027"}
	values := []int{44, 38, 32, 30, 27, 25, 27, 28, 32, 40, 38, 39}
	asks := []int{0, 2, 7, 10, 14, 16, 14, 16, 20, 19, 18, 15}
	out := make([]admin.Month, len(names))
	for i, n := range names {
		out[i] = admin.Month{Key: "2026-12", Short: n[:3], Long: n, Values: values[i], Asks: asks[i], Calls: 5}
	}
	return out
}

func sampleTempos() []admin.Tempo {
	return []admin.Tempo{{Value: goodturn.Careful, Text: "Careful", Note: "first ask after 6 months", Chosen: false}, {Value: goodturn.Usual, Text: "Usual", Note: "after 90 days", Chosen: true}, {Value: goodturn.Warm, Text: "Warm", Note: "after 60 days", Chosen: false}}
}

func sampleYear() admin.Year {
	others := []admin.Filter{}
	for i, t := range []string{"1 A month later", "2", "3", "4", "5", "6", "7", "8"} {
		others = append(others, admin.Filter{Text: t, Href: "/year?read=" + t[:1] + "#read", Current: i == 0})
	}
	return admin.Year{People: 129, Messages: 551, PerWeek: 11, Calls: 61, State: "Nothing has been sent.", Months: sampleMonths(), Values: 400, Asks: 151, Observing: true,
		Reading: admin.Reading{Number: 1, Of: 8, Title: "A month later", Letter: checkLetter("Dora Lind"), Others: others, Words: "/words/check-in"}, Tempos: sampleTempos(), TempoSay: "Careful: 47 asks fewer, none added. Three people would still get two messages in a week.",
		NotIn:  []admin.Waiting{{Text: "9 left out by you", Act: admin.Action{Text: "See them", About: "those left out", Href: "/people?show=out"}}, {Text: "2 without an e-mail", Act: admin.Action{Text: "Add", About: "their addresses", Href: "/people?show=lost"}}},
		Expect: "0 to 2 closings from introductions in a first year like this; none is quite possible.", ExpectHow: "/year/expect"}
}

func sampleYearSmall() admin.Year {
	v := sampleYear()
	v.People, v.Messages, v.PerWeek, v.Calls, v.Values, v.Asks, v.Observing, v.Computing = 1, 9, 1, 1, 7, 2, false, true
	for i := range v.Months {
		v.Months[i].Values, v.Months[i].Asks = i%2, 0
	}
	v.Months[4].Asks, v.TempoSay, v.NotIn, v.State = 1, "", nil, "3 of them have gone out."
	return v
}

func sampleDays() []admin.Day {
	return []admin.Day{
		{Title: "Tuesday 1 December", Rows: []admin.Planned{{Person: dora, When: "10:04", What: "a month later", Href: "/messages/1"}, {Person: emil, When: "10:31", What: "what sold nearby", Href: "/messages/2"}}},
		{Title: "Monday 14 December", Rows: []admin.Planned{{Person: ana, When: "10:20", What: "the first ask", Tag: admin.Tag{Text: "ask", Tone: admin.Good}, Why: "Waits until you have called; they asked what the home would bring.", Href: "/messages/3"}, {Person: ben, What: "one year, call them", Tag: admin.Tag{Text: "call", Tone: admin.Plain}}}},
	}
}

func daysNamed(n string) []admin.Day {
	d := sampleDays()
	d[0].Rows[0].Person = named(n)
	return d
}

func sampleMonth(d []admin.Day) admin.MonthView {
	return admin.MonthView{Title: "December 2026", Lead: "44 messages and 5 calls. Times are where each person lives.", Days: d, Later: admin.Crumb{Text: "January 2027", Href: "/year/2027-01"}}
}

func sampleExpect() admin.Expectation {
	return admin.Expectation{Lead: "The coming year was lived through 400 times with your people, your plan and the answer rates below. It is a range and not a promise.",
		Rows:  []admin.ExpectRow{{What: "Introductions", Range: "1 and 9", None: "4 of 100"}, {What: "Closings from them", Range: "0 and 2", None: "38 of 100"}},
		Basis: []string{"Answer rates: the published range for first asks, 3 to 8 of 100 who click and 5 to 15 of 100 of those who introduce somebody.", "Your own figures take over as they come in; there are 41 messages so far, too few to say."}}
}

func sampleMessages() admin.Messages {
	return admin.Messages{Lead: "5 messages leave this week, and none of them without you.", Together: []admin.Hidden{{Name: "seen", Value: "1 a"}, {Name: "seen", Value: "2 b"}},
		Offers:  []admin.Offer{{Step: "check-in", Title: "A month later", Text: "“A month later” went out 10 times as it was. It can go by itself from now on; you still see it a week before."}},
		JustNow: []admin.Queued{{Person: emil, ID: "9", When: "Leaves Wednesday 25 November, 9:41", What: "what sold nearby", Until: "10:05"}},
		Queue: []admin.Queued{
			{Person: dora, ID: "1", When: "Tue 24 Nov, 10:04", What: "a month later", Letter: checkLetter("dora@example.com"), Note: "Lapses on Friday if you do not approve it."},
			{Person: emil, ID: "7", When: "Tue 15 Dec, 9:10", What: "the home update", Tag: admin.Tag{Text: "message", Tone: admin.Plain}, Letter: askLetter("emil@example.com"), Note: "Lapses on 24 December.", Edited: true, RanOut: "Your words do not go as they are: the figure on local prices ran out on 3 March 2026. They are kept; change them, or go back to the plan's."},
			{Person: ana, ID: "2", When: "Mon 14 Dec, 10:20", What: "the first ask", Tag: admin.Tag{Text: "ask", Tone: admin.Good}, Letter: askLetter("ana@example.com"), Note: "Lapses on 17 December.", Why: "Waits as well until you have called: they asked what the home would bring.", Edited: true},
		}}
}

func sampleFindings() []admin.Finding {
	return []admin.Finding{{Where: "line 3", Message: "“If you know anyone” asks nobody in particular.", Hint: "Name who: a coworker who is looking, a neighbor who spoke of moving.", Blocking: true}, {Where: "line 5", Message: "This is the third link.", Hint: "Two are the most in a letter that asks: yes, and not now or never.", Blocking: false}}
}

func sampleMessageEdit(f []admin.Finding, gone string) admin.MessageEdit {
	v := admin.MessageEdit{Queued: sampleMessages().Queue[0], Subject: "A month at 12 Oak St", Findings: f, Gone: gone, Preview: []admin.Letter{checkLetter("Dora Lind")}, Words: "/words/check-in",
		Body: "Hi Dora,\n\nIt’s been about a month at 12 Oak St. By now a new place has usually shown you one thing nobody mentioned. What was it?\n\nIf it needs a plumber, an electrician or just an opinion, write back.\n\nDana"}
	if f != nil {
		v.Wrong = admin.Wrong{Message: "It was not kept.", Hint: "One thing beside cannot stay as it is."}
	}
	return v
}

func sampleWordsList() admin.WordsList {
	sides := func(step string, yours bool) []admin.WordsSide {
		at := "/words/" + step
		return []admin.WordsSide{{Text: "bought", Href: at + "?side=bought", Count: 3, Changed: yours}, {Text: "sold", Href: at + "?side=sold", Count: 3, Changed: false}, {Text: "any deal", Href: at, Count: 3, Changed: false}}
	}
	return admin.WordsList{Lead: "The year in a handful of messages. Each has words for those who bought, who sold, and for any deal. Change what does not sound like you.",
		Steps: []admin.WordsStep{{Step: "check-in", Title: "A month later", When: "day 30", Tag: admin.Tag{}, Sides: sides("check-in", true)}, {Step: "home-update", Title: "Home update", When: "day 90", Tag: admin.Tag{}, Sides: sides("home-update", false)}, {Step: "first-ask", Title: "The first ask", When: "a day or two after the home update arrived", Tag: admin.Tag{Text: "ask", Tone: admin.Good}, Sides: sides("first-ask", false)}, {Step: "area-update", Title: "Half a year, the area", When: "6 months", Tag: admin.Tag{}, Sides: sides("area-update", false)}, {Step: "review", Title: "A public review", When: "day 37, once you give a link", Tag: admin.Tag{Text: "off", Tone: admin.Plain}, Sides: sides("review", false)}}}
}

func sampleWordsEdit(f []admin.Finding) admin.WordsEdit {
	third := checkLetter("Emil Novak")
	v := admin.WordsEdit{Step: "check-in", Title: "A month later", When: "Day 30 after the closing", Used: "52 planned messages use these words.", Action: "/words/check-in", Count: "49 of at most 60 words", Findings: f, Changed: true,
		Words: "Subject: A month at {{.home_street}}\n\n{{.owner_greeting}} {{.greeting}},\n\nIt's been about a month at {{.home_street}}. By now a new place has usually shown you one thing nobody mentioned. What was it?\n\n{{.sign_off}}\n",
		Sides: []admin.Filter{{Text: "bought", Href: "?side=bought", Count: 0, Current: true}, {Text: "sold", Href: "?side=sold", Count: 0, Current: false}, {Text: "any deal", Href: "?side=unknown", Count: 0, Current: false}}, Forms: []admin.Filter{{Text: "e-mail", Href: "?form=email", Count: 0, Current: true}, {Text: "text", Href: "?form=text", Count: 0, Current: false}}, Versions: []admin.Filter{{Text: "first", Href: "?v=1", Count: 0, Current: true}, {Text: "second", Href: "?v=2", Count: 0, Current: false}, {Text: "third", Href: "?v=3", Count: 0, Current: false}},
		Preview: []admin.Letter{checkLetter("Dora Lind"), third, {To: "J.", Lacks: "No message for this one: the name to greet with is not known."}},
		Fields:  []admin.FieldName{{Name: "greeting", Means: "the name a letter begins with", Sample: "Dora"}, {Name: "home_street", Means: "where they live now", Sample: "12 Oak St"}, {Name: "closing_month", Means: "the month of the closing", Sample: "October"}, {Name: "praise", Means: "what they once wrote about you", Sample: ""}}}
	if f != nil {
		v.Wrong = admin.Wrong{Message: "The words were not kept.", Hint: "One thing beside cannot stay as it is."}
	}
	return v
}

func sampleIntroduction(known bool) admin.IntroductionForm {
	v := admin.IntroductionForm{Thanks: "They are thanked within a day, and not asked again while it is going on.", Sender: admin.Input{Name: "sender", Label: "Who gave it", Required: true, Hint: "A name, an e-mail address or a street."},
		Fields: []admin.Input{{Name: "friend", Label: "Whose name", Required: true}, {Name: "reach", Label: "Phone or e-mail", Hint: "Only for you. We never write to them unless they ask us to."}, {Name: "note", Label: "What they said", Type: "lines"}}}
	if known {
		v.From, v.Task = chen, "t1"
	}
	return v
}

func sampleTasks() admin.Tasks {
	fix := admin.Action{Text: "Fix it", About: "for Emil Novak", Href: "/people/05/edit", Style: "go"}
	return admin.Tasks{Lead: "What Goodturn cannot do without you.", Open: []admin.TaskRow{
		{Person: ana, ID: "t1", Title: "Call Ana Ruiz: asked for a valuation", Why: "Today, 9:12. Nothing else goes to them before.", Say: "You asked what the house would bring today. When would ten minutes suit you?", Tag: admin.Tag{Text: "now", Tone: admin.Good}, Acts: []admin.Action{{Text: "Talked", About: "with Ana Ruiz", Href: "/tasks/t1", Post: true, Fields: []admin.Hidden{{Name: "outcome", Value: "talked"}}}, {Text: "Later", About: "Ana Ruiz", Href: "/tasks/t1", Post: true, Fields: []admin.Hidden{{Name: "outcome", Value: "later"}}}}},
		{Person: emil, ID: "t2", Title: "Mail to Emil Novak came back", Why: "emil@example.com: there is no such mailbox.", Acts: []admin.Action{fix, {Text: "Text them instead", Href: "sms:+12125550102"}}},
		{Person: chen, ID: "t3", Title: "Did this leave? The home update to Chen Wei", Why: "The line broke at the last moment on Tuesday, 10:04. It is not sent again by itself.", Acts: []admin.Action{{Text: "It arrived", Href: "/messages/m7/arrived", Post: true}, {Text: "It did not", Href: "/messages/m7/lost", Post: true}}}},
		Done: []admin.Moment{{When: "Fri 20 Nov", Text: "Called Ben Okafor: voicemail."}}}
}

func sampleInbox() admin.Inbox {
	return admin.Inbox{Lead: "412 messages of the past year. None of them was delivered to anybody.", Filters: []admin.Filter{{Text: "all", Href: "/inbox", Count: 412, Current: true}, {Text: "asks", Href: "/inbox?kind=ask", Count: 96, Current: false}, {Text: "useful ones", Href: "/inbox?kind=value", Count: 316, Current: false}},
		Rows:  []admin.Caught{{Person: dora, ID: "1", Subject: "A month at 12 Oak St", When: "Fri 20 Nov, 10:04", First: "It’s been about a month at 12 Oak St.", Tag: admin.Tag{}}, {Person: ana, ID: "2", Subject: "A question, and no is a fine answer", When: "Thu 19 Nov, 9:41", First: "You’ve watched me work all the way to the keys in August.", Tag: admin.Tag{Text: "ask", Tone: admin.Good}}, {Person: named(rtlName), ID: "3", Subject: "A month at 7 Elm Ave", When: "Thu 19 Nov, 9:20", First: "It’s been about a month at 7 Elm Ave.", Tag: admin.Tag{}}},
		Pager: admin.Pager{Later: "/inbox?after=3", Words: "1 to 3 of 412"}}
}

func sampleCaught() admin.CaughtView {
	l := askLetter("ana@example.com")
	l.From, l.When, l.Live = "dana@example.com", "Thursday 19 November, 9:41", true
	return admin.CaughtView{Person: ana, ID: "2", Subject: l.Subject, Letter: l, Plain: admin.Para{{Text: "Hi Ana,\n\nYou’ve watched me work all the way to the keys in August.\n\nDana"}}, Why: "/people/01/why", Frame: "/stories/letter.html",
		Headers: []admin.Header{{Name: "From", Value: "Dana Reyes <dana@example.com>"}, {Name: "To", Value: "Ana Ruiz <ana@example.com>"}, {Name: "List-Unsubscribe", Value: "<https://example.com/u/01JD5TXK3Q9V0A7M2N8P4R6S1T0123456789abcdefghij>"}, {Name: "Message-ID", Value: "<01jd5txk3q9v0a7m2n8p4r6s1t@example.com>"}},
		Notes:   []string{"Caught on the way out: Ana Ruiz is a sample and got nothing. The links work, so you can answer in their place."}}
}
