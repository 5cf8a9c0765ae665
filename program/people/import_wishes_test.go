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

const noted = `First Name,Last Name,Email,Spouse First Name,Spouse Email,Notes,Address,City,State,Zip,Closing Date,Deal Type
Jack,Thorne,jack@example.com,,,DO NOT CONTACT,18 Remsen Street,New York,NY,10002,2026-09-15,Buyer
Vera,Lind,vera@example.com,Paul,paul@example.com,husband died in March,29 Grace Court,New York,NY,10003,2026-09-20,Buyer
Eve,Gold,eve@example.com,,,loves gardening,3 Elm Street,New York,NY,10003,2026-09-21,Buyer
`

// A note is no tag: it may mean somebody else, or something else. So nothing goes out before a person has read it.
func TestWhoseNoteSpeaksOfADeathOrSaysNoGetsNothingBeforeItWasRead(t *testing.T) {
	w, _ := onDisk(t, today)
	w.load(noted)
	for _, who := range []string{"jack@example.com", "vera@example.com"} {
		x := w.whole(w.find(who).ID)
		if !x.c.LeftOut || x.c.LeftOutWhy == "" || x.planned() != 0 || !x.openTask(goodturn.TaskReadNote) {
			t.Errorf("%s: left out %v (%q), %d planned, tasks %+v", who, x.c.LeftOut, x.c.LeftOutWhy, x.planned(), x.tasks)
		}
	}
	if paul := w.whole(w.find("paul@example.com").ID); !paul.c.LeftOut || paul.planned() != 0 {
		t.Errorf("the husband, who may be meant, has %d messages planned", paul.planned())
	}
	if eve := w.whole(w.find("eve@example.com").ID); eve.c.LeftOut || eve.planned() == 0 || eve.openTask(goodturn.TaskReadNote) {
		t.Error("a note about a garden keeps somebody out")
	}
	if c, err := w.p.Coverage(context.Background()); err != nil || !c.Adds() || c.Open != 0 || c.InPlan != 1 {
		t.Errorf("coverage %+v, %v", c, err)
	}
	jack := w.find("jack@example.com").ID
	if err := w.p.TakeIn(context.Background(), jack, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if x := w.whole(jack); x.c.LeftOut || x.planned() == 0 || x.openTask(goodturn.TaskReadNote) {
		t.Errorf("read and taken in: left out %v, %d planned, tasks %+v", x.c.LeftOut, x.planned(), x.tasks)
	}
	w.load(noted)
	if x := w.whole(jack); x.c.LeftOut || x.openTask(goodturn.TaskReadNote) {
		t.Error("the same list asks again what was answered")
	}
	// The list of today says something else of people who are in the plan, and nothing else of it is new.
	eve := w.find("eve@example.com").ID
	w.load(strings.NewReplacer("DO NOT CONTACT", "DO NOT CONTACT. Passed away in May", "loves gardening", "deceased").Replace(noted))
	for _, id := range []goodturn.ID{jack, eve} {
		if x := w.whole(id); !x.openTask(goodturn.TaskReadNote) {
			t.Errorf("nobody is to read what the note of %s says now", x.c.Name())
		} else if !x.c.LeftOut || x.planned() != 0 {
			t.Errorf("%s is in the plan before the note is read: %d planned", x.c.Name(), x.planned())
		}
	}
	if err := w.p.TakeIn(context.Background(), eve, w.owner.ID); err != nil {
		t.Fatal(err)
	}
	if x := w.whole(eve); x.c.LeftOut || x.planned() == 0 || x.openTask(goodturn.TaskReadNote) {
		t.Errorf("read and taken in again: left out %v, %d planned", x.c.LeftOut, x.planned())
	}
}

// An address book comes first; the list that says no brings the closing.
func TestANoteThatSaysNoOfSomebodyKnownKeepsThemOutOfTheirFirstPlan(t *testing.T) {
	w, _ := onDisk(t, today)
	w.load("First Name,Last Name,Email\nJack,Thorne,jack@example.com\nVera,Lind,vera@example.com\nPaul,Lind,paul@example.com\n")
	w.load(noted)
	for _, who := range []string{"jack@example.com", "vera@example.com", "paul@example.com"} {
		if x := w.whole(w.find(who).ID); !x.c.LeftOut || x.planned() != 0 {
			t.Errorf("%s: left out %v, %d planned", who, x.c.LeftOut, x.planned())
		}
	}
	if c, err := w.p.Coverage(context.Background()); err != nil || !c.Adds() || c.Open != 0 {
		t.Errorf("coverage %+v, %v", c, err)
	}
}

func TestADealWithoutADayIsListedWithATask(t *testing.T) {
	w, _ := onDisk(t, today)
	s := w.load("First Name,Last Name,Email,Property Address,Zip,Closing Date,Price,Deal Type\n" +
		"Nadia,Haddad,nadia@example.com,250 Vanderbilt Avenue,11205,,900000,Buyer\nGil,Fox,gil@example.com,9 Ash Street,11205,2026-09-15,700000,Buyer\nLea,Lead,lea@example.com,,,,650000,Buyer\n")
	if len(s.Errors) != 1 || s.Errors[0].Field != "Closing Date" || s.Errors[0].Row != 2 {
		t.Errorf("the report says %+v", s.Errors)
	}
	if x := w.whole(w.find("nadia@example.com").ID); !x.openTask(goodturn.TaskNoClosing) {
		t.Error("nobody is asked when Nadia closed")
	}
	if x := w.whole(w.find("lea@example.com").ID); x.openTask(goodturn.TaskNoClosing) {
		t.Error("a price alone is no deal")
	}
	if c, err := w.p.Coverage(context.Background()); err != nil || !c.Adds() || c.Closed != 2 || c.Undated != 1 {
		t.Errorf("coverage %+v, %v", c, err)
	}
}

func TestSomebodyWithoutANameIsNotTakenInTwice(t *testing.T) {
	w, _ := onDisk(t, today)
	list := "First Name,Last Name,Email,Phone,Property Address,Zip,Closing Date,Deal Type\n,,,917-555-0126,5 Orange Street,11201,2026-05-05,Buyer\n"
	if s := w.load(list); s.Done.New != 1 {
		t.Fatalf("%+v", s.Done)
	}
	if s := w.load(list); s.Done.New != 0 || s.Done.Unchanged != 1 {
		t.Errorf("brought in twice: %+v", s.Done)
	}
}
