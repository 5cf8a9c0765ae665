package storetest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

func newsQueue(t *testing.T, open Open) {
	db, clock := still(t, open)
	e := store.Endpoint{URL: "https://hooks.example.com/in", State: store.EndpointOn}
	write(t, db, func(tx *store.Tx) error {
		if err := tx.SaveEndpoint(&e); err != nil {
			return err
		}
		return tx.InsertNews(store.News{ID: "n1", EndpointID: e.ID, ContactID: "c1", Type: "ask.answered", At: start, Body: `{"a":1}`}, store.News{ID: "n2", EndpointID: e.ID, Type: "task.opened", At: start, Body: "{}"})
	})
	claim := func(boot string, want ...string) []store.News {
		t.Helper()
		var got []store.News
		write(t, db, func(tx *store.Tx) (err error) {
			got, err = tx.ClaimNews(e.ID, "n", boot, tx.Now().Add(time.Minute), 9)
			return err
		})
		ids := []string{}
		for _, n := range got {
			ids = append(ids, string(n.ID))
		}
		same(t, "claimed by "+boot, ids, append([]string{}, want...))
		return got
	}
	late := claim("b1", "n1", "n2")
	claim("b2")
	write(t, db, func(tx *store.Tx) error {
		n, err := tx.FreeNews(e.ID, "n", "b2")
		same(t, "freed by the next start", n, 2)
		return err
	})
	claim("b2", "n1", "n2")
	clock.t = clock.t.Add(2 * time.Minute) // b2 vanished too, and nobody starts again under its name
	got := claim("b3", "n1", "n2")
	late[0].State, late[0].Attempts, late[0].DueAt = store.NewsFailed, 9, clock.Now().Add(goodturn.Day)
	write(t, db, func(tx *store.Tx) error {
		ours, err := tx.SettleNews(late[0])
		same(t, "settled by whose lease is over", ours, false)
		return err
	})
	got[0].State, got[0].Attempts, got[0].LastAt, got[0].LastStatus = store.NewsDone, 1, clock.Now(), 204
	got[1].State, got[1].Attempts, got[1].DueAt, got[1].LastAt, got[1].LastSaid = store.NewsWaiting, 1, clock.Now().Add(time.Hour), clock.Now(), "It answered 500."
	write(t, db, func(tx *store.Tx) error {
		for _, n := range got {
			ours, err := tx.SettleNews(n)
			same(t, "settled", ours, true)
			if err != nil {
				return err
			}
		}
		return nil
	})
	claim("b3")
	read(t, db, func(tx *store.Tx) error {
		at, ok, err := tx.NextNews(e.ID)
		same(t, "next", []any{at, ok, err}, []any{clock.Now().Add(time.Hour), true, nil})
		log, err := tx.NewsLog(e.ID, "", "", 9)
		same(t, "log", len(log), 2)
		same(t, "newest first", log[0].ID, goodturn.ID("n2"))
		want := got[0]
		want.Node, want.Boot, want.LeaseUntil = "", "", time.Time{}
		same(t, "settled", log[1], want)
		return err
	})
	clock.t = clock.t.Add(time.Hour)
	got = claim("b3", "n2")
	got[0].State = store.NewsFailed
	write(t, db, func(tx *store.Tx) error {
		if _, err := tx.SettleNews(got[0]); err != nil {
			return err
		}
		n, err := tx.SendFailedAgain(e.ID, start.Add(time.Millisecond))
		same(t, "failed since a moment later", n, 0)
		if err != nil {
			return err
		}
		n, err = tx.SendFailedAgain(e.ID, start)
		same(t, "failed since then", n, 1)
		if err != nil {
			return err
		}
		again, err := tx.SendAgain("n1")
		same(t, "sent again by hand", again, true)
		return err
	})
	claim("b3", "n1", "n2")
	write(t, db, func(tx *store.Tx) error {
		again, err := tx.SendAgain("n1")
		same(t, "sent again while it is on its way", again, false)
		return err
	})
	write(t, db, func(tx *store.Tx) error {
		n, err := tx.PruneNews(start.Add(goodturn.Day))
		same(t, "forgotten while it waits", n, 0)
		if err != nil {
			return err
		}
		if err := tx.DeleteEndpoint(e.ID); err != nil {
			return err
		}
		// written in a transaction that began before the endpoint went
		if err := tx.InsertNews(store.News{ID: "late", EndpointID: e.ID, Type: "ping", At: start, Body: "{}"}); err != nil {
			return err
		}
		n, err = tx.PruneNews(start.Add(goodturn.Day))
		same(t, "forgotten with its endpoint", n, 1)
		return err
	})
	read(t, db, func(tx *store.Tx) error {
		_, err := tx.News("n1")
		wantCode(t, "news of an endpoint that is gone", err, goodturn.CodeNotFound)
		return nil
	})
}

