package requests

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide/pace"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// Asking is what the owner wants from one person.
type Asking struct {
	Person goodturn.ID
	Kind   goodturn.RequestKind
	By     goodturn.Date // by when, in the owner's zone
	Last   goodturn.Date // when the two were last in touch, as the owner remembers it; zero: what is on file holds
	Facts  goodturn.RequestFacts
	Urgent bool // the day is near: three reminders within two weeks instead of one

	// Channel is ChannelDM where the owner sends everything of this request as direct messages, whose words come as tasks; else, as with
	// the zero value, it goes the way in which the person likes to hear.
	Channel goodturn.Channel
}

// Prepared is a request as it was written down: its words are to be read, and nothing leaves before that.
type Prepared struct {
	Request  goodturn.Request
	Contact  goodturn.Contact
	Ask      program.Draft  // the letter that asks
	Hello    program.Draft  // the letter that goes first; the zero Draft: none
	LastAt   time.Time      // when the two were last in touch
	Earliest time.Time      // no sooner than this, whoever approves it when
	Judged   program.Judged // what the rules say of the ask today
}

// dormantFor is for how long two are out of touch before a hello goes first.
const dormantFor = goodturn.DormantAfterDays * goodturn.Day

// urgentWithin is how near the day has to be for three reminders.
const urgentWithin = 31 * goodturn.Day

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// errLook undoes what was written down only to be looked at.
var errLook = errors.New("look")

// byOwnHand reports whether a request goes as direct messages.
func byOwnHand(a Asking) bool { return a.Channel == goodturn.ChannelDM }

// errPrepares: with the words of a direct message in hand nobody reads it before it goes.
var errPrepares = &goodturn.Error{Code: goodturn.CodeForbidden, Message: "Only whoever may let messages leave can send a request themselves.", Hint: "Ask by letter, which the owner of this workspace reads first."}

// AskByHand prepares requests: each becomes a message of its own, in its own words, that waits to be read. Whoever was long silent
// gets a hello first and is asked 30 days after it at the earliest. With look set, nothing is written and the result is what would
// be. One that cannot be made makes none: CodeInvalid and CodeConflict say for whom and why; CodeForbidden, that by may let nothing leave.
func (p *Requests) AskByHand(ctx context.Context, by goodturn.ID, asks []Asking, look bool) (out []Prepared, err error) {
	if len(asks) == 0 {
		return nil, goodturn.Invalid("people", "Nobody is chosen.", "Choose whom you want to ask.")
	}
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		out = nil
		people := make([]goodturn.ID, len(asks))
		for i, a := range asks {
			people[i] = a.Person
		}
		if err := program.LockPeople(tx, people...); err != nil { // two who ask one person at once are one request
			return err
		}
		if slices.ContainsFunc(asks, byOwnHand) {
			if u, err := tx.User(by); err != nil || !u.MayLetGo() {
				return cmp.Or[error](err, errPrepares)
			}
		}
		for _, a := range asks {
			x, err := p.askByHand(tx, by, a)
			if err != nil {
				return err
			}
			out = append(out, x)
		}
		if look {
			return errLook
		}
		return nil
	})
	if err != nil && !(look && errors.Is(err, errLook)) {
		return nil, err
	}
	if !look && slices.ContainsFunc(asks, byOwnHand) {
		p.Wake("sweep") // whoever sends it waits for its words
	}
	return out, nil
}

func (p *Requests) askByHand(tx *store.Tx, by goodturn.ID, a Asking) (out Prepared, err error) {
	set, err := tx.Settings()
	if err != nil {
		return out, err
	}
	set = set.WithDefaults()
	pack, err := p.handPack(set)
	if err != nil {
		return out, err
	}
	c, err := whom(tx, a.Person)
	if err != nil {
		return out, err
	}
	owner, err := tx.User(c.OwnerID)
	if err != nil {
		return out, err
	}
	zone := pace.Zone(owner, set)
	today, _ := schedule.Local(tx.Now(), zone)
	if err := checkAsking(&a, today); err != nil {
		return out, err
	}
	if c.LeftOut {
		return out, &goodturn.Error{Code: goodturn.CodeConflict, Message: "You leave " + c.Name() + " out of everything.", Hint: "Take them in again on their page first."}
	}
	open, err := p.openRequest(tx, c.ID)
	if err != nil {
		return out, err
	}
	if open.ID != "" {
		return out, &goodturn.Error{Code: goodturn.CodeConflict, Message: "A request to " + c.Name() + " is under way already.", Hint: "See how it ends, or take it back on its page, before you ask for something else."}
	}
	if a.Last.Valid() {
		if err := p.noteLast(tx, c.ID, by, a.Last, zone); err != nil {
			return out, err
		}
	}
	e, err := p.TakeUpIn(tx, set, pack, c, by, a.Facts, a.Channel)
	if err != nil {
		return out, err
	}
	r := goodturn.Request{ID: tx.NewID(), ContactID: c.ID, OwnerID: c.OwnerID, Kind: a.Kind, By: a.By, Urgent: a.Urgent, RequestFacts: a.Facts, CompanyKey: goodturn.CompanyKey(c.Company),
		Door: a.Facts.DoorKey(a.Kind), State: goodturn.RequestOpen}
	out.Contact = c
	return out, p.writeRequest(tx, &out, requestPlan{ByHand: program.ByHand{Settings: set, Pack: pack, Contact: c, Enrolment: e}, zone: zone, request: r, channel: a.Channel})
}

