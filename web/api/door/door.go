// Package door answers one question: what stands between a call and its operation? How often somebody may knock, which methods a path knows, a
// body that no operation should see, an answer that is held back, cursors and the names of the document. It refuses to know what operations
// there are and what they do.
package door

import (
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/goodturn-app/goodturn"
)

// ErrorType is the type of a problem: which of a few codes it has.
const ErrorType = "urn:goodturn:error:"

// Refuse writes a problem where no operation has been reached.
func Refuse(w http.ResponseWriter, status int, code goodturn.Code, title, detail string) {
	b, err := json.Marshal(huma.ErrorModel{Type: ErrorType + string(code), Status: status, Title: title, Detail: detail})
	if err != nil {
		b = []byte("{}")
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = w.Write(b)
}
