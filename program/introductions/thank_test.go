package introductions_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/store"
)

// named is a town in which Ana, a client of half a year, has just named a friend.
func named(t *testing.T, n introductions.Name) (*town, goodturn.Contact, goodturn.ID) {
	t.Helper()
	w := newTown(t, today)
	ana := w.Client("Ana", goodturn.DateOf(today.AddDate(0, -4, 0)))
	id, err := w.in.GaveName(t.Context(), ana.ID, n)
	if err != nil {
		t.Fatal(err)
	}
	return w, ana, id
}

func (w *town) referral(id goodturn.ID) (r goodturn.Referral) {
	w.T.Helper()
	if err := w.DB.Read(w.T.Context(), func(tx *store.Tx) (err error) {
		r, err = tx.Referral(id)
		return err
	}); err != nil {
		w.T.Fatal(err)
	}
	return r
}

func (w *town) openTasks(c goodturn.ID, prefix string) (out []goodturn.Task) {
	w.T.Helper()
	if err := w.DB.Read(w.T.Context(), func(tx *store.Tx) error {
		all, err := tx.ContactTasks(c)
		for _, k := range all {
			if k.DoneAt.IsZero() && strings.HasPrefix(k.Key, prefix) {
				out = append(out, k)
			}
		}
		return err
	}); err != nil {
		w.T.Fatal(err)
	}
	return out
}

func TestWhoeverGivesANameIsThankedWithinADay(t *testing.T) {
	w, ana, id := named(t, introductions.Name{Friend: "Robin Vale"})
	if got := w.openTasks(ana.ID, "thank_name:"); len(got) != 1 {
		t.Fatalf("tasks to thank: %v", got)
	}
	note := w.Touch(ana.ID, "thanks-name")
	if left := note.DueAt.Sub(today); left <= 0 || left > 22*time.Hour {
		t.Errorf("the note goes by itself after %s, want within 22 hours", left)
	}
	if note.Zone == "" {
		t.Error("the note does not say in which zone its hour is good, so pages would show it in UTC")
	}
	w.Until(today.Add(24 * time.Hour))
	r := w.referral(id)
	if r.AcknowledgedAt.IsZero() || r.AcknowledgedAt.Sub(r.CreatedAt) > 24*time.Hour {
		t.Errorf("acknowledged at %s", r.AcknowledgedAt)
	}
	if got := w.openTasks(ana.ID, "thank_"); len(got) != 0 {
		t.Errorf("still to do after the note left: %v", got)
	}
	if in, of, err := w.in.ThankedInTime(t.Context()); in != 1 || of != 1 || err != nil {
		t.Errorf("thanked in time: %d of %d, %v", in, of, err)
	}
	var told bool
	for _, m := range w.Mail.Messages() {
		if strings.Contains(m.Text, "Robin") {
			told = true
			if strings.Contains(m.Text, "Vale") {
				t.Errorf("the note prints the friend's whole name: %s", m.Text)
			}
		}
	}
	if !told {
		t.Error("no note spoke of the friend, whom Ana named herself")
	}
}

// A note of which it is known only days later that it arrived thanked when it left.
func TestThanksAreInTimeWheneverItIsKnownThatTheyArrived(t *testing.T) {
	w, ana, id := named(t, introductions.Name{Friend: "Robin Vale"})
	w.Fault = func(channel.Message) capture.Fault {
		return capture.Fault{After: &channel.Error{Class: channel.ClassUnknown, Stage: "dot"}, Kept: true}
	}
	w.Until(today.Add(3 * goodturn.Day))
	note := w.Touch(ana.ID, "thanks-name")
	if note.State != goodturn.Unknown {
		t.Fatalf("the note is %s", note.State)
	}
	if err := w.P.ResolveUnknown(t.Context(), w.Owner.ID, note.ID, true); err != nil {
		t.Fatal(err)
	}
	r := w.referral(id)
	if !r.AcknowledgedAt.Equal(note.SentAt) {
		t.Errorf("it left at %s, and is said to have thanked at %s", note.SentAt, r.AcknowledgedAt)
	}
	if in, of, err := w.in.ThankedInTime(t.Context()); in != 1 || of != 1 || err != nil {
		t.Errorf("thanked in time: %d of %d, %v", in, of, err)
	}
}

