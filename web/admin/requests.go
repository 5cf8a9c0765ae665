package admin

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// requestRoutes is every address of what is asked by hand.
func (a *admin) requestRoutes() []route {
	return []route{
		{"GET /requests", a.requests, insiders},
		{"POST /requests", a.requestKeep, insiders},
		{"GET /requests/new", a.requestNew, insiders},
		{"POST /requests/new", a.requestShow, insiders},
		{"POST /requests/plan", a.requestPlan, owners},
		{"POST /requests/card", a.requestCard, insiders},
		{"POST /requests/{id}", a.requestNote, insiders},
		{"GET /people/{id}/giving", a.giving, insiders},
		{"POST /people/{id}/giving", a.givingPost, insiders},
		{"POST /people/{id}/known", a.knownPost, insiders},
	}
}

// requestsShown is how many requests the page has, the newest first.
const requestsShown = 100

func (a *admin) requests(w http.ResponseWriter, r *http.Request) error {
	var list []goodturn.Request
	touches := map[goodturn.ID]goodturn.Touch{}
	var set goodturn.Settings
	if err := a.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		if set, err = tx.Settings(); err != nil {
			return err
		}
		if list, err = tx.ListRequests("", requestsShown); err != nil {
			return err
		}
		var ids []goodturn.ID
		for _, x := range list {
			ids = append(ids, x.TouchID)
		}
		have, err := tx.Touches(ids)
		for _, t := range have {
			touches[t.ID] = t
		}
		return err
	}); err != nil {
		return err
	}
	var ids []goodturn.ID
	for _, x := range list {
		ids = append(ids, x.ContactID)
	}
	people, err := a.View.PersonLines(r.Context(), ids...)
	if err != nil {
		return err
	}
	v := Requests{Lead: "What you asked people you know from work for, and what came of it.", Off: !a.asksByHand(set)}
	now, zone := a.Clock.Now(), zoneOf(userIn(r.Context()))
	for _, x := range list {
		v.Rows = append(v.Rows, requestRow(x, touches[x.TouchID], personOf(people[x.ContactID].Contact), now, zone))
	}
	return a.page(w, r, "requests", "Ask somebody", RequestsPage(v))
}

func (a *admin) asksByHand(set goodturn.Settings) bool {
	for _, name := range set.WithDefaults().Packs() {
		if pack, err := a.Program.Pack(name); err == nil && pack.Playbook.EnrolsOn == "hand" {
			return true
		}
	}
	return false
}

