package admin

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/program/leaving"
	"github.com/goodturn-app/goodturn/store"
)

func roleWords(r goodturn.Role) string {
	switch r {
	case goodturn.RoleAgent:
		return "works with clients"
	case goodturn.RoleStaff:
		return "sees and prepares; lets nothing leave"
	}
	return "owner"
}

func (a *admin) team(w http.ResponseWriter, r *http.Request) error {
	v, err := a.teamView(r)
	if err != nil {
		return err
	}
	return a.page(w, r, "settings", "People and log-in", TeamPage(v))
}

func (a *admin) teamView(r *http.Request) (Team, error) {
	me := userIn(r.Context())
	v := Team{Me: me.Email, Open: a.Open,
		Fields: []Input{{Name: "name", Label: "Name", Required: true}, {Name: "email", Label: "E-mail", Type: "email", Required: true}, {Name: "role", Label: "They may", Type: "select", Options: []Option{
			{Value: string(goodturn.RoleAgent), Text: "work with clients, and write in their own name to their own"}, {Value: string(goodturn.RoleStaff), Text: "see and prepare, let nothing leave"}, {Value: string(goodturn.RoleOwner), Text: "do everything"}}}},
		Password: []Input{{Name: "password", Label: "New password, at least 10 characters", Type: "password", Complete: "new-password", Required: true}},
	}
	err := a.DB.Read(r.Context(), func(tx *store.Tx) error {
		v.Rows = nil
		users, err := tx.Users()
		if err != nil {
			return err
		}
		for _, u := range users {
			ways, err := tx.Credentials(u.ID)
			if err != nil {
				return err
			}
			t := Teammate{Name: u.Name, Email: u.Email, Role: roleWords(u.Role)}
			at := "/settings/people/" + string(u.ID)
			switch {
			case u.ID == me.ID:
				t.Tag = Tag{"you", Plain}
			case !u.Active:
				t.Tag = Tag{"has left", Plain}
				t.Acts = []Action{{Text: "Is back", About: u.Name, Href: at + "/back", Post: true, Style: "quiet"}}
			default:
				if len(ways) == 0 {
					t.Tag = Tag{"has not logged in yet", Wait}
				}
				t.Acts = []Action{{Text: "New link", About: "for " + u.Name, Href: at + "/link", Post: true}, {Text: "Has left", About: u.Name, Href: at + "/leave", Style: "quiet"}}
			}
			v.Rows = append(v.Rows, t)
		}
		return nil
	})
	if err != nil || a.Open {
		return v, err
	}
	if err := a.passkeys(r, me, &v); err != nil {
		return v, err
	}
	token := ""
	if c, err := r.Cookie(auth.CookieName); err == nil {
		token = c.Value
	}
	places, err := a.Auth.Sessions(r.Context(), me.ID, token)
	for _, p := range places {
		m := Moment{When: a.when(p.SeenAt, me), Text: "A browser, logged in " + a.when(p.Since, me)}
		if p.This {
			m.When, m.Text = "Now", "This browser"
		} else {
			m.Acts = []Action{{Text: "Log it out", Href: "/sessions/" + p.ID + "/end", Post: true, Style: "quiet"}}
		}
		v.Sessions = append(v.Sessions, m)
	}
	return v, err
}

// handOver shows a one-time link, this once: only its hash is kept.
func (a *admin) handOver(w http.ResponseWriter, r *http.Request, email, token string) error {
	v, err := a.teamView(r)
	if err != nil {
		return err
	}
	scheme := "http://"
	if overTLS(r) {
		scheme = "https://"
	}
	v.Link, v.LinkFor = scheme+r.Host+"/welcome/"+url.PathEscape(token), email
	return a.page(w, r, "settings", "People and log-in", TeamPage(v))
}

// teamPost adds somebody. It answers with the page itself: the link is shown once and stands nowhere else.
func (a *admin) teamPost(w http.ResponseWriter, r *http.Request) error {
	u := goodturn.User{Name: formValue(r, "name"), Email: formValue(r, "email"), Role: goodturn.Role(formValue(r, "role")), Zone: userIn(r.Context()).Zone}
	var err error
	if !slices.Contains([]goodturn.Role{goodturn.RoleAgent, goodturn.RoleStaff, goodturn.RoleOwner}, u.Role) {
		err = goodturn.Invalid("role", "Choose what they may do.", "")
	}
	var token string
	if err == nil {
		token, err = a.Auth.Invite(r.Context(), u)
	}
	if err == nil {
		return a.handOver(w, r, u.Email, token)
	}
	wrong, err := wrongOf(err)
	if err != nil {
		return err
	}
	v, err := a.teamView(r)
	if err != nil {
		return err
	}
	v.Wrong, v.Fields[0].Value, v.Fields[1].Value = wrong, u.Name, u.Email
	return a.again(w, r, "settings", "People and log-in", TeamPage(v))
}

