package admin

import "github.com/goodturn-app/goodturn"

// Names and events in the storybook are samples; they belong to nobody.
const (
	longName = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe Maria del Carmen Rodríguez-Fernández de la Vega y Montesinos"
	rtlName  = "נועה בן־דוד וفاطمة الزهراء"
)

var (
	ana  = Person{"01", "Ana Ruiz"}
	ben  = Person{"02", "Ben and Carol Okafor"}
	chen = Person{"03", "Chen Wei"}
	dora = Person{"04", "Dora Lind"}
	emil = Person{"05", "Emil Novak"}
)

func named(n string) Person { return Person{"09", n} }

func sampleLeft() []StepLeft {
	return []StepLeft{
		{"Your postal address", "The law wants it below every message.", "/settings/address"},
		{"A message to yourself", "Proves that your mailbox works.", "/settings/mailbox"},
		{"Your voice", "Greeting, sign-off, and one sentence of your own.", "/settings/voice"},
	}
}

func sampleToday() Today {
	return Today{
		Greeting: "Good morning.", Lead: "Sunday 22 November. Two people to call, one answer to read, five messages leave this week.",
		Calls: []Call{
			{Person: ana, Tag: Tag{"asked for a valuation, 9:12", Good}, Why: "Bought 12 Oak St, August 2024. Last contact: home update on Thursday.", Say: "You asked what the house would bring today. When would ten minutes suit you?", Tel: "tel:+12125550100", Task: "t1"},
			{Person: ben, Tag: Tag{"one year on Thursday", Plain}, Why: "Your note from March: new kitchen in the spring.", Say: "A year already. How did the kitchen turn out?", Task: "t2"},
		},
		Answers: []Answered{{Person: chen, Said: "No worries at all, and my sister is looking around Riverside.", When: "Yesterday, 18:04.", Note: "Nothing more goes out to this household until you say how it ended.",
			Acts: []Action{{Text: "They gave me a name", Href: "/introductions/new?from=03", Style: "go"}, {Text: "We are talking", About: "Chen Wei", Href: "/people/03/told", Post: true, Fields: []Hidden{{"what", "spoke"}}}, {Text: "Not now", About: "Chen Wei", Href: "/people/03/told", Post: true, Fields: []Hidden{{"what", "not_now"}}}}}},
		Leaving:  Leaving{Total: 5, Approving: 5, Read: "Read all, 2 min", Note: "nothing goes out without you yet", Rows: []LeavingRow{{"Tue 10:04", dora, "a month in the house"}, {"Wed 9:41", emil, "what homes on their street did since August"}}},
		Waiting:  []Waiting{{Text: "3 addresses came back", Note: "Fix the address, or text them instead.", Act: Action{Text: "Fix", About: "the addresses", Href: "/tasks"}}, {Text: "1 name is unclear: “J.”", Note: "No message goes out with a hole in it.", Act: Action{Text: "Say", About: "the name", Href: "/tasks"}}},
		Coverage: Coverage{Closed: 140, InPlan: 129, LeftOut: 9, Unreachable: 2},
		SoFar:    []Figure{{"41", "messages since September"}, {"11", "answers (11 of 41, 27 %; between 16 and 42 %)"}, {"2", "introductions"}}, Early: "Too early to say more before May.",
	}
}

func sampleTodayQuiet() Today {
	v := sampleToday()
	v.Lead = "Sunday 22 November. Nobody to call, one message leaves this week."
	v.Calls, v.Answers, v.Waiting = nil, nil, nil
	v.Leaving = Leaving{Total: 1, Read: "Read it", Rows: []LeavingRow{{"Tue 10:04", dora, "a month in the house"}}}
	return v
}

func sampleTodayNamed(n string) Today {
	v := sampleToday()
	v.Calls[0].Person, v.Answers[0].Person, v.Leaving.Rows[0].Person = named(n), named(n), named(n)
	v.Calls[0].Why, v.Waiting[1].Text = "Bought 1208 "+n+" Boulevard, August 2024.", "1 name is unclear: “"+n+"”"
	return v
}

