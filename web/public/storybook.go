package public

import (
	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn/web"
)

// Stories is every page of a client in every state, with sample values.
func Stories() []web.Story {
	var out []web.Story
	add := func(page, state, title string, body templ.Component) {
		out = append(out, web.Story{Page: "client " + page, State: state, Public: true, Render: func(a *web.Assets) templ.Component { return Shell(a, title, body) }})
	}
	from := From{Name: "Dana Reyes", Firm: "Reyes Homes", Phone: "(212) 555-0100", Tel: "tel:+12125550100", Email: "dana@example.com", Postal: "100 Example Ave, New York, NY 10001"}
	answers := Answers{
		Yes: "Yes", YesNote: "you get a short note and a link that you can forward; nothing is sent for you",
		Middle: "I have somebody in mind, call me", MiddleNote: "I will ring you once",
		NotNow: "Not now", NotNowNote: "I will not ask again before 20 February 2027",
		No: "No thanks", NoNote: "I will never ask again; check-ins and home updates go on", Stop: "Stop all messages from me",
	}
	ask := Question{From: from, Title: "Would you pass my name on?", Lead: "Only if it is easy. Any of these is fine, and none of them needs a reason.", Post: "/a/x", Answers: answers}
	answered, long, rtl := ask, ask, ask
	answered.Present, answered.Lead = "not_now", "You said not now. You can change that here."
	long.From = From{Name: "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe de la Vega", Firm: "An Unusually Long Name of a Brokerage in the Five Boroughs and Beyond, LLC", Postal: from.Postal}
	rtl.From = From{Name: "נועה בן־דוד", Firm: "עסק לדוגמה", Phone: from.Phone, Tel: from.Tel, Postal: from.Postal}
	add("answer", "open", ask.Title, QuestionPage(ask))
	add("answer", "answered", ask.Title, QuestionPage(answered))
	add("answer", "long names", ask.Title, QuestionPage(long))
	add("answer", "right to left", ask.Title, QuestionPage(rtl))

	share := Share{From: from, Lines: []string{"Here is what you can pass on, in your own time and your own words.", "There is no reward in it for either of us; it is a favor, and I know it."}, Link: "https://refer.example.com/r/7KQ4M2XD", Code: "7KQ4 M2XD",
		Note: "Dana Reyes helped me buy in Brooklyn in 2024. I would work with Dana again, and the number is (212) 555-0100.", Mailto: "mailto:?subject=Dana%20Reyes&body=Hi", Change: "/a/x?change=1"}
	bare, reward := share, share
	bare.Link, bare.Code = "", ""
	reward.Disclosure = "If your friend becomes a client, both of you get a book. I may mention that because I have said it here."
	add("yes", "with a link", "Thank you", SharePage(share))
	add("yes", "without a link", "Thank you", SharePage(bare))
	add("yes", "with a disclosure", "Thank you", SharePage(reward))
	add("thanks", "middle", "Thank you", ThanksPage(Thanks{From: from, Title: "Thank you, I will call.", Lines: []string{"I will ring you once, on a weekday. If you would rather call me, please do."}, Call: true, Change: "/a/x?change=1", Words: "Change my answer"}))
	add("thanks", "not now", "Thank you", ThanksPage(Thanks{From: from, Title: "Of course.", Lines: []string{"I will not ask again before 20 February 2027."}, Change: "/a/x?change=1", Words: "Change my answer"}))
	add("thanks", "no", "Thank you", ThanksPage(Thanks{From: from, Title: "Understood, and thank you.", Lines: []string{"I will never ask again. Check-ins and home updates go on; the link below any of them ends those too."}, Change: "/a/x?change=1", Words: "Change my answer"}))
	add("stop", "open", "Stop these messages?", StopPage(Stop{From: from, Address: "a…@example.com", Post: "/u/x", AsksToo: true}))
	add("stop", "already no asks", "Stop these messages?", StopPage(Stop{From: from, Address: "a…@example.com", Post: "/u/x"}))
	add("stopped", "all", "Stopped", StoppedPage(Stopped{From: from, Undo: "/u/x/undo"}))
	add("stopped", "asks only", "Stopped", StoppedPage(Stopped{From: from, AsksOnly: true}))
	add("valuation", "open", "A valuation", ValuationPage(Valuation{From: from, Home: "12 Oak Street", Post: "/v/x"}))
	add("valuation", "asked", "Thank you", ValuationPage(Valuation{From: from, Asked: true}))
	add("friend", "one", from.Name, FriendPage(Friend{From: from}))
	add("gone", "unknown", "This link leads nowhere", GonePage(Gone{}))
	add("gone", "closed", "This question is closed", GonePage(Gone{From: from, Closed: true}))
	add("gone", "error", "Not now", web.ProblemBody(web.Problem{Status: 503, Title: "That could not be written down just now.", Hint: "Please try again in a minute. A reply to the letter always works."}))
	return out
}

// Shell is the frame of every client's page: one small stylesheet, one small script that is not needed.
func Shell(a *web.Assets, title string, body templ.Component) templ.Component {
	return web.Bare(title, a.URL("public.css"), a.URL("public.js"), body)
}
