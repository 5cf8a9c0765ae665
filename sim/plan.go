package sim

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// PlanOptions say what to look ahead at. The zero PlanOptions looks at everybody for twelve months from now.
type PlanOptions struct {
	At     time.Time   // zero: now
	Months int         // 0: 12
	Days   int         // instead of months, if more than 0
	Person goodturn.ID // zero: everybody
	Ledger io.Writer   // nil: none; else the ledger as it would be at the end, one JSON object a line
}

// PlanReport is what would go out if nobody answered.
type PlanReport struct {
	From, To time.Time
	Zone     string // the owner's, in which months are counted
	Notes    []string
	People   int // in the plan
	Rows     []PlanRow
	Months   []PlanMonth
}

// PlanRow is one touch: what it is, when it would go, or what keeps it.
type PlanRow struct {
	At         time.Time             `json:"at"`    // when it goes, is handed to you, or is given up; for what waits, when it is looked at next
	Local      string                `json:"local"` // the same where the person lives
	Zone       string                `json:"zone"`
	Contact    goodturn.ID           `json:"contact"`
	Name       string                `json:"name"`
	Playbook   string                `json:"playbook"`
	Step       string                `json:"step"`
	Title      string                `json:"title"`
	Occurrence int                   `json:"occurrence"`
	Kind       goodturn.Kind         `json:"kind"`
	Channel    goodturn.Channel      `json:"channel"`
	State      goodturn.TouchState   `json:"state"`
	What       Outcome               `json:"what"`
	Reasons    []goodturn.ReasonCode `json:"reasons"`
	Why        string                `json:"why,omitempty"` // the reason that tells most, in words; Reasons has all
}

// Outcome says in a word what becomes of a touch.
type Outcome string

const (
	Goes   Outcome = "goes"   // a message leaves
	Call   Outcome = "call"   // you are asked to call, or to do something else by hand
	Waits  Outcome = "waits"  // something still keeps it at the end
	Stays  Outcome = "stays"  // it does not go, and Why says why
	Broken Outcome = "broken" // it could not be delivered
)

// PlanMonth counts the rows of one month.
type PlanMonth struct {
	Month     string `json:"month"` // 2026-11
	Values    int    `json:"values"`
	Asks      int    `json:"asks"`
	Reminders int    `json:"reminders"`
	Reviews   int    `json:"reviews"`
	Thanks    int    `json:"thanks"`
	Calls     int    `json:"calls"`
	Held      int    `json:"held"` // what does not go, or still waits
}

// Messages is how many messages leave in the month.
func (m PlanMonth) Messages() int { return m.Values + m.Asks + m.Reminders + m.Reviews + m.Thanks }

// Plan looks ahead: it copies the workspace into memory and lets the engine run there with nobody answering. It is what serve will
// do, touch for touch and minute for minute, as long as nobody answers and nothing is changed. The real database is only read.
func Plan(ctx context.Context, p *program.Program, o PlanOptions) (*PlanReport, error) {
	if o.Months <= 0 {
		o.Months = 12
	}
	w, notes, err := Copy(ctx, p, Options{At: o.At})
	if err != nil {
		return nil, err
	}
	defer w.Close()
	from := w.Clock.Now()
	zone := ownerZone(ctx, w.DB)
	today, _ := schedule.Local(from, zone)
	end := today.AddMonths(o.Months)
	if o.Days > 0 {
		end = today.AddDays(o.Days)
	}
	to := schedule.At(end, 0, 0, zone)
	if err := w.Run(ctx, to); err != nil {
		return nil, fmt.Errorf("look ahead: %w", err)
	}
	report := &PlanReport{From: from, To: to, Zone: zone.String(), Notes: notes}
	if err := report.read(ctx, w, o.Person, zone); err != nil {
		return nil, err
	}
	if o.Ledger != nil {
		if err := view.New(w.Program).WriteLedger(ctx, o.Ledger); err != nil {
			return nil, err
		}
	}
	return report, nil
}

// ownerZone is where the first active owner works; months of reports are counted there.
func ownerZone(ctx context.Context, db *store.DB) *time.Location {
	var names []string
	_ = db.Read(ctx, func(tx *store.Tx) error { // a report in the zone of last resort is better than none
		users, err := tx.Users()
		for _, u := range users {
			if u.Active {
				names = append(names, u.Zone)
			}
		}
		if s, serr := tx.Settings(); serr == nil {
			names = append(names, s.Zone)
		}
		return err
	})
	for _, n := range append(names, "America/New_York") {
		if n == "" {
			continue
		}
		if z, err := schedule.LoadZone(n); err == nil {
			return z
		}
	}
	return time.UTC
}

