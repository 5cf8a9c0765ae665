package message

import (
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn/message/words"
)

// Tick is one thing that somebody may say was good. They choose; we never choose for them.
type Tick struct {
	ID    string
	Label string // beside the box
	says  string // in a draft; First stands for the owner's first name
}

var ticks = map[string][]Tick{
	PackRealEstate: {
		{"listened", "listened", "First listened."},
		{"quick", "answered quickly", "First answered quickly."},
		{"honest", "was honest about price", "First was honest about price."},
		{"explained", "explained each step", "First explained each step."},
		{"negotiated", "negotiated well", "First negotiated well."},
		{"calm", "stayed calm", "First stayed calm."},
	},
	PackProduct: {
		{"easy", "is easy to start with", "It was easy to start with."},
		{"time", "saves time", "It saves me time."},
		{"help", "comes with quick help", "When I had a question, help came quickly."},
		{"worth", "is worth its price", "It is worth its price."},
	},
	PackProfessional: {
		{"listened", "listened", "First listened."},
		{"craft", "knows the craft", "First knows the craft."},
		{"kept", "kept every promise", "First kept every promise."},
		{"clear", "explained things clearly", "First explained things clearly."},
		{"team", "was good to work with", "First was good to work with."},
	},
}

// again is offered in every pack, and left unsaid unless somebody ticks it.
var again = Tick{"again", "and I would work with them again", "I would work with First again."}

// Ticks are what somebody may tick before a draft is written for them.
func Ticks(pack string) []Tick {
	return append(slices.Clone(ticks[pack]), again)
}

// Forms of a recommendation.
const (
	AsLinkedIn = "linkedin"
	AsLetter   = "letter"
	AsForm     = "form" // the three questions that such forms ask
)

// Recommend drafts a recommendation out of facts that we hold and of what its writer ticked, and out of nothing else. It is for a
// letter, a profile or a form, never for a site of public reviews: those are their writers' own words (16 CFR 465). Unknown ticks
// are passed over; without an owner's name, or with a form that nobody knows, there is no draft.
func Recommend(in ShareInput, ticked []string, as string) string {
	get := func(name string) string { s, _ := words.Clean(words.Written(in.Values[name]), KindText); return s }
	owner, first := get("owner_name"), get("owner_first")
	if owner == "" {
		return ""
	}
	first = orElse(first, owner)
	know := owner + " " + helped(in.Pack, in.Values, "me", "my") + "."
	if in.Together {
		know = owner + " " + helped(in.Pack, in.Values, "us", "our") + "."
	}
	what := ""
	for _, t := range Ticks(in.Pack) {
		if slices.Contains(ticked, t.ID) {
			what = joined(" ", what, strings.ReplaceAll(t.says, "First", first))
		}
	}
	if in.Together {
		what = strings.NewReplacer("I had", "we had", "I would", "We would", "saves me", "saves us").Replace(what)
	}
	switch as {
	case AsLinkedIn:
		return joined(" ", know, what)
	case AsLetter:
		return joined("\n\n", "To whom it may concern,", joined(" ", know, what), "Yours sincerely,")
	case AsForm:
		if what != "" {
			what = "What was good: " + what
		}
		return joined("\n\n", "How we know each other: "+know, what)
	}
	return ""
}
