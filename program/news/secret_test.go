package news_test

import (
	"context"
	"errors"
	"math/rand"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/webhook"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// lock seals with a key; what another key sealed it does not open.
type lock struct{ key byte }

func (l *lock) Seal(_ goodturn.ID, s string) ([]byte, error) {
	return append([]byte{l.key}, s...), nil
}

func (l *lock) Open(_ goodturn.ID, b []byte) (string, error) {
	if b[0] != l.key {
		return "", errors.New("sealed with another key")
	}
	return string(b[1:]), nil
}

// receiver keeps with how many secrets each message was signed.
type receiver struct{ signed []int }

func (*receiver) Check(context.Context, string) error { return nil }

func (r *receiver) Post(_ context.Context, p webhook.Post) (webhook.Answer, error) {
	r.signed = append(r.signed, len(p.Secrets))
	return webhook.Answer{Status: 204}, nil
}

// The task tells the owner to exchange a secret that no key opens any more. Having done so, news goes, and not a day later.
func TestNewsGoesOnceAnUnreadableSecretIsExchanged(t *testing.T) {
	now := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	db, err := sqlite.OpenMemory(t.Context(), store.Options{Clock: goodturn.ClockFunc(func() time.Time { return now }), Rand: rand.New(rand.NewSource(1))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	keys, to := &lock{1}, &receiver{}
	d := &news.Desk{DB: db, Rand: rand.New(rand.NewSource(2)), Poster: to, Sealer: keys, Wake: func() {}, OpenTask: func(tx *store.Tx, t goodturn.Task) error { _, err := tx.OpenTask(&t); return err }, Node: "n", Boot: "b"}
	e, _, err := d.Add(t.Context(), news.Where{URL: "https://hooks.example.com/in"})
	if err != nil {
		t.Fatal(err)
	}
	ping := func(want int) {
		t.Helper()
		if err := d.Try(t.Context(), e.ID); err != nil {
			t.Fatal(err)
		}
		now = now.Add(15 * time.Minute)
		before := len(to.signed)
		if _, err := d.Send(t.Context()); err != nil {
			t.Fatal(err)
		}
		if arrived := len(to.signed) - before; (arrived > 0) != (want > 0) || want > 0 && to.signed[before] != want {
			t.Errorf("%d arrived, signed with %v secrets; want %d", arrived, to.signed[before:], want)
		}
	}
	ping(1)
	keys.key = 2 // the key was lost, and another takes its place
	ping(0)
	if _, _, err := d.ChangeSecret(t.Context(), e.ID); err != nil {
		t.Fatal(err)
	}
	ping(1)
	if _, _, err := d.ChangeSecret(t.Context(), e.ID); err != nil {
		t.Fatal(err)
	}
	ping(2) // one that can be read signs beside the new one for a day
}
