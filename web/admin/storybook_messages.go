package admin

import "github.com/goodturn-app/goodturn"

const knows = "kvCORE, BoldTrail, Follow Up Boss, BoomTown, LionDesk, HubSpot, Google and Outlook"

func lines(lines ...string) Para {
	var p Para
	for i, l := range lines {
		p = append(p, Span{Text: l, Break: i > 0})
	}
	return p
}

var foot = []Para{{{Text: "You get this because I helped you buy 12 Oak St. "}, {Text: "Stop these", Href: "https://example.com/u/x"}, {Text: "."}, {Text: "Dana Reyes, Reyes Homes, 100 Example Ave, New York, NY 10001", Break: true}}}

func checkLetter(to string) Letter {
	return Letter{To: to, Subject: "A month at 12 Oak St", Body: []Para{lines("Hi Dora,"), lines("It’s been about a month at 12 Oak St. By now a new place has usually shown you one thing nobody mentioned. What was it?"), lines("If it needs a plumber, an electrician or just an opinion, write back and I’ll help you find somebody. If all is well, no answer needed."), lines("Dana", "(212) 555-0100")}, Foot: foot}
}

func askLetter(to string) Letter {
	return Letter{To: to, Subject: "A question, and no is a fine answer", Body: []Para{lines("Hi Ana,"), lines("You’ve watched me work all the way to the keys in August, so you know better than any ad whether I’d be right for somebody else. Is there a friend, relative or coworker of yours who wants to buy in the next few months?"), {{Text: "Yes, send me a note I can forward", Href: "https://example.com/a/x"}, {Text: "Not now, or never", Href: "https://example.com/a/y", Break: true}, {Text: "Or just reply.", Break: true}}, lines("Dana")}, Foot: foot}
}

func sampleMonths() []Month {
	names := []string{"December 2026", "January 2027", "February 2027", "March 2027", "April 2027", "May 2027", "June 2027", "July 2027", "August 2027", "September 2027", "October 2027", "November 2027"}
	values := []int{44, 38, 32, 30, 27, 25, 27, 28, 32, 40, 38, 39}
	asks := []int{0, 2, 7, 10, 14, 16, 14, 16, 20, 19, 18, 15}
	out := make([]Month, len(names))
	for i, n := range names {
		out[i] = Month{Key: "2026-12", Short: n[:3], Long: n, Values: values[i], Asks: asks[i], Calls: 5}
	}
	return out
}

func sampleTempos() []Tempo {
	return []Tempo{{goodturn.Careful, "Careful", "first ask after 6 months", false}, {goodturn.Usual, "Usual", "after 90 days", true}, {goodturn.Warm, "Warm", "after 60 days", false}}
}

func sampleYear() Year {
	others := []Filter{}
	for i, t := range []string{"1 A month later", "2", "3", "4", "5", "6", "7", "8"} {
		others = append(others, Filter{Text: t, Href: "/year?read=" + t[:1] + "#read", Current: i == 0})
	}
	return Year{People: 129, Messages: 551, PerWeek: 11, Calls: 61, State: "Nothing has been sent.", Months: sampleMonths(), Values: 400, Asks: 151, Observing: true,
		Reading: Reading{1, 8, "A month later", checkLetter("Dora Lind"), others, "/words/check-in"}, Tempos: sampleTempos(), TempoSay: "Careful: 47 asks fewer, none added. Three people would still get two messages in a week.",
		NotIn:  []Waiting{{Text: "9 left out by you", Act: Action{Text: "See them", About: "those left out", Href: "/people?show=out"}}, {Text: "2 without an e-mail", Act: Action{Text: "Add", About: "their addresses", Href: "/people?show=lost"}}},
		Expect: "0 to 2 closings from introductions in a first year like this; none is quite possible.", ExpectHow: "/year/expect"}
}

func sampleYearSmall() Year {
	v := sampleYear()
	v.People, v.Messages, v.PerWeek, v.Calls, v.Values, v.Asks, v.Observing, v.Computing = 1, 9, 1, 1, 7, 2, false, true
	for i := range v.Months {
		v.Months[i].Values, v.Months[i].Asks = i%2, 0
	}
	v.Months[4].Asks, v.TempoSay, v.NotIn, v.State = 1, "", nil, "3 of them have gone out."
	return v
}

func sampleDays() []Day {
	return []Day{
		{"Tuesday 1 December", []Planned{{Person: dora, When: "10:04", What: "a month later", Href: "/messages/1"}, {Person: emil, When: "10:31", What: "what sold nearby", Href: "/messages/2"}}},
		{"Monday 14 December", []Planned{{Person: ana, When: "10:20", What: "the first ask", Tag: Tag{"ask", Good}, Why: "Waits until you have called; they asked what the home would bring.", Href: "/messages/3"}, {Person: ben, What: "one year, call them", Tag: Tag{"call", Plain}}}},
	}
}

func daysNamed(n string) []Day {
	d := sampleDays()
	d[0].Rows[0].Person = named(n)
	return d
}

