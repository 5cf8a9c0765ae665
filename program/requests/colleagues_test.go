package requests_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// onBoth runs a proof in an office on each database.
func onBoth(t *testing.T, proof func(*testing.T, *town)) {
	t.Run("SQLite", func(t *testing.T) { proof(t, office(t, monday)) })
	t.Run("PostgreSQL", func(t *testing.T) { proof(t, officeIn(t, testtown.OnPostgres(t, monday))) })
}

const ways = "\n\n[Yes]({{.yes_url}}) or [not now, or not at all]({{.no_url}}), or just reply. No need to answer at all.\n\n{{.sign_off}}"

const ownWords = "Hi {{.greeting}},\n\nThat winter in the harbor office comes back to me often, mostly the night we carried the old racks down the stairs. " +
	"A place has opened that I would love to have, and whoever reads my papers there has never seen me work. You have. Could you write three or four honest lines about how it was?" + ways

const otherWords = "Hi {{.greeting}},\n\nYour notes on the second release still hang above my desk. I am putting my name forward for something new and am allowed one letter from somebody who reviewed what I built. " +
	"Would that be you? Good and bad both help them." + ways

// Two letters that the owner rewrote to two people at one company are compared as they were finally written: when the second is saved,
// whether the first waits or has left, and once more before it leaves, when two who wrote at the same moment did not see each other's.
func TestWordsOfTheOwnersOwnAreNotReadTwiceAtOneCompany(t *testing.T) {
	onBoth(t, func(t *testing.T, w *town) {
		ctx, desk := t.Context(), approvals.New(w.P)
		ada, bea, cy := w.colleague("Ada", "Northwind, Inc."), w.colleague("Bea", "northwind"), w.colleague("Cy", "Lakeside")
		var letters []requests.Prepared
		for i, id := range []goodturn.ID{ada, bea, cy} {
			a := asking(id, on(2026, 4, 10), on(2026, 2, 20))
			a.Facts.Goal = []string{"the platform role at Elsewhere", "a grant", "a post in a lab"}[i] // another door each
			letters = append(letters, w.ask(a))
		}
		write := func(i int, body string) error {
			_, err := desk.EditTouch(ctx, w.Owner.ID, letters[i].Request.TouchID, "A question", body)
			return err
		}
		refused := func(what string, err error, says ...string) {
			t.Helper()
			if goodturn.ErrorCode(err) != goodturn.CodeInvalid {
				t.Fatalf("%s: %v", what, err)
			}
			for _, s := range says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("%s: %q lacks %q", what, err, s)
				}
			}
		}
		if err := write(0, ownWords); err != nil {
			t.Fatal(err)
		}
		refused("while the first one waits", write(1, strings.Replace(ownWords, "often", "a lot", 1)), "Ada Okoro", "waits", "says nearly the same")
		tried, err := desk.TryEdit(ctx, letters[1].Request.TouchID, "A question", ownWords, "")
		if err != nil || !slices.ContainsFunc(tried.Findings, func(f message.Finding) bool {
			return f.Severity == message.Block && strings.Contains(f.Message, "Ada Okoro") && f.Fix != ""
		}) {
			t.Errorf("looked at before it is saved: %+v, %v", tried.Findings, err)
		}
		if err := write(2, ownWords); err != nil {
			t.Errorf("at another company: %v", err)
		}
		if err := write(0, ownWords); err != nil {
			t.Errorf("a letter is compared with itself: %v", err)
		}
		if err := write(1, otherWords); err != nil {
			t.Errorf("other words: %v", err)
		}
		w.approve(letters[0].Request.TouchID)
		w.Until(monday.Add(4 * goodturn.Day))
		if got := w.sentSteps(ada); len(got) != 1 {
			t.Fatalf("to Ada: %v", got)
		}
		refused("after the first one left", write(1, ownWords), "Ada Okoro", "got nearly the same letter on 2 March 2026")
		w.Write(func(tx *store.Tx) error { // as by somebody who saved at the same moment
			_, err := tx.EditTouch(letters[1].Request.TouchID, "A question", ownWords)
			return err
		})
		w.approve(letters[1].Request.TouchID)
		w.Until(monday.Add(8 * goodturn.Day))
		if got := w.sentSteps(bea); len(got) != 0 {
			t.Fatalf("Bea got what Ada has read: %v", got)
		}
		letter := w.step(bea, "recommendation")
		if err := w.DB.Read(ctx, func(tx *store.Tx) error {
			l, err := w.P.Look(tx, letter, tx.Now())
			if i := slices.IndexFunc(l.Decision.Reasons, func(r goodturn.Reason) bool { return r.Code == goodturn.ReasonNeighbour }); i < 0 {
				t.Errorf("why it waits: %+v", l.Decision)
			} else if says := l.Decision.Reasons[i].Evidence; !strings.Contains(says, "Ada Okoro, at the same company, got nearly the same letter on 2 March 2026") {
				t.Errorf("it waits because %q", says)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := write(1, otherWords); err != nil {
			t.Fatal(err)
		}
		w.approve(letters[1].Request.TouchID)
		w.Until(time.Date(2026, 4, 9, 12, 0, 0, 0, time.UTC))
		if got := w.sentSteps(bea); len(got) != 1 {
			t.Errorf("other words did not leave: %v, %v", got, w.step(bea, "recommendation"))
		}
	})
}
