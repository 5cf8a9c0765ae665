package admin

import (
	"errors"
	"net/http"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/view"
)

// personPart offers to part one entry that holds two people.
func (a *admin) personPart(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	how, _ := people.ProposeParting(c.Contact)
	return a.page(w, r, "people", "Two people in one entry", PartPage(partForm(c, how, nil)))
}

func partForm(c view.Card, how people.Parting, wrong error) PartForm {
	v := PartForm{Person: personOf(c.Contact), FirstTitle: "Who keeps this entry", OtherTitle: "Who gets one of their own",
		First:     []Input{{Name: "given", Label: "First name", Value: how.Given, Required: true}, {Name: "family", Label: "Last name", Value: how.Family}},
		Other:     []Input{{Name: "other_given", Label: "Their first name", Value: how.OtherGiven, Required: true}, {Name: "other_family", Label: "Their last name", Value: how.OtherFamily}},
		OtherWays: []Input{{Name: "email", Label: "Their e-mail, if it is not listed", Type: "email", Value: how.Email}, {Name: "phone", Label: "Their phone, if it is not listed", Type: "tel", Value: how.Phone}}}
	for _, i := range c.Identities {
		if i.Kind != goodturn.IdentityExternal {
			way := wayOf(i)
			v.Theirs = append(v.Theirs, Input{Name: "theirs-" + string(i.ID), Label: way.Value, Type: "tick", Checked: slices.Contains(how.Theirs, i.ID)})
		}
	}
	var e *goodturn.Error
	if errors.As(wrong, &e) {
		v.Wrong = Wrong{e.Message, e.Hint}
		for _, list := range [][]Input{v.First, v.Other, v.OtherWays} {
			for i := range list {
				if list[i].Name == e.Field {
					list[i].Problem = e.Message + " " + e.Hint
				}
			}
		}
	}
	return v
}

// personPartPost shows what parting would do, and does it once that was seen.
func (a *admin) personPartPost(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	how := people.Parting{Given: formValue(r, "given"), Family: formValue(r, "family"), OtherGiven: formValue(r, "other_given"), OtherFamily: formValue(r, "other_family"),
		Email: formValue(r, "email"), Phone: formValue(r, "phone"), By: by(r)}
	for _, i := range c.Identities {
		if formValue(r, "theirs-"+string(i.ID)) != "" {
			how.Theirs = append(how.Theirs, i.ID)
		}
	}
	if r.PostFormValue("step") == "save" {
		out, err := a.People.Part(r.Context(), c.Contact.ID, how)
		if err == nil {
			return a.done(w, "/people/"+string(out.Other.ID), "They are two people of one household now. It can be taken back below.")
		}
		if goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			return err
		}
	}
	out, err := a.People.PreviewPart(r.Context(), c.Contact.ID, how)
	if err != nil {
		if goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			return err
		}
		return a.again(w, r, "people", "Two people in one entry", PartPage(partForm(c, how, err)))
	}
	v := partForm(c, how, nil)
	v.Looked, v.Facts = true, partFacts(out)
	return a.page(w, r, "people", "Two people in one entry", PartPage(v))
}

func partFacts(out people.Parted) []string {
	first, other := personOf(out.First).Name, personOf(out.Other).Name
	facts := []string{first + " keeps this page, and " + other + " gets one."}
	for _, i := range out.Moved {
		facts = append(facts, wayOf(i).Value+" goes to "+other+".")
	}
	if out.Deals > 0 {
		facts = append(facts, "Both have "+count(out.Deals, "the deal", "deals")+". One letter goes about it, to "+first+", and greets "+orElse(out.First.Greeting, "both")+".")
	}
	if !out.Reachable {
		facts = append(facts, other+" has no mailbox of their own, and hears through "+first+".")
	}
	facts = append(facts, "What was sent and asked so far counts for both: neither is asked sooner.")
	if out.Refused {
		facts = append(facts, "What was refused holds for both.")
	}
	return facts
}

// personUnpart takes a parting back.
func (a *admin) personUnpart(w http.ResponseWriter, r *http.Request) error {
	first, err := a.People.Unpart(r.Context(), personID(r), by(r))
	if err != nil {
		return err
	}
	return a.done(w, "/people/"+string(first), "They are one entry again.")
}
