package web

import (
	"fmt"
	"html"
	"net/http"
	"sort"

	"github.com/a-h/templ"
)

// Story is one page in one state, without a server behind it: for screenshots, accessibility checks, and for reading the words.
type Story struct {
	Page   string // "today"
	State  string // "empty", "one", "many", "error", "long names", "right to left", "paused", "observing", "demo"
	Public bool   // a client's page, with the headers of clients' pages
	Render func(a *Assets) templ.Component
}

// Path is where Storybook serves the story.
func (s Story) Path() string { return "/stories/" + slug(s.Page) + "/" + slug(s.State) }

func slug(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c == ' ' {
			b[i] = '-'
		}
	}
	return string(b)
}

// Storybook serves every story under the headers that its page has in earnest, the assets, and a list of all.
func Storybook(a *Assets, stories []Story) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /assets/", a)
	list := map[string][]Story{}
	for _, s := range stories {
		list[s.Page] = append(list[s.Page], s)
		h := http.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = Render(w, r, s.Render(a)) }))
		if s.Public {
			h = PublicHeaders(h)
		} else {
			h = AdminHeaders(h)
		}
		mux.Handle("GET "+s.Path(), h)
	}
	mux.Handle("GET /stories/letter.html", AdminHeaders(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A letter</title></head><body><p>Hi Ana,</p><p>A letter as a mail program draws it.</p></body></html>`)
	})))
	mux.Handle("GET /{$}", AdminHeaders(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		pages := make([]string, 0, len(list))
		for p := range list {
			pages = append(pages, p)
		}
		sort.Strings(pages)
		fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Every page in every state</title><link rel="stylesheet" href="%s"><main class="bare"><h1>Every page in every state</h1>`, a.URL("look.css"))
		for _, p := range pages {
			fmt.Fprintf(w, "<h2>%s</h2><p>", html.EscapeString(p))
			for _, s := range list[p] {
				fmt.Fprintf(w, `<a href="%s">%s</a> `, s.Path(), html.EscapeString(s.State))
			}
			fmt.Fprint(w, "</p>")
		}
		fmt.Fprint(w, "</main>")
	})))
	return mux
}
