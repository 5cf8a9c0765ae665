package admin

import (
	"net/http"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/web"
)

// Actions lists every form that the pages take, as http.ServeMux writes them ("POST /pause"). The API has a twin of each.
func Actions() (out []string) {
	for _, r := range (&admin{}).routes() {
		if strings.HasPrefix(r.pattern, "POST ") {
			out = append(out, r.pattern)
		}
	}
	return out
}

// begins is every action of the pages that lets messages leave. Who only prepares may do none of them; stopping is everybody's.
var begins = map[string]bool{
	"POST /resume": true, "POST /live": true, "POST /stopped": true, "POST /steps/{step}": true, "POST /messages/approve": true, "POST /messages/{id}/approve": true,
	"POST /people/{id}/hello": true, "POST /people/{id}/ask": true,
}

// Begins reports whether an action lets messages leave.
func Begins(action string) bool { return begins[action] }

// lettingGo stops whoever may not let messages leave.
func lettingGo(next web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !userIn(r.Context()).MayLetGo() {
			return &goodturn.Error{Code: goodturn.CodeForbidden, Message: "You prepare messages here; somebody else lets them leave.", Hint: "Ask the owner of this workspace: they see it under Messages. You can stop everything at any time."}
		}
		return next(w, r)
	}
}
