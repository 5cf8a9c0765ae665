package requests_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// Everybody's letter is let go, and what is due is run, by a process of its own at the same moment: of two people at one company who
// are asked for the same, exactly one is written to that week.
func TestTwoAtOneCompanyLetGoAtTheSameMomentAreOneLetterThatWeek(t *testing.T) {
	w := officeIn(t, testtown.OnPostgres(t, monday))
	const companies = 4
	var people []goodturn.ID
	var asks []requests.Asking
	for i := range companies * 2 {
		id := w.colleague(fmt.Sprintf("Ada%c", 'a'+i), fmt.Sprintf("Company %c", 'A'+i/2))
		people, asks = append(people, id), append(asks, asking(id, on(2026, 4, 10), on(2026, 2, 20)))
	}
	out, err := w.r.AskByHand(t.Context(), w.Owner.ID, asks, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range out {
		if x.Request.TouchID != "" && w.Now.Before(x.Ask.Touch.DueAt) {
			w.Now = x.Ask.Touch.DueAt // the good hour has come for all
		}
	}
	desk := approvals.New(w.P)
	errs := make([]error, len(out))
	var wg sync.WaitGroup
	for i, x := range out {
		wg.Go(func() {
			ctx := context.Background()
			if _, errs[i] = desk.Approve(ctx, w.Owner.ID, x.Request.TouchID); errs[i] == nil {
				_, _, errs[i] = w.P.Run(ctx, 1)
			}
		})
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("process %d: %v", i, err)
		}
	}
	w.Until(w.Now.Add(4 * goodturn.Day))
	if n := len(w.Mail.Captured()); n != companies {
		t.Errorf("%d letters left, and there are %d companies", n, companies)
	}
	for c := range companies {
		sent, stand := 0, ""
		for _, id := range people[2*c : 2*c+2] {
			for _, x := range w.Touches(id) {
				if x.Manual {
					stand += fmt.Sprintf("\n\t%s %s due %s: %v", x.Step, x.State, x.DueAt, x.Reasons)
				}
				if x.Kind == goodturn.KindAsk && (x.State == goodturn.Sent || x.State == goodturn.Committing) { // that it was sent is written with the next commit
					sent++
				}
			}
		}
		if sent != 1 {
			t.Errorf("company %d: %d letters in one week, exactly one goes%s", c, sent, stand)
		}
	}
}
