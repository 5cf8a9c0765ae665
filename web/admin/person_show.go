package admin

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/friends"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// person is the page of one person.
func (a *admin) person(w http.ResponseWriter, r *http.Request) error {
	var before goodturn.Event
	if at, err := time.Parse(time.RFC3339Nano, r.URL.Query().Get("at")); err == nil {
		before = goodturn.Event{At: at, ID: goodturn.ID(r.URL.Query().Get("before"))}
	}
	c, err := a.View.Card(r.Context(), personID(r), before)
	if err != nil {
		return err
	}
	if c.Contact.MergedInto != "" {
		http.Redirect(w, r, "/people/"+string(c.Contact.MergedInto), http.StatusSeeOther)
		return nil
	}
	v := a.personView(c)
	if err := a.planned(r, &v, c); err != nil {
		return err
	}
	shown, err := friends.New(a.Program).Shown(r.Context(), c.Contact.ID)
	if err != nil {
		return err
	}
	v.Shown, v.Face = shown.Why, len(shown.Picture) > 0
	if v.Code, err = friends.New(a.Program).LinkOf(r.Context(), c.Contact.ID); err != nil {
		return err
	}
	first, err := a.People.PartedFrom(r.Context(), c.Contact.ID)
	if err != nil {
		return err
	}
	v.Parted = first != ""
	return a.page(w, r, "people", v.Name, PersonPage(v))
}

func (a *admin) personView(c view.Card) PersonView {
	v := PersonView{Person: personOf(c.Contact), Note: c.Contact.Note, Fact: c.Contact.NoteFact, LeftOut: c.Contact.LeftOut, Merged: len(c.Merged) > 0, LeftOutWhy: sentence(c.Contact.LeftOutWhy),
		Talking: c.Standing.Talk.Open(c.Now), HouseNote: "Nobody shares their household, as far as we know.", Until: goodturn.DateOf(c.Now.In(c.Zone)).AddDays(90).String()}
	at := "/people/" + string(c.Contact.ID)
	for _, s := range c.Standing.Words(c.Now, c.Zone) {
		v.Stand = append(v.Stand, sentence(s))
	}
	if len(c.Contact.Zones) > 0 {
		if s := habitWords(c); s != "" {
			v.Stand = append(v.Stand, s)
		}
	}
	if len(v.Stand) == 0 {
		v.Stand = []string{"Nothing has passed between you two yet, as far as we know."}
	}
	for _, i := range c.Identities {
		v.Ways = append(v.Ways, wayOf(i))
		usable := i.Status != goodturn.IdentityBounced
		if i.Kind == goodturn.IdentityPhone && usable && (v.Tel == "" || i.Primary) {
			v.Tel = "tel:" + i.Value
		}
		if i.Kind == goodturn.IdentityEmail && usable && (v.Email == "" || i.Primary) {
			v.Email = i.Shown
		}
	}
	a.past(&v, c)
	a.dealsOf(&v, c)
	if strings.Contains(c.Contact.Greeting, " and ") {
		v.HouseNote = "One entry for two: letters begin with “" + c.Contact.Greeting + "”. Part them below if each should have a page."
	}
	for _, m := range c.Members {
		v.Household = append(v.Household, Member{Person: personOf(m), Note: "Asked together.", Act: Action{Text: "Not together", About: "with " + m.Name(), Href: "/people/" + string(m.ID) + "/household/leave", Post: true, Style: "quiet"}})
		v.HouseNote = "Together they are asked at most once in 90 days."
	}
	stopped := false
	for _, s := range c.Refusals {
		if s.Scope == goodturn.ScopeChannel && s.Channel == goodturn.ChannelEmail && v.Ended == "" {
			v.Ended = v.Name + " wants no e-mail, as was learnt on " + goodturn.DateOf(s.At.In(c.Zone)).Long() + ". None goes out to them; only they can lift it."
		}
		if s.Scope == goodturn.ScopeAll {
			stopped = true
			v.Ended = v.Name + " asked for no more messages on " + goodturn.DateOf(s.At.In(c.Zone)).Long() + ". Nothing goes out to them; only they can lift it."
		}
	}
	if !c.Standing.DiedAt.IsZero() {
		stopped = true
		v.Ended = v.Name + " has died. Nothing goes out any more."
		v.Talking, v.Tel, v.Email = false, "", ""
	}
	if !stopped {
		v.Told = Told(c.Contact.ID)
		v.Manual = []Action{{Text: "Say hello now", Href: at + "/hello", Post: true}, {Text: "Ask now", Href: at + "/ask", Post: true}, {Text: "Ask for something", Href: "/requests/new?who=" + string(c.Contact.ID)}, {Text: "Given and received", Href: at + "/giving", Style: "quiet"}}
		v.ManualNote = "The same care is taken as always: if something speaks against it, it waits and says why."
	} else {
		v.ManualNote = "Not possible any more."
	}
	v.Tag = personRow(view.PersonLine{Contact: c.Contact, Standing: c.Standing}, c.Now).Tag
	v.Lead = personLead(c)
	return v
}

