package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

var anasGate = store.GateKey{Kind: store.GateContact, ID: "ana"}

func take(t testing.TB, db *store.DB, k store.GateKey, version int64, touch goodturn.ID, ask bool) bool {
	var ok bool
	passing := store.Take{GateKey: k, Version: version, Touch: touch}
	if ask {
		passing.AskedBy = touch
	}
	write(t, db, func(tx *store.Tx) (err error) {
		ok, err = tx.TakeGate(passing)
		return err
	})
	return ok
}

func gate(t testing.TB, db *store.DB, k store.GateKey) store.Gate {
	var g store.Gate
	read(t, db, func(tx *store.Tx) error {
		gs, err := tx.Gates(k.Kind, k.ID)
		if len(gs) == 1 {
			g = gs[0]
		}
		return err
	})
	return g
}

func gateRace(t *testing.T, open Open) {
	db, clock := still(t, open)
	for round := range 5 {
		clock.t = start.Add(time.Duration(round) * 91 * goodturn.Day)
		version := gate(t, db, anasGate).Version
		n := race(t, 16, func(i int) (ok bool, err error) {
			err = db.Write(context.Background(), func(tx *store.Tx) (err error) {
				id := tx.NewID()
				ok, err = tx.TakeGate(store.Take{GateKey: anasGate, Version: version, Touch: id, AskedBy: id})
				return err
			})
			return ok, err
		})
		if n != 1 {
			t.Fatalf("round %d: %d passed at once", round, n)
		}
	}
}

func gateCap(t *testing.T, open Open) {
	db, clock := still(t, open)
	if !take(t, db, anasGate, 0, "t1", true) {
		t.Fatal("the first ask did not pass")
	}
	clock.t = start.Add(90*goodturn.Day - time.Millisecond)
	if take(t, db, anasGate, 1, "t2", true) {
		t.Error("an ask passed a millisecond before the 90th day")
	}
	if !take(t, db, anasGate, 1, "t3", false) {
		t.Error("a value did not pass")
	}
	clock.t = start.Add(90 * goodturn.Day)
	if take(t, db, anasGate, 1, "t4", true) {
		t.Error("an ask passed a gate that somebody else had passed since it was read")
	}
	if !take(t, db, anasGate, 2, "t4", true) {
		t.Error("an ask did not pass on the 90th day")
	}
	same(t, "gate", gate(t, db, anasGate), store.Gate{GateKey: anasGate, Version: 3, LastAskAt: clock.t, LastAskTouch: "t4", LastTouchAt: clock.t, LastTouch: "t4"})
}

func gateRelease(t *testing.T, open Open) {
	db, clock := still(t, open)
	release := func(touch goodturn.ID) {
		write(t, db, func(tx *store.Tx) error { return tx.ReleaseGate(anasGate, touch) })
	}
	take(t, db, anasGate, 0, "t1", true)
	clock.t = start.Add(100 * goodturn.Day)
	take(t, db, anasGate, 1, "t2", true)
	release("t1") // it is covered: nothing to give back
	same(t, "gate", gate(t, db, anasGate), store.Gate{GateKey: anasGate, Version: 2, LastAskAt: clock.t, LastAskTouch: "t2", LastTouchAt: clock.t, LastTouch: "t2"})
	release("t2")
	same(t, "gate after the release", gate(t, db, anasGate), store.Gate{GateKey: anasGate, Version: 3, LastAskAt: start, LastAskTouch: "t1", LastTouchAt: start, LastTouch: "t1"})
	release("t2")
	same(t, "version after releasing twice", gate(t, db, anasGate).Version, int64(3))
	take(t, db, anasGate, 3, "t3", true)
	clock.t = start.Add(101 * goodturn.Day)
	take(t, db, anasGate, 4, "t4", false)
	release("t3")
	g := gate(t, db, anasGate)
	if g.LastAskTouch != "t1" || g.LastTouch != "t4" {
		t.Errorf("releasing an ask behind which a value passed: %+v", g)
	}
}

