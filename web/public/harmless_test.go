package public_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/storetest"
	"github.com/goodturn-app/goodturn/test/browser"
)

// bothDatabases runs a test on SQLite and on PostgreSQL.
func bothDatabases(t *testing.T, test func(*testing.T, func() *street)) {
	for name, pg := range map[string]bool{"SQLite": false, "PostgreSQL": true} {
		t.Run(name, func(t *testing.T) { test(t, func() *street { return newStreetOn(t, pg) }) })
	}
}

var ours = regexp.MustCompile(`https://answers\.example\.com(/[A-Za-z0-9_\-/?=&]+)`)

// links are all paths of ours in everything that left.
func (x *street) links() (out []string) {
	for _, c := range x.Mail.Captured() {
		m := c.Message
		for _, found := range ours.FindAllStringSubmatch(strings.ReplaceAll(m.Text+" "+m.HTML+" "+m.UnsubscribeURL, "&amp;", "&"), -1) {
			out = append(out, found[1])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// settle waits until everything is committed that was to be written later: the second of two marks is made after the commit of the first.
func (x *street) settle() {
	for range 2 {
		done := make(chan struct{})
		x.DB.Later(func(*store.Tx) error { close(done); return nil })
		if err := x.DB.Write(x.t.Context(), func(*store.Tx) error { return nil }); err != nil { // in memory it rides on this one
			x.t.Fatal(err)
		}
		<-done
	}
}

// TestEveryLinkOfEveryMessageIsHarmless: scanners and previews follow every link; only what a person does on a page counts.
func TestEveryLinkOfEveryMessageIsHarmless(t *testing.T) {
	chrome := browser.Start(t)
	bothDatabases(t, func(t *testing.T, open func() *street) {
		x := open()
		do(x.h, "POST", x.answerAt(), "answer=yes")
		code := x.codes()[0].Code
		x.send(code, lee("tell", "1"))
		do(x.h, "POST", x.answerAt()+"/note", "")
		x.runFor(goodturn.Day)
		paths := x.links()
		for _, want := range []string{"/a/", "/u/", "/r/", "/f/"} {
			if !slices.ContainsFunc(paths, func(p string) bool { return strings.HasPrefix(p, want) }) {
				t.Errorf("no message has a link to %s", want)
			}
		}
		paths = append(paths, x.valueAt(), x.answerAt()+"?change", x.answerAt()+"/card", x.answerAt()+"/recommend?good=listened&as=letter", "/r/"+code+"/thanks", "/r/"+code+"/not", x.answerAt()+"/note", x.answerAt()+"/shared", x.answerAt()+"/mind", x.stopAt()+"/undo", "/r/ZZZZZZZ2", "/r/no-code/thanks")
		settle := func() storetest.Snapshot {
			x.settle()
			return storetest.Snap(t, x.DB)
		}
		before := settle()
		for _, path := range paths {
			for _, method := range []string{"GET", "HEAD"} {
				for _, agent := range []string{"", "Mozilla/5.0 (iPhone)", "Barracuda Sentinel", "facebookexternalhit/1.1"} {
					r := httptest.NewRequest(method, path, nil)
					r.Header.Set("User-Agent", agent)
					w := httptest.NewRecorder()
					x.h.ServeHTTP(w, r)
					if w.Code >= 500 {
						t.Errorf("%s %s: %d", method, path, w.Code)
					}
				}
			}
		}
		server := httptest.NewServer(x.h)
		defer server.Close()
		tab := chrome.Tab(t)
		for _, path := range paths { // a browser that runs every script and touches nothing
			tab.Go(server.URL + path)
			tab.Value(`new Promise(done => requestIdleCallback(() => done("")))`)
		}
		if changed := before.Changed(settle()); len(changed) > 1 || len(changed) == 1 && changed[0] != "fetch" {
			t.Errorf("looking at %d links changed %v", len(paths), changed)
		} else if len(changed) == 0 {
			t.Error("no look was logged: were the links fetched at all?")
		}
	})
}

// TestARefusalWinsEveryRace: answers come from two devices at once, in any order.
func TestARefusalWinsEveryRace(t *testing.T) {
	bothDatabases(t, func(t *testing.T, open func() *street) {
		for name, c := range map[string]struct {
			other func(*street) (path, body string)
			check func(*street) bool
		}{
			"a no":         {func(x *street) (string, string) { return x.answerAt(), "answer=no" }, func(x *street) bool { return x.asked().Answer == goodturn.AnswerNo }},
			"stop":         {func(x *street) (string, string) { return x.answerAt(), "answer=stop" }, func(x *street) bool { return x.asked().Answer == goodturn.AnswerStop && x.stopped() }},
			"unsubscribed": {func(x *street) (string, string) { return x.stopAt(), "List-Unsubscribe=One-Click" }, func(x *street) bool { return x.stopped() }},
			"not now":      {func(x *street) (string, string) { return x.answerAt(), "answer=not_now" }, func(x *street) bool { return x.asked().Answer == goodturn.AnswerNotNow }},
		} {
			t.Run(name, func(t *testing.T) {
				for range 3 {
					x := open()
					before := len(x.mailTo("ana@example.com"))
					path, body := c.other(x)
					var wg sync.WaitGroup
					for _, tap := range [][2]string{{x.answerAt(), "answer=yes"}, {path, body}, {x.answerAt(), "answer=yes"}, {x.answerAt(), "answer=middle"}} {
						wg.Go(func() {
							if w := do(x.h, "POST", tap[0], tap[1]); w.Code >= 400 {
								t.Errorf("%v: %d", tap, w.Code)
							}
						})
					}
					wg.Wait()
					if !c.check(x) {
						t.Fatalf("the refusal lost: %q, stopped %v", x.asked().Answer, x.stopped())
					}
					if x.stopped() {
						do(x.h, "POST", x.answerAt()+"/note", "")
						x.runFor(goodturn.Day)
						if n := len(x.mailTo("ana@example.com")); n != before {
							t.Errorf("%d messages left after it", n-before)
						}
					}
				}
			})
		}
	})
}

// TestManyTapsOnOneFormAreOneIntroduction: a slow telephone sends the form again and again.
func TestManyTapsOnOneFormAreOneIntroduction(t *testing.T) {
	bothDatabases(t, func(t *testing.T, open func() *street) {
		x := open()
		do(x.h, "POST", x.answerAt(), "answer=yes")
		code := x.codes()[0].Code
		form := lee("consent", x.consent(code), "tell", "1").Encode()
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				if w := do(x.h, "POST", "/r/"+code, form); w.Code != http.StatusSeeOther {
					t.Errorf("%d", w.Code)
				}
			})
		}
		wg.Wait()
		if r := x.referrals(); len(r) != 1 || len(x.tasks(r[0].FriendID)) != 1 {
			t.Fatalf("%d introductions", len(r))
		}
		x.runFor(goodturn.Day)
		if got := x.mailTo("lee@example.net"); len(got) != 1 {
			t.Errorf("%d confirmations", len(got))
		}
	})
}

// TestAFriendWhoTakesItBackWhileTheConfirmationWaitsGetsNone, by whichever of the two came first.
func TestAFriendWhoTakesItBackWhileTheConfirmationWaitsGetsNone(t *testing.T) {
	bothDatabases(t, func(t *testing.T, open func() *street) {
		x := open()
		do(x.h, "POST", x.answerAt(), "answer=yes")
		x.send(x.codes()[0].Code, lee())
		do(x.h, "POST", "/f/"+x.key.Token(link.Friend, x.referrals()[0].ID), "")
		x.runFor(goodturn.Day)
		if got := x.mailTo("lee@example.net"); len(got) > 0 {
			t.Errorf("%q", got)
		}
	})
}
