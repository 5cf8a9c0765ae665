package market

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
)

const rateFile = "observation_date,MORTGAGE30US\n2025-11-20,6.22\n"

// publisher serves one file on loopback, with the marks that real publishers set.
func publisher(t *testing.T, h http.HandlerFunc) Download {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return Download{Name: "rate-fred", Title: "30-year mortgage rate, by FRED", URL: srv.URL + "/file.csv", Source: market.SourceFreddieMac, Every: market.Weekly}
}

func TestAFileIsFetchedOnceAndThenOnlyIfItChanged(t *testing.T) {
	asked, sent := 0, 0
	d := publisher(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Thu, 20 Nov 2025 17:00:00 GMT")
		if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		sent++
		if r.UserAgent() != "Goodturn" {
			t.Errorf("asked as %q", r.UserAgent())
		}
		w.Header().Set("Content-Type", "text/csv")
		w.Write([]byte(rateFile))
	})
	first, err := Fetcher{}.Fetch(context.Background(), d, Mark{})
	if err != nil || first.Unchanged || len(first.Contents.Series) != 1 || first.Mark.ETag != `"v1"` {
		t.Fatalf("%+v %v", first, err)
	}
	second, err := Fetcher{}.Fetch(context.Background(), d, first.Mark)
	if err != nil || !second.Unchanged || second.Mark != first.Mark || len(second.Contents.Series) != 0 {
		t.Fatalf("%+v %v", second, err)
	}
	if asked != 2 || sent != 1 {
		t.Errorf("asked %d times, sent %d times", asked, sent)
	}
}

func TestAPublisherWhoFailsIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		opt  Options
		says string
	}{
		"the address has moved":  {func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, Options{}, "no longer at its old address"},
		"the server is down":     {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) }, Options{}, "not available right now"},
		"we are asked to log in": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) }, Options{}, "not available right now"},
		"a page instead of data": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Write([]byte("<html>"))
		}, Options{}, "web page instead of data"},
		"another file": {func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("a,b\n1,2\n")) }, Options{}, "could not be read"},
		"an announced size": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "5000")
			w.Write([]byte(rateFile + strings.Repeat(" ", 5000-len(rateFile))))
		}, Options{MaxBytes: 100}, "larger than the limit"},
		"a size nobody announced": {func(w http.ResponseWriter, r *http.Request) {
			for range 20 {
				w.Write([]byte(rateFile))
				w.(http.Flusher).Flush()
			}
		}, Options{MaxBytes: 200}, "larger than the limit"},
		"a file that breaks off": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "5000")
			w.Write([]byte(rateFile))
		}, Options{}, "could not be read"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Fetcher{Options: c.opt}.Fetch(context.Background(), publisher(t, c.h), Mark{})
			var e *goodturn.Error
			if !errors.As(err, &e) || e.Code != goodturn.CodeUpstream || e.Hint == "" {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(err.Error(), c.says) || !strings.Contains(e.Message, "30-year mortgage rate, by FRED") {
				t.Errorf("says %v", err)
			}
		})
	}
}

func TestASilentPublisherIsNotWaitedForForever(t *testing.T) {
	end := make(chan struct{})
	d := publisher(t, func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(rateFile))
		w.(http.Flusher).Flush()
		select {
		case <-end:
		case <-r.Context().Done():
		}
	})
	defer close(end)
	_, err := Fetcher{Timeout: 50 * time.Millisecond}.Fetch(context.Background(), d, Mark{})
	if goodturn.ErrorCode(err) != goodturn.CodeUpstream || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestNobodyAtTheAddress(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	d := Download{Title: "Home values", URL: srv.URL}
	srv.Close()
	if _, err := (Fetcher{}).Fetch(context.Background(), d, Mark{}); goodturn.ErrorCode(err) != goodturn.CodeUpstream {
		t.Errorf("got %v", err)
	}
}

func TestEveryDownloadSaysItsTerms(t *testing.T) {
	names := map[string]bool{}
	for _, d := range Downloads() {
		if names[d.Name] || d.Title == "" || d.Terms == "" || d.Source == "" || d.Every == "" || !strings.HasPrefix(d.URL, "https://") {
			t.Errorf("incomplete or twice: %+v", d)
		}
		names[d.Name] = true
	}
	if len(names) < 5 {
		t.Errorf("only %d", len(names))
	}
}
