package stories

import (
	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin"
)

// addRequests adds what is asked by hand, and what two people did for one another.
func addRequests(add func(page, state string, s web.Shell, body templ.Component)) {
	asks, people := in("requests", "Ask somebody"), in("people", "People")
	add("requests", "many", asks, admin.RequestsPage(sampleRequests(ana, ben, chen, dora, named(longName), named(rtlName))))
	add("requests", "empty", asks, admin.RequestsPage(sampleRequests()))
	off := sampleRequests()
	off.Off = true
	add("requests", "not in use", asks, admin.RequestsPage(off))
	add("a request", "one", asks, admin.RequestNewPage(sampleRequest(admin.Wrong{}, ana)))
	add("a request", "many", asks, admin.RequestNewPage(sampleRequest(admin.Wrong{}, ana, named(longName), named(rtlName))))
	add("a request", "error", asks, admin.RequestNewPage(sampleRequest(admin.Wrong{Message: "Why you ask them is missing.", Hint: "Write it as in: You saw how I work when a date is fixed."}, ana)))
	add("the letters", "many", asks, admin.RequestPreviewPage(sampleLetters(ana, named(rtlName))))
	add("the letters", "hello first", asks, admin.RequestPreviewPage(sampleHelloFirst()))
	add("given and received", "many", people, admin.GivingPage(sampleGiving(ana)))
	add("given and received", "empty", people, admin.GivingPage(admin.Giving{Person: ben, Given: sampleGiving(ben).Given, Favour: sampleGiving(ben).Favour, Keep: sampleGiving(ben).Keep}))
	add("given and received", "long names", people, admin.GivingPage(sampleGiving(named(longName))))
}

func sampleRequests(people ...admin.Person) admin.Requests {
	v := admin.Requests{Lead: "What you asked people you know from work for, and what came of it."}
	states := []struct {
		tag  admin.Tag
		acts []string
	}{{admin.Tag{Text: "waits for you to read it", Tone: admin.Wait}, []string{"Read it and let it go", "Take it back"}}, {admin.Tag{Text: "asked", Tone: admin.Wait}, []string{"They promised", "It is done", "I may mention their name", "They would rather not", "Read"}},
		{admin.Tag{Text: "promised", Tone: admin.Wait}, []string{"It is done", "They would rather not"}}, {admin.Tag{Text: "done and thanked", Tone: admin.Good}, nil}}
	for i, p := range people {
		s := states[i%len(states)]
		row := admin.RequestRow{ID: string(p.ID) + string(rune('a'+i)), Person: p, Tag: s.tag, Text: "A recommendation for the platform role at Northwind", Note: "By Friday 18 December.", Promise: s.tag.Text == "promised"}
		for _, text := range s.acts {
			row.Acts = append(row.Acts, admin.Action{Text: text, About: "for " + p.Name, Href: "/requests/1", Post: text != "Read" && text != "Read it and let it go", Style: "quiet"})
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func sampleRequest(wrong admin.Wrong, people ...admin.Person) admin.RequestForm {
	v := admin.RequestForm{Wrong: wrong,
		Kinds: []admin.Option{{Value: "recommendation", Text: "A recommendation", Chosen: true}, {Value: "reference", Text: "A reference"}, {Value: "introduction", Text: "An introduction"}},
		Shared: []admin.Input{{Name: "goal", Label: "What is it for?", Value: "the platform role at Northwind", Required: true}, {Name: "by", Label: "By when would it help?", Type: "date", Value: "2026-12-18", Required: true},
			{Name: "urgent", Label: "It cannot wait: three short reminders in two weeks instead of one", Type: "tick", Hint: "For a day within a month. You read each before it goes, each says something else, and none comes after an answer."}},
		Help: []admin.Input{{Name: "profile", Label: "Your CV or profile", Type: "url"}, {Name: "draft", Label: "A draft that they may change", Type: "lines", Hint: "It goes along as text, and says that it is only a draft."}}}
	for i, p := range people {
		id := string(rune('a' + i))
		v.Each = append(v.Each, admin.RequestEach{Person: p, Note: "Northwind. Two people of one company are not asked for the same in one week.", Fields: []admin.Input{
			{Name: "why-" + id, Label: "Why them, in one sentence", Required: true, Example: "You saw how I work when a date is fixed."},
			{Name: "last-" + id, Label: "Last in touch", Type: "date", Hint: "Roughly. Whoever was silent for half a year hears something useful first, and is asked 30 days later at the earliest."}}})
	}
	return v
}

func sampleLetters(people ...admin.Person) admin.RequestPreview {
	v := admin.RequestPreview{Fields: []admin.Hidden{{Name: "kind", Value: "recommendation"}}}
	for _, p := range people {
		v.Letters = append(v.Letters, admin.RequestLetter{Person: p, When: "It goes in the next good hour after you let it go.", Subject: "A recommendation for the platform role",
			Text: "Hi " + p.Name + ",\n\nI am applying for the platform role at Northwind. You saw how I work when a date is fixed, on the port migration.\n\nWould you write two or three sentences about that by Friday 18 December? A plain no is fine too.\n\nWarmly,\nDana"})
	}
	return v
}

func sampleHelloFirst() admin.RequestPreview {
	v := sampleLetters(ana)
	l := &v.Letters[0]
	l.When, l.HelloSubject, l.Hello = "You two were last in touch on 2 February 2024, so a hello goes first. Asked on Monday 28 December at the earliest.", "The new harbor guide", "Hi Ana,\n\nThe harbor authority has published its new guide. Chapter 3 is the part we had to work out by ourselves.\n\nWarmly,\nDana"
	l.Missing = "It cannot go like this: the day on which you were last in touch is not known."
	return v
}

func sampleGiving(p admin.Person) admin.Giving {
	return admin.Giving{Person: p, Gave: []admin.Moment{{When: "2 March 2026", Text: "Read her grant proposal"}, {When: "14 August 2025", Text: "Introduced her to a printer"}}, Got: []admin.Moment{{When: "9 May 2026", Text: "Looked over the contract"}},
		Given:  []admin.Option{{Value: "yes", Text: "I gave", Chosen: true}, {Value: "no", Text: "I received"}},
		Favour: []admin.Input{{Name: "what", Label: "What", Required: true, Example: "read her grant proposal"}, {Name: "on", Label: "When", Type: "date", Value: "2026-11-22"}},
		Keep:   []admin.Input{{Name: "offer", Label: "Something useful for them", Hint: "The next useful message carries it, and then it is used up."}, {Name: "work", Label: "What you did together"}, {Name: "last", Label: "Last in touch", Type: "date"}}}
}
