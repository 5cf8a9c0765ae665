package door

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// Reads reports whether a call only reads: HEAD is GET without the body.
func Reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// Methods lists the methods of a path, as the header Allow has them; empty: there is no such path.
func Methods(mux *http.ServeMux, r *http.Request) string {
	var out []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if _, pattern := mux.Handler(&http.Request{Method: method, URL: r.URL, Host: r.Host}); pattern != "" {
			out = append(out, method)
		}
	}
	if out == nil {
		return ""
	}
	return strings.Join(append(out, http.MethodOptions), ", ")
}

// Answer is an answer that is held back until it is known.
type Answer struct {
	header http.Header
	Status int // 0: none yet
	Body   bytes.Buffer
}

// Hold begins an answer whose header is that of w.
func Hold(w http.ResponseWriter) *Answer { return &Answer{header: w.Header()} }

func (b *Answer) Header() http.Header         { return b.header }
func (b *Answer) WriteHeader(s int)           { b.Status = s }
func (b *Answer) Write(p []byte) (int, error) { return b.Body.Write(p) }

// Send lets it go.
func (b *Answer) Send(w http.ResponseWriter) {
	if b.Status == 0 {
		b.Status = http.StatusOK
	}
	w.WriteHeader(b.Status)
	_, _ = w.Write(b.Body.Bytes())
}

// Cursor hides a key, so that nobody builds one; After reads it.
func Cursor(key string) string { return base64.RawURLEncoding.EncodeToString([]byte("1:" + key)) }

func After(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	key, ok := strings.CutPrefix(string(b), "1:")
	if err != nil || !ok || key == "" {
		return "", goodturn.Invalid("cursor", "That is no cursor of this list.", "Use next_cursor of the page before, as it is.")
	}
	return key, nil
}
