package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/test/postgres"
)

func TestADatabaseIsUsedWithItsOwnSecretKeyAlone(t *testing.T) {
	for name, db := range map[string]func(t *testing.T) string{"sqlite": func(*testing.T) string { return "" }, "postgres": func(t *testing.T) string { return postgres.NewDatabase(t) }} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, db(t))
			a := h.start()
			h.furnish(a)
			own := h.secret()
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			// Another key: that of a new folder beside a shared database, or a folder whose key was not restored.
			other := *h
			if name == "postgres" {
				other.conf.Data = filepath.Join(t.TempDir(), "second")
			} else if err := os.Remove(app.DataDir{Path: h.conf.Data}.SecretFile()); err != nil {
				t.Fatal(err)
			}
			_, err := app.New(t.Context(), other.conf, app.Options{Clock: h.clock, ClockFrom: []app.ClockSource{}})
			if goodturn.ErrorCode(err) != goodturn.CodeConflict || !strings.Contains(err.Error(), "secret.key") || !strings.Contains(err.Error(), "--new-key yes") {
				t.Fatalf("with another key: %v", err)
			}
			looks, err := app.New(t.Context(), other.conf, app.Options{Clock: h.clock, ClockFrom: []app.ClockSource{}, ReadOnly: true})
			if err != nil {
				t.Fatalf("who only looks signs nothing: %v", err)
			}
			if err := looks.Close(); err != nil {
				t.Fatal(err)
			}
			// Its own key, given, is as good as the file.
			given := other
			given.conf.Secret = own
			if err := given.open().Close(); err != nil {
				t.Fatal(err)
			}
			// The key is lost, and the owner says so: from then on the new one is the database's own, and the old one is not.
			lost := other
			lost.conf.NewKey = "yes"
			if err := lost.open().Close(); err != nil {
				t.Fatal(err)
			}
			if err := other.open().Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := app.New(t.Context(), given.conf, app.Options{Clock: h.clock, ClockFrom: []app.ClockSource{}}); goodturn.ErrorCode(err) != goodturn.CodeConflict {
				t.Fatalf("with the key that was given up: %v", err)
			}
		})
	}
}
