package sim_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
)

func TestSeveralWhoLookAtOnceEachSeeTheFortnightAsItIs(t *testing.T) {
	w := town(t, noon, 3, 12, liveSince(noon.Add(-30*goodturn.Day)))
	var f sim.Fortnights
	var asked, all sync.WaitGroup
	defer all.Wait()
	background := func(do func(context.Context)) { all.Go(func() { do(context.Background()) }) }
	for range 4 {
		asked.Go(func() {
			r, err := f.Look(t.Context(), w.Program, background, time.Hour)
			if err != nil || r == nil || r.To.Sub(r.From) < 13*goodturn.Day || r.To.Sub(r.From) > 14*goodturn.Day {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
	asked.Wait()
	if err := w.DB.Write(t.Context(), func(tx *store.Tx) error {
		s, err := tx.Settings()
		s.Paused = true
		if err == nil {
			err = tx.SaveSettings(s)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	r, err := f.Look(t.Context(), w.Program, background, time.Hour)
	if err != nil || len(r.Notes) != 1 {
		t.Errorf("what was changed a moment ago is not seen: %+v, %v", r, err)
	}
}

// A page answers in time; the look goes on, one at a time, however often somebody asks.
func TestALookThatTakesTooLongGoesOnByItself(t *testing.T) {
	w := town(t, noon, 3, 2, liveSince(noon))
	var f sim.Fortnights
	var begun []func(context.Context)
	background := func(do func(context.Context)) { begun = append(begun, do) }
	for range 3 {
		if r, err := f.Look(t.Context(), w.Program, background, 0); r != nil || err != nil {
			t.Fatalf("%+v, %v of what has not run", r, err)
		}
	}
	if len(begun) != 1 {
		t.Fatalf("%d looks were begun for three who asked", len(begun))
	}
	begun[0](t.Context())
	if r, err := f.Look(t.Context(), w.Program, nil, 0); r == nil || err != nil {
		t.Errorf("%+v, %v: without anybody to go on with it, it is waited for", r, err)
	}
}
