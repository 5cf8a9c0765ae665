package missing_test

import (
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/program/people/missing"
)

var (
	ana     = goodturn.Contact{ID: "a", OwnerID: "o", Given: "Ana", Family: "Berg"}
	unnamed = goodturn.Contact{ID: "b", OwnerID: "o"}
)

// all is one task of each kind about somebody.
func all(c goodturn.Contact) []goodturn.Task {
	return []goodturn.Task{
		missing.Reading(c, "deceased"), missing.Name(c), missing.Day(c, &connect.Record{Stage: "Past Client"}), missing.Day(c, &connect.Record{Undated: "12 Oak Street and a price"}),
		missing.Address(c, false), missing.Address(c, true),
	}
}

func TestATaskNamesWhomItIsAbout(t *testing.T) {
	for _, task := range all(ana) {
		if !strings.Contains(task.Title, "Ana Berg") {
			t.Errorf("%s: %q", task.Kind, task.Title)
		}
	}
	for _, task := range all(unnamed) {
		if !strings.Contains(task.Title, "this client") || strings.Contains(task.Title, "  ") || strings.Contains(task.Title, " ?") {
			t.Errorf("%s of somebody without a name: %q", task.Kind, task.Title)
		}
	}
}

func TestATaskIsMadeOnceAPersonAndKind(t *testing.T) {
	keys := map[string]goodturn.TaskKind{}
	for _, task := range append(all(ana), all(unnamed)...) {
		if task.OwnerID != "o" || task.Why == "" || !strings.HasSuffix(task.Key, string(task.ContactID)) {
			t.Errorf("%+v", task)
		}
		if was, there := keys[task.Key]; there && was != task.Kind {
			t.Errorf("%s and %s share the key %q", was, task.Kind, task.Key)
		}
		keys[task.Key] = task.Kind
	}
}

func TestWhatANoteSaysIsTheSameInAndOutOfThePlan(t *testing.T) {
	out := ana
	out.LeftOut = true
	in := missing.Reading(ana, "deceased")
	if held := missing.Reading(out, "deceased"); !missing.SameNote(in, held) || held.Why == in.Why {
		t.Errorf("%q and %q", in.Why, held.Why)
	}
	if missing.SameNote(in, missing.Reading(ana, "do not contact")) {
		t.Error("another word is another note")
	}
}

func TestTheDayIsAskedForWithTheWordsOfTheList(t *testing.T) {
	for said, r := range map[string]connect.Record{
		`Your list says "Past Client" of them, and no day of a closing.`:      {Stage: "Past Client"},
		"Your list gives 12 Oak Street and a price, and no day of a closing.": {Undated: "12 Oak Street and a price"},
	} {
		if task := missing.Day(ana, &r); !strings.HasPrefix(task.Why, said) {
			t.Errorf("%q", task.Why)
		}
	}
}
