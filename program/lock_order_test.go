package program_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	testpg "github.com/goodturn-app/goodturn/test/postgres"
	"github.com/goodturn-app/goodturn/test/testtown"
)

// An answer holds its person and then wants the rows of the message that it answers. Whoever writes down what became of that message waits
// for the person first, and holds none of those rows meanwhile: else each would wait for the other.
func TestWhoSettlesAMessageWaitsForThePersonBeforeItsRows(t *testing.T) {
	for name, fault := range map[string]error{
		"it arrived": nil, "nobody knows": &channel.Error{Class: channel.ClassUnknown, Stage: "dot"},
	} {
		t.Run(name, func(t *testing.T) {
			url := testpg.NewDatabase(t)
			w := &town{testtown.On(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC), func(o store.Options) (*store.DB, error) {
				return postgres.Open(context.Background(), url, o)
			})}
			connect := func() *pgx.Conn {
				c, err := pgx.Connect(t.Context(), url)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = c.Close(context.Background()) })
				return c
			}
			answer, watch := connect(), connect()
			ana := w.Client("Ana", closed)
			var held pgx.Tx
			w.Mail = capture.New(func() time.Time { return w.Now }, capture.Faults(func(channel.Message) capture.Fault { return capture.Fault{After: fault, Kept: true} }),
				capture.Keep(func(capture.Captured) { // it has left, and nothing is written down yet
					var err error
					if held, err = answer.Begin(t.Context()); err != nil {
						t.Error(err)
						return
					}
					if _, err := held.Exec(t.Context(), "SELECT id FROM contact WHERE id = $1 FOR UPDATE", string(ana.ID)); err != nil {
						t.Error(err)
					}
				}))
			for _, x := range w.Touches(ana.ID) {
				if x.Step == "check-in" {
					w.Now = x.DueAt
				}
			}
			ended := make(chan error, 1)
			go func() { _, _, err := w.P.Run(context.Background(), 1); ended <- err }()
			for waiting := 0; waiting == 0; {
				if err := watch.QueryRow(t.Context(), "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting); err != nil {
					t.Fatal(err)
				}
			}
			for _, table := range []string{"delivery", "touch", "ask"} {
				if _, err := watch.Exec(t.Context(), "SELECT id FROM "+table+" WHERE contact_id = $1 FOR UPDATE NOWAIT", string(ana.ID)); err != nil {
					t.Errorf("%s: %v", table, err)
				}
			}
			if err := held.Commit(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := <-ended; err != nil {
				t.Fatal(err)
			}
			want := goodturn.Sent
			if fault != nil {
				want = goodturn.Unknown
			}
			state := goodturn.Committing
			for state == goodturn.Committing { // that it arrived is written beside everything else, and nobody waits for it
				for _, x := range w.Touches(ana.ID) {
					if x.Step == "check-in" {
						state = x.State
					}
				}
			}
			if state != want {
				t.Errorf("the message is %s", state)
			}
		})
	}
}
