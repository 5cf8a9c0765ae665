package public_test

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/public"
)

// oneAsk is an ask that holds one answer, with the rule of the real one: who saw the answer that stands may change it.
type oneAsk struct {
	public.UseCases
	present goodturn.Answer
	looks   int
}

func (a *oneAsk) page() answers.AnswerPage {
	return answers.AnswerPage{FullName: "Dana Reed", Question: "Would you pass my name on?", Present: a.present, Words: "No thanks", Thanks: "Thank you for telling me.",
		Answers: []answers.AnswerChoice{{Answer: goodturn.AnswerYes, Words: "Yes"}, {Answer: goodturn.AnswerNo, Words: "No thanks"}}}
}

func (a *oneAsk) OpenAnswer(context.Context, string) (answers.AnswerPage, error) {
	return a.page(), nil
}

func (a *oneAsk) Change(_ context.Context, _ string, saw, answer goodturn.Answer, _ string) (answers.Stands, error) {
	if saw == a.present || answer.Rank() > a.present.Rank() {
		a.present = answer
	}
	return answers.Stands{Answer: a.present}, nil
}

func (a *oneAsk) LogFetch(context.Context, answers.Look) { a.looks++ }

func TestWhoSeesTheirNoMayTakeItBackAndNobodyElse(t *testing.T) {
	assets, err := web.LoadAssets()
	if err != nil {
		t.Fatal(err)
	}
	ask := &oneAsk{present: goodturn.AnswerNo}
	h := public.New(public.Deps{Program: ask, Assets: assets})
	get := func(path string) string {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, w.Code)
		}
		return w.Body.String()
	}
	post := func(path string) {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(url.Values{"answer": {"yes"}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	post("/a/token") // from a page that was opened before the no
	if ask.present != goodturn.AnswerNo {
		t.Errorf("a yes from another device lifted a no")
	}
	form := regexp.MustCompile(`action="([^"]*)"`).FindStringSubmatch(get("/a/token?change"))
	if form == nil {
		t.Fatal("the page has no form")
	}
	post(html.UnescapeString(form[1]))
	if ask.present != goodturn.AnswerYes {
		t.Errorf("they saw their no and tapped yes, and it is %q", ask.present)
	}
}
