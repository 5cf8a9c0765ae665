package approvals_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// approving gives a town in which every message waits for a nod, on the morning when Ana's first letter is due.
func approving(t *testing.T) (*town, goodturn.Contact, goodturn.Touch) {
	t.Helper()
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.Settings(func(s *goodturn.Settings) { s.Approve = true })
	c := w.Client("Ana", closed)
	first := w.Touch(c.ID, "check-in")
	w.Now = first.DueAt
	w.Run()
	if w.Mail.Count() != 0 {
		t.Fatal("it left without a nod")
	}
	return w, c, first
}

func TestAnApprovedMessageLeavesAfterFiveMinutesAndNotBefore(t *testing.T) {
	w, _, first := approving(t)
	waiting, err := approvals.New(w.P).Approvals(t.Context(), "", goodturn.Day, 10)
	if err != nil || len(waiting) != 1 || waiting[0].Touch.ID != first.ID || !strings.Contains(waiting[0].Letter.Text, "Hi Ana") {
		t.Fatalf("%+v, %v", waiting, err)
	}
	a, err := approvals.New(w.P).Approve(t.Context(), w.Owner.ID, first.ID)
	if err != nil || len(a.Touches) != 1 || !a.BackUntil.Equal(w.Now.Add(5*time.Minute)) {
		t.Fatalf("%+v, %v", a, err)
	}
	w.Now = w.Now.Add(5*time.Minute - time.Second)
	w.Run()
	if w.Mail.Count() != 0 {
		t.Fatal("it left while it could still be taken back")
	}
	w.Until(w.Now.Add(time.Hour))
	if w.Mail.Count() != 1 {
		t.Fatalf("approved, and %d left", w.Mail.Count())
	}
	if waiting, err := approvals.New(w.P).Approvals(t.Context(), "", goodturn.Day, 10); err != nil || len(waiting) != 0 {
		t.Fatalf("%+v, %v", waiting, err)
	}
}

// The plan writes on weekdays only. What waited for a nod and gets it on a Saturday morning, when the law would let it go, waits for Monday.
func TestWhatIsApprovedOnASaturdayWaitsForThePlansHours(t *testing.T) {
	w, c, first := approving(t)
	zone, err := schedule.LoadZone(first.Zone)
	if err != nil {
		t.Fatal(err)
	}
	for w.Now.In(zone).Weekday() != time.Saturday || w.Now.In(zone).Hour() != 10 {
		w.Now = w.Now.Add(time.Hour)
	}
	saturday := w.Now
	if _, err := approvals.New(w.P).Approve(t.Context(), w.Owner.ID, first.ID); err != nil {
		t.Fatal(err)
	}
	w.Until(w.Now.Add(12 * time.Hour))
	if n := w.Mail.Count(); n != 0 {
		t.Fatalf("%d left on a Saturday", n)
	}
	if x := w.Touch(c.ID, "check-in"); !slices.Contains(x.Reasons, goodturn.ReasonQuietHours) {
		t.Errorf("it waits for %v", x.Reasons)
	}
	w.Until(saturday.Add(3 * goodturn.Day))
	x := w.Touch(c.ID, "check-in")
	if at := x.SentAt.In(zone); x.State != goodturn.Sent || at.Weekday() != time.Monday || at.Hour() < 9 || at.Hour() >= 17 {
		t.Errorf("%s at %s, because %v", x.State, at, x.Reasons)
	}
}

func TestAReviewThatNobodyIsAskedForIsNotCounted(t *testing.T) {
	w, c, _ := approving(t)
	w.Now = w.Touch(c.ID, "review").DueAt.Add(-goodturn.Day)
	for _, page := range []string{"", "https://reviews.example.com/dana"} {
		w.Owner.Voice.ReviewURL = page
		w.Write(func(tx *store.Tx) error { return tx.UpdateUser(w.Owner) })
		q, err := approvals.New(w.P).Queue(t.Context(), 3*goodturn.Day, "", 10)
		if err != nil || q.All != len(q.Waiting) {
			t.Errorf("with the page %q: %d counted and %d shown, %v", page, q.All, len(q.Waiting), err)
		}
		asked := slices.ContainsFunc(q.Waiting, func(w approvals.Waiting) bool { return w.Touch.Kind == goodturn.KindReview })
		if asked != (page != "") {
			t.Errorf("with the page %q a review waits: %t", page, asked)
		}
	}
}

