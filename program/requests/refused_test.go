package requests_test

import (
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/store"
)

func TestNoNoteOfTheOwnersTakesBackANoThatTheySaidThemselves(t *testing.T) {
	for _, said := range []goodturn.Answer{goodturn.AnswerNo, goodturn.AnswerStop} {
		w := office(t, monday)
		ada := w.colleague("Ada", "Lakeside Studio")
		x := w.ask(asking(ada, on(2026, 3, 31), on(2026, 2, 20)))
		w.approve(x.Request.TouchID)
		w.Until(monday.Add(3 * goodturn.Day))
		w.answer(x.Request, said)
		stands := func(after requests.Outcome) {
			t.Helper()
			if err := w.DB.Read(t.Context(), func(tx *store.Tx) error {
				ask, _, err := tx.AskOfTouch(x.Request.TouchID)
				if err != nil {
					return err
				}
				refusals, err := tx.Suppressions(ada)
				if ask.Answer != said || len(refusals) == 0 {
					t.Errorf("%s, noted as %s: the answer is %q, and %d refusals are left", said, after, ask.Answer, len(refusals))
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		for _, o := range []requests.Outcome{requests.OutcomeDeclined, requests.OutcomePromised, requests.OutcomeNamed} {
			_, err := w.r.NoteRequest(t.Context(), x.Request.ID, w.Owner.ID, o, on(2026, 4, 2))
			if want := o != requests.OutcomeDeclined; want != (goodturn.ErrorCode(err) == goodturn.CodeConflict) {
				t.Errorf("%s, noted as %s: %v", said, o, err)
			}
			stands(o)
		}
		if r := w.request(x.Request.ID); r.State != goodturn.RequestDeclined || r.PromisedBy.Valid() {
			t.Errorf("%s: the request stands as %s, promised by %s", said, r.State, r.PromisedBy)
		}
	}
}
