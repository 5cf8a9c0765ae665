package webhook_test

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/store"
)

// The guide's examples are one script: a reader who types them gets through it.
func TestTheGuidesExamplesWork(t *testing.T) {
	guide, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	script := "set -euo pipefail\n"
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(guide), -1)
	for _, b := range blocks {
		script += b[1]
	}
	if len(blocks) < 8 {
		t.Fatalf("%d examples", len(blocks))
	}
	a := house(t, "", newPeer(t, nil))
	u := goodturn.User{Email: "dana@example.com", Name: "Dana Reyes", Role: goodturn.RoleOwner, Active: true, Zone: "America/New_York"}
	if err := a.DB.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.InsertUser(&u); err != nil {
			return err
		}
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.Region, s.Zone, s.PostalAddress = "US-NY", "America/New_York", "100 Example Ave, New York, NY 10001"
		return tx.SaveSettings(s)
	}); err != nil {
		t.Fatal(err)
	}
	key, _, err := auth.NewBook(a.DB, rand.Reader, a.Clock).NewKey(t.Context(), "guide", u.ID, auth.Scopes...)
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	run := exec.Command("bash", "-c", script)
	run.Env = append(os.Environ(), "GOODTURN=http://"+a.Listening(), "KEY="+key, "OUT="+out)
	said, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, want := range []string{`"name":"Ana Ruiz"`, `"new":1`, `"headline"`, `"friend":"Noa Levi"`, `"paused":true`, `"paused":false`} {
		if !strings.Contains(string(said), want) {
			t.Errorf("nothing says %s:\n%s", want, said)
		}
	}
	if b, err := exec.Command("python3", "-m", "zipfile", "-t", filepath.Join(out, "all.zip")).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, b)
	}
}