// habitWords says when somebody usually answers, and when letters go for that reason.
func habitWords(c view.Card) string {
	habit := schedule.HabitOf(c.Standing.Heard, c.Zone).String()
	if habit == "" {
		return ""
	}
	for _, t := range c.Touches {
		if t.State == goodturn.Planned && t.Kind != goodturn.KindCall && t.PlannedAt.After(c.Now) && t.PlannedAt.Equal(t.DueAt) {
			at := t.DueAt.In(c.Zone).Round(30 * time.Minute)
			return fmt.Sprintf("They %s. Letters go near that hour, within yours: about %s.", habit, at.Format("15:04"))
		}
	}
	return "They " + habit + "."
}

func personLead(c view.Card) string {
	s := "No deal is on file."
	if len(c.Closings) > 0 {
		s = say.DealLine(c.Closings[0], c.Now) + "."
	}
	if c.Standing.Talk.Open(c.Now) {
		s += " You two are talking."
	} else if n := len(c.Standing.Values); n > 0 {
		s += " The last useful message arrived on " + say.LongDay(goodturn.DateOf(c.Standing.Values[n-1].At.In(c.Zone)), c.Now) + "."
	}
	return s
}

func wayOf(i goodturn.Identity) Way {
	w := Way{Value: i.Shown, Kind: "E-mail"}
	if w.Value == "" {
		w.Value = i.Value
	}
	switch i.Kind {
	case goodturn.IdentityPhone:
		w.Kind, w.Value = "Phone", phone(w.Value)
	case goodturn.IdentityExternal:
		w.Kind = "Number in " + i.System
		if strings.HasPrefix(i.System, "former-") { // an address that was corrected by hand
			w.Kind = "Corrected since; nothing goes there"
		}
	}
	if i.Primary && i.Kind != goodturn.IdentityExternal {
		w.Kind += ", used first"
	}
	switch i.Status {
	case goodturn.IdentityGood:
		w.Tag = Tag{"works", Good}
	case goodturn.IdentityBounced:
		w.Tag = Tag{"mail came back", Danger}
	}
	return w
}

// phone writes an American number as people do; any other stays as it is.
func phone(s string) string {
	if d, ok := strings.CutPrefix(s, "+1"); ok && len(d) == 10 && strings.Trim(d, "0123456789") == "" {
		return "(" + d[:3] + ") " + d[3:6] + "-" + d[6:]
	}
	return s
}

// plannedShown is how much of the plan stands on a person's page; the dates page has all of it.
const plannedShown = 6

// planned shows what is next, and what something in the person's life makes of it.
func (a *admin) planned(r *http.Request, v *PersonView, c view.Card) error {
	v.NextLine = "Nothing is next."
	if !c.Contact.Timing.IsZero() {
		v.OwnDays = "Some of it comes on days of their own, as you chose."
	}
	ts := slices.DeleteFunc(slices.Clone(c.Touches), func(t goodturn.Touch) bool { return t.State != goodturn.Planned })
	n := len(ts)
	ts = ts[:min(n, plannedShown)]
	lives, err := a.View.Lives(r.Context(), ts...)
	if err != nil {
		return err
	}
	named := false // in the line above the list: what comes first and is not left out
	for i, t := range ts {
		m := a.touchMoment(t, c)
		life := lives[t.ID]
		if life.Says != "" {
			m.Note = life.Says
		}
		next := ": " + goodturn.LowerFirst(m.Text) + ", " + say.LongDay(goodturn.DateOf(t.DueAt.In(c.Zone)), c.Now) + "."
		switch {
		case !named && life.Says == "":
			v.NextLine, named = "Next"+next, true
		case !named && !life.Out:
			v.NextLine, named = "Next in the plan"+next+" "+life.Says, true
		case i == 0: // until something is found that does go
			v.NextLine = "Next in the plan" + next + " " + life.Says
		}
		v.Planned = append(v.Planned, m)
	}
	if n == 0 {
		switch {
		case c.Contact.LeftOut:
			v.PlanNote = "Nothing: you leave them out."
		case len(c.Closings) == 0:
			v.PlanNote = "Nothing is planned: no deal is on file."
		case v.Email == "":
			v.PlanNote = "Nothing is planned: there is no e-mail address that works."
		default:
			v.PlanNote = "Nothing is planned."
		}
	}
	return nil
}

