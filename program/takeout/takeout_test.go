package takeout_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect/csvfile"
	"github.com/goodturn-app/goodturn/program/takeout"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// evil are names that a spreadsheet would run, and ones that only look unusual.
var evil = []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=cmd|' /C calc'!A0", " =1", "\u00a0=1", "\ufeff=1", "＝1", "－1", `=HYPERLINK("https://example.com","x")`,
	`quote " and, comma`, "two\nlines", "O'Neil", "Zoë 🏡 \u202e שלום", "plain"}

func TestEverythingComesBackAndNothingRuns(t *testing.T) {
	ctx := context.Background()
	db, err := sqlite.OpenMemory(ctx, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	u := goodturn.User{Email: "dana@example.com", Name: "Dana", Active: true, Mailbox: goodturn.Mailbox{Host: "mail.example.com", Secret: []byte("sealed-secret")}}
	if err := db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.InsertUser(&u); err != nil {
			return err
		}
		for _, n := range evil {
			if err := tx.InsertContact(&goodturn.Contact{Given: n, Note: n, OwnerID: u.ID}); err != nil {
				return err
			}
		}
		if err := tx.SaveCredential(&store.Credential{UserID: u.ID, Kind: "password", Secret: "the-password-hash"}); err != nil {
			return err
		}
		if err := tx.SaveEndpoint(&store.Endpoint{URL: "https://hooks.example.com", Secret: "hook-secret", OldSecret: "older-secret", State: store.EndpointOn}); err != nil {
			return err
		}
		return tx.InsertAPIKey(&store.APIKey{Hash: "key-hash", Name: "k", UserID: u.ID})
	}); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "all")
	to, err := takeout.Folder(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := takeout.Write(ctx, db, to); err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 2*len(takeout.Tables())+1 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
		if st, err := os.Stat(f); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s may be read by others: %v", f, err)
		}
		if strings.HasSuffix(f, ".json") {
			var rows []map[string]any
			if err := json.Unmarshal(b, &rows); err != nil {
				t.Errorf("%s: %v", f, err)
			}
			if filepath.Base(f) == "contact.json" {
				have := map[any]bool{}
				for _, r := range rows {
					have[r["given"]] = true
				}
				for _, n := range evil {
					if !have[n] {
						t.Errorf("%q did not come back as it is in JSON", n)
					}
				}
			}
		}
	}
	for _, secret := range []string{"sealed-secret", "c2VhbGVkLXNlY3JldA", "the-password-hash", "hook-secret", "older-secret", "key-hash", db.AddressSalt()} {
		if strings.Contains(all.String(), secret) {
			t.Errorf("%s was given out", secret)
		}
	}
	// Somebody else reads it: Python's csv, which then asks of every cell what a spreadsheet asks.
	py := exec.Command("/usr/bin/python3", "-c", `
import csv, glob, json, sys
rows = list(csv.DictReader(open(sys.argv[1] + "/contact.csv", newline="", encoding="utf-8")))
for path in glob.glob(sys.argv[1] + "/*.csv"):
    for row in csv.reader(open(path, newline="", encoding="utf-8"), strict=True):
        for cell in row:
            if cell.strip(" \u00a0\ufeff\u200b")[:1] in tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20") and not cell.lstrip("-").isdigit() and cell:
                sys.exit("%s: %r would run" % (path, cell))
print(json.dumps([r["given"] for r in rows]))`, dir)
	out, err := py.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var names []string
	if err := json.Unmarshal(out, &names); err != nil || len(names) != len(evil) {
		t.Fatalf("%s %v", out, err)
	}
	have := map[string]bool{}
	for _, n := range names {
		have[n] = true
	}
	for _, n := range evil {
		if want := csvfile.Safe(n); !have[want] {
			t.Errorf("%q did not come back as %q", n, want)
		}
	}
	if err := takeout.Write(ctx, db, to); err == nil {
		t.Error("an export was written over")
	}
}
