package admin

func sampleImports() []ImportRow {
	return []ImportRow{{"1", "clients.csv", "3 March, 9:12", "112 new, 26 merged, 2 not taken.", Tag{}, true}, {"0", "phone.vcf", "2 March, 18:40", "12 people are gone again.", Tag{"undone", Plain}, false}}
}

func meanings(chosen string) []Option {
	out := []Option{}
	for _, m := range []string{"first name", "last name", "e-mail", "phone", "closing date", "side of the deal", "property address", "tags", "spouse’s first name", "not used"} {
		out = append(out, Option{Value: m, Text: m, Chosen: m == chosen})
	}
	return out
}

func sampleImport() ImportView {
	return ImportView{ID: "1", File: "clients.csv", Lead: "140 rows, read as an export of Follow Up Boss.",
		Counts: []Figure{{"112", "new people"}, {"26", "known already, with something new"}, {"0", "unchanged"}, {"2", "not taken"}},
		Questions: []Question{
			{"side", "On which side were they?", "38 closings do not say it. Messages about a home are only sent to those who live in it.", []Option{{Value: "bought", Text: "They bought"}, {Value: "sold", Text: "They sold"}, {Value: "unknown", Text: "Mixed, or I do not know", Note: "they get words that are true for everybody", Chosen: true}}},
			{"order", "03/04/2026 is", "No date in this column has a day above 12, so it cannot be told from the file.", []Option{{Value: "mdy", Text: "4 March 2026", Note: "month first"}, {Value: "dmy", Text: "3 April 2026", Note: "day first"}}}},
		Columns:  []Column{{"0", "First Name", []string{"Ana", "Ben", "Chen"}, true, meanings("first name")}, {"1", "Email 1", []string{"ana@example.com", "ben@example.com"}, true, meanings("e-mail")}, {"2", "Custom Closed", []string{"03/04/2026", "08/12/2025"}, false, meanings("closing date")}, {"3", "Tags", []string{"Past Client - Closed 2025-03-15", "VIP"}, true, meanings("tags")}},
		Ignored:  []string{"Lead Score", "Stage Id", "ملاحظات", "Background"},
		Rejected: []RejectedRow{{"17", "Email 1", "“jane at example” is not an address.", "Write it as jane@example.com, or empty the cell."}, {"88", "Custom Closed", "2026-02-30 is a day that no calendar has.", "Correct the date."}},
		Attest:   Attest{"Goodturn writes only to people who gave you their address themselves. Say once how it was.", "Dana Reyes", []Option{{Value: "clients", Text: "My own past clients", Note: "they gave me their address when we worked together"}, {Value: "mixed", Text: "Not all of them", Note: "then nobody of this list is written to; you can still write by hand"}}, ""}}
}

func sampleImportWrong() ImportView {
	v := sampleImport()
	v.Wrong = Wrong{"One question is open.", "Say how to read 03/04/2026; it is never guessed."}
	v.Attest.Problem = "Without this nobody can be written to."
	v.MoreRejected = 431
	return v
}

func sampleImportDone() ImportView {
	return ImportView{ID: "1", File: "clients.csv", Done: true, Coverage: Coverage{140, 129, 9, 0, 2}, Counts: []Figure{{"112", "new"}, {"26", "merged"}, {"0", "unchanged"}, {"2", "not taken"}}, UndoHref: "/import/1/undo",
		Left:     []Waiting{{Text: "J. has no name to greet with", Note: "Row 31.", Act: Action{Text: "Say", About: "the name", Href: "/people/06/edit"}}},
		Rejected: sampleImport().Rejected}
}

func sampleUndoImport() Sure {
	return Sure{Crumbs: []Crumb{{"Bring a list", "/import"}, {"clients.csv", "/import/1"}, {"Undo", ""}}, Title: "Take this list out again?", Lead: "112 people go, and 26 become what they were before.", ListTitle: "Has gone out already",
		List: []Moment{{When: "Thu 19 Nov, 10:02", Text: "Home update to Ana Ruiz"}, {When: "Fri 20 Nov, 9:31", Text: "A month later, to Dora Lind"}}, Facts: []string{"What has gone out stays on record, and nobody who said no is forgotten."}, Action: "/import/1/undo", Yes: "Take it out", No: "Leave it", Back: "/import/1"}
}

