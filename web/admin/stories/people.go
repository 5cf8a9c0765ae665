package stories

import (
	"github.com/goodturn-app/goodturn/web/admin"
)

// Names and events in the storybook are samples; they belong to nobody.
const (
	longName = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe Maria del Carmen Rodríguez-Fernández de la Vega y Montesinos"
	rtlName  = "נועה בן־דוד וفاطمة الزهراء"
)

var (
	ana  = admin.Person{ID: "01", Name: "Ana Ruiz"}
	ben  = admin.Person{ID: "02", Name: "Ben and Carol Okafor"}
	chen = admin.Person{ID: "03", Name: "Chen Wei"}
	dora = admin.Person{ID: "04", Name: "Dora Lind"}
	emil = admin.Person{ID: "05", Name: "Emil Novak"}
)

func named(n string) admin.Person { return admin.Person{ID: "09", Name: n} }

func sampleLeft() []admin.StepLeft {
	return []admin.StepLeft{
		{Text: "Your postal address", Note: "The law wants it below every message.", Act: admin.Action{Text: "Do it", Href: "/settings/address"}},
		{Text: "A message to yourself", Note: "Proves that your mailbox works.", Act: admin.Action{Text: "Do it", Href: "/settings/mailbox"}},
		{Text: "There is no public address, and none is needed.", Note: "People answer by replying. With one, letters carry links to answer with.", Fine: true, Act: admin.Action{Text: "Set one", Href: "/settings/public", Style: "quiet"}},
	}
}

func sampleToday() admin.Today {
	return admin.Today{
		Greeting: "Good morning.", Lead: "Sunday 22 November. Two people to call, one answer to read, five messages leave this week.",
		Calls: []admin.Call{
			{Person: ana, Tag: admin.Tag{Text: "asked for a valuation, 9:12", Tone: admin.Good}, Why: "Bought 12 Oak St, August 2024. Last contact: home update on Thursday.", Say: "You asked what the house would bring today. When would ten minutes suit you?", Tel: "tel:+12125550100", Task: "t1"},
			{Person: ben, Tag: admin.Tag{Text: "one year on Thursday", Tone: admin.Plain}, Why: "Your note from March: new kitchen in the spring.", Say: "A year already. How did the kitchen turn out?", Task: "t2"},
		},
		Answers: []admin.Answered{{Person: chen, Said: "No worries at all, and my sister is looking around Riverside.", When: "Yesterday, 18:04.", Note: "Nothing more goes out to this household until you say how it ended.",
			Acts: []admin.Action{{Text: "They gave me a name", Href: "/introductions/new?from=03", Style: "go"}, {Text: "We are talking", About: "Chen Wei", Href: "/people/03/told", Post: true, Fields: []admin.Hidden{{Name: "what", Value: "spoke"}}}, {Text: "Not now", About: "Chen Wei", Href: "/people/03/told", Post: true, Fields: []admin.Hidden{{Name: "what", Value: "not_now"}}}}}},
		Leaving:  admin.Leaving{Total: 5, Approving: 5, Read: "Read all, 2 min", Where: "/messages", Note: "nothing goes out without you yet", Rows: []admin.LeavingRow{{When: "Tue 10:04", Person: dora, What: "a month in the house"}, {When: "Wed 9:41", Person: emil, What: "what homes on their street did since August"}}},
		Waiting:  []admin.Waiting{{Text: "3 addresses came back", Note: "Fix the address, or text them instead.", Act: admin.Action{Text: "Fix", About: "the addresses", Href: "/tasks"}}, {Text: "1 name is unclear: “J.”", Note: "No message goes out with a hole in it.", Act: admin.Action{Text: "Say", About: "the name", Href: "/tasks"}}},
		Coverage: admin.Coverage{Closed: 140, InPlan: 129, LeftOut: 9, Unreachable: 2},
		SoFar:    []admin.Figure{{Number: "41", Words: "messages since September"}, {Number: "11", Words: "answers (11 of 41, 27 %; between 16 and 42 %)"}, {Number: "2", Words: "introductions"}}, Early: "Too early to say more before May.",
	}
}

