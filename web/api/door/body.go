package door

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
)

const mostDepth = 32

// Body reads a body of at most so many bytes, and refuses what is too large, is no JSON, says a thing twice or is nested without end. False:
// the caller has their answer.
func Body(w http.ResponseWriter, r *http.Request, most int64) ([]byte, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		Refuse(w, http.StatusRequestEntityTooLarge, goodturn.CodeInvalid, "The body is larger than 1 MB.", "Send less at a time.")
		return nil, false
	case err != nil:
		Refuse(w, http.StatusBadRequest, goodturn.CodeInvalid, "The body did not arrive whole.", "Try again.")
		return nil, false
	case len(body) == 0:
		return nil, true
	}
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		Refuse(w, http.StatusUnsupportedMediaType, goodturn.CodeInvalid, "The body is not JSON.", "Send it with Content-Type: application/json.")
		return nil, false
	}
	if err := checkJSON(body); err != nil {
		Refuse(w, http.StatusBadRequest, goodturn.CodeInvalid, "The body cannot be read: "+err.Error()+".", "Send one JSON object.")
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
