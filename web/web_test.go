package web_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/web"
)

func TestAFailureBecomesAPageAndALineInTheLog(t *testing.T) {
	var log bytes.Buffer
	x := web.Wrapper{Log: slog.New(slog.NewTextHandler(&log, nil)), NewID: func() string { return "0123456789abcdef" }, Page: func(_ context.Context, p web.Problem) templ.Component {
		return web.ProblemBody(p)
	}}
	for name, c := range map[string]struct {
		h      web.Handler
		status int
		says   []string
		logged bool
	}{
		"their own mistake names the field and is not logged": {func(http.ResponseWriter, *http.Request) error {
			return goodturn.Invalid("email", "That has no @.", "As in ana@example.com.")
		}, 422, []string{"That has no @.", "email", "ana@example.com"}, false},
		"a thing that is not there": {func(http.ResponseWriter, *http.Request) error { return goodturn.NotFound("person") }, 404, []string{"There is no such person."}, false},
		"our fault shows a number and keeps the cause to itself": {func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Location", "/half")
			_, _ = w.Write([]byte("half a page"))
			return errors.New("secret cause")
		}, 500, []string{"Something went wrong on our side", "89abcdef"}, true},
		"a panic is our fault too": {func(http.ResponseWriter, *http.Request) error { panic("boom") }, 500, []string{"89abcdef"}, true},
	} {
		log.Reset()
		w := httptest.NewRecorder()
		x.Handle(c.h).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		body := w.Body.String()
		if w.Code != c.status {
			t.Errorf("%s: status %d", name, w.Code)
		}
		for _, s := range c.says {
			if !strings.Contains(body, s) {
				t.Errorf("%s: %q is not on the page: %s", name, s, body)
			}
		}
		for _, s := range []string{"secret cause", "half a page", "boom"} {
			if strings.Contains(body, s) {
				t.Errorf("%s: %q reached the page", name, s)
			}
		}
		if w.Header().Get("Location") != "" {
			t.Errorf("%s: it still leads elsewhere", name)
		}
		if (log.Len() > 0) != c.logged {
			t.Errorf("%s: log %q", name, log.String())
		}
	}
}

func TestAssetsAreServedUnderTheirHashAloneAndForEver(t *testing.T) {
	a, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		a.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	for name, kind := range map[string]string{"look.css": "text/css", "public.css": "text/css", "page.js": "javascript", "vendor/htmx.min.js": "javascript"} {
		w := get(a.URL(name))
		if w.Code != 200 || !strings.Contains(w.Header().Get("Content-Type"), kind) || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
	}
	if w := get("/assets/look.css"); w.Code != 404 {
		t.Errorf("without its hash: %d", w.Code)
	}
}
