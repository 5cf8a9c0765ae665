package webhook

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// peer is another system on loopback, over TLS, that this client may reach.
func peer(t *testing.T, h http.HandlerFunc) (*Client, string) {
	t.Helper()
	srv := httptest.NewTLSServer(h)
	t.Cleanup(srv.Close)
	roots := x509.NewCertPool()
	roots.AddCert(srv.Certificate())
	allow, err := ParseAllowed(srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c := NewClient(&Guard{Allow: allow}, &tls.Config{RootCAs: roots})
	t.Cleanup(c.Close)
	return c, srv.URL
}

func TestWhatTheOtherSideAnswersDecides(t *testing.T) {
	var elsewhere atomic.Int32
	away := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	t.Cleanup(away.Close)
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		failed string // part of it; empty: it arrived
		gone   bool
		wait   time.Duration
	}{
		{name: "200", answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }},
		{name: "204", answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }},
		{name: "a redirect is not followed", answer: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, away.URL, http.StatusTemporaryRedirect)
		}, failed: "leads elsewhere"},
		{name: "a redirect for good is not either", answer: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, away.URL, http.StatusMovedPermanently)
		}, failed: "leads elsewhere"},
		{name: "304", answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(304) }, failed: "304"},
		{name: "400", answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(400) }, failed: "400"},
		{name: "410", answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(410) }, failed: "no more", gone: true},
		{name: "429 with a time", answer: func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "120"); w.WriteHeader(429) }, failed: "429", wait: 2 * time.Minute},
		{name: "503 with a date", answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", vectorAt.Add(time.Hour).UTC().Format(http.TimeFormat))
			w.WriteHeader(503)
		}, failed: "503", wait: time.Hour},
		{name: "a year is a day at most", answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "99999999")
			w.WriteHeader(503)
		}, failed: "503", wait: 24 * time.Hour},
		{name: "a time in the past is none", answer: func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "-5"); w.WriteHeader(502) }, failed: "502"},
		{name: "an endless answer", answer: func(w http.ResponseWriter, _ *http.Request) {
			for range 1000 {
				if _, err := w.Write(make([]byte, 64<<10)); err != nil {
					return
				}
			}
		}},
		{name: "a header without end", answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", 64<<10))
			w.WriteHeader(200)
		}, failed: "broke off"},
		{name: "no answer at all", answer: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, failed: "broke off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, url := peer(t, c.answer)
			got, err := client.Post(context.Background(), Post{URL: url, ID: vectorID, At: vectorAt, Body: []byte(vectorBody), Secrets: []string{vectorSecret}})
			if err != nil {
				t.Fatal(err)
			}
			if (got.Failed == "") != (c.failed == "") || !strings.Contains(got.Failed, c.failed) || got.Gone() != c.gone || got.Wait != c.wait {
				t.Errorf("%+v", got)
			}
		})
	}
	if n := elsewhere.Load(); n != 0 {
		t.Errorf("a redirect was followed %d times", n)
	}
}

func TestACertificateOfSomebodyElseIsRefused(t *testing.T) {
	asked := false
	_, url := peer(t, func(http.ResponseWriter, *http.Request) { asked = true })
	allow, _ := ParseAllowed("127.0.0.1")
	c := NewClient(&Guard{Allow: allow}, nil)
	got, err := c.Post(context.Background(), Post{URL: url, ID: vectorID, At: vectorAt, Body: []byte(vectorBody), Secrets: []string{vectorSecret}})
	if err != nil || !strings.Contains(got.Failed, "certificate") || asked {
		t.Errorf("%+v %v", got, err)
	}
}

func TestWithoutLeaveNothingReachesLoopback(t *testing.T) {
	asked := false
	_, url := peer(t, func(http.ResponseWriter, *http.Request) { asked = true })
	c := NewClient(&Guard{Resolver: names{"inward.example.com": {"127.0.0.1"}}}, &tls.Config{InsecureSkipVerify: true})
	for _, u := range []string{url, "https://inward.example.com/"} {
		got, err := c.Post(context.Background(), Post{URL: u, ID: vectorID, At: vectorAt, Secrets: []string{vectorSecret}})
		if err != nil || got.Failed == "" || asked {
			t.Errorf("%s: %+v %v", u, got, err)
		}
	}
}
