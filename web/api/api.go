// Package api answers one question: how does another program do what a person does on a page? It describes every operation once, as
// a type, from which come the checks, the errors and the OpenAPI document, and calls the same use cases as the pages. It refuses to
// know what a page looks like, and lets nobody in without a key.
//
// Reading order: api.go (what an operation is), door.go (who may come in, and with what), once.go (asking twice), problem.go (errors);
// then one file a noun.
package api

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/answers"
	"github.com/goodturn-app/goodturn/program/approvals"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/requests"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/api/door"
)

// Deps is everything the API is made of.
type Deps struct {
	Program *program.Program
	People  *people.People
	DB      *store.DB
	Auth    *auth.Book
	Log     *slog.Logger
	Clock   goodturn.Clock
	NewID   func() string

	// ConnectMailbox logs in to a mailbox and keeps it if that works; KeepMailbox keeps it without trying. An empty password keeps the
	// one on file.
	ConnectMailbox func(ctx context.Context, user goodturn.ID, m goodturn.Mailbox, password string) error
	KeepMailbox    func(ctx context.Context, user goodturn.ID, m goodturn.Mailbox, password string) error
	// ProvePublic proves that an address of the internet leads here.
	ProvePublic func(ctx context.Context, url string) error
	// Export writes everything as one archive.
	Export func(ctx context.Context, w io.Writer) error
	// Background runs what goes on after a request was answered; nil: it is done before.
	Background func(func(context.Context))
	// Scratch is a folder for a file that is being handed over.
	Scratch string
}

// operation is what the door needs to know of one.
type operation struct {
	scope  auth.Scope
	ask    bool // it lets a request for an introduction go, or answers one: its key is remembered for ever
	file   bool // the body is a file, not JSON
	stream bool // the result is too large to hold back
	secret bool // the result shows a secret once, and is kept nowhere
	begins bool // it lets messages leave: not in the name of somebody who only prepares
}

type server struct {
	Deps
	Requests      *requests.Requests
	Introductions *introductions.Introductions
	View          *view.View
	Approvals     *approvals.Approvals
	Answers       *answers.Answers
	api           huma.API
	mux           *http.ServeMux
	ops           map[string]operation // by the mux's pattern
	adding        string               // id of the operation that is being added
	door          door.Limits
}

// Prefix is where the API is served.
const Prefix = "/v1/"

// New makes the API.
func New(d Deps) http.Handler {
	x := build(d)
	return x
}

func build(d Deps) *server {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	x := &server{Deps: d, Requests: requests.New(d.Program), Introductions: introductions.New(d.Program), View: view.New(d.Program), Approvals: approvals.New(d.Program), Answers: answers.New(d.Program), mux: http.NewServeMux(), ops: map[string]operation{}}
	conf := huma.DefaultConfig("Goodturn", "1")
	conf.Info.Description = "What a person does on Goodturn's pages, for other programs. Every call needs a key (Authorization: Bearer gt_...). Times are UTC in RFC 3339, days are YYYY-MM-DD, money is in minor units of its currency by ISO 4217 (cents of USD, whole JPY, thousandths of KWD). Lists page by a cursor. " +
		"A POST with the header Idempotency-Key does its work once, however often it is sent; POST /v1/imports only reads a list and takes no notice of it. Errors are RFC 9457 problems."
	conf.DocsPath, conf.SchemasPath, conf.OpenAPIPath = "", "", "/v1/openapi"
	conf.CreateHooks, conf.RejectUnknownQueryParameters = nil, true
	conf.Transformers = append(conf.Transformers, stripValues)
	conf.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"key": {Type: "http", Scheme: "bearer", Description: "A key from Settings, Keys for programs, or from: goodturn admin key add NAME --scope read."}}
	conf.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", func(t reflect.Type, hint string) string { return door.SchemaName(t, hint, x.adding) })
	x.api = humago.New(x.mux, conf)
	for _, add := range []func(*server){
		addContacts, addDeals, addFamilies, addEvents, addPlan, addPlans, addDays, addMessages, addAsks, addFunnel, addReferrals, addClaims, addRequests, addRewards, addTasks, addSending, addWords, addImports, addSettings, addUsers, addKeys, addWebhooks, addExport,
	} {
		add(x)
	}
	return x
}