// requestRow says how a request stands and what can be noted of it.
func requestRow(x goodturn.Request, t goodturn.Touch, who Person, now time.Time, zone *time.Location) RequestRow {
	row := RequestRow{ID: string(x.ID), Person: who, Text: capital(message.AskedFor(x.Kind)) + " for " + x.Goal, Note: "By " + say.LongDay(x.Deadline(), now) + "."}
	note := func(text, outcome, style string) Action {
		return Action{Text: text, About: "for " + who.Name, Href: "/requests/" + string(x.ID), Post: true, Style: style, Fields: []Hidden{{"outcome", outcome}}}
	}
	read := Action{Text: "Read", About: "the letter to " + who.Name, Href: "/messages/" + string(t.ID), Style: "quiet"}
	left := t.State == goodturn.Sent || t.State == goodturn.Unknown
	switch {
	case x.State == goodturn.RequestDone && x.ThankedAt.IsZero():
		row.Tag, row.Acts = Tag{"done", Good}, []Action{note("I thanked them", "thanked", "go")}
		if x.Kind == goodturn.RequestIntroduction {
			row.Acts = append(row.Acts, Action{Text: "Follow what comes of it", About: "from " + who.Name, Href: withQuery("/introductions/new", "from", string(who.ID), "friend", x.Person)})
		}
	case x.State == goodturn.RequestDone:
		row.Tag = Tag{"done and thanked", Good}
	case x.State == goodturn.RequestPromised:
		row.Tag, row.Promise = Tag{"promised", Wait}, true
		row.Acts = []Action{note("It is done", "done", "go"), note("They would rather not", "declined", "quiet")}
	case x.State == goodturn.RequestNamed:
		row.Tag, row.Note = Tag{"you may mention their name", Good}, ""
		row.Acts = []Action{note("It is done", "done", "")}
	case x.State == goodturn.RequestDeclined:
		row.Tag, row.Note = Tag{"rather not", Plain}, ""
	case x.State == goodturn.RequestWithdrawn:
		row.Tag, row.Note = Tag{"taken back", Plain}, ""
	case t.Channel == goodturn.ChannelDM && t.State == goodturn.Unknown:
		row.Tag = stateTag(t, false)
		m := "/messages/" + string(t.ID)
		row.Acts = []Action{{Text: "Its words", About: "for " + who.Name, Href: m}, {Text: "I have sent it", About: "to " + who.Name, Href: m + "/arrived", Post: true, Style: "go"},
			{Text: "I will not send it", About: "to " + who.Name, Href: m + "/lost", Post: true, Style: "quiet"}, note("They promised", "promised", "")}
	case t.Channel == goodturn.ChannelDM && t.State == goodturn.Planned:
		row.Tag, row.Note = Tag{"yours to send", Wait}, row.Note+" Its words come under To do, "+say.LongDay(goodturn.DateOf(t.DueAt.In(zone)), now)+" at the earliest."
		row.Acts = []Action{read, note("Take it back", "withdrawn", "quiet")}
	case left:
		row.Tag = Tag{"asked", Wait}
		row.Acts = []Action{note("They promised", "promised", "go"), note("It is done", "done", ""), note("I may mention their name", "named", ""), note("They would rather not", "declined", "quiet"), read}
	case t.State.Done():
		row.Tag, row.Note = Tag{"was not sent", Plain}, ""
	case t.ApprovedAt.IsZero():
		row.Tag, row.Note = Tag{"waits for you to read it", Wait}, row.Note+" It goes "+say.LongDay(goodturn.DateOf(t.DueAt.In(zone)), now)+" at the earliest."
		read.Style, read.Text = "go", "Read it and let it go"
		row.Acts = []Action{read, note("Take it back", "withdrawn", "quiet")}
	default:
		row.Tag, row.Note = Tag{"on its way", Wait}, row.Note+" It goes "+say.LongDay(goodturn.DateOf(t.DueAt.In(zone)), now)+" at the earliest."
		row.Acts = []Action{read, note("Take it back", "withdrawn", "quiet")}
	}
	return row
}

// requestPlan puts the plan for people known from work to use, beside the one that is there.
func (a *admin) requestPlan(w http.ResponseWriter, r *http.Request) error {
	if err := a.Plans.Also(r.Context(), by(r), message.PackProfessional); err != nil {
		return err
	}
	return a.done(w, "/requests", "The plan is in use. It holds nobody until you take them up.")
}

// requestPeople reads whom a request is for: ids, or names and addresses, one a line.
func (a *admin) requestPeople(r *http.Request) ([]goodturn.Contact, error) {
	var out []goodturn.Contact
	seen := map[goodturn.ID]bool{}
	for _, field := range r.Form["who"] {
		for _, name := range strings.Split(field, "\n") {
			if name = strings.TrimSpace(name); name == "" {
				continue
			}
			c, err := a.View.FindOne(r.Context(), name)
			if err != nil {
				return out, err
			}
			if !seen[c.ID] {
				seen[c.ID] = true
				out = append(out, c)
			}
		}
	}
	if len(out) > mostAsked {
		return out, goodturn.Invalid("who", "These are too many to ask one by one.", "Choose at most ten, and ask the others later.")
	}
	return out, nil
}

// mostAsked is how many people one form asks: as many as somebody gives a reason for.
const mostAsked = 10

func (a *admin) requestNew(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return goodturn.Invalid("who", "This form cannot be read.", "Go back and fill it in again.")
	}
	people, err := a.requestPeople(r)
	wrong := Wrong{}
	if err != nil {
		if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
			wrong = Wrong{"Nobody here is called that.", "Choose them from the list, or bring their card."}
		} else if wrong, err = wrongOf(err); err != nil {
			return err
		}
	}
	if step := r.Form.Get("step"); step == "go" && len(people) == 0 && wrong.Message == "" {
		wrong = Wrong{"Nobody is chosen.", "Tick whom you want to ask."}
	} else if step != "find" && len(people) > 0 && wrong.Message == "" {
		return a.page(w, r, "requests", "A request", RequestNewPage(a.requestForm(r, people, wrong)))
	}
	v, err := a.chooseForm(r, people, wrong)
	if err != nil {
		return err
	}
	return a.page(w, r, "requests", "A request", RequestChoosePage(v))
}

