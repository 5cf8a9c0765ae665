package admin

import (
	"bytes"
	"net/http"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect/calendar"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/web/admin/say"
)

// calendarMost is the most lines of a file; a calendar with more is of no use to anybody.
const calendarMost = 20000

func (a *admin) writeCalendar(w http.ResponseWriter, name string, list []calendar.Entry) error {
	var b bytes.Buffer
	if err := calendar.Write(&b, "The year", a.Clock.Now(), list); err != nil {
		return err
	}
	file(w, "text/calendar; charset=utf-8", name)
	_, err := w.Write(b.Bytes())
	return err
}

func (a *admin) personCalendar(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	var list []calendar.Entry
	for _, t := range c.Touches {
		if t.State == goodturn.Planned {
			list = append(list, calendar.Entry{ID: string(t.ID), At: t.DueAt, Summary: personOf(c.Contact).Name + ": " + goodturn.LowerFirst(c.Titles[t.ID])})
		}
	}
	return a.writeCalendar(w, "dates.ics", list)
}

func (a *admin) comingYear(r *http.Request) ([]view.Coming, error) {
	now := a.Clock.Now()
	list, _, err := a.View.Between(r.Context(), now, inAYear(now), "", calendarMost)
	return list, err
}

func (a *admin) yearCalendar(w http.ResponseWriter, r *http.Request) error {
	list, err := a.comingYear(r)
	if err != nil {
		return err
	}
	out := make([]calendar.Entry, len(list))
	for i, c := range list {
		out[i] = calendar.Entry{ID: string(c.Touch.ID), At: c.Touch.DueAt, Summary: personOf(c.Contact).Name + ": " + goodturn.LowerFirst(c.Title)}
	}
	return a.writeCalendar(w, "year.ics", out)
}

// yearTable is the year for a spreadsheet.
func (a *admin) yearTable(w http.ResponseWriter, r *http.Request) error {
	list, err := a.comingYear(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	c := csvfile.NewWriter(&b)
	if err := c.Write("day", "time", "zone", "who", "what", "kind", "by", "waits for"); err != nil {
		return err
	}
	for _, x := range list {
		at := x.Touch.DueAt.In(say.ZoneNamed(x.Touch.Zone))
		if err := c.Write(at.Format(time.DateOnly), at.Format("15:04"), x.Touch.Zone, personOf(x.Contact).Name, x.Title, string(x.Touch.Kind), string(x.Touch.Channel), x.Needs); err != nil {
			return err
		}
	}
	if err := c.Flush(); err != nil {
		return err
	}
	file(w, "text/csv; charset=utf-8", "year.csv")
	_, err = w.Write(b.Bytes())
	return err
}
