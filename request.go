package goodturn

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Request is a favour that the owner asks one person for by hand: what, by when, and why them. It leaves as the message of its
// touch, under every rule that holds for any other ask, and never before the owner has read the words.
type Request struct {
	ID        ID
	ContactID ID
	OwnerID   ID
	TouchID   ID // the message that asks
	HelloID   ID // the hello that goes first to somebody long silent; empty: none
	Kind      RequestKind
	By        Date // by when it would help, a day in the owner's zone
	Urgent    bool // the day is near: three reminders within two weeks instead of one
	RequestFacts
	CompanyKey string // where the person works, folded by CompanyKey; empty: not known
	Door       string // what is asked for, folded: two people of one company are not asked for it in one week
	State      RequestState
	PromisedBy Date // by when they said that they would do it; zero: By holds
	AskedAt    time.Time
	PromisedAt time.Time
	DoneAt     time.Time
	ThankedAt  time.Time
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// RequestFacts is what the words of a request are made of. An empty fact is not known and is left unsaid.
type RequestFacts struct {
	Goal    string   `json:"goal,omitempty"`    // what it is for: "the platform role at Northwind"
	Person  string   `json:"person,omitempty"`  // introductions: whom to meet, by name
	Role    string   `json:"role,omitempty"`    // or by role: "the head of design"
	Company string   `json:"company,omitempty"` // where that person works
	Work    string   `json:"work,omitempty"`    // what the two did together: "the port migration"
	Years   string   `json:"years,omitempty"`   // when: "2023", "2021 to 2023"
	Part    string   `json:"part,omitempty"`    // what they were then: "you led the team"
	Why     string   `json:"why,omitempty"`     // why them, one sentence
	Profile string   `json:"profile,omitempty"` // address of a CV or profile, printed as text
	Job     string   `json:"job,omitempty"`     // address of the posting, printed as text
	Points  []string `json:"points,omitempty"`  // facts that help whoever writes
	Draft   string   `json:"draft,omitempty"`   // a text that they may change or leave; always marked as a draft
	Offer   string   `json:"offer,omitempty"`   // something useful for the hello that goes first
}

// RequestKind is what is asked for.
type RequestKind string

const (
	RequestRecommendation RequestKind = "recommendation" // a written one
	RequestReference      RequestKind = "reference"      // to be named as somebody who can be called
	RequestIntroduction   RequestKind = "introduction"   // to a named person or role at a named company
)

// RequestKinds lists every kind.
var RequestKinds = []RequestKind{RequestRecommendation, RequestReference, RequestIntroduction}

// RequestState is how far a request has come. Whether its message has left is in AskedAt.
type RequestState string

const (
	RequestOpen      RequestState = "open"      // prepared, or asked and not answered
	RequestPromised  RequestState = "promised"  // they said yes
	RequestNamed     RequestState = "named"     // the middle answer: the owner may mention their name
	RequestDone      RequestState = "done"      // it was done
	RequestDeclined  RequestState = "declined"  // they would rather not
	RequestWithdrawn RequestState = "withdrawn" // the owner took it back, or its time ran out
)

// Deadline is the day that counts: what they said themselves, else what was asked.
func (r Request) Deadline() Date {
	if !r.PromisedBy.IsZero() {
		return r.PromisedBy
	}
	return r.By
}

// Over reports whether nothing more is expected of the person.
func (r Request) Over() bool {
	switch r.State {
	case RequestDone, RequestDeclined, RequestWithdrawn, RequestNamed:
		return true
	}
	return false
}

// DoorKey names what a request asks for, so that two who are asked for the same are told apart from two who are not: the named
// person, or role, at the named company; for a recommendation or a reference, what it is for. Empty if the facts name nothing.
func (f RequestFacts) DoorKey(k RequestKind) string {
	if k != RequestIntroduction {
		if g := Folded(f.Goal); g != "" {
			return string(k) + ":" + g
		}
		return ""
	}
	who := Folded(f.Person)
	if who == "" {
		who = Folded(f.Role)
	}
	if who == "" && CompanyKey(f.Company) == "" {
		return ""
	}
	return "introduction:" + who + "@" + CompanyKey(f.Company)
}

// companyForms are endings that say what kind of company it is, and not which.
var companyForms = strings.Fields("inc incorporated llc ltd limited co corp corporation company gmbh ag plc lp llp sa bv pty the")

// CompanyKey folds a company's name so that "Northwind, Inc." and "northwind" are one. Empty if nothing is left of it.
func CompanyKey(name string) string {
	parts := strings.Fields(Folded(name))
	kept := slices.DeleteFunc(slices.Clone(parts), func(w string) bool { return slices.Contains(companyForms, w) })
	if len(kept) == 0 {
		kept = parts
	}
	return strings.Join(kept, " ")
}

// Folded is FoldedWhole, but at most 200 characters of it: what a key is made of.
func Folded(s string) string { return folded(s, 200) }

// FoldedWhole is a text in small letters with its letters and digits alone, one space between words.
func FoldedWhole(s string) string { return folded(s, len(s)) }

func folded(s string, most int) string {
	var b strings.Builder
	n, gap := 0, false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			if gap && n > 0 {
				if n++; n >= most {
					return b.String()
				}
				b.WriteByte(' ')
			}
			if n++; n > most {
				return b.String()
			}
			b.WriteRune(unicode.ToLower(r))
			gap = false
		case r != '\'' && r != '’':
			gap = true
		}
	}
	return b.String()
}