// past is the timeline.
func (a *admin) past(v *PersonView, c view.Card) {
	settled := map[string]bool{} // what the newest event of a kind has said already
	for _, e := range c.Events {
		m := eventMoment(e, c)
		if what, over := lifeOf(e); what != "" {
			if !over && !settled[what] {
				m.Acts = []Action{{Text: "Take it back", About: goodturn.LowerFirst(m.Text), Href: takeBackLife(c.Contact.ID, what), Post: true, Style: "quiet"}}
			}
			settled[what] = true
		}
		v.Past = append(v.Past, m)
	}
	if c.More {
		last := c.Events[len(c.Events)-1]
		v.PastMore = withQuery("/people/"+string(c.Contact.ID), "before", string(last.ID), "at", last.At.UTC().Format(time.RFC3339Nano))
	}
}

// touchMoment is one touch as a line with its day.
func (a *admin) touchMoment(t goodturn.Touch, c view.Card) Moment {
	at := t.DueAt
	if !t.SentAt.IsZero() {
		at = t.SentAt
	} else if t.State.Done() {
		at = t.StateAt
	}
	m := Moment{When: say.Clock(at, c.Now, c.Zone), Text: c.Titles[t.ID], Tag: stateTag(t, false)}
	if t.State == goodturn.Planned && at.Sub(c.Now) > 40*goodturn.Day {
		m.When = say.DayOf(goodturn.DateOf(at.In(c.Zone)), c.Now.In(c.Zone))
	}
	if t.State != goodturn.Sent && t.State != goodturn.Tasked && len(t.Reasons) > 0 {
		m.Note = t.Reasons[0].Info().Sentence
	}
	if t.Kind != goodturn.KindCall && (t.State == goodturn.Planned || t.State == goodturn.Sent || t.State == goodturn.Unknown) {
		m.Acts = []Action{{Text: "Read", About: goodturn.LowerFirst(m.Text), Href: "/messages/" + string(t.ID), Style: "quiet"}}
	}
	return m
}

func (a *admin) dealsOf(v *PersonView, c view.Card) {
	for _, d := range c.Closings {
		where := d.Property.Line()
		if where == "" {
			where = "a home; the address is not known"
			for _, h := range c.Homes { // a letter speaks of it, so the page does
				if h.ClosingID == d.ID && !h.Property.IsZero() {
					where = h.Property.Line() + ", as far as we know: their letters go there"
				}
			}
		}
		deal := Deal{Text: say.DealWords(d, c.Now) + " " + where, When: d.Date.Long(), Note: "Price not known.", Href: "/people/" + string(c.Contact.ID) + "/deals/" + string(d.ID)}
		if d.PriceMinor > 0 {
			deal.Note = say.Money(d.PriceMinor, d.Currency) + "."
		}
		switch {
		case d.FellThrough:
			deal.Theirs = Tag{"fell through", Plain}
		case d.Date.After(goodturn.DateOf(c.Now.In(c.Zone))):
			deal.Theirs = Tag{"not closed yet", Plain}
		default:
			for _, h := range c.Homes {
				if h.ClosingID != d.ID {
					continue
				}
				if h.Ended.IsZero() {
					deal.Theirs = Tag{"theirs now", Good}
				} else {
					deal.Theirs = Tag{strings.TrimSpace("not theirs any more"), Plain}
				}
			}
		}
		v.Deals = append(v.Deals, deal)
	}
}

