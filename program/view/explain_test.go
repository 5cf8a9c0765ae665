package view_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
)

func (w *town) explain(id goodturn.ID, at time.Time) view.Explanation {
	w.T.Helper()
	x, err := view.New(w.P).Explain(w.T.Context(), id, at)
	if err != nil {
		w.T.Fatal(err)
	}
	return x
}

func check(x program.Judged, code goodturn.ReasonCode) (program.Checked, bool) {
	for _, c := range x.Checks {
		if c.Code == code {
			return c, true
		}
	}
	return program.Checked{}, false
}

func TestWhyNotNowListsEverythingThatWasLookedAt(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	w.Until(time.Date(2026, 2, 20, 15, 0, 0, 0, time.UTC))
	if err := w.P.Replied(t.Context(), c.ID, program.Told{Text: "Thank you"}); err != nil {
		t.Fatal(err)
	}
	w.Now = w.Now.Add(time.Minute)
	x := w.explain(c.ID, time.Time{})
	if x.Tense != "now" || len(x.Looks) != 2 || x.Looks[1].Kind != goodturn.KindAsk {
		t.Fatalf("%s: %q, %d looks", x.Tense, x.Headline, len(x.Looks))
	}
	talk, ok := check(x.Looks[1], goodturn.ReasonTalking)
	if !ok || talk.State != "wait" || talk.Evidence == "" || talk.Until.IsZero() || program.DayIn(talk.UntilAt, x.Looks[1].Touch.Zone) != talk.Until || talk.Lift == "" {
		t.Errorf("the open conversation: %+v", talk)
	}
	if asked, ok := check(x.Looks[1], goodturn.ReasonAskedRecently); !ok || asked.State != "fine" {
		t.Errorf("last asked: %+v", asked)
	}
	if desk, ok := check(x.Looks[1], goodturn.ReasonTicket); !ok || desk.State != "not checked" {
		t.Errorf("no help desk is connected: %+v", desk)
	}
	if x.Looks[0].Would.Text == "" || len(x.Next) == 0 || len(x.Before) != 2 || x.Before[1].State != goodturn.Sent {
		t.Errorf("%q, next %d, before %+v", x.Looks[0].Would.Text, len(x.Next), x.Before)
	}
	if x.First.IsZero() || !strings.HasSuffix(x.Headline, ".") {
		t.Errorf("%q first %s", x.Headline, x.First)
	}
	b, err := json.Marshal(x)
	if err != nil || strings.Contains(string(b), "example.com") {
		t.Errorf("%v: %s", err, b)
	}
}

// A nod would not help a message about a home that is no longer theirs.
func TestWhatWouldLiftItIsWhatStandsInTheWayForGood(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.Settings(func(s *goodturn.Settings) { s.Approve = true })
	c := w.Client("Ana", closed)
	if x := w.explain(c.ID, time.Time{}); !strings.Contains(x.FirstOr, "Approve it") {
		t.Errorf("as it is: %q", x.FirstOr)
	}
	w.Write(func(tx *store.Tx) error {
		homes, err := tx.Homes(c.ID)
		for i := range homes {
			homes[i].Ended, homes[i].EndedWhy = goodturn.Date{Year: 2026, Month: 1, Day: 5}, "moved"
		}
		if err != nil {
			return err
		}
		return tx.SaveHomes(homes)
	})
	x := w.explain(c.ID, time.Time{})
	if _, ok := check(x.Looks[0], goodturn.ReasonNotTheirHome); !ok || strings.Contains(x.FirstOr, "Approve it") || x.FirstOr == "" {
		t.Errorf("they moved: %q, %q", x.Headline, x.FirstOr)
	}
}

func TestThePastIsTheDecisionThatWasInForceThen(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	first := w.Touch(c.ID, "check-in")
	w.Until(first.DueAt.Add(3 * time.Hour))
	sent := w.Touch(c.ID, "check-in").SentAt
	if sent.IsZero() {
		t.Fatal("nothing was sent, so nothing is tested")
	}
	w.Now = w.Now.AddDate(0, 0, 7)
	x := w.explain(c.ID, sent.Add(time.Hour))
	if x.Tense != "past" || len(x.Looks) != 1 || x.Looks[0].Verdict != goodturn.Send || !strings.Contains(x.Looks[0].Would.Text, "Hi Ana") {
		t.Fatalf("%s: %q, %d looks", x.Tense, x.Headline, len(x.Looks))
	}
	x = w.explain(c.ID, time.Date(2026, 1, 5, 15, 0, 0, 0, time.UTC))
	if !strings.HasPrefix(x.Headline, "Nothing had come due") || len(x.Looks) != 0 {
		t.Fatalf("%s: %q, %d looks", x.Tense, x.Headline, len(x.Looks))
	}
}

