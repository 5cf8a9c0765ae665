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
	w.settings(func(s *goodturn.Settings) { *s = goodturn.Settings{Mode: goodturn.ModeObserve} })
	w.write(func(tx *store.Tx) error {
		w.owner.Mailbox.ProvedAt = 0
		return tx.UpdateUser(w.owner)
	})
	live := func(want string) {
		t.Helper()
		err := w.p.GoLive(t.Context(), w.owner.ID)
		if goodturn.ErrorCode(err) != goodturn.CodeConflict || !strings.Contains(err.Error(), want) {
			t.Fatalf("%v, want %q", err, want)
		}
	}
	live("postal address")
	w.settings(func(s *goodturn.Settings) { s.PostalAddress = "100 Example Ave, New York, NY 10001" })
	live("message to yourself")
	w.client("Ana", goodturn.Date{Year: 2026, Month: 11, Day: 20})
	if err := w.p.TestMessage(t.Context(), w.owner.ID); err != nil {
		t.Fatal(err)
	}
	m := w.mail.Messages()
	if len(m) != 1 || m[0].To.Address != "dana@homes.example" || !strings.Contains(m[0].Text, "Hi Ana") {
		t.Fatalf("%v", texts(m))
	}
	if err := w.p.GoLive(t.Context(), w.owner.ID); err != nil {
		t.Fatal(err)
	}
	s := w.now
	w.now = w.now.Add(time.Hour)
	if err := w.p.GoLive(t.Context(), w.owner.ID); err != nil {
		t.Fatal(err)
	}
	w.write(func(tx *store.Tx) error {
		set, err := tx.Settings()
		if set.Mode != goodturn.ModeLive || !set.LiveAt.Equal(s) || !set.Approve {
			t.Errorf("mode %q since %s, approve %v", set.Mode, set.LiveAt, set.Approve)
		}
		return err
	})
}

func TestWhatCameDueBeforeGoingLiveIsNotCaughtUp(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.settings(func(s *goodturn.Settings) { s.Mode = goodturn.ModeObserve })
	c := w.client("Ana", closed)
	first := w.touch(c.ID, "check-in")
	w.until(first.DueAt.Add(24 * time.Hour))
	if w.mail.Count() != 0 {
		t.Fatal("something left while only watching")
	}
	if err := w.p.GoLive(t.Context(), w.owner.ID); err != nil {
		t.Fatal(err)
	}
	w.settings(func(s *goodturn.Settings) { s.Approve = false })
	w.until(first.DueAt.Add(20 * 24 * time.Hour))
	if got := w.touch(c.ID, "check-in"); got.State == goodturn.Sent {
		t.Fatalf("%s %v", got.State, got.Reasons)
	}
}

func TestThePreviewSaysWhoGetsWhatAndWhatKeepsIt(t *testing.T) {
	w := newTown(t, time.Date(2026, 2, 1, 15, 0, 0, 0, time.UTC))
	w.settings(func(s *goodturn.Settings) { s.Mode, s.Approve = goodturn.ModeObserve, true })
	ana := w.client("Ana", closed)
	ben := w.client("Ben", closed)
	if err := w.p.AskedToStop(t.Context(), ben.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	list, err := w.p.LivePreview(t.Context(), 14, 100)
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
	w.settings(func(s *goodturn.Settings) { s.Mode, s.Approve, s.PostalAddress = goodturn.ModeObserve, true, "" })
	ana, eve := w.client("Ana", closed), w.client("Eve", closed)
	w.write(func(tx *store.Tx) error { // as a file tells it: no e-mail, please
		u, err := tx.User(w.owner.ID)
		if err != nil {
			return err
		}
		u.Mailbox = goodturn.Mailbox{}
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		return tx.AddSuppression(&goodturn.Suppression{ContactID: eve.ID, Scope: goodturn.ScopeChannel, Channel: goodturn.ChannelEmail})
	})
	list, err := w.p.LivePreview(t.Context(), 14, 100)
	if err != nil {
		t.Fatal(err)
	}
	week, _, err := w.p.Between(t.Context(), w.now, w.now.AddDate(0, 0, 14), "", 100)
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
	w.settings(func(s *goodturn.Settings) { s.Mode, s.LiveAt = goodturn.ModeObserve, time.Time{} })
	for i := range 9 {
		w.client("Ana"+strings.Repeat("a", i), goodturn.Date{Year: 2025, Month: 12, Day: 8})
	}
	list, err := w.p.LivePreview(t.Context(), 14, 100)
	if err != nil {
		t.Fatal(err)
	}
	perDay := map[goodturn.Date]int{}
	for _, c := range list {
		if c.Stuck || c.Touch.Kind == goodturn.KindCall {
			continue
		}
		if perDay[c.Day]++; perDay[c.Day] > 3 && c.At.Before(w.now.Add(7*goodturn.Day)) {
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
		w.client(name, closed)
	}
	w.now = time.Date(2026, 2, 9, 16, 0, 0, 0, time.UTC)
	w.fault = func(channel.Message) capture.Fault {
		if marked.Add(1) == 1 {
			begun := time.Now()
			if err := w.p.Pause(context.Background(), w.owner.ID, "a word"); err != nil {
				t.Error(err)
			}
			if d := time.Since(begun); d > time.Second {
				t.Errorf("the pause took %s", d)
			}
		}
		return capture.Fault{}
	}
	w.run()
	if n := w.mail.Count(); n != 0 {
		t.Fatalf("%d left after the pause had committed", n)
	}
	if marked.Load() == 0 {
		t.Fatal("nothing was on its way, so nothing was tested")
	}
	if err := w.p.Pause(t.Context(), w.owner.ID, "another"); err != nil {
		t.Fatal(err)
	}
	w.write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if s.PausedWhy != "a word" {
			t.Errorf("the first reason is lost: %q", s.PausedWhy)
		}
		return err
	})
	if err := w.p.Resume(t.Context(), w.owner.ID); err != nil {
		t.Fatal(err)
	}
	w.until(w.now.Add(2 * time.Hour))
	if w.mail.Count() == 0 {
		t.Fatal("nothing went on after the pause")
	}
}

func TestAFailedMessageToOneselfProvesNothing(t *testing.T) {
	w := newTown(t, today)
	w.write(func(tx *store.Tx) error {
		w.owner.Mailbox.ProvedAt = 0
		return tx.UpdateUser(w.owner)
	})
	w.fault = func(channel.Message) capture.Fault { return capture.Fault{Before: errors.New("connection refused")} }
	if err := w.p.TestMessage(t.Context(), w.owner.ID); err == nil {
		t.Fatal("no error")
	}
	if lacks, err := w.p.BeforeLive(t.Context()); err != nil || len(lacks) != 1 || lacks[0].Code != "test_message" {
		t.Fatalf("%+v, %v", lacks, err)
	}
}

func TestTheLedgerHasALineForEveryTouchWithWhatBecameOfIt(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.client("Ana", closed)
	w.until(time.Date(2026, 4, 20, 15, 0, 0, 0, time.UTC))
	var b bytes.Buffer
	if err := w.p.WriteLedger(t.Context(), &b); err != nil {
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
