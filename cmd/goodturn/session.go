package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/mattn/go-isatty"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/config"
)

// session is one run of one command: where it reads, writes and finds its data.
type session struct {
	ctx    context.Context
	env    func(string) string
	in     io.Reader
	out    io.Writer
	errs   io.Writer
	flags  flags
	helped bool
	// command is the first word of what was asked for.
	command string
}

// flags are the options of package config that the command line takes; their help comes from there.
type flags struct {
	Data      string `help:"${help_data}" placeholder:"DIR" group:"everywhere"`
	DB        string `name:"db" help:"${help_db}" placeholder:"URL" group:"everywhere"`
	Secret    string `help:"${help_secret}" placeholder:"HEX" group:"everywhere"`
	Playbook  string `help:"${help_playbook}" placeholder:"DIR" group:"everywhere"`
	LogLevel  string `help:"${help_log_level}" placeholder:"LEVEL" group:"everywhere"`
	LogFormat string `help:"${help_log_format}" placeholder:"FORMAT" group:"everywhere"`
}

// serveFlags are those of commands that serve pages.
type serveFlags struct {
	Listen       string `help:"${help_listen}" placeholder:"ADDR"`
	PublicURL    string `name:"public-url" help:"${help_public_url}" placeholder:"URL"`
	PublicListen string `help:"${help_public_listen}" placeholder:"ADDR"`
	ACMEEmail    string `name:"acme-email" help:"${help_acme_email}" placeholder:"E-MAIL"`
	NewKey       string `help:"${help_new_key}" placeholder:"yes"`
	Node         string `help:"${help_node}" placeholder:"NAME"`
	WebhookAllow string `help:"${help_webhook_allow}" placeholder:"ADDRESSES"`
}

// helpOfOptions hands the words of package config to the command line.
func helpOfOptions() kong.Vars {
	v := kong.Vars{}
	for _, o := range config.Options {
		help := o.Why
		if o.Default != "" {
			help += " (default " + o.Default + ")"
		}
		v["help_"+strings.ReplaceAll(o.Name, "-", "_")] = help
	}
	return v
}

// config reads the options: flags over environment over file.
func (s *session) config(more serveFlags) (config.Config, error) {
	c, err := config.Load(map[string]string{
		"data": s.flags.Data, "db": s.flags.DB, "secret": s.flags.Secret, "playbook": s.flags.Playbook, "log-level": s.flags.LogLevel, "log-format": s.flags.LogFormat,
		"listen": more.Listen, "public-url": more.PublicURL, "public-listen": more.PublicListen, "acme-email": more.ACMEEmail, "node": more.Node, "new-key": more.NewKey, "webhook-allow": more.WebhookAllow,
	}, s.env)
	if err != nil {
		err = fmt.Errorf("%w: %w", errUsage, err)
	}
	return c, err
}

// needing are the commands that speak of what is there already. A folder name mistyped for one of them must not become a new,
// empty installation in which nobody is planned.
var needing = []string{"plan", "simulate", "explain", "tell", "ask", "tempo", "part", "alike", "ledger", "reconcile", "backup", "doctor", "erase", "export", "live", "pause", "resume"}

// needs refuses such a command where nothing has been kept yet. A database elsewhere answers for itself.
func (s *session) needs(c config.Config) error {
	if c.DB != "" || !slices.Contains(needing, s.command) {
		return nil
	}
	at, err := filepath.Abs(c.Data)
	if err != nil {
		return err
	}
	if _, err := os.Stat(app.DataDir{Path: at}.Database()); !errors.Is(err, fs.ErrNotExist) {
		return nil // there, or for the opening to complain of
	}
	return &goodturn.Error{Code: goodturn.CodeNotFound, File: at, Message: "Nothing is kept in this folder yet.", Hint: "Name the right one with --data. To begin here: goodturn serve, or goodturn admin user you@example.com."}
}

// open opens the data folder and the database beside whatever else works on them. It sends nothing.
func (s *session) open(o app.Options) (*app.App, error) {
	c, err := s.config(serveFlags{})
	if err != nil {
		return nil, err
	}
	if err := s.needs(c); err != nil {
		return nil, err
	}
	return s.openWith(c, o)
}

func (s *session) openWith(c config.Config, o app.Options) (*app.App, error) {
	o.Version = version
	if o.Log == nil {
		o.Log = app.NewLog(s.errs, c)
	}
	return app.New(s.ctx, c, o)
}

// with opens the app, hands it to fn and closes it.
func (s *session) with(fn func(a *app.App) error) (err error) {
	a, err := s.open(app.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return fn(a)
}

// terminal reports whether a person watches: then progress may be drawn and questions asked.
func terminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// say prints one line.
func (s *session) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

// mistakesShown is how many mistakes are printed at once; a file has seldom more, and the rest comes when these are mended.
const mistakesShown = 20

// fail prints what went wrong and what to do about it: every mistake of a file, not the first alone.
func (s *session) fail(err error) int {
	all := mistakes(err)
	if len(all) == 0 {
		fmt.Fprintln(s.errs, "goodturn:", err)
		return 1
	}
	for _, e := range all[:min(len(all), mistakesShown)] {
		s.mistake(e)
	}
	if n := len(all) - mistakesShown; n > 0 {
		fmt.Fprintf(s.errs, "  And %s. Mend these first.\n", plural(n, "more mistake", "more mistakes"))
	}
	if errors.Is(err, errUsage) {
		return 2
	}
	return 1
}

// mistakes are the errors of a tree that say what to do.
func mistakes(err error) []*goodturn.Error {
	switch e := err.(type) {
	case *goodturn.Error:
		return []*goodturn.Error{e}
	case interface{ Unwrap() []error }:
		var out []*goodturn.Error
		for _, part := range e.Unwrap() {
			out = append(out, mistakes(part)...)
		}
		return out
	case interface{ Unwrap() error }:
		return mistakes(e.Unwrap())
	}
	return nil
}

func (s *session) mistake(e *goodturn.Error) {
	at := e.File
	if at != "" && e.Line > 0 {
		at += fmt.Sprintf(":%d", e.Line)
		if e.Column > 0 {
			at += fmt.Sprintf(":%d", e.Column)
		}
	}
	if e.Field != "" {
		at = strings.TrimPrefix(at+": "+e.Field, ": ")
	}
	if at != "" {
		at += ": "
	}
	fmt.Fprintf(s.errs, "goodturn: %s%s\n", at, e.Message)
	if e.Hint != "" {
		fmt.Fprintf(s.errs, "  %s\n", e.Hint)
	}
	if e.Err != nil && (e.Code == goodturn.CodeInternal || e.Code == goodturn.CodeUnavailable || s.flags.LogLevel == "debug") {
		fmt.Fprintf(s.errs, "  (%s)\n", app.Redact(e.Err.Error()))
	}
}

// errUsage marks errors that are about how the command was written.
var errUsage = errors.New("usage")

// usage is an error about how the command was written.
func usage(field, message, hint string) error {
	return fmt.Errorf("%w: %w", errUsage, goodturn.Invalid(field, message, hint))
}

// misunderstood prints what of the command line was not understood.
func (s *session) misunderstood(err error) int {
	fmt.Fprintf(s.errs, "goodturn: %s\n  See goodturn --help, or goodturn COMMAND --help.\n", strings.TrimSpace(err.Error()))
	return 2
}
