package program

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/store"
)

// Explanation answers why somebody heard, hears or will hear from us, at one instant. The command line, the page and the API
// render this same value.
type Explanation struct {
	Contact  goodturn.Contact `json:"-"`
	Person   goodturn.ID      `json:"contact"`
	At       time.Time        `json:"at"`
	Tense    string           `json:"tense"`    // "past", "now" or "future"
	Headline string           `json:"headline"` // one sentence
	First    goodturn.Date    `json:"first_day"`
	FirstOr  string           `json:"first_or,omitempty"` // what would lift it sooner
	Looks    []Judged         `json:"looks"`              // the next message, and the next ask if that is another
	Next     []Line           `json:"next"`               // what is planned after it, soonest first
	Before   []Line           `json:"before"`             // what happened, newest first
}

// Judged is one touch as it was, is or would be judged.
type Judged struct {
	Touch    goodturn.Touch    `json:"-"`
	Step     string            `json:"step"`
	Title    string            `json:"title"`
	Kind     goodturn.Kind     `json:"kind"`
	Planned  goodturn.Date     `json:"planned"`
	Decided  time.Time         `json:"decided_at,omitzero"` // zero: it never came due
	Verdict  goodturn.Verdict  `json:"verdict"`
	First    goodturn.Date     `json:"first_day"` // first day on which it would go; zero: none can be named
	Headline string            `json:"headline"`
	Checks   []Checked         `json:"checks"`
	Would    message.Letter    `json:"would"` // what would have gone out; empty for a call, or where facts are missing
	Missing  []string          `json:"missing,omitempty"`
	Decision goodturn.Decision `json:"-"`
}