func sampleTodayQuiet() admin.Today {
	v := sampleToday()
	v.Lead = "Sunday 22 November. Nobody to call, one message leaves this week."
	v.Calls, v.Answers, v.Waiting = nil, nil, nil
	v.Leaving = admin.Leaving{Total: 1, Read: "Read it", Where: "/messages", Rows: []admin.LeavingRow{{When: "Tue 10:04", Person: dora, What: "a month in the house"}}}
	return v
}

func sampleTodayNamed(n string) admin.Today {
	v := sampleToday()
	v.Calls[0].Person, v.Answers[0].Person, v.Leaving.Rows[0].Person = named(n), named(n), named(n)
	v.Calls[0].Why, v.Waiting[1].Text = "Bought 1208 "+n+" Boulevard, August 2024.", "1 name is unclear: “"+n+"”"
	return v
}

func sampleRows() []admin.PersonRow {
	return []admin.PersonRow{
		{Person: ana, Deal: "Bought 12 Oak St, August 2024", Stand: "home update arrived on Thursday", Next: "first ask, Monday 14 December", Tag: admin.Tag{Text: "asked for a valuation", Tone: admin.Good}},
		{Person: ben, Deal: "Bought 7 Elm Ave, November 2025", Stand: "check-in arrived in December, no answer", Next: "one year, Thursday 26 November", Tag: admin.Tag{}},
		{Person: chen, Deal: "Sold 31 Pine Rd, May 2025", Stand: "you two have been talking since yesterday", Next: "nothing until you say how it ended", Tag: admin.Tag{Text: "talking", Tone: admin.Wait}},
		{Person: dora, Deal: "Bought 5 Lake View, October 2026", Stand: "new here", Next: "a month later, Tuesday 24 November", Tag: admin.Tag{}},
		{Person: emil, Deal: "Bought and sold, March 2023", Stand: "said yes in June, 1 introduction", Next: "area update, 15 February", Tag: admin.Tag{Text: "said yes", Tone: admin.Good}},
		{Person: admin.Person{ID: "06", Name: "J."}, Deal: "Rented 8 Hill St, 2C, January 2026", Stand: "no greeting name is known", Next: "waits for the name", Tag: admin.Tag{Text: "cannot be reached", Tone: admin.Danger}},
	}
}

func rowsNamed(n string) []admin.PersonRow {
	rows := sampleRows()
	rows[1].Person, rows[1].Deal = named(n), "Bought 1208 "+n+" Boulevard, August 2024"
	return rows
}

func sampleAlike(wrong admin.Wrong, people ...admin.Person) admin.Alike {
	v := admin.Alike{Year: "2026", Wrong: wrong, Table: "/people/alike.csv?year=2026&which=4", Which: []admin.Option{{Value: "0", Text: "who closed in this year"}, {Value: "4", Text: "whose deal has its day in October to December", Chosen: true}}}
	for _, p := range people {
		v.Rows = append(v.Rows, admin.AlikeRow{Person: p, Deal: "Bought 12 Oak St, November 2024", Mailing: "12 Oak St, New York, NY 10001"})
	}
	if len(people) > 0 {
		v.Pager = admin.Pager{Later: "/people/alike?year=2026&which=4&after=04"}
	}
	return v
}

func samplePeople(rows []admin.PersonRow, query string) admin.People {
	v := admin.People{Query: query, Rows: rows, Total: len(rows), All: 140, Lead: "140 people: 129 in the plan, 9 left out by you; 2 need a way to be reached.",
		Sort:    []admin.Option{{Value: "name", Text: "name", Chosen: true}, {Value: "next", Text: "what is next"}, {Value: "closing", Text: "newest closing"}},
		Filters: []admin.Filter{{Text: "everybody", Href: "/people", Count: 140, Current: true}, {Text: "in the plan", Href: "/people?show=plan", Count: 129, Current: false}, {Text: "left out", Href: "/people?show=out", Count: 9, Current: false}, {Text: "cannot be reached", Href: "/people?show=lost", Count: 2, Current: false}, {Text: "talking", Href: "/people?show=talking", Count: 3, Current: false}, {Text: "said yes", Href: "/people?show=yes", Count: 4, Current: false}}}
	if len(rows) > 1 {
		v.Pager = admin.Pager{Later: "/people?after=x", Words: "1 to 6 of 140"}
	}
	return v
}

