package admin

import (
	"net/http"
	"net/url"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/web"
)

func (a *admin) login(w http.ResponseWriter, r *http.Request) error {
	return a.barePage(w, r, "Log in", LoginPage(Login{Next: inside(r.URL.Query().Get("next")), Keys: siteOf(r).MayHavePasskeys()}))
}

func (a *admin) loginPost(w http.ResponseWriter, r *http.Request) error {
	email, next := r.PostFormValue("email"), inside(r.PostFormValue("next"))
	secret, err := a.Auth.LogIn(r.Context(), email, r.PostFormValue("password"), placeOf(r))
	return a.loggedIn(w, r, secret, email, next, err)
}

// placeOf is where in the network a request comes from.
func placeOf(r *http.Request) string {
	if from := web.CameFrom(r, web.Here); from.IsValid() {
		return from.String()
	}
	return r.RemoteAddr
}

// loggedIn answers a log-in, of whichever kind: with the page they wanted, or with the form and what was wrong.
func (a *admin) loggedIn(w http.ResponseWriter, r *http.Request, secret, email, next string, err error) error {
	v := Login{Email: email, Next: next, Keys: siteOf(r).MayHavePasskeys()}
	switch goodturn.ErrorCode(err) {
	case "":
		setSession(w, r, secret)
		return a.done(w, next, "")
	case goodturn.CodeForbidden:
		w.WriteHeader(http.StatusForbidden)
		v.Wrong = shownOf(err)
		return a.barePage(w, r, "Log in", LoginPage(v))
	case goodturn.CodeUnavailable:
		w.WriteHeader(http.StatusTooManyRequests)
		v.Wait = explained(err).Hint
		return a.barePage(w, r, "Log in", LoginPage(v))
	}
	return err
}

// welcome shows what a link that logs in once is for. Opening it changes nothing, so that a preview cannot use it up.
func (a *admin) welcome(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	u, first, ok, err := a.Auth.Link(r.Context(), token)
	if err != nil {
		return err
	}
	if !ok {
		w.WriteHeader(http.StatusNotFound)
	}
	return a.barePage(w, r, "Welcome", OneTimePage(OneTime{Name: u.Name, Email: u.Email, First: first, Gone: !ok, Action: "/welcome/" + url.PathEscape(token)}))
}

func (a *admin) welcomePost(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	u, first, ok, err := a.Auth.Link(r.Context(), token)
	if err != nil {
		return err
	}
	name, email := r.PostFormValue("name"), r.PostFormValue("email")
	secret, err := a.Auth.Enter(r.Context(), token, name, email, r.PostFormValue("password"))
	switch goodturn.ErrorCode(err) {
	case "":
		setSession(w, r, secret)
		if first {
			return a.done(w, "/start", "") // a newcomer goes straight to the first steps
		}
		return a.done(w, "/", "")
	case goodturn.CodeInvalid:
		if !first {
			name, email = u.Name, u.Email
		}
		w.WriteHeader(http.StatusUnprocessableEntity)
		return a.barePage(w, r, "Welcome", OneTimePage(OneTime{Name: name, Email: email, First: first, Gone: !ok, Action: r.URL.Path, Wrong: shownOf(err)}))
	case goodturn.CodeNotFound:
		w.WriteHeader(http.StatusNotFound)
		return a.barePage(w, r, "Welcome", OneTimePage(OneTime{Gone: true}))
	}
	return err
}

func (a *admin) logout(w http.ResponseWriter, r *http.Request) error {
	if c, err := r.Cookie(auth.CookieName); err == nil {
		if err := a.Auth.LogOut(r.Context(), c.Value); err != nil {
			return err
		}
	}
	http.SetCookie(w, &http.Cookie{Name: auth.CookieName, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return a.done(w, "/login", "")
}

// setSession gives the browser its secret: not readable by scripts, not sent with other sites' forms, and over TLS only where the
// page came over TLS.
func setSession(w http.ResponseWriter, r *http.Request, secret string) {
	http.SetCookie(w, &http.Cookie{Name: auth.CookieName, Value: secret, Path: "/", MaxAge: int(auth.SessionFor.Seconds()), HttpOnly: true, Secure: overTLS(r), SameSite: http.SameSiteLaxMode})
}

func escapeQuery(s string) string { return url.QueryEscape(s) }

// overTLS reports whether a page travels encrypted, as far as this process can tell. Who lies about it here only locks themselves out.
func overTLS(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}

// shownOf is an error that is known to be in words, as a form shows it.
func shownOf(err error) Wrong {
	p := explained(err)
	return Wrong{Message: p.Message, Hint: p.Hint}
}