func gateSet(t *testing.T, open Open) {
	db, clock := still(t, open)
	key := func(i int) store.GateKey {
		return store.GateKey{Kind: store.GateContact, ID: goodturn.ID(fmt.Sprintf("c%02d", i))}
	}
	mailbox := store.GateKey{Kind: store.GateMailbox, ID: "dana"}
	set := func(version int64, touch string, ask bool) map[store.GateKey]bool {
		all := []store.Take{{GateKey: mailbox, Version: gate(t, db, mailbox).Version, Touch: goodturn.ID(touch + "-79"), Before: goodturn.ID(touch + "-78")}}
		for i := range 80 {
			p := store.Take{GateKey: key(i), Version: version, Touch: goodturn.ID(fmt.Sprintf("%s-%02d", touch, i))}
			if ask {
				p.AskedBy = p.Touch
			}
			all = append(all, p)
		}
		var taken map[store.GateKey]bool
		write(t, db, func(tx *store.Tx) (err error) {
			taken, err = tx.TakeGates(all)
			return err
		})
		return taken
	}
	if got := set(0, "first", true); len(got) != 81 {
		t.Fatalf("%d of 81 gates that nobody had passed were passed", len(got))
	}
	clock.t = start.Add(10 * goodturn.Day)
	take(t, db, key(7), 1, "other", false)
	if got := set(1, "second", false); len(got) != 80 || got[key(7)] {
		t.Errorf("%d gates were passed, the one that somebody else had passed among them: %v", len(got), got[key(7)])
	}
	same(t, "gate of the other", gate(t, db, key(7)).LastTouch, goodturn.ID("other"))
	if got := set(2, "third", true); len(got) != 1 || !got[mailbox] {
		t.Errorf("%d gates were passed by asks ten days after the last one: only the mailbox, which has no such cap, may be", len(got))
	}
	write(t, db, func(tx *store.Tx) error { return tx.ReleaseGate(mailbox, "third-79") })
	g := gate(t, db, mailbox)
	if g.LastTouch != "third-78" || !g.LastTouchAt.Equal(clock.t) {
		t.Errorf("after the last of a set was released, the one before it is not the last: %+v", g)
	}
	write(t, db, func(tx *store.Tx) error { return tx.ReleaseGate(mailbox, "third-05") })
	if again := gate(t, db, mailbox); again.Version != g.Version+1 || again.LastTouch != g.LastTouch {
		t.Errorf("a message fewer left a mailbox, and its gate shows nothing of it: %+v after %+v", again, g)
	}
	clock.t = start.Add(goodturn.HardAskEvery)
	if got := set(2, "fourth", true); len(got) != 81 {
		t.Errorf("%d of 81 gates were passed on the 90th day", len(got))
	}
	write(t, db, func(tx *store.Tx) error { return tx.ReleaseGate(key(1), "fourth-01") })
	same(t, "gate after a release", gate(t, db, key(1)), store.Gate{GateKey: key(1), Version: 4, LastAskAt: start, LastAskTouch: "first-01", LastTouchAt: start.Add(10 * goodturn.Day), LastTouch: "second-01"})
}

func gateLeaves(t *testing.T, open Open) {
	db, clock := still(t, open)
	w := newTown(t, db)
	a, b := w.person(t), w.person(t)
	h := goodturn.Household{}
	write(t, db, func(tx *store.Tx) error { h.ID = ""; return tx.InsertHousehold(&h) })
	take(t, db, store.GateKey{Kind: store.GateContact, ID: a.ID}, 0, "ta", true)
	write(t, db, func(tx *store.Tx) error {
		if err := tx.JoinHousehold(a.ID, h.ID); err != nil {
			return err
		}
		return tx.JoinHousehold(b.ID, h.ID)
	})
	house := store.GateKey{Kind: store.GateHousehold, ID: h.ID}
	if g := gate(t, db, house); !g.LastAskAt.Equal(start) {
		t.Errorf("joining did not bring the last ask along: %+v", g)
	}
	clock.t = start.Add(95 * goodturn.Day)
	take(t, db, house, gate(t, db, house).Version, "th", true)
	write(t, db, func(tx *store.Tx) error { return tx.LeaveHousehold(b.ID) })
	g := gate(t, db, store.GateKey{Kind: store.GateContact, ID: b.ID})
	if !g.LastAskAt.Equal(clock.t) || g.LastAskTouch != "th" {
		t.Errorf("leaving did not take the last ask along: %+v", g)
	}
	read(t, db, func(tx *store.Tx) error {
		c, err := tx.Contact(b.ID)
		same(t, "household", c.HouseholdID, goodturn.ID(""))
		return err
	})
}
