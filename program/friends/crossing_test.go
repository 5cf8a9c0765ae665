package friends_test

import (
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/friends"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// moved changes the only card, as its owner does on the board.
func moved(tx *store.Tx) error {
	cards, err := tx.ListReferrals("", 2)
	if err != nil {
		return err
	}
	cards[0].Stage = goodturn.StageQualified
	return tx.UpdateReferral(&cards[0])
}

// A friend's own word is never turned away because the owner moves their card at that moment.
func TestAFriendWhoMeetsTheOwnerIsHeard(t *testing.T) {
	w := testtown.OnPostgres(t, today)
	code := advocates(t, w, "Ana")[0]
	f := friends.New(w.P)
	if _, err := f.Refer(t.Context(), code, form()); err != nil {
		t.Fatal(err)
	}
	again := form()
	again.Looking, again.MayTell = "a garden", true
	if err := w.Crossing(moved, func() error { _, err := f.Refer(t.Context(), code, again); return err }); err != nil {
		t.Errorf("the form sent again: %v", err)
	}
	_, cards := whatIs(t, w)
	if len(cards) != 1 || cards[0].Note != "two bedrooms a garden" || !cards[0].MayTell || cards[0].Stage != goodturn.StageQualified {
		t.Errorf("%+v", cards)
	}
	token := w.P.Links.Token(link.Friend, cards[0].ID)
	if err := w.Crossing(func(tx *store.Tx) error {
		r, err := tx.Referral(cards[0].ID)
		r.Stage = goodturn.StageOpportunity
		if err == nil {
			err = tx.UpdateReferral(&r)
		}
		return err
	}, func() error { return f.LeaveInPeace(t.Context(), token) }); err != nil {
		t.Errorf("leave me in peace: %v", err)
	}
	if _, cards = whatIs(t, w); cards[0].WithdrawnAt.IsZero() || cards[0].Friend != "" || cards[0].Stage != goodturn.StageLost {
		t.Errorf("%+v", cards[0])
	}
	if err := w.Crossing(func(tx *store.Tx) error { _, err := tx.LockReferral(cards[0].ID); return err }, func() error { return f.LeaveInPeace(t.Context(), token) }); err != nil {
		t.Errorf("told twice: %v", err)
	}
}

// She says no on one device while she names a friend on the other: the no stands, and nobody is called about the friend.
func TestANoThatMeetsANamedFriendStands(t *testing.T) {
	w := testtown.OnPostgres(t, today)
	ana := w.Client("Ana", goodturn.DateOf(today.AddDate(0, -4, 0)))
	var ask goodturn.Ask
	w.Write(func(tx *store.Tx) error {
		ask = goodturn.Ask{TouchID: tx.NewID(), ContactID: ana.ID, OwnerID: w.Owner.ID, Playbook: "real-estate"}
		err := tx.OpenAsk(&ask)
		if err == nil {
			ask, _, err = tx.AnswerAsk(ask, store.Answering{Answer: goodturn.AnswerMiddle, By: "page"})
		}
		return err
	})
	f, token := friends.New(w.P), w.P.Links.Token(link.Answer, ask.ID)
	err := w.Crossing(func(tx *store.Tx) error {
		a, err := tx.LockAsk(ask.ID)
		if err == nil {
			_, _, err = tx.AnswerAsk(a, store.Answering{Answer: goodturn.AnswerNo, By: "page", Seen: goodturn.AnswerMiddle})
		}
		return err
	}, func() error { return f.Mind(t.Context(), token, program.InMind{First: "Lee"}) })
	if goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Errorf("a friend named after a no: %v", err)
	}
	w.Write(func(tx *store.Tx) error {
		tasks, err := tx.OpenTasks("", goodturn.Task{}, 9)
		cards, rerr := tx.ListReferrals("", 9)
		if len(tasks)+len(cards) > 0 {
			t.Errorf("%+v, %+v, %v", tasks, cards, rerr)
		}
		return err
	})
}
