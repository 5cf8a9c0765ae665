package answers_test

import (
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// A mail program's one click ends all messages at the very moment at which the page takes an earlier stop back: it is not passed over
// because it stands already.
func TestAStopThatMeetsItsTakingBackStands(t *testing.T) {
	w := testtown.OnPostgres(t, today)
	ana := w.Client("Ana", closed)
	a, token := answers.New(w.P), w.P.Links.Token(link.Unsubscribe, ana.ID)
	if _, err := a.Unsubscribe(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	if err := w.Crossing(func(tx *store.Tx) error { // as Resubscribe does
		if err := tx.AwaitContact(ana.ID); err != nil {
			return err
		}
		rows, err := tx.Suppressions(ana.ID)
		for _, s := range rows {
			if err := tx.LiftSuppression(s); err != nil {
				return err
			}
		}
		return err
	}, func() error { _, err := a.Unsubscribe(t.Context(), token); return err }); err != nil {
		t.Fatal(err)
	}
	w.Write(func(tx *store.Tx) error {
		if stopped, err := program.IsStopped(tx, ana.ID); err != nil || !stopped {
			t.Errorf("stopped: %v, %v", stopped, err)
		}
		return nil
	})
	if page, err := a.Resubscribe(t.Context(), token); err != nil || page.Stopped {
		t.Errorf("%+v, %v", page, err)
	}
}

// Two share a mailbox and both said stop. One of them takes it back: the other's word about the mailbox stands until they do so too.
func TestTakingOnesOwnStopBackLeavesThatOfWhoeverSharesTheMailbox(t *testing.T) {
	w := testtown.New(t, today)
	ana := w.Client("Ana", closed)
	paul := w.Client("Paul", closed)
	w.Write(func(tx *store.Tx) error {
		return tx.ShareIdentity(goodturn.Identity{ContactID: paul.ID, Kind: goodturn.IdentityEmail, Value: "ana@example.com", Shown: "ana@example.com"})
	})
	a := answers.New(w.P)
	token := func(c goodturn.Contact) string { return w.P.Links.Token(link.Unsubscribe, c.ID) }
	refused := func() (n int) {
		t.Helper()
		w.Write(func(tx *store.Tx) error {
			rows, err := tx.HashSuppressions(tx.AddressHash("ana@example.com"))
			n = len(rows)
			return err
		})
		return n
	}
	for _, c := range []goodturn.Contact{paul, ana} {
		if _, err := a.Unsubscribe(t.Context(), token(c)); err != nil {
			t.Fatal(err)
		}
	}
	if page, err := a.Resubscribe(t.Context(), token(ana)); err != nil || page.Stopped || refused() != 1 {
		t.Errorf("Paul said no to this mailbox as well: %+v, %d, %v", page, refused(), err)
	}
	if page, err := a.Resubscribe(t.Context(), token(paul)); err != nil || page.Stopped || refused() != 0 {
		t.Errorf("both took it back: %+v, %d, %v", page, refused(), err)
	}
}