// teammate is the user that an address names.
func (a *admin) teammate(r *http.Request) (u goodturn.User, err error) {
	err = a.DB.Read(r.Context(), func(tx *store.Tx) error {
		u, err = tx.User(goodturn.ID(r.PathValue("id")))
		return err
	})
	if err == nil && u.ID == by(r) {
		err = &goodturn.Error{Code: goodturn.CodeConflict, Message: "That is yourself.", Hint: "Another owner can do that."}
	}
	return u, err
}

func (a *admin) teamLink(w http.ResponseWriter, r *http.Request) error {
	u, err := a.teammate(r)
	if err != nil {
		return err
	}
	token, err := a.Auth.NewLink(r.Context(), u.ID)
	if err != nil {
		return err
	}
	return a.handOver(w, r, u.Email, token)
}

func (a *admin) teamSure(w http.ResponseWriter, r *http.Request) error {
	u, err := a.teammate(r)
	if err != nil {
		return err
	}
	users, err := a.users(r)
	if err != nil {
		return err
	}
	var others []Option
	for _, o := range users {
		if o.Active && o.ID != u.ID {
			others = append(others, Option{Value: string(o.ID), Text: o.Name, Chosen: o.ID == by(r)})
		}
	}
	v := Sure{Crumbs: []Crumb{{"Settings", "/settings"}, {"People and log-in", "/settings/people"}, {u.Name, ""}}, Title: "Has " + u.Name + " left?", Lead: "They are logged out everywhere, and nothing goes out in their name any more.",
		Facts:  []string{"Their clients stay, with everything that is known of them; what was planned for them waits.", "Whoever comes by a link that one of those clients passed on is taken care of by the same person, and the page says so."},
		Fields: []Input{{Name: "to", Label: "Who takes over the introductions that are going on, and what is still to do", Type: "select", Options: others}}, Action: "/settings/people/" + string(u.ID) + "/leave", Yes: "Has left", No: "No", Back: "/settings/people"}
	return a.page(w, r, "settings", v.Title, SurePage(v))
}

func (a *admin) teamLeave(w http.ResponseWriter, r *http.Request) error {
	u, err := a.teammate(r)
	if err != nil {
		return err
	}
	out, err := leaving.Leave(r.Context(), a.Program, u.ID, goodturn.ID(formValue(r, "to")), by(r))
	if err != nil {
		return err
	}
	text := "Nothing goes out in their name any more."
	if out.Cards+out.Tasks > 0 {
		text += " " + out.To.Name + " has " + count(out.Cards, "introduction", "introductions") + " and " + count(out.Tasks, "thing", "things") + " to do from them."
	}
	return a.done(w, "/settings/people", text)
}

func (a *admin) teamBack(w http.ResponseWriter, r *http.Request) error {
	u, err := a.teammate(r)
	if err != nil {
		return err
	}
	if err := a.DB.WriteFirst(r.Context(), func(tx *store.Tx) error {
		now, err := tx.User(u.ID)
		if err != nil {
			return err
		}
		now.Active = true
		return tx.UpdateUser(now)
	}); err != nil {
		return err
	}
	return a.done(w, "/settings/people", "They may log in again, with a new link.")
}

func (a *admin) password(w http.ResponseWriter, r *http.Request) error {
	secret, err := a.Auth.SetPassword(r.Context(), userIn(r.Context()), r.PostFormValue("password"))
	if err != nil {
		wrong, err := wrongOf(err)
		if err != nil {
			return err
		}
		v, err := a.teamView(r)
		if err != nil {
			return err
		}
		v.Password[0].Problem = wrong.Message + " " + wrong.Hint
		return a.again(w, r, "settings", "People and log-in", TeamPage(v))
	}
	setSession(w, r, secret)
	return a.done(w, "/settings/people", "Changed. Every other browser is logged out.")
}

func (a *admin) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := a.Auth.End(r.Context(), by(r), r.PathValue("id")); err != nil {
		return err
	}
	return a.done(w, "/settings/people", "Logged out there.")
}
