package rewards_test

import (
	"context"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
	server "github.com/goodturn-app/goodturn/test/postgres"
)

var start = time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)

// own says that a plan is its pack's only one.
func own(name string) string { return name }

// shop is a business with one advocate, on either database.
type shop struct {
	t   *testing.T
	db  *store.DB
	now time.Time
	ana goodturn.Contact
	n   int
}

func open(t *testing.T, on string, pack, industry string) *shop {
	t.Helper()
	w := &shop{t: t, now: start}
	o := store.Options{Clock: goodturn.ClockFunc(func() time.Time { return w.now }), Rand: rand.New(rand.NewSource(1))}
	var err error
	if on == "postgres" {
		w.db, err = postgres.Open(context.Background(), server.NewDatabase(t), o)
	} else {
		w.db, err = sqlite.OpenMemory(context.Background(), o)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.db.Close() })
	w.ana = goodturn.Contact{Given: "Ana", Family: "Ruiz", OwnerID: "u1"}
	w.write(func(tx *store.Tx) error {
		if err := tx.SaveSettings(goodturn.Settings{Name: "Acme", Pack: pack, Industry: industry, Region: "US-WA"}); err != nil {
			return err
		}
		if err := tx.InsertContact(&w.ana); err != nil {
			return err
		}
		_, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: w.ana.ID, Kind: goodturn.IdentityEmail, Value: "ana@example.com", Shown: "ana@example.com"}})
		return err
	})
	return w
}

func (w *shop) write(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *shop) set(p reward.Programme) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error { return rewards.Save(tx, p, own) })
}

// introduce asks Ana and writes down that she sent a friend.
func (w *shop) introduce(mail string) (r goodturn.Referral) {
	w.t.Helper()
	w.n++
	ask := goodturn.ID("ask" + string(rune('a'+w.n)))
	w.write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		p, err := rewards.Programme(tx)
		if err != nil {
			return err
		}
		if promise, ok := reward.Freeze(p, rewards.PlaceOf(s.WithDefaults(), s.WithDefaults().Pack), goodturn.DateOf(w.now)); ok {
			if err := rewards.Keep(tx, ask, promise); err != nil {
				return err
			}
		}
		r = goodturn.Referral{ReferrerID: w.ana.ID, AskID: ask, Friend: "Friend " + string(rune('A'+w.n)), Email: mail, OwnerID: "u1", Source: goodturn.ReferralByCode}
		return tx.InsertReferral(&r)
	})
	return r
}

func (w *shop) move(id goodturn.ID, s goodturn.Stage) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		r, err := tx.Referral(id)
		if err != nil {
			return err
		}
		r.Stage = s
		if err := tx.UpdateReferral(&r); err != nil {
			return err
		}
		for range 3 { // told again, it changes nothing
			if err := rewards.Sync(tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *shop) stands(id goodturn.ID, side reward.Side) (out rewards.Standing) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		all, _, err := rewards.List(tx, "", false, 100)
		for _, s := range all {
			if s.Referral == id && s.Side == side {
				out = s
			}
		}
		lines, err2 := rewards.Book(tx)
		for cur, b := range reward.Balances(lines) {
			sum := int64(0)
			for _, n := range b {
				sum += n
			}
			if sum != 0 {
				w.t.Errorf("the ledger sums to %d %s", sum, cur)
			}
		}
		if err == nil {
			err = err2
		}
		return err
	})
	return out
}

func (w *shop) due() (n int) {
	w.t.Helper()
	w.write(func(tx *store.Tx) (err error) { n, err = rewards.FallDue(tx, nil); return err })
	return n
}

func (w *shop) pay(p rewards.Payment) (g rewards.Given, err error) {
	err = w.db.Write(context.Background(), func(tx *store.Tx) (err error) { g, err = rewards.Pay(tx, nil, p); return err })
	return g, err
}

func both(t *testing.T, fn func(t *testing.T, on string)) {
	for _, on := range []string{"sqlite", "postgres"} {
		t.Run(on, func(t *testing.T) { fn(t, on) })
	}
}

