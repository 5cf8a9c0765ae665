// Package public answers one question: what does a client see who follows a link, and what does a tap do? Its pages need no
// log-in, no script, no cookie and no third party. It refuses to know the database: everything goes through a handful of use cases
// of package program, and a GET changes nothing but the log of looks.
package public

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/portrait"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/friends"
	"github.com/goodturn-app/goodturn/web"
)

// UseCases is what the clients' pages can do, and all they can do.
type UseCases interface {
	OpenAnswer(ctx context.Context, token string) (answers.AnswerPage, error)
	Change(ctx context.Context, token string, saw, answer goodturn.Answer, via string) (answers.Stands, error)
	OpenUnsubscribe(ctx context.Context, token string) (answers.StopPage, error)
	Unsubscribe(ctx context.Context, token string) (answers.StopPage, error)
	OpenValuation(ctx context.Context, token string) (answers.ValuationPage, error)
	AskValuation(ctx context.Context, token string) (answers.ValuationPage, error)
	Resubscribe(ctx context.Context, token string) (answers.StopPage, error)
	Shared(ctx context.Context, token, how string) error
	SendNote(ctx context.Context, token string) error
	OpenRecommendation(ctx context.Context, token string, ticked []string, as string) (friends.Recommendation, error)
	Mind(ctx context.Context, token string, m program.InMind) error
	TakeMindBack(ctx context.Context, token string) error
	OpenShared(ctx context.Context, code string) (friends.SharedPage, error)
	MayShow(ctx context.Context, token string) error
	Show(ctx context.Context, token, why string, upload []byte) error
	ShowNothing(ctx context.Context, token string) error
	OwnPicture(ctx context.Context, token string) ([]byte, error)
	Picture(ctx context.Context, code string) ([]byte, error)
	Refer(ctx context.Context, code string, f friends.FriendForm) (friends.Referred, error)
	NotForMe(ctx context.Context, code string) (friends.SharedPage, error)
	OpenFriend(ctx context.Context, token string) (friends.FriendPage, error)
	LeaveInPeace(ctx context.Context, token string) error
	LogFetch(ctx context.Context, l answers.Look)
	TriedFrom(ctx context.Context, corner string) (friends.Tried, error)
	LogMiss(ctx context.Context, corner string)
	LogForm(ctx context.Context, corner string)
}

// Deps is everything the pages are made of.
type Deps struct {
	Program UseCases
	Assets  *web.Assets
	Log     *slog.Logger
	NewID   func() string // names a failure in the log
	Now     func() time.Time
	// Waits reports whether an error means that the database cannot take something now and may later; KeepRefusal then writes a
	// refusal down where it is safe: the answer to an ask, or AnswerNone where the link itself stops everything. Both optional: without them the client is told to try again.
	Waits       func(error) bool
	KeepRefusal func(token string, what goodturn.Answer) error
}

type pages struct {
	Deps
	guesses  *guesses
	pictures chan struct{} // pictures are made small one at a time: each takes much memory
	uploads  chan struct{} // and few are taken in at a time
}

// New makes the clients' pages: /a/ an answer, /u/ an end to messages, /v/ a valuation, /r/ what an advocate passes on, /f/ a friend's own
// page, /c/ a link that only
// machines follow. They take no notice of where a form came from: there is no cookie to abuse, and a token is its own permission.
func New(d Deps) http.Handler {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	p := pages{d, &guesses{shared: d.Program}, make(chan struct{}, 1), make(chan struct{}, 4)}
	wrap := web.Wrapper{Log: d.Log, NewID: d.NewID, Page: func(_ context.Context, problem web.Problem) templ.Component {
		if problem.Status == http.StatusNotFound {
			return Shell(d.Assets, "This link leads nowhere", GonePage(Gone{}))
		}
		return Shell(d.Assets, problem.Title, web.ProblemBody(problem))
	}}
	mux := http.NewServeMux()
	for pattern, h := range map[string]web.Handler{
		"GET /a/{token}": p.question, "POST /a/{token}": p.answer,
		"GET /u/{token}": p.stopping, "POST /u/{token}": p.stop, "POST /u/{token}/undo": p.unstop,
		"GET /v/{token}": p.valuation, "POST /v/{token}": p.value,
		"POST /a/{token}/shared": p.shared, "POST /a/{token}/note": p.sendNote, "GET /a/{token}/card": p.card, "GET /a/{token}/recommend": p.recommend,
		"POST /a/{token}/shown": p.shown, "POST /a/{token}/shown/undo": p.showNothing, "GET /a/{token}/picture": p.ownPicture, "GET /r/{code}/picture": p.picture,
		"POST /a/{token}/mind": p.mind, "POST /a/{token}/mind/undo": p.unmind,
		"GET /r/{code}": p.friend, "POST /r/{code}": p.refer, "GET /r/{code}/thanks": p.referred, "POST /r/{code}/not": p.notForMe,
		"GET /f/{token}": p.friendsOwn, "POST /f/{token}": p.leaveInPeace,
		"GET /c/{token}": p.canary,
		"/":              func(http.ResponseWriter, *http.Request) error { return goodturn.NotFound("page") },
	} {
		mux.Handle(pattern, wrap.Handle(h))
	}
	mux.Handle("GET /assets/", d.Assets)
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("User-agent: *\nDisallow: /\n"))
	})
	small := http.MaxBytesHandler(mux, 64<<10)
	return web.PublicHeaders(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/a/") && strings.HasSuffix(r.URL.Path, "/shown") {
			r.Body = http.MaxBytesReader(w, r.Body, portrait.MostUpload+64<<10) // the one form with a picture in it
			mux.ServeHTTP(w, r)
			return
		}
		small.ServeHTTP(w, r)
	}))
}

