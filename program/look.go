package program

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

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
	UntilAt  time.Time           `json:"until_at,omitzero"` // the instant at which that day's hour comes
	Evidence string              `json:"evidence,omitempty"`
}

// Looked is one touch judged, with everything that went into it.
type Looked struct {
	Touch     goodturn.Touch
	Enrolment goodturn.Enrolment
	Step      goodturn.Step
	Decision  goodturn.Decision
	Written   *Written // the message; nil for a step without words, such as a call
	words     map[string]*playbook.Words
}

// Look judges one touch as of an instant, without writing anything.
func (p *Program) Look(tx *store.Tx, t goodturn.Touch, at time.Time) (Looked, error) {
	out, err := p.LookEach(tx, func(goodturn.Touch) time.Time { return at }, t)
	return out[0], err
}

// LookEach is Look for several, each by itself as of an instant of its own.
func (p *Program) LookEach(tx *store.Tx, at func(goodturn.Touch) time.Time, ts ...goodturn.Touch) ([]Looked, error) {
	out := make([]Looked, len(ts))
	s, err := tx.Settings()
	if err != nil {
		return out, err
	}
	b, err := p.gather(tx, s.WithDefaults(), ts, nil)
	if err != nil {
		return out, err
	}
	for i, t := range ts {
		b.now = at(t)
		facts, dues, drafts := b.facts(p, tx, []goodturn.Touch{t})
		out[i] = Looked{Touch: t, Enrolment: b.plans[t.EnrolmentID], Written: drafts[0], Decision: decide.Touch(b.now, b.settings, facts, dues[0]), words: b.words}
		out[i].Step, _ = b.step(t)
	}
	return out, nil
}

// SentLetter is what a touch said when it left; empty once its words are past the time for which they are kept.
func (p *Program) SentLetter(tx *store.Tx, touch goodturn.ID) (message.Letter, error) {
	ds, err := tx.TouchDeliveries(touch)
	if err != nil || len(ds) == 0 {
		return message.Letter{}, err
	}
	subject, body, _, err := tx.Body(ds[len(ds)-1].ID)
	return message.Letter{Subject: subject, Text: body}, err
}

// JudgedOf puts a decision into words. title is what its step is called.
func (p *Program) JudgedOf(t goodturn.Touch, title string, d goodturn.Decision) Judged {
	l := Judged{Touch: t, Step: t.Step, Title: title, Kind: t.Kind, Planned: DayIn(t.PlannedAt, t.Zone), Decided: t.DecidedAt, Verdict: d.Verdict, Decision: d}
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
		l.First = DayIn(d.At, t.Zone)
	case goodturn.Wait:
		if dated || d.Next.After(d.At) {
			l.First = DayIn(d.Next, t.Zone)
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
			c.Until, c.UntilAt = DayIn(r.Until, zone), r.Until
		}
	}
	return c
}

// headline is the decision in one sentence: what, and the strictest reason.
func headline(l Judged, d goodturn.Decision) string {
	what := l.Title
	if d.Verdict == goodturn.Send {
		return what + ": nothing stands in its way."
	}
	if len(d.Reasons) == 0 {
		return what + " is for you to do."
	}
	r := d.Reasons[0]
	why := goodturn.LowerFirst(strings.TrimSuffix(r.Code.Info().Sentence, "."))
	if r.Evidence != "" {
		why += ": " + r.Evidence
	}
	switch d.Verdict {
	case goodturn.Wait:
		if r.Code == goodturn.ReasonTooEarly && len(d.Reasons) == 1 {
			return what + " goes on " + LongDay(l.First) + "."
		}
		return what + " waits, because " + why + "."
	case goodturn.ToTask:
		return what + " is for you to do: " + why + "."
	case goodturn.Expire:
		return what + " is not sent any more: " + why + "."
	}
	return what + " is left out: " + why + "."
}

// LongDay is a day in words, with its weekday.
func LongDay(d goodturn.Date) string { return fmt.Sprintf("%s %s", d.Weekday(), d.Long()) }

// StepTitle is a touch's step in words, as it is called for one side; the step's name if the playbook is not here.
func (p *Program) StepTitle(t goodturn.Touch, side goodturn.Side) string {
	if pack, err := p.pack(t.Playbook); err == nil {
		if s, ok := pack.Playbook.Step(t.Step, side); ok && s.Title != "" {
			return s.Title
		}
		for _, s := range pack.Playbook.Steps {
			if s.Name == t.Step && s.Title != "" {
				return s.Title
			}
		}
	}
	return t.Step
}

// StepTitles gives the titles of touches, each as it is called for the side of its own plan: one statement.
func (p *Program) StepTitles(tx *store.Tx, ts ...goodturn.Touch) (map[goodturn.ID]string, error) {
	title, err := p.Titles(tx, ts...)
	if err != nil {
		return nil, err
	}
	out := make(map[goodturn.ID]string, len(ts))
	for _, t := range ts {
		out[t.ID] = title(t)
	}
	return out, nil
}