func TestAnApprovalCanBeTakenBackForFiveMinutes(t *testing.T) {
	w, _, first := approving(t)
	if _, err := approvals.New(w.P).Approve(t.Context(), w.Owner.ID, first.ID); err != nil {
		t.Fatal(err)
	}
	w.Now = w.Now.Add(4 * time.Minute)
	if back, err := approvals.New(w.P).TakeBack(t.Context(), w.Owner.ID, first.ID); err != nil || len(back.Touches) != 1 {
		t.Fatalf("%+v, %v", back, err)
	}
	w.Until(w.Now.Add(2 * time.Hour))
	if w.Mail.Count() != 0 {
		t.Fatal("it left although it was taken back")
	}
	if _, err := approvals.New(w.P).Approve(t.Context(), w.Owner.ID, first.ID); err != nil {
		t.Fatal(err)
	}
	w.Until(w.Now.Add(time.Hour))
	if _, err := approvals.New(w.P).TakeBack(t.Context(), w.Owner.ID, first.ID); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Fatal("what has left was taken back:", err)
	}
}

func TestNobodyCannotApprove(t *testing.T) {
	w, _, first := approving(t)
	if _, err := approvals.New(w.P).Approve(t.Context(), "", first.ID); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Fatal(err)
	}
	if _, err := approvals.New(w.P).Approve(t.Context(), w.Owner.ID, "none"); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Fatal(err)
	}
}

func TestTheOwnersOwnWordsGoOutAndNeedANewNod(t *testing.T) {
	w, _, first := approving(t)
	if _, err := approvals.New(w.P).Approve(t.Context(), w.Owner.ID, first.ID); err != nil {
		t.Fatal(err)
	}
	d, err := approvals.New(w.P).Draft(t.Context(), first.ID)
	if err != nil || d.Subject == "" || d.Body == "" {
		t.Fatalf("%+v, %v", d, err)
	}
	e, err := approvals.New(w.P).EditTouch(t.Context(), w.Owner.ID, first.ID, d.Subject, d.Body+"\n\nGive my best to the dog.")
	if err != nil || !strings.Contains(e.Letter.Text, "best to the dog") {
		t.Fatalf("%+v, %v", e, err)
	}
	w.Until(w.Now.Add(time.Hour))
	if w.Mail.Count() != 0 {
		t.Fatal("words left that nobody approved")
	}
	if _, err := approvals.New(w.P).AddPS(t.Context(), w.Owner.ID, first.ID, "The bakery on your corner is open again."); err != nil {
		t.Fatal(err)
	}
	if _, err := approvals.New(w.P).Approve(t.Context(), w.Owner.ID, first.ID); err != nil {
		t.Fatal(err)
	}
	w.Until(w.Now.Add(time.Hour))
	got := w.Mail.Messages()
	if len(got) != 1 || !strings.Contains(got[0].Text, "best to the dog") || !strings.Contains(got[0].Text, "The bakery on your corner") {
		t.Fatalf("%d letters: %v", len(got), got)
	}
}

func TestWordsThatMayNotBeSentAreRefusedWithTheReason(t *testing.T) {
	w, _, first := approving(t)
	for name, body := range map[string]string{
		"a hole":      "Hi {{.greeting}},\n\nyour {{.no_such_thing}} is here.",
		"open braces": "Hi Ana,\n\n{{if .greeting}} hello",
	} {
		_, err := approvals.New(w.P).EditTouch(t.Context(), w.Owner.ID, first.ID, "About the home", body)
		if goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	e, err := approvals.New(w.P).EditTouch(t.Context(), w.Owner.ID, first.ID, "About the home", "Hi Ana,\n\nHow are you settling in? It is a safe neighborhood, I hope.")
	if err != nil || len(e.Findings) == 0 {
		t.Errorf("one message changed by hand is warned about, not refused: %+v, %v", e.Findings, err)
	}
	if _, err := approvals.New(w.P).AddPS(t.Context(), w.Owner.ID, first.ID, strings.Repeat("long ", 100)); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Error("a P.S. of a page:", err)
	}
}

