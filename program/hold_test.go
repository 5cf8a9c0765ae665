package program_test

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

func TestOnHoldNothingLeavesAndTheGapIsMarkedAsSent(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	if err := w.P.Hold(t.Context(), "restored", program.Gap{Highest: 500, To: time.Date(2026, 4, 15, 0, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	w.Now = time.Date(2026, 4, 20, 15, 0, 0, 0, time.UTC)
	w.Run()
	if w.Mail.Count() != 0 {
		t.Fatal("something left on hold")
	}
	held, err := w.P.LookAtHold(t.Context())
	if err != nil || held.Why != "restored" || held.Touches < 3 || held.Asks < 1 || held.People != 1 {
		t.Fatalf("%+v, %v", held, err)
	}
	// The same doubt at another start does not widen the gap.
	if err := w.P.Hold(t.Context(), "again", program.Gap{Highest: 500, To: w.Now}); err != nil {
		t.Fatal(err)
	}
	if again, err := w.P.LookAtHold(t.Context()); err != nil || again.Touches != held.Touches || again.Why != "restored" {
		t.Fatalf("%+v, %v", again, err)
	}
	done, err := w.P.Reconcile(t.Context(), w.Owner.ID)
	if err != nil || done.Touches != held.Touches || done.Asks != held.Asks {
		t.Fatalf("%+v, %v", done, err)
	}
	if _, err := w.P.Reconcile(t.Context(), w.Owner.ID); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Fatal("ended twice:", err)
	}
	// A year later: nobody was asked within 90 days of the end of the gap, and nothing of the gap was sent.
	w.Until(time.Date(2027, 2, 1, 15, 0, 0, 0, time.UTC))
	for _, x := range w.Touches(c.ID) {
		if x.State != goodturn.Sent {
			continue
		}
		if x.PlannedAt.Before(time.Date(2026, 4, 15, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s of %s lies in the gap and was sent", x.Step, x.PlannedAt)
		}
		if x.Kind == goodturn.KindAsk && x.SentAt.Before(held.Gap.To.Add(goodturn.HardAskEvery)) {
			t.Errorf("asked again on %s", x.SentAt)
		}
	}
	w.Write(func(tx *store.Tx) error {
		first, err := tx.ReserveSeq(1)
		if first <= 500 {
			t.Errorf("number %d may have been used before", first)
		}
		if high, err := w.P.Highest(tx); err != nil || high < 500 {
			t.Errorf("the end of the gap is forgotten: %d, %v", high, err)
		}
		return err
	})
	if w.Mail.Count() == 0 {
		t.Fatal("nothing ever left again, so nothing was tested")
	}
}

func TestAHoldForTheClockHasNothingToMark(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.Client("Ana", closed)
	if err := w.P.Hold(t.Context(), "two clocks disagree", program.Gap{}); err != nil {
		t.Fatal(err)
	}
	done, err := w.P.Reconcile(t.Context(), w.Owner.ID)
	if err != nil || done.Touches != 0 {
		t.Fatalf("%+v, %v", done, err)
	}
}

func TestWhatAVanishedProcessHeldIsFreedOrCountsAsSent(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	w.Until(time.Date(2026, 4, 6, 12, 0, 0, 0, time.UTC))
	ask := w.Touch(c.ID, "first-ask")
	if ask.State != goodturn.Planned {
		t.Fatal(ask.State)
	}
	// The process dies between the marks: what was claimed stays claimed.
	died := false
	w.Fault = func(channel.Message) capture.Fault {
		died = true
		runtime.Goexit()
		return capture.Fault{}
	}
	for !died && w.Now.Before(ask.DueAt.Add(72*time.Hour)) {
		w.Until(w.Now.Add(time.Hour))
	}
	if !died {
		t.Fatal("nothing was claimed, so nothing was tested")
	}
	w.Fault = nil
	var held goodturn.Touch
	for _, x := range w.Touches(c.ID) {
		if x.State == goodturn.Claimed {
			held = x
		}
	}
	again := program.New(program.Deps{DB: w.DB, Rand: w.P.Rand, Library: w.P.Library, Links: w.P.Links, Senders: w, Node: "n", Boot: "b2"})
	w.P = again
	freed, unknown, err := w.P.FreeLeases(t.Context())
	if err != nil || freed != 1 || unknown != 0 {
		t.Fatal(freed, unknown, err)
	}
	got := w.Touches(c.ID)
	for _, x := range got {
		if x.State == goodturn.Claimed {
			t.Fatalf("%s is still claimed", x.Step)
		}
	}
	sum, err := w.P.Conserve(t.Context())
	if err != nil || len(sum.Wrong) != 0 || sum.Total != len(got) {
		t.Fatalf("%+v, %v", sum, err)
	}
	w.Until(w.Now.Add(48 * time.Hour))
	if got := w.Touch(c.ID, held.Step); got.State != goodturn.Sent {
		t.Fatalf("freed, and then %s %v", got.State, got.Reasons)
	}
}

func TestAnUncertainSendCountsAsArrivedAfterAWeek(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	first := w.Touch(c.ID, "check-in")
	w.Fault = func(channel.Message) capture.Fault {
		return capture.Fault{After: &channel.Error{Class: channel.ClassUnknown, Stage: "dot"}}
	}
	w.Until(first.DueAt.Add(2 * time.Hour))
	w.Fault = nil
	if got := w.Touch(c.ID, "check-in"); got.State != goodturn.Unknown {
		t.Fatalf("%s %v", got.State, got.Reasons)
	}
	tasks := func() (n int) {
		w.Write(func(tx *store.Tx) error {
			counts, err := tx.OpenTaskCounts("")
			n = counts[goodturn.TaskUnknown]
			return err
		})
		return n
	}
	if tasks() != 1 {
		t.Fatal("nobody is asked about it")
	}
	kept, err := w.P.Housekeeping(t.Context())
	if err != nil || kept.Assumed != 0 {
		t.Fatalf("%+v, %v", kept, err)
	}
	w.Now = w.Now.Add(7*goodturn.Day + time.Hour)
	if kept, err = w.P.Housekeeping(t.Context()); err != nil || kept.Assumed != 1 || tasks() != 0 {
		t.Fatalf("%+v, %d tasks, %v", kept, tasks(), err)
	}
	if got := w.Touch(c.ID, "check-in"); got.State != goodturn.Unknown {
		t.Fatal("assumed is not known:", got.State)
	}
	if sum, err := w.P.LastSum(t.Context()); err != nil || sum.Total == 0 || len(sum.Wrong) != 0 || sum.States[goodturn.Unknown] != 1 {
		t.Fatalf("%+v, %v", sum, err)
	}
}

func TestAPersonSettlesAnUncertainSend(t *testing.T) {
	for name, c := range map[string]struct {
		arrived bool
		state   goodturn.TouchState
		why     []goodturn.ReasonCode
	}{"it arrived": {true, goodturn.Sent, nil}, "it did not": {false, goodturn.Failed, []goodturn.ReasonCode{goodturn.ReasonNotSent}}} {
		w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
		who := w.Client("Ana", closed)
		first := w.Touch(who.ID, "check-in")
		w.Fault = func(channel.Message) capture.Fault {
			return capture.Fault{After: &channel.Error{Class: channel.ClassUnknown, Stage: "dot"}}
		}
		w.Until(first.DueAt.Add(2 * time.Hour))
		if err := w.P.ResolveUnknown(t.Context(), w.Owner.ID, first.ID, c.arrived); err != nil {
			t.Fatal(name, err)
		}
		if got := w.Touch(who.ID, "check-in"); got.State != c.state || !slices.Equal(got.Reasons, c.why) {
			t.Errorf("%s: %s %v", name, got.State, got.Reasons)
		}
		if err := w.P.ResolveUnknown(t.Context(), w.Owner.ID, first.ID, c.arrived); goodturn.ErrorCode(err) != goodturn.CodeConflict {
			t.Errorf("%s: settled twice: %v", name, err)
		}
		if sum, err := w.P.Conserve(t.Context()); err != nil || len(sum.Wrong) != 0 {
			t.Errorf("%s: %+v, %v", name, sum, err)
		}
	}
}

func TestSomethingDueThatNobodyLooksAtRaisesTheAlarm(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	first := w.Touch(c.ID, "check-in")
	for at, want := range map[time.Duration]bool{-time.Hour: false, 10 * time.Minute: false, 20 * time.Minute: true} {
		w.Now = first.DueAt.Add(at)
		why, err := w.P.Alarm(t.Context())
		if err != nil || (why != "") != want {
			t.Errorf("%s after it was due: %q, %v", at, why, err)
		}
	}
	if err := w.P.Pause(t.Context(), w.Owner.ID, ""); err != nil {
		t.Fatal(err)
	}
	if why, err := w.P.Alarm(t.Context()); err != nil || why != "" {
		t.Errorf("a pause is no alarm: %q, %v", why, err)
	}
}

func TestAMailboxThatRefusesItsAccountRaisesTheAlarm(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	w.Now = w.Touch(c.ID, "check-in").DueAt.Add(time.Minute)
	w.Fault = func(channel.Message) capture.Fault {
		return capture.Fault{Before: &channel.Error{Class: channel.ClassSender, Stage: "auth", SMTPCode: 535, Reply: "wrong password"}}
	}
	w.Run()
	if why, err := w.P.Alarm(t.Context()); err != nil || !strings.Contains(why, "wrong password") {
		t.Fatalf("%q, %v", why, err)
	}
	if x := w.Touch(c.ID, "check-in"); x.State != goodturn.Planned {
		t.Fatalf("what the mailbox refused is %s", x.State)
	}
	w.Fault, w.Now = nil, w.Now.Add(24*time.Hour) // within the plan's hours again
	w.Run()
	if why, err := w.P.Alarm(t.Context()); err != nil || why != "" || w.Mail.Count() != 1 {
		t.Fatalf("%q, %v, %d sent", why, err, w.Mail.Count())
	}
}
