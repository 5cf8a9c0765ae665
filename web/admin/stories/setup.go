package stories

import "github.com/goodturn-app/goodturn/web/admin"

func sampleImports() []admin.ImportRow {
	return []admin.ImportRow{{ID: "1", File: "clients.csv", When: "3 March, 9:12", Sum: "112 new, 26 merged, 2 not taken.", Tag: admin.Tag{}, Undo: true}, {ID: "0", File: "phone.vcf", When: "2 March, 18:40", Sum: "12 people are gone again.", Tag: admin.Tag{Text: "undone", Tone: admin.Plain}, Undo: false}}
}

func meanings(chosen string) []admin.Option {
	out := []admin.Option{}
	for _, m := range []string{"first name", "last name", "e-mail", "phone", "closing date", "side of the deal", "property address", "tags", "spouse’s first name", "not used"} {
		out = append(out, admin.Option{Value: m, Text: m, Chosen: m == chosen})
	}
	return out
}

func sampleImport() admin.ImportView {
	return admin.ImportView{ID: "1", File: "clients.csv", Lead: "140 rows. Recognised: Follow Up Boss.",
		Counts: []admin.Figure{{Number: "112", Words: "new people"}, {Number: "26", Words: "more about somebody known"}, {Number: "0", Words: "unchanged"}, {Number: "2", Words: "not taken"}},
		Questions: []admin.Question{
			{Name: "side", Text: "On which side were they?", Note: "38 closings do not say it. Messages about a home are only sent to those who live in it.", Options: []admin.Option{{Value: "bought", Text: "They bought"}, {Value: "sold", Text: "They sold"}, {Value: "unknown", Text: "Mixed, or I do not know", Note: "they get words that are true for everybody", Chosen: true}}},
			{Name: "order", Text: "03/04/2026 is", Note: "No date in this column has a day above 12, so it cannot be told from the file.", Options: []admin.Option{{Value: "mdy", Text: "4 March 2026", Note: "month first"}, {Value: "dmy", Text: "3 April 2026", Note: "day first"}}}},
		Columns:  []admin.Column{{Index: "0", Head: "First Name", Samples: []string{"Ana", "Ben", "Chen"}, Sure: true, Meaning: meanings("first name")}, {Index: "1", Head: "Email 1", Samples: []string{"ana@example.com", "ben@example.com"}, Sure: true, Meaning: meanings("e-mail")}, {Index: "2", Head: "Custom Closed", Samples: []string{"03/04/2026", "08/12/2025"}, Sure: false, Meaning: meanings("closing date")}, {Index: "3", Head: "Tags", Samples: []string{"Past Client - Closed 2025-03-15", "VIP"}, Sure: true, Meaning: meanings("tags")}},
		Ignored:  []admin.Column{{Index: "4", Head: "Lead Score", Samples: []string{"71"}, Sure: true, Meaning: meanings("not used")}, {Index: "5", Head: "ملاحظات", Sure: true, Meaning: meanings("not used")}},
		Rejected: []admin.RejectedRow{{Row: "17", Who: "Jane Doe", Field: "Email 1", Why: "“jane at example” is not an address.", Do: "Write it as jane@example.com, or empty the cell."}, {Row: "88", Field: "Custom Closed", Why: "2026-02-30 is a day that no calendar has.", Do: "Correct the date."}},
		Attest:   admin.Attest{Text: "Goodturn writes only to people who gave you their address themselves. Say once how it was.", Who: "Dana Reyes", How: []admin.Option{{Value: "clients", Text: "My own past clients", Note: "they gave me their address when we worked together"}, {Value: "mixed", Text: "Not all of them", Note: "then nobody of this list is written to; you can still write by hand"}}, Problem: ""}}
}

func sampleImportWrong() admin.ImportView {
	v := sampleImport()
	v.Wrong = admin.Wrong{Message: "One question is open.", Hint: "Say how to read 03/04/2026; it is never guessed."}
	v.Attest.Problem = "Without this nobody can be written to."
	v.MoreRejected = 431
	return v
}

func sampleImportDone() admin.ImportView {
	return admin.ImportView{ID: "1", File: "clients.csv", Done: true, Coverage: admin.Coverage{Closed: 140, InPlan: 129, LeftOut: 9, Stopped: 0, Unreachable: 2}, Counts: []admin.Figure{{Number: "112", Words: "new"}, {Number: "26", Words: "merged"}, {Number: "0", Words: "unchanged"}, {Number: "2", Words: "not taken"}}, UndoHref: "/import/1/undo",
		Senders:  []admin.ClaimRow{{ID: "1", Friend: "Lee Park", Intro: "1", Who: admin.Person{ID: "1", Name: "Ana Ruiz"}, Evidence: "your list says “Ana Ruiz”; the name Ana Ruiz", Sure: "75 of 100 sure", Back: "/import/1"}},
		Left:     []admin.Waiting{{Text: "J. has no name to greet with", Note: "Row 31 of the file.", Act: admin.Action{Text: "Say", About: "the name", Href: "/people/06/edit"}}},
		Rejected: sampleImport().Rejected}
}