// read gathers the touches that were decided, or are still planned, between From and To.
func (r *PlanReport) read(ctx context.Context, w *World, person goodturn.ID, zone *time.Location) error {
	touches, err := allTouches(ctx, w.DB)
	if err != nil {
		return err
	}
	people := map[goodturn.ID]goodturn.Contact{}
	var ids []goodturn.ID
	for _, t := range touches {
		if _, seen := people[t.ContactID]; !seen {
			people[t.ContactID] = goodturn.Contact{}
			ids = append(ids, t.ContactID)
		}
	}
	if err := w.DB.Read(ctx, func(tx *store.Tx) error {
		found, err := tx.Contacts(ids)
		for _, c := range found {
			people[c.ID] = c
		}
		return err
	}); err != nil {
		return err
	}
	planned := map[goodturn.ID]bool{}
	var shown []goodturn.Touch
	for _, t := range touches {
		if person != "" && t.ContactID != person {
			continue
		}
		row, ok := r.row(t, people[t.ContactID])
		if !ok {
			continue
		}
		planned[t.ContactID] = true
		r.Rows, shown = append(r.Rows, row), append(shown, t)
	}
	r.People = len(planned)
	if err := w.DB.Read(ctx, func(tx *store.Tx) error {
		titles, err := w.Program.StepTitles(tx, shown...)
		for i, t := range shown {
			r.Rows[i].Title = titles[t.ID]
		}
		return err
	}); err != nil {
		return err
	}
	slices.SortStableFunc(r.Rows, func(a, b PlanRow) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Contact, b.Contact), cmp.Compare(a.Step, b.Step), cmp.Compare(a.Occurrence, b.Occurrence))
	})
	r.count(zone)
	return nil
}

// row makes one row; false if the touch has nothing to do with the time between From and To.
func (r *PlanReport) row(t goodturn.Touch, c goodturn.Contact) (PlanRow, bool) {
	row := PlanRow{
		At: t.StateAt, Zone: t.Zone, Contact: t.ContactID, Name: c.Name(), Playbook: t.Playbook, Step: t.Step, Occurrence: t.Occurrence,
		Kind: t.Kind, Channel: t.Channel, State: t.State, Reasons: t.Reasons,
	}
	switch t.State {
	case goodturn.Sent, goodturn.Committing, goodturn.Unknown:
		if row.What, row.At = Goes, cmp.Or(t.SentAt, t.StateAt); t.Channel == goodturn.ChannelDM && t.State != goodturn.Sent {
			row.What = Call // its words are handed out
		}
	case goodturn.Tasked:
		row.What = Call
	case goodturn.Planned, goodturn.Claimed:
		if row.What, row.At = Waits, t.DueAt; len(t.Reasons) == 0 || !t.PlannedAt.Before(r.To) {
			return row, false // its time comes later, and nothing keeps it
		}
	case goodturn.Failed:
		row.What = Broken
	default:
		row.What = Stays
	}
	if row.At.Before(r.From) || row.What != Waits && !row.At.Before(r.To) {
		return row, false
	}
	if row.Reasons == nil {
		row.Reasons = []goodturn.ReasonCode{}
	}
	if row.What != Goes {
		row.Why = telling(t.Reasons).Info().Sentence
	}
	if z, err := schedule.LoadZone(t.Zone); err == nil {
		row.Local = row.At.In(z).Format(time.RFC3339)
	}
	return row, true
}

// telling is the reason that explains most: that a moment passed, or that it was night by then, only says that something else had
// kept it that long.
func telling(codes []goodturn.ReasonCode) goodturn.ReasonCode {
	for _, c := range codes {
		if c != goodturn.ReasonMomentPassed && c != goodturn.ReasonQuietHours {
			return c
		}
	}
	if len(codes) == 0 {
		return ""
	}
	return codes[0]
}

func (r *PlanReport) count(zone *time.Location) {
	at := map[string]int{}
	first, _ := schedule.Local(r.From, zone)
	last, _ := schedule.Local(r.To.Add(-time.Millisecond), zone)
	month := goodturn.Date{Year: first.Year, Month: first.Month, Day: 1}
	for ; !month.After(last); month = month.AddMonths(1) {
		name := month.String()[:7]
		at[name] = len(r.Months)
		r.Months = append(r.Months, PlanMonth{Month: name})
	}
	for _, row := range r.Rows {
		day, _ := schedule.Local(row.At, zone)
		i, in := at[day.String()[:7]]
		if !in {
			continue
		}
		m := &r.Months[i]
		switch {
		case row.What == Call:
			m.Calls++
		case row.What != Goes:
			m.Held++
		case row.Kind == goodturn.KindAsk:
			m.Asks++
		case row.Kind == goodturn.KindReminder:
			m.Reminders++
		case row.Kind == goodturn.KindReview:
			m.Reviews++
		case row.Kind == goodturn.KindThanks:
			m.Thanks++
		default:
			m.Values++
		}
	}
}

// allTouches reads every touch of a database.
func allTouches(ctx context.Context, db *store.DB) (out []goodturn.Touch, err error) {
	var after goodturn.ID
	for {
		var page []goodturn.Touch
		if err := db.Read(ctx, func(tx *store.Tx) (err error) {
			page, err = tx.TouchesByID(after, 1000)
			return err
		}); err != nil {
			return nil, fmt.Errorf("read the plan: %w", err)
		}
		if len(page) == 0 {
			return out, nil
		}
		out = append(out, page...)
		after = page[len(page)-1].ID
	}
}
