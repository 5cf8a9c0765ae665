package people_test

import (
	"context"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
)

const wishful = `First Name,Last Name,Email,Spouse First Name,Spouse Email,Stage,Tags,Address,City,State,Zip,Closing Date,Deal Type
Ana,Ruiz,ana@example.com,Paul,paul@example.com,Closed,"Past Client, Deceased",12 Oak Street,New York,NY,10002,2026-09-15,Buyer
Ben,Cho,ben@example.com,,,Closed,Unsubscribed,7 Elm Street,New York,NY,10003,2026-09-20,Buyer
Dee,Fox,dee@example.com,,,Do Not Contact,Past Client,9 Ash Street,New York,NY,10004,2026-09-22,Buyer
Eve,Gold,eve@example.com,,,Closed,Past Client,3 Elm Street,New York,NY,10003,2026-09-21,Buyer
`

// A list often says in a tag what its other columns do not: that somebody has died, or wants to be left alone.
func TestNobodyIsWrittenToOfWhomATagSaysNo(t *testing.T) {
	w, _ := onDisk(t, today)
	s := w.load(wishful)
	heeded := 0
	for _, p := range s.Errors {
		if strings.Contains(p.Message, "was read as") {
			heeded++
		}
	}
	if heeded != 3 {
		t.Errorf("the report tells of %d tags: %+v", heeded, s.Errors)
	}
	for _, who := range []string{"ana@example.com", "ben@example.com", "dee@example.com"} {
		if x := w.whole(w.find(who).ID); strings.Contains(x.c.Greeting, " and ") {
			t.Errorf("%s is greeted %q", who, x.c.Greeting)
		}
	}
	w.until(w.now.AddDate(1, 1, 0))
	n := 0
	for _, m := range w.mail.Messages() {
		switch m.To.Address {
		case "ana@example.com", "ben@example.com", "dee@example.com":
			t.Errorf("a message went to %s:\n%s", m.To.Address, m.Text)
		case "eve@example.com":
			n++
		}
		if strings.Contains(m.Text, "Ana") {
			t.Errorf("a message speaks of Ana:\n%s", m.Text)
		}
	}
	if n == 0 {
		t.Error("nobody else was written to either")
	}
}

// Brought in again with the tag, somebody known is left alone from then on, and an undo gives their plan back.
func TestATagThatSaysSomebodyDiedEndsTheirPlan(t *testing.T) {
	w, _ := onDisk(t, today)
	w.load(threePeople)
	ana := w.find("ana@example.com").ID
	if w.whole(ana).planned() == 0 {
		t.Fatal("Ana is not in the plan")
	}
	s := w.load("First Name,Last Name,Email,Tags\nAna,Ruiz,ana@example.com,Deceased\n")
	if x := w.whole(ana); x.happened(goodturn.EventDied) == 0 || len(x.refusals) == 0 || x.refusals[0].Reason != "died" {
		t.Errorf("nothing is known of it: %+v", x.refusals)
	}
	if _, err := w.p.UndoImport(context.Background(), s.ID); err != nil {
		t.Fatal(err)
	}
	if x := w.whole(ana); x.happened(goodturn.EventDied) != 0 || len(x.refusals) != 0 || x.planned() == 0 {
		t.Errorf("taken back, she is still dead: %+v, %d planned", x.refusals, x.planned())
	}
}

// happened is how often something is told of them.
func (x whole) happened(name goodturn.EventName) (n int) {
	for _, e := range x.events {
		if e.Name == name {
			n++
		}
	}
	return n
}