func (a *admin) requestForm(r *http.Request, people []goodturn.Contact, wrong Wrong) RequestForm {
	val := func(n string) string { return strings.TrimSpace(r.Form.Get(n)) }
	now := goodturn.DateOf(a.Clock.Now().In(zoneOf(userIn(r.Context()))))
	v := RequestForm{Wrong: wrong}
	kind := orElse(val("kind"), string(goodturn.RequestRecommendation))
	for _, k := range goodturn.RequestKinds {
		v.Kinds = append(v.Kinds, Option{Value: string(k), Text: capital(message.AskedFor(k)), Chosen: string(k) == kind})
	}
	v.Shared = []Input{
		{Name: "goal", Label: "What is it for?", Value: val("goal"), Required: true, Complete: "off", Example: "the platform role at Northwind"},
		{Name: "by", Label: "By when would it help?", Type: "date", Value: orElse(val("by"), now.AddDays(28).String()), Required: true},
		{Name: "urgent", Label: "It cannot wait: three short reminders in two weeks instead of one", Type: "tick", Checked: val("urgent") != "", Hint: "For a day within a month. You read each before it goes, each says something else, and none comes after an answer."},
		{Name: "person", Label: "An introduction: to whom?", Value: val("person"), Complete: "off", Hint: "Leave these three empty for anything else.", Example: "Jo Diaz"},
		{Name: "role", Label: "Their role", Value: val("role"), Complete: "off", Example: "head of platform"},
		{Name: "company", Label: "Where they work", Value: val("company"), Complete: "off", Example: "Northwind"},
	}
	if userIn(r.Context()).MayLetGo() {
		v.Shared = append(v.Shared, Input{Name: "yourself", Label: "I send it myself, as a direct message: LinkedIn, WhatsApp or the like", Type: "tick", Checked: val("yourself") != "", Hint: "You get two short sentences and a link to paste. Goodturn sends nothing there; you say when it is on its way."})
	}
	for _, c := range people {
		id := string(c.ID)
		e := RequestEach{Person: personOf(c), Note: "Each gets words of their own."}
		if c.Company != "" {
			e.Note = c.Company + ". Two people of one company are not asked for the same in one week."
		}
		e.Fields = []Input{
			{Name: "why-" + id, Label: "Why them, in one sentence", Value: val("why-" + id), Required: true, Complete: "off", Example: "You saw how I work when a date is fixed."},
			{Name: "work-" + id, Label: "What you did together", Value: val("work-" + id), Complete: "off", Example: "the port migration"},
			{Name: "years-" + id, Label: "When", Value: val("years-" + id), Complete: "off", Example: "2021 to 2023"},
			{Name: "part-" + id, Label: "Their part in it", Value: val("part-" + id), Complete: "off", Example: "you led the team"},
			{Name: "last-" + id, Label: "Last in touch", Type: "date", Value: val("last-" + id), Hint: "Roughly. Whoever was silent for half a year hears something useful first, and is asked 30 days later at the earliest."},
			{Name: "offer-" + id, Label: "Something useful for them", Value: val("offer-" + id), Complete: "off", Hint: "For that hello: an article, a congratulation, somebody they should meet."},
		}
		v.Each = append(v.Each, e)
	}
	v.Help = []Input{
		{Name: "profile", Label: "Your CV or profile", Type: "url", Value: val("profile"), Example: "https://www.example.com/dana"},
		{Name: "job", Label: "The posting", Type: "url", Value: val("job")},
		{Name: "points", Label: "Facts, one a line", Type: "lines", Value: val("points")},
		{Name: "draft", Label: "A draft that they may change", Type: "lines", Value: val("draft"), Hint: "It goes along as text, and says that it is only a draft."},
	}
	return v
}