// Titles is StepTitle for touches of the plans of those given, and for others as where the side is not known.
func (p *Program) Titles(tx *store.Tx, ts ...goodturn.Touch) (func(goodturn.Touch) string, error) {
	var ids []goodturn.ID
	seen := map[goodturn.ID]bool{"": true}
	for _, t := range ts {
		if !seen[t.EnrolmentID] {
			seen[t.EnrolmentID] = true
			ids = append(ids, t.EnrolmentID)
		}
	}
	plans, err := tx.Enrolments(ids)
	if err != nil {
		return nil, err
	}
	sides := map[goodturn.ID]goodturn.Side{}
	for _, e := range plans {
		sides[e.ID] = e.Side
	}
	return func(t goodturn.Touch) string { return p.StepTitle(t, sides[t.EnrolmentID]) }, nil
}

// DayIn is the civil day of an instant in a zone by name; UTC if the zone is unknown.
func DayIn(t time.Time, zone string) goodturn.Date {
	z, err := schedule.LoadZone(zone)
	if err != nil {
		z = time.UTC
	}
	return goodturn.DateOf(t.In(z))
}

// LocalTime says an instant where somebody lives.
func LocalTime(t time.Time, zone string) string {
	z, err := schedule.LoadZone(zone)
	if err != nil {
		return t.UTC().Format("Mon 2 Jan, 15:04 (UTC)")
	}
	return t.In(z).Format("Mon 2 Jan, 15:04") + " (" + ZoneCity(zone) + ")"
}

// ZoneCity is the city by which a zone goes: "America/New_York" is New York.
func ZoneCity(zone string) string {
	return strings.ReplaceAll(zone[strings.LastIndexByte(zone, '/')+1:], "_", " ")
}

// Draft renders a looked-at message for a person to read or change.
func (l Looked) Draft() (Draft, error) {
	out := Draft{Touch: l.Touch, Contact: l.Written.About.Contact, Title: l.Step.Title, Letter: l.Written.Letter, Missing: l.Written.Missing, RanOut: l.Written.RanOut, Words: l.Written.Wording,
		Subject: l.Touch.Subject, Body: l.Touch.Body}
	if x, ok := l.words[l.Enrolment.Playbook].Named(l.Written.Wording); ok && !l.Touch.Edited {
		src, err := x.Template.Draft(message.ValuesFor(l.Written.About))
		if err != nil {
			return out, fmt.Errorf("draft %s: %w", l.Written.Wording, err)
		}
		out.Subject, out.Body = message.SplitSource(src)
	}
	return out, nil
}

// NeedsApproval reports whether a touch waits for a person's nod.
func (p *Program) NeedsApproval(s goodturn.Settings, t goodturn.Touch) bool {
	if t.Kind == goodturn.KindCall || t.Channel == goodturn.ChannelDM || !t.ApprovedAt.IsZero() || requested(t) {
		return false
	}
	return s.Approve && !s.GoesByItself(t.Playbook, t.Step) || p.ReadByHand(t)
}

// ReadByHand reports whether a touch belongs to what is asked by hand: it is read before it goes, whatever the settings, and never
// approved together with others.
func (p *Program) ReadByHand(t goodturn.Touch) bool {
	if !t.Manual || requested(t) {
		return false
	}
	pack, err := p.pack(t.Playbook)
	if err != nil {
		return true
	}
	return pack.Playbook.EnrolsOn == "hand" || slices.ContainsFunc(pack.Playbook.Steps, func(s goodturn.Step) bool { return s.Name == t.Step && s.ByHand })
}

// Draft is one message as it would go out now, and its words in the form in which they can be changed.
type Draft struct {
	Touch   goodturn.Touch
	Contact goodturn.Contact
	Title   string         // of the step
	Letter  message.Letter // with P.S. and footer
	Subject string         // to edit
	Body    string         // to edit; links stand as fields
	Missing []string       // facts without which it does not go; then Letter is empty
	RanOut  string         // what no longer holds of the market's figures in its own words: it does not go until they are looked at
	Words   string         // name of the wording; "own" where the owner wrote it
}

// Wordless says why a touch will not be read before it leaves although it is a message: its road is not connected, or it is off.
func (p *Program) Wordless(t goodturn.Touch) goodturn.ReasonCode {
	if t.Channel != goodturn.ChannelEmail && t.Channel != goodturn.ChannelTask && t.Channel != "" && !p.connected(t.Channel) {
		return goodturn.ReasonChannel
	}
	for _, r := range t.Reasons {
		if r == goodturn.ReasonReviewOff || r == goodturn.ReasonChannel {
			return r
		}
	}
	return ""
}

// Stuck reports whether a nod would not help: a fact is missing. What is to do about it is a task of its own.
func Stuck(t goodturn.Touch) bool {
	return slices.Contains(t.Reasons, goodturn.ReasonMissing) || slices.Contains(t.Reasons, goodturn.ReasonRequires)
}
