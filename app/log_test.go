package app_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/config"
)

func TestNamesAndAddressesNeverReachTheLog(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		var b bytes.Buffer
		log := app.NewLog(&b, config.Config{LogLevel: "debug", LogFormat: format}).With("email", "ana@example.com")
		log.Error("mail to ana.ruiz@example.com came back", "err", errors.New("550 5.1.1 <Ana.Ruiz@example.com>: no such user, call +1 (212) 555-0134"),
			slog.Group("contact", "name", "Ana Ruiz", "phone", "+12125550134"), "db", "postgres://ana:hunter2@127.0.0.1/g")
		s := b.String()
		for _, secret := range []string{"ana@", "ruiz", "Ruiz", "Ana", "555", "hunter2"} {
			if strings.Contains(s, secret) {
				t.Errorf("%s: %q shows in %s", format, secret, s)
			}
		}
		if !strings.Contains(s, "550 5.1.1") || !strings.Contains(s, "came back") {
			t.Errorf("%s: what happened is lost: %s", format, s)
		}
	}
}

func TestTheLogKeepsWhatOperatorsNeed(t *testing.T) {
	for _, keep := range []string{"2026-11-23T12:00:00Z", "019a1234-5678-7abc-8def-0123456789ab", "127.0.0.1:8080", "v0.3.977", "12,800 rows in 1.5 s"} {
		if got := app.Redact(keep); got != keep {
			t.Errorf("%q became %q", keep, got)
		}
	}
}
