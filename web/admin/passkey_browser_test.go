package admin_test

import (
	"context"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/browser"
)

func TestAPasskeyLogsInAndARemovedOneDoesNot(t *testing.T) {
	x := newPorch(t)
	server := httptest.NewServer(x.h)
	t.Cleanup(server.Close)
	base := strings.Replace(server.URL, "127.0.0.1", "localhost", 1) // a passkey belongs to a name
	n := newcomer{browser.Start(t).Tab(t), t, base}
	n.Look(390, false)
	n.key()

	n.Go(base + "/login")
	n.does(`document.getElementById("email").value = "dana@example.com"; document.getElementById("password").value = "four words that fit"; document.querySelector('form[action="/login"] button').click()`)
	n.Go(base + "/settings/people")
	n.sees("Passkeys")
	n.does(`document.getElementById("device").value = "my phone"; document.querySelector('form[action="/settings/passkeys"] button').click()`)
	n.sees("my phone, not used yet")

	out := func() {
		t.Helper()
		n.does(`[...document.querySelectorAll("button")].find(b => b.textContent.includes("Log out")).click()`)
		n.sees("Log in with a passkey")
	}
	withKey := `document.querySelector('form[action="/login/passkey"] button').click()`
	out()
	n.Go(base + "/settings/people") // leads to the log-in, and from there back to where one wanted to go
	n.does(withKey)
	n.sees("my phone, last used today")

	used := n.Value(`fetch("/login/passkey", {method: "POST", headers: {"Content-Type": "application/x-www-form-urlencoded"}, body: "passkey=%7B%7D"}).then(r => String(r.status))`)
	if used != "403" {
		t.Errorf("an empty answer is met with %s", used)
	}
	n.does(`[...document.querySelectorAll("main button")].find(b => b.textContent.startsWith("Remove")).click()`)
	n.sees("Removed. It lets nobody in any more.")
	out()
	n.does(withKey)
	n.sees("That passkey did not work.")
}

func TestAPasskeyOfSomebodyElseCannotBeRemoved(t *testing.T) {
	x := newPorch(t)
	ctx := context.Background()
	var mine store.Credential
	if err := x.db.Write(ctx, func(tx *store.Tx) error {
		mine = store.Credential{UserID: "somebody-else", Kind: "passkey", Name: "theirs", Handle: "h", Secret: "{}"}
		return tx.SaveCredential(&mine)
	}); err != nil {
		t.Fatal(err)
	}
	x.keeps("/settings/passkeys/"+string(mine.ID)+"/remove", url.Values{})
	if err := x.db.Read(ctx, func(tx *store.Tx) error {
		_, there, err := tx.Credential("passkey", "h")
		if err == nil && !there {
			t.Error("it is gone")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