func TestAnIntroductionThatComesToSomethingIsPaidAfterAFortnight(t *testing.T) {
	both(t, func(t *testing.T, on string) {
		w := open(t, on, "product", "")
		w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000, FriendMinor: 1000})
		r := w.introduce("ben@hill.example")
		w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 100}) // for later asks alone
		if s := w.stands(r.ID, reward.Advocate); s.Account != "" {
			t.Fatalf("earned before it came to anything: %+v", s)
		}
		w.move(r.ID, goodturn.StageQualified)
		if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Held || s.Minor != 2000 || s.Person != w.ana.ID || s.Looking {
			t.Fatalf("qualified: %+v", s)
		}
		if s := w.stands(r.ID, reward.Friend); s.Account != reward.Held || s.Minor != 1000 {
			t.Fatalf("the friend's: %+v", s)
		}
		key := reward.Key{Referral: r.ID, Side: reward.Advocate}
		if _, err := w.pay(rewards.Payment{Key: key, By: "u1"}); goodturn.ErrorCode(err) != goodturn.CodeConflict {
			t.Errorf("paid before it is owed: %v", err)
		}
		w.now = start.Add(14*goodturn.Day - time.Minute)
		if n := w.due(); n != 0 {
			t.Errorf("%d owed a minute too early", n)
		}
		w.now = start.Add(14 * goodturn.Day)
		if n := w.due(); n != 2 {
			t.Errorf("%d owed after a fortnight", n)
		}
		if n := w.due(); n != 0 {
			t.Errorf("%d owed twice", n)
		}
		w.move(r.ID, goodturn.StageLost) // owed already
		if _, err := w.pay(rewards.Payment{Key: key, By: "u1", How: "credited"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.pay(rewards.Payment{Key: key, By: "u2"}); goodturn.ErrorCode(err) != goodturn.CodeConflict {
			t.Errorf("paid twice: %v", err)
		}
		if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Paid || s.Minor != 2000 {
			t.Errorf("%+v", s)
		}
		w.write(func(tx *store.Tx) error {
			b, err := rewards.YearEnd(tx, 2026)
			if !strings.Contains(string(b), "Ana Ruiz,ana@example.com,20.00,USD,1,no,no") {
				t.Errorf("the year's end: %s", b)
			}
			return err
		})
	})
}

func TestADealThatFallsThroughTakesBackWhatWasHeld(t *testing.T) {
	both(t, func(t *testing.T, on string) {
		w := open(t, on, "product", "")
		w.set(reward.Programme{On: true, Kind: reward.GiftCard, EachMinor: 2000})
		r := w.introduce("ben@hill.example")
		w.move(r.ID, goodturn.StageWon)
		w.move(r.ID, goodturn.StageLost)
		if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Reversed {
			t.Fatalf("%+v", s)
		}
		w.move(r.ID, goodturn.StageOpportunity)
		if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Held || s.Round != 2 {
			t.Fatalf("it goes on after all: %+v", s)
		}
	})
}

func TestInInsuranceNothingHangsOnASale(t *testing.T) {
	w := open(t, "sqlite", "product", "insurance")
	w.set(reward.Programme{On: true, Kind: reward.GiftCard, EachMinor: 2000})
	r := w.introduce("ben@hill.example")
	w.move(r.ID, goodturn.StageQualified)
	w.move(r.ID, goodturn.StageLost)
	if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Held {
		t.Errorf("the policy was not bought, and %+v", s)
	}
	w.move(r.ID, goodturn.StageIntroduced)
	if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Reversed {
		t.Errorf("it never came to anything, and %+v", s)
	}
}

func TestWhereNoRewardIsAllowedNothingIsKept(t *testing.T) {
	for _, pack := range []string{"real-estate", "professional", ""} {
		w := open(t, "sqlite", pack, "saas")
		err := w.db.Write(context.Background(), func(tx *store.Tx) error {
			return rewards.Save(tx, reward.Programme{On: true, Kind: reward.GiftCard, EachMinor: 2000}, own)
		})
		if err == nil {
			t.Errorf("%q: a reward was set", pack)
		}
		w.write(func(tx *store.Tx) error { // even if it got into the database by another road
			return tx.SetValue("reward.programme", `{"on":true,"kind":"gift_card","each_minor":2000}`)
		})
		r := w.introduce("ana@example.com")
		w.move(r.ID, goodturn.StageWon)
		w.write(func(tx *store.Tx) error {
			for _, table := range []string{"reward_entry", "reward_promise", "reward_review", "task"} {
				if err := tx.EachRow(table, func([]string, []any) error { t.Errorf("%q: a row in %s", pack, table); return nil }); err != nil {
					return err
				}
			}
			text, err := rewards.Beside(tx, goodturn.Settings{Pack: pack}.WithDefaults(), pack, r.AskID, goodturn.DateOf(w.now))
			if text != "" {
				t.Errorf("%q: %q stands beside the link", pack, text)
			}
			return err
		})
	}
}

