package program_test

import (
	"context"
	"fmt"
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

// After a mail server broke off hundreds of times nobody is asked for ever about the last of them.
func TestNobodyIsAskedForEverHoweverManySendsAreUncertain(t *testing.T) {
	w := newTown(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC))
	ana := w.Client("Ana", closed)
	like := w.Touch(ana.ID, "check-in")
	const many = 503
	w.Write(func(tx *store.Tx) error {
		touches := make([]goodturn.Touch, many)
		for i := range touches {
			touches[i] = like
			touches[i].ID, touches[i].Occurrence = tx.NewID(), 100+i
		}
		if _, err := tx.InsertTouches(touches); err != nil {
			return err
		}
		for i, x := range touches {
			d := store.Delivery{Delivery: goodturn.Delivery{TouchID: x.ID, ContactID: ana.ID, UserID: w.Owner.ID, Seq: int64(i + 1), Channel: x.Channel, Address: "ana@example.com", Node: "n", Boot: "b",
				Token: fmt.Sprint(i), LeaseUntil: w.Now.Add(time.Hour), MessageID: fmt.Sprintf("<%d@example.com>", i)}, EnrolmentID: x.EnrolmentID, Kind: x.Kind, Step: x.Step}
			if ok, err := tx.Claim(&d, x.LegalAt); err != nil || !ok {
				return fmt.Errorf("claim: %v, %w", ok, err)
			}
			if ok, err := tx.Commit(d.ID, d.Token); err != nil || !ok {
				return fmt.Errorf("second mark: %v, %w", ok, err)
			}
			if _, ok, err := tx.Unsure(d.ID, d.Token, "broke off"); err != nil || !ok {
				return fmt.Errorf("uncertain: %v, %w", ok, err)
			}
			if _, err := tx.OpenTask(&goodturn.Task{ContactID: ana.ID, OwnerID: w.Owner.ID, TouchID: x.ID, Kind: goodturn.TaskUnknown, Key: "unknown:" + string(d.ID), Title: "Did it arrive?"}); err != nil {
				return err
			}
		}
		return nil
	})
	w.Now = w.Now.Add(7*goodturn.Day + time.Hour)
	kept, err := w.P.Housekeeping(t.Context())
	if err != nil || kept.Assumed != many {
		t.Errorf("%+v, %v", kept, err)
	}
	w.Write(func(tx *store.Tx) error {
		open, err := tx.OpenTaskCounts("")
		if open[goodturn.TaskUnknown] != 0 {
			t.Errorf("%d are asked about still", open[goodturn.TaskUnknown])
		}
		return err
	})
}

// Whoever says what became of a message waits for its person before its rows, as an answer does: else each would wait for the other.
func TestWhoSaysWhatBecameOfAMessageWaitsForThePersonFirst(t *testing.T) {
	url := testpg.NewDatabase(t)
	w := &town{testtown.On(t, time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC), func(o store.Options) (*store.DB, error) {
		return postgres.Open(context.Background(), url, o)
	})}
	ana := w.Client("Ana", closed)
	first := w.Touch(ana.ID, "check-in")
	w.Fault = func(channel.Message) capture.Fault {
		return capture.Fault{After: &channel.Error{Class: channel.ClassUnknown, Stage: "dot"}}
	}
	w.Until(first.DueAt.Add(2 * time.Hour))
	connect := func() *pgx.Conn {
		c, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close(context.Background()) })
		return c
	}
	answer, watch := connect(), connect()
	held, err := answer.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.Exec(t.Context(), "SELECT id FROM contact WHERE id = $1 FOR UPDATE", string(ana.ID)); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- w.P.ResolveUnknown(context.Background(), w.Owner.ID, first.ID, true) }()
	for waiting := 0; waiting == 0 && len(ended) == 0; {
		if err := watch.QueryRow(t.Context(), "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range []string{"delivery", "touch", "task"} {
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
	if got := w.Touch(ana.ID, "check-in"); got.State != goodturn.Sent {
		t.Errorf("it is %s", got.State)
	}
}
