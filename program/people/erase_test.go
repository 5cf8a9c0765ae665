package people_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/view"
	"github.com/goodturn-app/goodturn/store"
)

// planted are strings that occur nowhere else.
var planted = []string{"Xylophia", "Quandary-Wuthering", "xylophia.q@zanzibar-mail.example", "+12125550177", "77 Plantagenet Mews", "gravid ocelot", "nacreous parcel"}

func TestErasureLeavesNoByteBehind(t *testing.T) {
	w, path := onDisk(t, today)
	ctx := context.Background()
	csv := "First Name,Last Name,Email,Phone,Property Address,Notes,Closing Date,Deal Type\n" +
		"Xylophia,Quandary-Wuthering,xylophia.q@zanzibar-mail.example,212-555-0177,\"77 Plantagenet Mews, New York, NY 10002\",gravid ocelot,2026-10-30,Buyer\n" +
		"Ben,Cho,ben@example.com,,\"7 Elm Street, New York, NY 10003\",,2025-04-20,Seller\n"
	w.load(csv)
	waiting := w.stage(strings.Replace(csv, "2026-10-30", "03/04/2026", 1), people.ImportAnswers{AcceptGuesses: true})
	x := w.find("xylophia.q@zanzibar-mail.example")
	fact, note := "nacreous parcel", "gravid ocelot, twice"
	if _, err := w.p.SaveEdit(ctx, x.ID, people.Edit{Fact: &fact, Note: &note, By: w.owner.ID}); err != nil {
		t.Fatal(err)
	}
	w.until(w.now.AddDate(0, 1, 0))
	sent := len(w.mail.Messages())
	if sent == 0 {
		t.Fatal("nothing was sent, so nothing of it could be left")
	}
	held := scan(t, path)
	for _, s := range []string{"Xylophia", "zanzibar-mail", "Plantagenet"} {
		if !held[s] {
			t.Fatalf("%q is not in the file before the erasure, so the scan proves nothing", s)
		}
	}
	ledger := lines(t, w)
	out, err := w.p.Erase(ctx, x.ID, w.owner.ID)
	if err != nil {
		t.Fatal(err)
	}
	if out.People != 1 || out.Addresses != 2 || out.Imports != 1 {
		t.Errorf("%+v", out)
	}
	for s := range scan(t, path) {
		t.Errorf("%q is still in the files", s)
	}
	if after := lines(t, w); len(after) != len(ledger) {
		t.Errorf("the ledger had %d lines and has %d", len(ledger), len(after))
	}
	if s, err := w.p.Import(ctx, waiting.ID); err != nil || s.State != people.ImportCancelled {
		t.Errorf("a file that held them still waits: %+v, %v", s, err)
	}
	if found, err := view.New(w.p.Program).Find(ctx, "Xylophia"); err != nil || len(found) > 0 {
		t.Errorf("found %+v, %v", found, err)
	}
	w.now = w.now.AddDate(0, 0, 1)
	again := w.load(csv)
	if again.Done.Rejected != 1 || again.Done.Unchanged != 1 {
		t.Errorf("a file brought them back: %+v", again.Done)
	}
	if err := w.p.Export(ctx, x.ID, &bytes.Buffer{}); goodturn.ErrorCode(err) != goodturn.CodeNotFound {
		t.Errorf("%v", err)
	}
	n := len(w.mail.Messages())
	w.until(w.now.AddDate(0, 3, 0))
	for _, m := range w.mail.Messages()[n:] {
		if strings.Contains(m.To.Address, "zanzibar") {
			t.Error("something was sent to them")
		}
	}
}

// scan gives the planted strings that are in the database's files, as they are or with other letters.
func scan(t *testing.T, path string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		low := bytes.ToLower(b)
		for _, s := range append([]string{"zanzibar-mail", "Plantagenet", "Quandary"}, planted...) {
			if bytes.Contains(low, []byte(strings.ToLower(s))) {
				found[s] = true
			}
		}
	}
	return found
}

func lines(t *testing.T, w *town) []view.LedgerLine {
	t.Helper()
	var out []view.LedgerLine
	if err := view.New(w.p.Program).Ledger(context.Background(), func(l view.LedgerLine) error { out = append(out, l); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestErasingOneOfACoupleTakesThemOutOfTheOthersGreeting(t *testing.T) {
	w, path := onDisk(t, today)
	ctx := context.Background()
	w.load("First Name,Last Name,Email,Spouse First Name,Spouse Email,Property Address,Closing Date,Deal Type\n" +
		"Ana,Ruiz,ana@example.com,Xylophia,xylophia.q@zanzibar-mail.example,\"12 Oak Street, New York, NY 10002\",2026-11-10,Buyer\n")
	ana := w.find("ana@example.com")
	if ana.Greeting != "Ana and Xylophia" {
		t.Fatalf("%q", ana.Greeting)
	}
	if _, err := w.p.Erase(ctx, w.find("xylophia.q@zanzibar-mail.example").ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if x := w.whole(ana.ID); x.c.Greeting != "Ana" || x.planned() == 0 {
		t.Errorf("%q, %d planned", x.c.Greeting, x.planned())
	}
	for s := range scan(t, path) {
		t.Errorf("%q is still in the files", s)
	}
}

func TestErasureTakesAlongWhoWasMergedIn(t *testing.T) {
	w, path := onDisk(t, today)
	ctx := context.Background()
	a, b := w.add("Ana Ruiz", "ana@example.com", "2026-11-10"), w.add("Xylophia Ruiz", "xylophia.q@zanzibar-mail.example", "2024-03-10")
	if err := w.p.Merge(ctx, a.ID, b.ID, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	out, err := w.p.Erase(ctx, a.ID, w.owner.ID)
	if err != nil || out.People != 2 {
		t.Errorf("%+v, %v", out, err)
	}
	for s := range scan(t, path) {
		t.Errorf("%q is still in the files", s)
	}
	if err := w.db.Read(ctx, func(tx *store.Tx) error {
		left, err := tx.HashSuppressions(tx.AddressHash("ana@example.com"), tx.AddressHash("xylophia.q@zanzibar-mail.example"))
		if len(left) != 2 {
			t.Errorf("%+v", left)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func holds(row, s string) bool { return strings.Contains(strings.ToLower(row), strings.ToLower(s)) }
