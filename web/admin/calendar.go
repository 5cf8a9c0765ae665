package admin

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/view"
)

// calendarLength is how long a message or call stands in a calendar.
const calendarLength = 15 * time.Minute

// calendarMost is the most lines of a file; a calendar with more is of no use to anybody.
const calendarMost = 20000

// entry is one line of a calendar.
type entry struct {
	id   goodturn.ID
	at   time.Time
	text string
	kind goodturn.Kind
}

func (a *admin) writeCalendar(w http.ResponseWriter, name string, list []entry) error {
	c := ics.NewCalendar()
	c.SetProductId("-//Goodturn//The year//EN")
	c.SetMethod(ics.MethodPublish)
	now := a.Clock.Now().UTC()
	for _, e := range list {
		ev := c.AddEvent(string(e.id) + "@goodturn")
		ev.SetDtStampTime(now)
		ev.SetStartAt(e.at.UTC())
		ev.SetEndAt(e.at.UTC().Add(calendarLength))
		ev.SetSummary(e.text)
	}
	file(w, "text/calendar; charset=utf-8", name)
	_, err := w.Write([]byte(c.Serialize()))
	return err
}

func (a *admin) personCalendar(w http.ResponseWriter, r *http.Request) error {
	c, err := a.View.Card(r.Context(), personID(r), goodturn.Event{})
	if err != nil {
		return err
	}
	var list []entry
	for _, t := range c.Touches {
		if t.State == goodturn.Planned {
			list = append(list, entry{t.ID, t.DueAt, personOf(c.Contact).Name + ": " + lowerFirst(c.Titles[t.ID]), t.Kind})
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
	out := make([]entry, len(list))
	for i, c := range list {
		out[i] = entry{c.Touch.ID, c.Touch.DueAt, personOf(c.Contact).Name + ": " + lowerFirst(c.Title), c.Touch.Kind}
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
	c := csv.NewWriter(&b)
	_ = c.Write([]string{"day", "time", "zone", "who", "what", "kind", "by", "waits for"}) // a buffer takes everything; Flush and Error say otherwise
	for _, x := range list {
		at := x.Touch.DueAt.In(zoneNamed(x.Touch.Zone))
		_ = c.Write([]string{at.Format(time.DateOnly), at.Format("15:04"), x.Touch.Zone, cell(personOf(x.Contact).Name), cell(x.Title), string(x.Touch.Kind), string(x.Touch.Channel), x.Needs})
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return err
	}
	file(w, "text/csv; charset=utf-8", "year.csv")
	_, err = w.Write(b.Bytes())
	return err
}

// cell keeps a name from being read as a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
