package admin

import (
	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn/web"
)

// Stories is every page of the owner in every state, with sample values: for screenshots, accessibility checks and reading.
func Stories() []web.Story {
	var out []web.Story
	add := func(page, state string, s web.Shell, body templ.Component) {
		out = append(out, web.Story{Page: page, State: state, Render: func(a *web.Assets) templ.Component {
			s.Assets = a
			return web.Page(s, body)
		}})
	}
	bare := func(page, state, title string, body templ.Component) {
		out = append(out, web.Story{Page: page, State: state, Render: func(a *web.Assets) templ.Component {
			return web.Bare(title, a.URL("look.css"), a.URL("page.js"), body)
		}})
	}

	today := in("today", "Today")
	add("today", "many", today, TodayPage(sampleToday()))
	add("today", "empty", fresh(today), TodayPage(Today{Greeting: "Good morning.", Lead: "Sunday 22 November.", Left: sampleLeft()}))
	add("today", "nothing to do", today, TodayPage(Today{Greeting: "Good evening.", Lead: "Sunday 22 November. Nothing needs you.", Coverage: Coverage{Closed: 140, InPlan: 131, LeftOut: 9}, Leaving: Leaving{Nothing: "Nothing leaves before Monday 30 November."}}))
	add("today", "one", today, TodayPage(sampleTodayQuiet()))
	add("today", "long names", today, TodayPage(sampleTodayNamed(longName)))
	add("today", "right to left", today, TodayPage(sampleTodayNamed(rtlName)))
	add("today", "paused", paused(today), TodayPage(sampleTodayQuiet()))
	add("today", "observing", observing(today), TodayPage(sampleToday()))
	add("today", "demo", demo(today), TodayPage(sampleToday()))
	add("today", "stopped", stopped(today), TodayPage(sampleTodayQuiet()))
	add("today", "just approved", justSaid(today), TodayPage(sampleTodayQuiet()))

	people := in("people", "People")
	add("people", "many", people, PeoplePage(samplePeople(sampleRows(), "")))
	add("people", "empty", fresh(people), PeoplePage(People{Lead: "Everybody you have closed a deal with."}))
	add("people", "one", people, PeoplePage(samplePeople(sampleRows()[:1], "")))
	add("people", "nobody found", people, PeoplePage(samplePeople(nil, "Zzyzx")))
	add("people", "long names", people, PeoplePage(samplePeople(rowsNamed(longName), "")))
	add("people", "right to left", people, PeoplePage(samplePeople(rowsNamed(rtlName), "")))

	add("person", "many", people, PersonPage(samplePerson("Ana Ruiz")))
	add("person", "talking", people, PersonPage(sampleTalking()))
	add("person", "empty", people, PersonPage(samplePersonBare()))
	add("person", "ended", people, PersonPage(samplePersonEnded()))
	add("person", "long names", people, PersonPage(samplePerson(longName)))
	add("person", "right to left", people, PersonPage(samplePerson(rtlName)))
	add("add a client", "empty", people, PersonEditPage(sampleAdd(false)))
	add("add a client", "error", people, PersonEditPage(sampleAdd(true)))
	add("correct", "one", people, PersonEditPage(sampleEdit(false)))
	add("correct", "what moves", people, PersonEditPage(sampleEdit(true)))
	add("put together", "many", people, JoinPage(sampleJoin(true)))
	add("put together", "nobody found", people, JoinPage(sampleJoin(false)))
	add("take apart", "one", people, SplitPage(sampleSplit()))
	add("delete", "one", people, SurePage(sampleErase()))
	add("dates", "many", people, DatesPage(sampleDates()))
	add("dates", "empty", people, DatesPage(Dates{Person: ana, Lead: "Bought 12 Oak St, 15 August 2024.", None: "Nothing is planned: you leave Ana Ruiz out."}))
	add("why", "waiting", people, WhyPage(sampleWhy()))
	add("why", "will go", people, WhyPage(sampleWhyFine()))
	add("why", "never came due", people, WhyPage(Why{Person: ana, Headline: "Nothing was due on that day.", Lead: "The first message to Ana Ruiz is planned for Monday 14 December.", WouldWhy: "Nothing; no message stood on that day.", NextNote: "Nothing else is planned.", At: "2026-11-14"}))

	year := in("year", "The year")
	add("year", "many", observing(year), YearPage(sampleYear()))
	add("year", "empty", fresh(year), YearPage(Year{}))
	add("year", "one", year, YearPage(sampleYearSmall()))
	add("year", "demo", demo(year), YearPage(sampleYear()))
	add("month", "many", year, MonthPage(sampleMonth(sampleDays())))
	add("month", "empty", year, MonthPage(sampleMonth(nil)))
	add("month", "long names", year, MonthPage(sampleMonth(daysNamed(longName))))
	add("what to expect", "one", year, ExpectPage(sampleExpect()))

	messages := in("messages", "Messages")
	messages.Preview = true
	add("messages", "many", messages, MessagesPage(sampleMessages()))
	add("messages", "empty", messages, MessagesPage(Messages{Lead: "Nothing leaves without you."}))
	add("message", "one", messages, MessageEditPage(sampleMessageEdit(nil, "")))
	add("message", "error", messages, MessageEditPage(sampleMessageEdit(sampleFindings(), "")))
	add("message", "gone", messages, MessageEditPage(sampleMessageEdit(nil, "It left on Tuesday 24 November, 10:04. What has left cannot be changed.")))
	words := in("words", "Words")
	words.Preview = true
	add("words", "many", words, WordsListPage(sampleWordsList()))
	add("words of a step", "one", words, WordsEditPage(sampleWordsEdit(nil)))
	add("words of a step", "error", words, WordsEditPage(sampleWordsEdit(sampleFindings())))

	imports := in("people", "Bring a list")
	add("import", "empty", imports, ImportPage(ImportNew{Knows: knows, Most: "50 MB"}))
	add("import", "many", imports, ImportPage(ImportNew{Knows: knows, Most: "50 MB", Earlier: sampleImports()}))
	add("import", "error", imports, ImportPage(ImportNew{Knows: knows, Most: "50 MB", Wrong: Wrong{"clients.xlsx is a spreadsheet program's own file.", "In that program choose Save as, then CSV, and bring that file."}}))
	add("import report", "many", imports, ImportViewPage(sampleImport()))
	add("import report", "error", imports, ImportViewPage(sampleImportWrong()))
	add("import report", "working", imports, ImportViewPage(ImportView{ID: "1", File: "clients.csv", Working: "60 of 140"}))
	add("import report", "done", imports, ImportViewPage(sampleImportDone()))
	add("import report", "undone", imports, ImportViewPage(ImportView{ID: "1", File: "clients.csv", Undone: "112 people are gone again, 26 are as they were before. 3 messages had already gone out and stay on record."}))
	add("undo an import", "one", imports, SurePage(sampleUndoImport()))

	intro := in("introductions", "Introductions")
	add("introductions", "many", intro, IntroductionsPage(sampleIntroductions()))
	add("introductions", "empty", intro, IntroductionsPage(Introductions{Lead: "Names that clients gave you, and what came of them."}))
	add("a name", "one", intro, IntroductionNewPage(sampleIntroduction(true)))
	add("a name", "from anybody", intro, IntroductionNewPage(sampleIntroduction(false)))
	tasks := in("tasks", "To do")
	add("to do", "many", tasks, TasksPage(sampleTasks()))
	add("to do", "empty", tasks, TasksPage(Tasks{Lead: "What Goodturn cannot do without you."}))
	inbox := demo(in("inbox", "Caught messages"))
	add("inbox", "many", inbox, InboxPage(sampleInbox()))
	add("inbox", "empty", inbox, InboxPage(Inbox{Lead: "Nothing is delivered from here."}))
	add("caught message", "one", inbox, CaughtPage(sampleCaught()))

	set := in("settings", "Settings")
	set.Preview = true
	add("settings", "many", set, SettingsPage(sampleSettings()))
	add("voice", "one", set, SettingsFormPage(sampleVoice()))
	add("hours", "one", set, SettingsFormPage(sampleHours()))
	add("public address", "error", set, SettingsFormPage(samplePublic()))
	add("mailbox", "empty", set, MailboxPage(sampleMailbox("")))
	add("mailbox", "sent", set, MailboxPage(sampleMailbox("sent")))
	add("mailbox", "error", set, MailboxPage(sampleMailbox("error")))
	add("team", "many", set, TeamPage(sampleTeam()))
	add("stopped", "many", stopped(today), StoppedPage(sampleStopped()))
	add("stopped", "empty", today, StoppedPage(Stopped{Done: true}))
	add("live", "many", observing(year), LivePage(sampleLive(false, nil)))
	add("live", "missing", observing(year), LivePage(sampleLive(false, sampleLeft()[:2])))
	add("live", "live", year, LivePage(sampleLive(true, nil)))

	start := fresh(in("today", "First steps"))
	start.Preview = true
	add("start", "file", start, StartPage(sampleStart(0), StartFile(Wrong{}, knows, "50 MB")))
	add("start", "report", start, StartPage(sampleStart(1), ImportBody(sampleImport(), "/start/report")))
	add("start", "year", start, StartPage(sampleStart(2), YearPage(sampleYear())))
	add("start", "voice", start, StartPage(sampleStart(3), SettingsBody(sampleVoice())))
	add("start", "mailbox", start, StartPage(sampleStart(4), MailboxBody(sampleMailbox(""))))
	add("start", "choose", start, StartPage(sampleStart(5), StartChoose(StartChoice{})))
	add("start", "choose, missing", start, StartPage(sampleStart(5), StartChoose(StartChoice{Missing: sampleLeft()[:2]})))

	bare("log in", "empty", "Log in", LoginPage(Login{}))
	bare("log in", "error", "Log in", LoginPage(Login{Email: "dana@example.com", Wrong: Wrong{"That e-mail and password do not belong together.", "Try again, or ask for a one-time link."}}))
	bare("log in", "too many tries", "Log in", LoginPage(Login{Wait: "Come back in 5 minutes. Nobody was locked out for good."}))
	bare("one-time link", "first", "Welcome", OneTimePage(OneTime{First: true, Action: "/welcome/x"}))
	bare("one-time link", "later", "Log in", OneTimePage(OneTime{Name: "Dana Reyes", Email: "dana@example.com", Action: "/welcome/x", Wrong: Wrong{"A password needs at least 10 characters.", "Three or four words that do not belong together are easy to keep."}}))
	bare("one-time link", "gone", "This link does not work", OneTimePage(OneTime{Gone: true}))

	add("error", "not found", today, web.ProblemBody(web.Problem{Status: 404, Title: "There is no such person.", Hint: "Perhaps two were put together, or the address was cut off."}))
	add("error", "ours", today, web.ProblemBody(web.Problem{Status: 500, Title: "Something went wrong on our side", Message: "It was written down, and nothing was sent because of it.", Ref: "7f3a91c2"}))
	add("error", "theirs", today, web.ProblemBody(web.Problem{Status: 409, Title: "It has left already.", Message: "The message to Ana Ruiz left at 10:04.", Hint: "What has left cannot be taken back."}))
	bare("error", "without a menu", "Not here", web.ProblemBody(web.Problem{Status: 404, Title: "There is no such page."}))
	return out
}

