package view

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Explanation answers why somebody heard, hears or will hear from us, at one instant. The command line, the page and the API
// render this same value.
type Explanation struct {
	Contact  goodturn.Contact       `json:"-"`
	Person   goodturn.ID            `json:"contact"`
	At       time.Time              `json:"at"`
	Tense    string                 `json:"tense"`    // "past", "now" or "future"
	Headline string                 `json:"headline"` // one sentence
	First    goodturn.Date          `json:"first_day"`
	FirstOr  string                 `json:"first_or,omitempty"` // what would lift it sooner
	Looks    []program.Judged       `json:"looks"`              // the next message, and the next ask if that is another
	Next     []Line                 `json:"next"`               // what is planned after it, soonest first
	Before   []Line                 `json:"before"`             // what happened, newest first
	Dropped  []Line                 `json:"not_in_plan"`        // what the plan holds no more and whose day, given here, is still ahead, soonest first
	titles   map[goodturn.ID]string // of every touch of theirs
}

// Line is one touch in a list.
type Line struct {
	Touch   goodturn.ID           `json:"touch"`
	Title   string                `json:"title"`
	Kind    goodturn.Kind         `json:"kind"`
	State   goodturn.TouchState   `json:"state"`
	Day     goodturn.Date         `json:"day"`
	Local   string                `json:"local"`
	Reasons []goodturn.ReasonCode `json:"reasons"`
}

// Explain says why somebody is or is not written to. A zero instant means now; for the past it is the decision that was in force
// then, for the future the plan. CodeNotFound if there is no such person.
func (p *View) Explain(ctx context.Context, contact goodturn.ID, at time.Time) (out Explanation, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Contact(contact)
		if err != nil {
			return err
		}
		touches, err := tx.ContactTouches(contact)
		if err != nil {
			return err
		}
		out = Explanation{Contact: c, Person: c.ID, At: at, Tense: "now"}
		if out.titles, err = p.StepTitles(tx, touches...); err != nil {
			return err
		}
		switch {
		case at.IsZero() || at.Sub(tx.Now()).Abs() < time.Second:
			out.At = tx.Now()
			err = p.explainNow(tx, &out, touches)
		case at.Before(tx.Now()):
			out.Tense = "past"
			err = p.explainPast(tx, &out, touches)
		default:
			out.Tense = "future"
			err = p.explainFuture(tx, &out, touches)
		}
		if err != nil {
			return err
		}
		p.around(&out, touches)
		return nil
	})
	return out, err
}

func (p *View) explainNow(tx *store.Tx, out *Explanation, touches []goodturn.Touch) (err error) {
	next := slices.IndexFunc(touches, func(t goodturn.Touch) bool { return !t.State.Done() })
	if next < 0 {
		out.Headline, err = whyNothing(tx, out.Contact)
		return err
	}
	if err := p.addLook(tx, out, touches[next], out.At); err != nil {
		return err
	}
	ask := slices.IndexFunc(touches, func(t goodturn.Touch) bool { return !t.State.Done() && t.Kind == goodturn.KindAsk })
	if ask >= 0 && ask != next {
		return p.addLook(tx, out, touches[ask], out.At)
	}
	return nil
}

// whyNothing says why somebody has nothing planned.
func whyNothing(tx *store.Tx, c goodturn.Contact) (string, error) {
	place, err := tx.PlaceOf(c.ID)
	if err != nil {
		return "", err
	}
	nothing := "Nothing is planned for " + name(c)
	switch place {
	case store.PlaceLeftOut:
		return strings.TrimRight(name(c)+" is left out of the plan: "+c.LeftOutWhy, ": .") + ".", nil
	case store.PlaceStopped:
		return nothing + ": they asked for no more messages.", nil
	case store.PlaceUnreachable:
		return nothing + ": there is no e-mail address that works.", nil
	case store.PlaceUndated:
		return nothing + ": the day of the closing is not known. Say it on their page.", nil
	case store.PlaceNone:
		if closings, err := tx.Closings(c.ID); err != nil || len(closings) == 0 {
			return nothing + ": no closing is on file.", err
		}
	}
	return nothing + ".", nil
}

func (p *View) explainFuture(tx *store.Tx, out *Explanation, touches []goodturn.Touch) error {
	i := slices.IndexFunc(touches, func(t goodturn.Touch) bool {
		return t.State == goodturn.Planned && !program.DayIn(t.DueAt, t.Zone).Before(program.DayIn(out.At, t.Zone))
	})
	if i < 0 {
		out.Headline = "Nothing is planned for " + name(out.Contact) + " on " + out.At.Format("2 January 2006") + " or after it."
		return nil
	}
	t := touches[i]
	at := out.At
	if t.DueAt.After(at) {
		at = t.DueAt
	}
	if err := p.addLook(tx, out, t, at); err != nil {
		return err
	}
	l := &out.Looks[0]
	out.Headline = l.Title + " is planned for " + program.LongDay(program.DayIn(t.DueAt, t.Zone)) + ". It is decided on that day; as things stand today: " + goodturn.LowerFirst(l.Headline)
	return nil
}

