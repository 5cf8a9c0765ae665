package admin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/web"
)

// shell is what stands around a page just now: place is one of the four, or the address of a further one.
func (a *admin) shell(ctx context.Context, place, title string) (web.Shell, error) {
	s := web.Shell{Title: title, Place: place, Assets: a.Assets, Preview: true}
	var set goodturn.Settings
	var counts shellCounts
	err := a.DB.Read(ctx, func(tx *store.Tx) (err error) {
		if set, err = tx.Settings(); err != nil {
			return err
		}
		counts, err = countForShell(tx)
		return err
	})
	if err != nil {
		return s, err
	}
	me := userIn(ctx)
	s.Name, s.Demo, s.Tasks, s.People = set.Name, set.Demo, counts.tasks, counts.people
	if s.Name == "" {
		s.Name = "Goodturn"
	}
	if !a.Open {
		s.Person = firstWord(me.Name, me.Email)
	}
	if set.Paused {
		s.Paused = "since " + a.when(set.PausedAt, me)
	}
	if set.Hold != "" {
		s.Halted = sentence(set.Hold)
	}
	if set.Mode != goodturn.ModeLive {
		s.Quiet = "Watching only. Nothing leaves."
	} else if set.Approve {
		s.Note = "You approve each message."
	}
	s.Stays = !may(ctx, "/resume")
	s.More = further(place, counts, set)
	return s, nil
}

// shellCounts are the numbers beside the places.
type shellCounts struct{ tasks, people, introductions int }

func countForShell(tx *store.Tx) (c shellCounts, err error) {
	kinds, err := tx.OpenTaskCounts("")
	if err != nil {
		return c, err
	}
	for _, n := range kinds {
		c.tasks += n
	}
	places, err := tx.Coverage()
	if err != nil {
		return c, err
	}
	for _, n := range places {
		c.people += n
	}
	names, err := tx.ListReferrals("", 100)
	c.introductions = len(names)
	return c, err
}

// further are the places that appear once there is something in them.
func further(place string, c shellCounts, set goodturn.Settings) []web.Link {
	var out []web.Link
	add := func(show bool, href, text string, n int) {
		if show {
			out = append(out, web.Link{Href: href, Text: text, Count: n, Current: "/"+place == href})
		}
	}
	add(c.people > 0, "/messages", "Messages", 0)
	add(c.tasks > 0, "/tasks", "To do", c.tasks)
	add(c.introductions > 0, "/introductions", "Introductions", c.introductions)
	add(c.people > 0, "/requests", "Ask somebody", 0)
	add(c.people > 0, "/words", "Words", 0)
	add(set.Demo, "/inbox", "Caught messages", 0)
	return out
}

// page writes a whole page in the shell, with what the last tap did above it.
func (a *admin) page(w http.ResponseWriter, r *http.Request, place, title string, body templ.Component) error {
	s, err := a.shell(r.Context(), place, title)
	if err != nil {
		return err
	}
	takeSaid(w, r, &s)
	return web.Render(w, r, web.Page(s, body))
}

// again writes a form anew, with what was wrong with it.
func (a *admin) again(w http.ResponseWriter, r *http.Request, place, title string, body templ.Component) error {
	w.WriteHeader(http.StatusUnprocessableEntity)
	return a.page(w, r, place, title, body)
}

// barePage writes a page without a menu.
func (a *admin) barePage(w http.ResponseWriter, r *http.Request, title string, body templ.Component) error {
	return web.Render(w, r, web.Bare(title, a.Assets.URL("look.css"), a.Assets.URL("page.js"), body))
}

// said is what the next page says once: it travels in a cookie of its own, so that no state is kept for it.
type said struct {
	Text string `json:"t"`
	Href string `json:"h,omitempty"` // what takes it back
	Undo string `json:"u,omitempty"` // and how that is called
}

const saidCookie = "goodturn_said"

// done answers a POST: the next page is to, and says text at its top.
func (a *admin) done(w http.ResponseWriter, to, text string) error {
	return a.doneUndo(w, to, said{Text: text})
}

