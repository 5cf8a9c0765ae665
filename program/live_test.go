package program_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

func TestGoingLiveNamesWhatIsMissingOneAfterTheOther(t *testing.T) {
	w := newTown(t, today)
	w.Settings(func(s *goodturn.Settings) { *s = goodturn.Settings{Mode: goodturn.ModeObserve} })
	w.Write(func(tx *store.Tx) error {
		w.Owner.Mailbox.ProvedAt = 0
		return tx.UpdateUser(w.Owner)
	})
	live := func(want string) {
		t.Helper()
		err := w.P.GoLive(t.Context(), w.Owner.ID)
		if goodturn.ErrorCode(err) != goodturn.CodeConflict || !strings.Contains(err.Error(), want) {
			t.Fatalf("%v, want %q", err, want)
		}
	}
	live("postal address")
	w.Settings(func(s *goodturn.Settings) { s.PostalAddress = "100 Example Ave, New York, NY 10001" })
	live("message to yourself")
	w.Client("Ana", goodturn.Date{Year: 2026, Month: 11, Day: 20})
	if err := w.P.TestMessage(t.Context(), w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	m := w.Mail.Messages()
	if len(m) != 1 || m[0].To.Address != "dana@homes.example" || !strings.Contains(m[0].Text, "Hi Ana") {
		t.Fatalf("%v", texts(m))
	}
	if err := w.P.GoLive(t.Context(), w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	s := w.Now
	w.Now = w.Now.Add(time.Hour)
	if err := w.P.GoLive(t.Context(), w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	w.Write(func(tx *store.Tx) error {
		set, err := tx.Settings()
		if set.Mode != goodturn.ModeLive || !set.LiveAt.Equal(s) || !set.Approve {
			t.Errorf("mode %q since %s, approve %v", set.Mode, set.LiveAt, set.Approve)
		}
		return err
	})
}

func TestWhatCameDueBeforeGoingLiveIsNotCaughtUp(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.Settings(func(s *goodturn.Settings) { s.Mode = goodturn.ModeObserve })
	c := w.Client("Ana", closed)
	first := w.Touch(c.ID, "check-in")
	w.Until(first.DueAt.Add(24 * time.Hour))
	if w.Mail.Count() != 0 {
		t.Fatal("something left while only watching")
	}
	if err := w.P.GoLive(t.Context(), w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	w.Settings(func(s *goodturn.Settings) { s.Approve = false })
	w.Until(first.DueAt.Add(20 * 24 * time.Hour))
	if got := w.Touch(c.ID, "check-in"); got.State == goodturn.Sent {
		t.Fatalf("%s %v", got.State, got.Reasons)
	}
}

func TestThePreviewSaysWhoGetsWhatAndWhatKeepsIt(t *testing.T) {
	w := newTown(t, time.Date(2026, 2, 1, 15, 0, 0, 0, time.UTC))
	w.Settings(func(s *goodturn.Settings) { s.Mode, s.Approve = goodturn.ModeObserve, true })
	ana := w.Client("Ana", closed)
	ben := w.Client("Ben", closed)
	if err := w.P.AskedToStop(t.Context(), ben.ID, w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	list, err := w.P.LivePreview(t.Context(), 14, 100)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[goodturn.ID]string{}
	for _, c := range list {
		if c.Title == "" || c.Local == "" || c.Contact.ID != c.Touch.ContactID {
			t.Errorf("%+v", c)
		}
		if c.Touch.Kind != goodturn.KindCall && seen[c.Contact.ID] == "" {
			seen[c.Contact.ID] = c.Title + ": " + c.Needs
		}
	}
	if got := seen[ana.ID]; got == "" || !strings.HasSuffix(got, ": ") {
		t.Errorf("nothing keeps Ana's: %q", got)
	}
	if got, ok := seen[ben.ID]; ok && !strings.Contains(got, "no more messages") {
		t.Errorf("Ben asked to stop: %q", got)
	}
}

func TestBeforeTheFirstStepsAreDoneTheListSaysWhatIsWrongWithEachPerson(t *testing.T) {
	w := newTown(t, time.Date(2026, 2, 1, 15, 0, 0, 0, time.UTC))
	w.Settings(func(s *goodturn.Settings) { s.Mode, s.Approve, s.PostalAddress = goodturn.ModeObserve, true, "" })
	ana, eve := w.Client("Ana", closed), w.Client("Eve", closed)
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
	list, err := w.P.LivePreview(t.Context(), 14, 100)
	if err != nil {
		t.Fatal(err)
	}
	week, _, err := w.P.Between(t.Context(), w.Now, w.Now.AddDate(0, 0, 14), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for name, some := range map[string][]program.Coming{"the list": list, "the week": week} {
		seen := 0
		for _, c := range some {
			switch {
			case c.Touch.Kind == goodturn.KindCall:
			case c.Contact.ID == eve.ID:
				seen++
				if !c.Stuck || !strings.Contains(c.Needs, "never to be written to") && !strings.Contains(c.Needs, "no more messages") {
					t.Errorf("%s: Eve wants no e-mail: %q", name, c.Needs)
				}
			case c.Contact.ID == ana.ID && name == "the list" && c.Touch.Kind == goodturn.KindValue:
				seen++
				if c.Needs != "" {
					t.Errorf("%s: Ana's waits for the owner's first steps only: %q", name, c.Needs)
				}
			}
		}
		if seen == 0 {
			t.Errorf("%s says nothing of the two", name)
		}
	}
}

func TestThePreviewKeepsToThreeADayInTheFirstWeek(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.Settings(func(s *goodturn.Settings) { s.Mode, s.LiveAt = goodturn.ModeObserve, time.Time{} })
	for i := range 9 {
		w.Client("Ana"+strings.Repeat("a", i), goodturn.Date{Year: 2025, Month: 12, Day: 8})
	}
	list, err := w.P.LivePreview(t.Context(), 14, 100)
	if err != nil {
		t.Fatal(err)
	}
	perDay := map[goodturn.Date]int{}
	for _, c := range list {
		if c.Stuck || c.Touch.Kind == goodturn.KindCall {
			continue
		}
		if perDay[c.Day]++; perDay[c.Day] > 3 && c.At.Before(w.Now.Add(7*goodturn.Day)) {
			t.Errorf("a fourth message on %s", c.Day)
		}
		if wd := c.Day.Weekday(); wd == time.Saturday || wd == time.Sunday {
			t.Errorf("a message on %s", wd)
		}
	}
	if len(perDay) < 3 {
		t.Errorf("nine messages on %d days", len(perDay))
	}
}

func TestAPauseStopsWhatIsOnItsWayWithinASecond(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	var marked atomic.Int64
	for _, name := range []string{"Ana", "Ben", "Cleo"} {
		w.Client(name, closed)
	}
	w.Now = time.Date(2026, 2, 9, 16, 0, 0, 0, time.UTC)
	w.Fault = func(channel.Message) capture.Fault {
		if marked.Add(1) == 1 {
			begun := time.Now()
			if err := w.P.Pause(context.Background(), w.Owner.ID, "a word"); err != nil {
				t.Error(err)
			}
			if d := time.Since(begun); d > time.Second {
				t.Errorf("the pause took %s", d)
			}
		}
		return capture.Fault{}
	}
	w.Run()
	if n := w.Mail.Count(); n != 0 {
		t.Fatalf("%d left after the pause had committed", n)
	}
	if marked.Load() == 0 {
		t.Fatal("nothing was on its way, so nothing was tested")
	}
	if err := w.P.Pause(t.Context(), w.Owner.ID, "another"); err != nil {
		t.Fatal(err)
	}
	w.Write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if s.PausedWhy != "a word" {
			t.Errorf("the first reason is lost: %q", s.PausedWhy)
		}
		return err
	})
	if err := w.P.Resume(t.Context(), w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	w.Until(w.Now.Add(2 * time.Hour))
	if w.Mail.Count() == 0 {
		t.Fatal("nothing went on after the pause")
	}
}

func TestAFailedMessageToOneselfProvesNothing(t *testing.T) {
	w := newTown(t, today)
	w.Write(func(tx *store.Tx) error {
		w.Owner.Mailbox.ProvedAt = 0
		return tx.UpdateUser(w.Owner)
	})
	w.Fault = func(channel.Message) capture.Fault { return capture.Fault{Before: errors.New("connection refused")} }
	if err := w.P.TestMessage(t.Context(), w.Owner.ID); err == nil {
		t.Fatal("no error")
	}
	if lacks, err := w.P.BeforeLive(t.Context()); err != nil || len(lacks) != 1 || lacks[0].Code != "test_message" {
		t.Fatalf("%+v, %v", lacks, err)
	}
}

func TestTheLedgerHasALineForEveryTouchWithWhatBecameOfIt(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.Client("Ana", closed)
	w.Until(time.Date(2026, 4, 20, 15, 0, 0, 0, time.UTC))
	var b bytes.Buffer
	if err := w.P.WriteLedger(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	fields := []string{"contact", "household", "playbook", "step", "kind", "state", "channel", "anchor", "due_at", "decided_at", "sent_at", "zone", "sent_local", "reasons"}
	sent := 0
	for _, line := range strings.Split(strings.TrimSpace(b.String()), "\n") {
		var l map[string]any
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err, line)
		}
		for _, f := range fields {
			if _, ok := l[f]; !ok {
				t.Fatalf("%q is missing in %s", f, line)
			}
		}
		if l["household"] != nil || l["anchor"] != "2026-01-05" || l["zone"] != "America/New_York" {
			t.Fatal(line)
		}
		if l["state"] != "sent" {
			if l["sent_at"] != nil || l["sent_local"] != nil {
				t.Errorf("not sent, and yet a time: %s", line)
			}
			continue
		}
		sent++
		at, err := time.Parse("2006-01-02T15:04:05.000Z", l["sent_at"].(string))
		if err != nil {
			t.Fatal(err)
		}
		local, err := time.Parse("2006-01-02T15:04:05.000-07:00", l["sent_local"].(string))
		if err != nil || !local.Equal(at) || local.Hour() < 8 || local.Hour() > 20 {
			t.Errorf("%s: %v", line, err)
		}
	}
	if sent == 0 {
		t.Fatal("nothing was sent, so nothing was looked at")
	}
	if got := program.LedgerLineOf(goodturn.Touch{}); got.DueAt != nil || got.Channel != nil || got.Household != nil || got.Reasons == nil {
		t.Errorf("%+v", got)
	}
}