func sampleRows() []PersonRow {
	return []PersonRow{
		{ana, "Bought 12 Oak St, August 2024", "home update arrived on Thursday", "first ask, Monday 14 December", Tag{"asked for a valuation", Good}},
		{ben, "Bought 7 Elm Ave, November 2025", "check-in arrived in December, no answer", "one year, Thursday 26 November", Tag{}},
		{chen, "Sold 31 Pine Rd, May 2025", "you two are talking since yesterday", "nothing until you say how it ended", Tag{"talking", Wait}},
		{dora, "Bought 5 Lake View, October 2026", "new here", "a month later, Tuesday 24 November", Tag{}},
		{emil, "Bought and sold, March 2023", "said yes in June, 1 introduction", "area update, 15 February", Tag{"said yes", Good}},
		{Person{"06", "J."}, "Rented 8 Hill St, 2C, January 2026", "no greeting name is known", "waits for the name", Tag{"cannot be reached", Danger}},
	}
}

func rowsNamed(n string) []PersonRow {
	rows := sampleRows()
	rows[1].Person, rows[1].Deal = named(n), "Bought 1208 "+n+" Boulevard, August 2024"
	return rows
}

func samplePeople(rows []PersonRow, query string) People {
	v := People{Query: query, Rows: rows, Total: len(rows), All: 140, Lead: "140 people: 129 in the plan, 9 left out by you; 2 need a way to be reached.",
		Sort:    []Option{{Value: "name", Text: "name", Chosen: true}, {Value: "next", Text: "what is next"}, {Value: "closing", Text: "newest closing"}},
		Filters: []Filter{{"everybody", "/people", 140, true}, {"in the plan", "/people?show=plan", 129, false}, {"left out", "/people?show=out", 9, false}, {"cannot be reached", "/people?show=lost", 2, false}, {"talking", "/people?show=talking", 3, false}, {"said yes", "/people?show=yes", 4, false}}}
	if len(rows) > 1 {
		v.Pager = Pager{Later: "/people?after=x", Words: "1 to 6 of 140"}
	}
	return v
}

func told(id goodturn.ID) []Action {
	at := "/people/" + string(id) + "/told"
	return []Action{
		{Text: "They replied", Href: at, Post: true, Fields: []Hidden{{"what", "replied"}}}, {Text: "We spoke", Href: at, Post: true, Fields: []Hidden{{"what", "spoke"}}},
		{Text: "Mail came back", Href: at, Post: true, Fields: []Hidden{{"what", "bounced"}}}, {Text: "Asked to stop", Href: at, Post: true, Fields: []Hidden{{"what", "stop"}}},
	}
}

func samplePerson(n string) PersonView {
	p := ana
	p.Name = n
	return PersonView{Person: p, Tag: Tag{"asked for a valuation, 9:12", Good}, Lead: "Bought 12 Oak St in August 2024. Last contact: the home update on Thursday.", Tel: "tel:+12125550100", Email: "ana@example.com", Told: told(p.ID),
		Stand:     []string{"Heard from you 4 times in the last 12 months, the last time on Thursday.", "Never asked so far.", "Answered the check-in in September: “All good, thank you.”"},
		NextLine:  "Next: the first ask on Monday 14 December.",
		Planned:   []Moment{{When: "Mon 14 Dec, 10:20", Text: "The first ask", Tag: Tag{"waits for your call", Wait}, Acts: []Action{{Text: "Read", About: "the first ask", Href: "/messages/m1", Style: "quiet"}}}, {When: "15 Feb 2027", Text: "Half a year, the area"}, {When: "17 May 2027", Text: "Property tax and exemptions"}},
		Past:      []Moment{{When: "Today, 9:12", Text: n + " asked what the home would bring."}, {When: "Thu 19 Nov, 10:02", Text: "The home update arrived.", Acts: []Action{{Text: "Read", About: "the home update", Href: "/messages/m0", Style: "quiet"}}}, {When: "16 Sep", Text: n + " replied: “All good, thank you.”"}, {When: "14 Sep", Text: "A check-in arrived."}, {When: "3 Mar", Text: "Came with the list clients.csv, row 12."}},
		PastMore:  "/people/01?before=x",
		Deals:     []Deal{{"Bought 12 Oak St, 4C, Brooklyn", "15 August 2024", "$840,000. From the list clients.csv.", "/people/01/deals/d1", Tag{"lives there", Good}}, {"Sold 8 Hill St, Queens", "2 August 2024", "Price not known. From the list clients.csv.", "/people/01/deals/d2", Tag{}}},
		Ways:      []Way{{"E-mail, used first", "ana@example.com", Tag{"works", Good}}, {"Phone", "(212) 555-0100", Tag{}}},
		Household: []Member{{Person{"11", "Luis Ruiz"}, "On the same closing.", Action{Text: "Not together", About: "with Luis Ruiz", Href: "/people/01/household/leave", Post: true, Style: "quiet"}}},
		HouseNote: "Together they are asked at most once in 90 days.", Note: "Met at the open house on Elm.", Fact: "new kitchen in the spring", Until: "2027-02-20",
		Manual: []Action{{Text: "Say hello now", Href: "/people/01/hello", Post: true}, {Text: "Ask now", Href: "/people/01/ask", Post: true}}, ManualNote: "The same care holds as always: if something speaks against it, it waits and says why."}
}