func sampleSettings() Settings {
	return Settings{[]SettingsGroup{
		{"You", []SettingsRow{{"Your voice", "Hi …, / Dana, (212) 555-0100", "/settings/voice", Tag{}}, {"Your mailbox", "dana@example.com; a message to yourself arrived on 3 March.", "/settings/mailbox", Tag{"works", Good}}, {"People and log-in", "You alone.", "/settings/people", Tag{}}}},
		{"The plan", []SettingsRow{{"How soon to ask", "Usual: the first ask after 90 days.", "/settings/tempo", Tag{}}, {"Hours and days off", "Monday to Friday, 9 to 17, where each person lives. No days off.", "/settings/hours", Tag{}}, {"Words", "As they came; “A month later” changed by you.", "/words", Tag{}}, {"Reviews", "No review link, so nobody is asked for one.", "/settings/reviews", Tag{"off", Plain}}}},
		{"The business", []SettingsRow{{"Postal address", "100 Example Ave, New York, NY 10001", "/settings/address", Tag{}}, {"Public address", "None. People answer by replying; that works without it.", "/settings/public", Tag{}}, {"Figures of the market", "FHFA to June 2026, closings to November 2026.", "/settings/market", Tag{"current", Good}}}},
		{"Sending", []SettingsRow{{"Watching or sending", "Messages leave, at most 3 a day this week, each approved by you.", "/live", Tag{"sending", Good}}}},
	}}
}

func sampleVoice() SettingsForm {
	return SettingsForm{Title: "Your voice", Lead: "How you begin and end a letter. It stands in every message.", Action: "/settings/voice",
		Fields:  []Input{{Name: "greeting", Label: "You begin with", Type: "select", Options: []Option{{Value: "Hi", Text: "Hi", Chosen: true}, {Value: "Hello", Text: "Hello"}, {Value: "Dear", Text: "Dear"}}}, {Name: "sign_off", Label: "You end with", Value: "Dana"}, {Name: "phone", Label: "Your phone", Type: "tel", Value: "(212) 555-0100", Complete: "tel"}, {Name: "calendar", Label: "Link to your calendar", Type: "url", Hint: "If people can book time with you online. May stay empty."}, {Name: "sentence", Label: "One sentence of your own", Value: "You’ll find me at the Saturday market, as ever.", Hint: "It is added to the check-in. May stay empty.", Problem: "“As ever” is fine; an exclamation mark would not be."}},
		Preview: []Letter{checkLetter("Dora Lind")}}
}

func sampleHours() SettingsForm {
	return SettingsForm{Title: "Hours and days off", Lead: "Counted where each person lives. Holidays are left out by themselves.", Action: "/settings/hours",
		Fields: []Input{{Name: "from", Label: "From", Type: "time", Value: "09:00"}, {Name: "to", Label: "Until", Type: "time", Value: "17:00"}, {Name: "saturday", Label: "Saturdays too", Type: "tick"}, {Name: "days", Label: "Your days off", Type: "lines", Value: "2026-12-24\n2026-12-31", Hint: "One a line, as 2026-12-24. Nothing leaves on them."}}}
}

func samplePublic() SettingsForm {
	return SettingsForm{Title: "Public address", Lead: "With one, letters carry links to answer with. Without one people answer by replying, which works as well.", Action: "/settings/public", Save: "Try it and keep",
		Wrong:  Wrong{"https://refer.example.com did not lead here.", "It answered, but with another page. Check that your proxy passes everything below /a, /u and /v on to port 8080."},
		Fields: []Input{{Name: "url", Label: "Address", Type: "url", Value: "https://refer.example.com", Hint: "It begins with https://."}}, Also: []Action{{Text: "Do without", Href: "/settings", Style: "quiet"}}}
}

func sampleMailbox(state string) MailboxForm {
	v := MailboxForm{Action: "/settings/mailbox", Provider: "Gmail", Providers: []Option{{Value: "gmail", Text: "Gmail or Google Workspace", Chosen: true}, {Value: "outlook", Text: "Outlook, Hotmail or Microsoft 365"}, {Value: "icloud", Text: "iCloud"}, {Value: "other", Text: "another"}},
		Advice: []string{"Switch two-step verification on in your Google account.", "Make an app password there and paste it below; your usual password does not work."}, AdviceURL: "https://myaccount.google.com/apppasswords",
		Fields: []Input{{Name: "email", Label: "E-mail", Type: "email", Value: "dana@example.com", Complete: "email", Required: true}, {Name: "secret", Label: "App password", Type: "password", Complete: "off", Hint: "Kept encrypted. It never appears on a page again."}},
		Server: []Input{{Name: "host", Label: "Server", Value: "smtp.gmail.com"}, {Name: "port", Label: "Port", Value: "587", Mode: "numeric"}, {Name: "security", Label: "Encryption", Type: "select", Options: []Option{{Value: "starttls", Text: "STARTTLS", Chosen: true}, {Value: "tls", Text: "TLS"}}}}, Skip: "/start/choose"}
	switch state {
	case "sent":
		v.Sent = "A message is on its way to dana@example.com. Did it arrive?"
	case "error":
		v.Wrong, v.Detail, v.ServerOpen = Wrong{"Gmail did not accept the password.", "Use an app password; your usual one is refused. The two steps below say how to make one."}, "535 5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials", true
		v.Checks = []Check{{Tag{"fine", Good}, "SPF", "Google may send for example.com.", ""}, {Tag{"missing", Wait}, "DMARC", "example.com says nothing.", "Add the record v=DMARC1; p=none at _dmarc.example.com."}}
	}
	return v
}

