package people_test

import (
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
)

// hostile are names that no letter may begin with, or that break something.
var hostile = map[string]string{
	"bytes that are none": "An\xffa",
	"a link":              "https://evil.example/x",
	"markup":              "<script>alert(1)</script>",
	"a formula":           "=cmd|' /C calc'!A0",
	"10 kB":               strings.Repeat("Ana", 3400),
	"a template":          "{{.Owner.Mailbox}}",
	"a company":           "Oak Street Holdings LLC",
	"an initial":          "J.",
}

func TestNoNameBreaksAnImportOrBeginsALetterItShouldNot(t *testing.T) {
	for what, name := range hostile {
		t.Run(what, func(t *testing.T) {
			w, _ := onDisk(t, today)
			s := w.load("First Name,Last Name,Email,Closing Date,Deal Type,Zip,Notes\n\"" + name + "\",Ruiz,ana@example.com,2026-09-15,Buyer,10002,\"a note with\xff all\"\n" +
				"Ben,Cho,ben@example.com,2026-09-15,Buyer,10002,\n")
			if s.Done.New != 2 {
				t.Fatalf("%+v %+v", s.Done, s.Errors)
			}
			x := w.whole(w.find("ana@example.com").ID)
			if strings.ContainsAny(x.c.Greeting, "<>{}=/.") || len(x.c.Greeting) > 100 || strings.Contains(x.c.Greeting, "LLC") {
				t.Errorf("a letter begins with %q", x.c.Greeting)
			}
			if x.c.Greeting == "" && !x.openTask(goodturn.TaskFixName) {
				t.Error("nobody is asked how they are called")
			}
			if w.whole(w.find("ben@example.com").ID).planned() == 0 {
				t.Error("the row below did not come in")
			}
		})
	}
}

func TestNotesAreKeptShort(t *testing.T) {
	w, _ := onDisk(t, today)
	s := w.stage("First Name,Last Name,Email,Closing Date,Deal Type,Notes\nAna,Ruiz,ana@example.com,2026-09-15,Buyer,\""+strings.Repeat("é", 100_000)+"\"\n", people.ImportAnswers{AcceptGuesses: true})
	w.write(func(tx *store.Tx) error {
		rows, err := tx.ImportRows(s.ID, 0, 10)
		if err == nil && (len(rows) != 1 || len(rows[0].Data) > 8000) {
			t.Errorf("%d rows, the first of %d bytes", len(rows), len(rows[0].Data))
		}
		return err
	})
}
