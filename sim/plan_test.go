package sim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/tempo"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/sampledata"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
)

var noon = time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)

func dana() goodturn.User {
	return goodturn.User{
		Email: "dana@example.com", Name: "Dana Reed", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York",
		Voice:   goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Warmly, Dana", Phone: "212-555-0100", Brokerage: "Reed Homes"},
		Mailbox: goodturn.Mailbox{Host: "mail.example.com", ProvedAt: 1},
	}
}

func liveSince(t time.Time) goodturn.Settings {
	return goodturn.Settings{
		Name: "Reed Homes", Pack: "real-estate", PostalAddress: "1 Main Street, New York, NY 10001", Region: "US", Zone: "America/New_York", Mode: goodturn.ModeLive,
		LiveAt: t, TestMessageAt: t, PublicURL: "https://answers.example.com", PublicProvedAt: t,
	}
}

// town makes a world with some clients of the demo's town, all of whose deals are past.
func town(t testing.TB, at time.Time, seed uint64, size int, s goodturn.Settings, change ...func(i int, r *connect.Record)) *sim.World {
	t.Helper()
	ctx := context.Background()
	w, err := sim.New(ctx, engine(t), sim.Options{At: at, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	u := dana()
	if err := w.DB.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertUser(&u); err != nil {
			return err
		}
		return tx.SaveSettings(s)
	}); err != nil {
		t.Fatal(err)
	}
	city, err := sampledata.Around(goodturn.DateOf(at))
	if err != nil {
		t.Fatal(err)
	}
	records, err := sim.Town(seed, city, size)
	if err != nil {
		t.Fatal(err)
	}
	for _, do := range change {
		for i := range records {
			do(i, &records[i])
		}
	}
	for chunk := range slices.Chunk(records, 100) {
		take(t, w, u.ID, chunk)
	}
	return w
}

