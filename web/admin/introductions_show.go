package admin

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// cardsShown is how many cards of a stage the board has, the newest first.
const cardsShown = 30

func (a *admin) introductions(w http.ResponseWriter, r *http.Request) error {
	b, err := a.Introductions.Board(r.Context(), "", cardsShown)
	if err != nil {
		return err
	}
	var all []goodturn.Referral
	for _, c := range b.Columns {
		all = append(all, c.Cards...)
	}
	people, err := a.peopleOf(r, all, b.Open)
	if err != nil {
		return err
	}
	users, err := a.users(r)
	if err != nil {
		return err
	}
	owners := map[goodturn.ID]string{}
	for _, u := range users {
		if len(users) > 1 { // one alone looks after everybody
			owners[u.ID] = u.Name
		}
	}
	now, zone := a.Clock.Now(), zoneOf(userIn(r.Context()))
	v := Introductions{Lead: "Names that clients gave you, and what came of them."}
	total, open := 0, 0
	for _, c := range b.Columns {
		total += c.Total
		if c.Stage != goodturn.StageWon && c.Stage != goodturn.StageLost {
			open += c.Total
		}
	}
	if total > 0 {
		v.Lead = count(total, "card", "cards") + "; " + count(open, "is", "are") + " still going on."
		for _, c := range b.Columns {
			col := IntroColumn{Stage: string(c.Stage), Title: stageTitle(c.Stage), Total: c.Total}
			for _, x := range c.Cards {
				col.Cards = append(col.Cards, introCardOf(x, people, owners, now, zone))
			}
			v.Columns = append(v.Columns, col)
		}
	}
	if v.Claims, err = a.claimRows(r, b.Open, people); err != nil {
		return err
	}
	inTime, of, err := a.Introductions.ThankedInTime(r.Context())
	if err != nil {
		return err
	}
	if of > 0 {
		v.Thanked = thousands(inTime) + " of " + count(of, "name", "names") + " of the last 90 days thanked within a day."
	}
	return a.page(w, r, "introductions", "Introductions", IntroductionsPage(v))
}

// peopleOf reads everybody whom these introductions and statements name.
func (a *admin) peopleOf(r *http.Request, all []goodturn.Referral, claims []goodturn.Claim) (map[goodturn.ID]view.PersonLine, error) {
	var ids []goodturn.ID
	for _, x := range all {
		if x.ReferrerID != "" {
			ids = append(ids, x.ReferrerID)
		}
	}
	for _, c := range claims {
		ids = append(ids, c.ContactID)
	}
	return a.View.PersonLines(r.Context(), ids...)
}

// senderOf is who sent a friend, as far as it is known.
func senderOf(x goodturn.Referral, people map[goodturn.ID]view.PersonLine) Person {
	if x.ReferrerID == "" {
		return Person{}
	}
	l, ok := people[x.ReferrerID]
	if !ok {
		return Person{Name: "somebody who was erased"}
	}
	return personOf(l.Contact)
}

// friendOf is who was sent. Whose name is no longer kept goes by whoever sent them.
func friendOf(x goodturn.Referral, people map[goodturn.ID]view.PersonLine) string {
	if by := people[x.ReferrerID].Contact.Given; x.Friend == "" && by != "" {
		return "A friend of " + by
	}
	return orElse(x.Friend, "A friend")
}

func introCardOf(x goodturn.Referral, people map[goodturn.ID]view.PersonLine, owners map[goodturn.ID]string, now time.Time, zone *time.Location) IntroCard {
	c := IntroCard{ID: string(x.ID), Version: strconv.FormatInt(x.Version, 10), Friend: friendOf(x, people), From: senderOf(x, people), Own: x.Source == goodturn.ReferralOwn,
		Age: ageOf(x.StageAt, now, zone), Moves: stageMoves(x.Stage), Owner: owners[x.OwnerID]}
	if x.ValueMinor > 0 {
		c.Value = say.Money(x.ValueMinor, x.Currency)
	}
	if x.Next != "" {
		c.Next = "Next: " + x.Next
		if !x.NextOn.IsZero() {
			c.Next += ", " + say.DayOf(x.NextOn, now)
		}
	}
	return c
}