// checkAsking holds what was typed against what can stand in a letter, and trims it.
func checkAsking(a *Asking, today goodturn.Date) error {
	if !slices.Contains(goodturn.RequestKinds, a.Kind) {
		return goodturn.Invalid("for", fmt.Sprintf("%q cannot be asked for.", a.Kind), "Ask for a recommendation, a reference or an introduction.")
	}
	f := &a.Facts
	line := func(field, what string, s *string, needed bool, example string) error {
		*s = strings.Join(strings.Fields(*s), " ")
		switch {
		case *s == "" && !needed:
			return nil
		case *s == "":
			return goodturn.Invalid(field, what+" is missing.", "Write it as in: "+example)
		case !message.Printable(*s, message.MaxRequestFact):
			return goodturn.Invalid(field, what+" cannot stand in a letter.", fmt.Sprintf("Write one plain line of at most %d characters, as in: %s", message.MaxRequestFact, example))
		}
		return nil
	}
	intro := a.Kind == goodturn.RequestIntroduction
	f.Points = slices.DeleteFunc(slices.Clone(f.Points), func(s string) bool { return strings.TrimSpace(s) == "" })
	for _, err := range []error{
		line("goal", "What it is for", &f.Goal, true, "the platform role at Northwind"),
		line("person", "Whom you want to meet", &f.Person, intro && strings.TrimSpace(f.Role) == "", "Jo Diaz"),
		line("role", "Their role", &f.Role, false, "head of platform"),
		line("company", "Where they work", &f.Company, intro, "Northwind"),
		line("work", "What you did together", &f.Work, false, "the port migration"),
		line("years", "When that was", &f.Years, false, "2021 to 2023"),
		line("part", "Their part in it", &f.Part, false, "you led the team"),
		line("why", "Why you ask them", &f.Why, true, "You saw how I work when a date is fixed."),
		line("offer", "Something useful for them", &f.Offer, false, "The harbor authority has published its new guide."),
	} {
		if err != nil {
			return err
		}
	}
	if intro && message.Target(*f) == "" {
		return goodturn.Invalid("to", "Whom you want to meet cannot stand in a letter.", "Give a name or a role, and the company.")
	}
	if len(f.Points) > 6 {
		return goodturn.Invalid("points", "There are more than six facts.", "Keep those that help most.")
	}
	for i := range f.Points {
		if err := line("points", "A fact", &f.Points[i], true, "moved 40 services in 9 weeks"); err != nil {
			return err
		}
	}
	for _, l := range []struct {
		field string
		s     *string
	}{{"profile", &f.Profile}, {"job", &f.Job}} {
		if *l.s = strings.TrimSpace(*l.s); *l.s != "" && !message.PrintableAddress(*l.s) {
			return goodturn.Invalid(l.field, "This is no web address that others can open.", "Write it whole, as in https://www.example.com/dana.")
		}
	}
	if f.Draft = strings.TrimSpace(strings.ReplaceAll(f.Draft, "\r\n", "\n")); f.Draft != "" && !message.PrintableLines(f.Draft, message.MaxRequestDraft) {
		return goodturn.Invalid("draft", "This draft cannot stand in a letter.", fmt.Sprintf("Write plain text of at most %d characters, without markup.", message.MaxRequestDraft))
	}
	for _, s := range append([]string{f.Goal, f.Why, f.Work, f.Part, f.Offer, f.Draft}, f.Points...) {
		if s == "" {
			continue
		}
		for _, found := range message.LintSentence(s) {
			if found.Severity == message.Block {
				return goodturn.Invalid("words", found.Message, found.Fix)
			}
		}
	}
	switch {
	case a.Channel != "" && a.Channel != goodturn.ChannelEmail && a.Channel != goodturn.ChannelDM:
		return goodturn.Invalid("channel", fmt.Sprintf("A request does not go by %q.", a.Channel), "Use email, or dm where you send it yourself.")
	case !a.By.Valid():
		return goodturn.Invalid("by", "By when it would help is missing.", "Give a day, such as "+today.AddDays(21).String()+".")
	case !a.By.After(today.AddDays(2)):
		return goodturn.Invalid("by", a.By.Long()+" is too soon: people need a few days.", "Give a day from "+today.AddDays(3).Long()+" on.")
	case a.By.After(today.AddYears(1)):
		return goodturn.Invalid("by", a.By.Long()+" is more than a year away.", "Ask when the time is nearer.")
	}
	if a.Last.Valid() && a.Last.After(today) {
		return goodturn.Invalid("last", "You cannot have been in touch on "+a.Last.Long()+" yet.", "Give a day that has passed.")
	}
	return nil
}

