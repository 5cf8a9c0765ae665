package app_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
)

func spool(t *testing.T) (*app.Spool, app.DataDir) {
	t.Helper()
	d := folder(t)
	s, err := app.OpenSpool(d.Spool())
	if err != nil {
		t.Fatal(err)
	}
	return s, d
}

func TestRefusalsWaitForTheDatabaseAndAreTakenInOrder(t *testing.T) {
	s, d := spool(t)
	for i := range 3 {
		if err := s.Add(app.Spooled{Token: fmt.Sprint(i), At: noon}); err != nil {
			t.Fatal(err)
		}
	}
	down := &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "locked"}
	if _, err := s.Replay(t.Context(), func(context.Context, app.Spooled) error { return down }); !errors.Is(err, down) || !s.Waiting() {
		t.Fatal("refusals were forgotten while the database was away", err)
	}
	// As a crash leaves it: half a line behind three whole ones.
	f, err := os.OpenFile(d.Spool(), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"token":"to`); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	var got []string
	n, err := s.Replay(t.Context(), func(_ context.Context, e app.Spooled) error {
		got = append(got, e.Token)
		if e.Token == "1" {
			return goodturn.NotFound("link")
		}
		return nil
	})
	if err != nil || n != 3 || fmt.Sprint(got) != "[0 1 2]" || s.Waiting() {
		t.Fatal(n, got, err, s.Waiting())
	}
	if n, err := s.Replay(t.Context(), nil); n != 0 || err != nil {
		t.Fatal("a refusal was taken twice", n, err)
	}
}