func TestAPersonLooksBeforeSomethingOddIsOwed(t *testing.T) {
	both(t, func(t *testing.T, on string) {
		w := open(t, on, "product", "")
		w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000})
		odd, other := w.introduce("ana+2@example.com"), w.introduce("ana+3@example.com")
		w.move(odd.ID, goodturn.StageQualified)
		w.move(other.ID, goodturn.StageQualified)
		w.now = w.now.Add(30 * goodturn.Day)
		if n := w.due(); n != 0 || !w.stands(odd.ID, reward.Advocate).Looking {
			t.Fatalf("%d owed before anybody looked", n)
		}
		w.write(func(tx *store.Tx) error {
			if err := rewards.Settle(tx, odd.ID, false, "", "u1"); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
				t.Errorf("declined without a reason: %v", err)
			}
			if err := rewards.Settle(tx, odd.ID, false, "It is her own mailbox.", "u1"); err != nil {
				return err
			}
			return rewards.Settle(tx, other.ID, true, "", "u1")
		})
		if s := w.stands(odd.ID, reward.Advocate); s.Account != reward.Reversed {
			t.Errorf("declined: %+v", s)
		}
		w.move(odd.ID, goodturn.StageWon)
		if s := w.stands(odd.ID, reward.Advocate); s.Account != reward.Reversed {
			t.Errorf("declined, and earned again: %+v", s)
		}
		if n := w.due(); n != 1 {
			t.Errorf("%d owed after it passed", n)
		}
	})
}

func TestTriedCodesBeforeAFriendsFormBringALook(t *testing.T) {
	both(t, func(t *testing.T, on string) {
		w := open(t, on, "product", "")
		w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000})
		asked := w.introduce("lee@example.net")
		r := goodturn.Referral{ReferrerID: w.ana.ID, AskID: asked.AskID, Friend: "Kim Vale", Email: "kim@example.net", OwnerID: "u1", Source: goodturn.ReferralByCode, Misses: 12, Corner: 1}
		w.write(func(tx *store.Tx) error { return tx.InsertReferral(&r) })
		w.move(r.ID, goodturn.StageQualified)
		if s := w.stands(r.ID, reward.Advocate); !s.Looking {
			t.Errorf("nobody is asked to look: %+v", s)
		}
	})
}

func TestWhoMaySettleALookIsAskedForIt(t *testing.T) {
	both(t, func(t *testing.T, on string) {
		w := open(t, on, "product", "")
		w.write(func(tx *store.Tx) error {
			for _, u := range []goodturn.User{{ID: "u1", Email: "agent@example.com", Name: "Ed", Role: goodturn.RoleAgent, Active: true}, {ID: "u2", Email: "left@example.com", Name: "Fay", Role: goodturn.RoleOwner},
				{ID: "u3", Email: "dana@example.com", Name: "Dana", Role: goodturn.RoleOwner, Active: true}} {
				if err := tx.InsertUser(&u); err != nil {
					return err
				}
			}
			return nil
		})
		w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000})
		w.move(w.introduce("ana+2@example.com").ID, goodturn.StageQualified)
		w.write(func(tx *store.Tx) error {
			tasks, err := tx.ContactTasks(w.ana.ID)
			if err != nil || len(tasks) != 1 || tasks[0].OwnerID != "u3" {
				t.Errorf("an agent, or somebody who left, is asked to settle what only an owner may: %+v, %v", tasks, err)
			}
			return err
		})
	})
}