// A promise is refused while it is typed; one that came into the database by any other way does not leave.
func TestNoPromiseOfTheOwnersLeavesWhereNoneMayBeMade(t *testing.T) {
	for _, says := range []string{"I'll give you $100 for every friend you send me.", "There is dinner for two in it for you if you refer somebody.", "You'd get 10% of my commission for a good introduction."} {
		w, _, first := approving(t)
		a := approvals.New(w.P)
		d, err := a.Draft(t.Context(), first.ID)
		if err != nil {
			t.Fatal(err)
		}
		body := d.Body + "\n\n" + says
		if _, err := a.EditTouch(t.Context(), w.Owner.ID, first.ID, d.Subject, body); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%q in the letter: %v", says, err)
		}
		if _, err := a.EditTouch(t.Context(), w.Owner.ID, first.ID, says, d.Body); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%q as the subject: %v", says, err)
		}
		if _, err := a.AddPS(t.Context(), w.Owner.ID, first.ID, says); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("%q below the letter: %v", says, err)
		}
		for _, u := range []goodturn.Voice{{Sentence: says}, {SignOff: "Dana\n" + says}} {
			if found := message.LintSentence(u.Sentence + u.SignOff); !message.Blocks(found) {
				t.Errorf("%q in every letter: %+v", says, found)
			}
		}
		words, err := a.Wordings(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"first-ask/bought.email.1", "check-in/bought.email.1"} {
			shipped, ok := words.Shipped.Named(name)
			if !ok {
				t.Fatalf("there are no words %s", name)
			}
			if _, err := a.SaveWords(t.Context(), w.Owner.ID, "", name, shipped.Template.Source().Text+"\n\n"+says); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
				t.Errorf("%q in the words of %s: %v", says, name, err)
			}
		}
		for _, force := range []func(tx *store.Tx) (bool, error){
			func(tx *store.Tx) (bool, error) { return tx.EditTouch(first.ID, d.Subject, body) },
			func(tx *store.Tx) (bool, error) { return tx.AddPS(first.ID, says) },
		} {
			w, _, first = approving(t)
			w.Write(func(tx *store.Tx) error { _, err := force(tx); return err })
			_, err := approvals.New(w.P).Approve(t.Context(), w.Owner.ID, first.ID)
			w.Until(w.Now.AddDate(0, 0, 20))
			for _, m := range w.Mail.Messages() {
				if strings.Contains(m.Text, says) {
					t.Fatalf("approved (%v), it left: %s", err, m.Text)
				}
			}
		}
	}
}

func TestAMessageCanBeLeftOutAndThePlanGoesOn(t *testing.T) {
	w, c, first := approving(t)
	if err := approvals.New(w.P).SkipTouch(t.Context(), w.Owner.ID, first.ID); err != nil {
		t.Fatal(err)
	}
	if err := approvals.New(w.P).SkipTouch(t.Context(), w.Owner.ID, first.ID); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Fatal("left out twice:", err)
	}
	if got := w.Touch(c.ID, "check-in"); got.State != goodturn.Skipped || !slices.Equal(got.Reasons, []goodturn.ReasonCode{goodturn.ReasonSkippedByHand}) {
		t.Fatal(got.State, got.Reasons)
	}
	x, err := view.New(w.P).Explain(t.Context(), c.ID, w.Now.Add(-time.Nanosecond).Add(time.Second))
	if err != nil || len(x.Before) == 0 || x.Before[0].State != goodturn.Skipped {
		t.Fatalf("%+v, %v", x, err)
	}
	if x.Looks[0].Touch.ID == first.ID {
		t.Fatal("the plan does not go on")
	}
}

