package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

func claimRace(t *testing.T, open Open) {
	db, _ := still(t, open)
	w := newTown(t, db)
	c := w.person(t)
	x := w.touch(t, c, "hello", goodturn.KindValue, start)
	n := race(t, 16, func(i int) (ok bool, err error) {
		d := w.delivery(c, x, int64(i+1))
		err = db.WriteFirst(context.Background(), func(tx *store.Tx) (err error) { ok, err = tx.Claim(&d, x.LegalAt); return err })
		return ok, err
	})
	if n != 1 {
		t.Errorf("%d claimed the same touch", n)
	}
	same(t, "state", w.state(t, x.ID), goodturn.Claimed)
}

func secondMark(t *testing.T, open Open) {
	db, _ := still(t, open)
	w := newTown(t, db)
	for _, c := range []struct {
		name string
		kind goodturn.Kind
		do   func(w *town, tx *store.Tx, c goodturn.Contact, ask goodturn.ID) error
		want bool
	}{
		{"nothing changed", goodturn.KindValue, nil, true},
		{"paused", goodturn.KindValue, func(_ *town, tx *store.Tx, _ goodturn.Contact, _ goodturn.ID) error {
			return tx.SaveSettings(goodturn.Settings{Mode: goodturn.ModeLive, Paused: true})
		}, false},
		{"held", goodturn.KindValue, func(_ *town, tx *store.Tx, _ goodturn.Contact, _ goodturn.ID) error {
			return tx.SaveSettings(goodturn.Settings{Mode: goodturn.ModeLive, Hold: "restored"})
		}, false},
		{"observing", goodturn.KindValue, func(_ *town, tx *store.Tx, _ goodturn.Contact, _ goodturn.ID) error {
			return tx.SaveSettings(goodturn.Settings{Mode: goodturn.ModeObserve})
		}, false},
		{"the sender became inactive", goodturn.KindValue, func(w *town, tx *store.Tx, _ goodturn.Contact, _ goodturn.ID) error {
			u := w.user
			u.Active = false
			return tx.UpdateUser(u)
		}, false},
		{"left out", goodturn.KindValue, func(_ *town, tx *store.Tx, c goodturn.Contact, _ goodturn.ID) error {
			c.LeftOut = true
			return tx.UpdateContact(c)
		}, false},
		{"merged", goodturn.KindValue, func(_ *town, tx *store.Tx, c goodturn.Contact, _ goodturn.ID) error {
			c.MergedInto = "other"
			return tx.UpdateContact(c)
		}, false},
		{"the address was corrected", goodturn.KindValue, func(_ *town, tx *store.Tx, c goodturn.Contact, _ goodturn.ID) error {
			is, err := tx.Identities(c.ID)
			is[0].Value = "right-" + string(c.ID) + "@example.com"
			if err == nil {
				err = tx.UpdateIdentity(is[0])
			}
			return err
		}, false},
		{"the address is dead", goodturn.KindValue, func(_ *town, tx *store.Tx, c goodturn.Contact, _ goodturn.ID) error {
			is, err := tx.Identities(c.ID)
			is[0].Status = goodturn.IdentityBounced
			if err == nil {
				err = tx.UpdateIdentity(is[0])
			}
			return err
		}, false},
		{"its plan went out of use", goodturn.KindValue, plansOut("real-estate"), false},
		{"its plan went out of use, and this is an ask", goodturn.KindAsk, plansOut("real-estate"), false},
		{"its plan went out of use, and this is thanks", goodturn.KindThanks, plansOut("real-estate"), true},
		{"another plan went out of use", goodturn.KindValue, plansOut("professional"), true},
		{"its plan went out of use and came back", goodturn.KindValue, func(_ *town, tx *store.Tx, _ goodturn.Contact, _ goodturn.ID) error {
			if err := tx.NotePlans(nil, []string{"real-estate"}); err != nil {
				return err
			}
			return tx.NotePlans([]string{"real-estate"}, nil)
		}, true},
		{"stopped everything", goodturn.KindReview, suppress(goodturn.Suppression{Scope: goodturn.ScopeAll}), false},
		{"stopped asks, and this is one", goodturn.KindAsk, suppress(goodturn.Suppression{Scope: goodturn.ScopeAsks}), false},
		{"stopped asks, and this is a reminder", goodturn.KindReminder, suppress(goodturn.Suppression{Scope: goodturn.ScopeAsks}), false},
		{"stopped asks, and this is a value", goodturn.KindValue, suppress(goodturn.Suppression{Scope: goodturn.ScopeAsks}), true},
		{"stopped reviews, and this is one", goodturn.KindReview, suppress(goodturn.Suppression{Scope: goodturn.ScopeReviews}), false},
		{"stopped reviews, and this is an ask", goodturn.KindAsk, suppress(goodturn.Suppression{Scope: goodturn.ScopeReviews}), true},
		{"stopped e-mail", goodturn.KindValue, suppress(goodturn.Suppression{Scope: goodturn.ScopeChannel, Channel: goodturn.ChannelEmail}), false},
		{"stopped texts", goodturn.KindValue, suppress(goodturn.Suppression{Scope: goodturn.ScopeChannel, Channel: goodturn.ChannelSMS}), true},
		{"somebody stopped the address", goodturn.KindValue, func(w *town, tx *store.Tx, c goodturn.Contact, _ goodturn.ID) error {
			return tx.AddSuppression(&goodturn.Suppression{Hash: tx.AddressHash(" " + w.mail(c)), Scope: goodturn.ScopeAddress})
		}, false},
		{"somebody else's address was stopped", goodturn.KindValue, func(_ *town, tx *store.Tx, _ goodturn.Contact, _ goodturn.ID) error {
			return tx.AddSuppression(&goodturn.Suppression{Hash: tx.AddressHash("x@example.com"), Scope: goodturn.ScopeAddress})
		}, true},
		{"the ask was answered", goodturn.KindReminder, func(_ *town, tx *store.Tx, _ goodturn.Contact, ask goodturn.ID) error {
			a, err := tx.LockAsk(ask)
			if err != nil {
				return err
			}
			_, _, err = tx.AnswerAsk(a, store.Answering{Answer: goodturn.AnswerNotNow, By: "reply"})
			return err
		}, false},
	} {
		for how, many := range map[string]bool{"": false, ", among many": true} {
			w.many = many
			t.Run(c.name+how, func(t *testing.T) {
				write(t, db, func(tx *store.Tx) error { // as it was before the case before
					if err := tx.UpdateUser(w.user); err != nil {
						return err
					}
					if err := tx.NotePlans([]string{"real-estate", "professional"}, nil); err != nil {
						return err
					}
					return tx.SaveSettings(goodturn.Settings{Mode: goodturn.ModeLive})
				})
				who := w.person(t)
				x := w.touch(t, who, "step", c.kind, start)
				var ask goodturn.Ask
				if c.kind == goodturn.KindAsk || c.kind == goodturn.KindReminder {
					write(t, db, func(tx *store.Tx) error {
						ask = goodturn.Ask{TouchID: x.ID, ContactID: who.ID}
						return tx.OpenAsk(&ask)
					})
				}
				d := w.claim(t, who, x, 1, ask.ID)
				if c.do != nil {
					write(t, db, func(tx *store.Tx) error { return c.do(w, tx, who, ask.ID) })
				}
				forged := d
				forged.Token = "stolen"
				if w.commit(t, forged) {
					t.Error("another's lease made the mark")
				}
				if got := w.commit(t, d); got != c.want {
					t.Errorf("the mark is %v, want %v", got, c.want)
				}
				want := goodturn.Claimed
				if c.want {
					want = goodturn.Committing
				}
				same(t, "state of the touch", w.state(t, x.ID), want)
				if w.commit(t, d) {
					t.Error("the second mark was made twice")
				}
			})
		}
	}
}

