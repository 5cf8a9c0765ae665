// Package missing answers one question: what does a person have to say before somebody can be in the plan? It makes the tasks, in
// words, and refuses to know when they are opened and what closes them.
package missing

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/store"
)

// Reading asks the owner to read what the list says of somebody.
func Reading(c goodturn.Contact, word string) goodturn.Task {
	what := "They stay in the plan unless you leave them out."
	if c.LeftOut {
		what = "Nothing goes out to them before you have read it and taken them in."
	}
	return goodturn.Task{ContactID: c.ID, OwnerID: c.OwnerID, Kind: goodturn.TaskReadNote, Title: "Read your note about " + called(c),
		Why: fmt.Sprintf("It says %q. %s", word, what), Key: store.ReadNoteKey + string(c.ID)}
}

// SameNote reports whether two tasks of Reading are about the same word of a note, whether or not the person was in the plan then.
func SameNote(a, b goodturn.Task) bool {
	one, _, _ := strings.Cut(a.Why, `". `)
	other, _, _ := strings.Cut(b.Why, `". `)
	return one == other
}

// Name asks how somebody is called: nothing that greets goes before.
func Name(c goodturn.Contact) goodturn.Task {
	return goodturn.Task{ContactID: c.ID, OwnerID: c.OwnerID, Kind: goodturn.TaskFixName, Title: "How do you begin a letter to " + called(c) + "?",
		Why: "The name on file is not one that a letter could begin with. Nothing goes out to them before you say.", Key: "fix_name:" + string(c.ID)}
}

// Day asks for the day of a closing, without which nobody can be in a plan; r is what the list says of them.
func Day(c goodturn.Contact, r *connect.Record) goodturn.Task {
	said := fmt.Sprintf("Your list says %q of them, and no day of a closing.", r.SaysClosed())
	if r.SaysClosed() == "" {
		said = fmt.Sprintf("Your list gives %s, and no day of a closing.", r.Undated)
	}
	return goodturn.Task{ContactID: c.ID, OwnerID: c.OwnerID, Kind: goodturn.TaskNoClosing, Title: "When did " + called(c) + " close?",
		Why: said + " They are in no plan before you say it.", Key: store.NoClosingKey + string(c.ID)}
}

// Address asks for a way to reach a closed client.
func Address(c goodturn.Contact, phone bool) goodturn.Task {
	why := "They closed with you, and there is no e-mail address on file."
	if phone {
		why += " There is a telephone number: a call is a good way to ask."
	}
	return goodturn.Task{ContactID: c.ID, OwnerID: c.OwnerID, Kind: goodturn.TaskNoAddress, Title: "Find an e-mail address for " + called(c), Why: why, Key: "no_address:" + string(c.ID)}
}

// called is how a task speaks of somebody, whether or not anybody wrote down a name.
func called(c goodturn.Contact) string { return cmp.Or(c.Name(), "this client") }
