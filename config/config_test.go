package config_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/config"
)

func env(m map[string]string) func(string) string { return func(k string) string { return m[k] } }

func TestAFlagBeatsTheEnvironmentBeatsTheFile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "config.yaml"), "listen: 127.0.0.1:1\nlog-level: warn\nnode: a\n")
	c, err := config.Load(map[string]string{"data": dir, "listen": "127.0.0.1:3"}, env(map[string]string{"GOODTURN_LISTEN": "127.0.0.1:2", "GOODTURN_LOG_LEVEL": "debug"}))
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:3" || c.LogLevel != "debug" || c.Node != "a" || c.LogFormat != "text" {
		t.Fatalf("%+v", c)
	}
}

func TestMistakesNameThePlaceAndTheCure(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "config.yaml")
	for name, c := range map[string]struct {
		file  string
		flags map[string]string
		want  string
	}{
		"an unknown key":            {"listen: 127.0.0.1:1\nlissten: x\n", nil, file + ":2: lissten: There is no such option"},
		"a file that is no list":    {"[", nil, file + ": The file cannot be read as settings."},
		"a public address on http":  {"", map[string]string{"public-url": "http://a.example"}, "must begin with https://"},
		"a certificate for nothing": {"", map[string]string{"acme-email": "a@example.com"}, "needs public-url"},
		"another database":          {"", map[string]string{"db": "mysql://x"}, "not a PostgreSQL address"},
		"a level that is none":      {"", map[string]string{"log-level": "loud"}, "debug, info, warn or error"},
	} {
		t.Run(name, func(t *testing.T) {
			write(t, file, c.file)
			flags := map[string]string{"data": dir}
			for k, v := range c.flags {
				flags[k] = v
			}
			_, err := config.Load(flags, env(nil))
			if err == nil || !strings.Contains(err.Error(), c.want) || goodturn.ErrorCode(err) != goodturn.CodeInvalid {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	c, err := config.Load(map[string]string{"data": t.TempDir(), "db": "postgres://ana:hunter2@127.0.0.1/g", "secret": "deadbeef"}, env(nil))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	c.Print(&b)
	if s := b.String(); strings.Contains(s, "hunter2") || strings.Contains(s, "deadbeef") || !strings.Contains(s, "postgres://ana:(hidden)@127.0.0.1/g") {
		t.Fatal(s)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
