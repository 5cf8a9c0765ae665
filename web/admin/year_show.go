package admin

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/tempo"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// year shows the coming twelve months.
func (a *admin) year(w http.ResponseWriter, r *http.Request) error {
	v, err := a.yearView(r)
	if err != nil {
		return err
	}
	return a.page(w, r, "year", "The year", YearPage(v))
}

// yearView counts the coming year and takes one of its messages to read.
func (a *admin) yearView(r *http.Request) (Year, error) {
	y, err := a.View.Year(r.Context())
	if err != nil {
		return Year{}, err
	}
	set, err := a.settingsNow(r)
	if err != nil {
		return Year{}, err
	}
	v := Year{People: y.Places[store.PlacePlan], State: "Nothing has been sent.", Observing: set.Mode != goodturn.ModeLive, Tempos: temposOf(set.Tempo)}
	asks := 0
	for _, m := range y.Months {
		v.Months = append(v.Months, Month{Key: m.First.String()[:7], Short: m.First.Month.String()[:3], Long: fmt.Sprintf("%s %d", m.First.Month, m.First.Year), Values: m.Values, Asks: m.Asks + m.Reminders, Calls: m.Calls})
		asks += m.Asks
		v.Values, v.Asks, v.Calls = v.Values+m.Values, v.Asks+m.Asks+m.Reminders, v.Calls+m.Calls
	}
	v.Messages = v.Values + v.Asks
	v.PerWeek = max((v.Messages+26)/52, min(v.Messages, 1))
	if y.Sent > 0 {
		v.State = count(y.Sent, "message has", "messages have") + " gone out so far."
	}
	if v.People == 0 {
		return v, nil
	}
	if v.Reading, err = a.reading(r); err != nil {
		return v, err
	}
	v.NotIn = notIn(y.Places)
	out := outlook(asks)
	v.Expect = capital(out.Closings.Words("closing from introductions", "closings from introductions")) + "."
	v.ExpectHow = "/year/expect"
	return v, nil
}

func temposOf(now goodturn.Tempo) []Tempo {
	return []Tempo{{goodturn.Careful, "Careful", "first ask after 6 months", now == goodturn.Careful}, {goodturn.Usual, "Usual", "after 90 days", now == goodturn.Usual || now == ""}, {goodturn.Warm, "Warm", "after 60 days", now == goodturn.Warm}}
}

func notIn(n map[store.Place]int) (out []Waiting) {
	add := func(p store.Place, text, note, verb, show string) {
		if n[p] > 0 {
			out = append(out, Waiting{Text: thousands(n[p]) + " " + text, Note: note, Act: Action{Text: verb, About: "those " + text, Href: "/people?show=" + show}})
		}
	}
	add(store.PlaceLeftOut, "left out by you", "", "See them", "out")
	add(store.PlaceStopped, "asked for no more messages", "Only they can lift it.", "See them", "stopped")
	add(store.PlaceUnreachable, "without a working e-mail address", "They get nothing until there is one.", "Add", "lost")
	add(store.PlaceUndated, "whose day of closing is not known", "They are in no plan until you say it.", "Say", "undated")
	return out
}

// reading is one message of the year as a real client would get it, with the way to the others.
func (a *admin) reading(r *http.Request) (Reading, error) {
	all, err := a.Approvals.Wordings(r.Context(), "")
	if err != nil {
		return Reading{}, err
	}
	first := firstYear(all.Playbook, all.Words)
	want, _ := strconv.Atoi(r.URL.Query().Get("read"))
	if want < 1 || want > len(first) {
		want = 1
	}
	v := Reading{Number: want, Of: len(first)}
	for i, s := range first {
		text := strconv.Itoa(i + 1)
		if i+1 == want {
			text += " " + s.Title
			v.Title, v.Words = s.Title, "/words/"+s.Name
		}
		v.Others = append(v.Others, Filter{Text: text, Href: "/year?read=" + strconv.Itoa(i+1) + "#read", Current: i+1 == want})
	}
	if len(first) == 0 {
		return v, nil
	}
	sides := []goodturn.Side{goodturn.SideBought, goodturn.SideUnknown, goodturn.SideSold}
	for _, side := range sides {
		for _, x := range all.Words.For(all.Playbook.WordsOf(first[want-1].Name), side, message.Email, 0) {
			tried, err := a.Approvals.TryWords(r.Context(), "", x.Name, x.Template.Source().Text)
			if err != nil {
				return v, err
			}
			for _, tr := range tried.Trials { // not this wording but what they get: the same stands on their page
				if tr.Theirs.HTML != "" {
					v.Letter = letterFrom(tr.Theirs, personOf(tr.Contact).Name)
					return v, nil
				}
			}
			for _, l := range trialLetters(tried, x) {
				if l.Lacks == "" {
					v.Letter = l
					return v, nil
				}
			}
		}
	}
	v.Letter = Letter{To: v.Title, Lacks: "Nobody gets this one in the coming year, as things stand."}
	return v, nil
}