// why is the page that explains what happens with somebody, and why.
func (a *admin) why(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	q := r.URL.Query()
	var at time.Time
	day, err := goodturn.ParseDate(q.Get("at"))
	if err != nil {
		return goodturn.Invalid("at", "That is no day.", "Write it as 2026-11-14.")
	}
	today := goodturn.DateOf(c.Now.In(c.Zone))
	if !day.IsZero() && day != today {
		at = time.Date(day.Year, day.Month, day.Day, 12, 0, 0, 0, c.Zone)
	} else {
		day = today
	}
	e, err := a.View.Explain(r.Context(), personID(r), at)
	if err != nil {
		return err
	}
	v := Why{Person: personOf(c.Contact), Headline: e.Headline, At: day.String(), WouldWhy: "Nothing; no message stood on that day.", NextNote: "Nothing else is planned."}
	a.lookedAt(&v, e, c, q.Get("look") == "2", day)
	for _, l := range e.Next {
		v.Next = append(v.Next, Moment{When: say.DayOf(l.Day, c.Now), Text: l.Title, Tag: kindTag(l.Kind)})
	}
	for _, l := range e.Dropped {
		v.Dropped = append(v.Dropped, Moment{When: say.DayOf(l.Day, c.Now), Text: l.Title, Tag: kindTag(l.Kind)})
	}
	dropped := goodturn.ReasonNotInPlan.Info()
	v.DropNote = dropped.Sentence + " " + dropped.Lift
	return a.page(w, r, "people", "Why: "+v.Name, WhyPage(v))
}

func (a *admin) lookedAt(v *Why, e view.Explanation, c view.Card, second bool, day goodturn.Date) {
	if len(e.Looks) == 0 {
		return
	}
	here := "/people/" + string(c.Contact.ID) + "/why"
	l := e.Looks[0]
	if len(e.Looks) > 1 {
		at := ""
		if e.Tense != "now" {
			at = day.String()
		}
		v.Others = []Filter{{Text: goodturn.LowerFirst(e.Looks[0].Title), Href: withQuery(here, "at", at), Current: !second}, {Text: goodturn.LowerFirst(e.Looks[1].Title), Href: withQuery(here, "look", "2", "at", at), Current: second}}
		if second {
			l = e.Looks[1]
			v.Headline = l.Headline
		}
	}
	switch {
	case l.Verdict == goodturn.Send && e.Tense == "now":
		v.Lead = "It is looked at again at the last moment before it leaves."
	case !l.First.IsZero():
		v.Lead = "The first day on which it could go: " + say.LongDay(l.First, c.Now) + "."
	default:
		v.Lead = "No day can be named for it."
	}
	if e.FirstOr != "" && !second {
		v.Lead += " What would lift it: " + goodturn.LowerFirst(sentence(e.FirstOr))
	}
	asked := e.At
	if !l.Decided.IsZero() && e.Tense == "past" {
		asked = l.Decided
	}
	v.Looked = say.Clock(asked, c.Now, c.Zone) + ", where they are"
	for _, ch := range l.Checks {
		v.Checks = append(v.Checks, checkOf(ch, c.Now))
	}
	if l.Would.Text != "" {
		v.Would, v.Planned = []Letter{letterFrom(l.Would, "")}, l.Touch.State == goodturn.Planned && l.Touch.DueAt.After(a.Clock.Now())
	} else {
		v.WouldWhy = "There is nothing to read: " + say.Lacking(l.Missing) + "."
		if l.Kind == goodturn.KindCall {
			v.WouldWhy = "Nothing: this is a call, and it is yours."
		}
	}
	if e.Tense != "now" || l.Touch.State != goodturn.Planned {
		return
	}
	m := "/messages/" + string(l.Touch.ID)
	if l.Would.Text != "" {
		v.Acts = append(v.Acts, Action{Text: "Read and change it", Href: m})
	}
	if c.Standing.Talk.Open(c.Now) {
		v.Acts = append(v.Acts, Action{Text: "Say how the talk ended", Href: "/people/" + string(c.Contact.ID), Style: "go"})
	}
	v.Acts = append(v.Acts, Action{Text: "Skip it", Href: m + "/skip", Post: true}, Action{Text: "Leave them out", Href: "/people/" + string(c.Contact.ID) + "/leave-out", Post: true, Style: "quiet"})
}

func checkOf(ch program.Checked, now time.Time) Check {
	out := Check{Verdict: Tag{"fine", Good}, Label: ch.Label, Evidence: sentence(capital(ch.Evidence))}
	switch ch.State {
	case "wait":
		out.Verdict = Tag{"wait", Wait}
	case "stop":
		out.Verdict = Tag{"no", Danger}
	case "not checked":
		out.Verdict = Tag{"not checked", Plain}
	}
	if ch.Lift != "" {
		out.Evidence = ch.Says
		if ch.Evidence != "" {
			out.Evidence = strings.TrimSuffix(ch.Says, ".") + ": " + strings.TrimSuffix(ch.Evidence, ".") + "."
		}
		out.Lift = ch.Lift
		if !ch.Until.IsZero() {
			out.Lift = strings.ReplaceAll(ch.Lift, "the date shown", say.LongDay(ch.Until, now))
		}
	}
	return out
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
