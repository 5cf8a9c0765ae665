package journey_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/test/browser"
)

// walker is somebody with a browser.
type walker struct {
	*browser.Tab
	t *testing.T
}

func (n walker) at(url string) {
	n.t.Helper()
	if err := chromedp.Do(n.Context(), chromedp.Navigate(url)); err != nil {
		n.t.Fatal(err)
	}
}

// press sends keys, as a keyboard does.
func (n walker) press(keys string) {
	n.t.Helper()
	if err := chromedp.Do(n.Context(), chromedp.KeyEvent(keys)); err != nil {
		n.t.Fatal(err)
	}
}

// tabTo goes on with the tab key until what has this name or begins with this text has the focus.
func (n walker) tabTo(what string) {
	n.t.Helper()
	for range 120 {
		n.press("\t")
		at := n.Value(`(e => (e.name || "") + "\n" + (e.tagName === "BODY" ? "" : e.textContent.trim()))(document.activeElement)`)
		if name, text, _ := strings.Cut(at, "\n"); name == what || strings.HasPrefix(text, what) {
			if n.Value(`getComputedStyle(document.activeElement).outlineStyle`) == "none" {
				n.t.Errorf("one does not see that %q has the focus", what)
			}
			return
		}
	}
	n.t.Fatalf("the keyboard does not get to %q:\n%s", what, n.Text())
}

// arrives waits until the page says something, and looks whether it scrolls sideways.
func (n walker) arrives(what string) {
	n.t.Helper()
	for range 2000 {
		if v, err := chromedp.Run(n.Context(), chromedp.Evaluate[string](`document.readyState === "complete" && document.body ? document.body.innerText : ""`)); err == nil && strings.Contains(v, what) {
			if s := n.Sideways(); s != "" {
				n.t.Errorf("%s: scrolls sideways: %s", what, s)
			}
			return
		}
	}
	n.t.Fatalf("%q does not come:\n%s", what, n.Text())
}

// friend fills in what a friend is asked, and lets us say that we are in touch.
func (n walker) friend() {
	n.t.Helper()
	n.tabTo("name")
	n.press("Lee Park")
	n.tabTo("reach")
	n.press("lee@hillside.example")
	n.tabTo("tell")
	n.press(" ")
	n.tabTo("Get in touch with me")
	n.press("\r")
	n.arrives("I have your name")
}

// moves brings an introduction to the stage whose name begins so.
func (n walker) moves(card, stage string) {
	n.t.Helper()
	n.at(card)
	n.arrives("Lee Park")
	n.tabTo("stage")
	n.press(stage)
	n.tabTo("Keep it")
	n.press("\r")
	n.arrives("Kept")
}

// unscripted is somebody with a telephone whose browser runs no scripts.
func unscripted(t *testing.T, b *browser.Browser) walker {
	t.Helper()
	m := walker{b.Tab(t), t}
	m.Look(390, false)
	if _, err := chromedp.Call(m.Context(), emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	return m
}

// as gives somebody another telephone: the form of a friend who sits on Ana's would wait for a look.
func (n walker) as(agent string) {
	n.t.Helper()
	if _, err := chromedp.Call(n.Context(), emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent}); err != nil {
		n.t.Fatal(err)
	}
}

// introduced is the one introduction that there is.
func (x *firm) introduced() goodturn.Referral {
	x.t.Helper()
	all := x.introductions()
	if len(all) != 1 {
		x.t.Fatalf("%d introductions", len(all))
	}
	return all[0]
}

// The same way in a browser: on the public side a telephone without a script, on the owner's side a keyboard and nothing else.
func TestTheSameInABrowserByKeyboardAlone(t *testing.T) {
	x := newFirm(t, "sqlite")
	own, clients := httptest.NewServer(x.admin), httptest.NewServer(x.public)
	t.Cleanup(own.Close)
	t.Cleanup(clients.Close)
	b := browser.Start(t)
	n := walker{b.Tab(t), t}
	n.Look(1280, false)
	n.at(own.URL + "/rewards")
	n.arrives("Nothing is promised")
	n.tabTo("Change what is promised")
	n.press("\r")
	n.arrives("What is promised")
	n.tabTo("kind")
	n.press("cr") // credit
	n.tabTo("each")
	n.press("20")
	n.tabTo("friend")
	n.press("10")
	n.tabTo("Keep it")
	n.press("\r")
	n.arrives("If you sign up I get $20 credit and you get $10 credit.")

	x.until(day(time.April, 10))
	_, answer := x.ask()
	m := unscripted(t, b)
	m.at(clients.URL + answer)
	m.arrives("Would you tell somebody about us?")
	m.tabTo("Yes")
	m.press("\r")
	m.arrives("If you sign up I get $20 credit and you get $10 credit.")
	m.arrives("You get $20 credit for each friend")
	friend := unscripted(t, b)
	friend.as("Another telephone/1.0")
	friend.at(clients.URL + "/r/" + x.code())
	friend.arrives("Ana gets $20 credit for introducing you. You get $10 credit.")
	friend.friend()

	card := own.URL + "/introductions/" + string(x.introduced().ID)
	x.until(day(time.April, 14))
	for _, stage := range []string{"Sp", "Cl"} { // it fits; closed
		n.moves(card, stage)
	}
	x.until(day(time.April, 30))
	n.at(own.URL + "/rewards")
	n.arrives("$20, credit")
	n.tabTo("I gave it: $20")
	n.press("\r")
	n.arrives("Noted as given.")
	if s := x.balanced(); s.Account != reward.Paid || s.Minor != 2000 {
		t.Errorf("%+v", s)
	}
}