func sampleMonth(d []Day) MonthView {
	return MonthView{Title: "December 2026", Lead: "44 messages and 5 calls. Times are where each person lives.", Days: d, Later: Crumb{"January 2027", "/year/2027-01"}}
}

func sampleExpect() Expectation {
	return Expectation{Lead: "The coming year was lived through 400 times with your people, your plan and the answer rates below. It is a range and not a promise.",
		Rows:  []ExpectRow{{"Introductions", "1 and 9", "4 of 100"}, {"Closings from them", "0 and 2", "38 of 100"}},
		Basis: []string{"Answer rates: the published range for first asks, 3 to 8 of 100 who click and 5 to 15 of 100 of those who introduce somebody.", "Your own figures take over as they come in; there are 41 messages so far, too few to say."}}
}

func sampleMessages() Messages {
	return Messages{Lead: "5 messages leave this week, and none of them without you.", Week: 5,
		Offers:  []Offer{{"check-in", "A month later", "“A month later” went out 10 times as it was. It can go by itself from now on; you still see it a week before."}},
		JustNow: []Queued{{Person: emil, ID: "9", When: "Leaves Wednesday 25 November, 9:41", What: "what sold nearby", Until: "10:05"}},
		Queue: []Queued{
			{Person: dora, ID: "1", When: "Tue 24 Nov, 10:04", What: "a month later", Letter: checkLetter("dora@example.com"), Note: "Lapses on Friday if you do not approve it."},
			{Person: ana, ID: "2", When: "Mon 14 Dec, 10:20", What: "the first ask", Tag: Tag{"ask", Good}, Letter: askLetter("ana@example.com"), Note: "Lapses on 17 December.", Why: "Waits as well until you have called: they asked what the home would bring.", Edited: true},
		}}
}

func sampleFindings() []Finding {
	return []Finding{{"line 3", "“If you know anyone” asks nobody in particular.", "Name who: a coworker who is looking, a neighbor who spoke of moving.", true}, {"line 5", "This is the third link.", "Two are the most in a letter that asks: yes, and not now or never.", false}}
}

func sampleMessageEdit(f []Finding, gone string) MessageEdit {
	v := MessageEdit{Queued: sampleMessages().Queue[0], Subject: "A month at 12 Oak St", Findings: f, Gone: gone, Preview: []Letter{checkLetter("Dora Lind")}, Words: "/words/check-in",
		Body: "Hi Dora,\n\nIt’s been about a month at 12 Oak St. By now a new place has usually shown you one thing nobody mentioned. What was it?\n\nIf it needs a plumber, an electrician or just an opinion, write back.\n\nDana"}
	if f != nil {
		v.Wrong = Wrong{"It was not kept.", "One thing beside cannot stay as it is."}
	}
	return v
}

func sampleWordsList() WordsList {
	sides := func(step string, yours bool) []WordsSide {
		at := "/words/" + step
		return []WordsSide{{"bought", at + "?side=bought", 3, yours}, {"sold", at + "?side=sold", 3, false}, {"any deal", at, 3, false}}
	}
	return WordsList{Lead: "The year in a handful of messages. Each has words for those who bought, who sold, and for any deal. Change what does not sound like you.",
		Steps: []WordsStep{{"check-in", "A month later", "day 30", Tag{}, sides("check-in", true)}, {"home-update", "Home update", "day 90", Tag{}, sides("home-update", false)}, {"first-ask", "The first ask", "a day or two after the home update arrived", Tag{"ask", Good}, sides("first-ask", false)}, {"area-update", "Half a year, the area", "6 months", Tag{}, sides("area-update", false)}, {"review", "A public review", "day 37, once you give a link", Tag{"off", Plain}, sides("review", false)}}}
}

func sampleWordsEdit(f []Finding) WordsEdit {
	third := checkLetter("Emil Novak")
	v := WordsEdit{Step: "check-in", Title: "A month later", When: "Day 30 after the closing", Used: "52 planned messages use these words.", Action: "/words/check-in", Count: "49 of at most 60 words", Findings: f, Changed: true,
		Words: "Subject: A month at {{.home_street}}\n\n{{.owner_greeting}} {{.greeting}},\n\nIt's been about a month at {{.home_street}}. By now a new place has usually shown you one thing nobody mentioned. What was it?\n\n{{.sign_off}}\n",
		Sides: []Filter{{"bought", "?side=bought", 0, true}, {"sold", "?side=sold", 0, false}, {"any deal", "?side=unknown", 0, false}}, Forms: []Filter{{"e-mail", "?form=email", 0, true}, {"text", "?form=text", 0, false}}, Versions: []Filter{{"first", "?v=1", 0, true}, {"second", "?v=2", 0, false}, {"third", "?v=3", 0, false}},
		Preview: []Letter{checkLetter("Dora Lind"), third, {To: "J.", Lacks: "No message for this one: the name to greet with is not known."}},
		Fields:  []FieldName{{"greeting", "the name a letter begins with", "Dora"}, {"home_street", "where they live now", "12 Oak St"}, {"closing_month", "the month of the closing", "October"}, {"praise", "what they once wrote about you", ""}}}
	if f != nil {
		v.Wrong = Wrong{"The words were not kept.", "One thing beside cannot stay as it is."}
	}
	return v
}