// firstYear is the handful of messages that somebody hears in the year after a closing.
func firstYear(book *playbook.Playbook, words *playbook.Words) (out []goodturn.Step) {
	for _, s := range book.Steps {
		if s.Kind == goodturn.KindCall || s.Kind == goodturn.KindReview || s.Companion || s.Yearly || len(out) == 9 {
			continue
		}
		if len(words.For(book.WordsOf(s.Name), goodturn.SideBought, message.Email, 0)) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// tempoTry says what another tempo would change, and sets it once that was seen.
func (a *admin) tempoTry(w http.ResponseWriter, r *http.Request) error {
	chosen := goodturn.Tempo(formValue(r, "tempo"))
	if r.PostFormValue("step") == "save" {
		if err := refused(r.Context(), http.MethodPost, "/settings/tempo"); err != nil {
			return err
		}
		if err := a.behind(r.Context(), "tempo", func(ctx context.Context) error { return a.Tempo.SetTempo(ctx, chosen) }); err != nil {
			return err
		}
		return a.done(w, "/year", "Done. What had not left is planned anew.")
	}
	c, err := a.Tempo.Look(r.Context(), tempo.Choice{Tempo: chosen})
	if err != nil {
		return err
	}
	v, err := a.yearView(r)
	if err != nil {
		return err
	}
	v.Tempos, v.TempoSay = temposOf(chosen), tempoSay(chosen, c)
	v.TempoSome = a.daysMoved(c.Some)
	return a.page(w, r, "year", "The year", YearPage(v))
}

func tempoSay(t goodturn.Tempo, c tempo.Change) string {
	s := capital(string(t)) + ": "
	switch {
	case c.Added == 0 && c.Removed == 0 && c.Moved == 0:
		return s + "nothing changes."
	case c.Added == 0 && c.Removed == 0:
		s += "no ask more or fewer"
	default:
		s += count(c.Removed, "ask fewer", "asks fewer") + ", " + count(c.Added, "more", "more")
	}
	s += "; " + count(c.Moved, "message gets", "messages get") + " another day."
	if !c.All {
		s += " That is for the first " + thousands(c.Plans) + " people; the others change alike."
	}
	return s
}

// monthShown is how many lines of a month a page has.
const monthShown = 100

// yearMonth is one month as a list.
func (a *admin) yearMonth(w http.ResponseWriter, r *http.Request) error {
	first, err := goodturn.ParseDate(r.PathValue("month") + "-01")
	if err != nil || first.IsZero() {
		return &goodturn.Error{Code: goodturn.CodeNotFound, Message: "There is no such month.", Hint: "Write it as 2026-12."}
	}
	y, err := a.View.Year(r.Context())
	if err != nil {
		return err
	}
	from, to := schedule.At(first, 0, 0, y.Zone), schedule.At(first.AddMonths(1), 0, 0, y.Zone)
	list, more, err := a.View.Between(r.Context(), from, to, goodturn.ID(r.URL.Query().Get("after")), monthShown)
	if err != nil {
		return err
	}
	v := MonthView{Title: fmt.Sprintf("%s %d", first.Month, first.Year), Lead: "Nothing is planned. Times are where each person lives."}
	for _, m := range y.Months {
		if m.First == first {
			v.Lead = count(m.Values+m.Asks+m.Reminders, "message", "messages") + " and " + count(m.Calls, "call", "calls") + " are still to come. Times are where each person lives."
		}
	}
	now := a.Clock.Now()
	for _, c := range list {
		title := say.LongDay(c.Day, now)
		if n := len(v.Days); n == 0 || v.Days[n-1].Title != title {
			v.Days = append(v.Days, Day{Title: title})
		}
		d := &v.Days[len(v.Days)-1]
		p := Planned{Person: personOf(c.Contact), When: c.Touch.DueAt.In(say.ZoneNamed(c.Touch.Zone)).Format("15:04"), What: goodturn.LowerFirst(c.Title), Tag: kindTag(c.Touch.Kind)}
		if c.Needs != "" && c.Needs != "your approval" {
			p.Why = c.Needs
		}
		if c.Stuck {
			d.Held++
		}
		if c.Touch.Kind != goodturn.KindCall {
			p.Href = "/messages/" + string(c.Touch.ID)
		}
		d.Rows = append(d.Rows, p)
	}
	at := func(d goodturn.Date) Crumb {
		return Crumb{fmt.Sprintf("%s %d", d.Month, d.Year), "/year/" + d.String()[:7]}
	}
	if first.After(y.Months[0].First) {
		v.Earlier = at(first.AddMonths(-1))
	}
	if first.Before(y.Months[11].First) {
		v.Later = at(first.AddMonths(1))
	}
	if more {
		v.Pager = Pager{Later: withQuery("/year/"+r.PathValue("month"), "after", string(list[len(list)-1].Touch.ID)), Words: "the first " + strconv.Itoa(len(list))}
	}
	return a.page(w, r, "year", v.Title, MonthPage(v))
}

// inAYear is the end of what files of the year hold.
func inAYear(now time.Time) time.Time { return now.AddDate(1, 0, 0) }
