package public_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/test/browser"
)

// walker is somebody with a telephone in their hand.
type walker struct {
	*browser.Tab
	t    *testing.T
	base string
}

// sees looks at the page that is open: nothing may scroll sideways or be out of somebody's reach. GOODTURN_TEST_SHOTS names a folder for
// pictures.
func (n walker) sees(what string) {
	n.t.Helper()
	if text := n.Text(); !strings.Contains(text, what) {
		n.t.Fatalf("%q is not on the page:\n%s", what, text)
	}
	if s := n.Sideways(); s != "" {
		n.t.Errorf("%s: scrolls sideways: %s", what, s)
	}
	n.LoadAxe()
	if faults := n.Faults(); len(faults) > 0 {
		n.t.Errorf("%s: %v", what, faults)
	}
	if dir := os.Getenv("GOODTURN_TEST_SHOTS"); dir != "" {
		n.Shot(filepath.Join(dir, "journey-"+strings.ReplaceAll(strings.ToLower(what[:min(len(what), 24)]), " ", "-")+".png"))
	}
}

// cameOfIt checks what a journey must end in: one introduction, the owner's urgent call, and the friend's wish.
func (x *street) cameOfIt() {
	x.t.Helper()
	r := x.referrals()
	if len(r) != 1 || r[0].Friend != "Lee Park" || !r[0].MayTell || r[0].Note != "a flat" {
		x.t.Fatalf("introductions: %+v", r)
	}
	tasks := x.tasks(r[0].FriendID)
	if len(tasks) != 1 || !tasks[0].Urgent || tasks[0].Kind != goodturn.TaskCall || !strings.Contains(tasks[0].Title, "Lee Park") {
		x.t.Errorf("the owner's task: %+v", tasks)
	}
}

func TestFromTheAskToTheOwnersCallOnATelephone(t *testing.T) {
	x := newStreet(t)
	server := httptest.NewServer(x.h)
	t.Cleanup(server.Close)
	n := walker{browser.Start(t).Tab(t), t, server.URL}
	n.Look(390, false)
	n.Go(n.base + x.answerAt())
	n.sees("Would you pass my name on?")
	n.Tap("Yes")
	n.sees("There is no reward for this, just my thanks.")
	if n.Value(`String(document.querySelector("details").open) + [...document.querySelectorAll("button, .btn")].filter(e => e.checkVisibility() && getComputedStyle(e).backgroundColor === getComputedStyle(document.querySelector(".go")).backgroundColor).length`) != "false1" {
		t.Error("there is more than one big button, or the other ways are not folded away")
	}
	// The share sheet gets the words as they were changed, and only then it is told.
	if got := n.Value(`(async () => {
		let told = [], got = "";
		navigator.sendBeacon = (to, body) => { told.push(to + " " + body); return true; };
		document.getElementById("text").value = "My own words";
		const b = document.querySelector("[data-share]");
		navigator.share = async d => { got = d.text; };
		const before = told.length;
		b.click();
		await new Promise(r => setTimeout(r, 50));
		const mail = document.querySelector("[data-way=mail]");
		mail.addEventListener("click", e => e.preventDefault());
		mail.click(); mail.click();
		return before + "|" + got + "|" + told.map(x => x.split(" ")[1]).join(",") + "|" + decodeURIComponent(mail.href).includes("My own words");
	})()`); got != "0|My own words|how=sheet,how=mail|true" {
		t.Errorf("sharing: %s", got)
	}
	n.Value(`document.querySelector("summary").click(); ""`)
	n.sees("On the telephone:")
	n.Tap("A card to print")
	n.sees("answers.example.com/r/")
	n.Tap("Back")
	n.Value(`document.querySelector("summary").click(); ""`)
	n.Tap("A recommendation")
	n.Value(`document.querySelector("input[value=listened]").click(); ""`)
	n.Tap("As a letter")
	n.sees("A public review is yours alone to write")

	n.Go(n.base + "/r/" + strings.ToLower(x.codes()[0].Code))
	n.sees("Ana, whom I helped buy a home,")
	n.Value(`document.getElementById("name").value = "Lee Park", document.getElementById("reach").value = "lee", document.getElementById("looking").value = "a flat", document.querySelector("[name=tell]").checked = true, ""`)
	n.Tap("Get in touch with me")
	n.sees("neither an e-mail address nor")
	n.Value(`document.getElementById("reach").value = "lee@example.net", ""`)
	n.Tap("Get in touch with me")
	n.sees("I have your name and will get in touch with you myself.")
	x.cameOfIt()
	n.Go(n.base + x.answerAt())
	n.sees("Lee has left me their name. Thank you.")
}

