package program_test

import (
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Two processes send from one mailbox in turn, each with what it remembers of the day, and now and then a message does not leave.
func TestAMailboxKeepsItsPaceWhoeverSendsFromIt(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	w.Write(func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.PerDay = 3
		return tx.SaveSettings(s)
	})
	const clients, perDay = 9, 3
	for _, name := range []string{"Ana", "Ben", "Cleo", "Dov", "Eve", "Finn", "Gus", "Hal", "Ida"} {
		w.Client(name, closed)
	}
	tries, days := 0, map[goodturn.Date]int{}
	w.Fault = func(channel.Message) capture.Fault {
		if tries++; tries%3 == 2 {
			return capture.Fault{Before: &channel.Error{Class: channel.ClassTemporary, Stage: "rcpt", SMTPCode: 451}}
		}
		days[goodturn.DateOf(w.Now)]++
		return capture.Fault{}
	}
	other := program.New(program.Deps{DB: w.DB, Rand: w.P.Rand, Library: w.P.Library, Links: w.P.Links, Senders: w, Node: "m", Boot: "b"})
	for end := time.Date(2026, 2, 10, 15, 0, 0, 0, time.UTC); w.Now.Before(end); {
		w.Until(w.Now.Add(time.Hour))
		w.P, other = other, w.P
	}
	if n := w.Mail.Count(); n != clients || tries == clients {
		t.Fatalf("%d messages after %d tries", n, tries)
	}
	for day, n := range days {
		if n > perDay {
			t.Errorf("%d messages left on %s", n, day)
		}
	}
	if len(days) != clients/perDay {
		t.Errorf("%d messages took %d days: %v", clients, len(days), days)
	}
}
