package admin

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// sidesOffered is what a form offers as the part somebody had in a deal.
func sidesOffered(chosen goodturn.Side) []Option {
	out := []Option{{Value: "bought", Text: "bought"}, {Value: "sold", Text: "sold"}, {Value: "both", Text: "sold and bought"}, {Value: "rented", Text: "rented"},
		{Value: "rented_out", Text: "rented out"}, {Value: "invested", Text: "invested"}, {Value: "", Text: "I do not know"}}
	for i := range out {
		out[i].Chosen = out[i].Value == string(chosen)
	}
	return out
}

func addForm(r *http.Request) PersonForm {
	side := goodturn.Side(r.PostFormValue("side"))
	if r.Method == http.MethodGet {
		side = goodturn.SideBought
	}
	return PersonForm{New: true, Action: "/people",
		Who: []Input{{Name: "name", Label: "Name", Value: formValue(r, "name"), Complete: "off", Required: true, Focus: true, Hint: "As in Ana Ruiz. Add the other half of a couple after this one."},
			{Name: "reach", Label: "E-mail or phone", Value: formValue(r, "reach"), Complete: "off", Mode: "email"}},
		Closing: []Input{{Name: "side", Label: "They", Type: "select", Options: sidesOffered(side)},
			{Name: "date", Label: "Closing date", Type: "date", Value: formValue(r, "date")},
			{Name: "address", Label: "Address", Value: formValue(r, "address"), Complete: "off", Example: "12 Oak St, 4C, Brooklyn NY 11201"}},
		More: []Input{{Name: "price", Label: "Price", Value: formValue(r, "price"), Complete: "off", Mode: "decimal", Hint: "What they paid. What a home may be worth now is worked out from it."},
			{Name: "fact", Label: "One thing a letter may speak of", Value: formValue(r, "fact"), Hint: "As in: new kitchen in the spring."}}}
}

func (a *admin) personNew(w http.ResponseWriter, r *http.Request) error {
	return a.page(w, r, "people", "Add a client", PersonEditPage(addForm(r)))
}

// personAdd adds somebody by hand.
func (a *admin) personAdd(w http.ResponseWriter, r *http.Request) error {
	v := addForm(r)
	again := func(wrong Wrong) error {
		v.Wrong = wrong
		return a.again(w, r, "people", "Add a client", PersonEditPage(v))
	}
	day, err := goodturn.ParseDate(formValue(r, "date"))
	if err != nil {
		return again(Wrong{"That is no closing date.", "Write it as 2026-11-20."})
	}
	n := people.NewPerson{Name: formValue(r, "name"), Closed: day, Side: goodturn.Side(formValue(r, "side")), Address: formValue(r, "address"),
		Price: formValue(r, "price"), Fact: formValue(r, "fact"), By: by(r), Anyway: formValue(r, "anyway") != ""}
	if reach := formValue(r, "reach"); strings.Contains(reach, "@") {
		n.Email = reach
	} else {
		n.Phone = reach
	}
	added, err := a.People.AddByHand(r.Context(), n)
	if err != nil {
		wrong, err := wrongOf(err)
		if err != nil {
			return err
		}
		return again(wrong)
	}
	if added.Contact.ID == "" {
		names := make([]string, len(added.Like))
		for i, c := range added.Like {
			names[i] = c.Name()
		}
		v.More = append(v.More, Input{Name: "anyway", Label: "This is somebody else: add them all the same", Type: "tick"})
		return again(Wrong{"There is somebody like that already: " + say.AndList(names) + ".", "If it is the same person, open their page and add what is new there. If it is somebody else, say so under More."})
	}
	text := "Added. Nothing is planned for them yet."
	if len(added.Touches) > 0 {
		text = "Added. The first of " + count(len(added.Touches), "planned message", "planned messages and calls") + " is on " + say.LongDay(goodturn.DateOf(added.Touches[0].DueAt.In(say.ZoneNamed(added.Touches[0].Zone))), a.Clock.Now()) + "."
	}
	return a.done(w, "/people/"+string(added.Contact.ID), text)
}

