package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"mime"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/time/rate"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
)

const (
	mostBody  = 1 << 20
	mostFile  = 64 << 20
	mostDepth = 32

	perSecond = 20 // calls of one key, in the long run
	atOnce    = 100
	mostKeys  = 4096 // that the limiter remembers
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

// door counts how often somebody knocks.
type door struct {
	mu    sync.Mutex
	each  map[goodturn.ID]*rate.Limiter
	wrong *rate.Limiter // keys that are none, from everywhere
}

// wait counts one call, and says how long it has to wait; zero: not at all.
func (d *door) wait(key goodturn.ID, now time.Time) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.each == nil || len(d.each) >= mostKeys {
		d.each = map[goodturn.ID]*rate.Limiter{} // forgetting lets somebody through once more, and no more than that
	}
	if d.wrong == nil {
		d.wrong = rate.NewLimiter(10, 50)
	}
	l := d.wrong
	if key != "" {
		if l = d.each[key]; l == nil {
			l = rate.NewLimiter(perSecond, atOnce)
			d.each[key] = l
		}
	}
	r := l.ReserveN(now, 1)
	late := r.DelayFrom(now)
	if late > 0 {
		r.CancelAt(now)
	}
	return late
}

// ServeHTTP lets a call in: a key that works, not too often, that may do this, with a body that is what it should be.
func (x *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/v1/openapi") {
		x.mux.ServeHTTP(w, r)
		return
	}
	secret, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	u, k, ok, err := x.Auth.Key(r.Context(), secret)
	switch {
	case err != nil:
		x.Log.ErrorContext(r.Context(), "a key could not be looked up", "err", err)
		refuse(w, http.StatusServiceUnavailable, goodturn.CodeUnavailable, "The database cannot be read just now.", "Try again.")
		return
	case !ok:
		if late := x.door.wait("", x.Clock.Now()); late > 0 {
			tooMany(w, late)
			return
		}
		h.Set("WWW-Authenticate", `Bearer realm="goodturn"`)
		refuse(w, http.StatusUnauthorized, "unauthorized", "This call needs a key that works.", "Send the header Authorization: Bearer gt_... with a key from Settings.")
		return
	}
	if late := x.door.wait(k.ID, x.Clock.Now()); late > 0 {
		tooMany(w, late)
		return
	}
	_, pattern := x.mux.Handler(r)
	op, known := x.ops[pattern]
	if !known {
		refuse(w, http.StatusNotFound, goodturn.CodeNotFound, "There is no such operation.", "GET /v1/openapi.json lists all of them.")
		return
	}
	if op.begins && !u.MayLetGo() {
		refuse(w, http.StatusForbidden, goodturn.CodeForbidden, "The person in whose name this key acts prepares messages and lets none leave.", "Use a key in the name of somebody who may.")
		return
	}
	if !k.May(op.scope) {
		refuse(w, http.StatusForbidden, goodturn.CodeForbidden, "This key may not do that.", "It needs the scope "+string(op.scope)+".")
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
	body, ok := takeBody(w, r)
	if !ok {
		return
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if r.Method == http.MethodGet {
		x.run(w, r)
		return
	}
	x.once(w, r, k, op, body)
}

func tooMany(w http.ResponseWriter, late time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(late.Seconds()))))
	refuse(w, http.StatusTooManyRequests, goodturn.CodeUnavailable, "Too many calls.", "Wait as long as Retry-After says. A key may make 20 calls a second, and 100 at once.")
}

// takeBody reads a body, and refuses what is too large, is no JSON, says a thing twice or is nested without end.
func takeBody(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		refuse(w, http.StatusRequestEntityTooLarge, goodturn.CodeInvalid, "The body is larger than 1 MB.", "Send less at a time.")
		return nil, false
	case err != nil:
		refuse(w, http.StatusBadRequest, goodturn.CodeInvalid, "The body did not arrive whole.", "Try again.")
		return nil, false
	case len(body) == 0:
		return nil, true
	}
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, goodturn.CodeInvalid, "The body is not JSON.", "Send it with Content-Type: application/json.")
		return nil, false
	}
	if err := checkJSON(body); err != nil {
		refuse(w, http.StatusBadRequest, goodturn.CodeInvalid, "The body cannot be read: "+err.Error()+".", "Send one JSON object.")
		return nil, false
	}
	return body, true
}

// checkJSON looks at what a decoder would pass over: depth, a name that stands twice, more after the end.
func checkJSON(body []byte) error {
	if !utf8.Valid(body) {
		return errors.New("it is not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	type level struct {
		object, value bool // in an object, the next token is a value
		names         map[string]bool
	}
	var at []level
	for {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.New("it is no JSON")
		}
		if len(at) > 0 && at[len(at)-1].object {
			top := &at[len(at)-1]
			if name, ok := t.(string); ok && !top.value {
				if strings.ContainsRune(name, 0) || top.names[name] {
					return errors.New("a name stands in it twice")
				}
				top.names[name], top.value = true, true
				continue
			}
			top.value = false
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			if at = append(at, level{object: t == json.Delim('{'), names: map[string]bool{}}); len(at) > mostDepth {
				return errors.New("it is nested too deep")
			}
		case json.Delim('}'), json.Delim(']'):
			at = at[:len(at)-1]
		}
		if len(at) == 0 && dec.More() {
			return errors.New("more follows after its end")
		}
	}
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
			refuse(b, http.StatusInternalServerError, goodturn.CodeInternal, "Something went wrong on our side.", "")
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
