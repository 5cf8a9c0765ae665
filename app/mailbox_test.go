package app

import (
	"testing"

	"github.com/goodturn-app/goodturn"
)

func TestThePasswordOnFileIsNotGivenToAnotherServer(t *testing.T) {
	old := goodturn.Mailbox{Host: "smtp.example.com", Port: 465, Security: "tls", Secret: []byte{1}}
	for name, c := range map[string]struct {
		change   func(*goodturn.Mailbox)
		password string
		ok       bool
	}{
		"nothing changed":         {func(*goodturn.Mailbox) {}, "", true},
		"another From":            {func(m *goodturn.Mailbox) { m.From = "dana@example.com" }, "", true},
		"another server":          {func(m *goodturn.Mailbox) { m.Host = "smtp.example.org" }, "", false},
		"another port":            {func(m *goodturn.Mailbox) { m.Port = 25 }, "", false},
		"in the clear":            {func(m *goodturn.Mailbox) { m.Security = "none" }, "", false},
		"another server, a login": {func(m *goodturn.Mailbox) { m.Host = "smtp.example.org" }, "typed", true},
	} {
		m := old
		c.change(&m)
		if err := mayKeepPassword(old, m, c.password); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
