package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"goodturn": main})
}

// Each script is a story of the command line: what one types, what one reads, what is left behind. $SMTP is the address of a mail
// server that takes mail from dana@example.com with the password in password.txt.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			srv, err := smtptest.Start("127.0.0.1:0", "", smtptest.Options{Users: map[string]string{"dana@example.com": "right horse"}, KeepData: true})
			if err != nil {
				return err
			}
			e.Defer(func() { _ = srv.Close() })
			e.Setenv("SMTP", srv.Addr)
			e.Setenv("SMTPPORT", srv.Addr[len("127.0.0.1:"):])
			e.Setenv("GOODTURN_DATA", e.WorkDir+"/data")
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("TMPDIR", e.WorkDir)
			return os.WriteFile(e.WorkDir+"/password.txt", []byte("right horse\n"), 0o600)
		},
	})
}
