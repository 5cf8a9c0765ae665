package approvals_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// sold is a market in which prices of one ZIP code went up or down for 200 days, up to a day.
type sold program.Figures

func (s sold) Figures() program.Figures { return program.Figures(s) }

func soldUntil(newest goodturn.Date, up bool) sold {
	step := int64(-60_000)
	if !up {
		step = 60_000
	}
	var list []market.Sale
	for back := range 200 {
		list = append(list, market.Sale{Address: goodturn.Address{Street: fmt.Sprintf("%d Sample Street", back+1), ZIP: "10002"}, Kind: market.HomeHouse, Date: newest.AddDays(-back), PriceMinor: 60_000_000 + int64(back)*step})
	}
	return sold{Shelf: market.NewShelf(nil), Closings: market.NewClosings(list)}
}

// figured gives a town that approves everything, some weeks before Ana's home update is due, and that update.
func figured(t *testing.T, open func(testing.TB, time.Time) *testtown.Town) (*town, goodturn.Contact, goodturn.Touch) {
	t.Helper()
	w := &town{open(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))}
	w.Settings(func(s *goodturn.Settings) { s.Approve = true })
	c := w.Client("Ana", closed)
	x := w.Touch(c.ID, "home-update")
	w.Now = x.DueAt.Add(-80 * goodturn.Day)
	return w, c, x
}

var towns = map[string]func(testing.TB, time.Time) *testtown.Town{"SQLite": testtown.New, "PostgreSQL": testtown.OnPostgres}

// own has the owner change a message and approve it.
func (w *town) own(t *testing.T, x goodturn.Touch, more string) approvals.Edited {
	t.Helper()
	a := approvals.New(w.P)
	d, err := a.Draft(t.Context(), x.ID)
	if err != nil || !strings.Contains(d.Body, "median") {
		t.Fatalf("no figure to freeze: %q, %v", d.Body, err)
	}
	kept, err := a.EditTouch(t.Context(), w.Owner.ID, x.ID, d.Subject, d.Body+more)
	if err != nil {
		t.Fatal(err)
	}
	out, err := a.ApproveSeen(t.Context(), w.Owner.ID, map[goodturn.ID]string{x.ID: approvals.Version(kept.Letter)})
	if err != nil || len(out.Touches) != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	return kept
}

// kept checks that the message did not leave and is its owner's again, with a reason, a task and every word.
func (w *town) kept(t *testing.T, c goodturn.Contact, says string) goodturn.Touch {
	t.Helper()
	x := w.Touch(c.ID, "home-update")
	if x.State != goodturn.Planned || !slices.Contains(x.Reasons, goodturn.ReasonRanOut) || !x.ApprovedAt.IsZero() || !strings.Contains(x.Body, "Give my best to the dog.") {
		t.Fatalf("%s because %v, approved %s: %q", x.State, x.Reasons, x.ApprovedAt, x.Body)
	}
	if n := w.Mail.Count(); n != 0 {
		t.Fatalf("%d left", n)
	}
	var task goodturn.Task
	if err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
		ts, err := tx.ContactTasks(c.ID)
		for _, k := range ts {
			if k.TouchID == x.ID && k.DoneAt.IsZero() {
				task = k
			}
		}
		return err
	}); err != nil || !strings.Contains(task.Why, says) {
		t.Errorf("told %q, want %q; %v", task.Why, says, err)
	}
	q, err := approvals.New(w.P).Queue(t.Context(), goodturn.Day, "", 50)
	i := slices.IndexFunc(q.Waiting, func(k approvals.Waiting) bool { return k.Touch.ID == x.ID })
	if err != nil || i < 0 || !strings.Contains(q.Waiting[i].RanOut, says) {
		t.Fatalf("it does not wait for its owner: %+v, %v", q.Waiting, err)
	}
	if _, ok := q.Together()[x.ID]; ok {
		t.Error("one yes to the page lets it go")
	}
	out, err := approvals.New(w.P).ApproveSeen(t.Context(), w.Owner.ID, map[goodturn.ID]string{x.ID: approvals.Version(q.Waiting[i].Letter)})
	if err != nil || len(out.Touches) != 0 || len(out.Changed) != 1 {
		t.Errorf("a yes lets it go: %+v, %v", out, err)
	}
	return x
}

