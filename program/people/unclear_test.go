package people_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/people"
)

// "J." is nobody's name in a letter: it waits, and a task asks. Whoever's side nobody said is written to in words that are true of
// whoever bought and whoever sold.
func TestAnUnclearNameWaitsAndAnUnclearSideGetsWordsForEverybody(t *testing.T) {
	w, _ := onDisk(t, today)
	w.load("First Name,Last Name,Email,Address,City,State,Zip,Closing Date,Side\nJ.,Petersen,j@example.com,12 Oak Street,New York,NY,10002,2026-11-01,bought\n" +
		"Una,Vale,una@example.com,9 Elm Street,New York,NY,10003,2026-11-01,\n")
	jay, una := w.find("j@example.com").ID, w.find("una@example.com").ID
	w.until(today.AddDate(0, 0, 11)) // the check-in of both came due on 1 December
	first := func(id goodturn.ID) goodturn.Touch {
		ts := w.touches(id)
		return ts[slices.IndexFunc(ts, func(x goodturn.Touch) bool { return x.Step == "check-in" })]
	}
	if x := first(jay); x.State != goodturn.Planned || !slices.ContainsFunc(x.Reasons, func(c goodturn.ReasonCode) bool { return c == goodturn.ReasonMissing }) {
		t.Errorf("to J.: %s, %v", x.State, x.Reasons)
	}
	if !w.whole(jay).openTask(goodturn.TaskFixName) {
		t.Error("nobody is asked how to greet J.")
	}
	if x := first(una); x.State != goodturn.Sent {
		t.Fatalf("to Una: %s, %v", x.State, x.Reasons)
	}
	all := w.mail.Messages()
	if len(all) != 1 || all[0].To.Address != "una@example.com" {
		t.Fatalf("%d letters left: %+v", len(all), all)
	}
	text := strings.ToLower(all[0].Text)
	for _, no := range []string{"bought", "you buy", "sold", "sell", "new home", "your home"} {
		if strings.Contains(text, no) {
			t.Errorf("to somebody of whom we do not know whether they bought or sold: %q in\n%s", no, text)
		}
	}
	jo := "Jo"
	if _, err := w.p.SaveEdit(t.Context(), jay, people.Edit{Greeting: &jo, By: w.owner.ID}); err != nil {
		t.Fatal(err)
	}
	w.until(w.now.Add(3 * 24 * time.Hour))
	if all = w.mail.Messages(); len(all) != 2 || all[1].To.Address != "j@example.com" || !strings.Contains(all[1].Text, "Jo,") {
		t.Errorf("once it is said how to greet J., %d letters: %+v", len(all), all)
	}
}