// quoted makes second marks of messages whose words, written by their owner, quote the market or do not.
func quoted(t *testing.T, open Open) {
	db, clock := still(t, open)
	w, one := newTown(t, db), []goodturn.Quote{{What: "a figure"}}
	load := func(tx *store.Tx) error {
		return tx.SetValue(store.MarketEdition, fmt.Sprint(clock.t))
	}
	for name, c := range map[string]struct {
		until      time.Duration // from the claim; zero: they quote nothing
		then, want bool          // series come in after the claim; the mark holds
	}{
		"what they quote holds":               {time.Hour, false, true}, // what came in before the claim was known there
		"it has run out":                      {time.Second, false, false},
		"other figures came in":               {time.Hour, true, false},
		"others came in, and they quote none": {0, true, true},
	} {
		for _, w.many = range []bool{false, true} {
			who := w.person(t)
			x := w.touch(t, who, "step", goodturn.KindValue, start)
			write(t, db, load)
			clock.t = clock.t.Add(time.Second)
			if c.until > 0 {
				write(t, db, func(tx *store.Tx) error { return tx.Quote(x.ID, one, clock.t.Add(c.until)) })
			}
			d := w.claim(t, who, x, 1, "")
			clock.t = clock.t.Add(time.Second)
			if c.then {
				write(t, db, load)
			}
			same(t, fmt.Sprintf("the mark where %s, among many %t", name, w.many), w.commit(t, d), c.want)
		}
	}
}