func TestTheFutureIsThePlan(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	ask := w.Touch(c.ID, "first-ask")
	x := w.explain(c.ID, ask.DueAt.Add(-time.Minute))
	if x.Tense != "future" || len(x.Looks) != 1 || x.Looks[0].Touch.ID != ask.ID || !strings.Contains(x.Headline, "is planned for") {
		t.Fatalf("%s: %q, %d looks", x.Tense, x.Headline, len(x.Looks))
	}
	if x = w.explain(c.ID, w.Now.AddDate(40, 0, 0)); !strings.HasPrefix(x.Headline, "Nothing is planned") {
		t.Fatalf("%s: %q, %d looks", x.Tense, x.Headline, len(x.Looks))
	}
}

func TestSomebodyIsFoundByWhatOneKnowsOfThem(t *testing.T) {
	w := newTown(t, today)
	ana, silva := w.Client("Ana", goodturn.Date{Year: 2026, Month: 11, Day: 2}), w.Client("Anabel", goodturn.Date{Year: 2026, Month: 11, Day: 2})
	w.Write(func(tx *store.Tx) error {
		silva.Given, silva.Family = "Ana", "Silva"
		if err := tx.UpdateContact(silva); err != nil {
			return err
		}
		return tx.IndexContacts(ana.ID, silva.ID)
	})
	for _, who := range []string{string(ana.ID), "ANA@example.com", " ruiz "} {
		got, err := view.New(w.P).FindOne(t.Context(), who)
		if err != nil || got.ID != ana.ID {
			t.Errorf("%q: %v, %v", who, got.ID, err)
		}
	}
	if _, err := view.New(w.P).FindOne(t.Context(), "ana"); goodturn.ErrorCode(err) != goodturn.CodeInvalid || !strings.Contains(err.Error(), "Ana Silva") {
		t.Errorf("two go by that name: %v", err)
	}
	if _, err := view.New(w.P).FindOne(t.Context(), "nobody@example.com"); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Error(err)
	}
}

func TestWhyNothingIsPlannedIsSaid(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	ana, ben := w.Client("Ana", closed), w.Client("Ben", closed)
	if err := w.P.AskedToStop(t.Context(), ana.ID, w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.P.LeaveOut(t.Context(), ben.ID, "Moved abroad.", w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[goodturn.ID]string{ana.ID: "they asked for no more messages", ben.ID: "is left out of the plan: Moved abroad."} {
		if x := w.explain(id, time.Time{}); !strings.Contains(x.Headline, want) {
			t.Errorf("%q, want %q", x.Headline, want)
		}
	}
}

// What was left out of the plan is named with its day, until that day has passed or the plan holds it again.
func TestWhyNamesWhatThePlanHoldsNoMore(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	var gone goodturn.Touch
	for _, x := range w.Touches(c.ID) {
		if x.Step == "home-update" {
			gone = x
		}
	}
	end := func(why goodturn.ReasonCode) {
		t.Helper()
		if err := w.DB.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.EndTouch(gone, goodturn.Cancelled, []goodturn.ReasonCode{why})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	end(goodturn.ReasonNotInPlan)
	w.Now = w.Now.Add(time.Hour)
	x := w.explain(c.ID, time.Time{})
	if len(x.Dropped) != 1 || x.Dropped[0].Touch != gone.ID || x.Dropped[0].Day.IsZero() || x.Dropped[0].Title == "" {
		t.Errorf("%+v", x.Dropped)
	}
	if past := w.explain(c.ID, w.Now.Add(-2*time.Hour)); len(past.Dropped) != 0 {
		t.Errorf("before it was left out: %+v", past.Dropped)
	}
	if late := w.explain(c.ID, gone.PlannedAt.Add(time.Hour)); len(late.Dropped) != 0 {
		t.Errorf("after its day: %+v", late.Dropped)
	}
	if err := w.DB.Write(t.Context(), func(tx *store.Tx) error { _, err := tx.Revive(gone, goodturn.ReasonNotInPlan); return err }); err != nil {
		t.Fatal(err)
	}
	end(goodturn.ReasonDeclined)
	if x := w.explain(c.ID, time.Time{}); len(x.Dropped) != 0 {
		t.Errorf("for another reason: %+v", x.Dropped)
	}
}

// A day in more than ten months is said with its year: the month alone would be read as the one that comes first.
func TestADayFarAheadSaysItsYear(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.Client("Ana", closed)
	x := w.explain(c.ID, w.Now)
	near, far := 0, 0
	for _, l := range x.Next {
		away, says := l.Day.Sub(goodturn.DateOf(x.At)), strings.Contains(l.Local, l.Day.String()[:4])
		switch {
		case away > 301 && says:
			far++
		case away < 299 && !says:
			near++
		case away > 301 || away < 299:
			t.Errorf("%s is said as %q", l.Day, l.Local)
		}
	}
	if near == 0 || far == 0 {
		t.Errorf("%d days near, %d far", near, far)
	}
}