func sampleIntroductions() Introductions {
	next := []Option{{Value: "introduced", Text: "introduced", Chosen: true}, {Value: "qualified", Text: "we spoke, it may become something"}, {Value: "opportunity", Text: "we are working together"}, {Value: "won", Text: "closed"}, {Value: "lost", Text: "came to nothing"}}
	return Introductions{Lead: "2 names from 2 clients. 1 is still going on.", Rows: []Introduction{
		{"r1", "Mei Wei", chen, Tag{"introduced", Wait}, "yesterday", "Sister of Chen, looks around Riverside.", next}, {"r2", "Tomas Novak", emil, Tag{"closed", Good}, "June", "Bought in Astoria in October. Emil Novak was thanked on 2 November.", nil}}}
}

func sampleIntroduction(known bool) IntroductionForm {
	v := IntroductionForm{Thanks: "They are thanked within a day, and not asked again while it is going on.", Sender: Input{Name: "sender", Label: "Who gave it", Required: true, Hint: "A name, an e-mail address or a street."},
		Fields: []Input{{Name: "friend", Label: "Whose name", Required: true}, {Name: "reach", Label: "Phone or e-mail", Hint: "Only for you. We never write to them unless they ask us to."}, {Name: "note", Label: "What they said", Type: "lines"}}}
	if known {
		v.From, v.Task = chen, "t1"
	}
	return v
}

func sampleTasks() Tasks {
	fix := Action{Text: "Fix it", About: "for Emil Novak", Href: "/people/05/edit", Style: "go"}
	return Tasks{Lead: "What Goodturn cannot do without you.", Open: []TaskRow{
		{Person: ana, ID: "t1", Title: "Call Ana Ruiz: asked for a valuation", Why: "Today, 9:12. Nothing else goes to them before.", Say: "You asked what the house would bring today. When would ten minutes suit you?", Tag: Tag{"now", Good}, Acts: []Action{{Text: "Talked", About: "with Ana Ruiz", Href: "/tasks/t1", Post: true, Fields: []Hidden{{"outcome", "talked"}}}, {Text: "Later", About: "Ana Ruiz", Href: "/tasks/t1", Post: true, Fields: []Hidden{{"outcome", "later"}}}}},
		{Person: emil, ID: "t2", Title: "Mail to Emil Novak came back", Why: "emil@example.com: there is no such mailbox.", Acts: []Action{fix, {Text: "Text them instead", Href: "sms:+12125550102"}}},
		{Person: chen, ID: "t3", Title: "Did this leave? The home update to Chen Wei", Why: "The line broke at the last moment on Tuesday, 10:04. It is not sent again by itself.", Acts: []Action{{Text: "It arrived", Href: "/messages/m7/arrived", Post: true}, {Text: "It did not", Href: "/messages/m7/lost", Post: true}}}},
		Done: []Moment{{When: "Fri 20 Nov", Text: "Called Ben Okafor: voicemail."}}}
}

func sampleInbox() Inbox {
	return Inbox{Lead: "412 messages of the past year. None of them was delivered to anybody.", Filters: []Filter{{"all", "/inbox", 412, true}, {"asks", "/inbox?kind=ask", 96, false}, {"useful ones", "/inbox?kind=value", 316, false}},
		Rows:  []Caught{{dora, "1", "A month at 12 Oak St", "Fri 20 Nov, 10:04", "It’s been about a month at 12 Oak St.", Tag{}}, {ana, "2", "A question, and no is a fine answer", "Thu 19 Nov, 9:41", "You’ve watched me work all the way to the keys in August.", Tag{"ask", Good}}, {named(rtlName), "3", "A month at 7 Elm Ave", "Thu 19 Nov, 9:20", "It’s been about a month at 7 Elm Ave.", Tag{}}},
		Pager: Pager{Later: "/inbox?after=3", Words: "1 to 3 of 412"}}
}

func sampleCaught() CaughtView {
	l := askLetter("ana@example.com")
	l.From, l.When, l.Live = "dana@example.com", "Thursday 19 November, 9:41", true
	return CaughtView{Person: ana, ID: "2", Subject: l.Subject, Letter: l, Plain: "Hi Ana,\n\nYou’ve watched me work all the way to the keys in August.\n\nDana", Why: "/people/01/why", Frame: "/stories/letter.html",
		Headers: []Header{{"From", "Dana Reyes <dana@example.com>"}, {"To", "Ana Ruiz <ana@example.com>"}, {"List-Unsubscribe", "<https://example.com/u/01JD5TXK3Q9V0A7M2N8P4R6S1T0123456789abcdefghij>"}, {"Message-ID", "<01jd5txk3q9v0a7m2n8p4r6s1t@example.com>"}},
		Notes:   []string{"Caught on the way out: Ana Ruiz is a sample and got nothing. The links work, so you can answer in their place."}}
}