func TestWhatIsDeclinedAfterItWasLostIsTakenBack(t *testing.T) {
	both(t, func(t *testing.T, on string) {
		w := open(t, on, "product", "insurance")
		w.set(reward.Programme{On: true, Kind: reward.GiftCard, EachMinor: 2000})
		r := w.introduce("ana+2@example.com")
		w.move(r.ID, goodturn.StageQualified)
		w.move(r.ID, goodturn.StageLost)
		if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Held || !s.Looking {
			t.Fatalf("the policy was not bought, and %+v", s)
		}
		w.write(func(tx *store.Tx) error { return rewards.Settle(tx, r.ID, false, "It is her own mailbox.", "u1") })
		if s := w.stands(r.ID, reward.Advocate); s.Account != reward.Reversed {
			t.Errorf("declined: %+v", s)
		}
		w.now = w.now.Add(15 * goodturn.Day)
		if n := w.due(); n != 0 {
			t.Errorf("%d owed although it was declined", n)
		}
	})
}

func TestARewardIsHeldForAsLongAsItsAskSaid(t *testing.T) {
	both(t, func(t *testing.T, on string) {
		for _, days := range []int{3, 30} {
			w := open(t, on, "product", "")
			p := reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000}
			w.set(p)
			w.write(func(tx *store.Tx) error { // as a version of Goodturn kept it that waited for another time
				s, err := tx.Settings()
				if err != nil {
					return err
				}
				promise, _ := reward.Freeze(p, rewards.PlaceOf(s.WithDefaults(), s.WithDefaults().Pack), goodturn.DateOf(w.now))
				promise.HoldDays = days
				return rewards.Keep(tx, "askb", promise)
			})
			r := w.introduce("ben@hill.example")
			if r.AskID != "askb" {
				t.Fatalf("the ask is %s", r.AskID)
			}
			w.move(r.ID, goodturn.StageQualified)
			w.now = start.Add(time.Duration(days)*goodturn.Day - time.Minute)
			if n := w.due(); n != 0 {
				t.Errorf("%d days: %d owed a minute too early", days, n)
			}
			w.now = w.now.Add(time.Minute)
			if n, s := w.due(), w.stands(r.ID, reward.Advocate); n != 1 || s.Why != fmt.Sprintf("Nothing spoke against it for %d days.", days) {
				t.Errorf("%d days: %d owed in time; %q", days, n, s.Why)
			}
		}
	})
}

func TestTheListForTheTaxesRunsNothing(t *testing.T) {
	w := open(t, "sqlite", "product", "")
	w.set(reward.Programme{On: true, Kind: reward.GiftCard, EachMinor: 2000})
	w.write(func(tx *store.Tx) error {
		c, err := tx.Contact(w.ana.ID)
		if err != nil {
			return err
		}
		c.Given = " \uff1dcmd()" // a wide sign after a space, which some spreadsheets read as a formula's
		return tx.UpdateContact(c)
	})
	r := w.introduce("ben@hill.example")
	w.move(r.ID, goodturn.StageQualified)
	w.now = w.now.Add(15 * goodturn.Day)
	w.due()
	w.write(func(tx *store.Tx) error {
		b, err := rewards.Cards(tx)
		if !strings.Contains(string(b), "' \uff1dcmd() Ruiz") {
			t.Errorf("a cell that may run: %q", b)
		}
		return err
	})
}

func TestWhoeverIsCreditedInTheEndEarns(t *testing.T) {
	w := open(t, "sqlite", "product", "")
	w.set(reward.Programme{On: true, Kind: reward.Credit, EachMinor: 2000})
	r := w.introduce("ben@hill.example")
	w.move(r.ID, goodturn.StageQualified)
	w.write(func(tx *store.Tx) error {
		cy := goodturn.Contact{Given: "Cy", OwnerID: "u1"}
		if err := tx.InsertContact(&cy); err != nil {
			return err
		}
		x, err := tx.Referral(r.ID)
		if err != nil {
			return err
		}
		x.ReferrerID = cy.ID // by the same ask here, so that the promise is the same
		if err := tx.UpdateReferral(&x); err != nil {
			return err
		}
		return rewards.Sync(tx, x)
	})
	if s := w.stands(r.ID, reward.Advocate); s.Person == w.ana.ID || s.Account != reward.Held || s.Round != 2 {
		t.Errorf("%+v", s)
	}
}