// ageOf says for how long a card has been where it is, in days of the calendar that whoever looks lives by.
func ageOf(t, now time.Time, zone *time.Location) string {
	switch d := goodturn.DateOf(now.In(zone)).Sub(goodturn.DateOf(t.In(zone))); {
	case d < 1:
		return "since today"
	case d == 1:
		return "since yesterday"
	default:
		return "for " + count(d, "day", "days")
	}
}

func stageMoves(now goodturn.Stage) (out []Option) {
	for _, s := range goodturn.Stages {
		out = append(out, Option{Value: string(s), Text: stageTitle(s), Chosen: s == now})
	}
	return out
}

// stageTitle is a stage as a page says it.
func stageTitle(s goodturn.Stage) string {
	switch s {
	case goodturn.StageIntroduced:
		return "Introduced"
	case goodturn.StageQualified:
		return "Spoke, and it fits"
	case goodturn.StageOpportunity:
		return "Working together"
	case goodturn.StageWon:
		return "Closed"
	}
	return "Came to nothing"
}

func (a *admin) claimRows(r *http.Request, claims []goodturn.Claim, people map[goodturn.ID]view.PersonLine) (out []ClaimRow, err error) {
	for _, c := range claims {
		x, err := a.Introductions.Introduction(r.Context(), c.ReferralID)
		if err != nil {
			return nil, err
		}
		out = append(out, ClaimRow{ID: string(c.ID), Friend: orElse(x.Friend, "A friend"), Intro: string(x.ID), Who: personOf(people[c.ContactID].Contact), Evidence: c.Evidence,
			Sure: strconv.Itoa(c.Confidence) + " of 100 sure"})
	}
	return out, nil
}

func (a *admin) introductionForm(r *http.Request) (IntroductionForm, error) {
	val := func(n string) string { return strings.TrimSpace(r.FormValue(n)) }
	v := IntroductionForm{Task: val("task"), Thanks: "Whoever gave it is thanked within a day, and not asked again while it is going on.",
		Sender: Input{Name: "sender", Label: "Who gave it", Value: val("sender"), Required: true, Hint: "A name, an e-mail address or a street."},
		Fields: []Input{{Name: "friend", Label: "Whose name", Value: val("friend"), Required: true, Complete: "off"},
			{Name: "reach", Label: "Phone or e-mail", Value: val("reach"), Complete: "off", Hint: "Only for you. We never write to them unless they ask us to."},
			{Name: "note", Label: "What they said", Type: "lines", Value: val("note")}}}
	if from := goodturn.ID(val("from")); from != "" {
		c, err := a.View.Card(r.Context(), from, goodturn.Event{})
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
		c, err := a.View.FindOne(r.Context(), formValue(r, "sender"))
		if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
			err = goodturn.Invalid("sender", "Nobody here is called that.", "Try fewer letters, or an e-mail address; or add them first.")
		}
		if err != nil {
			return again(err)
		}
		from = c.ID
	}
	n := introductions.Name{Friend: formValue(r, "friend"), Note: formValue(r, "note"), Told: program.Told{By: by(r)}}
	if reach := formValue(r, "reach"); strings.Contains(reach, "@") {
		n.Email = reach
	} else {
		n.Phone = reach
	}
	if _, err := a.Introductions.GaveName(r.Context(), from, n); err != nil {
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
	m := introductions.To(goodturn.Stage(formValue(r, "stage")), by(r))
	m.Version, _ = strconv.ParseInt(formValue(r, "version"), 10, 64) // without one, nobody's change is looked at
	if _, err := a.Introductions.MoveIntroduction(r.Context(), goodturn.ID(r.PathValue("id")), m); err != nil {
		if goodturn.ErrorCode(err) == goodturn.CodeConflict {
			return a.done(w, "/introductions", "Somebody else moved that card a moment ago. This is how it stands now.")
		}
		return err
	}
	return a.done(w, "/introductions", "Noted.")
}