// editForm is what is on file, or what was just typed over it.
func editForm(c view.Card, r *http.Request) PersonForm {
	was := map[string]string{"given": c.Contact.Given, "family": c.Contact.Family, "greeting": c.Contact.Greeting, "company": c.Contact.Company,
		"mailing": c.Contact.Mailing.Line(), "prefers": string(c.Contact.Prefers)}
	for _, i := range c.Identities {
		name := map[goodturn.IdentityKind]string{goodturn.IdentityEmail: "email", goodturn.IdentityPhone: "phone"}[i.Kind]
		if name != "" && (was[name] == "" || i.Primary) {
			was[name] = orElse(i.Shown, i.Value)
		}
	}
	val := func(name string) string {
		if r.Method == http.MethodPost {
			return formValue(r, name)
		}
		return was[name]
	}
	prefers := val("prefers")
	return PersonForm{Person: personOf(c.Contact), Action: "/people/" + string(c.Contact.ID) + "/edit",
		Who: []Input{{Name: "given", Label: "First name", Value: val("given"), Complete: "off"}, {Name: "family", Label: "Last name", Value: val("family"), Complete: "off"},
			{Name: "greeting", Label: "A letter begins with", Value: val("greeting"), Complete: "off", Hint: "As in Ana. Without it no message that greets goes out."},
			{Name: "email", Label: "E-mail", Value: val("email"), Complete: "off", Mode: "email"}, {Name: "phone", Label: "Phone", Value: val("phone"), Complete: "off", Mode: "tel"}},
		More: []Input{{Name: "company", Label: "Company", Value: val("company"), Complete: "off"}, {Name: "mailing", Label: "Mailing address, if it is not the home", Value: val("mailing"), Complete: "off"},
			{Name: "prefers", Label: "They like to hear by", Type: "select", Options: []Option{{Value: "", Text: "e-mail", Chosen: prefers == "" || prefers == "email"}, {Value: "sms", Text: "text", Chosen: prefers == "sms"}}}}}
}

// ptr is a field that was typed, nil where the form does not have it.
func ptr(r *http.Request, name string) *string {
	if _, there := r.PostForm[name]; !there {
		return nil
	}
	s := formValue(r, name)
	return &s
}

func (a *admin) personEdit(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	return a.page(w, r, "people", "Correct", PersonEditPage(editForm(c, r)))
}

// personSave shows what a correction moves, and keeps it once that was seen.
func (a *admin) personSave(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	v := editForm(c, r)
	e := people.Edit{Given: ptr(r, "given"), Family: ptr(r, "family"), Greeting: ptr(r, "greeting"), Email: ptr(r, "email"), Phone: ptr(r, "phone"),
		Company: ptr(r, "company"), Mailing: ptr(r, "mailing"), By: by(r)}
	if p := ptr(r, "prefers"); p != nil {
		ch := goodturn.Channel(*p)
		e.Prefers = &ch
	}
	return a.saveOrLook(w, r, v, e)
}

func (a *admin) saveOrLook(w http.ResponseWriter, r *http.Request, v PersonForm, e people.Edit) error {
	use := a.People.PreviewEdit
	save := r.PostFormValue("step") == "save"
	if save {
		use = a.People.SaveEdit
	}
	effect, err := use(r.Context(), personID(r), e)
	if err != nil {
		wrong, err := wrongOf(err)
		if err != nil {
			return err
		}
		v.Wrong = wrong
		return a.again(w, r, "people", "Correct", PersonEditPage(v))
	}
	if save {
		text := "Kept."
		if len(effect.Notes) > 0 {
			text += " " + strings.Join(effect.Notes, " ")
		}
		return a.done(w, "/people/"+string(personID(r)), text)
	}
	v.Checked = true
	if v.Moves, err = a.movesOf(r, effect); err != nil {
		return err
	}
	return a.page(w, r, "people", "Correct", PersonEditPage(v))
}