func in(place, title string) web.Shell {
	s := web.Shell{Title: title, Place: place, Name: "Reyes Homes", Tasks: 5, People: 140, Note: "You approve each message.", Person: "Dana"}
	for _, l := range []web.Link{{Href: "/messages", Text: "Messages", Count: 5}, {Href: "/tasks", Text: "To do", Count: 4}, {Href: "/introductions", Text: "Introductions", Count: 2}, {Href: "/words", Text: "Words"}} {
		l.Current = l.Href == "/"+place
		s.More = append(s.More, l)
	}
	return s
}

func fresh(s web.Shell) web.Shell {
	s.More, s.Tasks, s.People, s.Note, s.Quiet = nil, 0, 0, "", "Watching only. Nothing leaves."
	return s
}

func paused(s web.Shell) web.Shell { s.Paused = "since today, 9:12"; return s }

func observing(s web.Shell) web.Shell {
	s.Quiet, s.Note = "Watching only. Nothing leaves.", ""
	return s
}

func demo(s web.Shell) web.Shell {
	s.Demo, s.Name = true, "Sample data"
	s.More = append(s.More[:len(s.More):len(s.More)], web.Link{Href: "/inbox", Text: "Caught messages", Count: 412, Current: s.Place == "inbox"})
	return s
}

func stopped(s web.Shell) web.Shell {
	s.Halted = "A backup was restored, and up to 12 messages may have gone out after it was made."
	return s
}

func justSaid(s web.Shell) web.Shell {
	s.Said, s.Undo = "5 messages are approved. You can take them back until 10:05.", &web.Undo{Href: "/messages/take-back", Text: "Take them back"}
	return s
}