func sampleTalking() PersonView {
	v := samplePerson("Chen Wei")
	v.Talking, v.Tag = true, Tag{"talking", Wait}
	v.Lead = "Sold 31 Pine Rd in May 2025. You two are talking since yesterday."
	return v
}

func samplePersonBare() PersonView {
	return PersonView{Person: dora, Lead: "Added by hand today.", Told: told("04"), NextLine: "Nothing is next.", PlanNote: "Nothing is planned: no deal is on file.", HouseNote: "Lives alone, as far as we know.", Until: "2027-02-20",
		ManualNote: "There is no way to reach them yet."}
}

func samplePersonEnded() PersonView {
	v := samplePerson("Emil Novak")
	v.Ended, v.Planned, v.PlanNote, v.NextLine, v.Told, v.Manual = "Emil Novak asked for no more messages on 3 March. Nothing goes out to them; only they can lift it.", nil, "Nothing, for good.", "Nothing is next.", nil, nil
	v.ManualNote, v.LeftOut, v.LeftOutWhy = "Not possible: they asked for no more messages.", true, "You left them out on 3 March."
	return v
}

func sampleAdd(wrong bool) PersonForm {
	v := PersonForm{New: true, Action: "/people",
		Who:     []Input{{Name: "name", Label: "Name", Complete: "off", Required: true, Hint: "As in Ana Ruiz. For a couple: Ana and Luis Ruiz."}, {Name: "reach", Label: "E-mail or phone", Complete: "off", Mode: "email"}},
		Closing: []Input{{Name: "side", Label: "They", Type: "select", Options: []Option{{Value: "bought", Text: "bought"}, {Value: "sold", Text: "sold"}, {Value: "both", Text: "sold and bought"}, {Value: "rented", Text: "rented"}, {Value: "", Text: "I do not know"}}}, {Name: "date", Label: "Closing date", Type: "date", Value: "2026-11-20"}, {Name: "address", Label: "Address", Complete: "off", Example: "12 Oak St, 4C, Brooklyn NY 11201"}},
		More:    []Input{{Name: "fact", Label: "One thing a letter may speak of"}}}
	if wrong {
		v.Wrong = Wrong{"Two things are missing.", ""}
		v.Who[0].Problem, v.Who[1].Value, v.Who[1].Problem = "A name is needed.", "ana.example.com", "That is neither an e-mail address nor a phone number. As in ana@example.com or (212) 555-0100."
		v.Closing[1].Problem = "The day is in the future. Add them when it has closed."
	}
	return v
}

func sampleEdit(checked bool) PersonForm {
	v := sampleAdd(false)
	v.New, v.Person, v.Action, v.Checked = false, ana, "/people/01/edit", checked
	v.Who[0].Value, v.Who[1].Value, v.Closing[1].Value = "Ana Ruiz", "ana@example.com", "2026-08-25"
	if checked {
		v.Moves = []Move{{"Home update", "Thu 19 November", "Mon 23 November"}, {"The first ask", "Mon 14 December", "Wed 16 December"}, {"One year", "Sun 15 August 2027", "Wed 25 August 2027"}}
	}
	return v
}

func sampleJoin(found bool) JoinForm {
	v := JoinForm{Person: ana, Title: "Put two together", Lead: "Everything of the other one comes to Ana Ruiz: deals, addresses, history, and any no. It can be undone.", Action: "/people/01/merge", Verb: "Put together", Likely: true,
		Found: []Candidate{{Person{"12", "A. Ruiz"}, "Same phone number. Bought 12 Oak St, August 2024."}, {Person{"13", "Ana Ruíz-Vega"}, "Similar name, another address."}}}
	if !found {
		v.Found, v.Likely, v.Query = nil, false, "Zzyzx"
	}
	return v
}

