package program_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/link"
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
	w.Settings(func(s *goodturn.Settings) { s.PublicURL, s.PublicProvedAt = "https://go.example.com", w.Now })
	ana := w.Client("Ana", goodturn.Date{Year: 2026, Month: 11, Day: 20})
	stopLink := "https://go.example.com/u/" + w.P.Links.Token(link.Unsubscribe, ana.ID)
	if err := w.P.TestMessage(t.Context(), w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	m := w.Mail.Messages()
	if len(m) != 1 || m[0].To.Address != "dana@homes.example" || !strings.Contains(m[0].Text, "Hi Ana") {
		t.Fatalf("%d letters: %v", len(m), m)
	}
	if strings.Contains(m[0].Text, stopLink) {
		t.Errorf("the owner, trying the link in a message to herself, would stop the messages to Ana:\n%s", m[0].Text)
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