func plansOut(name string) func(*town, *store.Tx, goodturn.Contact, goodturn.ID) error {
	return func(_ *town, tx *store.Tx, _ goodturn.Contact, _ goodturn.ID) error {
		return tx.NotePlans(nil, []string{name})
	}
}

func suppress(s goodturn.Suppression) func(*town, *store.Tx, goodturn.Contact, goodturn.ID) error {
	return func(_ *town, tx *store.Tx, c goodturn.Contact, _ goodturn.ID) error {
		s := s
		s.ContactID = c.ID
		return tx.AddSuppression(&s)
	}
}

// markRace lets an opt-out and a second mark run at once, again and again. The database says which came first: if the mark
// holds, no suppression had committed when it was made. The opt-out looks, in its own transaction, for deliveries that are still
// before their second mark: none of those may get it any more.
func markRace(t *testing.T, open Open) {
	db, _ := still(t, open)
	w := newTown(t, db)
	both := map[bool]int{}
	for n := range 60 {
		c := w.person(t)
		d := w.claim(t, c, w.touch(t, c, "hello", goodturn.KindValue, start), int64(n+1), "")
		byHash := n%2 == 0
		var marked, seenBefore bool
		var wg sync.WaitGroup
		begin := make(chan struct{})
		wg.Go(func() {
			<-begin
			if err := db.WriteFirst(context.Background(), func(tx *store.Tx) (err error) {
				if n%4 < 2 {
					marked, err = tx.Commit(d.ID, d.Token)
				} else {
					marked, err = commitAmong(tx, d)
				}
				return err
			}); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			<-begin
			if err := db.WriteFirst(context.Background(), func(tx *store.Tx) error {
				s := goodturn.Suppression{ContactID: c.ID, Scope: goodturn.ScopeAll}
				if byHash {
					s = goodturn.Suppression{Hash: tx.AddressHash(w.mail(c)), Scope: goodturn.ScopeAddress}
				}
				if err := tx.AddSuppression(&s); err != nil {
					return err
				}
				now, err := tx.Delivery(d.ID)
				seenBefore = now.State == goodturn.DeliveryClaimed
				return err
			}); err != nil {
				t.Error(err)
			}
		})
		close(begin)
		wg.Wait()
		if marked && seenBefore {
			t.Fatalf("round %d: the opt-out saw a delivery before its second mark, which it got after", n)
		}
		if !marked && !seenBefore {
			t.Fatalf("round %d: the mark failed without the opt-out having come first", n)
		}
		both[marked]++
	}
	t.Logf("the mark came first %d times, the opt-out %d times", both[true], both[false])
}

func reclaim(t *testing.T, open Open) {
	db, clock := still(t, open)
	w := newTown(t, db)
	states := map[string]goodturn.TouchState{}
	ids := map[string]goodturn.ID{}
	for n, name := range []string{"mine claimed", "mine committing", "mine of this boot", "another's", "another's run out"} {
		c := w.person(t)
		x := w.touch(t, c, "hello", goodturn.KindValue, start)
		d := w.delivery(c, x, int64(n+1))
		switch name {
		case "mine of this boot":
			d.Boot = "b2"
		case "another's":
			d.Node = "n2"
		case "another's run out":
			d.Node, d.LeaseUntil = "n2", start.Add(time.Second)
		}
		write(t, db, func(tx *store.Tx) error { _, err := tx.Claim(&d, start); return err })
		if name == "mine committing" && !w.commit(t, d) {
			t.Fatal("no second mark")
		}
		ids[name] = x.ID
	}
	clock.t = start.Add(time.Minute)
	for range 3 {
		write(t, db, func(tx *store.Tx) error {
			r, err := tx.Reclaim("n1", "b2", 2)
			for _, d := range r.Freed {
				same(t, "freed", d.State, goodturn.DeliveryReleased)
			}
			return err
		})
	}
	for name, id := range ids {
		states[name] = w.state(t, id)
	}
	same(t, "states", states, map[string]goodturn.TouchState{"mine claimed": goodturn.Planned, "mine committing": goodturn.Unknown,
		"mine of this boot": goodturn.Claimed, "another's": goodturn.Claimed, "another's run out": goodturn.Planned})
}

