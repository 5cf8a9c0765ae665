package public_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/friends"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/postgres"
	testpg "github.com/goodturn-app/goodturn/test/postgres"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/public"
)

// street is a world in which Ana was asked a moment ago, and the pages that her letters lead to.
type street struct {
	*sim.World
	t      testing.TB
	h      http.Handler
	ana    goodturn.ID
	ask    goodturn.Ask
	key    link.Signer
	assets *web.Assets
	kept   []string // refusals that the database could not take
	down   *bool
}

// fragile is the program behind a database that can be switched off.
type fragile struct {
	*friends.Friends
	*answers.Answers
	down *bool
}

func (f fragile) cut(ctx context.Context) context.Context {
	if !*f.down {
		return ctx
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}

func (f fragile) Change(ctx context.Context, token string, saw, a goodturn.Answer, via string) (answers.Stands, error) {
	return f.Answers.Change(f.cut(ctx), token, saw, a, via)
}

func (f fragile) Unsubscribe(ctx context.Context, token string) (answers.StopPage, error) {
	return f.Answers.Unsubscribe(f.cut(ctx), token)
}

func newStreet(t *testing.T) *street { return newStreetOn(t, false) }

// newStreetOn is newStreet, on PostgreSQL if asked for.
func newStreetOn(t *testing.T, onPostgres bool) *street {
	t.Helper()
	if !onPostgres {
		return newStreetOver(t, nil)
	}
	return newStreetOver(t, func(o store.Options) (*store.DB, error) {
		return postgres.Open(context.Background(), testpg.NewDatabase(t), o)
	})
}

// newStreetOver is newStreet over a database of one's own; nil: one in memory.
func newStreetOver(t testing.TB, open func(store.Options) (*store.DB, error)) *street {
	t.Helper()
	pack, err := playbook.Library("real-estate")
	if err != nil {
		t.Fatal(err)
	}
	key, err := link.New(make([]byte, link.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	start, ctx := time.Date(2026, 1, 6, 15, 0, 0, 0, time.UTC), context.Background()
	engine, opts := sim.Engine{Library: map[string]*playbook.Pack{pack.Playbook.Name: pack}, Links: key}, sim.Options{At: start, Seed: 1}
	var w *sim.World
	if open != nil {
		clock := sim.NewClock(start)
		db, err := open(store.Options{Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		w = sim.Over(db, clock, engine, opts)
	} else {
		if w, err = sim.New(ctx, engine, opts); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { w.Close() })
	}
	x := &street{World: w, t: t, key: key, down: new(bool)}
	owner := goodturn.User{Email: "dana@example.com", Name: "Dana Reed", Active: true, Zone: "America/New_York",
		Voice: goodturn.Voice{FirstName: "Dana", Greeting: "Hi", SignOff: "Warmly, Dana", Phone: "212-555-0100", Brokerage: "Reed Homes"}, Mailbox: goodturn.Mailbox{Host: "x", ProvedAt: 1}}
	if err := w.DB.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertUser(&owner); err != nil {
			return err
		}
		return tx.SaveSettings(goodturn.Settings{Name: "Reed Homes", Pack: "real-estate", PostalAddress: "1 Main Street, Springfield, NY 10001", Region: "US", Zone: "America/New_York",
			Mode: goodturn.ModeLive, LiveAt: start.Add(-30 * goodturn.Day), TestMessageAt: start, PublicURL: "https://answers.example.com", PublicProvedAt: start})
	}); err != nil {
		t.Fatal(err)
	}
	at := goodturn.Address{Street: "12 Oak Street", City: "Denver", State: "CO", ZIP: "80203"}
	ids, err := w.People.TakeRecords(ctx, []connect.Record{{Row: 1, Given: "Ana", Family: "Ruiz", Full: "Ana Ruiz", Emails: []string{"ana@example.com"}, Property: at,
		Closings: []connect.Closing{{Date: goodturn.Date{Year: 2026, Month: 1, Day: 5}, Side: goodturn.SideBought, PriceMinor: 60_000_000, Currency: "USD", Address: at}}}},
		"hand", owner.ID, people.Attestation{By: "Dana Reed", How: "My own clients.", Region: "US"})
	if err != nil {
		t.Fatal(err)
	}
	x.ana = ids[0]
	if err := w.Run(ctx, time.Date(2026, 4, 9, 23, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	x.ask = x.asked()
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	x.assets = assets
	x.h = x.handler()
	return x
}

// handler is the pages as another process serves them.
func (x *street) handler() http.Handler {
	return public.New(public.Deps{Now: x.Clock.Now, Program: fragile{friends.New(x.Program), answers.New(x.Program), x.down}, Assets: x.assets, NewID: func() string { return "ref" },
		Waits: func(err error) bool { return goodturn.ErrorCode(err) == goodturn.CodeUnavailable },
		KeepRefusal: func(token string, what goodturn.Answer) error {
			x.kept = append(x.kept, token+" "+string(what))
			return nil
		}})
}

func (x *street) asked() goodturn.Ask {
	x.t.Helper()
	var asks []goodturn.Ask
	if err := x.DB.Read(context.Background(), func(tx *store.Tx) (err error) { asks, err = tx.Asks(x.ana); return err }); err != nil {
		x.t.Fatal(err)
	}
	if len(asks) != 1 {
		x.t.Fatalf("%d asks, want 1", len(asks))
	}
	return asks[0]
}

func (x *street) answerAt() string { return "/a/" + x.key.Token(link.Answer, x.ask.ID) }
func (x *street) stopAt() string   { return "/u/" + x.key.Token(link.Unsubscribe, x.ana) }
func (x *street) valueAt() string  { return "/v/" + x.key.Token(link.Valuation, x.ask.TouchID) }

// everything is all that is kept about Ana, and every touch there is.
func (x *street) everything() string {
	x.t.Helper()
	var b bytes.Buffer
	if err := x.People.Export(context.Background(), x.ana, &b); err != nil {
		x.t.Fatal(err)
	}
	if err := view.New(x.Program).WriteLedger(context.Background(), &b); err != nil {
		x.t.Fatal(err)
	}
	return b.String()
}

func (x *street) stopped() bool {
	x.t.Helper()
	page, err := answers.New(x.Program).OpenUnsubscribe(context.Background(), x.key.Token(link.Unsubscribe, x.ana))
	if err != nil {
		x.t.Fatal(err)
	}
	return page.Stopped
}

func do(h http.Handler, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestLookingChangesNothing(t *testing.T) {
	x := newStreet(t)
	before := x.everything()
	for _, method := range []string{"GET", "HEAD"} {
		for _, path := range []string{x.answerAt(), x.answerAt() + "?change", x.stopAt(), x.valueAt(), "/c/" + x.key.Token(link.Canary, x.ask.ID)} {
			w := do(x.h, method, path, "")
			if w.Code >= 300 || len(w.Result().Cookies()) > 0 || w.Body.Len() > 15_000 || method == "HEAD" && w.Body.Len() > 0 {
				t.Errorf("%s %s: %d, %d bytes, cookies %v", method, path, w.Code, w.Body.Len(), w.Result().Cookies())
			}
			if strings.Contains(w.Body.String(), `src="http`) || strings.Contains(w.Body.String(), `href="http`) {
				t.Errorf("%s calls somebody else", path)
			}
			if strings.Contains(w.Body.String(), "Ruiz") || strings.Contains(w.Body.String(), "Oak") {
				t.Errorf("%s tells who got the letter", path)
			}
		}
	}
	if after := x.everything(); after != before {
		t.Error("a look changed something")
	}
}

func TestEveryAnswerIsTakenThankedAndShownAgain(t *testing.T) {
	for said, want := range map[string]goodturn.Answer{"yes": goodturn.AnswerYes, "middle": goodturn.AnswerMiddle, "not_now": goodturn.AnswerNotNow, "no": goodturn.AnswerNo, "stop": goodturn.AnswerStop} {
		t.Run(said, func(t *testing.T) {
			x := newStreet(t)
			if page := do(x.h, "GET", x.answerAt(), "").Body.String(); !strings.Contains(page, `value="`+said+`"`) {
				t.Fatal("there is no such button")
			}
			w := do(x.h, "POST", x.answerAt(), "answer="+said)
			if w.Code != http.StatusSeeOther || x.asked().Answer != want {
				t.Fatalf("%d, answered %q", w.Code, x.asked().Answer)
			}
			for _, at := range []string{w.Header().Get("Location"), x.answerAt()} {
				if page := do(x.h, "GET", at, ""); page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "Thank you") {
					t.Errorf("%s: %d, not thanked", at, page.Code)
				}
			}
			if x.stopped() != (said == "stop") {
				t.Errorf("stopped: %v", x.stopped())
			}
		})
	}
}

// The heading thanks, and the line below it goes on instead of beginning anew.
func TestNobodyIsThankedTwiceInOneBreath(t *testing.T) {
	x := newStreet(t)
	for _, c := range [][2]string{{"middle", "<h1>Thank you.</h1><p>I will call you soon.</p>"}, {"not_now", "<h1>Thank you for telling me.</h1><p>I will not ask again before "}, {"no", "<h1>Thank you for telling me.</h1><p>I will not ask again. Everything else goes on as before.</p>"}} {
		do(x.h, "POST", x.answerAt(), "answer="+c[0])
		if page := do(x.h, "GET", x.answerAt(), "").Body.String(); !strings.Contains(page, c[1]) {
			t.Errorf("after %q the page lacks %q:\n%s", c[0], c[1], page)
		}
	}
}

func TestAnAnswerIsChangedByWhoSeesItAndARefusalWinsOtherwise(t *testing.T) {
	x := newStreet(t)
	do(x.h, "POST", x.answerAt(), "answer=no")
	do(x.h, "POST", x.answerAt(), "answer=yes") // from a page that was opened before the no
	if got := x.asked().Answer; got != goodturn.AnswerNo {
		t.Fatalf("a yes undid a no that it did not see: %q", got)
	}
	page := do(x.h, "GET", x.answerAt()+"?change", "").Body.String()
	_, after, _ := strings.Cut(page, `action="`)
	to, _, _ := strings.Cut(after, `"`)
	do(x.h, "POST", strings.ReplaceAll(to, "&amp;", "&"), "answer=yes")
	if got := x.asked().Answer; got != goodturn.AnswerYes {
		t.Fatalf("the person could not take their own no back: %q", got)
	}
	if w := do(x.h, "POST", x.answerAt(), "answer=maybe"); w.Code != http.StatusUnprocessableEntity || x.asked().Answer != goodturn.AnswerYes {
		t.Errorf("an answer that is none: %d", w.Code)
	}
}

// A link of eight months ago offers the two answers that are still taken, whatever was answered before, and says after each that it counts.
func TestAClosedQuestionStillOffersBothRefusals(t *testing.T) {
	for before, all := range map[goodturn.Answer][]goodturn.Answer{goodturn.AnswerNone: {goodturn.AnswerNo, goodturn.AnswerStop}, goodturn.AnswerYes: {goodturn.AnswerNo}, goodturn.AnswerNo: {goodturn.AnswerStop}} {
		for _, said := range all {
			t.Run(string(before+" then "+said), func(t *testing.T) {
				x := newStreet(t)
				if before != goodturn.AnswerNone {
					do(x.h, "POST", x.answerAt(), "answer="+string(before))
				}
				x.Clock.Advance(240 * goodturn.Day)
				at := x.answerAt()
				if before != goodturn.AnswerNone {
					if at += "?change"; !strings.Contains(do(x.h, "GET", x.answerAt(), "").Body.String(), `href="`+at+`"`) {
						t.Fatal("their answer is shown without a way to refuse")
					}
				}
				page := do(x.h, "GET", at, "").Body.String()
				for value, offered := range map[string]bool{"no": before != goodturn.AnswerNo, "stop": true, "yes": false, "middle": false, "not_now": false} {
					if strings.Contains(page, `name="answer" value="`+value+`"`) != offered {
						t.Fatalf("%s is offered: %t\n%s", value, !offered, page)
					}
				}
				if len(page) > 3000 || strings.Count(page, "<script") > 1 {
					t.Errorf("%d bytes", len(page))
				}
				w := do(x.h, "POST", x.answerAt(), "answer="+string(said))
				if w.Code != http.StatusSeeOther || x.asked().Answer != said || x.stopped() != (said == goodturn.AnswerStop) {
					t.Fatalf("%d %q, stopped: %t", w.Code, x.asked().Answer, x.stopped())
				}
				if page = do(x.h, "GET", x.answerAt(), "").Body.String(); !strings.Contains(page, "Thank you") || strings.Contains(page, "This question is closed") {
					t.Errorf("after it:\n%s", page)
				}
			})
		}
	}
}

// An ask that was taken back as never sent keeps no answers; who has read it all the same hears that their no counts.
func TestARefusalOfAnAskThatWasTakenBackIsConfirmed(t *testing.T) {
	x := newStreet(t)
	if err := x.DB.Write(context.Background(), func(tx *store.Tx) error { _, err := tx.VoidAsk(x.ask); return err }); err != nil {
		t.Fatal(err)
	}
	if page := do(x.h, "GET", x.answerAt(), "").Body.String(); !strings.Contains(page, `value="stop"`) {
		t.Fatalf("no way to refuse:\n%s", page)
	}
	w := do(x.h, "POST", x.answerAt(), "answer=stop")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "It is written down and counts from now on.") || !x.stopped() {
		t.Errorf("%d, stopped: %t\n%s", w.Code, x.stopped(), w.Body)
	}
}

func TestAYesBringsALinkThatLeadsAFriendToTheOwner(t *testing.T) {
	x := newStreet(t)
	do(x.h, "POST", x.answerAt(), "answer=yes")
	page := do(x.h, "GET", x.answerAt(), "").Body.String()
	_, code, ok := strings.Cut(page, "https://answers.example.com/r/")
	if !ok {
		t.Fatal("there is no link to pass on")
	}
	code = code[:link.CodeLength]
	before := x.everything()
	w := do(x.h, "GET", "/r/"+strings.ToLower(code), "")
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "Dana Reed") || !strings.Contains(body, "tel:2125550100") || !strings.Contains(body, "Ana, whom I helped buy a home,") || strings.Contains(body, "Ruiz") || strings.Contains(body, "Denver") {
		t.Errorf("%d %s", w.Code, body)
	}
	if x.everything() != before {
		t.Error("the friend's look changed something")
	}
}

func TestOneClickEndsEverythingWithoutARedirect(t *testing.T) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	_ = m.WriteField("List-Unsubscribe", "One-Click")
	_ = m.Close()
	for name, send := range map[string]func(*street) *httptest.ResponseRecorder{
		"as a form": func(x *street) *httptest.ResponseRecorder {
			return do(x.h, "POST", x.stopAt(), "List-Unsubscribe=One-Click")
		},
		"in parts": func(x *street) *httptest.ResponseRecorder {
			r := httptest.NewRequest("POST", x.stopAt(), bytes.NewReader(b.Bytes()))
			r.Header.Set("Content-Type", m.FormDataContentType())
			w := httptest.NewRecorder()
			x.h.ServeHTTP(w, r)
			return w
		},
		"from the page": func(x *street) *httptest.ResponseRecorder { return do(x.h, "POST", x.stopAt(), "what=all") },
	} {
		t.Run(name, func(t *testing.T) {
			x := newStreet(t)
			for range 2 { // told twice it changes nothing
				if w := send(x); w.Code != http.StatusOK || w.Header().Get("Location") != "" || !x.stopped() {
					t.Fatalf("%d, stopped %v", w.Code, x.stopped())
				}
			}
		})
	}
}

func TestAStopIsTakenBackByThePersonAlone(t *testing.T) {
	x := newStreet(t)
	do(x.h, "POST", x.stopAt(), "what=all")
	if page := do(x.h, "GET", x.stopAt(), "").Body.String(); !strings.Contains(page, x.stopAt()+"/undo") {
		t.Fatal("a mistake cannot be taken back")
	}
	if w := do(x.h, "GET", x.stopAt()+"/undo", ""); w.Code == http.StatusOK || !x.stopped() {
		t.Fatalf("a look took the stop back: %d", w.Code)
	}
	if w := do(x.h, "POST", x.stopAt()+"/undo", ""); w.Code != http.StatusSeeOther || x.stopped() {
		t.Errorf("%d, still stopped %v", w.Code, x.stopped())
	}
}

func TestAValuationIsAskedForByATapAlone(t *testing.T) {
	x := newStreet(t)
	if page := do(x.h, "GET", x.valueAt(), "").Body.String(); !strings.Contains(page, "Yes, work it out for me") {
		t.Fatal("there is nothing to tap")
	}
	if w := do(x.h, "POST", x.valueAt(), "answer=yes"); w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	if page := do(x.h, "GET", x.valueAt(), "").Body.String(); !strings.Contains(page, "Thank you, I am on it.") {
		t.Error("not thanked")
	}
}

func TestUnknownLinksLookAlike(t *testing.T) {
	x := newStreet(t)
	first := do(x.h, "GET", "/nothing", "").Body.String()
	for _, path := range []string{"/a/x", "/u/x", "/v/x", "/r/x", "/r/AAAAAAAA", x.answerAt() + "x", x.answerAt()[:20], "/u/" + strings.TrimPrefix(x.answerAt(), "/a/"),
		"/a/" + x.key.Token(link.Answer, "00000000-0000-7000-8000-000000000000")} {
		for _, method := range []string{"GET", "POST"} {
			if method == "POST" && strings.HasPrefix(path, "/r/") {
				continue
			}
			w := do(x.h, method, path, map[string]string{"POST": "answer=no"}[method])
			if w.Code != http.StatusNotFound || w.Body.String() != first {
				t.Errorf("%s %s: %d, or other words than the rest", method, path, w.Code)
			}
		}
	}
	if x.asked().Answer != goodturn.AnswerNone || x.stopped() {
		t.Error("a forged link did something")
	}
}

func TestARefusalIsKeptWhenTheDatabaseCannotTakeIt(t *testing.T) {
	x := newStreet(t)
	*x.down = true
	for _, c := range []struct {
		path, body string
		want       int
	}{{x.stopAt(), "List-Unsubscribe=One-Click", 200}, {x.answerAt(), "answer=stop", 200}, {x.answerAt(), "answer=no", 200}, {x.answerAt(), "answer=yes", 503}, {"/u/forged", "what=all", 404}} {
		if w := do(x.h, "POST", c.path, c.body); w.Code != c.want {
			t.Errorf("%s %s: %d, want %d", c.path, c.body, w.Code, c.want)
		}
	}
	token := strings.TrimPrefix(x.answerAt(), "/a/")
	want := []string{strings.TrimPrefix(x.stopAt(), "/u/") + " ", token + " stop", token + " no"}
	if !slices.Equal(x.kept, want) {
		t.Errorf("kept %q, want %q", x.kept, want)
	}
}

func TestThePagesTellMachinesToStayAway(t *testing.T) {
	x := newStreet(t)
	w := do(x.h, "GET", x.stopAt(), "")
	for name, want := range map[string]string{"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'"} {
		if got := w.Header().Get(name); !strings.Contains(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if w := do(x.h, "GET", "/robots.txt", ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Disallow: /") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
