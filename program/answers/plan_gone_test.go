package answers_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/store"
)

func TestANoIsKeptWhenTheirPlanIsNotHere(t *testing.T) {
	a := justAsked(t)
	// They wrote near this hour on two days before, so that the answer makes it a habit, which moves what is planned.
	for days := 2; days > 0; days-- {
		e := goodturn.Event{ContactID: a.ana, Name: goodturn.EventReplied, Source: "mail", At: a.Clock.Now().Add(-time.Duration(days) * goodturn.Day)}
		if _, err := a.Program.Receive(a.ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	delete(a.Program.Library, "real-estate")
	if err := answers.New(a.Program).Respond(a.ctx, a.token, goodturn.AnswerNo, "page"); err != nil {
		t.Fatal(err)
	}
	a.read(func(tx *store.Tx) error {
		ask, err := tx.Ask(a.ask.ID)
		if ask.Answer != goodturn.AnswerNo {
			t.Errorf("the answer that is kept is %q", ask.Answer)
		}
		return err
	})
}
