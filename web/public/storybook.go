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
		Middle: "I have somebody in mind, call me", MiddleNote: "I will call you once",
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

	share := Share{From: from, Lines: []string{"That means a lot to me."}, Link: "https://refer.example.com/r/7KQ4M2XD", Code: "7KQ4 M2XD", Here: "/a/x", Beside: "There is no reward for this, just my thanks.", Self: "a…@example.com",
		Text: "Dana Reyes helped me buy my home in Brooklyn in 2024. I would work with Dana again, and you reach Dana here: https://refer.example.com/r/7KQ4M2XD.\n\nDana Reyes, Reyes Homes, (212) 555-0100", Subject: "Dana Reyes",
		Mailto: "mailto:?subject=Dana%20Reyes&body=Hi", WhatsApp: "https://wa.me/?text=Hi", LinkedIn: "https://www.linkedin.com/sharing/share-offsite/?url=x", Change: "/a/x?change=1"}
	bare, reward, sentIt, unread := share, share, share, share
	unread.SelfWaits = true
	bare.Link, bare.Code, bare.LinkedIn = "", "", ""
	reward.Beside, reward.Reward = "If you sign up I get $20 and you get $20.", "You and your friend get $20 each once they are a customer."
	share.Own = Own{Post: "/a/x/shown", Picture: "/a/x/picture"}
	showing, unreadable := share, share
	showing.Own.Why, showing.Own.Saved = "She answered every call, and told us when not to buy.", true
	unreadable.Own.Problem = "This file is no picture that can be read here. Choose a JPEG or PNG file."
	sentIt.SelfSent, sentIt.Told, sentIt.News = true, true, []string{"Lee and I are in touch. Thank you.", "Kim has left me their name. Thank you."}
	path, size, err := qr(share.Link)
	if err != nil {
		panic(err) // a short address always fits
	}
	add("yes", "with a link", "Thank you", SharePage(share))
	add("yes", "without a link", "Thank you", SharePage(bare))
	add("yes", "with a reward", "Thank you", SharePage(reward))
	add("yes", "with own words", "Thank you", SharePage(showing))
	add("yes", "no picture", "Thank you", SharePage(unreadable))
	add("yes", "passed on", "Thank you", SharePage(sentIt))
	add("yes", "the note waits", "Thank you", SharePage(unread))
	add("yes", "card", from.Name, CardPage(Card{From: from, Link: share.Link, Code: share.Code, QR: path, Size: size, Here: "/a/x"}))
	ticks := []Tick{{"listened", "listened", true}, {"quick", "answered quickly", false}, {"again", "and I would work with them again", true}}
	add("recommendation", "open", "A recommendation", RecommendPage(Recommend{From: from, Ticks: ticks, Here: "/a/x/recommend", Back: "/a/x"}))
	add("recommendation", "drafted", "A recommendation", RecommendPage(Recommend{From: from, Ticks: ticks, As: "letter", Text: "To whom it may concern,\n\nDana Reyes helped me buy my home in Brooklyn in 2024. Dana listened. I would work with Dana again.\n\nYours sincerely,", Here: "/a/x/recommend", Back: "/a/x"}))
	minds := Mind{Times: []string{"weekday mornings", "weekday evenings"}, Post: "/a/x/mind", Undo: "/a/x/mind/undo"}
	named, wrong := minds, minds
	named.First, named.When, wrong.Problem = "Lee", "weekday evenings", "This name has more than 60 characters. A first name is enough."
	for state, m := range map[string]Mind{"nothing said": minds, "a name": named, "wrong": wrong} {
		add("call me", state, "Thank you", ThanksPage(Thanks{From: from, Title: "Thank you.", Lines: []string{"I will call you soon."}, Call: true, Change: "/a/x?change=1", Words: "Change my answer", Mind: &m, News: []string{"Kim and I are in touch. Thank you."}}))
	}
	add("thanks", "middle", "Thank you", ThanksPage(Thanks{From: from, Title: "Thank you, I will call.", Lines: []string{"I will call you once, on a weekday. If you would rather call me, please do."}, Call: true, Change: "/a/x?change=1", Words: "Change my answer"}))
	add("thanks", "not now", "Thank you", ThanksPage(Thanks{From: from, Title: "Of course.", Lines: []string{"I will not ask again before 20 February 2027."}, Change: "/a/x?change=1", Words: "Change my answer"}))
	add("thanks", "no", "Thank you", ThanksPage(Thanks{From: from, Title: "Understood, and thank you.", Lines: []string{"I will never ask again. Check-ins and home updates go on; the link below any of them ends those too."}, Change: "/a/x?change=1", Words: "Change my answer"}))
	add("stop", "open", "Stop these messages?", StopPage(Stop{From: from, Address: "a…@example.com", Post: "/u/x", AsksToo: true}))
	add("stop", "already no asks", "Stop these messages?", StopPage(Stop{From: from, Address: "a…@example.com", Post: "/u/x"}))
	add("stopped", "all", "Stopped", StoppedPage(Stopped{From: from, Undo: "/u/x/undo"}))
	add("stopped", "asks only", "Stopped", StoppedPage(Stopped{From: from, AsksOnly: true}))
	add("valuation", "open", "A valuation", ValuationPage(Valuation{From: from, Home: "12 Oak Street", Post: "/v/x"}))
	add("valuation", "asked", "Thank you", ValuationPage(Valuation{From: from, Asked: true}))
	friend := Friend{Said: "She answered every call, and told us when not to buy.", From: from, By: "Ana", Why: "whom I helped buy a home", Calendar: "https://calendar.example.com/dana", Post: "/r/x", Not: "/r/x/not", Version: "friend-1",
		Consent: "By sending this you ask Dana Reyes to get in touch with you about it, in the way you gave here. You get at most one confirmation by e-mail, and nothing else by itself. Your details are passed on to nobody, and go when you say so."}
	unnamed, badly, odd := friend, friend, friend
	unnamed.By, unnamed.Why = "", ""
	badly.Problem, badly.Field, badly.Form = "This is neither an e-mail address nor a telephone number that I can use. An address looks like lee@example.com; write a number with its area code.", "reach", FriendForm{Name: "Lee", Reach: "lee at example", MayTell: true}
	odd.By = "נועה"
	add("friend", "sent by Ana", from.Name, FriendPage(friend))
	add("friend", "nobody named", from.Name, FriendPage(unnamed))
	add("friend", "something wrong", from.Name, FriendPage(badly))
	add("friend", "right to left", from.Name, FriendPage(odd))
	add("friend done", "thanks", "Thank you", FriendDonePage(FriendDone{From: from, Title: "Thank you.", Lines: []string{"I have your name and will get in touch with you myself."}, Call: true}))
	add("friend done", "take back", "You asked me to get in touch.", FriendDonePage(FriendDone{From: from, Title: "You asked me to get in touch.", Lines: []string{"If it was not you, or if you have changed your mind, say so here. No reason is needed."}, Call: true, Undo: "/f/x"}))
	add("gone", "unknown", "This link leads nowhere", GonePage(Gone{}))
	add("gone", "closed", "This question is closed", GonePage(Gone{From: from, Closed: true, Post: "/a/x", Answers: Answers{No: "No thanks", NoNote: "I will never ask again; everything else goes on", Stop: "Stop all messages from me"}}))
	add("gone", "error", "Not now", web.ProblemBody(web.Problem{Status: 503, Title: "That could not be written down just now.", Hint: "Please try again in a minute. A reply to the letter always works."}))
	return out
}

// Shell is the frame of every client's page: one small stylesheet, one small script that is not needed.
func Shell(a *web.Assets, title string, body templ.Component) templ.Component {
	return web.Bare(title, a.URL("public.css"), a.URL("public.js"), body)
}
