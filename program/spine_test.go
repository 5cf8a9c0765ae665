package program_test

import (
	"bytes"
	"context"
	"fmt"
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
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// today is a Monday on which nothing special happens.
var today = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

// town is a program on an in-memory database with a clock that a test moves, and a channel that keeps what it is given.
type town struct {
	t     testing.TB
	p     *program.Program
	db    *store.DB
	now   time.Time
	mail  *capture.Sender
	owner goodturn.User
	fault func(channel.Message) capture.Fault
}

// Senders
func (w *town) For(_ goodturn.User, c goodturn.Channel) (channel.Sender, error) {
	if c != goodturn.ChannelEmail {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "not connected"}
	}
	return w.mail, nil
}

func newTown(t testing.TB, now time.Time) *town {
	t.Helper()
	w := &town{t: t, now: now}
	db, err := sqlite.OpenMemory(context.Background(), store.Options{Clock: goodturn.ClockFunc(func() time.Time { return w.now }), Rand: rand.New(rand.NewSource(1))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w.db = db
	w.mail = capture.New(func() time.Time { return w.now }, capture.Faults(func(m channel.Message) capture.Fault {
		if w.fault == nil {
			return capture.Fault{}
		}
		return w.fault(m)
	}))
	key, err := link.New(bytes.Repeat([]byte{7}, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	pack, err := playbook.Library("real-estate")
	if err != nil {
		t.Fatal(err)
	}
	w.p = program.New(program.Deps{DB: db, Rand: rand.New(rand.NewSource(2)), Library: map[string]*playbook.Shipped{"real-estate": pack}, Links: key, Senders: w, Node: "n", Boot: "b"})
	w.owner = goodturn.User{
		Email: "dana@homes.example", Name: "Dana Reyes", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York",
		Voice:   goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Dana", Phone: "(212) 555-0100", Brokerage: "Reyes Homes"},
		Mailbox: goodturn.Mailbox{Host: "127.0.0.1", ProvedAt: 1},
	}
	w.write(func(tx *store.Tx) error {
		if err := tx.InsertUser(&w.owner); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{
			Name: "Reyes Homes", Pack: "real-estate", PostalAddress: "100 Example Ave, New York, NY 10001", Region: "US-NY", Zone: "America/New_York",
			Mode: goodturn.ModeLive, LiveAt: now.AddDate(0, -6, 0), PublicURL: "https://go.reyes-homes.com", PublicProvedAt: now,
		})
	})
	return w
}

func (w *town) write(f func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(context.Background(), f); err != nil {
		w.t.Fatal(err)
	}
}

// client adds somebody who bought a home on a day, with everything that is needed to write to them.
func (w *town) client(given string, closed goodturn.Date) goodturn.Contact {
	w.t.Helper()
	c := goodturn.Contact{OwnerID: w.owner.ID, Given: given, Family: "Ruiz", Greeting: given, SortKey: strings.ToLower("ruiz " + given), Region: "US-NY"}
	home := goodturn.Address{Street: "12 " + given + " Street", City: "New York", State: "NY", ZIP: "10002", Area: "Lower East Side"}
	w.write(func(tx *store.Tx) error {
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
	if err := w.p.Enrol(context.Background(), c.ID); err != nil {
		w.t.Fatal(err)
	}
	return c
}

// until lets time pass from due instant to due instant.
func (w *town) until(end time.Time) {
	w.t.Helper()
	for round := 0; ; round++ {
		if round > 5000 {
			var due []goodturn.Touch
			w.write(func(tx *store.Tx) (err error) {
				due, _, err = tx.DueTouches(store.Due{At: w.now, Limit: 10})
				return err
			})
			w.t.Fatalf("nothing moves on at %s: %+v", w.now, due)
		}
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

var closed = goodturn.Date{Year: 2026, Month: 1, Day: 5}

func TestAYearOfMessagesReallyGoesOut(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.client("Ana", closed)
	w.until(time.Date(2027, 1, 20, 15, 0, 0, 0, time.UTC))
	var got []string
	for _, m := range w.mail.Messages() {
		got = append(got, m.Date.Format("2006-01-02")+" "+m.Subject)
		if !strings.Contains(m.Text, "100 Example Ave") || !strings.Contains(m.Text, "Hi Ana") {
			t.Errorf("not a letter that may leave:\n%s", m.Text)
		}
	}
	t.Log("\n" + strings.Join(got, "\n"))
	for _, x := range w.touches(c.ID) {
		if x.PlannedAt.Before(w.now) {
			t.Logf("%s %-20s %-9s %v", x.PlannedAt.Format("2006-01-02 15:04"), x.Step, x.State, x.Reasons)
		}
	}
	if len(got) < 6 {
		t.Fatalf("%d messages in the first year; six touchpoints are promised", len(got))
	}
	if asks := strings.Count(strings.Join(texts(w.mail.Messages()), "\n"), "/a/"); asks < 2 {
		t.Errorf("links to answer stand in %d places; the first year has two asks", asks)
	}
}

func TestNothingLeavesWhilePaused(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.client("Ana", closed)
	w.write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		s.Paused = true
		if err != nil {
			return err
		}
		return tx.SaveSettings(s)
	})
	w.now = w.now.AddDate(0, 3, 0)
	if _, _, err := w.p.Run(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	if n := w.mail.Count(); n != 0 {
		t.Fatalf("%d messages left during a pause", n)
	}
}

func TestAPauseAfterTheClaimStopsTheMark(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.client("Ana", closed)
	w.now = time.Date(2026, 2, 4, 16, 0, 0, 0, time.UTC)
	w.fault = func(channel.Message) capture.Fault {
		// Between the marks: the message is written, the second mark is not made yet.
		w.write(func(tx *store.Tx) error {
			s, err := tx.Settings()
			s.Paused = true
			if err != nil {
				return err
			}
			return tx.SaveSettings(s)
		})
		return capture.Fault{}
	}
	w.until(time.Date(2026, 2, 5, 16, 0, 0, 0, time.UTC))
	if n := w.mail.Count(); n != 0 {
		t.Fatalf("%d messages left after the pause", n)
	}
	for _, x := range w.touches(c.ID) {
		if x.State == goodturn.Sent || x.State == goodturn.Committing {
			t.Errorf("%s is %s", x.Step, x.State)
		}
	}
}

func TestAnUncertainAskIsNeverRepeatedAndCounts(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	c := w.client("Ana", closed)
	asks := 0
	w.fault = func(m channel.Message) capture.Fault {
		if !strings.Contains(m.Text, "/a/") {
			return capture.Fault{}
		}
		asks++
		return capture.Fault{After: &channel.Error{Class: channel.ClassUnknown, Stage: "dot", Err: fmt.Errorf("the line broke")}, Kept: true}
	}
	w.until(time.Date(2026, 6, 20, 15, 0, 0, 0, time.UTC))
	if asks != 1 {
		t.Fatalf("asked %d times", asks)
	}
	unknown := 0
	for _, x := range w.touches(c.ID) {
		if x.State == goodturn.Unknown {
			unknown++
		}
	}
	if unknown != 1 {
		t.Fatalf("%d touches are held as unknown", unknown)
	}
}

func TestARefusedMessageIsTriedAgainAndTheGateIsFree(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.client("Ana", closed)
	tries := 0
	w.fault = func(channel.Message) capture.Fault {
		if tries++; tries < 3 {
			return capture.Fault{Before: &channel.Error{Class: channel.ClassTemporary, Stage: "rcpt", SMTPCode: 451}}
		}
		return capture.Fault{}
	}
	w.until(time.Date(2026, 2, 10, 15, 0, 0, 0, time.UTC))
	if n := w.mail.Count(); n != 1 || tries != 3 {
		t.Fatalf("%d messages after %d tries", n, tries)
	}
}

func texts(ms []channel.Message) (out []string) {
	for _, m := range ms {
		out = append(out, m.Text)
	}
	return out
}
