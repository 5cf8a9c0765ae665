package requests_test

import (
	"context"
	"io"
	"math/rand"
	"sync"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// meeting is a source of chance at which a process that is about to claim a letter, with everything read and nothing written, says so and
// waits until it may go on.
type meeting struct {
	io.Reader
	once sync.Once
	here chan struct{} // closed when it has come so far
	goOn <-chan struct{}
}

func (m *meeting) Read(b []byte) (int, error) {
	m.once.Do(func() { close(m.here); <-m.goOn })
	return m.Reader.Read(b)
}

// Two colleagues write to two people at one company, each from a mailbox of their own, so that neither the pace of a mailbox nor anything
// else of one person stands between them. Both processes have judged, and neither has written: one letter leaves that week.
func TestTwoWhoAskAtOneCompanyAndCrossAreOneLetterThatWeek(t *testing.T) {
	w := officeIn(t, testtown.OnPostgres(t, monday))
	eli := w.Owner
	eli.ID, eli.Email, eli.Name = "", "eli@homes.example", "Eli Stone"
	w.Write(func(tx *store.Tx) error { return tx.InsertUser(&eli) })
	dana := w.Owner
	ada := w.colleague("Ada", "Northwind")
	w.Owner = eli
	bea := w.colleague("Bea", "Northwind")
	ctx := context.Background()
	var letters []goodturn.ID
	for by, who := range map[goodturn.ID]goodturn.ID{dana.ID: ada, eli.ID: bea} {
		out, err := w.r.AskByHand(ctx, by, []requests.Asking{asking(who, on(2026, 4, 10), on(2026, 2, 20))}, false)
		if err != nil || len(out) != 1 || out[0].Request.TouchID == "" {
			t.Fatalf("%+v %v", out, err)
		}
		letters = append(letters, out[0].Request.TouchID)
		if w.Now.Before(out[0].Ask.Touch.DueAt) {
			w.Now = out[0].Ask.Touch.DueAt
		}
	}
	if _, err := approvals.New(w.P).Approve(ctx, dana.ID, letters...); err != nil {
		t.Fatal(err)
	}
	w.Now = w.Now.Add(goodturn.TakeBack)
	hold := func(touch goodturn.ID, until goodturn.ID) { // one letter is due after the other, so that each process finds its own
		w.Write(func(tx *store.Tx) error {
			x, err := tx.Touch(touch)
			if err != nil {
				return err
			}
			x.DueAt = w.Now
			if until != "" {
				x.DueAt = w.Now.Add(goodturn.Day)
			}
			_, err = tx.SaveWaiting(x)
			return err
		})
	}
	hold(letters[0], "")
	hold(letters[1], "later")
	meet := [2]*meeting{}
	both, released := make(chan struct{}), sync.Once{}
	let := func() { released.Do(func() { close(both) }) }
	process := func(i int) *program.Program {
		d := w.P.Deps
		meet[i] = &meeting{Reader: rand.New(rand.NewSource(int64(10 + i))), here: make(chan struct{}), goOn: both}
		d.Rand, d.Node, d.Boot = meet[i], string(rune('x'+i)), "b"
		return program.New(d)
	}
	first, second := process(0), process(1)
	var wg sync.WaitGroup
	errs := make([]error, 2)
	wg.Go(func() { _, _, errs[0] = first.Run(ctx, 1); let() })
	select {
	case <-meet[0].here:
	case <-both:
		t.Fatal("the first letter was never about to leave")
	}
	hold(letters[1], "")
	wg.Go(func() { _, _, errs[1] = second.Run(ctx, 1); let() })
	select {
	case <-meet[1].here:
	case <-both:
		t.Fatal("the second letter was never about to leave")
	}
	let()
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("process %d: %v", i, err)
		}
	}
	w.Until(w.Now.Add(4 * goodturn.Day))
	if n := len(w.Mail.Captured()); n != 1 {
		t.Errorf("%d letters left to one company in one week", n)
	}
}
