package admin

import (
	"net/http"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// personTold takes what happened outside, in one tap.
func (a *admin) personTold(w http.ResponseWriter, r *http.Request) error {
	id, ctx := personID(r), r.Context()
	t := program.Told{By: by(r), Text: formValue(r, "text")}
	text := "Noted."
	var err error
	switch formValue(r, "what") {
	case "replied":
		err, text = a.Program.Replied(ctx, id, t), "Noted. You two are talking: nothing goes out until you say how it ended."
	case "spoke":
		err, text = a.Program.Talked(ctx, id, program.OutcomeTalked, t), "Noted. You two are talking: nothing goes out until you say how it ended."
	case "bounced":
		err, text = a.Program.Bounced(ctx, id, "", t), "Noted. That address is not used again until you fix it."
	case "stop":
		err, text = a.Program.AskedToStop(ctx, id, by(r)), "Noted. Nothing goes out to them any more, from this moment."
	case "ended_well":
		err, text = a.Program.TalkEnded(ctx, id, "good", t), "Good. The plan goes on."
	case "not_now":
		err, text = a.Answers.SaidNotNow(ctx, id, t), "Noted. They are not asked for a while."
	case "no":
		err, text = a.Answers.SaidNo(ctx, id, t), "Noted. They are never asked again; the useful messages go on."
	default:
		err = goodturn.Invalid("what", "What happened?", "Use one of the buttons on their page.")
	}
	if err != nil {
		return err
	}
	return a.done(w, "/people/"+string(id), text)
}

// personLife takes something that happened in somebody's life.
func (a *admin) personLife(w http.ResponseWriter, r *http.Request) error {
	l := people.Life{By: by(r), To: formValue(r, "to"), Over: r.FormValue("over") != ""} // from the address too: that is how it is taken back
	var err error
	if l.Until, err = goodturn.ParseDate(formValue(r, "until")); err != nil {
		return goodturn.Invalid("until", "That is no day.", "Write it as 2027-02-20.")
	}
	what := r.FormValue("what")
	switch what {
	case "bereavement", "illness":
		l.Event, l.Kind = goodturn.EventNotGoodTime, what
	case "baby":
		l.Event, l.Kind = goodturn.EventNotGoodTime, "new baby"
	case "job":
		l.Event, l.Kind = goodturn.EventNotGoodTime, "job loss"
	default:
		l.Event = goodturn.EventName(what)
	}
	if err := a.People.NoteLife(r.Context(), personID(r), l); err != nil {
		return err
	}
	at := "/people/" + string(personID(r))
	if l.Over {
		return a.done(w, at, "Taken back. What is planned from now on no longer looks at it.")
	}
	return a.doneUndo(w, at, said{Text: "Noted. What was planned is decided with it in mind.", Href: takeBackLife(personID(r), what), Undo: "Take it back"})
}

// takeBackLife is the address that takes back something noted about a life.
func takeBackLife(id goodturn.ID, what string) string {
	return withQuery("/people/"+string(id)+"/life", "what", what, "over", "yes")
}

// personNote keeps the owner's own notes.
func (a *admin) personNote(w http.ResponseWriter, r *http.Request) error {
	note, fact := strings.TrimSpace(r.PostFormValue("note")), formValue(r, "fact")
	if _, err := a.People.SaveEdit(r.Context(), personID(r), people.Edit{Note: &note, Fact: &fact, By: by(r)}); err != nil {
		return err
	}
	return a.done(w, "/people/"+string(personID(r)), "Kept.")
}

func (a *admin) personLeaveOut(w http.ResponseWriter, r *http.Request) error {
	if err := a.Program.LeaveOut(r.Context(), personID(r), formValue(r, "why"), by(r)); err != nil {
		return err
	}
	at := "/people/" + string(personID(r))
	return a.doneUndo(w, at, said{Text: "They are left out. Nothing more is planned for them.", Href: at + "/take-in", Undo: "Take them in again"})
}

func (a *admin) personTakeIn(w http.ResponseWriter, r *http.Request) error {
	if err := a.Program.TakeIn(r.Context(), personID(r), by(r)); err != nil {
		return err
	}
	return a.done(w, "/people/"+string(personID(r)), "They are in the plan again.")
}

func (a *admin) personHello(w http.ResponseWriter, r *http.Request) error {
	res, err := a.Requests.HelloNow(r.Context(), personID(r), by(r), false)
	return a.asked(w, r, res, err)
}

func (a *admin) personAsk(w http.ResponseWriter, r *http.Request) error {
	res, err := a.Requests.AskNow(r.Context(), personID(r), by(r), false)
	return a.asked(w, r, res, err)
}

// asked says what became of a message by hand.
func (a *admin) asked(w http.ResponseWriter, r *http.Request, res requests.NowResult, err error) error {
	if err != nil {
		return err
	}
	at := "/people/" + string(personID(r))
	if res.Planned {
		text := "It goes out in the next good hour, five minutes from now at the earliest."
		if why, ok := res.Objection(); ok && program.DayIn(a.Clock.Now(), res.Touch.Zone).Before(res.Judged.First) {
			text = "It is planned, and approved. " + why.Says + " It goes on " + say.LongDay(res.Judged.First, a.Clock.Now()) + " at the earliest."
		}
		return a.doneUndo(w, at, said{Text: text, Href: "/messages/" + string(res.Touch.ID) + "/take-back", Undo: "Take it back"})
	}
	return a.done(w, at, "It was not sent. "+whyNot(res, a.Clock.Now()))
}

// whyNot says why a message does not go now, and on which day it could.
func whyNot(r requests.NowResult, now time.Time) string {
	c, ok := r.Objection()
	switch {
	case !ok:
		return r.Judged.Headline
	case c.Until.IsZero():
		return c.Says + " " + c.Lift
	case c.Until.Before(r.Judged.First): // a day with no good hour, or something else besides
		c.Until = r.Judged.First
	}
	return c.Says + " It could go on " + say.LongDay(c.Until, now) + " at the earliest."
}

// householdLeave takes somebody out of their household.
func (a *admin) householdLeave(w http.ResponseWriter, r *http.Request) error {
	if err := a.People.LeaveHousehold(r.Context(), personID(r), by(r)); err != nil {
		return err
	}
	return a.done(w, "/people/"+string(personID(r)), "They are apart now. The last time they were asked still counts for both.")
}

// Told are the four taps with which somebody says what happened outside: a reply, a talk, a bounce, a no.
func Told(id goodturn.ID) []Action {
	at := "/people/" + string(id) + "/told"
	return []Action{
		{Text: "They replied", Href: at, Post: true, Fields: []Hidden{{"what", "replied"}}}, {Text: "We spoke", Href: at, Post: true, Fields: []Hidden{{"what", "spoke"}}},
		{Text: "Mail came back", Href: at, Post: true, Fields: []Hidden{{"what", "bounced"}}}, {Text: "Asked to stop", Href: at, Post: true, Fields: []Hidden{{"what", "stop"}}},
	}
}
