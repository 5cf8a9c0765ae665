package admin

import (
	"net/http"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/claim"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// peopleShown is how many people a page of the list has.
const peopleShown = 50

// places are the parts of the list, by the word in its address.
var places = []struct {
	word, text string
	place      store.Place
}{{"plan", "in the plan", store.PlacePlan}, {"out", "left out", store.PlaceLeftOut}, {"stopped", "asked to stop", store.PlaceStopped}, {"lost", "cannot be reached", store.PlaceUnreachable}, {"undated", "day of closing unknown", store.PlaceUndated}}

// people is the list of everybody.
func (a *admin) people(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	text, show, sort := strings.TrimSpace(q.Get("q")), q.Get("show"), q.Get("sort")
	if sender, friend, reach, ok := claim.SentMe(text); ok { // "Ana sent me Lee", typed or spoken where people are looked for
		http.Redirect(w, r, withQuery("/introductions/new", "sender", sender, "friend", friend, "reach", reach), http.StatusSeeOther)
		return nil
	}
	ask := view.PeopleQuery{Text: text, ByNext: sort == "next", After: goodturn.ID(q.Get("after")), Limit: peopleShown}
	if before := q.Get("before"); before != "" {
		ask.After, ask.Back = goodturn.ID(before), true
	}
	var counts map[store.Place]int
	if err := a.DB.Read(r.Context(), func(tx *store.Tx) (err error) {
		counts, err = tx.Coverage()
		return err
	}); err != nil {
		return err
	}
	v := People{Query: text}
	for _, n := range counts {
		v.All += n
	}
	v.Filters = []Filter{{Text: "everybody", Href: withQuery("/people", "sort", sort), Count: v.All, Current: show == "" && text == ""}}
	v.Total = v.All
	for _, p := range places {
		current := p.word == show || p.text == show // the form sends the words that it shows
		if current && text == "" {
			ask.Place, ask.ByNext, v.Total = &p.place, false, counts[p.place]
		}
		if counts[p.place] > 0 || current {
			v.Filters = append(v.Filters, Filter{Text: p.text, Href: withQuery("/people", "show", p.word), Count: counts[p.place], Current: current && text == ""})
		}
	}
	lines, more, err := a.View.People(r.Context(), ask)
	if err != nil {
		return err
	}
	now := a.Clock.Now()
	for _, l := range lines {
		v.Rows = append(v.Rows, personRow(l, now))
	}
	sum, err := a.coverageOf(r, counts)
	if err != nil {
		return err
	}
	v.Lead = count(v.All, "person", "people") + ": " + sum.Words()
	if n := v.All - sum.Closed; n > 0 {
		v.Lead += "; " + thousands(n) + " without a deal of their own"
	}
	v.Lead += "."
	if v.All == 0 {
		v.Lead = "Everybody you helped, and how things stand with them."
	}
	if text != "" {
		v.Lead, v.Total = count(len(lines), "person", "people")+" found for “"+text+"”.", len(lines)
	}
	v.Sort = []Option{{Value: "name", Text: "name", Chosen: !ask.ByNext}, {Value: "next", Text: "what is next", Chosen: ask.ByNext}}
	v.Pager = peoplePager(ask, lines, more, show, sort)
	return a.page(w, r, "people", "People", PeoplePage(v))
}

// peoplePager leads on by the last person shown, so that a page is as fast at its end as at its beginning.
func peoplePager(ask view.PeopleQuery, lines []view.PersonLine, more bool, show, sort string) (p Pager) {
	if len(lines) == 0 || ask.Text != "" {
		return p
	}
	first, last := lines[0], lines[len(lines)-1]
	if ask.ByNext {
		if more {
			p.Later = withQuery("/people", "sort", sort, "after", string(last.Next.ID))
		}
		if ask.After != "" {
			p.Earlier = withQuery("/people", "sort", sort)
		}
		return p
	}
	if more || ask.Back {
		p.Later = withQuery("/people", "show", show, "after", string(last.Contact.ID))
	}
	if ask.Back && more || !ask.Back && ask.After != "" {
		p.Earlier = withQuery("/people", "show", show, "before", string(first.Contact.ID))
	}
	return p
}

func personRow(l view.PersonLine, now time.Time) PersonRow {
	zone := time.UTC
	if l.Next.Zone != "" {
		zone = say.ZoneNamed(l.Next.Zone)
	}
	row := PersonRow{Person: personOf(l.Contact), Deal: say.DealLine(l.Closing, now)}
	if l.Closing.ID == "" && l.With != "" {
		row.Deal = "In one household with " + l.With
	}
	if words := l.Standing.Words(now, zone); len(words) > 0 {
		row.Stand = words[0]
		if row.Stand == "One deal together" && len(words) > 1 {
			row.Stand = words[1]
		}
	}
	switch {
	case l.Contact.LeftOut:
		row.Tag, row.Next = Tag{"left out", Plain}, "Nothing is planned."
	case !l.Standing.OptedOutAt.IsZero():
		row.Tag, row.Next = Tag{"asked to stop", Plain}, "Nothing goes out."
	case l.Next.ID == "" && l.With != "" && l.Closing.ID == "":
		row.Next = "Nothing of their own is planned."
	case l.Next.ID == "":
		row.Next = "Nothing is planned."
	case l.Life != "":
		row.Next = l.Title + ". " + l.Life
	default:
		row.Next = l.Title + ", " + say.DayOf(goodturn.DateOf(l.Next.DueAt.In(zone)), now)
	}
	switch s := l.Standing; {
	case row.Tag.Text != "":
	case s.Talk.Open(now):
		row.Tag = Tag{"talking", Wait}
	case !s.ValuationAt.IsZero():
		row.Tag = Tag{"asked for a valuation", Good}
	case s.Answer == goodturn.AnswerYes:
		row.Tag = Tag{"said yes", Good}
	}
	return row
}
