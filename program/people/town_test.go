package people_test

import (
	"context"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
)

// town is people on a database with a clock that a test moves, and a channel that keeps what it is given.
type town struct {
	t     testing.TB
	p     *people.People
	db    *store.DB
	now   time.Time
	mail  *capture.Sender
	owner goodturn.User
}

// Senders
func (w *town) For(_ goodturn.User, c goodturn.Channel) (channel.Sender, error) {
	if c != goodturn.ChannelEmail {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "not connected"}
	}
	return w.mail, nil
}

func (w *town) write(f func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), f); err != nil {
		w.t.Fatal(err)
	}
}

// until lets time pass from due instant to due instant.
func (w *town) until(end time.Time) {
	w.t.Helper()
	for {
		_, next, err := w.p.Run(context.Background(), 1)
		if err != nil {
			w.t.Fatal(err)
		}
		if next.IsZero() || next.After(end) {
			w.now = end
			return
		}
		if !next.After(w.now) {
			next = w.now.Add(time.Second)
		}
		w.now = next
	}
}

func (w *town) touches(c goodturn.ID) (out []goodturn.Touch) {
	w.t.Helper()
	if err := w.db.Read(context.Background(), func(tx *store.Tx) (err error) {
		out, err = tx.ContactTouches(c)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return out
}
