package admin

import (
	"net/http"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// callsShown and leavingShown keep the first page readable on a phone; the rest is one tap away.
const (
	callsShown   = 6
	leavingShown = 6
	tasksShown   = 50
)

// today is the first page.
func (a *admin) today(w http.ResponseWriter, r *http.Request) error {
	ctx, me := r.Context(), userIn(r.Context())
	zone := zoneOf(me)
	now := a.Clock.Now().In(zone)
	v := Today{Greeting: greeting(now)}
	tasks, people, phones, err := a.openTasks(r, tasksShown)
	if err != nil {
		return err
	}
	set, err := a.settingsNow(r)
	if err != nil {
		return err
	}
	calls := 0
	for _, t := range tasks {
		switch t.Kind {
		case goodturn.TaskCall:
			if calls++; len(v.Calls) < callsShown {
				v.Calls = append(v.Calls, callOf(t, people[t.ContactID], phones[t.ContactID], now, zone))
			}
		case goodturn.TaskThank, goodturn.TaskReadAnswer:
			v.Answers = append(v.Answers, answeredOf(t, people[t.ContactID], now, zone))
		}
	}
	for _, m := range a.Program.Missing() {
		v.Waiting = append(v.Waiting, Waiting{Text: m.Says(), Note: program.MissingHint})
	}
	v.Waiting = append(v.Waiting, waitingOf(tasks, calls)...)
	if v.Leaving, err = a.leaving(r, set, now, zone); err != nil {
		return err
	}
	if v.Coverage, err = a.coverage(r); err != nil {
		return err
	}
	so, err := a.View.SoFar(ctx)
	if err != nil {
		return err
	}
	v.SoFar, v.Early = soFar(so, now)
	if inTime, of, err := a.Introductions.ThankedInTime(ctx); err != nil {
		return err
	} else if of > 0 {
		v.SoFar = append(v.SoFar, Figure{Number: thousands(inTime) + " of " + thousands(of), Words: plural(of, "name", "names") + " of the last 90 days thanked within a day"})
	}
	// That nobody is here yet is said below, with how to change it.
	if v.Left, err = a.stepsLeft(r, "people"); err != nil {
		return err
	}
	v.Lead = todayLead(now, calls, len(v.Answers), v.Leaving.Total, v.Coverage.Closed, set.Mode == goodturn.ModeLive && !set.Paused)
	return a.page(w, r, "today", "Today", TodayPage(v))
}

func greeting(now time.Time) string {
	switch h := now.Hour(); {
	case h < 5: // whoever is up has not gone to bed: "good night" would send them away
		return "Good evening."
	case h < 12:
		return "Good morning."
	case h < 18:
		return "Good afternoon."
	}
	return "Good evening."
}

func todayLead(now time.Time, calls, answers, leaving, closed int, sending bool) string {
	s := now.Format("Monday 2 January") + "."
	if closed == 0 {
		return s
	}
	var parts []string
	if calls > 0 {
		parts = append(parts, spelledCount(calls, "person to call", "people to call"))
	}
	if answers > 0 {
		parts = append(parts, spelledCount(answers, "answer to look at", "answers to look at"))
	}
	switch {
	case leaving > 0 && !sending:
		parts = append(parts, spelledCount(leaving, "message would leave this week", "messages would leave this week"))
	case leaving > 0:
		parts = append(parts, spelledCount(leaving, "message leaves this week", "messages leave this week"))
	}
	if len(parts) == 0 {
		return s + " Nothing needs you."
	}
	line := strings.Join(parts, ", ")
	return s + " " + strings.ToUpper(line[:1]) + line[1:] + "."
}

func spelledCount(n int, one, many string) string {
	if n == 1 {
		return "one " + one
	}
	return spelled(n) + " " + many
}

func (a *admin) settingsNow(r *http.Request) (s goodturn.Settings, err error) {
	err = a.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		s, err = tx.Settings()
		return err
	})
	return s.WithDefaults(), err
}

// openTasks reads what is to do now, urgent first, with the people it is about.
func (a *admin) openTasks(r *http.Request, limit int) (tasks []goodturn.Task, people map[goodturn.ID]view.PersonLine, phones map[goodturn.ID]string, err error) {
	var ids []goodturn.ID
	err = a.DB.Read(r.Context(), func(tx *store.Tx) error {
		tasks, ids = nil, nil
		all, err := tx.OpenTasks("", goodturn.Task{}, limit)
		for _, t := range all {
			if t.DueAt.After(tx.Now()) {
				continue // put off until its day
			}
			if t.Urgent {
				tasks = append([]goodturn.Task{t}, tasks...)
			} else {
				tasks = append(tasks, t)
			}
			if t.ContactID != "" {
				ids = append(ids, t.ContactID)
			}
		}
		if err != nil {
			return err
		}
		phones, err = phonesOf(tx, ids)
		return err
	})
	if err != nil || len(ids) == 0 {
		return tasks, map[goodturn.ID]view.PersonLine{}, phones, err
	}
	people, err = a.View.PersonLines(r.Context(), ids...)
	return tasks, people, phones, err
}

