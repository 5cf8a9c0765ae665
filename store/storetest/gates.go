package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

var anasGate = store.GateKey{Kind: store.GateContact, ID: "ana"}

func take(t testing.TB, db *store.DB, k store.GateKey, version int64, touch goodturn.ID, ask bool) bool {
	var ok bool
	write(t, db, func(tx *store.Tx) (err error) {
		ok, err = tx.TakeGate(store.Take{GateKey: k, Version: version, Touch: touch, Ask: ask})
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
				ok, err = tx.TakeGate(store.Take{GateKey: anasGate, Version: version, Touch: tx.NewID(), Ask: true})
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