func take(t testing.TB, w *sim.World, by goodturn.ID, records []connect.Record) []goodturn.ID {
	t.Helper()
	ids, err := w.People.TakeRecords(context.Background(), records, "import:test", by, people.Attestation{By: "Dana Reed", How: "My own clients.", Region: "US"})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// gone lists what left, in words that two runs can be compared by.
func gone(t testing.TB, w *sim.World) []string {
	t.Helper()
	var out []string
	if err := view.New(w.Program).Ledger(context.Background(), func(l view.LedgerLine) error {
		if l.SentAt != nil {
			out = append(out, fmt.Sprintf("%s %s %d %s %s", l.Contact, l.Step, l.Occurrence, *l.Channel, (*l.SentAt)[:16]))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func TestThePlanIsWhatServeDoesWhenNobodyAnswers(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(3) {
		w := town(t, noon, seed, 60, liveSince(noon))
		ownWays(t, w)
		if err := w.Run(ctx, noon.Add(time.Duration(seed)*40*goodturn.Day)); err != nil {
			t.Fatal(err)
		}
		report, err := sim.Plan(ctx, w.Program, sim.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		before := gone(t, w)
		if err := w.Run(ctx, report.To); err != nil {
			t.Fatal(err)
		}
		var did, would []string
		for _, l := range gone(t, w) {
			if !slices.Contains(before, l) {
				did = append(did, l)
			}
		}
		for _, r := range report.Rows {
			if r.What == sim.Goes {
				would = append(would, fmt.Sprintf("%s %s %d %s %s", r.Contact, r.Step, r.Occurrence, r.Channel, r.At.UTC().Format("2006-01-02T15:04")))
			}
		}
		slices.Sort(would)
		if len(did) < 200 {
			t.Errorf("seed %d: only %d messages in a year", seed, len(did))
		}
		if !slices.Equal(did, would) {
			t.Errorf("seed %d: planned %d, sent %d; %s", seed, len(would), len(did), firstDifference(would, did))
		}
	}
}

// ownWays makes people of a town differ: some usually answer in the morning, some in the evening, some hear on days of their own, and
// for all one letter comes earlier than the plan ships.
func ownWays(t testing.TB, w *sim.World) {
	t.Helper()
	ctx, desk := context.Background(), tempo.New(w.Program)
	if err := desk.Use(ctx, "", tempo.Choice{Days: &goodturn.Timing{Steps: map[string]goodturn.StepTiming{"tax": {After: "8 months"}, "year-season": {After: "2 months"}}}}); err != nil {
		t.Fatal(err)
	}
	var all []goodturn.Contact
	if err := w.DB.Read(ctx, func(tx *store.Tx) (err error) {
		all, err = tx.ListContacts(store.ContactPage{Limit: 100})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	habits, own := 0, 0
	for i, c := range all {
		for day := range 3 {
			if i%3 == 2 {
				break
			}
			at := noon.AddDate(0, 0, -100-7*day).Add(time.Duration(-4+11*(i%3)) * time.Hour)
			if _, err := w.Program.Receive(ctx, goodturn.Event{ContactID: c.ID, Name: goodturn.EventReplied, At: at, Source: "mail", MessageID: fmt.Sprint(c.ID, day)}); err != nil {
				t.Fatal(err)
			}
			habits++
		}
		if i%5 == 0 {
			switch err := desk.SetPerson(ctx, c.ID, "", goodturn.Timing{Tempo: goodturn.Careful, Steps: map[string]goodturn.StepTiming{"year-home": {After: "5 months"}}}); {
			case err == nil:
				own++
			case goodturn.ErrorCode(err) != goodturn.CodeConflict: // nothing is planned for them
				t.Fatal(err)
			}
		}
	}
	if habits < 60 || own < 5 {
		t.Fatalf("%d answers, %d with days of their own", habits, own)
	}
}

func firstDifference(a, b []string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("the first difference is %q against %q", a[i], b[i])
		}
	}
	return "one is longer"
}

func TestPlanningTouchesNothing(t *testing.T) {
	ctx := context.Background()
	s := liveSince(noon)
	s.Mode, s.Paused, s.Approve = goodturn.ModeObserve, true, true
	w := town(t, noon, 4, 30, s)
	dump := func() string {
		var b bytes.Buffer
		if err := view.New(w.Program).WriteLedger(ctx, &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	before := dump()
	report, err := sim.Plan(ctx, w.Program, sim.PlanOptions{Months: 3})
	if err != nil {
		t.Fatal(err)
	}
	if dump() != before || len(w.Mail.Messages()) != 0 {
		t.Error("looking ahead changed something")
	}
	if len(report.Notes) != 3 {
		t.Errorf("what was changed for the look ahead is not said: %q", report.Notes)
	}
	if report.Totals().Messages() == 0 {
		t.Error("nothing is planned")
	}
}

func TestTheSameSeedWritesTheSameLines(t *testing.T) {
	ctx := context.Background()
	w := town(t, noon, 5, 40, liveSince(noon))
	lines := func(seed uint64) string {
		var b bytes.Buffer
		r, err := sim.Simulate(ctx, w.Program, sim.SimulateOptions{Seed: seed, Runs: 2, Preset: "touchpoints", Ledger: &b})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	a, b, c := lines(7), lines(7), lines(8)
	if a != b {
		t.Errorf("one seed, two ledgers: %s", firstDifference(strings.Split(a, "\n"), strings.Split(b, "\n")))
	}
	if a == c {
		t.Error("two seeds, one ledger")
	}
}

func TestEveryFormOfThePlanCanBeRead(t *testing.T) {
	ctx := context.Background()
	w := town(t, noon, 6, 25, liveSince(noon))
	var ledger bytes.Buffer
	report, err := sim.Plan(ctx, w.Program, sim.PlanOptions{Ledger: &ledger})
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(ledger.String()) {
		var l map[string]any
		if err := json.Unmarshal([]byte(line), &l); err != nil || l["contact"] == nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	var table, people, js, csv, cal bytes.Buffer
	for _, err := range []error{report.WriteTable(&table, false), report.WriteTable(&people, true), report.WriteJSON(&js), report.WriteCSV(&csv), report.WriteICal(&cal)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"25 ", "Messages a month", "Home update", "e-mail", "Looking sends nothing."} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the table does not say %q:\n%.600s", want, table.String())
		}
	}
	var back struct {
		Rows []sim.PlanRow `json:"rows"`
	}
	if err := json.Unmarshal(js.Bytes(), &back); err != nil || len(back.Rows) != len(report.Rows) {
		t.Errorf("%d rows of %d: %v", len(back.Rows), len(report.Rows), err)
	}
	if n := strings.Count(csv.String(), "\r\n"); n != len(report.Rows)+1 {
		t.Errorf("%d lines for %d rows", n, len(report.Rows))
	}
	read, err := ics.ParseCalendar(&cal)
	if err != nil {
		t.Fatal(err)
	}
	events := map[string]bool{}
	for _, e := range read.Events() {
		events[e.Id()] = true
	}
	want := 0
	for _, r := range report.Rows {
		if r.What == sim.Goes || r.What == sim.Call {
			want++
		}
	}
	if len(events) != want {
		t.Errorf("%d events, want %d", len(events), want)
	}
}

func TestASimulationSpeaksInRanges(t *testing.T) {
	ctx := context.Background()
	w := town(t, noon, 9, 60, liveSince(noon))
	for _, preset := range []string{"metrics", "touchpoints"} {
		r, err := sim.Simulate(ctx, w.Program, sim.SimulateOptions{Seed: 3, Runs: 2, Preset: preset, CommissionPercent: 2.5})
		if err != nil {
			t.Fatal(err)
		}
		var text, page, svg bytes.Buffer
		for _, err := range []error{r.WriteText(&text), r.WriteHTML(&page), r.WriteSVG(&svg)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, want := range []string{"none", "closing", "Source:", "Commission", " to ", "2 simulated lives of your list"} {
			if !strings.Contains(text.String(), want) {
				t.Errorf("%s: %q is not said:\n%s", preset, want, text.String())
			}
		}
		for _, want := range []string{"<title id=", "<desc id=", "<table>", "role=\"img\""} {
			if !strings.Contains(page.String(), want) {
				t.Errorf("%s: the page lacks %s", preset, want)
			}
		}
	}
	if _, err := sim.Simulate(ctx, w.Program, sim.SimulateOptions{Preset: "hope"}); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Errorf("a table that is not there: %v", err)
	}
}