func samplePerson(n string) admin.PersonView {
	p := ana
	p.Name = n
	return admin.PersonView{Person: p, Tag: admin.Tag{Text: "asked for a valuation, 9:12", Tone: admin.Good}, Lead: "Bought 12 Oak St in August 2024. Last contact: the home update on Thursday.", Tel: "tel:+12125550100", Email: "ana@example.com", Told: admin.Told(p.ID),
		Stand:     []string{"Heard from you 4 times in the last 12 months, the last time on Thursday.", "Never asked so far.", "Answered the check-in in September: “All good, thank you.”"},
		NextLine:  "Next: the first ask on Monday 14 December.",
		Planned:   []admin.Moment{{When: "Mon 14 Dec, 10:20", Text: "The first ask", Tag: admin.Tag{Text: "waits for your call", Tone: admin.Wait}, Acts: []admin.Action{{Text: "Read", About: "the first ask", Href: "/messages/m1", Style: "quiet"}}}, {When: "15 Feb 2027", Text: "Half a year, the area"}, {When: "17 May 2027", Text: "Property tax and exemptions"}},
		Past:      []admin.Moment{{When: "Today, 9:12", Text: n + " asked what the home would bring."}, {When: "Thu 19 Nov, 10:02", Text: "The home update arrived.", Acts: []admin.Action{{Text: "Read", About: "the home update", Href: "/messages/m0", Style: "quiet"}}}, {When: "16 Sep", Text: n + " replied: “All good, thank you.”"}, {When: "14 Sep", Text: "A check-in arrived."}, {When: "3 Mar", Text: "Came with the list clients.csv, row 12."}},
		PastMore:  "/people/01?before=x",
		Deals:     []admin.Deal{{Text: "Bought 12 Oak St, 4C, Brooklyn", When: "15 August 2024", Note: "$840,000. From the list clients.csv.", Href: "/people/01/deals/d1", Theirs: admin.Tag{Text: "lives there", Tone: admin.Good}}, {Text: "Sold 8 Hill St, Queens", When: "2 August 2024", Note: "Price not known. From the list clients.csv.", Href: "/people/01/deals/d2", Theirs: admin.Tag{}}},
		Ways:      []admin.Way{{Kind: "E-mail, used first", Value: "ana@example.com", Tag: admin.Tag{Text: "works", Tone: admin.Good}}, {Kind: "Phone", Value: "(212) 555-0100", Tag: admin.Tag{}}},
		Household: []admin.Member{{Person: admin.Person{ID: "11", Name: "Luis Ruiz"}, Note: "On the same closing.", Act: admin.Action{Text: "Not together", About: "with Luis Ruiz", Href: "/people/01/household/leave", Post: true, Style: "quiet"}}},
		HouseNote: "Together they are asked at most once in 90 days.", Note: "Met at the open house on Elm.", Fact: "new kitchen in the spring", Until: "2027-02-20",
		Manual: []admin.Action{{Text: "Say hello now", Href: "/people/01/hello", Post: true}, {Text: "Ask now", Href: "/people/01/ask", Post: true}}, ManualNote: "The same care holds as always: if something speaks against it, it waits and says why."}
}

func sampleTalking() admin.PersonView {
	v := samplePerson("Chen Wei")
	v.Talking, v.Tag = true, admin.Tag{Text: "talking", Tone: admin.Wait}
	v.Lead = "Sold 31 Pine Rd in May 2025. You two have been talking since yesterday."
	return v
}

func samplePersonBare() admin.PersonView {
	return admin.PersonView{Person: dora, Lead: "Added by hand today.", Told: admin.Told("04"), NextLine: "Nothing is next.", PlanNote: "Nothing is planned: no deal is on file.", HouseNote: "Lives alone, as far as we know.", Until: "2027-02-20",
		ManualNote: "There is no way to reach them yet."}
}