// Document is the OpenAPI 3.1 document, indented.
func Document() ([]byte, error) {
	b, err := json.MarshalIndent(build(Deps{}).api.OpenAPI(), "", " ")
	return append(b, '\n'), err
}

// Operations lists method and path of everything that can be called, and its id.
func Operations() map[string]string {
	out := map[string]string{}
	for path, item := range build(Deps{}).api.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op != nil {
				out[op.OperationID] = method + " " + path
			}
		}
	}
	return out
}

// Begins lists the operations, by id, that let messages leave.
func Begins() (out []string) {
	x, ids := build(Deps{}), map[string]string{}
	for id, route := range Operations() {
		ids[route] = id
	}
	for route, op := range x.ops {
		if op.begins {
			out = append(out, ids[route])
		}
	}
	slices.Sort(out)
	return out
}

// answer is the body of an operation's result.
type answer[T any] struct{ Body T }

// nothing is the result of an operation that has none.
type nothing struct{}

// call describes one operation: method and path as in "POST /v1/contacts", its id, what it does in a sentence, and what a key must be
// allowed.
type call struct {
	route, id, does string
	scope           auth.Scope
	status          int // 0: 200, or 204 without a result
	ask, file       bool
	secret          bool
	stops           bool // of scope send, and lets nothing leave
}

// on adds an operation. h gets the person in whose name the key acts.
func on[I, O any](x *server, c call, h func(ctx context.Context, me goodturn.User, in *I) (O, error)) {
	x.adding = c.id
	method, at, _ := strings.Cut(c.route, " ")
	_, empty := any(*new(O)).(nothing)
	if c.status == 0 {
		if c.status = http.StatusOK; empty {
			c.status = http.StatusNoContent
		}
	}
	tag, _, _ := strings.Cut(strings.TrimPrefix(at, Prefix), "/")
	op := huma.Operation{OperationID: c.id, Method: method, Path: at, Summary: c.does, Tags: []string{tag}, DefaultStatus: c.status, MaxBodyBytes: mostBody, BodyReadTimeout: -1,
		Description: "Scope: " + string(c.scope) + ".", Security: []map[string][]string{{"key": {string(c.scope)}}}, Errors: []int{400, 401, 403, 404, 409, 422, 429, 500}}
	if c.file {
		op.MaxBodyBytes = mostFile
	}
	x.ops[c.route] = operation{scope: c.scope, ask: c.ask, file: c.file, secret: c.secret, begins: c.scope == auth.ScopeSend && !c.stops}
	if empty {
		huma.Register(x.api, op, func(ctx context.Context, in *I) (*struct{}, error) {
			_, err := h(ctx, userIn(ctx), in)
			return nil, x.fail(ctx, c, err)
		})
		return
	}
	huma.Register(x.api, op, func(ctx context.Context, in *I) (*answer[O], error) {
		out, err := h(ctx, userIn(ctx), in)
		if err != nil {
			return nil, x.fail(ctx, c, err)
		}
		return &answer[O]{out}, nil
	})
}

// ByID is the input of what concerns one thing. It is exported because only then is it found inside an input.
type ByID struct {
	ID goodturn.ID `path:"id" maxLength:"100"`
}

// Paging is the input of a list.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"4000" doc:"next_cursor of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// page is one page of a list.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next_cursor,omitempty" doc:"For the next page; absent on the last."`
}

// pageOf cuts what was read, one more than asked for, to a page.
func pageOf[T any](all []T, limit int, id func(T) string) page[T] {
	p := page[T]{Items: all}
	if len(all) > limit {
		p.Items, p.Next = all[:limit], door.Cursor(id(all[limit-1]))
	}
	if p.Items == nil {
		p.Items = []T{}
	}
	return p
}

// stamp is an instant, absent where there is none.
func stamp(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	u := t.UTC()
	return &u
}

// day reads a civil date; empty is none.
func day(field, s string) (goodturn.Date, error) {
	d, err := goodturn.ParseDate(s)
	if err != nil {
		return d, goodturn.Invalid(field, "That is no day.", "Write it as 2027-02-20.")
	}
	return d, nil
}

// ownerOnly stops whoever may not set things for everybody.
func ownerOnly(u goodturn.User) error {
	if !u.MaySet() {
		return &goodturn.Error{Code: goodturn.CodeForbidden, Message: "Only the owner of this workspace can do that.", Hint: "Use a key that acts in the owner's name."}
	}
	return nil
}
