package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web/api/door"
)

// mostOnce is the longest Idempotency-Key.
const mostOnce = 200

// once runs an operation that changes something. With an Idempotency-Key it is done once: whoever asks again gets the first result,
// and whoever asks for something else under the same key an error. A request whose end is not known, because the process died in the
// middle of it, is never done again by itself.
func (x *server) once(w http.ResponseWriter, r *http.Request, k auth.Key, op operation, body []byte) {
	key := r.Header.Get("Idempotency-Key")
	if key == "" {
		x.run(w, r)
		return
	}
	if len(key) > mostOnce || bytes.ContainsFunc([]byte(key), func(c rune) bool { return c < ' ' || c > '~' }) {
		door.Refuse(w, http.StatusBadRequest, goodturn.CodeInvalid, "This is no Idempotency-Key.", "Up to 200 plain characters that you never use twice, such as a UUID.")
		return
	}
	o := store.Once{KeyID: k.ID, Once: key, Print: printOf(r, body), ForEver: op.ask}
	var first store.Once
	var fresh bool
	if err := x.DB.Write(r.Context(), func(tx *store.Tx) (err error) { first, fresh, err = tx.BeginOnce(o); return err }); err != nil {
		x.Log.ErrorContext(r.Context(), "a request could not be noted", "err", err)
		door.Refuse(w, http.StatusServiceUnavailable, goodturn.CodeUnavailable, "The database cannot be written just now.", "Try again with the same key; nothing was done.")
		return
	}
	switch {
	case fresh:
	case first.Print != o.Print:
		door.Refuse(w, http.StatusUnprocessableEntity, goodturn.CodeInvalid, "This Idempotency-Key was used for another request.", "Use a new key for each thing that you want done.")
		return
	case first.Status == 0:
		door.Refuse(w, http.StatusConflict, goodturn.CodeConflict, "The first request with this key has not ended, or nobody knows how.", "Look whether it was done before you ask under another key.")
		return
	default:
		w.Header().Set("Idempotent-Replayed", "true")
		if first.Body != "" {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(first.Status)
		_, _ = w.Write([]byte(first.Body))
		return
	}
	b := x.record(w, r)
	if b.Status == 0 {
		b.Status = http.StatusOK
	}
	end := func(tx *store.Tx) error {
		switch {
		case b.Status < 300:
			if o.Status = b.Status; !op.secret {
				o.Body = b.Body.String()
			}
			return tx.EndOnce(o)
		case b.Status < 500:
			return tx.DropOnce(k.ID, key) // it certainly did nothing
		}
		return nil // nobody knows: it stays open
	}
	if err := x.DB.Write(context.WithoutCancel(r.Context()), end); err != nil { // also where the caller has hung up: they ask again
		x.Log.ErrorContext(r.Context(), "the result of a request could not be kept; its key stays taken", "err", err)
	}
	b.Send(w)
}

// printOf is a fingerprint of what is asked. White space in the body does not matter.
func printOf(r *http.Request, body []byte) string {
	var plain bytes.Buffer
	if json.Compact(&plain, body) != nil {
		plain.Reset()
		plain.Write(body)
	}
	sum := sha256.Sum256(bytes.Join([][]byte{[]byte(r.Method), []byte(r.URL.Path), []byte(r.URL.RawQuery), plain.Bytes()}, []byte{0}))
	return hex.EncodeToString(sum[:])
}
