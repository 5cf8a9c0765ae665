package requests_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// Somebody from long ago has a hello in their plan. Asked for today, it is that one: nobody hears two.
func TestAHelloNowIsTheOneThatWasPlanned(t *testing.T) {
	w := testtown.New(t, time.Date(2026, 3, 3, 15, 0, 0, 0, time.UTC))
	ana := w.Client("Ana", goodturn.Date{Year: 2019, Month: 8, Day: 5})
	hello := w.Touch(ana.ID, "hello")
	if hello.State != goodturn.Planned || !hello.DueAt.After(w.Now) {
		t.Fatalf("no hello is ahead: %+v", hello)
	}
	looked, err := requests.New(w.P).HelloNow(t.Context(), ana.ID, w.Owner.ID, true)
	if err != nil || looked.Touch.ID != hello.ID || !w.Touch(ana.ID, "hello").DueAt.Equal(hello.DueAt) {
		t.Fatalf("only looked: %+v, %v", looked.Touch, err)
	}
	got, err := requests.New(w.P).HelloNow(t.Context(), ana.ID, w.Owner.ID, false)
	if err != nil || !got.Planned || got.Touch.ID != hello.ID {
		t.Fatalf("%+v, %v", got.Judged, err)
	}
	if _, err := requests.New(w.P).HelloNow(t.Context(), ana.ID, w.Owner.ID, false); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Errorf("pressed twice: %v", err)
	}
	w.Until(w.Now.Add(goodturn.Day))
	if n := w.Mail.Count(); n != 1 {
		t.Fatalf("%d left within a day", n)
	}
	w.Until(w.Now.Add(40 * goodturn.Day))
	hellos := 0
	for _, x := range w.Touches(ana.ID) {
		if x.Step == "hello" {
			hellos++
		}
	}
	if hellos != 1 {
		t.Errorf("they have %d hellos", hellos)
	}
}