// handPack is the pack in use whose requests are made by hand.
func (p *Requests) handPack(s goodturn.Settings) (*playbook.Shipped, error) {
	for _, name := range s.Packs() {
		if pack, err := p.ShippedPack(name); err == nil && pack.Playbook.EnrolsOn == "hand" {
			return pack, nil
		}
	}
	return nil, &goodturn.Error{Code: goodturn.CodeConflict, Message: "The plan for people you know from work is not in use.",
		Hint: "Switch it on under Settings, Plans, or with: goodturn admin set --packs real-estate,professional"}
}

// noteLast keeps when the two were last in touch, as the owner remembers it.
func (p *Requests) noteLast(tx *store.Tx, contact, by goodturn.ID, last goodturn.Date, zone *time.Location) error {
	at := schedule.At(last, 12, 0, zone)
	if at.After(tx.Now()) {
		at = tx.Now()
	}
	_, err := p.ReceiveIn(tx, goodturn.Event{ContactID: contact, Name: goodturn.EventInTouch, At: at, Source: program.Hand, Props: program.Props(map[string]any{"by": by})})
	return err
}

// openRequest is the request to somebody that is not over; the zero Request if there is none. One whose message was skipped, ran out
// or failed is over too.
func (p *Requests) openRequest(tx *store.Tx, contact goodturn.ID) (goodturn.Request, error) {
	all, err := tx.Requests(contact)
	if err != nil {
		return goodturn.Request{}, err
	}
	for _, r := range all {
		over, err := requestOver(tx, r)
		if err != nil || !over {
			return r, err
		}
	}
	return goodturn.Request{}, nil
}

func requestOver(tx *store.Tx, r goodturn.Request) (bool, error) {
	if r.Over() {
		return true, nil
	}
	t, err := tx.Touch(r.TouchID)
	if err != nil {
		return false, err
	}
	return t.State.Done() && t.State != goodturn.Sent && t.State != goodturn.Unknown || r.State == goodturn.RequestOpen && tx.Now().After(t.DueAt.Add(goodturn.HardAskEvery)), nil
}

// requestPlan is what writing a request down needs to know.
type requestPlan struct {
	program.ByHand
	zone    *time.Location // the owner's
	request goodturn.Request
	channel goodturn.Channel // ChannelDM: the owner sends it
}

// by sets how a touch reaches them.
func (w *requestPlan) by(t *goodturn.Touch) error {
	if w.channel == goodturn.ChannelDM {
		t.Channel = w.channel
	}
	return nil
}

