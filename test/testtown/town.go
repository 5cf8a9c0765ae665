// Package testtown answers one question: in which little town are the use cases tried? It has an owner, clients, a clock that a test
// moves, and a channel that keeps what it is given. Only tests import it.
package testtown

import (
	"bytes"
	"context"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	"github.com/goodturn-app/goodturn/store/sqlite"
	testpg "github.com/goodturn-app/goodturn/test/postgres"
)

// Town is a program on an in-memory database with a clock that a test moves, and a channel that keeps what it is given.
type Town struct {
	T     testing.TB
	P     *program.Program
	DB    *store.DB
	Now   time.Time     // what every clock shows
	Ticks time.Duration // by how much the clock of the database goes on at each look; zero: it stands until a test moves it
	Mail  *capture.Sender
	Owner goodturn.User
	Fault func(channel.Message) capture.Fault // of the channel; nil: none

	url string // of its PostgreSQL; empty: it has none
}

// For is the channel of everybody in town.
func (w *Town) For(_ goodturn.User, c goodturn.Channel) (channel.Sender, error) {
	if c != goodturn.ChannelEmail {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "not connected"}
	}
	return w.Mail, nil
}

// New makes a town on a SQLite in memory.
func New(t testing.TB, now time.Time) *Town {
	t.Helper()
	return On(t, now, func(o store.Options) (*store.DB, error) { return sqlite.OpenMemory(context.Background(), o) })
}

// OnPostgres makes a town on a PostgreSQL of its own, on which several may write at once.
func OnPostgres(t testing.TB, now time.Time) *Town {
	t.Helper()
	url := testpg.NewDatabase(t)
	w := On(t, now, func(o store.Options) (*store.DB, error) { return postgres.Open(context.Background(), url, o) })
	w.url = url
	return w
}

// On makes a town on the database that open opens.
func On(t testing.TB, now time.Time, open func(store.Options) (*store.DB, error)) *Town {
	t.Helper()
	w := &Town{T: t, Now: now}
	db, err := open(store.Options{Clock: goodturn.ClockFunc(func() time.Time { w.Now = w.Now.Add(w.Ticks); return w.Now }), Rand: rand.New(rand.NewSource(1))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w.DB = db
	w.Mail = capture.New(func() time.Time { return w.Now }, capture.Faults(func(m channel.Message) capture.Fault {
		if w.Fault == nil {
			return capture.Fault{}
		}
		return w.Fault(m)
	}))
	key, err := link.New(bytes.Repeat([]byte{7}, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	library := map[string]*playbook.Shipped{}
	for _, name := range playbook.Packs() {
		if library[name], err = playbook.Library(name); err != nil {
			t.Fatal(err)
		}
	}
	w.P = program.New(program.Deps{DB: db, Rand: rand.New(rand.NewSource(2)), Library: library, Links: key, Senders: w, Node: "n", Boot: "b"})
	w.Owner = goodturn.User{
		Email: "dana@homes.example", Name: "Dana Reyes", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York",
		Voice:   goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Dana", Phone: "(212) 555-0100", Brokerage: "Reyes Homes"},
		Mailbox: goodturn.Mailbox{Host: "127.0.0.1", ProvedAt: 1},
	}
	w.Write(func(tx *store.Tx) error {
		if err := tx.InsertUser(&w.Owner); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{
			Name: "Reyes Homes", Pack: "real-estate", PostalAddress: "100 Example Ave, New York, NY 10001", Region: "US-NY", Zone: "America/New_York",
			Mode: goodturn.ModeLive, LiveAt: now.AddDate(0, -6, 0), PublicURL: "https://go.reyes-homes.com", PublicProvedAt: now,
		})
	})
	return w
}

// Write writes in one transaction.
func (w *Town) Write(f func(tx *store.Tx) error) {
	w.T.Helper()
	if err := w.DB.Write(context.Background(), f); err != nil {
		w.T.Fatal(err)
	}
}

// Client adds somebody who bought a home on a day, with everything that is needed to write to them.
func (w *Town) Client(given string, closed goodturn.Date) goodturn.Contact {
	w.T.Helper()
	c := goodturn.Contact{OwnerID: w.Owner.ID, Given: given, Family: "Ruiz", Greeting: given, SortKey: strings.ToLower("ruiz " + given), Region: "US-NY"}
	home := goodturn.Address{Street: "12 " + given + " Street", City: "New York", State: "NY", ZIP: "10002", Area: "Lower East Side"}
	w.Write(func(tx *store.Tx) error {
		if err := tx.InsertContact(&c); err != nil {
			return err
		}
		mail := strings.ToLower(given) + "@example.com"
		if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: mail, Shown: mail, Primary: true}}); err != nil {
			return err
		}
		if err := tx.AppendConsents(goodturn.Consent{ContactID: c.ID, Channel: goodturn.ChannelEmail, Address: mail, Basis: goodturn.BasisRelationship, Signer: "Dana", Source: "hand"}); err != nil {
			return err
		}
		deal := goodturn.Closing{ContactID: c.ID, Side: goodturn.SideBought, Property: home, Date: closed, PriceMinor: 90_000_000, Currency: "USD", Source: "hand"}
		if err := tx.InsertClosing(&deal); err != nil {
			return err
		}
		return tx.SaveHomes([]goodturn.Home{{ContactID: c.ID, ClosingID: deal.ID, Property: home, Since: closed}})
	})
	if err := w.P.Enrol(context.Background(), c.ID); err != nil {
		w.T.Fatal(err)
	}
	return c
}

// Until lets time pass from due instant to due instant.
func (w *Town) Until(end time.Time) {
	w.T.Helper()
	for round := 0; ; round++ {
		if round > 5000 {
			var due []goodturn.Touch
			w.Write(func(tx *store.Tx) (err error) {
				due, _, err = tx.DueTouches(store.Due{At: w.Now, Limit: 10})
				return err
			})
			w.T.Fatalf("nothing moves on at %s: %+v", w.Now, due)
		}
		_, next, err := w.P.Run(context.Background(), 1)
		if err != nil {
			w.T.Fatal(err)
		}
		if next.IsZero() || next.After(end) {
			w.Now = end
			return
		}
		if !next.After(w.Now) {
			next = w.Now.Add(time.Second)
		}
		w.Now = next
	}
}

// Touches are all touches of somebody.
func (w *Town) Touches(c goodturn.ID) (out []goodturn.Touch) {
	w.T.Helper()
	if err := w.DB.Read(context.Background(), func(tx *store.Tx) (err error) {
		out, err = tx.ContactTouches(c)
		return err
	}); err != nil {
		w.T.Fatal(err)
	}
	return out
}

// Settings changes what the owner chose.
func (w *Town) Settings(f func(*goodturn.Settings)) {
	w.T.Helper()
	w.Write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		f(&s)
		return tx.SaveSettings(s)
	})
}

// Run lets the engine do what is due now.
func (w *Town) Run() {
	w.T.Helper()
	if _, _, err := w.P.Run(context.Background(), 1); err != nil {
		w.T.Fatal(err)
	}
}

// Touch finds the touch of a step.
func (w *Town) Touch(c goodturn.ID, step string) goodturn.Touch {
	w.T.Helper()
	for _, t := range w.Touches(c) {
		if t.Step == step {
			return t
		}
	}
	w.T.Fatalf("no touch of step %s", step)
	return goodturn.Touch{}
}
