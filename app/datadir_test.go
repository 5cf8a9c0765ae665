package app_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func folder(t *testing.T) app.DataDir {
	t.Helper()
	d, err := app.OpenDataDir(filepath.Join(t.TempDir(), "data"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTheSecretIsMadeOnceAndKept(t *testing.T) {
	d := folder(t)
	a, err := d.Secret("")
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.Secret("")
	if err != nil || string(a) != string(b) || len(a) != 32 {
		t.Fatalf("%x then %x, %v", a, b, err)
	}
	if fi, err := os.Stat(filepath.Join(d.Path, "secret.key")); err != nil || fi.Mode().Perm()&0o077 != 0 {
		t.Fatalf("others may read the key: %v, %v", fi.Mode(), err)
	}
	if _, err := d.Secret("abc"); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
		t.Fatal(err)
	}
}

func TestOnlyOneSends(t *testing.T) {
	d := folder(t)
	release, err := d.LockSending()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.LockSending(); goodturn.ErrorCode(err) != goodturn.CodeConflict {
		t.Fatalf("a second one may send: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	again, err := d.LockSending()
	if err != nil {
		t.Fatal(err)
	}
	_ = again()
}

func TestTheFenceTellsARestoredDatabase(t *testing.T) {
	d := folder(t)
	f, found, err := app.OpenFence(d.Fence())
	if err != nil || found {
		t.Fatal(found, err)
	}
	if why := f.Doubt(found, "i", 0, true); why != "" {
		t.Fatalf("a first start is in doubt: %s", why)
	}
	if why := f.Doubt(found, "i", 7, false); why == "" {
		t.Fatal("a missing file beside a used database is no doubt")
	}
	if err := f.Set("i", 0, noon); err != nil {
		t.Fatal(err)
	}
	for seq := range int64(50) {
		if err := f.Note(seq, noon.Add(time.Duration(seq)*100*time.Millisecond)); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Flush(noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	g, found, err := app.OpenFence(d.Fence())
	if err != nil || !found || g.State().Highest != 49 {
		t.Fatal(g.State(), found, err)
	}
	for name, c := range map[string]struct {
		inst    string
		highest int64
		doubt   bool
	}{
		"the same database": {"i", 49, false}, "a database that went on": {"i", 60, false}, "an older copy": {"i", 48, true}, "another installation": {"j", 60, true},
	} {
		if got := g.Doubt(found, c.inst, c.highest, false) != ""; got != c.doubt {
			t.Errorf("%s: in doubt %v, want %v", name, got, c.doubt)
		}
	}
}

func TestAnUnreadableFenceIsAnErrorAndNotAFreshStart(t *testing.T) {
	d := folder(t)
	if err := os.WriteFile(d.Fence(), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := app.OpenFence(d.Fence()); goodturn.ErrorCode(err) != goodturn.CodeUnavailable {
		t.Fatal(err)
	}
}
