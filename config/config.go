// Package config holds every option of the process once: its name, type, unit, default and why it exists, and reads them
// from a file, the environment and flags, in rising order. What an owner chooses about messages lives in the workspace
// (goodturn.Settings), not here.
package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/goodturn-app/goodturn"
)

// Option describes one setting of the process.
type Option struct {
	Name    string // as in the file and after "--"
	Env     string
	Default string
	Unit    string // "path", "address", "URL", "one of a, b"
	Why     string
	Secret  bool // never printed
}

// Options is the whole list, in the order of the documentation.
var Options = []Option{
	{Name: "data", Env: "GOODTURN_DATA", Default: "./goodturn-data", Unit: "path", Why: "The folder that holds everything: database, key, and the note by which an old backup is noticed. Nothing is written anywhere else."},
	{Name: "db", Env: "GOODTURN_DB", Unit: "URL", Why: "A PostgreSQL address (postgres://...) when one machine is no longer enough. Empty: SQLite in the data folder."},
	{Name: "listen", Env: "GOODTURN_LISTEN", Default: "127.0.0.1:8080", Unit: "address", Why: "Where your own pages are served. Keep it on loopback unless a proxy with TLS stands in front."},
	{Name: "public-url", Env: "GOODTURN_PUBLIC_URL", Unit: "URL", Why: "The https address under which clients reach the answer pages. Empty: reply mode, in which answers come as plain replies."},
	{Name: "public-listen", Env: "GOODTURN_PUBLIC_LISTEN", Unit: "address", Why: "Serves the clients' pages alone, on an address that may face the internet. Your own pages never do."},
	{Name: "acme-email", Env: "GOODTURN_ACME_EMAIL", Unit: "e-mail", Why: "Switches on a certificate from Let's Encrypt for public-url, served on public-listen. Empty: a proxy does TLS."},
	{Name: "webhook-allow", Env: "GOODTURN_WEBHOOK_ALLOW", Unit: "addresses", Why: "Parts of your own network to which news may go, as in 10.1.2.0/24 or 10.1.2.3:8443, over http and other ports too. Each use is logged. Empty: only https addresses of the public internet."},
	{Name: "playbook", Env: "GOODTURN_PLAYBOOK", Unit: "paths", Why: "Folders with plans of your own, with commas between them: each holds playbook.yaml and words/, like examples/software. Put one in use with goodturn admin set --packs NAME."},
	{Name: "secret", Env: "GOODTURN_SECRET", Unit: "64 hex digits", Secret: true, Why: "The key that signs links and seals passwords, the same for all processes on one PostgreSQL. Empty: secret.key in the data folder, made at first start."},
	{Name: "new-key", Env: "GOODTURN_NEW_KEY", Unit: "yes", Why: "Goes on with another secret key than the database has been used with, because that one is lost. Links in old messages stop working, and the passwords of mailboxes must be typed again."},
	{Name: "node", Env: "GOODTURN_NODE", Unit: "name", Why: "Names this process among several on one PostgreSQL. Empty: the installation id of the data folder."},
	{Name: "log-level", Env: "GOODTURN_LOG_LEVEL", Default: "info", Unit: "debug, info, warn or error", Why: "How much the log says. Names and addresses of clients are never in it."},
	{Name: "log-format", Env: "GOODTURN_LOG_FORMAT", Default: "text", Unit: "text or json", Why: "json for machines that collect logs."},
}

// Config is the options as read.
type Config struct {
	Data, DB, Listen        string
	PublicURL, PublicListen string
	ACMEEmail, Secret, Node string
	NewKey                  string // "yes", or empty
	LogLevel, LogFormat     string
	WebhookAllow            string
	Playbooks               []string          // folders
	given                   map[string]string // where each value came from, for printing
}

// Load reads the file config.yaml in the data folder (if there is one), then the environment, then the flags. Unknown keys in
// the file, and values that cannot be, are errors that name file, line and field.
func Load(flags map[string]string, env func(string) string) (Config, error) {
	values := map[string]string{}
	given := map[string]string{}
	for _, o := range Options {
		if o.Default != "" {
			values[o.Name], given[o.Name] = o.Default, "default"
		}
	}
	data := values["data"]
	if v := env("GOODTURN_DATA"); v != "" {
		data = v
	}
	if v := flags["data"]; v != "" {
		data = v
	}
	path := filepath.Join(data, "config.yaml")
	switch b, err := os.ReadFile(path); {
	case err == nil:
		var file map[string]string
		if err := yaml.Unmarshal(b, &file); err != nil {
			return Config{}, &goodturn.Error{Code: goodturn.CodeInvalid, File: path, Message: "The file cannot be read as settings.", Hint: "Each line is a name, a colon and a value, as in `listen: 127.0.0.1:8080`.", Err: err}
		}
		for name, v := range file {
			o, ok := find(name)
			if !ok || name == "data" {
				return Config{}, &goodturn.Error{Code: goodturn.CodeInvalid, File: path, Line: lineOf(string(b), name), Field: name, Message: "There is no such option for this file.", Hint: "The options are " + strings.Join(names(), ", ") + "; data itself can only be given as flag or environment."}
			}
			values[o.Name], given[o.Name] = v, path
		}
	case !os.IsNotExist(err):
		return Config{}, &goodturn.Error{Code: goodturn.CodeUnavailable, File: path, Message: "The file is there but cannot be read.", Hint: "Check who may read it.", Err: err}
	}
	for _, o := range Options {
		if v := env(o.Env); v != "" {
			values[o.Name], given[o.Name] = v, o.Env
		}
		if v := flags[o.Name]; v != "" {
			values[o.Name], given[o.Name] = v, "--"+o.Name
		}
	}
	c := Config{
		Data: values["data"], DB: values["db"], Listen: values["listen"], PublicURL: strings.TrimRight(values["public-url"], "/"), PublicListen: values["public-listen"],
		ACMEEmail: values["acme-email"], Secret: values["secret"], NewKey: values["new-key"], Node: values["node"], LogLevel: values["log-level"], LogFormat: values["log-format"], WebhookAllow: values["webhook-allow"], Playbooks: listOf(values["playbook"]), given: given,
	}
	return c, c.check()
}