func onceOnly(t *testing.T, open Open) {
	db, clock := still(t, open)
	a := store.Once{KeyID: "k1", Once: "one", Print: "p1"}
	begin := func(o store.Once) (first store.Once, fresh bool) {
		t.Helper()
		write(t, db, func(tx *store.Tx) (err error) { first, fresh, err = tx.BeginOnce(o); return err })
		return first, fresh
	}
	if _, fresh := begin(a); !fresh {
		t.Error("the first is not fresh")
	}
	if first, fresh := begin(a); fresh || first.Status != 0 || first.Print != "p1" {
		t.Errorf("the second while the first is under way: %+v, %t", first, fresh)
	}
	if _, fresh := begin(store.Once{KeyID: "k2", Once: "one", Print: "p1"}); !fresh {
		t.Error("another program's key is taken for ours")
	}
	a.Status, a.Body = 201, "first"
	write(t, db, func(tx *store.Tx) error { return tx.EndOnce(a) })
	b := a
	b.Body = "second"
	write(t, db, func(tx *store.Tx) error { return tx.EndOnce(b) })
	write(t, db, func(tx *store.Tx) error { return tx.DropOnce("k1", "one") })
	if first, fresh := begin(a); fresh || first.Body != "first" {
		t.Errorf("the first result did not stay: %+v, %t", first, fresh)
	}
	begin(store.Once{KeyID: "k1", Once: "an ask", Print: "p", ForEver: true})
	clock.t = clock.t.Add(40 * goodturn.Day)
	write(t, db, func(tx *store.Tx) error {
		_, err := tx.PruneOnce(tx.Now().Add(-30 * goodturn.Day))
		return err
	})
	if _, fresh := begin(a); !fresh {
		t.Error("a key of 40 days ago is still held")
	}
	if _, fresh := begin(store.Once{KeyID: "k1", Once: "an ask", Print: "p"}); fresh {
		t.Error("a key tied to an ask was forgotten")
	}
}

func triedTogether(t *testing.T, open Open) {
	db, clock := still(t, open)
	five := store.Tries{What: "here 192.0.2.1 of dana@example.com", Most: 5, Every: time.Minute}
	var took atomic.Int64
	try := func() bool {
		ok := false
		write(t, db, func(tx *store.Tx) (err error) { ok, err = tx.Try(five); return err })
		return ok
	}
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if try() {
				took.Add(1)
			}
		})
	}
	all.Wait()
	same(t, "taken of twelve at once", took.Load(), int64(5))
	wait := func(want time.Duration) {
		t.Helper()
		read(t, db, func(tx *store.Tx) error {
			got, err := tx.Wait(five)
			same(t, "to wait", got, want)
			return err
		})
	}
	wait(time.Minute)
	clock.t = clock.t.Add(59 * time.Second)
	wait(time.Second)
	same(t, "a second too early", try(), false)
	clock.t = clock.t.Add(time.Second)
	same(t, "a minute later", []bool{try(), try()}, []bool{true, false})
	write(t, db, func(tx *store.Tx) error { return tx.PruneSessions() })
	wait(time.Minute)
	clock.t = clock.t.Add(5 * time.Minute)
	left := func() (n int) {
		write(t, db, func(tx *store.Tx) error { return tx.PruneSessions() })
		read(t, db, func(tx *store.Tx) error {
			return tx.EachRow("tried", func([]string, []any) error { n++; return nil })
		})
		return n
	}
	same(t, "kept", left(), 0)
}