// phonesOf gives the addresses that a phone dials, of those who have a number.
func phonesOf(tx *store.Tx, people []goodturn.ID) (map[goodturn.ID]string, error) {
	ids, err := tx.Identities(people...)
	out := map[goodturn.ID]string{}
	for _, i := range ids {
		if i.Kind == goodturn.IdentityPhone && (out[i.ContactID] == "" || i.Primary) {
			out[i.ContactID] = "tel:" + i.Value
		}
	}
	return out, err
}

func callOf(t goodturn.Task, p view.PersonLine, tel string, now time.Time, zone *time.Location) Call {
	c := Call{Person: personOf(p.Contact), Why: say.DealLine(p.Closing, now) + ".", Say: t.Say, Task: string(t.ID), Tel: tel}
	if _, why, ok := strings.Cut(t.Title, ": "); ok {
		c.Tag = Tag{Text: why}
	}
	if t.Urgent {
		c.Tag.Tone = Good
	}
	if at := p.Standing.LastAutomated; !at.IsZero() {
		c.Why += " Last message: " + say.LongDay(goodturn.DateOf(at.In(zone)), now) + "."
	}
	if p.Contact.NoteFact != "" {
		c.Why += " Your note: " + strings.TrimSuffix(p.Contact.NoteFact, ".") + "."
	}
	return c
}

func answeredOf(t goodturn.Task, p view.PersonLine, now time.Time, zone *time.Location) Answered {
	who := personOf(p.Contact)
	out := Answered{Person: who, When: say.Clock(t.CreatedAt, now, zone) + ".", Note: t.Why, Said: ""}
	if _, what, ok := strings.Cut(t.Title, ": "); ok {
		out.Tag = Tag{what, Good}
	} else {
		out.Note = sentence(t.Title) + " " + t.Why
	}
	out.Acts = []Action{
		{Text: "Thanked them", About: who.Name, Href: "/tasks/" + string(t.ID), Post: true, Style: "go", Fields: []Hidden{{"outcome", "talked"}}},
		{Text: "They gave me a name", About: who.Name, Href: withQuery("/introductions/new", "from", string(who.ID), "task", string(t.ID))},
		{Text: "Not needed", About: "for " + who.Name, Href: "/tasks/" + string(t.ID), Post: true, Style: "quiet", Fields: []Hidden{{"outcome", program.OutcomeNotNeeded}}},
	}
	return out
}

// waitingOf gathers what is stuck by kind: three addresses are one line.
func waitingOf(tasks []goodturn.Task, calls int) []Waiting {
	n := map[goodturn.TaskKind]int{}
	only := map[goodturn.TaskKind]goodturn.Task{}
	for _, t := range tasks {
		n[t.Kind]++
		only[t.Kind] = t
	}
	var out []Waiting
	add := func(k goodturn.TaskKind, one, many, note, verb string) {
		if n[k] == 0 {
			return
		}
		w := Waiting{N: n[k], Text: count(n[k], one, many), Note: note, Act: Action{Text: verb, About: one, Href: "/tasks?kind=" + string(k)}}
		if n[k] == 1 && only[k].ContactID != "" {
			w.Text = only[k].Title
		}
		out = append(out, w)
	}
	add(goodturn.TaskUnknown, "message may or may not have left", "messages may or may not have left", "They are not sent again by themselves.", "Say")
	add(goodturn.TaskFixAddress, "address came back", "addresses came back", "Fix the address, or call them instead.", "Fix")
	add(goodturn.TaskNoAddress, "client has no e-mail address", "clients have no e-mail address", "They get nothing until there is one.", "Add")
	add(goodturn.TaskNoClosing, "past client has no day of a closing", "past clients have no day of a closing", "They are in no plan until you say it.", "Say")
	add(goodturn.TaskReadNote, "note is for you to read", "notes are for you to read", "It may say not to write to them.", "Read")
	add(goodturn.TaskFixName, "name is unclear", "names are unclear", "No message goes out with a hole in it.", "Say")
	add(goodturn.TaskMissing, "message lacks a fact", "messages lack a fact", "They wait until you add it.", "Look")
	add(goodturn.TaskSend, "direct message is for you to send", "direct messages are for you to send", "Paste it, send it, and say so.", "Send")
	add(goodturn.TaskText, "message is for you to write", "messages are for you to write", "We may not write to these people ourselves.", "Look")
	add(goodturn.TaskApproval, "approval is about to run out", "approvals are about to run out", "", "Read")
	add(goodturn.TaskOther, "thing to look at", "things to look at", "", "Look")
	if calls > callsShown {
		out = append(out, Waiting{N: calls - callsShown, Text: count(calls-callsShown, "more call", "more calls"), Act: Action{Text: "See them", Href: "/tasks?kind=call"}})
	}
	return out
}

