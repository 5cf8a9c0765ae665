package admin_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/admin"
)

type nobody struct{}

func (nobody) For(goodturn.User, goodturn.Channel) (channel.Sender, error) {
	return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "not connected"}
}

// house is a set of pages on an in-memory database, and the log-in link of the first start.
func house(t *testing.T) (h http.Handler, db *store.DB, first string) {
	t.Helper()
	now := goodturn.ClockFunc(func() time.Time { return time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC) })
	db, err := sqlite.OpenMemory(context.Background(), store.Options{Clock: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	key, err := link.New(bytes.Repeat([]byte{7}, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	pack, err := playbook.Library("real-estate")
	if err != nil {
		t.Fatal(err)
	}
	p := program.New(program.Deps{DB: db, Rand: rand.Reader, Library: map[string]*playbook.Shipped{"real-estate": pack}, Links: key, Senders: nobody{}, Node: "n", Boot: "b"})
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	first, err = auth.NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Write(context.Background(), func(tx *store.Tx) error {
		return tx.InsertLoginLink(store.LoginLink{Hash: auth.TokenHash(first), Purpose: "first", ExpiresAt: tx.Now().Add(time.Hour)})
	}); err != nil {
		t.Fatal(err)
	}
	return admin.New(admin.Deps{Program: p, DB: db, Auth: auth.NewBook(db, rand.Reader, now), Assets: assets, Clock: now, Rand: rand.Reader}), db, first
}

func get(h http.Handler, path string, cs ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	for _, c := range cs {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func post(h http.Handler, path string, form url.Values, cs ...*http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range cs {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// enter uses the first link and gives the session's cookie.
func enter(t *testing.T, h http.Handler, first string) *http.Cookie {
	t.Helper()
	w := post(h, "/welcome/"+first, url.Values{"name": {"Dana Reyes"}, "email": {"dana@example.com"}, "password": {"four words that fit"}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	for _, c := range w.Result().Cookies() {
		if c.Name == auth.CookieName {
			if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
				t.Error("the session's cookie can be read or sent by other pages")
			}
			return c
		}
	}
	t.Fatal("no session was given")
	return nil
}

func TestNobodySeesAPageWithoutLoggingIn(t *testing.T) {
	h, _, first := house(t)
	for _, path := range []string{"/", "/people", "/year", "/messages", "/inbox", "/settings", "/tasks", "/live", "/people/new"} {
		if w := get(h, path); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/login") {
			t.Errorf("%s answers %d to a stranger", path, w.Code)
		}
	}
	if w := post(h, "/pause", nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/login" {
		t.Errorf("a stranger's pause: %d", w.Code)
	}
	if w := get(h, "/welcome/"+first); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Welcome") {
		t.Errorf("the first link: %d", w.Code)
	}
	if w := get(h, "/welcome/"+strings.Repeat("x", 43)); w.Code != http.StatusNotFound {
		t.Errorf("a made-up link: %d", w.Code)
	}
}

func TestEveryRoomOpensAndPauseWorksFromAnyOfThem(t *testing.T) {
	h, db, first := house(t)
	c := enter(t, h, first)
	for _, path := range []string{"/", "/people", "/year", "/messages", "/settings", "/tasks", "/live", "/stopped", "/people/new", "/import", "/start/file", "/words"} {
		w := get(h, path, c)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `action="/pause"`) {
			t.Errorf("%s: %d, pause on the page: %v", path, w.Code, strings.Contains(w.Body.String(), `action="/pause"`))
		}
	}
	paused := func() (s goodturn.Settings) {
		if err := db.Read(context.Background(), func(tx *store.Tx) (err error) { s, err = tx.Settings(); return err }); err != nil {
			t.Fatal(err)
		}
		return s
	}
	if w := post(h, "/pause", nil, c); w.Code != http.StatusSeeOther || !paused().Paused {
		t.Fatalf("pause: %d, paused %v", w.Code, paused().Paused)
	}
	if w := post(h, "/resume", nil, c); w.Code != http.StatusSeeOther || paused().Paused {
		t.Fatalf("resume: %d, paused %v", w.Code, paused().Paused)
	}
	if w := post(h, "/logout", nil, c); w.Code != http.StatusSeeOther || get(h, "/", c).Code != http.StatusSeeOther {
		t.Fatal("logging out does not end the session")
	}
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	h, _, first := house(t)
	c := enter(t, h, first)
	r := httptest.NewRequest("POST", "/pause", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.AddCookie(c)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Fatalf("another site's form was taken: %d", w.Code)
	}
}