func TestWhoeverThanksInPersonSendsNoNote(t *testing.T) {
	w, ana, id := named(t, introductions.Name{Friend: "Robin"})
	task := w.openTasks(ana.ID, "thank_name:")[0]
	if err := w.P.TaskDone(t.Context(), task.ID, program.OutcomeTalked, program.Told{By: w.Owner.ID}); err != nil {
		t.Fatal(err)
	}
	w.Until(today.Add(48 * time.Hour))
	if note := w.Touch(ana.ID, "thanks-name"); note.State != goodturn.Skipped || note.Reasons[0] != goodturn.ReasonThanked {
		t.Errorf("the note is %s because %v", note.State, note.Reasons)
	}
	if w.referral(id).AcknowledgedAt.IsZero() {
		t.Error("the thanks in person were forgotten")
	}
}

// "Not needed" thanks nobody, so the note still goes.
func TestAClosedTaskAloneIsNoThanks(t *testing.T) {
	w, ana, id := named(t, introductions.Name{Friend: "Robin"})
	task := w.openTasks(ana.ID, "thank_name:")[0]
	if err := w.P.TaskDone(t.Context(), task.ID, program.OutcomeNotNeeded, program.Told{By: w.Owner.ID}); err != nil {
		t.Fatal(err)
	}
	if !w.referral(id).AcknowledgedAt.IsZero() {
		t.Fatal("a fact was invented: nobody has thanked her yet")
	}
	w.Until(today.Add(24 * time.Hour))
	if note := w.Touch(ana.ID, "thanks-name"); note.State != goodturn.Sent {
		t.Errorf("the note is %s because %v", note.State, note.Reasons)
	}
}

