package admin_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/test/browser"
	"github.com/goodturn-app/goodturn/web/admin"
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

// TestAPasskeyAskedForByOneProcessIsTakenByAnother: behind one address there may be several, and each is used once.
func TestAPasskeyAskedForByOneProcessIsTakenByAnother(t *testing.T) {
	x := newPorch(t)
	deps := x.deps
	deps.Auth = auth.NewBook(x.db, rand.Reader, x.db.Clock)
	other := admin.New(deps)
	var answered [][2]string // path and body of what was sent with a passkey
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/ask"):
			x.h.ServeHTTP(w, r)
		default:
			if strings.Contains(r.URL.Path, "passkey") && r.Method == http.MethodPost {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				answered = append(answered, [2]string{r.URL.Path, string(body)})
				r.Body = io.NopCloser(bytes.NewReader(body))
			}
			other.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	base := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	n := newcomer{browser.Start(t).Tab(t), t, base}
	n.Look(390, false)
	n.key()
	n.Go(base + "/login")
	n.does(`document.getElementById("email").value = "dana@example.com"; document.getElementById("password").value = "four words that fit"; document.querySelector('form[action="/login"] button').click()`)
	n.Go(base + "/settings/people")
	n.does(`document.getElementById("device").value = "my phone"; document.querySelector('form[action="/settings/passkeys"] button').click()`)
	n.sees("my phone, not used yet")
	n.does(`[...document.querySelectorAll("button")].find(b => b.textContent.includes("Log out")).click()`)
	n.sees("Log in with a passkey")
	n.does(`document.querySelector('form[action="/login/passkey"] button').click()`)
	n.Go(base + "/settings/people")
	n.sees("my phone, last used today")

	if len(answered) != 2 {
		t.Fatalf("%d answers with a passkey", len(answered))
	}
	for name, h := range map[string]http.Handler{"the process that asked": x.h, "the process that took it": other} {
		r := httptest.NewRequest("POST", base+answered[1][0], strings.NewReader(answered[1][1]))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusForbidden || len(w.Result().Cookies()) > 0 {
			t.Errorf("%s takes one answer twice: %d", name, w.Code)
		}
	}
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
