// Package admin answers one question: what does the owner see and do in the browser? It has one typed view for every page, and
// turns forms into use cases of package program. It refuses to know how mail is sent and what a database is asked: it calls program,
// and reads and writes settings through store.
//
// Reading order: admin.go (what it is made of, who may come in), routes_doors.go and routes_rooms.go (every address and what answers
// there), shell.go (what stands around each page).
package admin

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/plans"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/program/tempo"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/sim"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web"
)

// Deps is everything the pages are made of. What is marked optional may be nil; its place on a page then says so or is left out.
type Deps struct {
	Program *program.Program
	DB      *store.DB
	Auth    *auth.Book
	Assets  *web.Assets
	Log     *slog.Logger
	Clock   goodturn.Clock
	Rand    io.Reader
	Wake    func(kind string) // asks a worker to look soon; optional

	// ConnectMailbox logs in to a mailbox and keeps it if that works, with the password sealed; an empty password keeps the one on
	// file. Its error is already in words.
	ConnectMailbox func(ctx context.Context, user goodturn.ID, m goodturn.Mailbox, password string) error
	// KeepMailbox keeps it without trying.
	KeepMailbox func(ctx context.Context, user goodturn.ID, m goodturn.Mailbox, password string) error
	// SuggestMailbox finds the provider of an address; false if nothing is known of it.
	SuggestMailbox func(ctx context.Context, address string) (Provider, bool)
	// ExplainSending puts what a mail server said into words; optional.
	ExplainSending func(error) *goodturn.Error
	// Providers are the mail providers whose servers are known.
	Providers []Provider
	// LookAtDomain says how mail programs will see mail from an address: SPF, DKIM, DMARC; optional.
	LookAtDomain func(ctx context.Context, from string) []Check
	// ProvePublic proves that an address of the internet leads here; optional: it then cannot be set in the browser.
	ProvePublic func(ctx context.Context, url string) error
	// Export writes everything as one archive; optional.
	Export func(ctx context.Context, w io.Writer) error
	// APIDocument gives the API's OpenAPI document; optional.
	APIDocument func() ([]byte, error)
	// Background runs what goes on after a page was answered, such as bringing in a long list, until the process stops; optional: it
	// is then done before the page is answered.
	Background func(func(context.Context))
	// Catcher is the demo's mail catcher; optional.
	Catcher Catcher
	// Scratch is a folder for a file that is being handed over, until it is read; empty: the system's own.
	Scratch string
	// Open lets in whoever reaches the pages, in the first user's name, as in a demo.
	Open bool
}

// Provider is a mail provider as the mailbox page offers it.
type Provider struct {
	Name, Host string
	Port       int
	Security   string // "tls" or "starttls"
	Login      string // what belongs into the password field, in a sentence
	Help       string // the provider's own page about it
}

// admin is the handlers' receiver: every page is a method.
type admin struct {
	Deps
	People        *people.People
	Requests      *requests.Requests
	Plans         *plans.Plans
	Tempo         *tempo.Desk
	Introductions *introductions.Introductions
	View          *view.View
	Approvals     *approvals.Approvals
	Answers       *answers.Answers
	ids           *goodturn.IDs
	wrap          web.Wrapper
	bare          web.Wrapper // errors of people who are not logged in: no menu
	addresses     directory

	works works
	ahead sim.Fortnights
}

// route is one address, what answers there, and for whom it is.
type route struct {
	pattern string // as http.ServeMux reads it
	handle  web.Handler
	who     audience
}

// New makes the owner's pages. Nothing but log-in pages and assets is shown to anybody who is not logged in, and no form of another
// site is taken.
func New(d Deps) http.Handler {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	a := &admin{Deps: d, People: people.New(d.Program), Requests: requests.New(d.Program), Plans: plans.New(d.Program), Tempo: tempo.New(d.Program), Introductions: introductions.New(d.Program), View: view.New(d.Program), Approvals: approvals.New(d.Program), Answers: answers.New(d.Program), ids: goodturn.NewIDs(d.Rand)}
	newID := func() string { return string(a.ids.New(d.Clock.Now())) }
	a.wrap = web.Wrapper{Log: d.Log, NewID: newID, Page: a.problem}
	a.bare = web.Wrapper{Log: d.Log, NewID: newID, Page: a.bareProblem}
	a.addresses = newDirectory(a.routes())
	mux := http.NewServeMux()
	mux.Handle("GET /assets/", d.Assets)
	for _, r := range a.routes() {
		if r.who == strangers {
			mux.Handle(r.pattern, a.bare.Handle(r.handle))
		} else {
			mux.Handle(r.pattern, a.entered(a.wrap.Handle(r.who.only(r.handle))))
		}
	}
	mux.Handle("/", a.entered(a.wrap.Handle(func(http.ResponseWriter, *http.Request) error {
		return &goodturn.Error{Code: goodturn.CodeNotFound, Message: "There is no such page.", Hint: "Perhaps a part of the address was cut off."}
	})))
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(a.bare.Handle(func(http.ResponseWriter, *http.Request) error {
		return &goodturn.Error{Code: goodturn.CodeForbidden, Message: "This form came from another page.", Hint: "Open the page here again and fill the form in once more. Nothing was changed."}
	}))
	return web.AdminHeaders(own.Handler(limitBody(mux)))
}

// routes is every address: the doors (log-in, first steps, settings, bringing a list, stopping) and the rooms (people, the year,
// messages).
func (a *admin) routes() []route {
	return slices.Concat(a.doorRoutes(), a.roomRoutes(), a.requestRoutes(), a.systemRoutes())
}

// problem is an error inside the usual shell; where even the shell cannot be made, without it.
func (a *admin) problem(ctx context.Context, p web.Problem) templ.Component {
	s, err := a.shell(ctx, "", p.Title)
	if err != nil {
		return a.bareProblem(ctx, p)
	}
	return web.Page(s, web.ProblemBody(p))
}

func (a *admin) bareProblem(_ context.Context, p web.Problem) templ.Component {
	return web.Bare(p.Title, a.Assets.URL("look.css"), a.Assets.URL("page.js"), web.ProblemBody(p))
}

// mostForm is the most of a form that is read; files have their own measure.
const mostForm = 1 << 20

// limitBody keeps forms small. A file is measured where it is read.
func limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isUpload(r) {
			r.Body = http.MaxBytesReader(w, r.Body, mostForm)
		}
		next.ServeHTTP(w, r)
	})
}
