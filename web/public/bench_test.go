package public_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// BenchmarkPages measures requests a second over loopback, from clients in the same process: the page that a letter leads to, with the row
// that a look leaves; a bare link that shows nothing but leaves that row; a yes on that page, and the one-click end to all messages, each
// of another person every time. Asks are as a claim writes them, with the zone in which was asked. 64 clients at once say how many requests there can be; with as many, each waits for 63 others and the
// time of one is theirs. So how long one takes is said by 16.
func BenchmarkPages(b *testing.B) {
	x := newStreetOver(b, func(o store.Options) (*store.DB, error) {
		return sqlite.Open(context.Background(), filepath.Join(b.TempDir(), "bench.db"), o)
	})
	server := httptest.NewServer(x.h)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
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
		if err == nil && res.StatusCode >= http.StatusBadRequest {
			err = fmt.Errorf("%s %s: %s", method, path, res.Status)
		}
		return err
	}
	atOnce := 64
	all := func(b *testing.B, one func(n int) error) {
		var n atomic.Int64
		took := make([]time.Duration, b.N)
		b.SetParallelism(max(1, atOnce/runtime.GOMAXPROCS(0)))
		b.ResetTimer()
		before := used()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				began, i := time.Now(), int(n.Add(1))-1
				if err := one(i); err != nil {
					b.Error(err)
					return
				}
				took[i] = time.Since(began)
			}
		})
		spent := used() - before
		slices.Sort(took)
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		b.ReportMetric(spent.Seconds()/float64(b.N)*1000, "cpu-s/1000")
	}
	// people brings some in, and hands each to with.
	people := func(b *testing.B, n int, with func(tx *store.Tx, who goodturn.ID) error) {
		for from := 0; from < n; from += 500 {
			if err := x.DB.Write(context.Background(), func(tx *store.Tx) error {
				for range min(500, n-from) {
					c := goodturn.Contact{OwnerID: x.ask.OwnerID, Given: "Lee", Family: "Park", SortKey: "park lee"}
					if err := tx.InsertContact(&c); err != nil {
						return err
					}
					mail := string(c.ID) + "@example.com"
					if _, err := tx.InsertIdentities([]goodturn.Identity{{ContactID: c.ID, Kind: goodturn.IdentityEmail, Value: mail, Shown: mail, Primary: true}}); err != nil {
						return err
					}
					if err := with(tx, c.ID); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
		}
	}
	// letter gives somebody a letter that asks.
	letter := func(tx *store.Tx, who goodturn.ID) (goodturn.ID, error) {
		t := goodturn.Touch{ID: tx.NewID(), EnrolmentID: tx.NewID(), ContactID: who, OwnerID: x.ask.OwnerID, Playbook: x.ask.Playbook, Step: x.ask.Step, Kind: goodturn.KindAsk,
			Channel: x.ask.Channel, Zone: "America/New_York", State: goodturn.Sent, DueAt: tx.Now(), SentAt: tx.Now()}
		if _, err := tx.InsertTouches([]goodturn.Touch{t}); err != nil {
			return "", err
		}
		a := goodturn.Ask{TouchID: t.ID, ContactID: who, OwnerID: x.ask.OwnerID, Playbook: x.ask.Playbook, Step: x.ask.Step, Channel: x.ask.Channel, Zone: t.Zone, OpenedAt: tx.Now()}
		err := tx.OpenAsk(&a)
		return a.ID, err
	}
	for _, atOnce = range []int{64, 16} {
		b.Run(fmt.Sprintf("look/%d", atOnce), func(b *testing.B) {
			var letters []string
			people(b, 1, func(tx *store.Tx, who goodturn.ID) error {
				a, err := letter(tx, who)
				letters = append(letters, "/a/"+x.key.Token(link.Answer, a))
				return err
			})
			all(b, func(int) error { return ask(http.MethodGet, letters[0], "") })
		})
		b.Run(fmt.Sprintf("link/%d", atOnce), func(b *testing.B) {
			at := "/c/" + x.key.Token(link.Canary, x.ask.TouchID)
			all(b, func(int) error { return ask(http.MethodGet, at, "") })
		})
		b.Run(fmt.Sprintf("answer/%d", atOnce), func(b *testing.B) {
			answers := make([]string, 0, b.N)
			people(b, b.N, func(tx *store.Tx, who goodturn.ID) error {
				a, err := letter(tx, who)
				answers = append(answers, "/a/"+x.key.Token(link.Answer, a))
				return err
			})
			all(b, func(n int) error { return ask(http.MethodPost, answers[n], "answer=yes") })
		})
		b.Run(fmt.Sprintf("stop/%d", atOnce), func(b *testing.B) {
			stops := make([]string, 0, b.N)
			people(b, b.N, func(_ *store.Tx, who goodturn.ID) error {
				stops = append(stops, "/u/"+x.key.Token(link.Unsubscribe, who))
				return nil
			})
			all(b, func(n int) error { return ask(http.MethodPost, stops[n], "List-Unsubscribe=One-Click") })
		})
	}
}
