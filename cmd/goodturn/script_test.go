package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
	"github.com/goodturn-app/goodturn/test/postgres"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"goodturn": main})
}

// Each script is a story of the command line: what one types, what one reads, what is left behind. $SMTP is the address of a mail
// server that takes mail from dana@example.com with the password in password.txt.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"clients": writeClients, "ledger": checkLedger, "await": await, "private": private, "demo": checkDemo, "database": newDatabase(t)},
		Setup: func(e *testscript.Env) error {
			examples, err := filepath.Abs("../../examples")
			if err != nil {
				return err
			}
			e.Setenv("EXAMPLES", examples)
			srv, err := smtptest.Start("127.0.0.1:0", "", smtptest.Options{Users: map[string]string{"dana@example.com": "right horse"}, KeepData: true})
			if err != nil {
				return err
			}
			e.Defer(func() { _ = srv.Close() })
			e.Setenv("SMTP", srv.Addr)
			e.Setenv("SMTPPORT", srv.Addr[len("127.0.0.1:"):])
			e.Setenv("GOODTURN_DATA", e.WorkDir+"/data")
			port, err := freePort()
			if err != nil {
				return err
			}
			e.Setenv("PORT", port)
			e.Setenv("TOMORROW", time.Now().UTC().AddDate(0, 0, 1).Format("2006-01-02T15:00:00Z"))
			e.Setenv("YESTERDAY", time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly))
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("TMPDIR", e.WorkDir)
			return os.WriteFile(e.WorkDir+"/password.txt", []byte("right horse\n"), 0o600)
		},
	})
}

// writeClients writes a list of three people who closed 20 days, 5 months and 20 months ago: clients FILE.
func writeClients(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: clients FILE")
	}
	ago := func(months, days int) string {
		return time.Now().UTC().AddDate(0, -months, -days).Format(time.DateOnly)
	}
	list := "First Name,Last Name,Email,Closing Date,Side,Property Address,Sale Price\n" +
		"Ana,Ruiz,ana.ruiz@example.com," + ago(0, 20) + `,bought,"12 Oak Street, Brooklyn, NY 11215",712000` + "\n" +
		"Ben,Okafor,ben@example.com," + ago(5, 0) + `,sold,"9 Elm Street, Brooklyn, NY 11215",655000` + "\n" +
		"Cleo,Stone,cleo@example.com," + ago(20, 0) + `,both,"77 Pine Street, Chicago, IL 60601",498000` + "\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(list), 0o600))
}

// newDatabase puts the address of an empty PostgreSQL database into a variable: database NAME.
func newDatabase(t *testing.T) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: database NAME")
		}
		ts.Setenv(args[0], postgres.NewDatabase(t))
	}
}

// checkLedger reads a ledger as an outside checker would, by what is promised of it and not by our own types: ledger FILE.
func checkLedger(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: ledger FILE")
	}
	oneOf := func(words string) func(any) bool {
		return func(v any) bool { s, ok := v.(string); return ok && slices.Contains(strings.Fields(words), s) }
	}
	like := func(pattern string) func(any) bool {
		re := regexp.MustCompile("^" + pattern + "$")
		return func(v any) bool { s, ok := v.(string); return ok && re.MatchString(s) }
	}
	orNull := func(fn func(any) bool) func(any) bool { return func(v any) bool { return v == nil || fn(v) } }
	utc := orNull(like(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`))
	promised := map[string]func(any) bool{
		"contact": like(`\S+`), "household": orNull(like(`\S+`)), "playbook": like(`\S+`), "step": like(`\S+`), "kind": oneOf("value ask reminder review thanks call"),
		"state":   oneOf("planned claimed committing sent unknown skipped expired failed cancelled task"),
		"channel": orNull(oneOf("email sms inapp dm task")), "anchor": like(`\d{4}-\d\d-\d\d`), "due_at": utc, "decided_at": utc, "sent_at": utc,
		"zone": like(`[A-Z][A-Za-z_]+(/[A-Za-z_]+)*`), "sent_local": orNull(like(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d`)),
		"reasons": func(v any) bool {
			list, ok := v.([]any)
			return ok && !slices.ContainsFunc(list, func(c any) bool { return !like(`[a-z_]+`)(c) })
		},
	}
	lines := 0
	for text := range strings.Lines(ts.ReadFile(args[0])) {
		lines++
		var l map[string]any
		ts.Check(json.Unmarshal([]byte(text), &l))
		for field, fine := range promised {
			if v, there := l[field]; !there || !fine(v) {
				ts.Fatalf("line %d: %s is %v (there: %v)", lines, field, v, there)
			}
		}
		sent, there := l["sent_at"].(string)
		if there != (l["sent_local"] != nil) || there != (l["state"] == "sent" || l["state"] == "unknown") {
			ts.Fatalf("line %d: it is %v, sent at %v, there %v", lines, l["state"], l["sent_at"], l["sent_local"])
		}
		if there {
			zone, err := time.LoadLocation(l["zone"].(string))
			ts.Check(err)
			at, err := time.Parse(time.RFC3339, sent)
			ts.Check(err)
			if want := at.In(zone).Format("2006-01-02T15:04:05.000-07:00"); want != l["sent_local"] {
				ts.Fatalf("line %d: %v in %v is %s, not %v", lines, sent, zone, want, l["sent_local"])
			}
		}
		if l["state"] == "skipped" || l["state"] == "expired" {
			if len(l["reasons"].([]any)) == 0 {
				ts.Fatalf("line %d: no word on why it is %v", lines, l["state"])
			}
		}
	}
	if lines == 0 {
		ts.Fatalf("%s is empty", args[0])
	}
}

// freePort is a port that nothing listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}

// await waits until an address answers 200: await URL.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: await URL")
	}
	var last any
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		res, err := http.Get(args[0])
		if err != nil {
			last = err
			continue
		}
		_ = res.Body.Close()
		if last = res.Status; res.StatusCode == http.StatusOK {
			return
		}
	}
	ts.Fatalf("%s does not answer: %v", args[0], last)
}

// private makes sure that only its owner may read a folder and each file in it: private DIR.
func private(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: private DIR")
	}
	files := 0
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			err = fmt.Errorf("%s may be read by others: %v", path, info.Mode())
		}
		files++
		return err
	}))
	if files < 4 {
		ts.Fatalf("only %d files", files)
	}
}

// checkDemo holds what the demo printed against what is promised of it: at most 15 lines, one address, and that it is simulated.
func checkDemo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: demo FILE")
	}
	text := ts.ReadFile(args[0])
	if n := strings.Count(text, "\n"); n > 15 || strings.Count(text, "http") != 1 || !strings.Contains(text, "simulated") {
		ts.Fatalf("%d lines:\n%s", n, text)
	}
}
