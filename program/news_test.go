package program_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel/webhook"
	"github.com/goodturn-app/goodturn/program/news"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
)

// plainly keeps secrets as they are: how they are sealed is app's affair.
type plainly struct{}

func (plainly) Seal(_ goodturn.ID, s string) ([]byte, error) { return []byte(s), nil }
func (plainly) Open(_ goodturn.ID, b []byte) (string, error) { return string(b), nil }

// reporter is another system that hears of a town.
type reporter struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	wait   string
	ids    []string
	bodies []string
	asked  []time.Time
}

func newReporter(w *town) *reporter {
	r := &reporter{status: 204}
	r.Server = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		var b bytes.Buffer
		_, _ = b.ReadFrom(in.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.ids, r.bodies, r.asked = append(r.ids, in.Header.Get("webhook-id")), append(r.bodies, b.String()), append(r.asked, w.Now)
		if r.wait != "" {
			out.Header().Set("Retry-After", r.wait)
		}
		out.WriteHeader(r.status)
	}))
	w.T.Cleanup(r.Close)
	allow, err := webhook.ParseAllowed(r.Listener.Addr().String())
	if err != nil {
		w.T.Fatal(err)
	}
	client := webhook.NewClient(&webhook.Guard{Allow: allow}, nil)
	w.T.Cleanup(client.Close)
	w.P.News.Poster, w.P.News.Sealer = client, plainly{}
	return r
}

func (w *town) endpoint(r *reporter, types ...string) store.Endpoint {
	w.T.Helper()
	e, _, err := w.P.News.Add(context.Background(), news.Where{URL: r.URL, Types: types})
	if err != nil {
		w.T.Fatal(err)
	}
	return e
}

// post brings news out until none is due before an instant, moving the clock.
func (w *town) post(end time.Time) {
	w.T.Helper()
	for {
		next, err := w.P.News.Send(context.Background())
		if err != nil {
			w.T.Fatal(err)
		}
		if next.IsZero() || next.After(end) {
			return
		}
		w.Now = next
	}
}

func (w *town) stop(c goodturn.Contact) {
	w.T.Helper()
	if err := w.P.AskedToStop(context.Background(), c.ID, w.Owner.ID); err != nil {
		w.T.Fatal(err)
	}
}

func (w *town) newsTask() (out goodturn.Task, open bool) {
	w.T.Helper()
	w.Write(func(tx *store.Tx) error {
		tasks, err := tx.OpenTasks("", goodturn.Task{}, 100)
		for _, t := range tasks {
			if strings.HasPrefix(t.Key, "webhook:") {
				out, open = t, true
			}
		}
		return err
	})
	return out, open
}

func TestNewsIsTriedTenTimesOverThreeDaysAndTheOwnerIsTold(t *testing.T) {
	w := newTown(t, time.Date(2026, 3, 3, 15, 0, 0, 0, time.UTC))
	r := newReporter(w)
	r.status = 500
	e := w.endpoint(r, news.OptedOut)
	ana := w.Client("Ana", goodturn.Date{Year: 2026, Month: 2, Day: 2})
	w.stop(ana)
	begun := w.Now
	for len(r.asked) < 2 {
		w.post(w.Now.Add(time.Minute))
	}
	if _, open := w.newsTask(); open {
		t.Error("the owner is told of two failures within seconds")
	}
	w.post(begun.Add(10 * time.Minute))
	task, open := w.newsTask()
	if !open || !strings.Contains(task.Why, "500") || task.OwnerID != w.Owner.ID {
		t.Errorf("after three attempts: %+v %t", task, open)
	}
	w.post(begun.AddDate(0, 0, 30))
	if len(r.asked) != 10 {
		t.Fatalf("%d attempts", len(r.asked))
	}
	at := time.Duration(0)
	for i, least := range []time.Duration{0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour} {
		got := r.asked[i].Sub(begun) - at
		if got < least || got > least+least/10+time.Second {
			t.Errorf("attempt %d came %s after the one before, want %s and up to a tenth more", i+1, got, least)
		}
		at += got
		if r.ids[i] != r.ids[0] || r.bodies[i] != r.bodies[0] {
			t.Errorf("attempt %d is another message", i+1)
		}
	}
	_, log, err := w.P.News.Log(context.Background(), e.ID, "", store.NewsFailed, 9)
	if err != nil || len(log) != 1 || log[0].Attempts != 10 || log[0].LastStatus != 500 {
		t.Fatalf("%+v %v", log, err)
	}
	r.status = 200
	if n, err := w.P.News.FailedAgain(context.Background(), e.ID, time.Time{}); err != nil || n != 1 {
		t.Fatalf("%d %v", n, err)
	}
	w.post(w.Now.Add(time.Minute))
	if _, open := w.newsTask(); len(r.asked) != 11 || r.ids[10] != r.ids[0] || open {
		t.Errorf("after it was sent again: %d attempts, id %s, task open %t", len(r.asked), r.ids[len(r.ids)-1], open)
	}
}

func TestWhoWantsNoMoreNewsGetsNone(t *testing.T) {
	w := newTown(t, time.Date(2026, 3, 3, 15, 0, 0, 0, time.UTC))
	r := newReporter(w)
	r.status = 410
	e := w.endpoint(r)
	w.stop(w.Client("Ana", goodturn.Date{Year: 2026, Month: 2, Day: 2}))
	w.post(w.Now.AddDate(0, 0, 9))
	n := len(r.asked)
	task, open := w.newsTask()
	if n == 0 || !open || !strings.Contains(task.Why, "no more") {
		t.Errorf("%d attempts, %+v", n, task)
	}
	w.stop(w.Client("Ben", goodturn.Date{Year: 2026, Month: 2, Day: 2}))
	w.post(w.Now.AddDate(0, 0, 9))
	if all, err := w.P.News.All(context.Background()); err != nil || all[0].State != store.EndpointGone || len(r.asked) != n {
		t.Errorf("%+v %v, %d attempts after %d", all, err, len(r.asked), n)
	}
	r.status = 200
	if _, err := w.P.News.Change(context.Background(), e.ID, news.Where{URL: r.URL}, true); err != nil {
		t.Fatal(err)
	}
	if _, open := w.newsTask(); open {
		t.Error("the task stays open although somebody has seen to it")
	}
}

