package public_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	testpg "github.com/goodturn-app/goodturn/test/postgres"
)

// work is what a request has the database do: every statement on the wire, in order.
type work struct {
	mu   sync.Mutex
	list []string
}

type workKey struct{}

// wire writes down the statements of requests that carry a work.
type wire struct{}

func (wire) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	if w, ok := ctx.Value(workKey{}).(*work); ok {
		w.mu.Lock()
		w.list = append(w.list, fmt.Sprintf("%s (%d arguments)", d.SQL, len(d.Args)))
		w.mu.Unlock()
	}
	return ctx
}

func (wire) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// newWired is a street on PostgreSQL whose wire is listened to.
func newWired(t *testing.T) *street {
	return newStreetOver(t, func(o store.Options) (*store.DB, error) {
		ctx := context.Background()
		plain, err := postgres.NewPool(ctx, testpg.NewDatabase(t), o)
		if err != nil {
			return nil, err
		}
		c := plain.Config()
		plain.Close()
		c.ConnConfig.Tracer = wire{}
		p, err := pgxpool.NewWithConfig(ctx, c)
		if err != nil {
			return nil, err
		}
		return postgres.OpenPool(ctx, p, o)
	})
}

// TestAnAnswerIsOneTransaction: what stands after an answer is known where it was written, and nobody reads it again to say thank you.
func TestAnAnswerIsOneTransaction(t *testing.T) {
	x := newWired(t)
	for _, said := range []string{"not_now", "yes", "no"} {
		var w work
		r := httptest.NewRequestWithContext(context.WithValue(context.Background(), workKey{}, &w), "POST", x.answerAt(), strings.NewReader("answer="+said))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		x.h.ServeHTTP(httptest.NewRecorder(), r)
		begun := 0
		for _, s := range w.list {
			if strings.HasPrefix(s, "begin") {
				begun++
			}
		}
		if begun != 1 || !strings.HasPrefix(w.list[len(w.list)-1], "commit") {
			t.Errorf("%s took %d transactions:\n%s", said, begun, strings.Join(w.list, "\n"))
		}
	}
}

// TestCodesThatLeadNowhereCostTheSameWork: how long an answer takes tells nothing either, because for a code that never was, was taken
// back or is too old the database is asked the same, statement by statement.
func TestCodesThatLeadNowhereCostTheSameWork(t *testing.T) {
	x := newWired(t)
	do(x.h, "POST", x.answerAt(), "answer=yes")
	good := x.codes()[0].Code
	put := func(c goodturn.ShareCode) {
		if err := x.DB.Write(context.Background(), func(tx *store.Tx) error { _, err := tx.InsertShareCode(c); return err }); err != nil {
			t.Fatal(err)
		}
	}
	put(goodturn.ShareCode{Code: "REV0KED1", ContactID: x.ana, AskID: x.ask.ID, Revoked: true})
	put(goodturn.ShareCode{Code: "EXP1RED1", ContactID: x.ana, AskID: x.ask.ID, CreatedAt: x.Clock.Now().Add(-4 * 366 * goodturn.Day)})
	put(goodturn.ShareCode{Code: "N0B0DYS1", ContactID: "01932f6e-7b2a-7c1d-8e4f-0123456789ab"})
	corner := 0
	ask := func(method, path, body string) []string {
		var w work
		r := httptest.NewRequestWithContext(context.WithValue(context.Background(), workKey{}, &w), method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		corner++ // nobody has guessed from there before
		r.RemoteAddr = fmt.Sprintf("198.51.%d.7:1", corner)
		x.h.ServeHTTP(httptest.NewRecorder(), r)
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.list
	}
	for _, at := range []struct{ method, path, body string }{
		{"GET", "/r/%s", ""}, {"HEAD", "/r/%s", ""}, {"GET", "/r/%s/thanks", ""}, {"GET", "/r/%s/picture", ""}, {"POST", "/r/%s/not", ""},
		{"POST", "/r/%s", lee("consent", x.consent(good)).Encode()}, {"POST", "/r/%s", lee("name", "").Encode()},
	} {
		of := func(code string) []string { return ask(at.method, fmt.Sprintf(at.path, code), at.body) }
		want := of("ABCDEFGH")
		if len(want) < 4 {
			t.Fatalf("%s %s: only %q was seen: the wire is not listened to", at.method, at.path, want)
		}
		for _, code := range []string{"ZZZZZZZ2", "REV0KED1", "EXP1RED1", "N0B0DYS1", "short", "way-too-long-for-a-code", "UUUUUUUU"} {
			if got := of(code); !slices.Equal(got, want) {
				t.Errorf("%s %s: a code that leads nowhere (%s) has the database asked\n%s\nand one that never was\n%s", at.method, at.path, code, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
		if got := of(good); slices.Equal(got, want) {
			t.Errorf("%s %s: a good code costs just the same: does it lead anywhere?", at.method, at.path)
		}
	}
}
