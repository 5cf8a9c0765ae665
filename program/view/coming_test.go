package view_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/testtown"
)

func TestBeforeTheFirstStepsAreDoneTheWeekSaysWhatIsWrongWithEachPerson(t *testing.T) {
	w := newTown(t, time.Date(2026, 2, 1, 15, 0, 0, 0, time.UTC))
	w.Settings(func(s *goodturn.Settings) { s.Mode, s.Approve, s.PostalAddress = goodturn.ModeObserve, true, "" })
	eve := w.Client("Eve", closed)
	w.Write(func(tx *store.Tx) error { // as a file tells it: no e-mail, please
		u, err := tx.User(w.Owner.ID)
		if err != nil {
			return err
		}
		u.Mailbox = goodturn.Mailbox{}
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		return tx.AddSuppression(&goodturn.Suppression{ContactID: eve.ID, Scope: goodturn.ScopeChannel, Channel: goodturn.ChannelEmail})
	})
	week, _, err := view.New(w.P).Between(t.Context(), w.Now, w.Now.AddDate(0, 0, 14), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, c := range week {
		if c.Touch.Kind == goodturn.KindCall || c.Contact.ID != eve.ID {
			continue
		}
		seen++
		if !c.Stuck || !strings.Contains(c.Needs, "never to be written to") && !strings.Contains(c.Needs, "no more messages") {
			t.Errorf("Eve wants no e-mail: %q", c.Needs)
		}
	}
	if seen == 0 {
		t.Error("the week says nothing of Eve")
	}
}

// The year counts what can go: whoever wants no e-mail adds calls to it, and no messages.
func TestTheYearCountsNoMessagesForWhomWantsNone(t *testing.T) {
	w := newTown(t, time.Date(2026, 2, 1, 15, 0, 0, 0, time.UTC))
	w.Client("Ana", closed)
	eve := w.Client("Eve", closed)
	sum := func() (messages, calls int) {
		y, err := view.New(w.P).Year(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range y.Months {
			messages, calls = messages+m.Values+m.Asks+m.Reminders, calls+m.Calls
		}
		return messages, calls
	}
	both, calls := sum()
	w.Write(func(tx *store.Tx) error {
		return tx.AddSuppression(&goodturn.Suppression{ContactID: eve.ID, Scope: goodturn.ScopeChannel, Channel: goodturn.ChannelEmail})
	})
	if one, same := sum(); one == 0 || 2*one != both || same != calls {
		t.Errorf("%d of %d messages, %d of %d calls", one, both, same, calls)
	}
}

// Above a few thousand messages the year comes from daily counts; they count no messages for whom wants none either.
func TestAFullYearCountsNoMessagesForWhomWantsNone(t *testing.T) {
	for name, town := range map[string]func(testing.TB, time.Time) *testtown.Town{"SQLite": testtown.New, "PostgreSQL": testtown.OnPostgres} {
		t.Run(name, func(t *testing.T) {
			w := town(t, time.Date(2026, 2, 1, 15, 0, 0, 0, time.UTC))
			ana, eve := w.Client("Ana", closed), w.Client("Eve", closed)
			more := func(c goodturn.Contact, kind goodturn.Kind, n int) {
				like := w.Touches(c.ID)[0]
				var ts []goodturn.Touch
				for i := range n {
					x := like
					x.ID, x.Kind, x.Channel, x.State, x.Step, x.Occurrence = "", kind, goodturn.ChannelEmail, goodturn.Planned, "more-"+string(kind), i
					x.DueAt = w.Now.Add(time.Duration(1+i%300) * goodturn.Day)
					x.PlannedAt = x.DueAt
					ts = append(ts, x)
				}
				w.Write(func(tx *store.Tx) error { _, err := tx.InsertTouches(ts); return err })
			}
			more(ana, goodturn.KindValue, 4100)
			more(eve, goodturn.KindValue, 40)
			more(eve, goodturn.KindCall, 7)
			sum := func() (y view.Year, values, calls int) {
				y, err := view.New(w.P).Year(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range y.Months {
					values, calls = values+m.Values, calls+m.Calls
				}
				return y, values, calls
			}
			end := time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)
			hers := 0
			for _, x := range w.Touches(eve.ID) {
				if x.State == goodturn.Planned && x.PlannedAt.Before(end) && x.Channel == goodturn.ChannelEmail && (x.Kind == goodturn.KindValue || x.Kind == goodturn.KindReview) {
					hers++
				}
			}
			y, values, calls := sum()
			if y.Exact || hers < 40 {
				t.Fatalf("counted one by one: %v, with %d of Eve's", y.Exact, hers)
			}
			w.Write(func(tx *store.Tx) error { // said twice, counted once
				if err := tx.AddSuppression(&goodturn.Suppression{ContactID: eve.ID, Scope: goodturn.ScopeAsks}); err != nil {
					return err
				}
				if err := tx.AddSuppression(&goodturn.Suppression{ContactID: eve.ID, Scope: goodturn.ScopeChannel, Channel: goodturn.ChannelEmail, Reason: "file"}); err != nil {
					return err
				}
				return tx.AddSuppression(&goodturn.Suppression{ContactID: eve.ID, Scope: goodturn.ScopeChannel, Channel: goodturn.ChannelEmail, Hash: tx.AddressHash("eve@example.com")})
			})
			if _, v, c := sum(); v != values-hers || c != calls {
				t.Errorf("%d of %d messages with %d of Eve's, %d of %d calls", v, values, hers, c, calls)
			}
		})
	}
}

func TestADayOfTheFirstWeekShowsNoMoreThanLeaves(t *testing.T) {
	w := newTown(t, time.Date(2026, 2, 1, 15, 0, 0, 0, time.UTC))
	w.Settings(func(s *goodturn.Settings) { s.LiveAt = w.Now })
	for _, name := range []string{"Ana", "Ben", "Cleo", "Dee", "Eve", "Finn", "Gil"} {
		w.Client(name, goodturn.Date{Year: 2026, Month: 1, Day: 4})
	}
	end := w.Now.AddDate(0, 0, 7)
	due, _, err := view.New(w.P).Between(t.Context(), w.Now, end, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	list, err := view.New(w.P).Leaving(t.Context(), end, 100)
	if err != nil {
		t.Fatal(err)
	}
	if most := busiest(due); most <= 3 {
		t.Fatalf("%d are due on one day: nothing is tested", most)
	}
	if most := busiest(list); most != 3 {
		t.Errorf("%d are shown on one day", most)
	}
}

// What has left today is part of today's number: the pace is that of the mailbox, not of the list.
func TestWhatLeftTodayTakesItsPlaceInToday(t *testing.T) {
	w := newTown(t, time.Date(2026, 2, 1, 15, 0, 0, 0, time.UTC))
	w.Settings(func(s *goodturn.Settings) { s.LiveAt = w.Now })
	for _, name := range []string{"Ana", "Ben", "Cleo", "Dee", "Eve", "Finn", "Gil"} {
		w.Client(name, goodturn.Date{Year: 2026, Month: 1, Day: 4})
	}
	for w.Mail.Count() < 3 {
		before := w.Mail.Count()
		if w.Until(w.Now.Add(time.Minute)); w.Mail.Count() == before && w.Now.Month() > 2 {
			t.Fatal("nothing leaves")
		}
	}
	today := goodturn.DateOf(w.Now.In(time.FixedZone("New York in winter", -5*3600)))
	due, _, err := view.New(w.P).Between(t.Context(), w.Now, w.Now.AddDate(0, 0, 7), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(due, func(c view.Coming) bool { return c.Day == today && c.Touch.Kind != goodturn.KindCall }) {
		t.Fatal("nothing else is due today: nothing is tested")
	}
	list, err := view.New(w.P).Leaving(t.Context(), w.Now.AddDate(0, 0, 7), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		if c.Day == today && c.Touch.Kind != goodturn.KindCall && !c.Stuck {
			t.Errorf("three have left on %s, and %s to %s is shown as leaving at %s", today, c.Title, c.Contact.Given, c.Local)
		}
	}
}

// What there is no room for before it is too old is not shown as leaving.
func TestWhatWouldBeTooOldIsNotShownAsLeaving(t *testing.T) {
	w := newTown(t, time.Date(2026, 2, 1, 15, 0, 0, 0, time.UTC))
	w.Settings(func(s *goodturn.Settings) { s.LiveAt, s.PerDay = w.Now, 1 })
	for i := range 16 {
		w.Client("Ana"+strings.Repeat("a", i), goodturn.Date{Year: 2026, Month: 1, Day: 4})
	}
	list, err := view.New(w.P).Leaving(t.Context(), w.Now.AddDate(0, 0, 40), 200)
	if err != nil {
		t.Fatal(err)
	}
	leave, lapse := 0, 0
	for _, c := range list {
		end, bounded := decide.Ends(c.Touch)
		switch {
		case c.Touch.Kind == goodturn.KindCall:
		case c.Stuck && c.Needs == goodturn.ReasonMomentPassed.Info().Sentence:
			lapse++
		case !c.Stuck && bounded && c.At.After(end):
			t.Errorf("%s leaves at %s and is worth sending until %s", c.Title, c.Local, end)
		case !c.Stuck:
			leave++
		}
	}
	if leave == 0 || lapse == 0 {
		t.Errorf("%d leave and %d lapse", leave, lapse)
	}
}

// busiest is how many messages stand on the day that has most.
func busiest(list []view.Coming) (most int) {
	n := map[goodturn.Date]int{}
	for _, c := range list {
		if c.Touch.Kind != goodturn.KindCall && !c.Stuck {
			n[c.Day]++
			most = max(most, n[c.Day])
		}
	}
	return most
}
