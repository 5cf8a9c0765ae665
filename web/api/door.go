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
	if door.Reads(r) && strings.HasPrefix(r.URL.Path, "/v1/openapi") {
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
		if allow := door.Methods(x.mux, r); allow != "" {
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
	if door.Reads(r) {
		x.run(w, r)
		return
	}
	x.once(w, r, k, op, body)
}

// record runs an operation and keeps its answer; a panic becomes a problem.
func (x *server) record(w http.ResponseWriter, r *http.Request) (b *door.Answer) {
	b = door.Hold(w)
	defer func() {
		if p := recover(); p != nil {
			x.Log.ErrorContext(r.Context(), "api call panicked", "route", r.Pattern, "panic", p, "stack", string(debug.Stack()))
			b.Body.Reset()
			door.Refuse(b, http.StatusInternalServerError, goodturn.CodeInternal, "Something went wrong on our side.", "")
		}
	}()
	x.mux.ServeHTTP(b, r)
	if n, err := strconv.Atoi(b.Header().Get(asStatus)); err == nil {
		b.Status = n
		b.Header().Del(asStatus)
	}
	return b
}

func (x *server) run(w http.ResponseWriter, r *http.Request) { x.record(w, r).Send(w) }