func (a *admin) movesOf(r *http.Request, e *people.Effect) (out []Move, err error) {
	now := a.Clock.Now()
	on := func(t goodturn.Touch) string {
		return say.DayOf(goodturn.DateOf(t.DueAt.In(say.ZoneNamed(t.Zone))), now)
	}
	type dated struct {
		Move
		at time.Time
	}
	var list []dated
	all := slices.Concat(e.Drops, e.Adds)
	for _, m := range e.Moves {
		all = append(all, m.Before)
	}
	title, err := a.titles(r, all...)
	if err != nil {
		return nil, err
	}
	for _, m := range e.Moves {
		if m.Seen() {
			list = append(list, dated{Move{title(m.Before), on(m.Before), on(m.After)}, m.Before.DueAt})
		}
	}
	for _, t := range e.Drops {
		list = append(list, dated{Move{title(t), on(t), "not any more"}, t.DueAt})
	}
	for _, t := range e.Adds {
		list = append(list, dated{Move{title(t), "not planned", on(t)}, t.DueAt})
	}
	slices.SortStableFunc(list, func(x, y dated) int { return x.at.Compare(y.at) })
	for _, m := range list {
		out = append(out, m.Move)
	}
	return out, nil
}

// dealForm is one deal of a person: to correct, or a new one.
func dealForm(c view.Card, r *http.Request) (PersonForm, goodturn.ID, error) {
	id := goodturn.ID(r.PathValue("deal"))
	v := PersonForm{Person: personOf(c.Contact), Deal: true, Action: "/people/" + string(c.Contact.ID) + "/deals/new"}
	var deal goodturn.Closing
	if id != "" && id != "new" {
		for _, d := range c.Closings {
			if d.ID == id {
				deal = d
			}
		}
		if deal.ID == "" {
			return v, "", goodturn.NotFound("deal")
		}
		v.Action = "/people/" + string(c.Contact.ID) + "/deals/" + string(id)
	}
	v.Another = deal.ID == ""
	side, day, address, price := deal.Side, deal.Date.String(), deal.Property.Line(), ""
	if deal.PriceMinor > 0 {
		price = say.Money(deal.PriceMinor, deal.Currency)
	}
	if r.Method == http.MethodPost {
		side, day, address, price = goodturn.Side(formValue(r, "side")), formValue(r, "date"), formValue(r, "address"), formValue(r, "price")
	}
	v.Closing = []Input{{Name: "side", Label: "They", Type: "select", Options: sidesOffered(side)}, {Name: "date", Label: "Closing date", Type: "date", Value: day, Required: true},
		{Name: "address", Label: "Address", Value: address, Complete: "off", Example: "12 Oak St, 4C, Brooklyn NY 11201"},
		{Name: "price", Label: "Price", Value: price, Complete: "off", Mode: "decimal", Hint: "What was paid. What a home may be worth now is worked out from it."}}
	return v, deal.ID, nil
}

func (a *admin) dealEdit(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	v, _, err := dealForm(c, r)
	if err != nil {
		return err
	}
	return a.page(w, r, "people", "Correct a deal", PersonEditPage(v))
}

func (a *admin) dealSave(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	v, deal, err := dealForm(c, r)
	if err != nil {
		return err
	}
	day, err := goodturn.ParseDate(formValue(r, "date"))
	if err != nil || day.IsZero() {
		v.Wrong = Wrong{"That is no closing date.", "Write it as 2026-11-20."}
		return a.again(w, r, "people", "Correct a deal", PersonEditPage(v))
	}
	side, home := goodturn.Side(formValue(r, "side")), formValue(r, "address")
	if deal == "" {
		deal = people.AnotherDeal
	}
	return a.saveOrLook(w, r, v, people.Edit{ClosingID: deal, Closed: &day, Side: &side, Home: &home, Price: ptr(r, "price"), By: by(r)})
}

// personDates is everything one person gets, year by year.
func (a *admin) personDates(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	v := Dates{Person: personOf(c.Contact), Lead: personLead(c) + " Times are where they live.", None: "Nothing is planned."}
	for _, t := range c.Touches {
		if t.State == goodturn.Cancelled {
			continue
		}
		m := a.touchMoment(t, c)
		year := touchTime(t).In(c.Zone).Format("2006")
		if n := len(v.Years); n == 0 || v.Years[n-1].Title != year {
			v.Years = append(v.Years, YearOf{Title: year})
		}
		y := &v.Years[len(v.Years)-1]
		y.Moments = append(y.Moments, m)
	}
	return a.page(w, r, "people", "Dates of "+v.Name, DatesPage(v))
}

// touchTime is when a touch happened, or is planned.
func touchTime(t goodturn.Touch) time.Time {
	switch {
	case !t.SentAt.IsZero():
		return t.SentAt
	case t.State.Done():
		return t.StateAt
	}
	return t.DueAt
}
