package app_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	source "github.com/goodturn-app/goodturn/connect/market"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/store"
)

const zipFile = "RegionID,SizeRank,RegionName,RegionType,StateName,State,City,Metro,CountyName,2025-11-30,2025-12-31\n1,1,78745,zip,TX,TX,Austin,\"Austin, TX\",Travis County,410000.5,411000.5\n"

// An hour after an hour: nobody is asked before the owner agrees, and no publisher is asked again every hour, least of all one who is in
// trouble, or whose file is about other places and large.
func TestPublishersAreLeftInPeace(t *testing.T) {
	h := newHouse(t, "")
	a := h.open()
	asked := map[string]int{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++
		switch r.URL.Path {
		case "/down":
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/page":
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>One moment</html>"))
		case "/cut":
			w.Header().Set("Content-Length", "5000")
			_, _ = w.Write([]byte(rates))
		case "/elsewhere":
			w.Header().Set("ETag", `"z1"`)
			if r.Header.Get("If-None-Match") != "" {
				t.Error("a file of which nothing was kept is asked for only if it changed: a client who moves there would wait for the next edition")
			}
			_, _ = w.Write([]byte(zipFile))
		case "/good":
			w.Header().Set("ETag", `"v1"`)
			if r.Header.Get("If-None-Match") == `"v1"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			_, _ = w.Write([]byte(rates))
		}
	}))
	defer srv.Close()
	var files []source.Download
	for name, every := range map[string]market.Cadence{"down": market.Monthly, "page": market.Weekly, "cut": market.Quarterly, "elsewhere": market.Monthly, "good": market.Weekly} {
		files = append(files, source.Download{Name: name, Title: name, URL: srv.URL + "/" + name, Source: market.SourceFreddieMac, Every: every})
	}
	hours := func(n int) (last error) {
		for range n {
			_, last = app.SyncFrom(a, t.Context(), files)
			h.clock.move(time.Hour)
		}
		return last
	}
	if err := hours(3); err != nil || len(asked) != 0 {
		t.Fatalf("before the owner agreed: %v, %v", asked, err)
	}
	if err := a.DB.Write(t.Context(), func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.MarketFetch = true
		return tx.SaveSettings(s)
	}); err != nil {
		t.Fatal(err)
	}
	if err := hours(1); goodturn.ErrorCode(err) != goodturn.CodeUpstream {
		t.Errorf("three of them failed: %v", err)
	}
	if err := hours(22); err != nil {
		t.Errorf("within the day: %v", err)
	}
	for name, want := range map[string]int{"/down": 1, "/page": 1, "/cut": 1, "/elsewhere": 1, "/good": 1} {
		if asked[name] != want {
			t.Errorf("%s was asked %d times in a day, want %d", name, asked[name], want)
		}
	}
	_ = hours(8 * 24) // those in trouble stay so
	for name, want := range map[string]int{"/down": 9, "/page": 9, "/cut": 9, "/elsewhere": 2, "/good": 9} {
		if asked[name] != want {
			t.Errorf("%s was asked %d times in nine days, want %d", name, asked[name], want)
		}
	}
	s, lack := a.Market.Figures().Shelf.Find(market.MeasureRate30, market.Place{}, market.HomeUnknown, goodturn.Date{Year: 2026, Month: 1, Day: 28})
	if lack != "" || len(s.Points) != 2 {
		t.Errorf("the file that came is not in use: %q %+v", lack, s)
	}
}
