// Package browser answers one question: do the pages hold in a real browser? It starts headless Chromium, loads pages from a server
// on loopback, and looks at what a person would stumble over: pages that scroll sideways, faults that axe-core finds, errors on the
// console. It needs Chromium and says so; it never skips.
package browser

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// axe is axe-core 4.14.1, MPL-2.0; its licence lies beside it.
//
//go:embed testdata/axe.min.js
var axe string

// Browser is one running Chromium with its own empty profile.
type Browser struct{ ctx context.Context }

// names are what Chromium is called on the systems we know.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"}

// Start runs Chromium until the test ends. GOODTURN_TEST_CHROME names the program if it lies elsewhere.
func Start(t testing.TB) *Browser {
	t.Helper()
	program := os.Getenv("GOODTURN_TEST_CHROME")
	for _, n := range names {
		if program != "" {
			break
		}
		if p, err := exec.LookPath(n); err == nil {
			program = p
		}
	}
	if program == "" {
		t.Fatal("The pages are checked in Chromium, and there is none here. Install it (Debian: apt-get install chromium; macOS: brew install --cask chromium), or set GOODTURN_TEST_CHROME to the program.")
	}
	dir, err := os.MkdirTemp("", "goodturn-chrome")
	if err != nil {
		t.Fatal(err)
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(program), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(dir),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true))
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		cancel()
		stop()
		for range 50 { // its children may still write for a moment
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	return &Browser{ctx: ctx}
}

// Tab is one page of the browser. Its methods fail the test when the browser fails.
type Tab struct {
	t   testing.TB
	ctx context.Context
}

// Tab opens an empty page that closes with the test.
func (b *Browser) Tab(t testing.TB) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	return &Tab{t: t, ctx: ctx}
}

// Context is the tab's, for steps that Tab has no method for.
func (tab *Tab) Context() context.Context { return tab.ctx }

// Look sets width and colours before or after a page is loaded.
func (tab *Tab) Look(width int64, dark bool) {
	tab.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(tab.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	if err == nil {
		err = chromedp.Do(tab.ctx, chromedp.EmulateViewport(width, 900))
	}
	if err != nil {
		tab.t.Fatalf("set the view: %v", err)
	}
}

// Go loads a page and gives back the errors that it wrote on the console while loading.
func (tab *Tab) Go(url string) []string {
	tab.t.Helper()
	ctx, cancel := context.WithCancel(tab.ctx)
	defer cancel()
	messages := chromedp.Console(ctx)
	if err := chromedp.Do(tab.ctx, chromedp.Navigate(url)); err != nil {
		tab.t.Fatalf("load %s: %v", url, err)
	}
	// A last message of our own marks the end of those that came before it.
	if _, err := chromedp.Run(tab.ctx, chromedp.Evaluate[int](`console.log("end of loading"), 1`)); err != nil {
		tab.t.Fatalf("read the console of %s: %v", url, err)
	}
	var errs []string
	for m, err := range messages {
		if err != nil || m.Text == "end of loading" {
			break
		}
		if m.Type == "error" || m.IsException() {
			errs = append(errs, m.Text)
		}
	}
	return errs
}

// Value evaluates a script that gives text.
func (tab *Tab) Value(script string) string {
	tab.t.Helper()
	v, err := chromedp.Run(tab.ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		tab.t.Fatalf("evaluate %.60q: %v", script, err)
	}
	return v
}

// Leads runs a script that leads to another page, and waits until that is there.
func (tab *Tab) Leads(script string) {
	tab.t.Helper()
	tab.Value(`window.before = true; ` + script + `; ""`)
	for range 400 { // a page that is just being left cannot be asked
		v, err := chromedp.Run(tab.ctx, chromedp.Evaluate[string](`new Promise(done => setTimeout(() => done(!window.before && document.readyState === "complete" ? "there" : ""), 25))`, chromedp.EvalAwaitPromise))
		if err == nil && v == "there" {
			return
		}
	}
	tab.t.Fatalf("nothing came of %s", script)
}

// Tap taps the first button or link whose text begins like this, and waits for the page to which it leads.
func (tab *Tab) Tap(text string) {
	tab.t.Helper()
	tab.Leads(fmt.Sprintf(`{
		const b = [...document.querySelectorAll("button, a")].find(e => e.offsetParent && e.textContent.trim().startsWith(%[1]q));
		if (!b) throw new Error("no " + %[1]q + " on " + location.pathname);
		b.click();
	}`, text))
}

// Text is what the page says to somebody who reads it.
func (tab *Tab) Text() string {
	tab.t.Helper()
	return tab.Value(`document.body.innerText`)
}

// Sideways names what is wider than the window, if anything.
func (tab *Tab) Sideways() string {
	return tab.Value(`(() => {
		const w = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= w) return "";
		const scrolls = e => { for (; e; e = e.parentElement) if (["auto","scroll","hidden"].includes(getComputedStyle(e).overflowX)) return true; return false; };
		const out = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > w + 1 && !scrolls(e.parentElement)).slice(0, 3);
		return document.documentElement.scrollWidth + " of " + w + ": " + out.map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40)).join(" | ");
	})()`)
}

// Covered names the main buttons of forms that something lies over, at the top of the page or when they are near the lower edge of the
// window, and what a tap in their middle would meet instead.
func (tab *Tab) Covered() string {
	return tab.Value(`(() => {
		const out = [];
		for (const b of document.querySelectorAll("main>form .go, main>.two form .go")) for (const low of [false, true]) {
			window.scrollTo(0, 0);
			if (low) window.scrollBy(0, b.getBoundingClientRect().bottom - innerHeight + 8);
			const r = b.getBoundingClientRect(), y = r.top + r.height / 2;
			if (!b.checkVisibility() || y < 0 || y > innerHeight) continue;
			const met = document.elementFromPoint(r.left + r.width / 2, y);
			if (!met || !b.contains(met)) out.push(b.textContent.trim() + " meets " + (met ? met.tagName + " " + met.textContent.trim().slice(0, 30) : "nothing"));
		}
		window.scrollTo(0, 0);
		return [...new Set(out)].join(" | ");
	})()`)
}

// LoadAxe brings axe-core into the page; Faults needs it.
func (tab *Tab) LoadAxe() {
	tab.t.Helper()
	if err := chromedp.Do(tab.ctx, chromedp.Evaluate[chromedp.Void](axe+";void 0")); err != nil {
		tab.t.Fatalf("load axe-core: %v", err)
	}
}

// Faults lists what axe-core finds against WCAG 2.2 A and AA. An empty list of rules means all of them.
func (tab *Tab) Faults(rules ...string) []string {
	only := `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}`
	if len(rules) > 0 {
		only = `{type: "rule", values: ["` + strings.Join(rules, `", "`) + `"]}`
	}
	out := tab.Value(`axe.run(document, {runOnly: ` + only + `, resultTypes: ["violations"]}).then(r => r.violations.flatMap(v => v.nodes.slice(0, 4).map(n =>
		v.id + ": " + n.target.join(" ") + ": " + n.html.slice(0, 140).replace(/\s+/g, " ") + ": " + n.failureSummary.split("\n").slice(1).join("; ").slice(0, 240))).join("\n"))`)
	if out == "" {
		return nil
	}
	return strings.Split(out, "\n")
}

// Shot writes the whole page as a picture.
func (tab *Tab) Shot(file string) {
	tab.t.Helper()
	png, err := chromedp.Run(tab.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(file, png, 0o644)
	}
	if err != nil {
		tab.t.Fatal(fmt.Errorf("take a picture: %w", err))
	}
}
