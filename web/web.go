// Package web answers one question: how does a use case become a page? It holds the handler type, errors as pages, assets, the
// two page shells and their headers. Pages of clients live in public/, pages of owners in admin/, the API in api/.
// HTTP types stop here.
package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn"
)

// Handler is an HTTP handler that may fail; Handle turns the failure into a page.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Statuses is the only table from error codes to HTTP.
var Statuses = map[goodturn.Code]int{
	goodturn.CodeInvalid: http.StatusUnprocessableEntity, goodturn.CodeNotFound: http.StatusNotFound, goodturn.CodeConflict: http.StatusConflict,
	goodturn.CodeForbidden: http.StatusForbidden, goodturn.CodeUnavailable: http.StatusServiceUnavailable, goodturn.CodeUpstream: http.StatusBadGateway, goodturn.CodeInternal: http.StatusInternalServerError,
}

// Status is the HTTP status of an error.
func Status(err error) int {
	if s, ok := Statuses[goodturn.ErrorCode(err)]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// Problem is an error as a page shows it.
type Problem struct {
	Status  int
	Title   string
	Message string
	Hint    string
	Ref     string // which line of the log tells more; empty for the person's own mistakes
}

// Explain splits an error into what a person reads and what the log keeps. Only *goodturn.Error speaks to people; for all else
// they see a reference.
func Explain(err error, ref string) Problem {
	var e *goodturn.Error
	p := Problem{Status: Status(err), Title: "Something went wrong on our side", Message: "It was written down, and nothing was sent because of it.", Ref: ref}
	if errors.As(err, &e) && e.Code != goodturn.CodeInternal {
		p.Title, p.Message, p.Hint = e.Message, "", e.Hint
		if e.Field != "" {
			p.Message = "Field: " + e.Field
		}
		if p.Status < 500 {
			p.Ref = ""
		}
	}
	return p
}

// Wrapper makes http.Handlers of Handlers.
type Wrapper struct {
	Log   *slog.Logger
	NewID func() string
	Page  func(ctx context.Context, p Problem) templ.Component
}

// Handle runs h on a buffer, so that a page is sent whole or not at all, and turns errors and panics into an error page.
func (x Wrapper) Handle(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		buf := &buffered{header: w.Header(), under: w}
		err := x.guarded(buf, r, h)
		if buf.streamed {
			if err != nil { // half of it is with the reader: the connection ends, so that nobody takes it for all
				x.Log.ErrorContext(r.Context(), "an answer broke off", "method", r.Method, "route", r.Pattern, "err", err)
				panic(http.ErrAbortHandler)
			}
			return
		}
		if err != nil {
			ref := x.NewID()
			if len(ref) > 8 {
				ref = ref[len(ref)-8:]
			}
			p := Explain(err, ref)
			if p.Status >= 500 {
				x.Log.ErrorContext(r.Context(), "request failed", "ref", ref, "method", r.Method, "route", r.Pattern, "err", err)
			}
			buf.reset()
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Cache-Control", "no-store")
			buf.status = p.Status
			if rerr := x.Page(r.Context(), p).Render(r.Context(), buf); rerr != nil {
				x.Log.ErrorContext(r.Context(), "error page failed", "ref", ref, "err", rerr)
			}
		}
		buf.flush(w, r)
	})
}

func (x Wrapper) guarded(w http.ResponseWriter, r *http.Request, h Handler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return h(w, r)
}

type buffered struct {
	header   http.Header
	body     bytes.Buffer
	status   int
	under    http.ResponseWriter
	streamed bool
}

// Stream gives a writer whose bytes leave at once instead of being held until the handler has ended: for what may be long. From its first
// byte on no error page can follow; the connection is cut off then.
func Stream(w http.ResponseWriter) io.Writer {
	if b, ok := w.(*buffered); ok {
		return streaming{b}
	}
	return w
}

type streaming struct{ b *buffered }

func (s streaming) Write(p []byte) (int, error) {
	s.b.streamed = true
	return s.b.under.Write(p)
}

func (b *buffered) Header() http.Header         { return b.header }
func (b *buffered) Write(p []byte) (int, error) { return b.body.Write(p) }
func (b *buffered) WriteHeader(s int)           { b.status = s }
func (b *buffered) reset() {
	b.body.Reset()
	b.status = 0
	b.header.Del("Location")
}
func (b *buffered) flush(w http.ResponseWriter, r *http.Request) {
	if b.status != 0 {
		w.WriteHeader(b.status)
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.body.Bytes())
	}
}

// Render writes a page.
func Render(w http.ResponseWriter, r *http.Request, c templ.Component) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return c.Render(r.Context(), w)
}

// SeeOther answers a POST: the next page is another one, fetched with GET.
func SeeOther(w http.ResponseWriter, to string) error {
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

//go:embed assets
var embedded embed.FS

// Assets serves the embedded files under names that hold their hash, so that browsers may keep them for ever.
type Assets struct {
	byName map[string]string // "look.css" -> "/assets/look.3f2a….css"
	bodies map[string][]byte
}

// LoadAssets reads the embedded files.
func LoadAssets() (*Assets, error) {
	a := &Assets{byName: map[string]string{}, bodies: map[string][]byte{}}
	err := fs.WalkDir(embedded, "assets", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := embedded.ReadFile(p)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(b)
		name := strings.TrimPrefix(p, "assets/")
		ext := path.Ext(name)
		hashed := "/assets/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
		a.byName[name], a.bodies[hashed] = hashed, b
		return nil
	})
	return a, err
}

// URL is where a file is served.
func (a *Assets) URL(name string) string { return a.byName[name] }

// ServeHTTP serves one file.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, ok := a.bodies[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(r.URL.Path)))
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(b)
}

// PublicHeaders are the headers of clients' pages: no script, no third party, no frame, no trace.
func PublicHeaders(next http.Handler) http.Handler {
	return headers(next, map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; script-src 'self'; connect-src 'self'",
		"X-Robots-Tag":            "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
	})
}

// AdminHeaders are the headers of owners' pages. Caught messages are shown in a sandboxed frame of our own.
func AdminHeaders(next http.Handler) http.Handler {
	return headers(next, map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'",
		"Referrer-Policy":         "same-origin", "Cache-Control": "no-store",
	})
}

func headers(next http.Handler, set map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for k, v := range set {
			h.Set(k, v)
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()")
		next.ServeHTTP(w, r)
	})
}
