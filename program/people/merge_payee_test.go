package people_test

import (
	"context"
	"maps"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// payees is what is noted about rewards, of whom anything is.
func (w *town) payees(ids ...goodturn.ID) (out map[goodturn.ID]store.Payee) {
	w.t.Helper()
	w.write(func(tx *store.Tx) (err error) { out, err = tx.Payees(ids...); return err })
	return out
}

func TestWhatIsNotedAboutRewardsOutlivesAMergeAndASplit(t *testing.T) {
	type facts struct {
		none                 bool
		form, public, trusty bool
	}
	for name, x := range map[string]struct{ keep, away, one facts }{
		"nothing of the one who stays":      {facts{none: true}, facts{form: true, public: true, trusty: true}, facts{form: true, public: true, trusty: true}},
		"nothing of the one who goes":       {facts{form: true}, facts{none: true}, facts{form: true}},
		"a form of one, trust in the other": {facts{form: true}, facts{trusty: true}, facts{form: true, trusty: true}},
		"a no to public thanks stays a no":  {facts{form: true}, facts{public: true}, facts{form: true}},
		"a yes to public thanks stays":      {facts{public: true}, facts{form: true}, facts{form: true, public: true}},
		"a no of both":                      {facts{none: true}, facts{}, facts{}},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := onDisk(t, today)
			ctx := context.Background()
			a, b := w.add("Ana Ruiz", "ana@example.com", "2026-11-10"), w.add("Ana Ruiz", "ana@work.example.com", "2024-03-10")
			w.write(func(tx *store.Tx) error {
				for id, f := range map[goodturn.ID]facts{a.ID: x.keep, b.ID: x.away} {
					if f.none {
						continue
					}
					if err := tx.SavePayee(store.Payee{ContactID: id, TaxForm: f.form, PublicYes: f.public, Trusted: f.trusty}); err != nil {
						return err
					}
				}
				return nil
			})
			before := w.payees(a.ID, b.ID)
			if err := w.p.Merge(ctx, a.ID, b.ID, w.owner.ID); err != nil {
				t.Fatal(err)
			}
			if got, want := w.payees(a.ID)[a.ID], (store.Payee{ContactID: a.ID, TaxForm: x.one.form, PublicYes: x.one.public, Trusted: x.one.trusty}); got != want {
				t.Errorf("as one: %+v", got)
			}
			if err := w.p.Split(ctx, b.ID, w.owner.ID); err != nil {
				t.Fatal(err)
			}
			if after := w.payees(a.ID, b.ID); !maps.Equal(before, after) {
				t.Errorf("before %+v\nafter  %+v", before, after)
			}
		})
	}
}

// Two entries bring the same: parting one leaves it, parting both takes it. What was noted meanwhile stays.
func TestWhatTwoEntriesBroughtAboutRewardsStaysUntilBothAreParted(t *testing.T) {
	w, _ := onDisk(t, today)
	ctx := context.Background()
	a, b, c := w.add("Ana Ruiz", "ana@example.com", "2026-11-10"), w.add("Ana Ruiz", "ana@work.example.com", "2024-03-10"), w.add("A Ruiz", "a@example.com", "2022-03-10")
	w.write(func(tx *store.Tx) error {
		for _, id := range []goodturn.ID{b.ID, c.ID} {
			if err := tx.SavePayee(store.Payee{ContactID: id, TaxForm: true}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, away := range []goodturn.ID{b.ID, c.ID} {
		if err := w.p.Merge(ctx, a.ID, away, w.owner.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.p.Split(ctx, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if got := w.payees(a.ID)[a.ID]; !got.TaxForm {
		t.Error("the form that the other entry brought is gone")
	}
	w.write(func(tx *store.Tx) error {
		return tx.SavePayee(store.Payee{ContactID: a.ID, TaxForm: true, Trusted: true})
	})
	if err := w.p.Split(ctx, c.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if got := w.payees(a.ID)[a.ID]; got.TaxForm || !got.Trusted {
		t.Errorf("after both were parted, and trust was noted by hand: %+v", got)
	}
}