// asked reads the form.
func requestAskings(r *http.Request, people []goodturn.Contact) ([]requests.Asking, error) {
	val := func(n string) string { return strings.TrimSpace(r.PostForm.Get(n)) }
	by, err := goodturn.ParseDate(val("by"))
	if err != nil {
		return nil, err
	}
	var out []requests.Asking
	for _, c := range people {
		id := string(c.ID)
		last, err := goodturn.ParseDate(val("last-" + id))
		if err != nil {
			return nil, err
		}
		f := goodturn.RequestFacts{Goal: val("goal"), Work: val("work-" + id), Years: val("years-" + id), Part: val("part-" + id), Why: val("why-" + id), Offer: val("offer-" + id),
			Profile: val("profile"), Job: val("job"), Points: strings.Split(val("points"), "\n"), Draft: val("draft")}
		if val("kind") == string(goodturn.RequestIntroduction) {
			f.Person, f.Role, f.Company = val("person"), val("role"), val("company")
		}
		x := requests.Asking{Person: c.ID, Kind: goodturn.RequestKind(val("kind")), By: by, Urgent: val("urgent") != "", Last: last, Facts: f}
		if val("yourself") != "" {
			x.Channel = goodturn.ChannelDM
		}
		out = append(out, x)
	}
	return out, nil
}

// requestShow shows the letters and keeps nothing.
func (a *admin) requestShow(w http.ResponseWriter, r *http.Request) error {
	shown, people, err := a.askFromForm(r, true)
	if err != nil {
		wrong, err := wrongOf(err)
		if err != nil {
			return err
		}
		return a.formAgain(w, r, people, wrong)
	}
	v := RequestPreview{}
	zone, now := zoneOf(userIn(r.Context())), a.Clock.Now()
	for _, x := range shown {
		l := RequestLetter{Person: personOf(x.Contact), Subject: x.Ask.Letter.Subject, Text: x.Ask.Letter.Text, When: "It goes in the next good hour after you let it go."}
		if val := r.PostForm.Get("yourself"); val != "" {
			l.Subject, l.When = "To send yourself", "Its words come under To do, with a link of its own, as soon as you keep it."
		}
		if x.Request.HelloID != "" {
			l.HelloSubject, l.Hello = x.Hello.Letter.Subject, x.Hello.Letter.Text
		}
		if !x.Earliest.IsZero() {
			l.When = "Asked on " + say.LongDay(goodturn.DateOf(x.Earliest.In(zone)), now) + " at the earliest."
			if l.Hello != "" {
				l.When = "You two were last in touch on " + goodturn.DateOf(x.LastAt.In(zone)).Long() + ", so a hello goes first. " + l.When
			}
		}
		if len(x.Ask.Missing) > 0 {
			l.Missing = "It cannot go like this: " + say.Lacking(x.Ask.Missing) + "."
		}
		v.Letters = append(v.Letters, l)
	}
	v.Fields = hiddenOf(r.PostForm)
	return a.page(w, r, "requests", "The letters", RequestPreviewPage(v))
}

// formAgain writes the form anew, with what was wrong; without anybody it is the list to choose from.
func (a *admin) formAgain(w http.ResponseWriter, r *http.Request, people []goodturn.Contact, wrong Wrong) error {
	if len(people) > 0 && len(people) <= mostAsked {
		return a.again(w, r, "requests", "A request", RequestNewPage(a.requestForm(r, people, wrong)))
	}
	v, err := a.chooseForm(r, people, wrong)
	if err != nil {
		return err
	}
	return a.again(w, r, "requests", "A request", RequestChoosePage(v))
}

func hiddenOf(form url.Values) (out []Hidden) {
	for name, values := range form {
		for _, s := range values {
			out = append(out, Hidden{name, s})
		}
	}
	return out
}

func (a *admin) askFromForm(r *http.Request, look bool) ([]requests.Prepared, []goodturn.Contact, error) {
	if err := r.ParseForm(); err != nil {
		return nil, nil, goodturn.Invalid("who", "This form cannot be read.", "Go back and fill it in again.")
	}
	people, err := a.requestPeople(r)
	if err != nil {
		return nil, people, err
	}
	asks, err := requestAskings(r, people)
	if err != nil {
		return nil, people, err
	}
	out, err := a.Requests.AskByHand(r.Context(), by(r), asks, look)
	return out, people, err
}

