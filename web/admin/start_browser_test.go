package admin_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/test/browser"
)

// newcomer is somebody at a telephone who has never opened a terminal.
type newcomer struct {
	*browser.Tab
	t    *testing.T
	base string
}

// key gives the browser a device that holds passkeys and says yes.
func (n newcomer) key() {
	n.t.Helper()
	if _, err := chromedp.Call(n.Context(), webauthn.Enable, webauthn.EnableParams{}); err != nil {
		n.t.Fatal(err)
	}
	if _, err := chromedp.Call(n.Context(), webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}}); err != nil {
		n.t.Fatal(err)
	}
}

// sees looks at the page that is open: it may not scroll sideways, and nothing on it may be out of somebody's reach.
func (n newcomer) sees(what string) {
	n.t.Helper()
	if text := n.Value(`document.body.innerText`); !strings.Contains(text, what) {
		n.t.Fatalf("%q is not on the page:\n%s", what, text)
	}
	if s := n.Sideways(); s != "" {
		n.t.Errorf("%s: scrolls sideways: %s", what, s)
	}
	n.LoadAxe()
	if faults := n.Faults(); len(faults) > 0 {
		n.t.Errorf("%s: %v", what, faults)
	}
}

// does runs a script that leads to another page, and waits for it.
func (n newcomer) does(script string) {
	n.t.Helper()
	n.Leads(script)
}

func TestTheFirstStepsHoldInABrowserOnATelephone(t *testing.T) {
	x := newPorch(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie(x.cookie.Name); err != nil {
			r.AddCookie(x.cookie)
		}
		x.h.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	n := newcomer{browser.Start(t).Tab(t), t, server.URL}
	n.Look(390, false)
	n.Go(server.URL + "/start")
	if at := n.Value(`location.pathname`); at != "/start/plans" {
		t.Fatalf("the first step is %s", at)
	}
	n.sees("Whom do you keep up with?")
	n.does(`document.querySelector('form[action="/start/plans"] button').click()`)
	n.sees("Bring the people you helped.")
	n.does(`const d = new DataTransfer(); d.items.add(new File([` + "`" + clients + "`" + `], "clients.csv")); document.getElementById("file").files = d.files; document.querySelector('form[action="/start/file"] button').click()`)
	n.sees("This is what was understood.")
	n.does(`document.querySelector("button[value=read]").click()`)
	n.sees("Not taken")
	n.does(`document.querySelector("input[name=how][value=clients]").click(); document.getElementById("sure").click(); document.querySelector("button[value=bring]").click()`)
	n.sees("Everybody has a place.")
	n.does(`[...document.querySelectorAll("main a")].find(a => a.textContent.trim() === "Go on").click()`)
	n.sees("The year is planned.")
	n.does(`[...document.querySelectorAll("main button")].find(b => b.textContent.includes("I have seen it")).click()`)
	n.sees("How it sounds")
	n.does(`document.getElementById("first_name").value = "Dana"; document.querySelector('form[action="/start/voice"] button').click()`)
	n.sees("Your postal address")
	n.does(`document.getElementById("postal").value = "100 Example Ave\nNew York, NY 10001"; document.getElementById("region").value = "NY"; document.querySelector('form[action="/start/address"] button').click()`)
	n.sees("Where your mail is")
	n.does(`document.getElementById("secret").value = "app password"; document.getElementById("host").value = "smtp.example.com"; document.querySelector("button[value=test]").click()`)
	n.sees("Did it arrive?")
	n.does(`[...document.querySelectorAll("main button")].find(b => b.textContent.includes("It arrived")).click()`)
	n.sees("Watch first, or begin?")
	n.does(`[...document.querySelectorAll("main a")].find(a => a.textContent.includes("See who gets what first")).click()`)
	n.sees("The first fourteen days")
	n.does(`[...document.querySelectorAll("main button")].find(b => b.textContent.includes("Begin with 3 a day")).click()`)
	n.sees("Messages leave from now on")
	if x.settings().Mode != goodturn.ModeLive {
		t.Error("it did not begin")
	}
	n.does(`[...document.querySelectorAll("button")].find(b => b.textContent.includes("Pause everything")).click()`)
	n.sees("Everything is paused")
	if !x.settings().Paused {
		t.Error("it did not pause")
	}
	for _, path := range []string{"/settings", "/settings/voice", "/settings/mailbox", "/settings/address", "/settings/tempo", "/settings/days", "/settings/reviews", "/settings/market", "/settings/public", "/settings/people", "/import", "/stopped", "/live"} {
		if errs := n.Go(server.URL + path); len(errs) > 0 {
			t.Errorf("%s: %v", path, errs)
		}
		n.sees("")
	}
}