// doneUndo is done with a button that takes it back.
func (a *admin) doneUndo(w http.ResponseWriter, to string, s said) error {
	if b, err := json.Marshal(s); err == nil && s.Text != "" && len(b) < 2000 {
		http.SetCookie(w, &http.Cookie{Name: saidCookie, Value: base64.RawURLEncoding.EncodeToString(b), Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	return web.SeeOther(w, to)
}

func takeSaid(w http.ResponseWriter, r *http.Request, s *web.Shell) {
	c, err := r.Cookie(saidCookie)
	if err != nil {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: saidCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	var said said
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || json.Unmarshal(b, &said) != nil {
		return
	}
	s.Said = said.Text
	if inside(said.Href) != "/" && said.Undo != "" {
		s.Undo = &web.Undo{Href: said.Href, Text: said.Undo}
	}
}

// inside is an address on this site, or "/" for any other: nobody is led away by a crafted link.
func inside(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}

// userIn is who is logged in; zero on pages that need no log-in.
func userIn(ctx context.Context) goodturn.User {
	if v, ok := ctx.Value(visitorKey{}).(*visitor); ok {
		return v.User
	}
	return goodturn.User{}
}

// entered lets in who is logged in, and leads everybody else to the log-in.
func (a *admin) entered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u, ok, err := a.whoIs(r)
		switch {
		case err != nil:
			a.bare.Handle(func(http.ResponseWriter, *http.Request) error { return err }).ServeHTTP(w, r)
		case ok:
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, &visitor{u, a.addresses})))
		case r.Method == http.MethodGet || r.Method == http.MethodHead:
			to := "/login"
			if r.URL.Path != "/" {
				to += "?next=" + escapeQuery(r.URL.RequestURI())
			}
			http.Redirect(w, r, to, http.StatusSeeOther)
		default:
			http.Redirect(w, r, "/login", http.StatusSeeOther)
		}
	})
}

func (a *admin) whoIs(r *http.Request) (goodturn.User, bool, error) {
	if a.Open {
		u, err := a.firstUser(r.Context())
		return u, err == nil && u.ID != "", err
	}
	c, err := r.Cookie(auth.CookieName)
	if err != nil {
		return goodturn.User{}, false, nil
	}
	return a.Auth.Who(r.Context(), c.Value)
}

func (a *admin) firstUser(ctx context.Context) (u goodturn.User, err error) {
	err = a.DB.Read(ctx, func(tx *store.Tx) error {
		users, err := tx.Users()
		for _, x := range users {
			if x.Active {
				u = x
				break
			}
		}
		return err
	})
	return u, err
}

// zoneOf is where somebody reads the pages: their own zone, else UTC.
func zoneOf(u goodturn.User) *time.Location {
	if z, err := schedule.LoadZone(u.Zone); err == nil && u.Zone != "" {
		return z
	}
	return time.UTC
}

// when says an instant to somebody: "today, 9:12" or "Tuesday 3 March, 9:12".
func (a *admin) when(t time.Time, u goodturn.User) string {
	z := zoneOf(u)
	t, now := t.In(z), a.Clock.Now().In(z)
	switch {
	case t.Format(time.DateOnly) == now.Format(time.DateOnly):
		return "today, " + t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("Monday 2 January, 15:04")
	}
	return t.Format("2 January 2006, 15:04")
}

// wrongOf splits an error that a person can mend into what a form shows, and gives anything else back.
func wrongOf(err error) (Wrong, error) {
	var e *goodturn.Error
	if errors.As(err, &e) {
		switch e.Code {
		case goodturn.CodeInvalid, goodturn.CodeConflict, goodturn.CodeUpstream, goodturn.CodeUnavailable:
			return Wrong{Message: e.Message, Hint: e.Hint}, nil
		}
	}
	return Wrong{}, err
}

// sentence ends a text like one.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?") {
		return s
	}
	return s + "."
}

func firstWord(of ...string) string {
	for _, s := range of {
		if first, _, _ := strings.Cut(strings.TrimSpace(s), " "); first != "" {
			return first
		}
	}
	return ""
}

func isUpload(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}
