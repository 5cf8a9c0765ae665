package admin

import (
	"net/http"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// introductionsShown is how many introductions the page has, the newest first.
const introductionsShown = 100

func (a *admin) introductions(w http.ResponseWriter, r *http.Request) error {
	var list []goodturn.Referral
	if err := a.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		list, err = tx.ListReferrals("", introductionsShown)
		return err
	}); err != nil {
		return err
	}
	var ids []goodturn.ID
	for _, x := range list {
		if x.ReferrerID != "" {
			ids = append(ids, x.ReferrerID)
		}
	}
	people, err := a.Program.PersonLines(r.Context(), ids...)
	if err != nil {
		return err
	}
	now, zone := a.Clock.Now(), zoneOf(userIn(r.Context()))
	v := Introductions{Lead: "Names that clients gave you, and what came of them."}
	open := 0
	for _, x := range list {
		if x.Stage != goodturn.StageWon && x.Stage != goodturn.StageLost {
			open++
		}
		row := Introduction{ID: string(x.ID), Friend: orElse(x.Friend, "Somebody"), From: personOf(people[x.ReferrerID].Contact), Tag: stageTag(x.Stage), When: strings.Replace(clock(x.CreatedAt, now, zone), "Today", "today", 1), Note: x.Note}
		for _, s := range goodturn.Stages {
			row.Next = append(row.Next, Option{Value: string(s), Text: stageWords(s), Chosen: s == x.Stage})
		}
		v.Rows = append(v.Rows, row)
	}
	if len(list) > 0 {
		v.Lead = count(len(list), "name", "names") + " from " + count(len(people), "client", "clients") + ". " + count(open, "is", "are") + " still going on."
	}
	return a.page(w, r, "introductions", "Introductions", IntroductionsPage(v))
}

func stageTag(s goodturn.Stage) Tag {
	switch s {
	case goodturn.StageWon:
		return Tag{"closed", Good}
	case goodturn.StageLost:
		return Tag{"came to nothing", Plain}
	case goodturn.StageOpportunity:
		return Tag{"working together", Good}
	case goodturn.StageQualified:
		return Tag{"spoke", Wait}
	}
	return Tag{"introduced", Wait}
}

func (a *admin) introductionForm(r *http.Request) (IntroductionForm, error) {
	val := func(n string) string { return strings.TrimSpace(r.FormValue(n)) }
	v := IntroductionForm{Task: val("task"), Thanks: "Whoever gave it is thanked within a day, and not asked again while it is going on.",
		Sender: Input{Name: "sender", Label: "Who gave it", Value: val("sender"), Required: true, Hint: "A name, an e-mail address or a street."},
		Fields: []Input{{Name: "friend", Label: "Whose name", Value: val("friend"), Required: true, Complete: "off"},
			{Name: "reach", Label: "Phone or e-mail", Value: val("reach"), Complete: "off", Hint: "Only for you. We never write to them unless they ask us to."},
			{Name: "note", Label: "What they said", Type: "lines", Value: val("note")}}}
	if from := goodturn.ID(val("from")); from != "" {
		c, err := a.Program.Card(r.Context(), from, goodturn.Event{})
		if err != nil {
			return v, err
		}
		v.From = personOf(c.Contact)
	}
	return v, nil
}

func (a *admin) introductionNew(w http.ResponseWriter, r *http.Request) error {
	v, err := a.introductionForm(r)
	if err != nil {
		return err
	}
	return a.page(w, r, "introductions", "A name", IntroductionNewPage(v))
}

// introductionAdd writes down a name that somebody gave.
func (a *admin) introductionAdd(w http.ResponseWriter, r *http.Request) error {
	v, err := a.introductionForm(r)
	if err != nil {
		return err
	}
	again := func(err error) error {
		if v.Wrong, err = wrongOf(err); err != nil {
			return err
		}
		return a.again(w, r, "introductions", "A name", IntroductionNewPage(v))
	}
	from := v.From.ID
	if from == "" {
		c, err := a.Program.FindOne(r.Context(), formValue(r, "sender"))
		if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
			err = goodturn.Invalid("sender", "Nobody here is called that.", "Try fewer letters, or an e-mail address; or add them first.")
		}
		if err != nil {
			return again(err)
		}
		from = c.ID
	}
	n := program.Name{Friend: formValue(r, "friend"), Note: formValue(r, "note"), Told: program.Told{By: by(r)}}
	if reach := formValue(r, "reach"); strings.Contains(reach, "@") {
		n.Email = reach
	} else {
		n.Phone = reach
	}
	if _, err := a.Program.GaveName(r.Context(), from, n); err != nil {
		return again(err)
	}
	if v.Task != "" {
		if err := a.Program.TaskDone(r.Context(), goodturn.ID(v.Task), program.OutcomeName, program.Told{By: by(r)}); err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound {
			return err
		}
	}
	return a.done(w, "/introductions", "Kept. A word of thanks is on your list.")
}

// introductionMove notes how far an introduction has come.
func (a *admin) introductionMove(w http.ResponseWriter, r *http.Request) error {
	if _, err := a.Program.MoveIntroduction(r.Context(), goodturn.ID(r.PathValue("id")), program.To(goodturn.Stage(formValue(r, "stage")), by(r))); err != nil {
		return err
	}
	return a.done(w, "/introductions", "Noted.")
}
