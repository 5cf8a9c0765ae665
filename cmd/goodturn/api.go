package main

import (
	"crypto/rand"
	"fmt"
	"os"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/web/api"
)

type apiCommand struct {
	Openapi apiDocument `cmd:"" help:"Print the OpenAPI 3.1 document of everything that can be called."`
}

type apiDocument struct {
	Out string `help:"Write to this file instead of the terminal." placeholder:"FILE"`
}

// Run prints the document. It needs no data.
func (c apiDocument) Run(s *session) error {
	b, err := api.Document()
	if err != nil {
		return err
	}
	if c.Out != "" {
		return os.WriteFile(c.Out, b, 0o644)
	}
	_, err = s.out.Write(b)
	return err
}

type adminKey struct {
	Add  keyAdd  `cmd:"" help:"Make a key and print it, once."`
	List keyList `cmd:"" help:"List keys."`
	End  keyEnd  `cmd:"" help:"End a key at once and for good."`
}

type keyAdd struct {
	Name  string   `arg:"" help:"Which program it is for."`
	Scope []string `required:"" help:"What it may do: read, write, send, admin; several with commas." placeholder:"SCOPE"`
	User  string   `help:"In whose name it acts, by e-mail; left out, the first who logs in." placeholder:"E-MAIL"`
}

// Run makes a key.
func (c keyAdd) Run(s *session) error {
	return s.with(func(a *app.App) error {
		var u goodturn.User
		var err error
		if c.User == "" {
			u, err = a.Owner(s.ctx)
		} else {
			u, err = userByEmail(s, a, c.User)
		}
		if err != nil {
			return err
		}
		var scopes []auth.Scope
		for _, x := range c.Scope {
			scopes = append(scopes, auth.Scope(x))
		}
		secret, _, err := auth.NewBook(a.DB, rand.Reader, a.Clock).NewKey(s.ctx, c.Name, u.ID, scopes...)
		if err != nil {
			return err
		}
		s.say("%s", secret)
		return nil
	})
}

type keyList struct{}

// Run lists keys.
func (keyList) Run(s *session) error {
	return s.with(func(a *app.App) error {
		keys, err := auth.NewBook(a.DB, rand.Reader, a.Clock).Keys(s.ctx)
		for _, k := range keys {
			state := "works"
			if !k.RevokedAt.IsZero() {
				state = "ended"
			}
			s.say("%s  %-6s %-24s %s", k.ID, state, k.Name, fmt.Sprint(k.Scopes))
		}
		return err
	})
}

type keyEnd struct {
	ID string `arg:"" help:"Its id, from goodturn admin key list."`
}

// Run ends a key.
func (c keyEnd) Run(s *session) error {
	return s.with(func(a *app.App) error {
		if err := auth.NewBook(a.DB, rand.Reader, a.Clock).RevokeKey(s.ctx, goodturn.ID(c.ID)); err != nil {
			return err
		}
		s.say("It works no more.")
		return nil
	})
}