// look writes the one row that a look at a link leaves, whoever looked.
func (p pages) look(r *http.Request, purpose link.Purpose, acted bool) {
	p.lookAt(r, purpose, acted, time.Time{})
}

// lookAt is look at a link of a message of which is known when it left.
func (p pages) lookAt(r *http.Request, purpose link.Purpose, acted bool, sent time.Time) {
	p.Program.LogFetch(r.Context(), answers.Look{
		Sent: sent, Purpose: purpose, Token: r.PathValue("token"), Method: r.Method, UserAgent: r.UserAgent(), Acted: acted, Device: deviceOf(r),
		Navigated: r.Header.Get("Sec-Fetch-User") == "?1", Prefetch: strings.Contains(r.Header.Get("Sec-Purpose")+r.Header.Get("Purpose"), "prefetch"),
	})
}

func (p pages) show(w http.ResponseWriter, r *http.Request, title string, body templ.Component) error {
	return web.Render(w, r, Shell(p.Assets, title, body))
}

func (p pages) question(w http.ResponseWriter, r *http.Request) error {
	page, err := p.Program.OpenAnswer(r.Context(), r.PathValue("token"))
	p.lookAt(r, link.Answer, false, page.Asked)
	if err != nil {
		return err
	}
	if page.Present != goodturn.AnswerNone && !r.URL.Query().Has("change") || page.Present == goodturn.AnswerStop && page.Closed {
		return p.answered(w, r, page)
	}
	if page.Closed {
		return p.closed(w, r, page)
	}
	v := Question{From: from(page.FullName, page.Firm, page.Phone), Title: page.Question, Lead: "Only if it is easy. Any of these is fine, and none of them needs a reason.", Post: r.URL.Path, Present: string(page.Present)}
	if page.Present != goodturn.AnswerNone {
		v.Lead = "Your answer now: " + strings.ToLower(page.Words) + ". You can change it here."
		v.Post += "?saw=" + string(page.Present) // who sees their own answer may take it back; two devices at once may not
	}
	if page.About != "" {
		v.Lead = page.About + " " + v.Lead
	}
	v.Answers.Stop = stopAll
	for _, a := range page.Answers {
		switch a.Answer {
		case goodturn.AnswerYes:
			v.Answers.Yes, v.Answers.YesNote = a.Words, a.Means
		case goodturn.AnswerMiddle:
			v.Answers.Middle, v.Answers.MiddleNote = a.Words, a.Means
		case goodturn.AnswerNotNow:
			v.Answers.NotNow, v.Answers.NotNowNote = a.Words, a.Means
		case goodturn.AnswerNo:
			v.Answers.No, v.Answers.NoNote = a.Words, a.Means
		}
	}
	return p.show(w, r, page.Question, QuestionPage(v))
}

const stopAll = "Stop all messages from me"

// closed is the page of a question that is over: it takes what refuses more than the answer that stands, and nothing else.
func (p pages) closed(w http.ResponseWriter, r *http.Request, page answers.AnswerPage) error {
	v := Gone{From: from(page.FullName, page.Firm, page.Phone), Closed: true, Post: r.URL.Path, Answers: Answers{Stop: stopAll}}
	for _, a := range page.Answers {
		if a.Answer == goodturn.AnswerNo && page.Present != goodturn.AnswerNo {
			v.No, v.NoNote = a.Words, a.Means
		}
	}
	return p.show(w, r, "This question is closed", GonePage(v))
}

func (p pages) answered(w http.ResponseWriter, r *http.Request, page answers.AnswerPage) error {
	change := r.URL.Path + "?change"
	if page.Closed && page.Present == goodturn.AnswerStop {
		change = "" // there is nothing left to refuse
	}
	if page.Share != nil {
		return p.show(w, r, "Thank you", SharePage(sharePage(r, page, change)))
	}
	v := p.thanks(r, page)
	if v.Change = change; page.Closed {
		v.Words = "No thanks, or stop"
	}
	return p.show(w, r, "Thank you", ThanksPage(v))
}