func sampleUndoImport() admin.Sure {
	return admin.Sure{Crumbs: []admin.Crumb{{Text: "Bring a list", Href: "/import"}, {Text: "clients.csv", Href: "/import/1"}, {Text: "Undo", Href: ""}}, Title: "Take this list out again?", Lead: "112 people go, and 26 become what they were before.", ListTitle: "Has gone out already",
		List: []admin.Moment{{When: "Thu 19 Nov, 10:02", Text: "Home update to Ana Ruiz"}, {When: "Fri 20 Nov, 9:31", Text: "A month later, to Dora Lind"}}, Facts: []string{"What has gone out stays on record, and nobody who said no is forgotten."}, Action: "/import/1/undo", Yes: "Take it out", No: "Leave it", Back: "/import/1"}
}

func sampleSettings() admin.Settings {
	return admin.Settings{Groups: []admin.SettingsGroup{
		{Title: "You", Rows: []admin.SettingsRow{{Text: "Your voice", Now: "Hi …, / Dana, (212) 555-0100", Href: "/settings/voice", Tag: admin.Tag{}}, {Text: "Your mailbox", Now: "dana@example.com; a message to yourself arrived on 3 March.", Href: "/settings/mailbox", Tag: admin.Tag{Text: "works", Tone: admin.Good}}, {Text: "People and log-in", Now: "You alone.", Href: "/settings/people", Tag: admin.Tag{}}}},
		{Title: "The plan", Rows: []admin.SettingsRow{{Text: "How soon to ask", Now: "Usual: the first ask after 90 days.", Href: "/settings/tempo", Tag: admin.Tag{}}, {Text: "Hours and days off", Now: "Monday to Friday, 9 to 17, where each person lives. No days off.", Href: "/settings/hours", Tag: admin.Tag{}}, {Text: "Words", Now: "As they came; “A month later” changed by you.", Href: "/words", Tag: admin.Tag{}}, {Text: "Reviews", Now: "No review link, so nobody is asked for one.", Href: "/settings/reviews", Tag: admin.Tag{Text: "off", Tone: admin.Plain}}}},
		{Title: "The business", Rows: []admin.SettingsRow{{Text: "Postal address", Now: "100 Example Ave, New York, NY 10001", Href: "/settings/address", Tag: admin.Tag{}}, {Text: "Public address", Now: "None. People answer by replying; that works without it.", Href: "/settings/public", Tag: admin.Tag{}}, {Text: "Figures of the market", Now: "FHFA to June 2026, closings to November 2026.", Href: "/settings/market", Tag: admin.Tag{Text: "current", Tone: admin.Good}}}},
		{Title: "Sending", Rows: []admin.SettingsRow{{Text: "Watching or sending", Now: "Messages leave, at most 3 a day this week, each approved by you.", Href: "/live", Tag: admin.Tag{Text: "sending", Tone: admin.Good}}}},
	}}
}

func sampleVoice() admin.SettingsForm {
	return admin.SettingsForm{Title: "Your voice", Lead: "How you begin and end a letter. It stands in every message.", Action: "/settings/voice",
		Fields:  []admin.Input{{Name: "greeting", Label: "You begin with", Type: "select", Options: []admin.Option{{Value: "Hi", Text: "Hi", Chosen: true}, {Value: "Hello", Text: "Hello"}, {Value: "Dear", Text: "Dear"}}}, {Name: "sign_off", Label: "You end with", Value: "Dana"}, {Name: "phone", Label: "Your phone", Type: "tel", Value: "(212) 555-0100", Complete: "tel"}, {Name: "calendar", Label: "Link to your calendar", Type: "url", Hint: "If people can book time with you online. May stay empty."}, {Name: "sentence", Label: "One sentence of your own", Value: "You’ll find me at the Saturday market, as ever.", Hint: "It is added to the check-in. May stay empty.", Problem: "“As ever” is fine; an exclamation mark would not be."}},
		Preview: []admin.Letter{checkLetter("Dora Lind")}}
}

