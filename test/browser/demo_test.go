package browser_test

import (
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/config"
	"github.com/goodturn-app/goodturn/test/browser"
)

// heaviest is how large a page may be.
const heaviest = 150_000

var (
	href = regexp.MustCompile(`href="(/[^"#]*)`)
	id   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]{4}-[0-9]{2}\b|^/[a-z]/[A-Za-z0-9_-]{8,}`)
	ask  = regexp.MustCompile(`href="/a/`)
	code = regexp.MustCompile(`http://[0-9.:]+/r/[0-9A-Z]+`)
	page = regexp.MustCompile(`(?s)<title>([^<]+)</title>`)
)

// TestTheDemoInABrowser opens the demo as somebody would who has just started it: every kind of page that a link leads to holds on a
// telephone, and the main path works tap by tap.
func TestTheDemoInABrowser(t *testing.T) {
	c, err := config.Load(map[string]string{"listen": "127.0.0.1:0"}, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	d, err := app.NewDemo(t.Context(), c, app.Options{Version: "test", Log: slog.New(slog.DiscardHandler)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	base := "http://" + d.Listening()
	tab := browser.Start(t).Tab(t)

	t.Run("every kind of page", func(t *testing.T) { crawl(t, tab, base) })
	t.Run("the main path", func(t *testing.T) { mainPath(t, tab, base) })
	t.Run("from a caught ask to the board", func(t *testing.T) { answered(t, tab, base) })
}

// crawl follows links from the first page: two of each kind are looked at in the browser, and some more of each must be there.
func crawl(t *testing.T, tab *browser.Tab, base string) {
	tab.Look(390, false)
	queue, seen, kinds := []string{"/", "/start/file", "/start/voice", "/start/choose"}, map[string]bool{}, map[string]int{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		kind, _, _ := strings.Cut(path, "?")
		kind = id.ReplaceAllString(kind, "*")
		if kinds[kind]++; seen[path] || kinds[kind] > 4 || strings.HasPrefix(path, "/assets/") {
			continue
		}
		seen[path] = true
		res, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		switch {
		case err != nil:
			t.Fatal(err)
		case res.StatusCode != http.StatusOK:
			t.Errorf("%s: %s", path, res.Status)
			continue
		case !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html"):
			continue
		case len(body) > heaviest:
			t.Errorf("%s has %d bytes, at most %d", path, len(body), heaviest)
		}
		text := strings.ReplaceAll(string(body), "&amp;", "&")
		if !strings.Contains(path, "letter.html") && !page.MatchString(text) {
			t.Errorf("%s has no title", path)
		}
		if strings.ContainsRune(text, '\uFFFD') {
			t.Errorf("%s holds a broken letter", path)
		}
		for _, m := range href.FindAllStringSubmatch(text, -1) {
			queue = append(queue, m[1])
		}
		if kinds[kind] > 2 || strings.Contains(path, "letter.html") {
			continue
		}
		for _, e := range tab.Go(base + path) {
			t.Errorf("%s writes on the console: %s", path, e)
		}
		if wide := tab.Sideways(); wide != "" {
			t.Errorf("%s scrolls sideways: %s", path, wide)
		}
		tab.LoadAxe()
		for _, f := range tab.Faults() {
			t.Errorf("%s: %s", path, f)
		}
	}
	if len(kinds) < 30 {
		t.Errorf("only %d kinds of pages were found: %v", len(kinds), kinds)
	}
}

// mainPath is what somebody does in their first minutes.
func mainPath(t *testing.T, tab *browser.Tab, base string) {
	says := func(want ...string) {
		t.Helper()
		text := tab.Text()
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Fatalf("%q is not on the page:\n%s", w, text)
			}
		}
	}
	tab.Go(base + "/")
	says("Sample data", "Leaves this week", "So far")
	tab.Tap("Pause everything")
	says("Everything is paused")
	tab.Tap("Resume")
	tab.Tap("Read all")
	says("wait for your yes")
	tab.Tap("Approve these")
	says("are approved. You can take them back until")
	tab.Tap("Take back")
	says("wait for you again")

	tab.Tap("Change it")
	tab.Value(`new Promise(done => {
		const body = document.getElementById("body"), preview = document.getElementById("preview");
		body.value += "\n\nJust checking in!";
		new MutationObserver(() => done("")).observe(preview, {childList: true, subtree: true});
		body.dispatchEvent(new Event("input", {bubbles: true}));
	})`)
	says("There is an exclamation mark", "is a phrase that says there is no reason to write")

	tab.Go(base + "/people/new")
	if at := tab.Value(`document.activeElement.id`); at != "name" {
		t.Errorf("one begins to type in %q", at)
	}
	tab.Leads(`
		for (const [k, v] of Object.entries({name: "Mara Okafor", reach: "mara.okafor@example.com", date: new Date(Date.now() - 40 * 864e5).toISOString().slice(0, 10), address: "12 Oak St, 4C, Brooklyn NY 11201"}))
			document.getElementById(k).value = v;
		document.querySelector('form[action="/people"] button').click()`)
	says("Added. The first of", "12 Oak St, 4C, Brooklyn, NY 11201")
	tab.Tap("Change name")
	tab.Leads(`document.getElementById("email").value = "mara@example.org"; document.querySelector("button[value=look]").click()`)
	tab.Tap("Keep the change")
	says("mara@example.org", "Corrected since; nothing goes there")
	tab.Leads(`document.querySelector("select[name=what]").value = "died"; document.querySelector('form[action$="/life"] button').click()`)
	says("has died", "Nothing goes out any more")
	tab.Tap("Take it back")
	says("Taken back.")
	tab.Tap("Leave out")
	tab.Tap("Take them in again")
	tab.Tap("Why")
	says("Everything that was looked at")

	tab.Go(base + "/year")
	tab.Leads(`document.querySelector("input[name=tempo][value=careful]").click(); document.querySelector('form[action^="/tempo"] button[value=look]').click()`)
	says("asks fewer", "Nothing is changed yet.")
}

// answered plays a client who says yes to an ask that was caught, and then the friend to whom the link was passed on.
func answered(t *testing.T, tab *browser.Tab, base string) {
	has := func(want ...string) {
		t.Helper()
		text := tab.Text()
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Fatalf("%q is not on the page:\n%s", w, text)
			}
		}
	}
	get := func(path string) string {
		res, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	caught := ""
	for _, m := range href.FindAllStringSubmatch(get("/inbox"), -1) {
		if strings.HasPrefix(m[1], "/inbox/") && ask.MatchString(get(m[1])) {
			caught = m[1]
			break
		}
	}
	if caught == "" {
		t.Fatal("no ask among the caught messages has a link")
	}
	tab.Look(390, false)
	tab.Go(base + caught)
	has("so you can answer in their place")
	tab.Leads(`document.querySelector('a[href^="/a/"]').click()`)
	has("Would you pass my name on?")
	tab.Tap("Yes")
	has("Thank you", "There is no reward for this")
	text := tab.Value(`document.querySelector("textarea").value`)
	link := code.FindString(text)
	if link == "" || !strings.HasPrefix(link, base) {
		t.Fatalf("the link to pass on does not open here: %q", text)
	}
	tab.Go(link)
	has("thought that I could be of use to you")
	tab.Leads(`
		for (const [k, v] of Object.entries({name: "Lee Park", reach: "lee@example.org"})) document.getElementById(k).value = v;
		document.querySelector('form[action^="/r/"] button').click()`)
	has("I have your name")
	tab.Go(base + "/introductions")
	has("Lee Park")
	tab.Go(base + "/tasks")
	has("Lee Park")
}
