package admin

import (
	"net/http"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
)

// siteOf is the address under which the browser sees this page.
func siteOf(r *http.Request) auth.Site { return auth.Site{Host: r.Host, TLS: overTLS(r)} }

// passkeys fills in what somebody has of them, and whether they work where the page is open.
func (a *admin) passkeys(r *http.Request, me goodturn.User, v *Team) error {
	list, err := a.Auth.Passkeys(r.Context(), me.ID)
	for _, k := range list {
		m := Moment{When: "since " + a.when(k.Since, me), Text: k.Name + ", not used yet", Acts: []Action{{Text: "Remove", About: k.Name, Href: "/settings/passkeys/" + string(k.ID) + "/remove", Post: true, Style: "quiet"}}}
		if !k.Used.IsZero() {
			m.Text = k.Name + ", last used " + a.when(k.Used, me)
		}
		v.Passkeys = append(v.Passkeys, m)
	}
	site := siteOf(r)
	if v.KeysMay = site.MayHavePasskeys(); !v.KeysMay {
		v.KeysNot = "They need an address with a name, over https."
		if port, local := strings.CutPrefix(r.Host, "127.0.0.1"); local {
			v.KeysNot = "They need an address with a name. Open http://localhost" + port + "/settings/people, log in there, and add one."
		}
	}
	return err
}

func (a *admin) passkeyAsk(w http.ResponseWriter, r *http.Request) error {
	b, err := a.Auth.AskForPasskey(r.Context(), by(r), siteOf(r))
	return sendJSON(w, b, err)
}

func (a *admin) passkeyAdd(w http.ResponseWriter, r *http.Request) error {
	if err := a.Auth.AddPasskey(r.Context(), by(r), siteOf(r), r.PostFormValue("device"), []byte(r.PostFormValue("passkey"))); err != nil {
		return err
	}
	return a.done(w, "/settings/people", "Added. The next time, log in with it.")
}

func (a *admin) passkeyRemove(w http.ResponseWriter, r *http.Request) error {
	if err := a.Auth.RemovePasskey(r.Context(), by(r), personID(r)); err != nil {
		return err
	}
	return a.done(w, "/settings/people", "Removed. It lets nobody in any more.")
}

func (a *admin) loginPasskeyAsk(w http.ResponseWriter, r *http.Request) error {
	b, err := a.Auth.AskWho(siteOf(r))
	return sendJSON(w, b, err)
}

func (a *admin) loginPasskey(w http.ResponseWriter, r *http.Request) error {
	secret, err := a.Auth.LogInByPasskey(r.Context(), siteOf(r), []byte(r.PostFormValue("passkey")), placeOf(r))
	return a.loggedIn(w, r, secret, "", inside(r.PostFormValue("next")), err)
}

func sendJSON(w http.ResponseWriter, b []byte, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(b)
	return err
}