func (a *admin) leaving(r *http.Request, set goodturn.Settings, now time.Time, zone *time.Location) (Leaving, error) {
	end := now.AddDate(0, 0, 7)
	list, err := a.View.Leaving(r.Context(), end, 200)
	if err != nil {
		return Leaving{}, err
	}
	l := Leaving{Read: "Read all"}
	for _, c := range list {
		if c.Touch.Kind == goodturn.KindCall || c.Stuck {
			continue
		}
		l.Total++
		if c.Needs == "your approval" {
			l.Approving++
		}
		if len(l.Rows) < leavingShown {
			l.Rows = append(l.Rows, LeavingRow{When: c.At.In(say.ZoneNamed(c.Touch.Zone)).Format("Mon 15:04") + say.ThereIn(c.At, c.Touch.Zone, zone), Person: personOf(c.Contact), What: goodturn.LowerFirst(c.Title)})
		}
	}
	if l.Where = "/messages"; l.Approving == 0 { // the queue shows what waits for a yes, and nothing else
		l.Where = "/live"
	}
	switch {
	case set.Mode != goodturn.ModeLive:
		l.Note, l.Approving = "nothing goes out, you are only watching", 0
	case set.Paused:
		l.Note = "nothing goes out while all is paused"
	case l.Approving > 0:
		l.Note = "nothing goes out without you yet"
		if !may(r.Context(), "/messages/approve") {
			l.Note = "nothing goes out without a yes yet"
		}
	}
	if l.Total > 1 {
		l.Read = "Read all, " + count(max(1, l.Total/3), "minute", "minutes")
	} else {
		l.Read = "Read it"
	}
	if l.Total == 0 {
		l.Nothing = "Nothing leaves this week."
		next, _, err := a.View.Between(r.Context(), end, now.AddDate(1, 0, 0), "", 1)
		if err != nil {
			return l, err
		}
		if len(next) > 0 {
			l.Nothing = "Nothing leaves before " + say.LongDay(next[0].Day, now) + "."
		}
	}
	return l, nil
}

// mostPartners is up to how many people who are in no plan of their own are looked at one by one.
const mostPartners = 200

// coverage is the sum of the closed clients.
func (a *admin) coverage(r *http.Request) (Coverage, error) {
	var n map[store.Place]int
	err := a.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		n, err = tx.Coverage()
		return err
	})
	if err != nil {
		return Coverage{}, err
	}
	return a.coverageOf(r, n)
}

// coverageOf is the sum from the counts of everybody's place, for a page that has counted already: at 100,000 people that is what
// the list costs most.
func (a *admin) coverageOf(r *http.Request, n map[store.Place]int) (Coverage, error) {
	c := Coverage{InPlan: n[store.PlacePlan], LeftOut: n[store.PlaceLeftOut], Stopped: n[store.PlaceStopped], Unreachable: n[store.PlaceUnreachable], Undated: n[store.PlaceUndated]}
	c.Closed = c.InPlan + c.LeftOut + c.Stopped + c.Unreachable + c.Undated + n[store.PlaceOpen]
	if open := n[store.PlaceOpen]; open > 0 && open <= mostPartners {
		exact, err := a.People.Coverage(r.Context())
		if err != nil {
			return c, err
		}
		c.InPlan = exact.InPlan
	} else {
		c.InPlan += open // partners who closed together; the nightly sum looks at each
	}
	return c, nil
}

func soFar(s view.SoFar, now time.Time) (out []Figure, early string) {
	if s.Messages == 0 {
		return nil, ""
	}
	out = append(out, Figure{Number: thousands(s.Messages), Words: plural(s.Messages, "message", "messages") + " since " + s.Since.Month.String()})
	if s.Asked > 0 {
		rate := funnel.Rate{X: min(s.Answered, s.Asked), N: s.Asked}
		out = append(out, Figure{Number: thousands(s.Answered), Words: plural(s.Answered, "answer", "answers") + " to " + count(s.Asked, "question", "questions") + rateWords(rate)})
		if rate.Early() {
			early = "Too early to say more before there are " + spelled(funnel.EnoughAt) + " questions."
		}
	}
	return append(out, Figure{Number: thousands(s.Introductions), Words: plural(s.Introductions, "introduction", "introductions")}), early
}

// rateWords is a rate with its base and interval; nothing while it is too early for one.
func rateWords(r funnel.Rate) string {
	if r.Early() {
		return ""
	}
	return " (" + r.String() + ")"
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
