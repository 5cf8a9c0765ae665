package stories_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin/stories"
	"github.com/goodturn-app/goodturn/web/public"
)

type page struct {
	web.Story
	raw  []byte
	root *html.Node
}

func assets(t *testing.T) *web.Assets {
	t.Helper()
	a, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func pages(t *testing.T) []page {
	t.Helper()
	a := assets(t)
	var out []page
	for _, s := range append(stories.Stories(), public.Stories()...) {
		var b bytes.Buffer
		if err := s.Render(a).Render(context.Background(), &b); err != nil {
			t.Fatalf("%s: %v", s.Path(), err)
		}
		root, err := html.Parse(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, page{s, b.Bytes(), root})
	}
	return out
}

func each(n *html.Node, f func(*html.Node)) {
	f(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, f)
	}
}

func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// text is what a person reads or hears: words, labels, hints.
func text(n *html.Node) string {
	var b strings.Builder
	each(n, func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			b.WriteString(n.Data + " ")
		}
		for _, k := range []string{"aria-label", "placeholder", "title", "alt"} {
			if v, ok := attr(n, k); ok {
				b.WriteString(v + " ")
			}
		}
	})
	return b.String()
}

func TestNoTwoStoriesHaveOneAddress(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range pages(t) {
		if seen[p.Path()] {
			t.Errorf("%s twice", p.Path())
		}
		seen[p.Path()] = true
	}
}

// The words that belong to the inside of the machine or to nobody's kind letter.
var never = regexp.MustCompile(`(?i)\b(guards?|gates?|hold|on hold|held|ledgers?|fences?|leases?|enrolments?|suppressions?|idempoten\w*|cron|payload|checking in|touch base|oops|invalid|illegal|fatal|whoops|click here|user(?:s|name)? error)\b|!`)

func TestPagesSpeakPlainly(t *testing.T) {
	for _, p := range pages(t) {
		if m := never.FindString(text(p.root)); m != "" {
			t.Errorf("%s says %q", p.Path(), m)
		}
	}
}

func TestPagesHaveNothingThatTheirHeadersRefuse(t *testing.T) {
	for _, p := range pages(t) {
		each(p.root, func(n *html.Node) {
			if _, ok := attr(n, "style"); ok {
				t.Errorf("%s: <%s> has a style attribute", p.Path(), n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:") {
					t.Errorf("%s: <%s %s> is a script inside the page", p.Path(), n.Data, a.Key)
				}
			}
			src, ok := attr(n, "src")
			if n.Data == "script" && (!ok || !strings.HasPrefix(src, "/assets/")) {
				t.Errorf("%s: a script that is not one of our files", p.Path())
			}
			if n.Data == "style" {
				t.Errorf("%s: styles inside the page", p.Path())
			}
			if strings.HasPrefix(src, "http") || strings.HasPrefix(src, "//") {
				t.Errorf("%s loads %s from elsewhere", p.Path(), src)
			}
		})
	}
}

func TestPagesHaveOneHeadingAndNoGapsBelowIt(t *testing.T) {
	for _, p := range pages(t) {
		ones, last := 0, 0
		each(p.root, func(n *html.Node) {
			if n.Type != html.ElementNode || len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
				return
			}
			level := int(n.Data[1] - '0')
			if level == 1 {
				ones++
			}
			if level > last+1 {
				t.Errorf("%s: h%d follows h%d at %q", p.Path(), level, last, strings.TrimSpace(text(n)))
			}
			last = level
		})
		if ones != 1 {
			t.Errorf("%s has %d first headings", p.Path(), ones)
		}
	}
}