func (c Config) check() error {
	wrong := func(name, msg, hint string) error {
		return &goodturn.Error{Code: goodturn.CodeInvalid, Field: name, Message: msg + " (given by " + c.given[name] + ")", Hint: hint}
	}
	if c.PublicURL != "" {
		var e *goodturn.Error
		if errors.As(goodturn.PublicAddress(c.PublicURL), &e) {
			return wrong("public-url", strings.TrimSuffix(e.Message, "."), e.Hint)
		}
	}
	if c.ACMEEmail != "" && (c.PublicURL == "" || c.PublicListen == "") {
		return wrong("acme-email", "A certificate needs public-url and public-listen too.", "Set all three, or leave acme-email empty.")
	}
	if c.DB != "" && !strings.HasPrefix(c.DB, "postgres://") && !strings.HasPrefix(c.DB, "postgresql://") {
		return wrong("db", "This is not a PostgreSQL address.", "Write postgres://user:password@host/database, or leave it empty for SQLite.")
	}
	if c.NewKey != "" && c.NewKey != "yes" {
		return wrong("new-key", fmt.Sprintf("%q is no answer.", c.NewKey), "Write yes, or leave it out.")
	}
	if !oneOf(c.LogLevel, "debug", "info", "warn", "error") {
		return wrong("log-level", fmt.Sprintf("%q is no level.", c.LogLevel), "Write debug, info, warn or error.")
	}
	if !oneOf(c.LogFormat, "text", "json") {
		return wrong("log-format", fmt.Sprintf("%q is no format.", c.LogFormat), "Write text or json.")
	}
	return nil
}

// Print writes every option with its value and where it came from; secrets show only whether they are set.
func (c Config) Print(w io.Writer) {
	values := map[string]string{"data": c.Data, "db": redact(c.DB), "listen": c.Listen, "public-url": c.PublicURL, "public-listen": c.PublicListen, "acme-email": c.ACMEEmail, "node": c.Node, "log-level": c.LogLevel, "log-format": c.LogFormat, "webhook-allow": c.WebhookAllow, "playbook": strings.Join(c.Playbooks, ",")}
	if c.Secret != "" {
		values["secret"] = "(set)"
	}
	for _, o := range Options {
		from := c.given[o.Name]
		if from == "" {
			from = "not set"
		}
		fmt.Fprintf(w, "%-14s %-32s %s\n", o.Name, values[o.Name], from)
	}
}

// Document writes the options as a Markdown table, for docs/configuration.md.
func Document(w io.Writer) {
	fmt.Fprint(w, "| option | environment | default | unit | why |\n|---|---|---|---|---|\n")
	for _, o := range Options {
		fmt.Fprintf(w, "| `--%s` | `%s` | %s | %s | %s |\n", o.Name, o.Env, o.Default, o.Unit, o.Why)
	}
}

// listOf reads values with commas between them.
func listOf(s string) (out []string) {
	for v := range strings.SplitSeq(s, ",") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

func find(name string) (Option, bool) {
	for _, o := range Options {
		if o.Name == name {
			return o, true
		}
	}
	return Option{}, false
}

func names() []string {
	var out []string
	for _, o := range Options {
		if o.Name != "data" {
			out = append(out, o.Name)
		}
	}
	sort.Strings(out)
	return out
}

func lineOf(text, key string) int {
	for i, l := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(l), key+":") {
			return i + 1
		}
	}
	return 0
}

func oneOf(s string, of ...string) bool {
	for _, o := range of {
		if s == o {
			return true
		}
	}
	return false
}

// redact hides the password of a database address.
func redact(db string) string {
	scheme, rest, ok := strings.Cut(db, "://")
	if !ok {
		return db
	}
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		user, _, _ := strings.Cut(rest[:at], ":")
		return scheme + "://" + user + ":(hidden)" + rest[at:]
	}
	return db
}
