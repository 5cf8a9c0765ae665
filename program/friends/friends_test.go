package friends_test

import (
	"sync"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/policy"
	"github.com/goodturn-app/goodturn/program/friends"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// today is a Monday on which nothing special happens.
var today = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

// advocates gives a town with some clients who said yes, and the code of each.
func advocates(t *testing.T, w *testtown.Town, given ...string) (codes []string) {
	t.Helper()
	for _, name := range given {
		c := w.Client(name, goodturn.DateOf(today.AddDate(0, -4, 0)))
		w.Write(func(tx *store.Tx) error {
			a := goodturn.Ask{TouchID: tx.NewID(), ContactID: c.ID, OwnerID: w.Owner.ID, Playbook: "real-estate"}
			if err := tx.OpenAsk(&a); err != nil {
				return err
			}
			if _, _, err := tx.AnswerAsk(a, store.Answering{Answer: goodturn.AnswerYes, By: "page"}); err != nil {
				return err
			}
			code, _, err := w.P.ShareCodeIn(tx, a)
			codes = append(codes, code)
			return err
		})
	}
	return codes
}

func notice() string {
	n, _ := policy.FriendNoticeOn(goodturn.DateOf(today))
	return n.Rule
}

func form() friends.FriendForm {
	return friends.FriendForm{Name: "Lee Park", Reach: "lee@example.com", Looking: "two bedrooms", Version: notice()}
}

// whatIs reads everything that is known of the friend: contacts by the address, and introductions.
func whatIs(t *testing.T, w *testtown.Town) (people []goodturn.Identity, cards []goodturn.Referral) {
	t.Helper()
	if err := w.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
		if people, err = tx.FindIdentity(goodturn.IdentityEmail, "", "lee@example.com"); err != nil {
			return err
		}
		cards, err = tx.ListReferrals("", 100)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return people, cards
}

func TestAFriendWhoSendsTheFormTwiceIsOneIntroduction(t *testing.T) {
	w := testtown.New(t, today)
	code := advocates(t, w, "Ana")[0]
	f := friends.New(w.P)
	for range 2 {
		if _, err := f.Refer(t.Context(), code, form()); err != nil {
			t.Fatal(err)
		}
	}
	people, cards := whatIs(t, w)
	if len(people) != 1 || len(cards) != 1 || cards[0].FriendID != people[0].ContactID || cards[0].Note != "two bedrooms" {
		t.Errorf("people %+v, introductions %+v", people, cards)
	}
}

func TestAnAdvocateDoesNotIntroduceThemselves(t *testing.T) {
	w := testtown.New(t, today)
	code := advocates(t, w, "Ana")[0]
	own := form()
	own.Reach = "ana@example.com"
	out, err := friends.New(w.P).Refer(t.Context(), code, own)
	if _, cards := whatIs(t, w); err != nil || !out.Self || len(cards) != 0 {
		t.Errorf("%+v, %v: %+v", out, err, cards)
	}
}

// TestAFriendOfTwoWhoAnswersBothAtOnceIsOnePersonWithOneIntroduction: two forms in the same moment, each through another advocate.
func TestAFriendOfTwoWhoAnswersBothAtOnceIsOnePersonWithOneIntroduction(t *testing.T) {
	for name, open := range map[string]func(testing.TB, time.Time) *testtown.Town{"SQLite": testtown.New, "PostgreSQL": testtown.OnPostgres} {
		t.Run(name, func(t *testing.T) {
			w := open(t, today)
			codes := advocates(t, w, "Ana", "Ben", "Cleo", "Dov", "Eve", "Fay")
			f := friends.New(w.P)
			var wg sync.WaitGroup
			for _, code := range codes {
				wg.Go(func() {
					if _, err := f.Refer(t.Context(), code, form()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			var contacts []goodturn.Contact
			var claims []goodturn.Claim
			people, cards := whatIs(t, w)
			if len(people) != 1 || len(cards) != 1 {
				t.Fatalf("people %+v, introductions %+v", people, cards)
			}
			if err := w.DB.Read(t.Context(), func(tx *store.Tx) (err error) {
				if claims, err = tx.Claims(cards[0].ID); err != nil {
					return err
				}
				contacts, err = tx.ContactsByID("", 100)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if len(contacts) != len(codes)+1 || len(claims) != len(codes) {
				t.Errorf("%d contacts, and %d statements about who sent the friend", len(contacts), len(claims))
			}
		})
	}
}

// TestTwoAdvocatesWhoSendEachOtherAtOnceDoNotWaitInACircle: each fills in the other's page in the same moment.
func TestTwoAdvocatesWhoSendEachOtherAtOnceDoNotWaitInACircle(t *testing.T) {
	w := testtown.OnPostgres(t, today)
	codes := advocates(t, w, "Ana", "Ben")
	f := friends.New(w.P)
	var wg sync.WaitGroup
	for i, reach := range []string{"ben@example.com", "ana@example.com"} {
		wg.Go(func() {
			in := form()
			in.Reach = reach
			if _, err := f.Refer(t.Context(), codes[i], in); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, cards := whatIs(t, w); len(cards) != 2 {
		t.Errorf("introductions %+v", cards)
	}
}