func samplePersonEnded() admin.PersonView {
	v := samplePerson("Emil Novak")
	v.Ended, v.Planned, v.PlanNote, v.NextLine, v.Told, v.Manual = "Emil Novak asked for no more messages on 3 March. Nothing goes out to them; only they can lift it.", nil, "Nothing, for good.", "Nothing is next.", nil, nil
	v.ManualNote, v.LeftOut, v.LeftOutWhy = "Not possible: they asked for no more messages.", true, "You left them out on 3 March."
	return v
}

func sampleAdd(wrong bool) admin.PersonForm {
	v := admin.PersonForm{New: true, Action: "/people",
		Who:     []admin.Input{{Name: "name", Label: "Name", Complete: "off", Required: true, Hint: "As in Ana Ruiz. For a couple: Ana and Luis Ruiz."}, {Name: "reach", Label: "E-mail or phone", Complete: "off", Mode: "email"}},
		Closing: []admin.Input{{Name: "side", Label: "They", Type: "select", Options: []admin.Option{{Value: "bought", Text: "bought"}, {Value: "sold", Text: "sold"}, {Value: "both", Text: "sold and bought"}, {Value: "rented", Text: "rented"}, {Value: "", Text: "I do not know"}}}, {Name: "date", Label: "Closing date", Type: "date", Value: "2026-11-20"}, {Name: "address", Label: "Address", Complete: "off", Example: "12 Oak St, 4C, Brooklyn NY 11201"}},
		More:    []admin.Input{{Name: "fact", Label: "One thing a letter may speak of"}}}
	if wrong {
		v.Wrong = admin.Wrong{Message: "Two things are missing.", Hint: ""}
		v.Who[0].Problem, v.Who[1].Value, v.Who[1].Problem = "A name is needed.", "ana.example.com", "That is neither an e-mail address nor a phone number. As in ana@example.com or (212) 555-0100."
		v.Closing[1].Problem = "The day is in the future. Add them when it has closed."
	}
	return v
}

func sampleEdit(checked bool) admin.PersonForm {
	v := sampleAdd(false)
	v.New, v.Person, v.Action, v.Checked = false, ana, "/people/01/edit", checked
	v.Who[0].Value, v.Who[1].Value, v.Closing[1].Value = "Ana Ruiz", "ana@example.com", "2026-08-25"
	if checked {
		v.Moves = []admin.Move{{What: "Home update", Before: "Thu 19 November", After: "Mon 23 November"}, {What: "The first ask", Before: "Mon 14 December", After: "Wed 16 December"}, {What: "One year", Before: "Sun 15 August 2027", After: "Wed 25 August 2027"}}
	}
	return v
}

func sampleJoin(found bool) admin.JoinForm {
	v := admin.JoinForm{Person: ana, Title: "Put two together", Lead: "Everything of the other one comes to Ana Ruiz: deals, addresses, history, and any no. It can be undone.", Action: "/people/01/merge", Verb: "Put together", Likely: true,
		Found: []admin.Candidate{{Person: admin.Person{ID: "12", Name: "A. Ruiz"}, Note: "Same phone number. Bought 12 Oak St, August 2024."}, {Person: admin.Person{ID: "13", Name: "Ana Ruíz-Vega"}, Note: "Similar name, another address."}}}
	if !found {
		v.Found, v.Likely, v.Query = nil, false, "Zzyzx"
	}
	return v
}

func sampleErase() admin.Sure {
	return admin.Sure{Crumbs: []admin.Crumb{{Text: "People", Href: "/people"}, {Text: "Ana Ruiz", Href: "/people/01"}, {Text: "Delete", Href: ""}}, Title: "Delete everything about Ana Ruiz?", Lead: "This cannot be undone, and it is also taken out of the next backups.",
		Facts:  []string{"Gone afterwards: name, addresses, deals, 4 messages, 5 notes in the history.", "Kept: that this address is never to be written to, as a number nobody can read back; and counts without a name."},
		Action: "/people/01/erase", Yes: "Delete", No: "Leave everything", Back: "/people/01", Dangerous: true, TypeToSure: "Ana Ruiz"}
}

