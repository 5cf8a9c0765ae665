package introductions_test

import (
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/program/said"
	"github.com/goodturn-app/goodturn/store"
)

func (w *town) claims(r goodturn.ID) (out []goodturn.Claim) {
	w.T.Helper()
	if err := w.DB.Read(w.T.Context(), func(tx *store.Tx) (err error) {
		out, err = tx.Claims(r)
		return err
	}); err != nil {
		w.T.Fatal(err)
	}
	return out
}

// asked sends Ana her first ask and gives its page's token.
func (w *town) asked(c goodturn.Contact) (string, goodturn.Ask) {
	w.T.Helper()
	for range 400 {
		if t := w.Touch(c.ID, "first-ask"); t.State == goodturn.Sent {
			break
		}
		w.Until(w.Now.Add(24 * time.Hour))
	}
	var ask goodturn.Ask
	if err := w.DB.Read(w.T.Context(), func(tx *store.Tx) error {
		asks, err := tx.Asks(c.ID)
		if err == nil && len(asks) == 1 {
			ask = asks[0]
		}
		return err
	}); err != nil || ask.ID == "" {
		w.T.Fatalf("no ask left: %v", err)
	}
	return w.P.Links.Token(link.Answer, ask.ID), ask
}

func (w *town) funnel() reach.Funnel {
	w.T.Helper()
	f, err := reach.Read(w.T.Context(), w.DB, goodturn.DateOf(w.Now).AddYears(-1), goodturn.DateOf(w.Now), store.FunnelFilter{})
	if err != nil {
		w.T.Fatal(err)
	}
	return f
}

func TestAFriendsWordIsProposedAndCreditsNobodyBeforeItIsConfirmed(t *testing.T) {
	w := newTown(t, today)
	ana := w.Client("Ana", goodturn.DateOf(today.AddDate(0, -4, 0)))
	ben := w.Client("Ben", goodturn.DateOf(today.AddDate(0, -4, 0)))
	w.Write(func(tx *store.Tx) error { return tx.IndexContacts(ana.ID, ben.ID) })
	id, found, err := w.in.CameBy(t.Context(), introductions.Said{Friend: "Lee", Sender: "Ana Ruiz, my neighbour", Source: goodturn.ReferralByText, OwnerID: w.Owner.ID})
	if err != nil || len(found) == 0 || found[0].ID != ana.ID {
		t.Fatalf("found %+v, %v", found, err)
	}
	if r := w.referral(id); r.ReferrerID != "" {
		t.Fatalf("credited to %s before anybody confirmed it", r.ReferrerID)
	}
	claims := w.claims(id)
	r, err := w.in.SettleClaim(t.Context(), claims[0].ID, true, w.Owner.ID)
	if err != nil || r.ReferrerID != ana.ID {
		t.Fatalf("credited to %q, %v", r.ReferrerID, err)
	}
	if len(w.openTasks(ana.ID, "thank_name:")) != 1 {
		t.Error("nobody is asked to thank Ana")
	}
	// Somebody here knows better. Both statements are kept.
	if r, err = w.in.ClaimFor(t.Context(), id, ben.ID, w.Owner.ID); err != nil || r.ReferrerID != ben.ID {
		t.Errorf("credited to %q, %v", r.ReferrerID, err)
	}
	if got := w.claims(id); len(got) != len(claims)+1 {
		t.Errorf("%d statements are left of %d", len(got), len(claims)+1)
	}
	// Declining both leaves nobody.
	for _, c := range w.claims(id) {
		if r, err = w.in.SettleClaim(t.Context(), c.ID, false, w.Owner.ID); err != nil {
			t.Fatal(err)
		}
	}
	if r.ReferrerID != "" {
		t.Errorf("still credited to %s", r.ReferrerID)
	}
}

