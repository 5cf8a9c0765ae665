package admin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/web"
)

// audience is for whom an address is. What stops messages is for everybody who is inside.
type audience int

const (
	strangers audience = iota // who is not logged in too
	insiders                  // whoever is logged in
	senders                   // who lets messages leave: not those who only prepare
	owners                    // who sets things for everybody
)

// refuses is what somebody hears who is not of the audience.
func (a audience) refuses(u goodturn.User) error {
	switch {
	case a == senders && !u.MayLetGo():
		return &goodturn.Error{Code: goodturn.CodeForbidden, Message: "You prepare messages here; somebody else lets them leave.", Hint: "Ask the owner of this workspace: they see it under Messages. You can stop everything at any time."}
	case a == owners && !u.MaySet():
		return &goodturn.Error{Code: goodturn.CodeForbidden, Message: "Only the owner of this workspace can set that.", Hint: "Ask them; they find it under Settings."}
	}
	return nil
}

// only keeps everybody else from what answers at an address.
func (a audience) only(next web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := a.refuses(userIn(r.Context())); err != nil {
			return err
		}
		return next(w, r)
	}
}

// directory says for whom every address is: the very table of routes, to be asked before somebody is shown a way there.
type directory struct {
	mux   *http.ServeMux
	whose map[string]audience // by pattern
}

func newDirectory(routes []route) directory {
	d := directory{http.NewServeMux(), map[string]audience{}}
	for _, r := range routes {
		d.mux.Handle(r.pattern, http.NotFoundHandler())
		d.whose[r.pattern] = r.who
	}
	return d
}

// visitor is who looks at a page, and where they may go from there.
type visitor struct {
	goodturn.User
	directory
}

type visitorKey struct{}

// refused is what somebody would hear at an address; nil: it is open to them, or it is no address of these pages. Whoever did not come
// in by the door, such as a story, is refused nothing.
func refused(ctx context.Context, method, href string) error {
	v, _ := ctx.Value(visitorKey{}).(*visitor)
	at, err := url.Parse(href)
	if v == nil || err != nil || at.Host != "" || !strings.HasPrefix(at.Path, "/") {
		return nil
	}
	_, pattern := v.mux.Handler(&http.Request{Method: method, URL: at})
	return v.whose[pattern].refuses(v.User)
}

// may reports whether who looks may send a form to an address. No page shows a button to somebody whom it would refuse.
func may(ctx context.Context, action string) bool {
	return refused(ctx, http.MethodPost, action) == nil
}

// open keeps of some buttons and links those that do not refuse who looks.
func open(ctx context.Context, list []Action) (out []Action) {
	for _, a := range list {
		method := http.MethodGet
		if a.Post {
			method = http.MethodPost
		}
		if a.Text != "" && refused(ctx, method, a.Href) == nil {
			out = append(out, a)
		}
	}
	return out
}

// Actions lists every form that the pages take, as http.ServeMux writes them ("POST /pause"). The API has a twin of each.
func Actions() (out []string) {
	for _, r := range (&admin{}).routes() {
		if strings.HasPrefix(r.pattern, "POST ") {
			out = append(out, r.pattern)
		}
	}
	return out
}

// Begins reports whether an action lets messages leave. Who only prepares may do none of them; stopping is everybody's.
func Begins(action string) bool {
	return slices.ContainsFunc((&admin{}).routes(), func(r route) bool { return r.pattern == action && r.who == senders })
}