func sampleHours() admin.SettingsForm {
	return admin.SettingsForm{Title: "Hours and days off", Lead: "Counted where each person lives. Holidays are left out by themselves.", Action: "/settings/hours",
		Fields: []admin.Input{{Name: "from", Label: "From", Type: "time", Value: "09:00"}, {Name: "to", Label: "Until", Type: "time", Value: "17:00"}, {Name: "saturday", Label: "Saturdays too", Type: "tick"}, {Name: "days", Label: "Your days off", Type: "lines", Value: "2026-12-24\n2026-12-31", Hint: "One a line, as 2026-12-24. Nothing leaves on them."}}}
}

func samplePublic() admin.SettingsForm {
	return admin.SettingsForm{Title: "Public address", Lead: "With one, letters carry links to answer with. Without one people answer by replying, which works as well.", Action: "/settings/public", Save: "Try it and keep",
		Wrong:  admin.Wrong{Message: "https://refer.example.com did not lead here.", Hint: "It answered, but with another page. Check that your proxy passes everything below /a, /u and /v on to port 8080."},
		Fields: []admin.Input{{Name: "url", Label: "Address", Type: "url", Value: "https://refer.example.com", Hint: "It begins with https://."}}, Also: []admin.Action{{Text: "Do without", Href: "/settings", Style: "quiet"}}}
}

func sampleMailbox(state string) admin.MailboxForm {
	v := admin.MailboxForm{Action: "/settings/mailbox", Provider: "Gmail", Providers: []admin.Option{{Value: "gmail", Text: "Gmail or Google Workspace", Chosen: true}, {Value: "outlook", Text: "Outlook, Hotmail or Microsoft 365"}, {Value: "icloud", Text: "iCloud"}, {Value: "other", Text: "another"}},
		Advice: []string{"Switch two-step verification on in your Google account.", "Make an app password there and paste it below; your usual password does not work."}, AdviceURL: "https://myaccount.google.com/apppasswords",
		Fields: []admin.Input{{Name: "email", Label: "E-mail", Type: "email", Value: "dana@example.com", Complete: "email", Required: true}, {Name: "secret", Label: "App password", Type: "password", Complete: "off", Hint: "Kept encrypted. It never appears on a page again."}},
		Server: []admin.Input{{Name: "host", Label: "Server", Value: "smtp.gmail.com"}, {Name: "port", Label: "Port", Value: "587", Mode: "numeric"}, {Name: "security", Label: "Encryption", Type: "select", Options: []admin.Option{{Value: "starttls", Text: "STARTTLS", Chosen: true}, {Value: "tls", Text: "TLS"}}}}, Skip: "/start/choose"}
	switch state {
	case "sent":
		v.Sent = "A message is on its way to dana@example.com. Did it arrive?"
	case "error":
		v.Wrong, v.Detail, v.ServerOpen = admin.Wrong{Message: "Gmail did not accept the password.", Hint: "Use an app password; your usual one is refused. The two steps below say how to make one."}, "535 5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials", true
		v.Checks = []admin.Check{{Verdict: admin.Tag{Text: "fine", Tone: admin.Good}, Label: "SPF", Evidence: "Google may send for example.com.", Lift: ""}, {Verdict: admin.Tag{Text: "missing", Tone: admin.Wait}, Label: "DMARC", Evidence: "example.com says nothing.", Lift: "Add the record v=DMARC1; p=none at _dmarc.example.com."}}
	}
	return v
}

func sampleTeam() admin.Team {
	return admin.Team{Rows: []admin.Teammate{{Name: "Dana Reyes", Email: "dana@example.com", Role: "owner", Tag: admin.Tag{Text: "you", Tone: admin.Plain}, Acts: nil}, {Name: rtlName, Email: "noa@example.com", Role: "agent", Tag: admin.Tag{Text: "has not logged in yet", Tone: admin.Wait}, Acts: []admin.Action{{Text: "New link", About: "for Noa", Href: "/settings/people/2/link", Post: true}, {Text: "Has left", About: "Noa", Href: "/settings/people/2/leave", Style: "quiet"}}}},
		Link: "http://127.0.0.1:8080/welcome/nX0cUa0vY8Xk2P1QZr5J3mT7wB9dHf4L", LinkFor: "noa@example.com", Fields: []admin.Input{{Name: "name", Label: "Name"}, {Name: "email", Label: "E-mail", Type: "email"}, {Name: "role", Label: "They may", Type: "select", Options: []admin.Option{{Value: "agent", Text: "work with clients, and write in their own name to their own"}, {Value: "staff", Text: "see and prepare, let nothing leave"}, {Value: "owner", Text: "do everything"}}}},
		Password: []admin.Input{{Name: "password", Label: "New password, at least 10 characters", Type: "password", Complete: "new-password"}}, Sessions: []admin.Moment{{When: "Now", Text: "This browser"}, {When: "Fri 20 Nov", Text: "A phone", Acts: []admin.Action{{Text: "Log it out", Href: "/sessions/2/end", Post: true, Style: "quiet"}}}}}
}

