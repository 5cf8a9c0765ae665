// Package stories answers one question: how does every page of the owner look, in every state? Its values are samples: names and events
// in them belong to nobody. Screenshots, accessibility checks and the tests beside it read them.
package stories

import (
	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin"
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
	add("today", "many", today, admin.TodayPage(sampleToday()))
	add("today", "empty", fresh(today), admin.TodayPage(admin.Today{Greeting: "Good morning.", Lead: "Sunday 22 November.", Left: sampleLeft()}))
	add("today", "nothing to do", today, admin.TodayPage(admin.Today{Greeting: "Good evening.", Lead: "Sunday 22 November. Nothing needs you.", Coverage: admin.Coverage{Closed: 140, InPlan: 131, LeftOut: 9}, Leaving: admin.Leaving{Nothing: "Nothing leaves before Monday 30 November."}}))
	add("today", "one", today, admin.TodayPage(sampleTodayQuiet()))
	add("today", "long names", today, admin.TodayPage(sampleTodayNamed(longName)))
	add("today", "right to left", today, admin.TodayPage(sampleTodayNamed(rtlName)))
	add("today", "paused", paused(today), admin.TodayPage(sampleTodayQuiet()))
	add("today", "observing", observing(today), admin.TodayPage(sampleToday()))
	add("today", "demo", demo(today), admin.TodayPage(sampleToday()))
	add("today", "stopped", stopped(today), admin.TodayPage(sampleTodayQuiet()))
	add("today", "just approved", justSaid(today), admin.TodayPage(sampleTodayQuiet()))

	people := in("people", "People")
	add("people", "many", people, admin.PeoplePage(samplePeople(sampleRows(), "")))
	add("people", "empty", fresh(people), admin.PeoplePage(admin.People{Lead: "Everybody you have closed a deal with."}))
	add("people", "one", people, admin.PeoplePage(samplePeople(sampleRows()[:1], "")))
	add("people", "nobody found", people, admin.PeoplePage(samplePeople(nil, "Zzyzx")))
	add("people", "long names", people, admin.PeoplePage(samplePeople(rowsNamed(longName), "")))
	add("people", "right to left", people, admin.PeoplePage(samplePeople(rowsNamed(rtlName), "")))

	add("everybody alike", "many", people, admin.AlikePage(sampleAlike(admin.Wrong{}, ana, ben, named(longName), named(rtlName))))
	add("everybody alike", "empty", people, admin.AlikePage(sampleAlike(admin.Wrong{})))
	add("everybody alike", "error", people, admin.AlikePage(sampleAlike(admin.Wrong{Message: "-1 is no year of a deal.", Hint: "Give a year such as 2026."})))

	add("person", "many", people, admin.PersonPage(samplePerson("Ana Ruiz")))
	add("person", "talking", people, admin.PersonPage(sampleTalking()))
	add("person", "empty", people, admin.PersonPage(samplePersonBare()))
	add("person", "ended", people, admin.PersonPage(samplePersonEnded()))
	add("person", "long names", people, admin.PersonPage(samplePerson(longName)))
	add("person", "right to left", people, admin.PersonPage(samplePerson(rtlName)))
	add("add a client", "empty", people, admin.PersonEditPage(sampleAdd(false)))
	add("add a client", "error", people, admin.PersonEditPage(sampleAdd(true)))
	add("correct", "one", people, admin.PersonEditPage(sampleEdit(false)))
	add("correct", "what moves", people, admin.PersonEditPage(sampleEdit(true)))
	add("put together", "many", people, admin.JoinPage(sampleJoin(true)))
	add("put together", "nobody found", people, admin.JoinPage(sampleJoin(false)))
	add("two in one entry", "one", people, admin.PartPage(samplePart(false)))
	add("two in one entry", "what moves", people, admin.PartPage(samplePart(true)))
	add("days of one person", "not kept", people, admin.DaysPage(sampleTimingOf()))
	add("delete", "one", people, admin.SurePage(sampleErase()))
	add("dates", "many", people, admin.DatesPage(sampleDates()))
	add("dates", "empty", people, admin.DatesPage(admin.Dates{Person: ana, Lead: "Bought 12 Oak St, 15 August 2024.", None: "Nothing is planned: you leave Ana Ruiz out."}))
	add("why", "waiting", people, admin.WhyPage(sampleWhy()))
	add("why", "will go", people, admin.WhyPage(sampleWhyFine()))
	add("why", "never came due", people, admin.WhyPage(admin.Why{Person: ana, Headline: "Nothing was due on that day.", Lead: "The first message to Ana Ruiz is planned for Monday 14 December.", WouldWhy: "Nothing; no message stood on that day.", NextNote: "Nothing else is planned.", At: "2026-11-14"}))

	year := in("year", "The year")
	add("year", "many", observing(year), admin.YearPage(sampleYear()))
	add("year", "empty", fresh(year), admin.YearPage(admin.Year{}))
	add("year", "one", year, admin.YearPage(sampleYearSmall()))
	add("year", "demo", demo(year), admin.YearPage(sampleYear()))
	add("month", "many", year, admin.MonthPage(sampleMonth(sampleDays())))
	add("month", "empty", year, admin.MonthPage(sampleMonth(nil)))
	add("month", "long names", year, admin.MonthPage(sampleMonth(daysNamed(longName))))
	add("what to expect", "one", year, admin.ExpectPage(sampleExpect()))

	messages := in("messages", "Messages")
	messages.Preview = true
	add("messages", "many", messages, admin.MessagesPage(sampleMessages()))
	add("messages", "empty", messages, admin.MessagesPage(admin.Messages{Lead: "Nothing leaves without you."}))
	add("message", "one", messages, admin.MessageEditPage(sampleMessageEdit(nil, "")))
	add("message", "error", messages, admin.MessageEditPage(sampleMessageEdit(sampleFindings(), "")))
	add("message", "gone", messages, admin.MessageEditPage(sampleMessageEdit(nil, "It left on Tuesday 24 November, 10:04. What has left cannot be changed.")))
	words := in("words", "Words")
	words.Preview = true
	add("words", "many", words, admin.WordsListPage(sampleWordsList()))
	two := sampleWordsList()
	two.Plans = []admin.Filter{{Text: "The years after a closing", Href: "/words?plan=real-estate", Current: true}, {Text: "People you know from work", Href: "/words?plan=professional"}, {Text: "The years after a garden was planted, for clients of Reyes and Daughters", Href: "/words?plan=garden"}}
	add("words", "several plans", words, admin.WordsListPage(two))
	add("words of a step", "one", words, admin.WordsEditPage(sampleWordsEdit(nil)))
	add("words of a step", "error", words, admin.WordsEditPage(sampleWordsEdit(sampleFindings())))

	imports := in("people", "Bring a list")
	add("import", "empty", imports, admin.ImportPage(admin.ImportNew{Knows: knows, Most: "50 MB"}))
	add("import", "many", imports, admin.ImportPage(admin.ImportNew{Knows: knows, Most: "50 MB", Earlier: sampleImports()}))
	add("import", "error", imports, admin.ImportPage(admin.ImportNew{Knows: knows, Most: "50 MB", Wrong: admin.Wrong{Message: "clients.xlsx is a spreadsheet program's own file.", Hint: "In that program choose Save as, then CSV, and bring that file."}}))
	add("import report", "many", imports, admin.ImportViewPage(sampleImport()))
	add("import report", "error", imports, admin.ImportViewPage(sampleImportWrong()))
	add("import report", "working", imports, admin.ImportViewPage(admin.ImportView{ID: "1", File: "clients.csv", Working: "60 of 140"}))
	add("import report", "done", imports, admin.ImportViewPage(sampleImportDone()))
	add("import report", "undone", imports, admin.ImportViewPage(admin.ImportView{ID: "1", File: "clients.csv", Undone: "112 people are gone again, 26 are as they were before. 3 messages had already gone out and stay on record."}))
	add("undo an import", "one", imports, admin.SurePage(sampleUndoImport()))

	intro := in("introductions", "Introductions")
	add("introductions", "many", intro, admin.IntroductionsPage(sampleIntroductions()))
	add("introductions", "empty", intro, admin.IntroductionsPage(admin.Introductions{Lead: "Names that clients gave you, and what came of them."}))
	add("introduction", "one", intro, admin.IntroductionPage(sampleIntroCard(false)))
	add("introduction", "not kept", intro, admin.IntroductionPage(sampleIntroCard(true)))
	add("what asking led to", "many", intro, admin.LedToPage(sampleLedTo(false)))
	add("what asking led to", "nothing yet", intro, admin.LedToPage(sampleLedTo(true)))
	add("a name", "one", intro, admin.IntroductionNewPage(sampleIntroduction(true)))
	add("a name", "from anybody", intro, admin.IntroductionNewPage(sampleIntroduction(false)))
	gifts := in("rewards", "Rewards")
	add("rewards", "many", gifts, admin.RewardsPage(sampleRewards()))
	seen := sampleRewards()
	seen.Closed = true
	add("rewards", "not the owner", gifts, admin.RewardsPage(seen))
	add("rewards", "empty", gifts, admin.RewardsPage(admin.Rewards{Lead: "Nothing is promised yet.", Year: "2026", Before: "2025"}))
	add("what is promised", "error", gifts, admin.RewardSetPage(sampleRewardSet()))
	tasks := in("tasks", "To do")
	add("to do", "many", tasks, admin.TasksPage(sampleTasks()))
	add("to do", "empty", tasks, admin.TasksPage(admin.Tasks{Lead: "What Goodturn cannot do without you."}))
	inbox := demo(in("inbox", "Caught messages"))
	add("inbox", "many", inbox, admin.InboxPage(sampleInbox()))
	add("inbox", "empty", inbox, admin.InboxPage(admin.Inbox{Lead: "Nothing is delivered from here."}))
	add("caught message", "one", inbox, admin.CaughtPage(sampleCaught()))

	add("days", "one", year, admin.DaysPage(sampleTiming(false)))
	add("days", "what moves", year, admin.DaysPage(sampleTiming(true)))
	set := in("settings", "Settings")
	set.Preview = true
	add("settings", "many", set, admin.SettingsPage(sampleSettings()))
	add("plans", "many", set, admin.PlansPage(samplePlans("/settings/plans", false)))
	add("plans", "what changes", set, admin.PlansPage(samplePlans("/settings/plans", false, sampleOut, "“People you know from work” comes into use. Everybody you bring from now on comes into it; whoever is here already is taken up on their page.")))
	add("plans", "not the owner", set, admin.PlansPage(samplePlans("/settings/plans", true)))
	none := samplePlans("/settings/plans", false)
	none.Wrong = admin.Wrong{Message: "One plan at least is in use.", Hint: "Choose one. To stop everything, pause."}
	add("plans", "error", set, admin.PlansPage(none))
	addRequests(add)
	addSystems(add, set)
	add("voice", "one", set, admin.SettingsFormPage(sampleVoice()))
	add("hours", "one", set, admin.SettingsFormPage(sampleHours()))
	add("public address", "error", set, admin.SettingsFormPage(samplePublic()))
	add("mailbox", "empty", set, admin.MailboxPage(sampleMailbox("")))
	add("mailbox", "sent", set, admin.MailboxPage(sampleMailbox("sent")))
	add("mailbox", "error", set, admin.MailboxPage(sampleMailbox("error")))
	add("team", "many", set, admin.TeamPage(sampleTeam()))
	add("stopped", "many", stopped(today), admin.StoppedPage(sampleStopped()))
	add("stopped", "empty", today, admin.StoppedPage(admin.Stopped{Done: true}))
	add("live", "many", observing(year), admin.LivePage(sampleLive(false, nil)))
	add("live", "missing", observing(year), admin.LivePage(sampleLive(false, sampleLeft()[:2])))
	add("live", "live", year, admin.LivePage(sampleLive(true, nil)))

	start := fresh(in("today", "First steps"))
	start.Preview = true
	add("start", "plans", start, admin.StartPage(sampleStart(0), admin.PlansBody(samplePlans("/start/plans", false))))
	add("start", "file", start, admin.StartPage(sampleStart(1), admin.StartFile(admin.Wrong{}, knows, "50 MB")))
	add("start", "report", start, admin.StartPage(sampleStart(2), admin.ImportBody(sampleImport(), "/start/report")))
	add("start", "year", start, admin.StartPage(sampleStart(3), admin.YearPage(sampleYear())))
	add("start", "voice", start, admin.StartPage(sampleStart(4), admin.SettingsBody(sampleVoice())))
	add("start", "mailbox", start, admin.StartPage(sampleStart(6), admin.MailboxBody(sampleMailbox(""))))
	add("start", "choose", start, admin.StartPage(sampleStart(7), admin.StartChoose(admin.StartChoice{Ready: true})))
	add("start", "choose, missing", start, admin.StartPage(sampleStart(7), admin.StartChoose(admin.StartChoice{Left: sampleLeft()})))

	bare("log in", "empty", "Log in", admin.LoginPage(admin.Login{}))
	bare("log in", "error", "Log in", admin.LoginPage(admin.Login{Email: "dana@example.com", Wrong: admin.Wrong{Message: "That e-mail and password do not belong together.", Hint: "Try again, or ask for a one-time link."}}))
	bare("log in", "too many tries", "Log in", admin.LoginPage(admin.Login{Wait: "Come back in 5 minutes. Nobody was locked out for good."}))
	bare("one-time link", "first", "Welcome", admin.OneTimePage(admin.OneTime{First: true, Action: "/welcome/x"}))
	bare("one-time link", "later", "Log in", admin.OneTimePage(admin.OneTime{Name: "Dana Reyes", Email: "dana@example.com", Action: "/welcome/x", Wrong: admin.Wrong{Message: "A password needs at least 10 characters.", Hint: "Three or four words that do not belong together are easy to keep."}}))
	bare("one-time link", "gone", "This link does not work", admin.OneTimePage(admin.OneTime{Gone: true}))

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

// sampleOut says what becomes of people in a plan that goes out of use.
const sampleOut = "“The years after a closing” goes out of use. 129 people are in it and hear nothing from it any more. They stay where they are: take it into use again and their year goes on from that day, without what they missed. Thanks for an introduction go all the same."