func TestTheFunnelCountsEachAskOnceAndTakesBackWhatFellThrough(t *testing.T) {
	w := newTown(t, today)
	ana := w.Client("Ana", goodturn.DateOf(today))
	token, ask := w.asked(ana)
	steps := func(want map[funnel.Step]int) {
		t.Helper()
		got := w.funnel().Steps
		for _, s := range funnel.Counted {
			if got[s] != want[s] {
				t.Errorf("%s: %d, want %d", s, got[s], want[s])
			}
		}
	}
	steps(map[funnel.Step]int{funnel.Delivered: 1})
	for _, a := range []goodturn.Answer{goodturn.AnswerMiddle, goodturn.AnswerYes} {
		if err := answers.New(w.P).Respond(t.Context(), token, a, "page"); err != nil {
			t.Fatal(err)
		}
	}
	steps(map[funnel.Step]int{funnel.Delivered: 1, funnel.Viewed: 1, funnel.Answered: 1, funnel.Intent: 1})
	first, err := w.in.GaveName(t.Context(), ana.ID, introductions.Name{Friend: "Lee"})
	if err != nil {
		t.Fatal(err)
	}
	if r := w.referral(first); r.AskID != ask.ID || r.Tag.Step != "first-ask" || r.Tag.Trigger != "plan" {
		t.Errorf("the introduction came of %q, %+v", r.AskID, r.Tag)
	}
	second, err := w.in.GaveName(t.Context(), ana.ID, introductions.Name{Friend: "Kim"})
	if err != nil {
		t.Fatal(err)
	}
	move := func(id goodturn.ID, s goodturn.Stage) {
		t.Helper()
		if _, err := w.in.MoveIntroduction(t.Context(), id, introductions.Move{Stage: &s, FeeMinor: new(int64(900_000)), ValueMinor: new(int64(30_000_000))}); err != nil {
			t.Fatal(err)
		}
	}
	move(first, goodturn.StageWon)
	move(second, goodturn.StageWon)
	all := map[funnel.Step]int{funnel.Delivered: 1, funnel.Viewed: 1, funnel.Answered: 1, funnel.Intent: 1, funnel.Invited: 1, funnel.Qualified: 1, funnel.Opportunity: 1, funnel.Won: 1}
	steps(all)
	if f := w.funnel(); f.Won.Deals != 2 || f.Won.Fees != 1_800_000 || f.WonByAsk.Deals != 2 {
		t.Errorf("two deals brought %+v, %+v by asks", f.Won, f.WonByAsk)
	}
	move(first, goodturn.StageLost) // one of two: a deal came of the ask all the same
	steps(all)
	move(second, goodturn.StageLost)
	delete(all, funnel.Won)
	steps(all)
	if f := w.funnel(); f.Won.Deals != 0 {
		t.Errorf("deals that fell through still bring %+v", f.Won)
	}
}

// That a friend who came to nothing was talked with stays counted, whatever becomes of the next one.
func TestAnotherFriendTakesNothingBackOfOneWhoCameToNothing(t *testing.T) {
	w := newTown(t, today)
	ana := w.Client("Ana", goodturn.DateOf(today))
	_, ask := w.asked(ana)
	name := func(friend string) goodturn.ID {
		t.Helper()
		id, err := w.in.GaveName(t.Context(), ana.ID, introductions.Name{Friend: friend})
		if err != nil || w.referral(id).AskID != ask.ID {
			t.Fatal(err, w.referral(id).AskID)
		}
		return id
	}
	move := func(id goodturn.ID, stages ...goodturn.Stage) {
		t.Helper()
		for _, s := range stages {
			if _, err := w.in.MoveIntroduction(t.Context(), id, introductions.To(s, w.Owner.ID)); err != nil {
				t.Fatal(err)
			}
		}
	}
	steps := func(when string, qualified, opportunity, won int) {
		t.Helper()
		if got := w.funnel().Steps; got[funnel.Qualified] != qualified || got[funnel.Opportunity] != opportunity || got[funnel.Won] != won {
			t.Errorf("%s: %d fit, %d work together, %d deals", when, got[funnel.Qualified], got[funnel.Opportunity], got[funnel.Won])
		}
	}
	lee := name("Lee")
	move(lee, goodturn.StageQualified, goodturn.StageLost)
	steps("Lee came to nothing after a talk", 1, 0, 0)
	kim := name("Kim")
	steps("Kim is named", 1, 0, 0)
	move(kim, goodturn.StageOpportunity)
	steps("Kim works with us", 1, 1, 0)
	move(kim, goodturn.StageIntroduced)
	steps("that was a mistake", 1, 0, 0)
	move(lee, goodturn.StageIntroduced)
	steps("so was the talk with Lee", 0, 0, 0)
	move(lee, goodturn.StageWon, goodturn.StageLost)
	move(kim, goodturn.StageQualified, goodturn.StageIntroduced)
	steps("a deal with Lee fell through", 1, 1, 0)
}

