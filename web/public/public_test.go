package public_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/public"
)

// desk answers for the programme: it knows one token, and remembers what it was told.
type desk struct {
	answered []goodturn.Answer
	stopped  int
	looks    int
	broken   error
}

const known = "the-one-token"

func (d *desk) page(token string) (program.AnswerPage, error) {
	if token != known {
		return program.AnswerPage{}, goodturn.NotFound("page")
	}
	p := program.AnswerPage{Owner: "Dana", FullName: "Dana Reyes", Question: "Would you pass my name on?", Thanks: "Thank you.",
		Answers: []program.AnswerChoice{{Answer: goodturn.AnswerYes, Words: "Yes"}, {Answer: goodturn.AnswerNotNow, Words: "Not now", Means: "I will not ask again before February 20, 2027"}, {Answer: goodturn.AnswerNo, Words: "No thanks"}}}
	if n := len(d.answered); n > 0 {
		p.Present, p.Words = d.answered[n-1], "No thanks"
	}
	return p, nil
}

func (d *desk) OpenAnswer(_ context.Context, token string) (program.AnswerPage, error) {
	return d.page(token)
}
func (d *desk) Change(_ context.Context, token string, _, a goodturn.Answer, _ string) (program.AnswerPage, error) {
	p, err := d.page(token)
	if err == nil && d.broken != nil {
		return p, d.broken
	}
	if err == nil {
		d.answered = append(d.answered, a)
	}
	return p, err
}
func (d *desk) OpenUnsubscribe(_ context.Context, token string) (program.StopPage, error) {
	_, err := d.page(token)
	return program.StopPage{FullName: "Dana Reyes"}, err
}
func (d *desk) Unsubscribe(_ context.Context, token string) (program.StopPage, error) {
	_, err := d.page(token)
	if err == nil && d.broken != nil {
		err = d.broken
	}
	if err == nil {
		d.stopped++
	}
	return program.StopPage{FullName: "Dana Reyes", Stopped: true}, err
}
func (d *desk) OpenValuation(_ context.Context, token string) (program.ValuationPage, error) {
	_, err := d.page(token)
	return program.ValuationPage{FullName: "Dana Reyes"}, err
}
func (d *desk) AskValuation(_ context.Context, token string) (program.ValuationPage, error) {
	_, err := d.page(token)
	return program.ValuationPage{}, err
}
func (d *desk) LogFetch(context.Context, program.Look) { d.looks++ }

func serve(t *testing.T, d *desk, more ...func(*public.Deps)) http.Handler {
	t.Helper()
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	deps := public.Deps{Program: d, Assets: assets, NewID: func() string { return "ref" }}
	for _, f := range more {
		f(&deps)
	}
	return public.New(deps)
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
	d := &desk{}
	h := serve(t, d)
	for _, method := range []string{"GET", "HEAD"} {
		for _, path := range []string{"/a/", "/u/", "/v/"} {
			w := do(h, method, path+known, "")
			if w.Code != http.StatusOK || len(w.Result().Cookies()) > 0 || w.Body.Len() > 15_000 {
				t.Errorf("%s %s: %d, %d bytes, cookies %v", method, path, w.Code, w.Body.Len(), w.Result().Cookies())
			}
			if strings.Contains(w.Body.String(), "://") && strings.Contains(w.Body.String(), "src=\"http") {
				t.Errorf("%s calls somebody else", path)
			}
		}
	}
	if len(d.answered) > 0 || d.stopped > 0 {
		t.Fatalf("a look acted: %v, %d", d.answered, d.stopped)
	}
	if d.looks != 6 {
		t.Errorf("%d looks were noted, 6 were made", d.looks)
	}
}

func TestATapAnswersAndShowsTheThanks(t *testing.T) {
	d := &desk{}
	h := serve(t, d)
	w := do(h, "POST", "/a/"+known, "answer=no")
	if w.Code != http.StatusSeeOther || len(d.answered) != 1 || d.answered[0] != goodturn.AnswerNo {
		t.Fatalf("%d, %v", w.Code, d.answered)
	}
	if w := do(h, "GET", w.Header().Get("Location"), ""); !strings.Contains(w.Body.String(), "Thank you") {
		t.Fatal("not thanked")
	}
	if w := do(h, "POST", "/a/"+known, "answer=maybe"); w.Code != http.StatusUnprocessableEntity || len(d.answered) != 1 {
		t.Fatalf("an answer that is none was taken: %d", w.Code)
	}
}

func TestOneClickEndsEverythingWithoutARedirect(t *testing.T) {
	d := &desk{}
	w := do(serve(t, d), "POST", "/u/"+known, "List-Unsubscribe=One-Click")
	if w.Code != http.StatusOK || d.stopped != 1 || w.Header().Get("Location") != "" {
		t.Fatalf("%d, stopped %d", w.Code, d.stopped)
	}
}

func TestUnknownLinksLookAlike(t *testing.T) {
	h := serve(t, &desk{})
	var first string
	for _, path := range []string{"/a/x", "/u/x", "/v/x", "/a/" + known + "x", "/nothing"} {
		w := do(h, "GET", path, "")
		if first == "" {
			first = w.Body.String()
		}
		if w.Code != http.StatusNotFound || w.Body.String() != first {
			t.Errorf("%s: %d, or other words than the rest", path, w.Code)
		}
	}
}

func TestARefusalIsKeptWhenTheDatabaseCannotTakeIt(t *testing.T) {
	d := &desk{broken: &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "locked"}}
	var kept []string
	h := serve(t, d, func(x *public.Deps) {
		x.Waits = func(err error) bool { return goodturn.ErrorCode(err) == goodturn.CodeUnavailable }
		x.KeepRefusal = func(token string) error { kept = append(kept, token); return nil }
	})
	if w := do(h, "POST", "/u/"+known, "List-Unsubscribe=One-Click"); w.Code != http.StatusOK {
		t.Errorf("a stop was turned away: %d", w.Code)
	}
	if w := do(h, "POST", "/a/"+known, "answer=stop"); w.Code != http.StatusOK {
		t.Errorf("a stop was turned away: %d", w.Code)
	}
	if w := do(h, "POST", "/a/"+known, "answer=yes"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("a yes was said to be taken: %d", w.Code)
	}
	if len(kept) != 2 {
		t.Errorf("kept %v", kept)
	}
}