func TestAStepIsOfferedToGoByItselfAfterTenUneditedOnes(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.Settings(func(s *goodturn.Settings) { s.Approve = true })
	sent := 0
	for _, name := range []string{"Ana", "Ben", "Cleo", "Dev", "Eli", "Fay", "Gus", "Hal", "Ida", "Jon", "Kim"} {
		c := w.Client(name, closed)
		first := w.Touch(c.ID, "check-in")
		if name == "Ana" { // one that was edited does not count
			d, err := approvals.New(w.P).Draft(t.Context(), first.ID)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := approvals.New(w.P).EditTouch(t.Context(), w.Owner.ID, first.ID, d.Subject, d.Body+"\n\nSee you."); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := approvals.New(w.P).Approve(t.Context(), w.Owner.ID, first.ID); err != nil {
			t.Fatal(err)
		}
		sent++
	}
	offers := func() []approvals.Offer {
		t.Helper()
		o, err := approvals.New(w.P).Offers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	if o := offers(); len(o) != 0 {
		t.Fatalf("offered before anything went out: %+v", o)
	}
	w.Until(time.Date(2026, 2, 12, 12, 0, 0, 0, time.UTC))
	if n := w.Mail.Count(); n != sent {
		t.Fatalf("%d of %d left", n, sent)
	}
	o := offers()
	if len(o) != 1 || o[0].Step != "check-in" || o[0].Unedited != 10 {
		t.Fatalf("%+v", o)
	}
	mine, pack := *w.P.Library["real-estate"].Playbook, *w.P.Library["real-estate"] // the owner's own plan, made from that one
	mine.Name, pack.Playbook = "mine", &mine
	w.P.Library["mine"] = &pack
	w.Settings(func(s *goodturn.Settings) { s.Pack = "mine" })
	if o := offers(); len(o) != 0 {
		t.Errorf("nothing has gone out from one's own plan: %+v", o)
	}
	w.Settings(func(s *goodturn.Settings) { s.Pack, s.MorePacks = "mine", []string{"real-estate"} })
	if o := offers(); len(o) != 1 || o[0].Playbook != "real-estate" || o[0].Unedited != 10 {
		t.Errorf("of two plans in use: %+v", o)
	}
	w.Settings(func(s *goodturn.Settings) { s.Pack, s.MorePacks = "real-estate", nil })
	if err := approvals.New(w.P).LetStepGo(t.Context(), w.Owner.ID, "", "check-in", true); err != nil {
		t.Fatal(err)
	}
	if o := offers(); len(o) != 0 {
		t.Fatalf("offered again: %+v", o)
	}
	if err := approvals.New(w.P).LetStepGo(t.Context(), w.Owner.ID, "", "no-such-step", true); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Fatal(err)
	}
}

// A step of one name in another plan is another step: its words were not read.
func TestAStepThatGoesByItselfIsOneOfItsOwnPlan(t *testing.T) {
	w, c, first := approving(t)
	w.Settings(func(s *goodturn.Settings) { s.AutoSteps = []string{goodturn.AutoStep("another", "check-in")} })
	w.Until(first.DueAt.Add(time.Hour))
	if n := w.Mail.Count(); n != 0 {
		t.Fatalf("%d left because another plan's may", n)
	}
	p := approvals.New(w.P)
	if err := p.LetStepGo(t.Context(), w.Owner.ID, "another", "check-in", true); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Errorf("of a plan that is not in use: %v", err)
	}
	if err := p.LetStepGo(t.Context(), w.Owner.ID, "real-estate", "check-in", true); err != nil {
		t.Fatal(err)
	}
	w.Until(first.DueAt.Add(3 * goodturn.Day))
	if x := w.Touch(c.ID, "check-in"); x.State != goodturn.Sent {
		t.Errorf("%s because %v", x.State, x.Reasons)
	}
}

func TestSomebodyIsToldBeforeAnApprovalRunsOut(t *testing.T) {
	w, _, first := approving(t)
	end := first.LegalAt.Add(first.Late)
	tasks := func() (n int) {
		w.Write(func(tx *store.Tx) error {
			counts, err := tx.OpenTaskCounts("")
			n = counts[goodturn.TaskApproval]
			return err
		})
		return n
	}
	if _, err := w.P.Housekeeping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if tasks() != 0 {
		t.Fatal("told days before")
	}
	w.Now = end.Add(-20 * time.Hour)
	for range 2 {
		w.Run()
		if _, err := w.P.Housekeeping(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := tasks(); n != 1 {
		t.Fatalf("%d tasks", n)
	}
	if _, err := approvals.New(w.P).Approve(t.Context(), w.Owner.ID, first.ID); err != nil {
		t.Fatal(err)
	}
	if n := tasks(); n != 0 {
		t.Fatalf("the task stays open after it was done: %d", n)
	}
}