func (p pages) thanks(r *http.Request, page answers.AnswerPage) Thanks {
	title, rest, _ := strings.Cut(page.Thanks, ". ") // "Thank you." or "Thank you for telling me.", and is not said twice
	return Thanks{From: from(page.FullName, page.Firm, page.Phone), Title: strings.TrimSuffix(title, ".") + ".", Lines: []string{rest}, Change: here(r) + "?change", Words: "Change my answer",
		Call: page.Present == goodturn.AnswerMiddle, News: newsWords(page.News), Mind: mindOf(r, page)}
}

// saidBy is what a form may say.
var saidBy = map[string]goodturn.Answer{"yes": goodturn.AnswerYes, "middle": goodturn.AnswerMiddle, "not_now": goodturn.AnswerNotNow, "no": goodturn.AnswerNo, "stop": goodturn.AnswerStop}

func (p pages) answer(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	said, ok := saidBy[r.PostFormValue("answer")]
	if !ok {
		return goodturn.Invalid("answer", "That is not one of the answers.", "Go back and tap one of them.")
	}
	stands, err := p.Program.Change(r.Context(), token, saidBy[r.URL.Query().Get("saw")], said, "page")
	if err != nil && said.Rank() >= goodturn.AnswerNo.Rank() && p.kept(err, token, said) {
		return p.show(w, r, "Thank you", takenPage())
	}
	if err != nil {
		return err
	}
	p.look(r, link.Answer, true)
	if stands.Closed && stands.Answer != said {
		return p.show(w, r, "Thank you", takenPage()) // the question keeps no answers any more, and what was said counts all the same
	}
	return web.SeeOther(w, r.URL.Path)
}

// takenPage thanks for a refusal whose question cannot show it.
func takenPage() templ.Component {
	return ThanksPage(Thanks{Title: "Thank you for telling me.", Lines: []string{"It is written down and counts from now on."}})
}

// kept writes a refusal down where it is safe when the database cannot take it.
func (p pages) kept(err error, token string, what goodturn.Answer) bool {
	if p.Waits == nil || p.KeepRefusal == nil || !p.Waits(err) {
		return false
	}
	if kerr := p.KeepRefusal(token, what); kerr != nil {
		p.Log.Error("a refusal could not be kept", "err", errors.Join(err, kerr))
		return false
	}
	return true
}

func (p pages) stopping(w http.ResponseWriter, r *http.Request) error {
	p.look(r, link.Unsubscribe, false)
	page, err := p.Program.OpenUnsubscribe(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	if page.Stopped {
		return p.show(w, r, "No more messages", StoppedPage(Stopped{From: from(page.FullName, page.Firm, ""), Undo: r.URL.Path + "/undo"}))
	}
	return p.show(w, r, "Stop these messages?", StopPage(Stop{From: from(page.FullName, page.Firm, ""), Address: "you", Post: r.URL.Path}))
}

// stop ends all messages. It is the one POST that acts alone, without a page before it: RFC 8058. The answer is the page itself and
// never a redirect, and the same whatever the body says.
func (p pages) stop(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	page, err := p.Program.Unsubscribe(r.Context(), token)
	if err != nil && !p.kept(err, token, goodturn.AnswerNone) {
		return err
	}
	if err == nil {
		p.look(r, link.Unsubscribe, true)
	}
	undo := r.URL.Path + "/undo"
	if err != nil {
		undo = "" // it is kept, and cannot be taken back before it was taken
	}
	return p.show(w, r, "No more messages", StoppedPage(Stopped{From: from(page.FullName, page.Firm, ""), Undo: undo}))
}

// unstop takes a stop back, because the person did, on their own page.
func (p pages) unstop(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.Program.Resubscribe(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	p.look(r, link.Unsubscribe, true)
	return web.SeeOther(w, strings.TrimSuffix(r.URL.Path, "/undo"))
}

func (p pages) valuation(w http.ResponseWriter, r *http.Request) error {
	p.look(r, link.Valuation, false)
	page, err := p.Program.OpenValuation(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return p.show(w, r, "A full valuation", ValuationPage(Valuation{From: from(page.FullName, page.Firm, page.Phone), Post: r.URL.Path, Asked: page.Asked}))
}

func (p pages) value(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.Program.AskValuation(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	p.look(r, link.Valuation, true)
	return web.SeeOther(w, r.URL.Path)
}

// canary is a link that no person can see: whoever follows it reads every link there is.
func (p pages) canary(w http.ResponseWriter, r *http.Request) error {
	p.look(r, link.Canary, false)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// from is who the page speaks for.
func from(name, firm, phone string) From {
	f := From{Name: name, Firm: firm, Phone: phone}
	if phone != "" {
		f.Tel = "tel:" + strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r == '+' {
				return r
			}
			return -1
		}, phone)
	}
	return f
}