func sampleDates() admin.Dates {
	return admin.Dates{Person: ana, Lead: "Bought 12 Oak St, 15 August 2024. Times are where Ana Ruiz lives, in Brooklyn.", Years: []admin.YearOf{
		{Title: "2026", Moments: []admin.Moment{{When: "Thu 19 Nov, 10:02", Text: "Home update", Tag: admin.Tag{Text: "arrived", Tone: admin.Good}}, {When: "Mon 14 Dec, 10:20", Text: "The first ask", Note: "Waits for your call; they asked what the home would bring.", Tag: admin.Tag{Text: "waits", Tone: admin.Wait}}}},
		{Title: "2027", Moments: []admin.Moment{{When: "Mon 15 Feb, 9:47", Text: "Half a year, the area"}, {When: "Mon 15 Feb, 11:10", Text: "The same, in a text", Tag: admin.Tag{Text: "texts are not connected", Tone: admin.Plain}}, {When: "Mon 17 May, 10:11", Text: "Property tax and exemptions"}}},
	}}
}

func checks() []admin.Check {
	return []admin.Check{
		{Verdict: admin.Tag{Text: "wait", Tone: admin.Wait}, Label: "Open conversation", Evidence: "A reply on Friday, 17:40.", Lift: "It lifts on 14 December, or once you say how the talk ended."},
		{Verdict: admin.Tag{Text: "fine", Tone: admin.Good}, Label: "Last asked", Evidence: "Never; at most once in 90 days, the whole household.", Lift: ""},
		{Verdict: admin.Tag{Text: "fine", Tone: admin.Good}, Label: "Something useful first", Evidence: "The home update arrived on Thursday and did not come back.", Lift: ""},
		{Verdict: admin.Tag{Text: "fine", Tone: admin.Good}, Label: "Since the closing", Evidence: "92 days; never before 90.", Lift: ""},
		{Verdict: admin.Tag{Text: "fine", Tone: admin.Good}, Label: "Time of day", Evidence: "10:00, from the home’s ZIP; Monday to Friday, 9 to 17.", Lift: ""},
		{Verdict: admin.Tag{Text: "not checked", Tone: admin.Plain}, Label: "Complaints", Evidence: "No help desk is connected.", Lift: ""},
	}
}

func sampleWhy() admin.Why {
	return admin.Why{Person: ana, Headline: "Not asked, because you two are talking.", Lead: "A reply came on Friday at 17:40. The first day an ask could go: Monday 14 December, or once you say how the talk ended.",
		Acts:   []admin.Action{{Text: "Say how it ended", Href: "/people/01#talk", Style: "go"}, {Text: "I will write myself", Href: "/messages/m1/skip", Post: true}, {Text: "Leave out", Href: "/people/01/leave-out", Post: true}},
		Looked: "Saturday 14 November, 10:00 in Brooklyn", Checks: checks(), Would: []admin.Letter{askLetter("")}, Next: []admin.Moment{{When: "15 Feb 2027", Text: "Half a year, the area"}},
		Others: []admin.Filter{{Text: "the first ask", Href: "/people/01/why", Count: 0, Current: true}, {Text: "half a year, the area", Href: "/people/01/why?touch=2", Count: 0, Current: false}}, At: "2026-11-14"}
}

func sampleWhyFine() admin.Why {
	v := sampleWhy()
	v.Headline, v.Lead, v.Acts = "It goes on Monday 14 December at 10:20.", "Nothing speaks against it today. It is looked at again at the last moment.", []admin.Action{{Text: "Read and approve", Href: "/messages/m1", Style: "go"}, {Text: "Skip it", Href: "/messages/m1/skip", Post: true}}
	v.Checks = v.Checks[1:]
	v.Others, v.Would = nil, []admin.Letter{{Text: true, To: "(212) 555-0100", Body: admin.TextLetter("Hi Ana, it’s Dana. Half a year at 12 Oak St: homes nearby went for about what they did in spring. Want the details?\n\nDana Reyes, Reyes Homes: reply STOP to stop these texts.")}}
	return v
}
