package public_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// BenchmarkPages measures requests a second over loopback, 64 clients at once in the same process: the page that a letter leads to,
// with the row that a look leaves, and the one-click end to all messages, of another person each time.
func BenchmarkPages(b *testing.B) {
	x := newStreetOver(b, func(o store.Options) (*store.DB, error) {
		return sqlite.Open(context.Background(), filepath.Join(b.TempDir(), "bench.db"), o)
	})
	server := httptest.NewServer(x.h)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}}
	ask := func(method, path, body string) error {
		r, err := http.NewRequest(method, server.URL+path, strings.NewReader(body))
		if err != nil {
			return err
		}
		r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)")
		if body != "" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		res, err := client.Do(r)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		_, err = io.Copy(io.Discard, res.Body)
		if err == nil && res.StatusCode != http.StatusOK {
			err = fmt.Errorf("%s %s: %s", method, path, res.Status)
		}
		return err
	}
	all := func(b *testing.B, one func(n int) error) {
		var n atomic.Int64
		b.SetParallelism(32)
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := one(int(n.Add(1)) - 1); err != nil {
					b.Error(err)
					return
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
	}
	b.Run("look", func(b *testing.B) {
		all(b, func(int) error { return ask(http.MethodGet, x.answerAt(), "") })
	})
	b.Run("stop", func(b *testing.B) {
		stops := make([]string, b.N)
		for from := 0; from < b.N; from += 500 {
			if err := x.DB.Write(context.Background(), func(tx *store.Tx) error {
				for i := from; i < min(from+500, b.N); i++ {
					c := goodturn.Contact{OwnerID: x.ask.OwnerID, Given: "Lee", Family: "Park", SortKey: "park lee"}
					if err := tx.InsertContact(&c); err != nil {
						return err
					}
					mail := string(c.ID) + "@example.com"
					if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: mail, Shown: mail, Primary: true}}); err != nil {
						return err
					}
					stops[i] = "/u/" + x.key.Token(link.Unsubscribe, c.ID)
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
		}
		all(b, func(n int) error { return ask(http.MethodPost, stops[n], "List-Unsubscribe=One-Click") })
	})
}