func TestPayingStopsForTheFormAndForAYes(t *testing.T) {
	w := open(t, "sqlite", "product", "")
	w.set(reward.Programme{On: true, Kind: reward.GiftCard, EachMinor: 80000, YearMinor: 900000, Attested: reward.Attestation{By: "u1", Counsel: "Rosa Hahn", Words: reward.AttestWords, At: start}})
	var keys []reward.Key
	for _, mail := range []string{"a@one.example", "b@two.example", "c@three.example"} {
		r := w.introduce(mail)
		w.move(r.ID, goodturn.StageQualified)
		keys = append(keys, reward.Key{Referral: r.ID, Side: reward.Advocate})
	}
	w.now = w.now.Add(15 * goodturn.Day)
	w.due()
	if _, err := w.pay(rewards.Payment{Key: keys[0]}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.pay(rewards.Payment{Key: keys[1]}); goodturn.ErrorCode(err) != goodturn.CodeConflict || !strings.Contains(err.Error(), "$1,600") {
		t.Errorf("at 80 %%: %v", err)
	}
	if _, err := w.pay(rewards.Payment{Key: keys[1], Anyway: true}); err != nil {
		t.Errorf("anyway: %v", err)
	}
	if _, err := w.pay(rewards.Payment{Key: keys[2], Anyway: true}); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Errorf("beyond the sum without the form: %v", err)
	}
	w.write(func(tx *store.Tx) error { return tx.SavePayee(store.Payee{ContactID: w.ana.ID, TaxForm: true}) })
	if _, err := w.pay(rewards.Payment{Key: keys[2]}); err != nil {
		t.Errorf("with the form: %v", err)
	}
	w.set(reward.Programme{On: true, Kind: reward.Recognition})
	r := w.introduce("d@four.example")
	w.move(r.ID, goodturn.StageQualified)
	w.now = w.now.Add(15 * goodturn.Day)
	w.due()
	key := reward.Key{Referral: r.ID, Side: reward.Advocate}
	if _, err := w.pay(rewards.Payment{Key: key}); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Errorf("thanked in public without a yes: %v", err)
	}
	w.write(func(tx *store.Tx) error { return tx.SavePayee(store.Payee{ContactID: w.ana.ID, PublicYes: true}) })
	if _, err := w.pay(rewards.Payment{Key: key}); err != nil {
		t.Errorf("with a yes: %v", err)
	}
}

// A business in Germany promises in euros: its limits, its sums and its lists are in euros, and no rule on taxes of the United States says a
// word. What it promised in dollars before stays dollars, and is never added to them.
func TestABusinessElsewherePromisesInItsOwnMoney(t *testing.T) {
	w := open(t, "sqlite", "product", "")
	w.set(reward.Programme{On: true, Kind: reward.GiftCard, EachMinor: 2000})
	dollars := w.introduce("a@one.example")
	w.write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.Region, s.Zone = "DE", "Europe/Berlin"
		return tx.SaveSettings(s)
	})
	w.write(func(tx *store.Tx) error { // what is set stays in the money in which it was set
		p, err := rewards.Programme(tx)
		if p.Currency != "USD" {
			t.Errorf("$20 became 20 %s", p.Currency)
		}
		return err
	})
	err := w.db.Write(t.Context(), func(tx *store.Tx) error {
		return rewards.Save(tx, reward.Programme{On: true, Kind: reward.GiftCard, EachMinor: 20001}, own)
	})
	if goodturn.ErrorCode(err) != goodturn.CodeInvalid || !strings.Contains(err.Error(), "€200") {
		t.Errorf("beyond the limit in euros: %v", err)
	}
	attested := reward.Attestation{By: "u1", Counsel: "Rosa Hahn", Words: reward.AttestWords, At: start}
	w.set(reward.Programme{On: true, Kind: reward.GiftCard, EachMinor: 150000, YearMinor: 310000, Attested: attested})
	rows := []goodturn.Referral{dollars}
	for _, mail := range []string{"b@two.example", "c@three.example", "d@four.example"} {
		rows = append(rows, w.introduce(mail))
	}
	for _, r := range rows {
		w.move(r.ID, goodturn.StageQualified)
	}
	if s := w.stands(rows[0].ID, reward.Advocate); s.Minor != 2000 || s.Currency != "USD" {
		t.Errorf("what was promised in dollars: %+v", s.Position)
	}
	if s := w.stands(rows[3].ID, reward.Advocate); s.Minor != 10000 || s.Currency != "EUR" {
		t.Errorf("of 3,100 euros 3,000 are earned, and 20 dollars: %+v", s.Position)
	}
	w.now = w.now.Add(15 * goodturn.Day)
	w.due()
	for _, r := range rows {
		if _, err := w.pay(rewards.Payment{Key: reward.Key{Referral: r.ID, Side: reward.Advocate}}); err != nil {
			t.Errorf("no form of the United States is asked for in Germany: %v", err)
		}
	}
	w.write(func(tx *store.Tx) error {
		b, err := rewards.YearEnd(tx, 2026)
		id := string(w.ana.ID)
		if want := "person,name,email,given,currency,times\n" + id + ",Ana Ruiz,ana@example.com,3100.00,EUR,3\n" + id + ",Ana Ruiz,ana@example.com,20.00,USD,1\n"; string(b) != want {
			t.Errorf("the year:\n%s\nwant\n%s", b, want)
		}
		if err != nil {
			return err
		}
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.Region = "US-NY" // and for a business of the United States only dollars count
		if err := tx.SaveSettings(s); err != nil {
			return err
		}
		b, err = rewards.YearEnd(tx, 2026)
		if want := "3100.00,EUR,3,,\n" + id + ",Ana Ruiz,ana@example.com,20.00,USD,1,no,no\n"; !strings.HasSuffix(string(b), want) {
			t.Errorf("the year of a business of the United States:\n%s", b)
		}
		return err
	})
}