// press sends keys, as a keyboard does.
func (n walker) press(keys string) {
	n.t.Helper()
	if err := chromedp.Do(n.Context(), chromedp.KeyEvent(keys)); err != nil {
		n.t.Fatal(err)
	}
}

// tabTo goes on with the tab key until something with this text or name has the focus. It fails where the keyboard cannot get there.
func (n walker) tabTo(what string) {
	n.t.Helper()
	for range 40 {
		n.press("\t")
		if strings.HasPrefix(n.Value(`(e => (e.name || "") + "\n" + e.textContent.trim())(document.activeElement)`), what) || strings.Contains(n.Value(`document.activeElement.textContent.trim()`), what) && n.Value(`document.activeElement.tagName`) != "BODY" {
			if n.Value(`getComputedStyle(document.activeElement).outlineStyle`) == "none" {
				n.t.Errorf("one does not see that %q has the focus", what)
			}
			return
		}
	}
	n.t.Fatalf("the keyboard does not get to %q:\n%s", what, n.Text())
}

// arrives waits until the page says something.
func (n walker) arrives(what string) {
	n.t.Helper()
	for range 2000 {
		if v, err := chromedp.Run(n.Context(), chromedp.Evaluate[string](`document.readyState === "complete" && document.body ? document.body.innerText : ""`)); err == nil && strings.Contains(v, what) {
			return
		}
	}
	n.t.Fatalf("%q does not come:\n%s", what, n.Text())
}

func TestTheSameWithoutAScriptAndByKeyboardAlone(t *testing.T) {
	x := newStreet(t)
	server := httptest.NewServer(x.h)
	t.Cleanup(server.Close)
	n := walker{browser.Start(t).Tab(t), t, server.URL}
	n.Look(390, false)
	if _, err := chromedp.Call(n.Context(), emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	at := func(path string) {
		t.Helper()
		if err := chromedp.Do(n.Context(), chromedp.Navigate(n.base+path)); err != nil {
			t.Fatal(err)
		}
	}
	at(x.answerAt())
	n.arrives("Would you pass my name on?")
	n.tabTo("Yes")
	n.press("\r")
	n.arrives("There is no reward for this, just my thanks.")
	if n.Value(`String(!!document.querySelector("[data-share]:not([hidden]), [data-copy]:not([hidden])"))`) != "false" {
		t.Error("a button that needs a script is shown without one")
	}
	n.tabTo("Pass it on by mail")
	if n.Value(`document.activeElement.href.slice(0, 7)`) != "mailto:" {
		t.Error("without a script there is no way to pass it on")
	}
	n.tabTo("Other ways")
	n.press("\r")
	n.tabTo("I have passed it on")
	n.press("\r")
	n.arrives("Thank you for telling me.")

	at("/r/" + x.codes()[0].Code)
	n.arrives("Ana, whom I helped buy a home,")
	n.tabTo("name")
	n.press("Lee Park")
	n.tabTo("reach")
	n.press("lee@example.net")
	n.tabTo("looking")
	n.press("a flat")
	n.tabTo("tell")
	n.press(" ")
	n.tabTo("Get in touch with me")
	n.press("\r")
	n.arrives("I have your name")
	x.cameOfIt()
}

func TestSomebodyInMindIsNamedAndTakenBackInABrowser(t *testing.T) {
	x := newStreet(t)
	server := httptest.NewServer(x.h)
	t.Cleanup(server.Close)
	n := walker{browser.Start(t).Tab(t), t, server.URL}
	n.Look(390, true)
	n.Go(n.base + x.answerAt())
	n.Tap("I have somebody in mind")
	n.sees("I will call you soon.")
	n.Value(`document.querySelector("summary").click(), document.getElementById("first").value = "Lee", document.getElementById("when").selectedIndex = 1, ""`)
	n.Tap("Save")
	n.sees("You have Lee in mind.")
	if r := x.referrals(); len(r) != 1 || r[0].Friend != "Lee" || r[0].Note != "weekday mornings" {
		t.Fatalf("%+v", r)
	}
	n.Tap("Take it back")
	n.sees("Tell me a little more, if you like")
	if r := x.referrals(); r[0].Friend != "" || r[0].WithdrawnAt.IsZero() {
		t.Errorf("%+v", r)
	}
}