func TestAnUnapprovedNoteOfThanksIsAskedForUrgentlyOnce(t *testing.T) {
	w, ana, _ := named(t, introductions.Name{Friend: "Robin"})
	w.Settings(func(s *goodturn.Settings) { s.Approve = true })
	w.Until(today.Add(23 * time.Hour))
	for range 3 {
		if _, err := w.P.UrgeThanks(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	late := w.openTasks(ana.ID, "thank_late:")
	if len(late) != 1 || !late[0].Urgent {
		t.Fatalf("urgent tasks: %+v", late)
	}
	if note := w.Touch(ana.ID, "thanks-name"); note.State != goodturn.Planned {
		t.Errorf("the unapproved note is %s", note.State)
	}
	if err := w.P.TaskDone(t.Context(), late[0].ID, program.OutcomeNotNeeded, program.Told{}); err != nil {
		t.Fatal(err)
	}
	if n, err := w.P.UrgeThanks(t.Context()); n != 0 || err != nil {
		t.Errorf("asked again: %d, %v", n, err)
	}
}

func TestThatTheTwoAreInTouchIsOnlyToldWithTheFriendsLeave(t *testing.T) {
	for _, may := range []bool{true, false} {
		w, ana, id := named(t, introductions.Name{Friend: "Robin", MayTell: may})
		w.Until(today.Add(72 * time.Hour))
		if _, err := w.in.MoveIntroduction(t.Context(), id, introductions.To(goodturn.StageQualified, w.Owner.ID)); err != nil {
			t.Fatal(err)
		}
		w.Until(today.Add(6 * goodturn.Day))
		told := false
		for _, m := range w.Mail.Messages() {
			told = told || strings.Contains(m.Text, "in touch")
		}
		if told != may {
			t.Errorf("the friend's leave is %v, told %v (%s)", may, told, ana.Given)
		}
	}
}

func TestThanksForACardThatMovedBackAreNotSent(t *testing.T) {
	w, ana, id := named(t, introductions.Name{Friend: "Robin", MayTell: true})
	w.Until(today.Add(72 * time.Hour))
	for _, s := range []goodturn.Stage{goodturn.StageQualified, goodturn.StageLost} {
		if _, err := w.in.MoveIntroduction(t.Context(), id, introductions.Move{Stage: &s, LostWhy: new("took another way")}); err != nil {
			t.Fatal(err)
		}
	}
	w.Until(today.Add(6 * goodturn.Day))
	if note := w.Touch(ana.ID, "thanks-met"); note.State != goodturn.Skipped || note.Reasons[0] != goodturn.ReasonIntroChanged {
		t.Errorf("the note is %s because %v", note.State, note.Reasons)
	}
	if r := w.referral(id); r.LostWhy != "took another way" {
		t.Errorf("why it came to nothing: %q", r.LostWhy)
	}
}

// A deal that fell through is nothing to thank for, and the task that speaks of it goes; won after all, it is there again.
func TestNobodyIsToThankForADealThatFellThrough(t *testing.T) {
	w, ana, id := named(t, introductions.Name{Friend: "Robin", MayTell: true})
	for _, x := range []struct {
		to   goodturn.Stage
		open int
	}{{goodturn.StageWon, 1}, {goodturn.StageLost, 0}, {goodturn.StageWon, 1}, {goodturn.StageOpportunity, 0}} {
		if _, err := w.in.MoveIntroduction(t.Context(), id, introductions.Move{Stage: &x.to}); err != nil {
			t.Fatal(err)
		}
		if got := w.openTasks(ana.ID, program.ThankWonKey); len(got) != x.open {
			t.Errorf("%s: %d words of thanks for a new client", x.to, len(got))
		}
	}
	if got := w.openTasks(ana.ID, program.ThankKey); len(got) != 1 {
		t.Error("the name is not thanked for any more")
	}
}

func TestTheSecondOfTwoWhoMoveACardIsTold(t *testing.T) {
	w, _, id := named(t, introductions.Name{Friend: "Robin"})
	seen := w.referral(id).Version
	if _, err := w.in.MoveIntroduction(t.Context(), id, introductions.Move{Stage: new(goodturn.StageQualified), Version: seen}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.in.MoveIntroduction(t.Context(), id, introductions.Move{Stage: new(goodturn.StageLost), Version: seen}); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Errorf("moving a card that somebody else has moved: %v", err)
	}
	if r := w.referral(id); r.Stage != goodturn.StageQualified {
		t.Errorf("it is %s", r.Stage)
	}
	var log []goodturn.ReferralChange
	if err := w.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
		log, err = tx.ReferralChanges(id)
		return err
	}); err != nil || len(log) != 2 || log[1].Before != "introduced" || log[1].After != "qualified" {
		t.Errorf("the log: %+v, %v", log, err)
	}
}

func TestNamesThatWereNeverThankedForKeepNoNewOneWaiting(t *testing.T) {
	w := newTown(t, today)
	ana := w.Client("Ana", goodturn.DateOf(today.AddDate(0, -4, 0)))
	w.Write(func(tx *store.Tx) error {
		for i := range 101 {
			r := goodturn.Referral{ReferrerID: ana.ID, OwnerID: w.Owner.ID, Friend: "Kim", Source: goodturn.ReferralByOwner, CreatedAt: today.AddDate(0, 0, -20).Add(time.Duration(i) * time.Minute)}
			if err := tx.InsertReferral(&r); err != nil {
				return err
			}
		}
		r := goodturn.Referral{ReferrerID: ana.ID, OwnerID: w.Owner.ID, Friend: "Lee", Source: goodturn.ReferralByOwner, CreatedAt: today.Add(-23 * time.Hour)}
		return tx.InsertReferral(&r)
	})
	if n, err := w.P.UrgeThanks(t.Context()); n != 1 || err != nil {
		t.Errorf("asked urgently for %d, %v", n, err)
	}
}
