package admin

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// joinForm finds the other half: by what was typed, or else whoever is called alike.
func (a *admin) joinForm(r *http.Request, v JoinForm) (JoinForm, error) {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return v, err
	}
	v.Person = personOf(c.Contact)
	v.Query = strings.TrimSpace(r.URL.Query().Get("q"))
	text := v.Query
	if v.Likely = text == ""; v.Likely {
		text = orElse(c.Contact.Family, c.Contact.Given)
	}
	if text == "" {
		return v, nil
	}
	lines, _, err := a.View.People(r.Context(), view.PeopleQuery{Text: text, Limit: 10})
	for _, l := range lines {
		if l.Contact.ID != c.Contact.ID {
			v.Found = append(v.Found, Candidate{Person: personOf(l.Contact), Note: say.DealLine(l.Closing, a.Clock.Now())})
		}
	}
	return v, err
}

func (a *admin) personMerge(w http.ResponseWriter, r *http.Request) error {
	v, err := a.joinForm(r, JoinForm{Title: "Put two together", Action: "/people/" + string(personID(r)) + "/merge", Verb: "Put together"})
	if err != nil {
		return err
	}
	v.Lead = "Everything of the other one comes to " + v.Name + ": deals, addresses, history, and any no. It can be undone."
	return a.page(w, r, "people", v.Title, JoinPage(v))
}

func (a *admin) personMergePost(w http.ResponseWriter, r *http.Request) error {
	at := "/people/" + string(personID(r))
	if err := a.People.Merge(r.Context(), personID(r), goodturn.ID(formValue(r, "other")), by(r)); err != nil {
		return err
	}
	return a.done(w, at, "They are one person now. It can be undone with “Take apart”.")
}

// personSplit asks before a merge is taken back.
func (a *admin) personSplit(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	p := personOf(c.Contact)
	if len(c.Merged) == 0 {
		return &goodturn.Error{Code: goodturn.CodeConflict, Message: "Nobody was put together with " + p.Name + ".", Hint: "If two people stand in one entry, choose “Part them” on their page."}
	}
	other := c.Merged[len(c.Merged)-1]
	at := "/people/" + string(p.ID)
	return a.page(w, r, "people", "Take apart", SurePage(Sure{Crumbs: []Crumb{{"People", "/people"}, {p.Name, at}, {"Take apart", ""}}, Title: "Take them apart again?",
		Lead:  personOf(other).Name + " becomes a person of their own again, with what was theirs.",
		Facts: []string{"What was sent or asked while the two were one counts for both, and so does any no."}, Action: at + "/split", Yes: "Take apart", No: "Leave it", Back: at}))
}

func (a *admin) personSplitPost(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	if len(c.Merged) == 0 {
		return &goodturn.Error{Code: goodturn.CodeConflict, Message: "Nobody was put together with them.", Hint: "Look at their page: it may have been done already."}
	}
	other := c.Merged[len(c.Merged)-1].ID
	if err := a.People.Split(r.Context(), other, by(r)); err != nil {
		return err
	}
	return a.done(w, "/people/"+string(other), "They are two people again.")
}

func (a *admin) household(w http.ResponseWriter, r *http.Request) error {
	v, err := a.joinForm(r, JoinForm{Title: "They live together", Action: "/people/" + string(personID(r)) + "/household", Verb: "They live together"})
	if err != nil {
		return err
	}
	v.Lead = "Who lives together is asked together: one question counts for both. Each keeps their own page, and their own no."
	return a.page(w, r, "people", v.Title, JoinPage(v))
}

func (a *admin) householdJoin(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.People.JoinHousehold(r.Context(), personID(r), goodturn.ID(formValue(r, "other")), by(r)); err != nil {
		return err
	}
	return a.done(w, "/people/"+string(personID(r)), "Noted. Together they are asked at most once in 90 days.")
}

// personExport gives a copy of what is kept about somebody, for them to read.
func (a *admin) personExport(w http.ResponseWriter, r *http.Request) error {
	var b bytes.Buffer
	if err := a.People.Export(r.Context(), personID(r), &b); err != nil {
		return err
	}
	file(w, "application/json; charset=utf-8", "what-is-kept.json")
	_, err := w.Write(b.Bytes())
	return err
}

// file makes an answer a file to keep.
func file(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

func (a *admin) eraseForm(r *http.Request, wrong Wrong) (Sure, error) {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return Sure{}, err
	}
	p := personOf(c.Contact)
	at := "/people/" + string(p.ID)
	sent := 0
	for _, t := range c.Touches {
		if t.State == goodturn.Sent {
			sent++
		}
	}
	return Sure{Crumbs: []Crumb{{"People", "/people"}, {p.Name, at}, {"Delete", ""}}, Title: "Delete everything about " + p.Name + "?", Lead: "This cannot be undone. Backups that were made earlier still have them.",
		Facts: []string{"Gone afterwards: name, addresses, " + count(len(c.Closings), "deal", "deals") + ", " + count(sent, "message", "messages") + " and the whole history.",
			"Kept: that these addresses are never to be written to, as numbers that nobody can read back; and counts without a name."},
		Action: at + "/erase", Yes: "Delete", No: "Leave everything", Back: at, Dangerous: true, TypeToSure: strings.Join(strings.Fields(p.Name), " "), Wrong: wrong}, nil
}

func (a *admin) personErase(w http.ResponseWriter, r *http.Request) error {
	v, err := a.eraseForm(r, Wrong{})
	if err != nil {
		return err
	}
	return a.page(w, r, "people", "Delete", SurePage(v))
}

func (a *admin) personErasePost(w http.ResponseWriter, r *http.Request) error {
	v, err := a.eraseForm(r, Wrong{"Nothing was deleted.", "To be sure, type the name exactly as it stands above the field."})
	if err != nil {
		return err
	}
	if strings.Join(strings.Fields(formValue(r, "typed")), " ") != v.TypeToSure {
		return a.again(w, r, "people", "Delete", SurePage(v))
	}
	if _, err := a.People.Erase(r.Context(), personID(r), by(r)); err != nil {
		return err
	}
	return a.done(w, "/people", "Everything about them is deleted.")
}
