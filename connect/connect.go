// Package connect answers one question: what does an outside source say about a person, in words that no vendor owns?
// Its Record is what files, address books and CRMs turn into before anybody decides what to do with it. It refuses to know
// the database, whom we already know, and whether anything may be sent: that is program's business.
package connect

import (
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// Record is one person as a source told them: cleaned and checked, but not yet matched with anybody.
// The zero Record says nothing about nobody. A field that the source did not give is empty, never guessed.
type Record struct {
	Row int // the number that a spreadsheet shows for it, the header being row 1; of an address book, the number of the card; 0 for sources without an order
	// Line is the line of the file on which the record starts; 0 for sources without lines.
	Line int

	Given  string // given name in its usual case: "Anna"
	Family string
	Full   string // the whole name as the source wrote it, without titles and markup
	Nick   string // the name this person goes by, if the source has one
	// Joint says that both people of a couple stood in one name ("Anna & Paul Smith"): they share what follows.
	Joint bool

	Emails []string // lower case, checked; the first is the one to use
	Phones []Phone
	Spouse Spouse

	Mailing  goodturn.Address // where they get letters, and, if nothing else is known, live
	Property goodturn.Address // the home the deal was about, if the source tells it apart

	Closings []Closing
	Side     goodturn.Side // what the source says of the person rather than of one deal ("Deal Type: Buyer")

	Tags       []string
	Notes      string
	Source     string // where the source says that they came from ("Zillow", "open house")
	ReferredBy string
	Stage      string // the source's own word: "Past Client", "Closed"
	AssignedTo Agent
	ExternalID ExternalID
	Company    string // an organisation they belong to, or are

	OptOutEmail bool // the source says that they do not want e-mail
	OptOutText  bool // the source says that they do not want text messages
	Died        bool // the source says that they have died; then both of the above are true

	// ReadFirst is the word of a note after which nobody may be written to before a person has read it: "deceased", "do not contact".
	ReadFirst string
	// Undated is what the source says of a deal whose day it leaves open: "12 Oak Street and a price". Empty where there is a day.
	Undated string

	LastContact goodturn.Date // the newest day the source remembers a call or mail
	Unmapped    int           // cells with content in columns that nothing was read from

	Problems []Problem
}

// Phone is one telephone number.
type Phone struct {
	Kind   PhoneKind
	Number string // E.164: "+12125550123"
}

// PhoneKind says what sort of telephone it is. Only a mobile may ever get a text.
type PhoneKind string

const (
	PhoneMobile PhoneKind = "mobile"
	PhoneHome   PhoneKind = "home"
	PhoneWork   PhoneKind = "work"
	PhoneOther  PhoneKind = "other" // the source does not say
)

// Spouse is the second person of a record. The zero Spouse means none is known.
type Spouse struct {
	Given  string
	Family string
	Email  string
	Phone  string // E.164
}

// IsZero reports whether nothing is known of a spouse.
func (s Spouse) IsZero() bool { return s == Spouse{} }

// Closing is one deal as the source told it.
type Closing struct {
	Date       goodturn.Date // zero: unknown, or not readable in one way only; then a Problem says so
	DateText   string        // as written
	Side       goodturn.Side
	PriceMinor int64 // minor units of Currency; 0: unknown
	Currency   string
	Loan       goodturn.Loan // the zero Loan: unknown
	Address    goodturn.Address
	From       string // "column Last Closed Date", "tag Past Client - Closed 2025-03-15", "note"
	// Proposed says that the date was found in free text and nobody has said yes to that. It must not be used before.
	Proposed bool
}

// Agent is a colleague to whom the source assigns the person.
type Agent struct{ Name, Email string }

// ExternalID is the person's id in the source system.
type ExternalID struct{ System, Value string }

// Severity says what a problem does to its row.
type Severity string

const (
	SeverityReject Severity = "reject" // the row cannot be used
	SeverityAsk    Severity = "ask"    // the row waits until a question is answered or the file is corrected
	SeverityWarn   Severity = "warn"   // the row is used; somebody may want to look
)

// Codes of problems, for programs that turn some of them into tasks.
const (
	ProblemEmpty         = "empty"          // nothing in the row says who it is
	ProblemShifted       = "shifted"        // more cells than the header has: the cells have moved
	ProblemNameUnclear   = "name_unclear"   // no letter could begin with this name
	ProblemEmailInvalid  = "email_invalid"  // dropped: not an address
	ProblemEmailTypo     = "email_typo"     // kept: the domain looks mistyped
	ProblemEmailRole     = "email_role"     // kept: a desk, not a person
	ProblemEmailFiller   = "email_filler"   // dropped: "none@none.com"
	ProblemPhoneInvalid  = "phone_invalid"  // dropped: not a number
	ProblemUnreachable   = "unreachable"    // neither e-mail nor telephone
	ProblemDateAmbiguous = "date_ambiguous" // 03/04/2026 until somebody says which
	ProblemDateInvalid   = "date_invalid"   // no such day, or not readable
	ProblemDateRange     = "date_range"     // before 1970, or too far ahead for a closing
	ProblemDateProposed  = "date_proposed"  // found in free text, waits for a yes
	ProblemDateContrary  = "date_contrary"  // contradicts the order of the rest of its column
	ProblemSideUnclear   = "side_unclear"   // a word for the deal that we do not know
	ProblemPriceInvalid  = "price_invalid"
	ProblemLoanInvalid   = "loan_invalid"
	ProblemOptOutUnclear = "optout_unclear" // a word for consent that we do not know; read as no
	ProblemWish          = "wish"           // a tag or a status says that they are not to be written to; it was heeded
	ProblemMourning      = "mourning"       // a note speaks of a death; somebody has to read it
	ProblemNoteForbids   = "note_forbids"   // a note may say that they are not to be written to; somebody has to read it
	ProblemNoDay         = "no_day"         // a home and a price of a deal, and no day
	ProblemFormula       = "formula"        // text that a spreadsheet would run; kept as text
	ProblemEncoding      = "encoding"       // bytes that are no letters
)

// Problem is one thing that is wrong with one row: where, what, and what to do about it.
type Problem struct {
	Row      int    // as in Record
	Line     int    // as in Record
	Field    string // the column as the source calls it
	Code     string
	Message  string // one sentence
	Hint     string // what to do
	Severity Severity
}

// String is the problem on one line: row, field, what is wrong, what to do.
func (p Problem) String() string {
	var b strings.Builder
	if p.Row > 0 {
		b.WriteString("row " + strconv.Itoa(p.Row))
		if p.Line > 0 && p.Line != p.Row {
			b.WriteString(" (line " + strconv.Itoa(p.Line) + ")")
		}
	}
	if p.Field != "" {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.Field)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(p.Message)
	if p.Hint != "" {
		b.WriteString(" " + p.Hint)
	}
	return b.String()
}

// Note adds a problem to the record and fills in where it is.
func (r *Record) Note(p Problem) {
	p.Row, p.Line = r.Row, r.Line
	r.Problems = append(r.Problems, p)
}

// Rejected reports whether the record cannot be used at all.
func (r *Record) Rejected() bool { return r.worst(SeverityReject) }

// Waiting reports whether the record must not be used until something is answered or corrected.
func (r *Record) Waiting() bool { return !r.Rejected() && r.worst(SeverityAsk) }

// Usable reports whether the record may be used as it is.
func (r *Record) Usable() bool { return !r.worst(SeverityReject) && !r.worst(SeverityAsk) }

func (r *Record) worst(s Severity) bool {
	for i := range r.Problems {
		if r.Problems[i].Severity == s {
			return true
		}
	}
	return false
}

// Name is the name for lists: what there is of given and family name, else the whole name, else the company.
func (r *Record) Name() string {
	switch {
	case r.Given != "" && r.Family != "":
		return r.Given + " " + r.Family
	case r.Given+r.Family != "":
		return r.Given + r.Family
	case r.Full != "":
		return r.Full
	}
	return r.Company
}