func TestAFigureInTheOwnersWordsRunsOut(t *testing.T) {
	for name, open := range towns {
		t.Run(name, func(t *testing.T) {
			w, c, x := figured(t, open)
			newest := goodturn.DateOf(w.Now).AddDays(-20)
			w.P.Market = soldUntil(newest, true)
			kept := w.own(t, x, "\n\nGive my best to the dog.")
			if !slices.ContainsFunc(kept.Findings, func(f message.Finding) bool { return strings.Contains(f.Message, "come back to you") }) {
				t.Errorf("nobody says that it will not hold: %+v", kept.Findings)
			}
			w.Until(x.DueAt.Add(goodturn.Day))
			w.kept(t, c, "ran out on "+newest.AddDays(market.WindowDays+1).Long())

			// The plan's own words have the figures of the day, and what the owner looked at again goes.
			w.P.Market = soldUntil(goodturn.DateOf(w.Now), true)
			if _, err := approvals.New(w.P).EditTouch(t.Context(), w.Owner.ID, x.ID, "", ""); err != nil {
				t.Fatal(err)
			}
			w.own(t, x, "\n\nGive my best to the dog.")
			w.Until(w.Now.Add(3 * goodturn.Day))
			if n := w.Mail.Count(); n != 1 {
				t.Errorf("%d left with figures of the day: %+v", n, w.Touch(c.ID, "home-update"))
			}
		})
	}
}

func TestAFallSinceBringsTheOwnersWordsBack(t *testing.T) {
	for name, open := range towns {
		t.Run(name, func(t *testing.T) {
			w, c, x := figured(t, open)
			w.Now = x.DueAt.Add(-2 * goodturn.Day)
			w.P.Market = soldUntil(goodturn.DateOf(w.Now), true)
			w.own(t, x, "\n\nGive my best to the dog.")
			w.P.Market = soldUntil(goodturn.DateOf(w.Now), false)
			w.Until(x.DueAt.Add(goodturn.Day))
			w.kept(t, c, "prices have fallen since")
		})
	}
}

// What was claimed just before its figure ran out is judged again and not sent.
func TestAFigureThatRunsOutOnTheWayStopsTheMessage(t *testing.T) {
	for name, open := range towns {
		t.Run(name, func(t *testing.T) {
			w, c, x := figured(t, open)
			w.Now = x.DueAt.Add(-2 * goodturn.Day)
			w.P.Market = soldUntil(goodturn.DateOf(w.Now), true)
			w.own(t, x, "\n\nGive my best to the dog.")
			w.Fault = func(channel.Message) capture.Fault { // the claim is made, the second mark is not
				w.P.Market = soldUntil(goodturn.DateOf(w.Now), false)
				w.Write(func(tx *store.Tx) error {
					return tx.SetValue(store.MarketEdition, "another")
				})
				return capture.Fault{}
			}
			w.Until(x.DueAt.Add(goodturn.Day))
			w.kept(t, c, "prices have fallen since")
		})
	}
}

// Words without a figure wait for nothing of the market.
func TestWordsWithoutAFigureGo(t *testing.T) {
	w, c, x := figured(t, testtown.New)
	w.P.Market = soldUntil(goodturn.DateOf(w.Now), true)
	a := approvals.New(w.P)
	kept, err := a.EditTouch(t.Context(), w.Owner.ID, x.ID, "Your home", "Hi Ana,\n\nYou closed in January, and I wonder how the kitchen turned out. Give my best to the dog.\n\nDana")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.ApproveSeen(t.Context(), w.Owner.ID, map[goodturn.ID]string{x.ID: approvals.Version(kept.Letter)}); err != nil {
		t.Fatal(err)
	}
	w.P.Market = soldUntil(goodturn.DateOf(w.Now), false)
	w.Until(x.DueAt.Add(goodturn.Day))
	if got := w.Touch(c.ID, "home-update"); got.State != goodturn.Sent {
		t.Errorf("%s because %v", got.State, got.Reasons)
	}
}

// A letter that is read long before its day shows the figures of today, and says that they are not those that will go.
func TestFiguresReadLongBeforeTheirDayAreMarked(t *testing.T) {
	w, c, x := figured(t, testtown.New)
	a := approvals.New(w.P)
	for _, tt := range []struct {
		before int // days
		newest int // days before that
		says   string
	}{{80, 3, "newer ones by its day"}, {80, 80, "too old"}, {2, 3, ""}} {
		w.Now = x.DueAt.Add(-time.Duration(tt.before) * goodturn.Day)
		w.P.Market = soldUntil(goodturn.DateOf(w.Now).AddDays(-tt.newest), true)
		d, err := a.Draft(t.Context(), x.ID)
		if err != nil || !strings.Contains(d.Letter.Text, "median") || (tt.says == "") != (d.Aging == "") || !strings.Contains(d.Aging, tt.says) {
			t.Errorf("%d days before: %q, %q, %v", tt.before, d.Letter.Text, d.Aging, err)
		}
	}
	if next := w.Touch(c.ID, "home-update"); next.Body != "" {
		t.Error("looking has frozen its words")
	}
}