func TestTheNumbersOfTheFunnelNameTheirPeople(t *testing.T) {
	w := newTown(t, today)
	ana := w.Client("Ana", goodturn.DateOf(today))
	_, ask := w.asked(ana)
	if _, ok := w.P.Library["real-estate"].Words.Named(said.Name(ask.Wording)); !ok {
		t.Errorf("nobody knows in which words the ask left: %q", ask.Wording)
	}
	for f, want := range map[store.FunnelFilter]int{{}: 1, {Step: "first-ask", Owner: w.Owner.ID}: 1, {Step: "anniversary-ask"}: 0, {Channel: goodturn.ChannelSMS}: 0,
		{Playbook: "real-estate", Wording: ask.Wording}: 1, {Wording: "first-ask/sold.email.9"}: 0, {Campaign: "real-estate"}: 1, {Campaign: "a post in a lab"}: 0} {
		got, err := reach.AtStep(t.Context(), w.DB, funnel.Delivered, goodturn.DateOf(ask.OpenedAt), goodturn.DateOf(ask.OpenedAt), f, "", 10)
		if err != nil || len(got) != want || want > 0 && (got[0].ContactID != ana.ID || got[0].Kind != store.FunnelKind{Owner: w.Owner.ID, AskTag: ask.Tag()}) {
			t.Errorf("%+v: %+v, %v", f, got, err)
		}
	}
}