// writeRequest writes the request, its letter and, for somebody long silent, the hello before it, and says how they read.
func (p *Requests) writeRequest(tx *store.Tx, out *Prepared, w requestPlan) error {
	r, c := w.request, w.Contact
	silent, last, earliest, err := p.longSilent(tx, c.ID)
	if err != nil {
		return err
	}
	out.LastAt = last
	if last.IsZero() {
		return goodturn.Invalid("last", "It is not known when you and "+c.Name()+" were last in touch.", "Say so, roughly: whoever was silent for half a year gets a hello first.")
	}
	helpful := schedule.At(r.By, 0, 0, w.zone) // the message is of no use on the day itself
	var hello goodturn.Touch
	if silent && earliest.IsZero() {
		if r.Offer == "" {
			return goodturn.Invalid("offer", fmt.Sprintf("You and %s have not been in touch since %s, so a hello goes first, with something useful in it.", c.Name(), goodturn.DateOf(last.In(w.zone)).Long()),
				"Write one useful thing for them: an article, a congratulation, an introduction you can make.")
		}
		if hello, err = p.HandTouchIn(tx, w.ByHand, "hello", w.by); err != nil {
			return err
		}
		earliest = hello.DueAt.Add(program.HelloRest)
	}
	if !earliest.Before(helpful) {
		return goodturn.Invalid("by", fmt.Sprintf("%s can be asked on %s at the earliest, 30 days after the hello, and %s is before that.", c.Name(), goodturn.DateOf(earliest.In(w.zone)).Long(), r.By.Long()),
			"Name a later day, or call them.")
	}
	if from := latest(earliest, tx.Now()); r.Urgent && helpful.After(from.Add(urgentWithin)) {
		return goodturn.Invalid("urgent", fmt.Sprintf("Three reminders are for what cannot wait, and %s has until %s.", c.Name(), r.By.Long()), "Name a day within a month of the asking, or leave it at the one reminder.")
	}
	ask, err := p.HandTouchIn(tx, w.ByHand, string(r.Kind), func(t *goodturn.Touch) error {
		if earliest.After(t.DueAt) {
			t.PlannedAt, t.DueAt, t.LegalAt = earliest, earliest, earliest
		}
		t.UntilAt = helpful
		if err := w.by(t); err != nil {
			return err
		}
		t.Variant, err = p.ownWording(tx, w, t)
		return err
	})
	if err != nil {
		return err
	}
	r.TouchID, r.HelloID = ask.ID, hello.ID
	if err := tx.InsertRequest(&r); err != nil {
		return err
	}
	out.Request, out.Earliest = r, earliest
	if hello.ID != "" { // what a hello does to the ask is said of the plan, as if it went on its day
		if out.Hello, _, err = p.LookIn(tx, hello); err != nil {
			return err
		}
	}
	if out.Ask, out.Judged, err = p.LookIn(tx, ask); err != nil {
		return err
	}
	said := out.Judged.Decision
	if at := said.Next; said.Verdict == goodturn.Wait && at.After(out.Earliest) {
		out.Earliest = at
	}
	for _, x := range said.Reasons {
		if x.Until.After(out.Earliest) {
			out.Earliest = x.Until
		}
	}
	if final := said.Verdict; (final == goodturn.Skip || final == goodturn.Expire) && out.Earliest.Before(helpful) {
		return &goodturn.Error{Code: goodturn.CodeConflict, Message: c.Name() + " cannot be asked: " + goodturn.LowerFirst(said.Reasons[0].Code.Info().Sentence), Hint: said.Reasons[0].Code.Info().Lift}
	}
	if !out.Earliest.Before(helpful) {
		return goodturn.Invalid("by", fmt.Sprintf("%s can be asked on %s at the earliest, and %s is not after that. %s", c.Name(), goodturn.DateOf(out.Earliest.In(w.zone)).Long(), r.By.Long(), firstSentence(said)), "Name a later day.")
	}
	return nil
}

// firstSentence is the reason with the latest date, in words.
func firstSentence(d goodturn.Decision) string {
	var best goodturn.Reason
	for _, r := range d.Reasons {
		if best.Code == "" || r.Until.After(best.Until) {
			best = r
		}
	}
	return best.Code.Info().Sentence
}

// longSilent reports whether two have not been in touch for half a year, when they last were, and, where something useful reached
// the person meanwhile, from when on they may be asked.
func (p *Requests) longSilent(tx *store.Tx, contact goodturn.ID) (silent bool, last, earliest time.Time, err error) {
	s, err := program.StandingOf(tx, contact)
	if err != nil {
		return false, last, earliest, err
	}
	last = s.LastContact()
	if last.IsZero() || tx.Now().Before(last.Add(dormantFor)) {
		return false, last, earliest, nil
	}
	for _, v := range s.Values {
		if v.At.After(tx.Now().Add(-dormantFor)) {
			return true, last, v.At.Add(program.HelloRest), nil
		}
	}
	return true, last, earliest, nil
}

// ownWording picks the words for a request that nobody else of the company has got, or is about to get, for as long as nobody there is
// asked twice. Where all are taken it is the one used longest ago, and the judgement sees that neighbours do not read it too soon.
func (p *Requests) ownWording(tx *store.Tx, w requestPlan, ask *goodturn.Touch) (int, error) {
	words, err := p.WordsIn(tx, w.Pack)
	if err != nil {
		return 0, err
	}
	all := words.For(w.Pack.Playbook.WordsOf(ask.Step), w.Enrolment.Side, playbook.FormOf(ask.Channel), 0)
	if len(all) == 0 {
		return 0, nil
	}
	start := message.Choose(len(all), string(w.Contact.ID), nil)
	if w.request.CompanyKey == "" {
		return start, nil
	}
	waiting, err := tx.CompanyWaiting(w.request.CompanyKey)
	if err != nil {
		return 0, err
	}
	asked, err := tx.CompanyAsked(w.request.CompanyKey, tx.Now().Add(-goodturn.HardAskEvery))
	if err != nil {
		return 0, err
	}
	used := make([]int, len(all))
	for _, r := range append(asked, waiting...) {
		t, err := tx.Touch(r.TouchID)
		if err != nil {
			return 0, err
		}
		if r.ContactID != w.Contact.ID && t.Step == ask.Step && t.Channel == ask.Channel {
			used[((t.Variant%len(all))+len(all))%len(all)]++
		}
	}
	best := start
	for i := range all {
		if v := (start + i) % len(all); used[v] < used[best] {
			best = v
		}
	}
	return best, nil
}