// requestKeep writes the requests down; each letter still waits to be let go.
func (a *admin) requestKeep(w http.ResponseWriter, r *http.Request) error {
	kept, people, err := a.askFromForm(r, false)
	if err != nil {
		wrong, err := wrongOf(err)
		if err != nil {
			return err
		}
		return a.formAgain(w, r, people, wrong)
	}
	if len(kept) == 1 {
		first := kept[0].Request.TouchID
		if kept[0].Request.HelloID != "" {
			first = kept[0].Request.HelloID
		}
		return a.done(w, "/messages/"+string(first), "Kept. Change the words as you like, and let it go.")
	}
	return a.done(w, "/requests", "Kept. Read each one and let it go.")
}

func (a *admin) requestNote(w http.ResponseWriter, r *http.Request) error {
	day, err := goodturn.ParseDate(formValue(r, "by"))
	if err != nil {
		return err
	}
	x, err := a.Requests.NoteRequest(r.Context(), goodturn.ID(r.PathValue("id")), by(r), requests.Outcome(formValue(r, "outcome")), day)
	if err != nil {
		return err
	}
	text := "Noted."
	switch x.State {
	case goodturn.RequestDone:
		if x.ThankedAt.IsZero() {
			if text = "Noted. A thank-you is drafted; read it under Messages."; x.Kind == goodturn.RequestIntroduction {
				text += " Whom you met can go on the board."
			}
		}
	case goodturn.RequestPromised:
		text = "Noted. One word goes out on " + say.LongDay(x.Deadline(), a.Clock.Now()) + " if it is not done by then, and only if you let it go."
	}
	return a.done(w, "/requests", text)
}

// giving is what went between the owner and one person.
func (a *admin) giving(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	list := func(of []standing.Favour) (out []Moment) {
		for i := len(of) - 1; i >= 0; i-- {
			out = append(out, Moment{When: goodturn.DateOf(of[i].At.In(c.Zone)).Long(), Text: of[i].What})
		}
		return out
	}
	v := Giving{Person: personOf(c.Contact), Gave: list(c.Standing.Gave), Got: list(c.Standing.Got),
		Given:  []Option{{Value: "yes", Text: "I gave", Chosen: true}, {Value: "no", Text: "I received"}},
		Favour: []Input{{Name: "what", Label: "What", Required: true, Complete: "off", Example: "read her grant proposal"}, {Name: "on", Label: "When", Type: "date", Value: goodturn.DateOf(c.Now.In(c.Zone)).String()}},
		Keep: []Input{{Name: "offer", Label: "Something useful for them", Value: c.Standing.Offer, Complete: "off", Hint: "The next useful message carries it, and then it is used up."},
			{Name: "work", Label: "What you did together", Value: c.Standing.Work, Complete: "off"}, {Name: "years", Label: "When that was", Value: c.Standing.Years, Complete: "off"},
			{Name: "last", Label: "Last in touch", Type: "date"}}}
	return a.page(w, r, "people", "Given and received", GivingPage(v))
}

func (a *admin) givingPost(w http.ResponseWriter, r *http.Request) error {
	on, err := goodturn.ParseDate(formValue(r, "on"))
	if err != nil {
		return err
	}
	if err := a.Requests.Favour(r.Context(), personID(r), by(r), formValue(r, "given") != "no", formValue(r, "what"), on); err != nil {
		return err
	}
	return a.done(w, "/people/"+string(personID(r))+"/giving", "Kept.")
}

func (a *admin) knownPost(w http.ResponseWriter, r *http.Request) error {
	last, err := goodturn.ParseDate(formValue(r, "last"))
	if err != nil {
		return err
	}
	if err := a.Requests.KeepInTouch(r.Context(), personID(r), requests.Known{By: by(r), Last: last, Work: formValue(r, "work"), Years: formValue(r, "years"), Offer: formValue(r, "offer")}); err != nil {
		return err
	}
	return a.done(w, "/people/"+string(personID(r)), "Kept. They are in the plan for people you know from work.")
}