func unknowns(t *testing.T, open Open) {
	db, clock := still(t, open)
	w := newTown(t, db)
	var ds []store.Delivery
	for n := range 4 {
		c := w.person(t)
		d := w.claim(t, c, w.touch(t, c, "hello", goodturn.KindValue, start), int64(n+1), "")
		if !w.commit(t, d) {
			t.Fatal("no second mark")
		}
		write(t, db, func(tx *store.Tx) error {
			_, ok, err := tx.Unsure(d.ID, d.Token, "connection lost")
			if !ok {
				t.Error("not unknown")
			}
			return err
		})
		ds = append(ds, d)
	}
	write(t, db, func(tx *store.Tx) error {
		if ok, err := tx.Sent(ds[0].ID, ds[0].Token, start, "250"); ok || err != nil {
			t.Errorf("a late report settled an unknown: %v %v", ok, err)
		}
		if ok, err := tx.Release(ds[0].ID, ds[0].Token, start, "421"); ok || err != nil {
			t.Errorf("an unknown was released: %v %v", ok, err)
		}
		if _, ok, err := tx.ResolveUnknown(ds[0].ID, true, "dsn"); !ok || err != nil {
			return fmt.Errorf("arrived: %v %w", ok, err)
		}
		_, ok, err := tx.ResolveUnknown(ds[1].ID, false, "by hand: did not")
		if !ok {
			t.Error("not resolved")
		}
		return err
	})
	same(t, "arrived", w.state(t, ds[0].TouchID), goodturn.Sent)
	same(t, "did not", w.state(t, ds[1].TouchID), goodturn.Failed)
	clock.t = start.Add(7 * goodturn.Day)
	assume := func(want int) {
		write(t, db, func(tx *store.Tx) error {
			some, err := tx.AssumeUnknown(2)
			same(t, "assumed", len(some), want)
			return err
		})
	}
	assume(0)
	clock.t = clock.t.Add(time.Millisecond)
	assume(2)
	read(t, db, func(tx *store.Tx) error {
		left, err := tx.Unknowns(0, 9)
		same(t, "asked about", len(left), 0)
		d, err2 := tx.Delivery(ds[2].ID)
		same(t, "how", []string{string(d.State), d.Resolution}, []string{"unknown", "assumed"})
		if err == nil {
			err = err2
		}
		return err
	})
}

func rungs(t *testing.T, open Open) {
	db, _ := still(t, open)
	w := newTown(t, db)
	c := w.person(t)
	x := w.touch(t, c, "hello", goodturn.KindValue, start)
	d := w.claim(t, c, x, 1, "")
	write(t, db, func(tx *store.Tx) error {
		ok, err := tx.Release(d.ID, d.Token, start.Add(time.Hour), "421 busy")
		if !ok {
			t.Error("not released")
		}
		return err
	})
	x2, _ := get(t, db, x.ID)
	if x2.State != goodturn.Planned || !x2.DueAt.Equal(start.Add(time.Hour)) {
		t.Errorf("released touch: %s, due %s", x2.State, x2.DueAt)
	}
	again := w.claim(t, c, x, 2, "")
	if again.ID != d.ID || again.Attempt != 1 {
		t.Errorf("the second attempt is delivery %s, attempt %d; want %s, 1", again.ID, again.Attempt, d.ID)
	}
	if w.commit(t, d) {
		t.Error("the lease of the first attempt made the mark of the second")
	}
	if !w.commit(t, again) {
		t.Fatal("no second mark")
	}
	write(t, db, func(tx *store.Tx) error {
		if err := tx.SaveBody(again.ID, "Hello", "Body", "hash"); err != nil {
			return err
		}
		_, err := tx.Sent(again.ID, again.Token, start, "250 ok")
		return err
	})
	second := w.delivery(c, x, 3)
	second.Rung, second.Channel, second.Address = 1, goodturn.ChannelSMS, ""
	err := db.Write(context.Background(), func(tx *store.Tx) error { _, err := tx.Claim(&second, start); return err })
	wantCode(t, "a second rung beside a first that counts", err, goodturn.CodeConflict)
	same(t, "state", w.state(t, x.ID), goodturn.Sent)
	write(t, db, func(tx *store.Tx) error {
		if _, ok, err := tx.Bounce(again.ID, "550 no such user", goodturn.ReasonBounced); err != nil || !ok {
			return fmt.Errorf("bounce %v: %w", ok, err)
		}
		second.ID = ""
		ok, err := tx.Claim(&second, start)
		if !ok {
			t.Error("no second rung after the first came back")
		}
		return err
	})
	read(t, db, func(tx *store.Tx) error {
		ds, err := tx.TouchDeliveries(x.ID)
		if len(ds) != 2 || ds[0].State != goodturn.DeliveryBounced || ds[1].State != goodturn.DeliveryClaimed {
			t.Errorf("deliveries %+v", ds)
		}
		found, ok, err2 := tx.DeliveryByMessage("<2@example.com>")
		same(t, "found by its Message-ID", []any{found.ID, ok, err2}, []any{again.ID, true, nil})
		return err
	})
}

func get(t testing.TB, db *store.DB, touch goodturn.ID) (x goodturn.Touch, err error) {
	read(t, db, func(tx *store.Tx) (err error) { x, err = tx.Touch(touch); return err })
	return x, err
}