func TestACouponIsWorthWhatIsOwedInItsCurrency(t *testing.T) {
	w := open(t, "sqlite", "product", "retail")
	w.set(reward.Programme{On: true, Kind: reward.Coupon, EachMinor: 1000, Currency: "EUR"})
	r := w.introduce("ben@hill.example")
	w.move(r.ID, goodturn.StageQualified)
	w.now = w.now.Add(15 * goodturn.Day)
	w.due()
	w.write(func(tx *store.Tx) error {
		_, err := tx.AddCoupons(store.Coupon{Code: "DOLLARS", AmountMinor: 1000, Currency: "USD"})
		return err
	})
	key := reward.Key{Referral: r.ID, Side: reward.Advocate}
	if _, err := w.pay(rewards.Payment{Key: key}); goodturn.ErrorCode(err) != goodturn.CodeConflict || !strings.Contains(err.Error(), "€10") {
		t.Errorf("a code worth dollars for euros: %v", err)
	}
	w.write(func(tx *store.Tx) error {
		_, err := tx.AddCoupons(store.Coupon{Code: "EUROS", AmountMinor: 1000, Currency: "EUR"})
		return err
	})
	if g, err := w.pay(rewards.Payment{Key: key}); err != nil || g.Code != "EUROS" {
		t.Errorf("%+v, %v", g, err)
	}
}

func TestACouponIsGivenWithItsCode(t *testing.T) {
	w := open(t, "sqlite", "product", "retail")
	w.set(reward.Programme{On: true, Kind: reward.Coupon, EachMinor: 1000})
	r := w.introduce("ben@hill.example")
	w.move(r.ID, goodturn.StageQualified)
	w.now = w.now.Add(15 * goodturn.Day)
	w.due()
	key := reward.Key{Referral: r.ID, Side: reward.Advocate}
	if _, err := w.pay(rewards.Payment{Key: key}); goodturn.ErrorCode(err) != goodturn.CodeConflict || w.stands(r.ID, reward.Advocate).Account != reward.Due {
		t.Errorf("without a code: %v", err)
	}
	list, err := rewards.ReadCoupons("AB-1\n\n AB-1 \nAB-2\n", 1000, "USD")
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	if _, err := rewards.ReadCoupons("AB-1\nAB,2\n", 1000, "USD"); err == nil || !strings.Contains(err.Error(), "Line 2") {
		t.Errorf("%v", err)
	}
	w.write(func(tx *store.Tx) error { _, err := tx.AddCoupons(list...); return err })
	if g, err := w.pay(rewards.Payment{Key: key}); err != nil || g.Code != "AB-1" {
		t.Errorf("%+v, %v", g, err)
	}
}
