package program_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/store"
)

// today is a Monday on which nothing special happens.
var today = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

var closed = goodturn.Date{Year: 2026, Month: 1, Day: 5}

func TestAYearOfMessagesReallyGoesOut(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	w.Until(time.Date(2027, 1, 20, 15, 0, 0, 0, time.UTC))
	var got []string
	for _, m := range w.Mail.Messages() {
		got = append(got, m.Date.Format("2006-01-02")+" "+m.Subject)
		if !strings.Contains(m.Text, "100 Example Ave") || !strings.Contains(m.Text, "Hi Ana") {
			t.Errorf("not a letter that may leave:\n%s", m.Text)
		}
	}
	t.Log("\n" + strings.Join(got, "\n"))
	for _, x := range w.Touches(c.ID) {
		if x.PlannedAt.Before(w.Now) {
			t.Logf("%s %-20s %-9s %v", x.PlannedAt.Format("2006-01-02 15:04"), x.Step, x.State, x.Reasons)
		}
	}
	if len(got) < 6 {
		t.Fatalf("%d messages in the first year; six touchpoints are promised", len(got))
	}
	if asks := strings.Count(strings.Join(texts(w.Mail.Messages()), "\n"), "/a/"); asks < 2 {
		t.Errorf("links to answer stand in %d places; the first year has two asks", asks)
	}
}

func TestNothingLeavesWhilePaused(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.Client("Ana", closed)
	w.Write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		s.Paused = true
		if err != nil {
			return err
		}
		return tx.SaveSettings(s)
	})
	w.Now = w.Now.AddDate(0, 3, 0)
	if _, _, err := w.P.Run(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	if n := w.Mail.Count(); n != 0 {
		t.Fatalf("%d messages left during a pause", n)
	}
}

func TestAPauseAfterTheClaimStopsTheMark(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	w.Now = time.Date(2026, 2, 4, 16, 0, 0, 0, time.UTC)
	w.Fault = func(channel.Message) capture.Fault {
		// Between the marks: the message is written, the second mark is not made yet.
		w.Write(func(tx *store.Tx) error {
			s, err := tx.Settings()
			s.Paused = true
			if err != nil {
				return err
			}
			return tx.SaveSettings(s)
		})
		return capture.Fault{}
	}
	w.Until(time.Date(2026, 2, 5, 16, 0, 0, 0, time.UTC))
	if n := w.Mail.Count(); n != 0 {
		t.Fatalf("%d messages left after the pause", n)
	}
	for _, x := range w.Touches(c.ID) {
		if x.State == goodturn.Sent || x.State == goodturn.Committing {
			t.Errorf("%s is %s", x.Step, x.State)
		}
	}
}

func TestAnUncertainAskIsNeverRepeatedAndCounts(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	asks := 0
	w.Fault = func(m channel.Message) capture.Fault {
		if !strings.Contains(m.Text, "/a/") {
			return capture.Fault{}
		}
		asks++
		return capture.Fault{After: &channel.Error{Class: channel.ClassUnknown, Stage: "dot", Err: fmt.Errorf("the line broke")}, Kept: true}
	}
	w.Until(time.Date(2026, 6, 20, 15, 0, 0, 0, time.UTC))
	if asks != 1 {
		t.Fatalf("asked %d times", asks)
	}
	unknown := 0
	for _, x := range w.Touches(c.ID) {
		if x.State == goodturn.Unknown {
			unknown++
		}
	}
	if unknown != 1 {
		t.Fatalf("%d touches are held as unknown", unknown)
	}
}

func TestARefusedMessageIsTriedAgainAndTheGateIsFree(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.Client("Ana", closed)
	tries := 0
	w.Fault = func(channel.Message) capture.Fault {
		if tries++; tries < 3 {
			return capture.Fault{Before: &channel.Error{Class: channel.ClassTemporary, Stage: "rcpt", SMTPCode: 451}}
		}
		return capture.Fault{}
	}
	w.Until(time.Date(2026, 2, 10, 15, 0, 0, 0, time.UTC))
	if n := w.Mail.Count(); n != 1 || tries != 3 {
		t.Fatalf("%d messages after %d tries", n, tries)
	}
}

func texts(ms []channel.Message) (out []string) {
	for _, m := range ms {
		out = append(out, m.Text)
	}
	return out
}