func TestWhoAsksToBeLeftAloneIs(t *testing.T) {
	w := newTown(t, time.Date(2026, 3, 3, 15, 0, 0, 0, time.UTC))
	r := newReporter(w)
	r.status, r.wait = 429, "3600"
	w.endpoint(r, news.OptedOut)
	w.stop(w.Client("Ana", goodturn.Date{Year: 2026, Month: 2, Day: 2}))
	begun := w.Now
	w.post(begun.Add(time.Minute))
	w.stop(w.Client("Ben", goodturn.Date{Year: 2026, Month: 2, Day: 2}))
	w.post(begun.Add(59 * time.Minute))
	if len(r.asked) != 1 {
		t.Errorf("asked %d times within the hour", len(r.asked))
	}
	r.status, r.wait = 200, ""
	w.post(begun.Add(2 * time.Hour))
	if len(r.asked) != 3 {
		t.Errorf("asked %d times in all", len(r.asked))
	}
}

func TestNewsIsWrittenWithItsFactOrNotAtAll(t *testing.T) {
	w := newTown(t, time.Date(2026, 3, 3, 15, 0, 0, 0, time.UTC))
	r := newReporter(w)
	e := w.endpoint(r)
	ana := w.Client("Ana", goodturn.Date{Year: 2026, Month: 2, Day: 2})
	tell := goodturn.Event{ContactID: ana.ID, Name: goodturn.EventBounced, Source: "desk", MessageID: "m1", Props: []byte(`{"address":"ana@example.com","permanent":true}`)}
	count := func() int {
		t.Helper()
		_, log, err := w.P.News.Log(context.Background(), e.ID, "", "", 100)
		if err != nil {
			t.Fatal(err)
		}
		return len(log)
	}
	before := count()
	bad := tell
	bad.MessageID, bad.Props = "m2", []byte("{")
	if _, err := w.P.Receive(context.Background(), tell, bad); err == nil {
		t.Fatal("an event that is no JSON is taken")
	}
	if n := count(); n != before {
		t.Errorf("%d pieces of news of an event that was not kept", n-before)
	}
	for range 2 { // told twice
		if _, err := w.P.Receive(context.Background(), tell); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(); n != before+1 {
		t.Errorf("%d pieces of news of one event", n-before)
	}
	w.post(w.Now.Add(time.Minute))
	if last := r.bodies[len(r.bodies)-1]; !strings.Contains(last, `"permanent":true`) || strings.Contains(last, "ana@") {
		t.Error(last)
	}
	if _, err := people.New(w.P).Erase(context.Background(), ana.ID, w.Owner.ID); err != nil {
		t.Fatal(err)
	}
	if n := count(); n != 0 {
		t.Errorf("%d pieces of news of somebody who was forgotten", n)
	}
}

func TestAnEndpointIsRefusedInWords(t *testing.T) {
	w := newTown(t, time.Date(2026, 3, 3, 15, 0, 0, 0, time.UTC))
	r := newReporter(w)
	w.endpoint(r)
	for _, c := range []struct {
		name  string
		where news.Where
		code  goodturn.Code
	}{
		{"the same once more", news.Where{URL: r.URL}, goodturn.CodeConflict},
		{"an address inside", news.Where{URL: "https://192.168.0.1/"}, goodturn.CodeInvalid},
		{"news that there is not", news.Where{URL: "https://hooks.example.com/", Types: []string{"contact.born"}}, goodturn.CodeInvalid},
	} {
		if _, _, err := w.P.News.Add(context.Background(), c.where); goodturn.ErrorCode(err) != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := w.P.News.Again(context.Background(), "other", "none"); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Error(err)
	}
}

// unreadable opens no secret but that of one endpoint.
type unreadable struct{ but goodturn.ID }

func (unreadable) Seal(_ goodturn.ID, s string) ([]byte, error) { return []byte(s), nil }
func (u unreadable) Open(whose goodturn.ID, b []byte) (string, error) {
	if whose != u.but {
		return "", errors.New("sealed with another key")
	}
	return string(b), nil
}

func TestASecretThatCannotBeReadKeepsNoOtherNewsWaiting(t *testing.T) {
	w := newTown(t, time.Date(2026, 3, 3, 15, 0, 0, 0, time.UTC))
	r := newReporter(w)
	bad, _, err := w.P.News.Add(context.Background(), news.Where{URL: r.URL + "/bad", Types: []string{news.OptedOut}})
	if err != nil {
		t.Fatal(err)
	}
	good := w.endpoint(r, news.OptedOut)
	w.P.News.Sealer = unreadable{good.ID}
	w.stop(w.Client("Ana", goodturn.Date{Year: 2026, Month: 2, Day: 2}))
	w.post(w.Now.Add(time.Minute))
	if len(r.asked) != 1 {
		t.Fatalf("%d pieces of news arrived", len(r.asked))
	}
	if task, open := w.newsTask(); !open || !strings.Contains(task.Why, "cannot be read") {
		t.Errorf("the owner is not told: %+v", task)
	}
	w.P.News.Sealer = plainly{}
	w.post(w.Now.Add(time.Hour))
	if len(r.asked) != 2 {
		t.Errorf("what waited for %s did not go once it could: %d", bad.ID, len(r.asked))
	}
}
