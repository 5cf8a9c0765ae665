package people_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/program/introductions"
)

// A letter to somebody else that names a person is written already, and has not left, when that person is erased: it does not leave as
// it is, and what is written in its place does not name them.
func TestNoLetterThatNamesSomebodyWhoWasErasedLeaves(t *testing.T) {
	for on, open := range map[string]func(*testing.T) *town{
		"sqlite":   func(t *testing.T) *town { w, _ := onDisk(t, today); return w },
		"postgres": onPostgres,
	} {
		for what, story := range map[string]func(*testing.T, *town) goodturn.ID{
			"thanks for a friend": func(t *testing.T, w *town) goodturn.ID {
				ben := w.add("Ben Cho", "ben@example.com", "2025-04-20")
				if _, err := introductions.New(w.p.Program).GaveName(context.Background(), ben.ID, introductions.Name{Friend: "Xylophia Quandary", Email: "xy@example.com"}); err != nil {
					t.Fatal(err)
				}
				return w.add("Xylophia Quandary", "xy@example.com", "2026-10-20").ID
			},
			"a letter to a couple": func(t *testing.T, w *town) goodturn.ID {
				w.load("First Name,Last Name,Email,Spouse First Name,Spouse Email,Property Address,Closing Date,Deal Type\n" +
					"Ana,Ruiz,ana@example.com,Xylophia,xy@example.com,\"12 Oak Street, New York, NY 10002\",2026-11-10,Buyer\n")
				return w.find("xy@example.com").ID
			},
		} {
			t.Run(what+" on "+on, func(t *testing.T) {
				w := open(t)
				x := story(t, w)
				erased := 0
				w.mail = capture.New(func() time.Time { return w.now }, capture.Faults(func(m channel.Message) capture.Fault {
					if erased == 0 && strings.Contains(m.Text, "Xylophia") && !strings.Contains(m.To.Address, "xy@") {
						erased++
						if _, err := w.p.Erase(context.Background(), x, w.owner.ID); err != nil {
							t.Error(err)
						}
					}
					return capture.Fault{}
				}))
				w.until(w.now.Add(45 * goodturn.Day))
				if erased == 0 {
					t.Fatal("no letter named her")
				}
				for _, m := range w.mail.Messages() {
					if strings.Contains(m.Subject+m.Text, "Xylophia") {
						t.Errorf("to %s: %s", m.To, m.Text)
					}
				}
			})
		}
	}
}