func TestWhoeverIsNoLongerCreditedIsNotThankedForIt(t *testing.T) {
	w, ana, id := named(t, introductions.Name{Friend: "Robin"})
	ben := w.Client("Ben", goodturn.DateOf(today.AddDate(0, -4, 0)))
	if _, err := w.in.SettleClaim(t.Context(), w.claims(id)[0].ID, false, w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.in.ClaimFor(t.Context(), id, ben.ID, w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	if open := w.openTasks(ana.ID, "thank_"); len(open) > 0 {
		t.Errorf("the owner is still asked to thank Ana: %+v", open)
	}
	if open := w.openTasks(ben.ID, "thank_name:"); len(open) != 1 {
		t.Errorf("the owner is not asked to thank Ben: %+v", open)
	}
	w.Until(today.Add(48 * time.Hour))
	for _, n := range w.Touches(ana.ID) {
		if n.Kind == goodturn.KindThanks && n.State != goodturn.Cancelled {
			t.Errorf("Ana, who sent nobody, gets thanks: %s", n.State)
		}
	}
	if note := w.Touch(ben.ID, "thanks-name"); note.State != goodturn.Sent {
		t.Errorf("the note to Ben is %s because %v", note.State, note.Reasons)
	}
}

func TestWhoSentAFriendIsAskedUntilSomebodyIsCreditedOrNobodyIsLeft(t *testing.T) {
	w := newTown(t, today)
	ana := w.Client("Ana", goodturn.DateOf(today.AddDate(0, -4, 0)))
	anna := w.Client("Anna", goodturn.DateOf(today.AddDate(0, -4, 0)))
	w.Write(func(tx *store.Tx) error { return tx.IndexContacts(ana.ID, anna.ID) })
	id, found, err := w.in.CameBy(t.Context(), introductions.Said{Friend: "Lee", Sender: "a Ruiz", Source: goodturn.ReferralByText, OwnerID: w.Owner.ID})
	if err != nil || len(found) != 2 {
		t.Fatalf("found %+v, %v", found, err)
	}
	for i, c := range w.claims(id) {
		if _, err := w.in.SettleClaim(t.Context(), c.ID, false, w.Owner.ID); err != nil {
			t.Fatal(err)
		}
		if open := len(w.openTasks("", "who_sent:")); open != 1-i {
			t.Errorf("%d declined of 2: asked for %d times", i+1, open)
		}
	}
}

func TestWhoeverIsCreditedAfterAThankYouLeftIsThankedToo(t *testing.T) {
	w, ana, id := named(t, introductions.Name{Friend: "Robin"})
	w.Until(today.Add(24 * time.Hour))
	if note := w.Touch(ana.ID, "thanks-name"); note.State != goodturn.Sent {
		t.Fatalf("Ana's note is %s", note.State)
	}
	ben := w.Client("Ben", goodturn.Date{Year: 2025, Month: 10, Day: 6})
	if _, err := w.in.ClaimFor(t.Context(), id, ben.ID, w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	w.Until(today.Add(5 * goodturn.Day))
	if note := w.Touch(ben.ID, "thanks-name"); note.State != goodturn.Sent {
		t.Errorf("Ben's note is %s because %v", note.State, note.Reasons)
	}
	if _, err := w.in.ClaimFor(t.Context(), id, ana.ID, w.Owner.ID); err != nil { // and back: nobody is thanked twice for one thing
		t.Fatal(err)
	}
	w.Until(today.Add(10 * goodturn.Day))
	sent := 0
	for _, x := range w.Touches(ana.ID) {
		if x.Step == "thanks-name" && x.State != goodturn.Cancelled {
			sent++
		}
	}
	if sent != 1 {
		t.Errorf("Ana has %d notes for one name", sent)
	}
}

func TestOtherSystemsHearOfAFriendOfWhomNobodyKnowsYetWhoSentThem(t *testing.T) {
	w := newTown(t, today)
	e := store.Endpoint{URL: "https://hooks.example.com/a", Types: []string{news.Introduced}, State: store.EndpointOn}
	w.Write(func(tx *store.Tx) error { return tx.SaveEndpoint(&e) })
	id, _, err := w.in.CameBy(t.Context(), introductions.Said{Friend: "Lee Park", Sender: "a neighbour", OwnerID: w.Owner.ID})
	if err != nil {
		t.Fatal(err)
	}
	var got []store.News
	w.Write(func(tx *store.Tx) (err error) { got, err = tx.NewsLog(e.ID, "", "", 9); return err })
	if len(got) != 1 || got[0].ContactID != "" || !strings.Contains(got[0].Body, string(id)) || strings.Contains(got[0].Body, "Lee") {
		t.Errorf("%+v", got)
	}
}

// The credit goes to somebody else and comes back: whoever was thanked the first time was thanked.
func TestWhoeverIsCreditedAgainWasThankedAlready(t *testing.T) {
	for _, how := range []string{"by letter", "in person"} {
		w, ana, id := named(t, introductions.Name{Friend: "Robin Vale"})
		ben := w.Client("Ben", goodturn.DateOf(today.AddDate(0, -4, 0)))
		if how == "in person" {
			if err := w.P.TaskDone(t.Context(), w.openTasks(ana.ID, "thank_name:")[0].ID, program.OutcomeTalked, program.Told{By: w.Owner.ID}); err != nil {
				t.Fatal(err)
			}
		}
		w.Until(today.Add(24 * time.Hour))
		first := w.referral(id).AcknowledgedAt
		if first.IsZero() {
			t.Fatalf("%s: nobody thanked Ana", how)
		}
		if r, err := w.in.ClaimFor(t.Context(), id, ben.ID, w.Owner.ID); err != nil || r.ReferrerID != ben.ID || !r.AcknowledgedAt.IsZero() {
			t.Fatalf("%s: credited to %q, thanked at %s, %v", how, r.ReferrerID, r.AcknowledgedAt, err)
		}
		w.Until(w.Now.Add(time.Hour))
		r, err := w.in.ClaimFor(t.Context(), id, ana.ID, w.Owner.ID)
		if err != nil || r.ReferrerID != ana.ID || !r.AcknowledgedAt.Equal(first) {
			t.Errorf("%s: credited to %q, thanked at %s, want %s, %v", how, r.ReferrerID, r.AcknowledgedAt, first, err)
		}
		n := w.Mail.Count()
		w.Until(w.Now.Add(48 * time.Hour))
		if urged, err := w.P.UrgeThanks(t.Context()); err != nil || urged != 0 || len(w.openTasks(ana.ID, "thank_")) != 0 {
			t.Errorf("%s: %d urged, open %v, %v", how, urged, w.openTasks(ana.ID, "thank_"), err)
		}
		for _, m := range w.Mail.Messages()[n:] {
			if strings.Contains(m.Text, "Robin") {
				t.Errorf("%s: thanked again: %s", how, m.Text)
			}
		}
	}
}
