package admin

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// quarters are the choices of the list beside the deals of a year, by the number of the quarter.
var quarters = []string{"who closed in this year", "whose deal has its day in January to March", "whose deal has its day in April to June", "whose deal has its day in July to September", "whose deal has its day in October to December"}

// alikeQuery reads what an address asks for; without anything, those whose day comes round in this quarter.
func (a *admin) alikeQuery(r *http.Request) (q view.AlikeQuery) {
	now := a.Clock.Now()
	q = view.AlikeQuery{Year: now.Year(), Quarter: (int(now.Month()) + 2) / 3, After: goodturn.ID(r.URL.Query().Get("after")), Limit: peopleShown}
	for _, p := range []struct {
		name string
		into *int
	}{{"year", &q.Year}, {"which", &q.Quarter}} {
		if v := strings.TrimSpace(r.URL.Query().Get(p.name)); v != "" {
			n, err := strconv.Atoi(v)
			if err != nil {
				n = -1 // no year and no quarter; Alike says so
			}
			*p.into = n
		}
	}
	return q
}

// alike is the list of everybody to thank alike.
func (a *admin) alike(w http.ResponseWriter, r *http.Request) error {
	q := a.alikeQuery(r)
	year, which := strconv.Itoa(q.Year), strconv.Itoa(q.Quarter)
	v := Alike{Year: year, Table: withQuery("/people/alike.csv", "year", year, "which", which)}
	for i, text := range quarters {
		v.Which = append(v.Which, Option{Value: strconv.Itoa(i), Text: text, Chosen: i == q.Quarter})
	}
	list, more, err := a.View.Alike(r.Context(), q)
	if err != nil {
		if v.Wrong, err = wrongOf(err); err != nil {
			return err
		}
		v.Year = r.URL.Query().Get("year")
		return a.again(w, r, "people", "Everybody alike", AlikePage(v))
	}
	for _, l := range list {
		v.Rows = append(v.Rows, AlikeRow{personOf(l.Contact), say.DealLine(l.Closing, a.Clock.Now()), l.Contact.Mailing.Line()})
	}
	if q.After != "" {
		v.Pager.Earlier = withQuery("/people/alike", "year", year, "which", which)
	}
	if more {
		v.Pager.Later = withQuery("/people/alike", "year", year, "which", which, "after", string(list[len(list)-1].Contact.ID))
	}
	return a.page(w, r, "people", "Everybody alike", AlikePage(v))
}

// alikeTable is the whole list for a spreadsheet.
func (a *admin) alikeTable(w http.ResponseWriter, r *http.Request) error {
	q := a.alikeQuery(r)
	q.After, q.Limit = "", calendarMost
	list, _, err := a.View.Alike(r.Context(), q)
	if err != nil {
		return err
	}
	file(w, "text/csv; charset=utf-8", "everybody-alike.csv")
	c := csvfile.NewWriter(w)
	_ = c.Write("name", "greeting", "company", "closed", "deal", "home of the deal", "mailing address") // Flush gives the first error
	for _, l := range list {
		_ = c.Write(personOf(l.Contact).Name, l.Contact.Greeting, l.Contact.Company, l.Closing.Date.String(), strings.ToLower(say.SideWords(l.Closing.Side)), l.Closing.Property.Line(), l.Contact.Mailing.Line())
	}
	return c.Flush()
}