func TestIDsAreUniqueAndPointersLeadSomewhere(t *testing.T) {
	for _, p := range pages(t) {
		ids := map[string]bool{}
		each(p.root, func(n *html.Node) {
			if id, ok := attr(n, "id"); ok {
				if ids[id] {
					t.Errorf("%s: id %q twice", p.Path(), id)
				}
				ids[id] = true
			}
		})
		each(p.root, func(n *html.Node) {
			for _, k := range []string{"for", "aria-describedby", "aria-labelledby", "data-copy"} {
				v, _ := attr(n, k)
				for _, id := range strings.Fields(v) {
					if !ids[id] {
						t.Errorf("%s: %s=%q points nowhere", p.Path(), k, id)
					}
				}
			}
		})
	}
}

func TestPauseOrResumeIsOnEveryPageOfTheOwner(t *testing.T) {
	for _, p := range pages(t) {
		if !bytes.Contains(p.raw, []byte(`class="shell"`)) {
			continue
		}
		if !bytes.Contains(p.raw, []byte(`action="/pause"`)) && !bytes.Contains(p.raw, []byte(`action="/resume"`)) {
			t.Errorf("%s has no way to stop everything", p.Path())
		}
	}
}

func TestDemoPagesSayThatTheyAreSamples(t *testing.T) {
	for _, p := range pages(t) {
		if p.State == "demo" && strings.Count(text(p.root), "Sample data") < 2 {
			t.Errorf("%s does not say so", p.Path())
		}
	}
}

func TestSizes(t *testing.T) {
	a := assets(t)
	size := func(name string) int {
		w := httptest.NewRecorder()
		a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, a.URL(name), nil))
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", name, w.Code)
		}
		return w.Body.Len()
	}
	if n := size("look.css"); n > 20_000 {
		t.Errorf("look.css has %d bytes, 20,000 are the most", n)
	}
	owner := size("look.css") + size("page.js") + size("vendor/htmx.min.js")
	client := size("public.css") + size("public.js")
	for _, p := range pages(t) {
		if p.Public && len(p.raw)+client > 15_000 {
			t.Errorf("%s has %d bytes with its stylesheet, 15,000 are the most", p.Path(), len(p.raw)+client)
		}
		if !p.Public && len(p.raw)+owner > 150_000 {
			t.Errorf("%s has %d bytes with everything it loads, 150,000 are the most", p.Path(), len(p.raw)+owner)
		}
	}
}

func TestClientsPagesSetNoCookieAndPostOnlyFromForms(t *testing.T) {
	stories := public.Stories()
	h := web.Storybook(assets(t), stories)
	for _, s := range stories {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, s.Path(), nil))
		if w.Code != http.StatusOK || w.Header().Get("Set-Cookie") != "" || !strings.Contains(w.Header().Get("X-Robots-Tag"), "noindex") {
			t.Errorf("%s: %d, %v", s.Path(), w.Code, w.Header())
		}
	}
	for _, p := range pages(t) {
		if !p.Public {
			continue
		}
		each(p.root, func(n *html.Node) {
			if n.Data == "form" {
				m, _ := attr(n, "method")
				// Ticks of a recommendation only choose words of the page that comes back: nothing is kept.
				if m != "post" && !strings.Contains(p.Path(), "recommendation") {
					t.Errorf("%s has a form that does not post", p.Path())
				}
			}
		})
	}
}

// Refusing is as easy as agreeing: every answer is a button of the same class in the same form.
func TestNoIsAsBigAsYes(t *testing.T) {
	for _, p := range pages(t) {
		if p.Page != "client answer" || p.State != "open" {
			continue
		}
		classes := map[string]string{}
		each(p.root, func(n *html.Node) {
			if name, _ := attr(n, "name"); n.Data == "button" && name == "answer" {
				v, _ := attr(n, "value")
				classes[v], _ = attr(n, "class")
			}
		})
		for _, v := range []string{"yes", "middle", "not_now", "no"} {
			if c, ok := classes[v]; !ok || c != classes["yes"] {
				t.Errorf("the button %q looks unlike yes: %q", v, c)
			}
		}
		if _, ok := classes["stop"]; !ok {
			t.Error("there is no way to stop everything")
		}
		return
	}
	t.Fatal("there is no story of an open answer page")
}