func sampleSplit() SplitForm {
	return SplitForm{Person: ben, Given: Input{Name: "given", Label: "First name", Value: "Carol"}, Family: Input{Name: "family", Label: "Last name", Value: "Okafor"}, Pieces: []Option{{Value: "e1", Text: "carol@example.com", Chosen: true}, {Value: "p1", Text: "(212) 555-0101"}, {Value: "d1", Text: "Bought 7 Elm Ave, November 2025"}}}
}

func sampleErase() Sure {
	return Sure{Crumbs: []Crumb{{"People", "/people"}, {"Ana Ruiz", "/people/01"}, {"Delete", ""}}, Title: "Delete everything about Ana Ruiz?", Lead: "This cannot be undone, and it is also taken out of the next backups.",
		Facts:  []string{"Gone afterwards: name, addresses, deals, 4 messages, 5 notes in the history.", "Kept: that this address is never to be written to, as a number nobody can read back; and counts without a name."},
		Action: "/people/01/erase", Yes: "Delete", No: "Leave everything", Back: "/people/01", Dangerous: true, TypeToSure: "Ana Ruiz"}
}

func sampleDates() Dates {
	return Dates{Person: ana, Lead: "Bought 12 Oak St, 15 August 2024. Times are where Ana Ruiz lives, in Brooklyn.", Years: []YearOf{
		{"2026", []Moment{{When: "Thu 19 Nov, 10:02", Text: "Home update", Tag: Tag{"arrived", Good}}, {When: "Mon 14 Dec, 10:20", Text: "The first ask", Note: "Waits for your call; they asked what the home would bring.", Tag: Tag{"waits", Wait}}}},
		{"2027", []Moment{{When: "Mon 15 Feb, 9:47", Text: "Half a year, the area"}, {When: "Mon 15 Feb, 11:10", Text: "The same, in a text", Tag: Tag{"texts are not connected", Plain}}, {When: "Mon 17 May, 10:11", Text: "Property tax and exemptions"}}},
	}}
}

func checks() []Check {
	return []Check{
		{Tag{"wait", Wait}, "Open conversation", "A reply on Friday, 17:40.", "It lifts on 14 December, or once you say how the talk ended."},
		{Tag{"fine", Good}, "Last asked", "Never; at most once in 90 days, the whole household.", ""},
		{Tag{"fine", Good}, "Something useful first", "The home update arrived on Thursday and did not come back.", ""},
		{Tag{"fine", Good}, "Since the closing", "92 days; never before 90.", ""},
		{Tag{"fine", Good}, "Time of day", "10:00, from the home’s ZIP; Monday to Friday, 9 to 17.", ""},
		{Tag{"not checked", Plain}, "Complaints", "No help desk is connected.", ""},
	}
}

func sampleWhy() Why {
	return Why{Person: ana, Headline: "Not asked, because you two are talking.", Lead: "A reply came on Friday at 17:40. The first day an ask could go: Monday 14 December, or once you say how the talk ended.",
		Acts:   []Action{{Text: "Say how it ended", Href: "/people/01#talk", Style: "go"}, {Text: "I will write myself", Href: "/messages/m1/skip", Post: true}, {Text: "Leave out", Href: "/people/01/leave-out", Post: true}},
		Looked: "Saturday 14 November, 10:00 in Brooklyn", Checks: checks(), Would: []Letter{askLetter("")}, Next: []Moment{{When: "15 Feb 2027", Text: "Half a year, the area"}},
		Others: []Filter{{"the first ask", "/people/01/why", 0, true}, {"half a year, the area", "/people/01/why?touch=2", 0, false}}, At: "2026-11-14"}
}

func sampleWhyFine() Why {
	v := sampleWhy()
	v.Headline, v.Lead, v.Acts = "It goes on Monday 14 December at 10:20.", "Nothing speaks against it today. It is looked at again at the last moment.", []Action{{Text: "Read and approve", Href: "/messages/m1", Style: "go"}, {Text: "Skip it", Href: "/messages/m1/skip", Post: true}}
	v.Checks = v.Checks[1:]
	v.Others, v.Would = nil, []Letter{{Text: true, To: "(212) 555-0100", Body: textLetter("Hi Ana, it’s Dana. Half a year at 12 Oak St: homes nearby went for about what they did in spring. Want the details?\n\nDana Reyes, Reyes Homes: reply STOP to stop these texts.")}}
	return v
}