func sampleStopped() admin.Stopped {
	return admin.Stopped{Why: "The memory of what went out is older than what went out: a backup was restored.", Since: "today, 8:55", Gap: "Up to 12 messages may have gone out between Tuesday 3 March, 9:12 and 17:40 that are not on record.",
		Uncertain: []admin.Moment{{When: "Tue 3 Mar, 10:04", Text: "The home update to Ana Ruiz"}, {When: "Tue 3 Mar, 11:20", Text: "The first ask to Chen Wei", Tag: admin.Tag{Text: "ask", Tone: admin.Good}}},
		Choices:   []admin.Choice{{Title: "Count all of them as sent and go on", Text: "Nobody gets anything twice. Those who in truth got nothing miss one message.", Act: admin.Action{Text: "Count as sent, go on", Href: "/stopped", Post: true, Style: "go", Fields: []admin.Hidden{{Name: "how", Value: "assume"}}}}, {Title: "Keep everything stopped", Text: "Look into your mailbox’s sent folder first.", Act: admin.Action{Text: "Not yet", Href: "/"}}}}
}

func sampleLive(already bool, missing []admin.StepLeft) admin.Live {
	v := admin.Live{Already: already, Missing: missing, Action: "/live", Lead: "11 people would hear from you, 14 messages in all. Nothing has been sent.", Days: sampleDays(),
		Rules: []string{"At most 3 messages leave a day in the first week, and each one only after you approved it.", "What came due before today is not caught up."},
		Sum:   "The coming 14 days: 14 messages and 2 things for you to do; 3 more wait or do not go.",
		Notes: []string{"You approve messages yourself: the dates are those on which you let them go at once."}}
	if already {
		v.Lead = "Since Monday 16 November, at most 3 a day until the 23rd, each approved by you."
		v.Rules = nil
	}
	return v
}

func sampleStart(here int) admin.Start {
	v := admin.Start{}
	for i, t := range []string{"Your plans", "Your list", "What was understood", "The year", "Your voice", "Your address", "Your mailbox", "Watch or begin"} {
		v.Steps = append(v.Steps, admin.StartStep{Text: t, Href: "/start", Done: i < here, Here: i == here})
	}
	switch here {
	case 0:
		v.Title, v.Lead = "Whom do you keep up with?", "Each plan says who hears from you, when, and in which words. One is enough to begin with, and you can change it any day."
	case 1:
		v.Title, v.Lead = "Bring the people you helped.", "Ten minutes from here you see every message of the coming year. Nothing is sent before you say so."
	case 4:
		v.Title, v.Lead = "Your voice", "How you begin and end a letter. The letter beside follows what you type."
	case 6:
		v.Title, v.Lead = "Your mailbox", "Messages leave from your own address, so that answers come to you. The first one goes to yourself."
	case 7:
		v.Title, v.Lead = "Watch first, or begin?", "Either is fine, and you can change it any day."
	}
	return v
}

func samplePlans(action string, closed bool, say ...string) admin.PlansForm {
	v := admin.PlansForm{Action: action, Save: "See what changes", Say: say, Seen: "professional", Closed: closed, Plans: []admin.PlanRow{
		{Name: "real-estate", Title: "The years after a closing", Does: "Everybody with a closing comes into it. In two years 17 messages and 2 calls; 4 of them ask for an introduction, the first no sooner than 90 days after the closing.", Note: "129 people are in it.", Tag: admin.Tag{Text: "in use now", Tone: admin.Good}, Chosen: len(say) == 0},
		{Name: "professional", Title: "People you know from work", Does: "You take up each person yourself, or everybody you bring if it is your only plan. In two years 6 messages and 2 calls, which only give. You ask by hand, one person at a time, and read each letter before it goes.", Chosen: len(say) > 0},
		{Name: "garden", Title: "The years after a garden was planted, for clients of Reyes and Daughters", Does: "Everybody with a closing comes into it. In two years 1 message and 4 calls, which only give.", Note: "3 people wait in it and hear nothing from it."}}}
	if action == "/start/plans" {
		v.Save, v.Plans = "Keep and go on", v.Plans[:2]
		v.Plans[0].Note, v.Plans[0].Tag = "", admin.Tag{}
	}
	return v
}