func (p *View) explainPast(tx *store.Tx, out *Explanation, touches []goodturn.Touch) error {
	var best goodturn.Decision
	var touch goodturn.Touch
	for _, t := range touches {
		d, found, err := tx.DecisionAt(t.ID, out.At)
		if err != nil {
			return err
		}
		if found && (best.At.IsZero() || d.At.After(best.At)) {
			best, touch = d, t
		}
	}
	if best.At.IsZero() {
		out.Headline = "Nothing had come due for " + name(out.Contact) + " by then."
		return nil
	}
	l := p.JudgedOf(touch, out.titles[touch.ID], best)
	l.Decided = best.At
	if best.Verdict == goodturn.Send && (touch.State == goodturn.Sent || touch.State == goodturn.Unknown) {
		letter, err := p.SentLetter(tx, touch.ID)
		if err != nil {
			return err
		}
		l.Would = letter
	}
	out.Looks = []program.Judged{l}
	out.Headline, out.First = l.Headline, l.First
	return nil
}

func (p *View) addLook(tx *store.Tx, out *Explanation, t goodturn.Touch, at time.Time) error {
	if t.State != goodturn.Planned {
		l := program.Judged{Touch: t, Step: t.Step, Title: out.titles[t.ID], Kind: t.Kind, Planned: program.DayIn(t.PlannedAt, t.Zone), Verdict: goodturn.Send,
			Headline: out.titles[t.ID] + " is on its way right now."}
		out.Looks = append(out.Looks, l)
		if len(out.Looks) == 1 {
			out.Headline = l.Headline
		}
		return nil
	}
	x, err := p.Look(tx, t, at)
	if err != nil {
		return err
	}
	l := p.JudgedOf(t, out.titles[t.ID], x.Decision)
	if x.Written != nil {
		l.Would, l.Missing = x.Written.Letter, x.Written.Missing
	}
	out.Looks = append(out.Looks, l)
	if len(out.Looks) == 1 {
		out.Headline, out.First = l.Headline, l.First
		for _, c := range l.Checks {
			if c.State == "stop" { // nothing else helps while it stands
				out.FirstOr = c.Lift
				break
			}
			if c.State == "wait" && c.Until.IsZero() && out.FirstOr == "" {
				out.FirstOr = c.Lift
			}
		}
	}
	return nil
}

// around lists what comes after and what was before.
func (p *View) around(out *Explanation, touches []goodturn.Touch) {
	shown := map[goodturn.ID]bool{}
	for _, l := range out.Looks {
		shown[l.Touch.ID] = true
	}
	for _, t := range touches {
		switch {
		case playbook.Dropped(t) && !t.StateAt.After(out.At) && t.PlannedAt.After(out.At) && len(out.Dropped) < 12:
			out.Dropped = append(out.Dropped, out.line(t, t.PlannedAt))
		case t.State.Done() && t.State != goodturn.Cancelled:
			at := t.SentAt
			if at.IsZero() {
				at = t.StateAt
			}
			out.Before = append(out.Before, out.line(t, at))
		case !t.State.Done() && !shown[t.ID] && len(out.Next) < 12:
			out.Next = append(out.Next, out.line(t, t.DueAt))
		}
	}
	slices.Reverse(out.Before)
	out.Before = out.Before[:min(len(out.Before), 12)]
}

// line says a touch and its time; the year where the month alone could be that of another one.
func (x *Explanation) line(t goodturn.Touch, at time.Time) Line {
	l := Line{Touch: t.ID, Title: x.titles[t.ID], Kind: t.Kind, State: t.State, Day: program.DayIn(at, t.Zone), Local: program.LocalTime(at, t.Zone), Reasons: t.Reasons}
	if at.Sub(x.At).Abs() > 300*goodturn.Day {
		l.Local = strings.Replace(l.Local, ", ", fmt.Sprintf(" %d, ", l.Day.Year), 1)
	}
	return l
}

func name(c goodturn.Contact) string {
	if n := c.Name(); n != "" {
		return n
	}
	return "this person"
}

// Find gives the people who may be meant by an id, an e-mail address, a telephone number or part of a name: one, none, or several
// to choose from.
func (p *View) Find(ctx context.Context, who string) (out []goodturn.Contact, err error) {
	who = strings.TrimSpace(who)
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		if c, err := tx.Contact(goodturn.ID(who)); err == nil {
			out = []goodturn.Contact{c}
			return nil
		} else if goodturn.ErrorCode(err) != goodturn.CodeNotFound {
			return err
		}
		if strings.Contains(who, "@") {
			ids, err := tx.FindIdentity(goodturn.IdentityEmail, "", strings.ToLower(who))
			if err != nil {
				return err
			}
			var people []goodturn.ID
			for _, i := range ids {
				people = append(people, i.ContactID)
			}
			out, err = tx.Contacts(people)
			return err
		}
		out, err = tx.Search(who, 20)
		return err
	})
	return out, err
}

// FindOne is Find where exactly one is wanted. CodeNotFound for none; CodeInvalid lists several.
func (p *View) FindOne(ctx context.Context, who string) (goodturn.Contact, error) {
	found, err := p.Find(ctx, who)
	if err != nil {
		return goodturn.Contact{}, err
	}
	switch len(found) {
	case 0:
		return goodturn.Contact{}, &goodturn.Error{Code: goodturn.CodeNotFound, Message: fmt.Sprintf("Nobody here goes by %q.", who), Hint: "Give an e-mail address, a name, or the id from the address of their page."}
	case 1:
		return found[0], nil
	}
	names := make([]string, 0, 5)
	for _, c := range found[:min(5, len(found))] {
		names = append(names, c.Name()+" ("+string(c.ID)+")")
	}
	return goodturn.Contact{}, goodturn.Invalid("person", fmt.Sprintf("%d people go by %q.", len(found), who), "Give the e-mail address or the id of one: "+strings.Join(names, ", ")+".")
}