// Checked is one thing that was looked at.
type Checked struct {
	Code     goodturn.ReasonCode `json:"code"`
	Label    string              `json:"label"`
	State    string              `json:"state"` // "fine", "wait", "stop" or "not checked"
	Says     string              `json:"says"`
	Lift     string              `json:"lift,omitempty"`
	Until    goodturn.Date       `json:"until,omitzero"`
	Evidence string              `json:"evidence,omitempty"`
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

// looked is one touch judged, with everything that went into it.
type looked struct {
	touch     goodturn.Touch
	enrolment goodturn.Enrolment
	step      goodturn.Step
	decision  goodturn.Decision
	draft     *draft
	docket    *docket
}

// look judges one touch as of an instant, without writing anything.
func (p *Program) look(tx *store.Tx, t goodturn.Touch, at time.Time) (looked, error) {
	s, err := tx.Settings()
	if err != nil {
		return looked{}, err
	}
	return p.lookAs(tx, s.WithDefaults(), t, at)
}

// lookAs is look as if the settings were others.
func (p *Program) lookAs(tx *store.Tx, s goodturn.Settings, t goodturn.Touch, at time.Time) (looked, error) {
	b, err := p.gather(tx, s, []goodturn.Touch{t}, nil)
	if err != nil {
		return looked{}, err
	}
	b.now = at
	facts, dues, drafts := b.facts(p, tx, []goodturn.Touch{t})
	out := looked{touch: t, enrolment: b.plans[t.EnrolmentID], draft: drafts[0], docket: b}
	out.step, _ = b.step(t)
	out.decision = decide.Touch(at, b.settings, facts, dues[0])
	out.decision.TouchID = t.ID
	return out, nil
}

// Explain says why somebody is or is not written to. A zero instant means now; for the past it is the decision that was in force
// then, for the future the plan. CodeNotFound if there is no such person.
func (p *Program) Explain(ctx context.Context, contact goodturn.ID, at time.Time) (out Explanation, err error) {
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

func (p *Program) explainNow(tx *store.Tx, out *Explanation, touches []goodturn.Touch) error {
	next := slices.IndexFunc(touches, func(t goodturn.Touch) bool { return !t.State.Done() })
	if next < 0 {
		out.Headline = "Nothing is planned for " + name(out.Contact) + "."
		if out.Contact.LeftOut {
			out.Headline = name(out.Contact) + " is left out of the plan. " + out.Contact.LeftOutWhy
		}
		return nil
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

func (p *Program) explainFuture(tx *store.Tx, out *Explanation, touches []goodturn.Touch) error {
	i := slices.IndexFunc(touches, func(t goodturn.Touch) bool {
		return t.State == goodturn.Planned && !day(t.DueAt, t.Zone).Before(day(out.At, t.Zone))
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
	out.Headline = l.Title + " is planned for " + longDay(day(t.DueAt, t.Zone)) + ". It is decided on that day; as things stand today: " + lowerFirst(l.Headline)
	return nil
}

func (p *Program) explainPast(tx *store.Tx, out *Explanation, touches []goodturn.Touch) error {
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
	l := p.lookOf(touch, best)
	l.Decided = best.At
	if best.Verdict == goodturn.Send && (touch.State == goodturn.Sent || touch.State == goodturn.Unknown) {
		letter, err := p.sentLetter(tx, touch.ID)
		if err != nil {
			return err
		}
		l.Would = letter
	}
	out.Looks = []Judged{l}
	out.Headline, out.First = l.Headline, l.First
	return nil
}

// sentLetter is what a touch said when it left; empty once its words are past the time for which they are kept.
func (p *Program) sentLetter(tx *store.Tx, touch goodturn.ID) (message.Letter, error) {
	ds, err := tx.TouchDeliveries(touch)
	if err != nil || len(ds) == 0 {
		return message.Letter{}, err
	}
	subject, body, _, err := tx.Body(ds[len(ds)-1].ID)
	return message.Letter{Subject: subject, Text: body}, err
}

func (p *Program) addLook(tx *store.Tx, out *Explanation, t goodturn.Touch, at time.Time) error {
	if t.State != goodturn.Planned {
		l := Judged{Touch: t, Step: t.Step, Title: p.stepTitle(t), Kind: t.Kind, Planned: day(t.PlannedAt, t.Zone), Verdict: goodturn.Send,
			Headline: p.stepTitle(t) + " is on its way right now."}
		out.Looks = append(out.Looks, l)
		if len(out.Looks) == 1 {
			out.Headline = l.Headline
		}
		return nil
	}
	x, err := p.look(tx, t, at)
	if err != nil {
		return err
	}
	l := p.lookOf(t, x.decision)
	if x.draft != nil {
		l.Would, l.Missing = x.draft.Letter, x.draft.Missing
	}
	out.Looks = append(out.Looks, l)
	if len(out.Looks) == 1 {
		out.Headline, out.First = l.Headline, l.First
		for _, c := range l.Checks {
			if c.State == "wait" && c.Until.IsZero() {
				out.FirstOr = c.Lift
				break
			}
		}
	}
	return nil
}

// lookOf puts a decision into words.
func (p *Program) lookOf(t goodturn.Touch, d goodturn.Decision) Judged {
	l := Judged{Touch: t, Step: t.Step, Title: p.stepTitle(t), Kind: t.Kind, Planned: day(t.PlannedAt, t.Zone), Decided: t.DecidedAt, Verdict: d.Verdict, Decision: d}
	dated := true
	for _, r := range d.Reasons {
		l.Checks = append(l.Checks, lookedAt(r, t.Zone))
		if r.Until.IsZero() {
			dated = false
		}
	}
	for _, r := range d.Fine {
		l.Checks = append(l.Checks, lookedAt(r, t.Zone))
	}
	switch d.Verdict {
	case goodturn.Send:
		l.First = day(d.At, t.Zone)
	case goodturn.Wait:
		if dated || d.Next.After(d.At) {
			l.First = day(d.Next, t.Zone)
		}
	}
	l.Headline = headline(l, d)
	return l
}

func lookedAt(r goodturn.Reason, zone string) Checked {
	info := r.Code.Info()
	c := Checked{Code: r.Code, Label: info.Label, Evidence: r.Evidence}
	switch {
	case r.NotChecked:
		c.State, c.Says = "not checked", r.Evidence
	case r.Verdict == goodturn.Send || r.Verdict == "":
		c.State, c.Says = "fine", r.Evidence
	default:
		c.State, c.Says, c.Lift = "wait", info.Sentence, info.Lift
		if r.Verdict == goodturn.Skip || r.Verdict == goodturn.Expire {
			c.State = "stop"
		}
		if !r.Until.IsZero() {
			c.Until = day(r.Until, zone)
		}
	}
	return c
}

// headline is the decision in one sentence: what, and the strictest reason.
func headline(l Judged, d goodturn.Decision) string {
	what := l.Title
	if d.Verdict == goodturn.Send {
		return "Nothing stands in the way of it: " + what + "."
	}
	if len(d.Reasons) == 0 {
		return what + " is for you to do."
	}
	r := d.Reasons[0]
	why := lowerFirst(strings.TrimSuffix(r.Code.Info().Sentence, "."))
	if r.Evidence != "" {
		why += ": " + r.Evidence
	}
	switch d.Verdict {
	case goodturn.Wait:
		if r.Code == goodturn.ReasonTooEarly && len(d.Reasons) == 1 {
			return what + " goes on " + longDay(l.First) + "."
		}
		return what + " waits, because " + why + "."
	case goodturn.ToTask:
		return what + " is for you to do: " + why + "."
	case goodturn.Expire:
		return what + " is not sent any more: " + why + "."
	}
	return what + " is left out: " + why + "."
}

// around lists what comes after and what was before.
func (p *Program) around(out *Explanation, touches []goodturn.Touch) {
	shown := map[goodturn.ID]bool{}
	for _, l := range out.Looks {
		shown[l.Touch.ID] = true
	}
	for _, t := range touches {
		switch {
		case t.State.Done() && t.State != goodturn.Cancelled:
			at := t.SentAt
			if at.IsZero() {
				at = t.StateAt
			}
			out.Before = append(out.Before, p.line(t, at))
		case !t.State.Done() && !shown[t.ID] && len(out.Next) < 12:
			out.Next = append(out.Next, p.line(t, t.DueAt))
		}
	}
	slices.Reverse(out.Before)
	out.Before = out.Before[:min(len(out.Before), 12)]
}

func (p *Program) line(t goodturn.Touch, at time.Time) Line {
	return Line{Touch: t.ID, Title: p.stepTitle(t), Kind: t.Kind, State: t.State, Day: day(at, t.Zone), Local: local(at, t.Zone), Reasons: t.Reasons}
}

func name(c goodturn.Contact) string {
	if n := c.Name(); n != "" {
		return n
	}
	return "this person"
}

func longDay(d goodturn.Date) string { return fmt.Sprintf("%s %s", d.Weekday(), d.Long()) }

func lowerFirst(s string) string {
	if s == "" || strings.HasPrefix(s, "Goodturn") || len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// Find gives the people who may be meant by an id, an e-mail address, a telephone number or part of a name: one, none, or several
// to choose from.
func (p *Program) Find(ctx context.Context, who string) (out []goodturn.Contact, err error) {
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
func (p *Program) FindOne(ctx context.Context, who string) (goodturn.Contact, error) {
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
