package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/web/api/door"
)

const (
	mostBody = 1 << 20
	mostFile = 64 << 20
)

type caller struct{}

// calling is who calls, and what with.
type calling struct {
	user goodturn.User
	key  auth.Key
}

// keyIn is the key with which a call was made.
func keyIn(ctx context.Context) auth.Key { c, _ := ctx.Value(caller{}).(calling); return c.key }

func userIn(ctx context.Context) goodturn.User { c, _ := ctx.Value(caller{}).(calling); return c.user }

// ServeHTTP lets a call in: a key that works, not too often, that may do this, with a body that is what it should be.
func (x *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	if reads(r) && strings.HasPrefix(r.URL.Path, "/v1/openapi") {
		x.mux.ServeHTTP(w, r)
		return
	}
	secret, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	u, k, ok, err := x.Auth.Key(r.Context(), secret)
	switch {
	case err != nil:
		x.Log.ErrorContext(r.Context(), "a key could not be looked up", "err", err)
		door.Refuse(w, http.StatusServiceUnavailable, goodturn.CodeUnavailable, "The database cannot be read just now.", "Try again.")
		return
	case !ok:
		if late := x.door.Wait("", x.Clock.Now()); late > 0 {
			door.TooMany(w, late)
			return
		}
		h.Set("WWW-Authenticate", `Bearer realm="goodturn"`)
		door.Refuse(w, http.StatusUnauthorized, "unauthorized", "This call needs a key that works.", "Send the header Authorization: Bearer gt_... with a key from Settings.")
		return
	}
	if late := x.door.Wait(k.ID, x.Clock.Now()); late > 0 {
		door.TooMany(w, late)
		return
	}
	_, pattern := x.mux.Handler(r)
	op, known := x.ops[pattern]
	if !known {
		if allow := x.allowed(r); allow != "" {
			h.Set("Allow", allow)
			if r.Method == http.MethodOptions {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			door.Refuse(w, http.StatusMethodNotAllowed, goodturn.CodeInvalid, "This path does not know that method.", "It knows "+allow+".")
			return
		}
		door.Refuse(w, http.StatusNotFound, goodturn.CodeNotFound, "There is no such operation.", "GET /v1/openapi.json lists all of them.")
		return
	}
	if op.begins && !u.MayLetGo() {
		door.Refuse(w, http.StatusForbidden, goodturn.CodeForbidden, "The person in whose name this key acts prepares messages and lets none leave.", "Use a key in the name of somebody who may.")
		return
	}
	if !k.May(op.scope) {
		door.Refuse(w, http.StatusForbidden, goodturn.CodeForbidden, "This key may not do that.", "It needs the scope "+string(op.scope)+".")
		return
	}
	ctx := context.WithValue(r.Context(), caller{}, calling{u, k})
	r = r.WithContext(ctx)
	if op.stream {
		x.mux.ServeHTTP(w, r)
		return
	}
	if op.file {
		r.Body = http.MaxBytesReader(w, r.Body, mostFile)
		x.run(w, r)
		return
	}
	body, ok := door.Body(w, r, mostBody)
	if !ok {
		return
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if reads(r) {
		x.run(w, r)
		return
	}
	x.once(w, r, k, op, body)
}

// reads reports whether a call only reads: HEAD is GET without the body.
func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// allowed lists the methods of a path, as the header Allow has them; empty: there is no such path.
func (x *server) allowed(r *http.Request) string {
	var out []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if _, pattern := x.mux.Handler(&http.Request{Method: method, URL: r.URL, Host: r.Host}); pattern != "" {
			out = append(out, method)
		}
	}
	if out == nil {
		return ""
	}
	return strings.Join(append(out, http.MethodOptions), ", ")
}

// recorder holds an answer back until it is known.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *recorder) Header() http.Header         { return b.header }
func (b *recorder) WriteHeader(s int)           { b.status = s }
func (b *recorder) Write(p []byte) (int, error) { return b.body.Write(p) }

func (b *recorder) send(w http.ResponseWriter) {
	if b.status == 0 {
		b.status = http.StatusOK
	}
	w.WriteHeader(b.status)
	_, _ = w.Write(b.body.Bytes())
}

// record runs an operation and keeps its answer; a panic becomes a problem.
func (x *server) record(w http.ResponseWriter, r *http.Request) (b *recorder) {
	b = &recorder{header: w.Header()}
	defer func() {
		if p := recover(); p != nil {
			x.Log.ErrorContext(r.Context(), "api call panicked", "route", r.Pattern, "panic", p, "stack", string(debug.Stack()))
			b.body.Reset()
			door.Refuse(b, http.StatusInternalServerError, goodturn.CodeInternal, "Something went wrong on our side.", "")
		}
	}()
	x.mux.ServeHTTP(b, r)
	if n, err := strconv.Atoi(b.header.Get(asStatus)); err == nil {
		b.status = n
		b.header.Del(asStatus)
	}
	return b
}

func (x *server) run(w http.ResponseWriter, r *http.Request) { x.record(w, r).send(w) }
