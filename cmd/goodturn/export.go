package main

import (
	"errors"
	"io"
	"os"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/program/takeout"
	"github.com/goodturn-app/goodturn/program/view"
)

type exportCommand struct {
	Person string `arg:"" optional:"" help:"Their e-mail address, name, or id; left out, everything is written."`
	Out    string `help:"Write to this file instead of the terminal; for everything, a .zip or a new folder." placeholder:"FILE"`
}

// Run writes everything that is known of one person, as JSON, or everything there is, as CSV and JSON.
func (c exportCommand) Run(s *session) error {
	return s.with(func(a *app.App) error {
		if c.Person == "" {
			return c.everything(s, a)
		}
		who, err := view.New(a.Program).FindOne(s.ctx, c.Person)
		if err != nil {
			return err
		}
		return s.toFile(c.Out, func(w io.Writer) error {
			if w == nil {
				w = s.out
			}
			return a.People.Export(s.ctx, who.ID, w)
		})
	})
}

func (c exportCommand) everything(s *session, a *app.App) (err error) {
	if c.Out == "" {
		return goodturn.Invalid("out", "It is not said where everything is to go.", "Add --out goodturn-export.zip, or --out and the name of a new folder.")
	}
	taken := func(err error) error {
		return &goodturn.Error{Code: goodturn.CodeInvalid, File: c.Out, Message: "This cannot be written.", Hint: "Choose a place where nothing is yet: nothing is written over.", Err: err}
	}
	var to takeout.Into
	if strings.HasSuffix(strings.ToLower(c.Out), ".zip") {
		f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return taken(err)
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		to = takeout.Zip(f)
	} else if to, err = takeout.Folder(c.Out); err != nil {
		return taken(err)
	}
	if err := takeout.Write(s.ctx, a.DB, to); errors.Is(err, os.ErrExist) {
		return taken(err)
	} else if err != nil {
		return err
	}
	s.say("Everything is in %s: %d tables, each for a spreadsheet (.csv) and for a program (.json).", c.Out, len(takeout.Tables()))
	return nil
}
