package sim

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect/calendar"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/schedule"
)

// Chart is the year as bars: what is useful light, what asks dark, calls beside them.
func (r *PlanReport) Chart() Bars {
	b := Bars{Title: "Messages a month", Parts: []string{"useful", "asks", "calls"}}
	var useful, asks, calls int
	for _, m := range r.Months {
		b.Labels = append(b.Labels, monthName(m.Month))
		v := []int{m.Values + m.Reviews + m.Thanks, m.Asks + m.Reminders, m.Calls}
		b.Values = append(b.Values, v)
		useful, asks, calls = useful+v[0], asks+v[1], calls+v[2]
	}
	b.Text = fmt.Sprintf("%d useful messages, %d asks and reminders and %d calls over %s.", useful, asks, calls, plural(len(r.Months), "month", "months"))
	return b
}

func monthName(m string) string {
	t, err := time.Parse("2006-01", m)
	if err != nil {
		return m
	}
	return t.Format("Jan '06")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Totals counts the whole report.
func (r *PlanReport) Totals() (t PlanMonth) {
	for _, m := range r.Months {
		t.Values, t.Asks, t.Reminders, t.Reviews, t.Thanks, t.Calls, t.Held = t.Values+m.Values, t.Asks+m.Asks, t.Reminders+m.Reminders, t.Reviews+m.Reviews, t.Thanks+m.Thanks, t.Calls+m.Calls, t.Held+m.Held
	}
	return t
}

// Headline is the report in a sentence or two.
func (r *PlanReport) Headline() string {
	if r.People == 0 {
		return "Nobody is in the plan yet. Looking sends nothing."
	}
	t := r.Totals()
	weeks := max(1, int(r.To.Sub(r.From).Hours()/(24*7)))
	return fmt.Sprintf("%s, %s (about %d a week), %s. Looking sends nothing.", plural(r.People, "person", "people"), plural(t.Messages(), "message", "messages"),
		(t.Messages()+weeks/2)/weeks, plural(t.Calls, "call", "calls"))
}

// WriteTable writes the report for a terminal: the months, then every row, by month or by person.
func (r *PlanReport) WriteTable(w io.Writer, byPerson bool) error {
	var b strings.Builder
	fmt.Fprintln(&b, r.Headline())
	for _, n := range r.Notes {
		fmt.Fprintln(&b, n)
	}
	b.WriteString("\n")
	if err := r.Chart().Terminal(&b, 48); err != nil {
		return err
	}
	rows, group := slices.Clone(r.Rows), func(x PlanRow) string { return monthName(r.monthOf(x)) }
	if byPerson {
		group = func(x PlanRow) string { return x.Name }
		slices.SortStableFunc(rows, func(x, y PlanRow) int {
			return strings.Compare(x.Name+"\x00"+string(x.Contact), y.Name+"\x00"+string(y.Contact))
		})
	}
	last := ""
	for _, x := range rows {
		if g := group(x); g != last {
			fmt.Fprintf(&b, "\n%s\n", g)
			last = g
		}
		fmt.Fprintf(&b, "  %s\n", x.Line())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *PlanReport) monthOf(x PlanRow) string {
	if z, err := schedule.LoadZone(r.Zone); err == nil {
		return x.At.In(z).Format("2006-01")
	}
	return x.At.Format("2006-01")
}

// Line is the row on one line of a terminal: when, who, what, and how it goes or why it does not.
func (x PlanRow) Line() string {
	return fmt.Sprintf("%s  %-24s %-30s %s", x.when(), clip(x.Name, 24), clip(x.Title, 30), x.Words())
}

// when is the row's instant where the person lives.
func (x PlanRow) when() string {
	z, err := schedule.LoadZone(x.Zone)
	if err != nil {
		z = time.UTC
	}
	return x.At.In(z).Format("Mon 02 Jan 2006 15:04 MST")
}

// Words says what becomes of it: by which road it goes, what you are asked to do, or that it does not go, and why.
func (x PlanRow) Words() string {
	switch x.What {
	case Goes:
		return channelWord(x.Channel)
	case Call:
		return strings.TrimSpace("you: " + callWord(x) + " " + x.Why)
	case Waits:
		return "waits: " + x.Why
	case Broken:
		return "not delivered: " + x.Why
	}
	return "stays: " + x.Why
}

func callWord(x PlanRow) string {
	if x.Kind == goodturn.KindCall {
		return "a call"
	}
	return "by hand."
}

func channelWord(c goodturn.Channel) string {
	switch c {
	case goodturn.ChannelEmail:
		return "e-mail"
	case goodturn.ChannelSMS:
		return "text"
	case goodturn.ChannelDM:
		return "direct message"
	}
	return string(c)
}

// clip cuts s to n characters.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// WriteJSON writes the whole report as one JSON object.
func (r *PlanReport) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		From   time.Time   `json:"from"`
		To     time.Time   `json:"to"`
		Notes  []string    `json:"notes"`
		People int         `json:"people"`
		Months []PlanMonth `json:"months"`
		Rows   []PlanRow   `json:"rows"`
	}{r.From, r.To, append([]string{}, r.Notes...), r.People, r.Months, append([]PlanRow{}, r.Rows...)})
}

// WriteCSV writes the rows for a spreadsheet. No cell can start a formula there.
func (r *PlanReport) WriteCSV(w io.Writer) error {
	c := csvfile.NewWriter(w)
	if err := c.Write("when (local)", "zone", "person", "step", "kind", "by", "what happens", "why", "when (UTC)", "contact"); err != nil {
		return err
	}
	for _, x := range r.Rows {
		if err := c.Write(x.Local, x.Zone, x.Name, x.Title, string(x.Kind), channelWord(x.Channel), string(x.What), x.Why, x.At.UTC().Format(time.RFC3339), string(x.Contact)); err != nil {
			return err
		}
	}
	return c.Flush()
}

// WriteICal writes what leaves and what the owner does as a calendar (RFC 5545), one event each, a quarter of an hour long. The
// ids are those of person and step, so that a calendar that is loaded again is brought up to date and not doubled.
func (r *PlanReport) WriteICal(w io.Writer) error {
	var out []calendar.Entry
	for _, x := range r.Rows {
		if x.What == Goes || x.What == Call {
			out = append(out, calendar.Entry{ID: fmt.Sprintf("%s-%s-%s-%d", x.Contact, x.Playbook, x.Step, x.Occurrence), At: x.At, Summary: x.Title + ": " + x.Name,
				Note: "Goodturn, " + x.Words() + ". " + x.when() + " where they live."})
		}
	}
	return calendar.Write(w, "plan", r.From, out)
}