func sampleTeam() Team {
	return Team{Rows: []Teammate{{"Dana Reyes", "dana@example.com", "owner", Tag{"you", Plain}, nil}, {rtlName, "noa@example.com", "agent", Tag{"has not logged in yet", Wait}, []Action{{Text: "New link", About: "for Noa", Href: "/settings/people/2/link", Post: true}, {Text: "Has left", About: "Noa", Href: "/settings/people/2/leave", Style: "quiet"}}}},
		Link: "http://127.0.0.1:8080/welcome/nX0cUa0vY8Xk2P1QZr5J3mT7wB9dHf4L", LinkFor: "noa@example.com", Fields: []Input{{Name: "name", Label: "Name"}, {Name: "email", Label: "E-mail", Type: "email"}, {Name: "role", Label: "They may", Type: "select", Options: []Option{{Value: "agent", Text: "work with their own clients"}, {Value: "staff", Text: "see and prepare, not begin sending"}, {Value: "owner", Text: "do everything"}}}},
		Password: []Input{{Name: "password", Label: "New password, at least 10 characters", Type: "password", Complete: "new-password"}}, Sessions: []Moment{{When: "Now", Text: "This browser"}, {When: "Fri 20 Nov", Text: "A phone", Acts: []Action{{Text: "Log it out", Href: "/sessions/2/end", Post: true, Style: "quiet"}}}}}
}

func sampleStopped() Stopped {
	return Stopped{Why: "The memory of what went out is older than what went out: a backup was restored.", Since: "today, 8:55", Gap: "Up to 12 messages may have gone out between Tuesday 3 March, 9:12 and 17:40 that are not on record.",
		Uncertain: []Moment{{When: "Tue 3 Mar, 10:04", Text: "The home update to Ana Ruiz"}, {When: "Tue 3 Mar, 11:20", Text: "The first ask to Chen Wei", Tag: Tag{"ask", Good}}},
		Choices:   []Choice{{"Count all of them as sent and go on", "Nobody gets anything twice. Those who in truth got nothing miss one message.", Action{Text: "Count as sent, go on", Href: "/stopped", Post: true, Style: "go", Fields: []Hidden{{"how", "assume"}}}}, {"Keep everything stopped", "Look into your mailbox’s sent folder first.", Action{Text: "Not yet", Href: "/"}}}}
}

func sampleLive(already bool, missing []StepLeft) Live {
	v := Live{Already: already, Missing: missing, Action: "/live", Lead: "11 people would hear from you, 14 messages in all. Nothing has been sent.", Days: sampleDays(),
		Rules:   []string{"At most 3 messages leave a day in the first week, and each one only after you approved it.", "What came due before today is not caught up."},
		Waiting: []Waiting{{Text: "3 people wait for a fact", Note: "A name or an address is missing.", Act: Action{Text: "See them", About: "the three", Href: "/tasks"}}}}
	if already {
		v.Lead = "Since Monday 16 November, at most 3 a day until the 23rd, each approved by you."
		v.Rules = nil
	}
	return v
}

func sampleStart(here int) Start {
	v := Start{}
	for i, t := range []string{"Your list", "What was understood", "The year", "Your voice", "Your mailbox", "Watch or begin"} {
		v.Steps = append(v.Steps, StartStep{Text: t, Href: "/start", Done: i < here, Here: i == here})
	}
	switch here {
	case 0:
		v.Title, v.Lead = "Bring the people you helped.", "Ten minutes from here you see every message of the coming year. Nothing is sent before you say so."
	case 3:
		v.Title, v.Lead = "Your voice", "How you begin and end a letter. The letter beside follows what you type."
	case 4:
		v.Title, v.Lead = "Your mailbox", "Messages leave from your own address, so that answers come to you. First one goes to yourself."
	case 5:
		v.Title, v.Lead = "Watch first, or begin?", "Either is fine, and you can change it any day."
	}
	return v
}
