package admin

import (
	"net/http"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/tempo"
)

// personDays is when the messages of one person come, and the form to change it for them alone.
func (a *admin) personDays(w http.ResponseWriter, r *http.Request) error {
	p, err := a.Tempo.Person(r.Context(), personID(r), nil)
	if err != nil {
		return err
	}
	v, s := a.personDaysForm(r, p)
	if s.Plan != "" {
		v.fill(s, nil, nil)
	}
	return a.page(w, r, "people", v.Title, DaysPage(v))
}

// sheetIn is the plan of a person that an address names, else the first.
func sheetIn(r *http.Request, p tempo.Person) (out tempo.Sheet) {
	for i, s := range p.Plans {
		if i == 0 || s.Plan == r.URL.Query().Get("plan") {
			out = s
		}
	}
	return out
}

func (a *admin) personDaysForm(r *http.Request, p tempo.Person) (DaysForm, tempo.Sheet) {
	name, at := personOf(p.Contact).Name, "/people/"+string(p.Contact.ID)
	s := sheetIn(r, p)
	v := DaysForm{Crumbs: []Crumb{{"People", "/people"}, {name, at}, {"Earlier, later, not this one", ""}}, Title: "When " + name + " hears from you", Back: at, Action: at + "/days?plan=" + s.Plan,
		Lead: "For this person alone. What is not changed here follows everybody's days."}
	for _, plan := range p.Absent {
		v.Notes = append(v.Notes, "Their plan "+plan+" is not here, so its days cannot be changed, and its messages wait. Start Goodturn with --playbook and the folder it is in.")
	}
	if s.Plan == "" {
		if len(v.Notes) == 0 {
			v.Notes = []string{"Nothing is planned for them, so there is no day to move."}
		}
		return v, s
	}
	for _, x := range p.Plans {
		v.Plans = append(v.Plans, Filter{Text: x.Title, Href: at + "/days?plan=" + x.Plan, Current: x.Plan == s.Plan})
	}
	if !s.ByHand {
		own := p.Contact.Timing.Tempo
		v.Tempos = []Option{{Text: "As everybody", Chosen: own == ""}}
		for _, t := range tempos {
			v.Tempos = append(v.Tempos, Option{Value: string(t.tempo), Text: t.text, Note: t.note, Chosen: t.tempo == own})
		}
	}
	return v, s
}

// personDaysPost shows what other days would do to one person, and lets them hold once that was seen.
func (a *admin) personDaysPost(w http.ResponseWriter, r *http.Request) error {
	id := personID(r)
	now, err := a.Tempo.Person(r.Context(), id, nil)
	if err != nil {
		return err
	}
	s := sheetIn(r, now)
	t := typedDays(r, s)
	for name, c := range now.Contact.Timing.Steps { // of their other plans
		if _, here := t.off[name]; !here && r.PostFormValue("step") != "reset" {
			if t.timing.Steps == nil {
				t.timing.Steps = map[string]goodturn.StepTiming{}
			}
			t.timing.Steps[name] = c
		}
	}
	list, err := a.Tempo.LookAtPerson(r.Context(), id, t.timing)
	if err == nil && wasSeen(r, t.timing) {
		if err := a.Tempo.SetPerson(r.Context(), id, by(r), t.timing); err != nil {
			return err
		}
		return a.done(w, "/people/"+string(id), "Kept. What had not left is planned anew.")
	}
	if err != nil && goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		return err
	}
	would, err2 := a.Tempo.Person(r.Context(), id, &t.timing)
	if err2 != nil {
		return err2
	}
	v, sheet := a.personDaysForm(r, would)
	next := map[string]goodturn.Date{} // the date that stands beside a step is the one that holds
	for _, x := range s.Steps {
		next[x.Step.Name] = x.Next
	}
	for i := range sheet.Steps {
		sheet.Steps[i].Next = next[sheet.Steps[i].Step.Name]
	}
	v.fill(sheet, &t, err)
	if err != nil {
		return a.again(w, r, "people", v.Title, DaysPage(v))
	}
	v.seen(t.timing)
	v.Say, v.SomeTitle = "Nothing that is planned moves.", "What"
	if len(list) > 0 {
		v.Say = count(len(list), "message or call changes.", "messages and calls change.")
	}
	for i, m := range a.daysMoved(list) {
		v.Some = append(v.Some, Move{list[i].Title, m.Before, m.After})
	}
	v.MayKeep = !sameTiming(t.timing, now.Contact.Timing)
	return a.page(w, r, "people", v.Title, DaysPage(v))
}
