package main

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

type adminCommand struct {
	Link    adminLink    `cmd:"" help:"Print a link that logs somebody in once: for a lost password."`
	User    adminUser    `cmd:"" help:"Add somebody who logs in and in whose name messages go out, or list them."`
	Plans   adminPlans   `cmd:"" help:"Show the plans that are here, or choose which are in use."`
	Set     adminSet     `cmd:"" help:"Set your postal address and other things that every message needs, and show them."`
	Mailbox adminMailbox `cmd:"" help:"Connect the mailbox from which somebody's messages leave."`
	Key     adminKey     `cmd:"" help:"Keys that let other programs in."`
	DKIM    adminDKIM    `cmd:"" name:"dkim" help:"Make the key that signs mail of a domain of yours, and print its DNS entry."`
}

// linkFor is how long a one-time link works.
const linkFor = 24 * time.Hour

type adminLink struct {
	Email string `arg:"" optional:"" help:"Whose; left out, the owner's who came first."`
	serveFlags
}

// Run prints a one-time link.
func (c adminLink) Run(s *session) error {
	return s.with(func(a *app.App) (err error) {
		var u goodturn.User
		if c.Email == "" {
			if u, err = a.Owner(s.ctx); err != nil {
				return err
			}
		} else if u, err = userByEmail(s, a, c.Email); err != nil {
			return err
		}
		at, note := pagesAt(a, c.Listen)
		link, err := loginLink(s, a, at, u.ID)
		if err != nil {
			return err
		}
		s.say("%s", link)
		s.say("It logs %s in once, within 24 hours. Show it to nobody else.", u.Email)
		if note != "" {
			s.say("%s", note)
		}
		return nil
	})
}

// pagesAt is where the link leads: to the address that was asked for, else to where Goodturn runs, else to where it would.
func pagesAt(a *app.App, listen string) (at, note string) {
	if listen != "" {
		return listen, ""
	}
	at, running := a.PagesAt()
	if !running {
		note = "Nothing runs on this folder now: start goodturn serve first. If it takes another address, name that here with --listen."
	}
	return at, note
}

func userByEmail(s *session, a *app.App, email string) (u goodturn.User, err error) {
	err = a.DB.Read(s.ctx, func(tx *store.Tx) error {
		found, ok, err := tx.UserByEmail(email)
		if err == nil && !ok {
			err = &goodturn.Error{Code: goodturn.CodeNotFound, Message: fmt.Sprintf("Nobody logs in as %q.", email), Hint: "List them with goodturn admin user."}
		}
		u = found
		return err
	})
	return u, err
}

// loginLink makes a link that logs a user in once. It leads to this machine: the owner's pages never leave it by default.
func loginLink(s *session, a *app.App, listen string, user goodturn.ID) (string, error) {
	token, err := auth.NewToken(rand.Reader)
	if err != nil {
		return "", err
	}
	err = a.DB.Write(s.ctx, func(tx *store.Tx) error {
		return tx.InsertLoginLink(store.LoginLink{Hash: auth.TokenHash(token), UserID: user, Purpose: "login", ExpiresAt: tx.Now().Add(linkFor)})
	})
	return "http://" + listen + "/login/" + token, err
}

type adminUser struct {
	Email string `arg:"" optional:"" help:"The e-mail address to log in with; left out, everybody is listed."`
	Name  string `help:"The name under which messages go out."`
	Role  string `help:"owner, agent or staff." enum:"owner,agent,staff" default:"agent"`
	Zone  string `help:"Where they work: America/New_York."`
	serveFlags
}

// Run adds or lists users. The first one is an owner whatever was asked for.
func (c adminUser) Run(s *session) error {
	if c.Email == "" {
		return listUsers(s)
	}
	if !strings.Contains(c.Email, "@") {
		return goodturn.Invalid("email", "That e-mail address has no @.", "Check for a missing part, as in ana@example.com.")
	}
	if c.Zone != "" && !schedule.KnowsZone(c.Zone) {
		return goodturn.Invalid("zone", fmt.Sprintf("There is no zone %q.", c.Zone), "Write it as America/New_York.")
	}
	return s.with(func(a *app.App) error {
		u := goodturn.User{Email: c.Email, Name: c.Name, Role: goodturn.Role(c.Role), Active: true, Zone: c.Zone}
		if err := a.DB.Write(s.ctx, func(tx *store.Tx) error {
			u.ID = ""
			have, err := tx.Users()
			if err != nil {
				return err
			}
			if len(have) == 0 {
				u.Role = goodturn.RoleOwner
			}
			return tx.InsertUser(&u)
		}); err != nil {
			return err
		}
		at, note := pagesAt(a, c.Listen)
		link, err := loginLink(s, a, at, u.ID)
		if err != nil {
			return err
		}
		s.say("Added %s (%s). This link logs them in once, within 24 hours:", u.Email, u.Role)
		s.say("%s", link)
		if note != "" {
			s.say("%s", note)
		}
		return nil
	})
}

func listUsers(s *session) error {
	return s.with(func(a *app.App) error {
		return a.DB.Read(s.ctx, func(tx *store.Tx) error {
			users, err := tx.Users()
			for _, u := range users {
				state := "active"
				if !u.Active {
					state = "not active"
				}
				s.say("%-32s %-7s %-10s %s", u.Email, u.Role, state, u.Name)
			}
			return err
		})
	})
}

type adminDKIM struct {
	Domain string `arg:"" help:"A domain of your own whose mail server does not sign."`
}

// Run makes the key.
func (c adminDKIM) Run(s *session) error {
	conf, err := s.config(serveFlags{})
	if err != nil {
		return err
	}
	d, err := app.OpenDataDir(conf.Data)
	if err != nil {
		return err
	}
	name, value, err := d.SignFor(c.Domain)
	if err != nil {
		return err
	}
	s.say("Add this TXT entry to the DNS of %s, then restart goodturn serve:", strings.ToLower(strings.TrimSpace(c.Domain)))
	s.say("%s", name)
	s.say("%s", value)
	return nil
}
