package goodturn

import "time"

// Contact is somebody we know and may ask.
type Contact struct {
	ID          ID
	OwnerID     ID     // the user in whose name this person hears from us
	HouseholdID ID     // people who share the ask cap; zero for somebody on their own
	Given       string // given name, as the person writes it
	Family      string
	Greeting    string // the name a letter begins with; empty means unclear, and then nothing that greets may go
	SortKey     string // folded name, made in Go, by which lists sort
	Company     string
	Zone        string   // IANA zone the owner or a source declared; empty means derive it
	Zones       []string // every zone the person may be in, best known first, derived from home, mailing address and numbers
	Region      string   // two-letter country or "US-NY"; empty means unknown
	Mailing     Address
	Prefers     Channel // how they like to hear; empty means e-mail
	Source      string  // where we know them from: "import:<id>", "hand", a connector's name
	Note        string  // the owner's private note, never sent
	NoteFact    string  // one fact the owner noted that may be spoken of in a message or call
	Timing      Timing  // days that the owner changed for this person alone; its zero value is everybody's
	LeftOut     bool    // the owner keeps this person out of every plan
	LeftOutWhy  string
	MergedInto  ID // set when this contact was merged into another; it is then invisible
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Name is the full name for lists and pages.
func (c Contact) Name() string {
	switch {
	case c.Given != "" && c.Family != "":
		return c.Given + " " + c.Family
	case c.Given+c.Family != "":
		return c.Given + c.Family
	case c.Greeting != "":
		return c.Greeting
	}
	return c.Company
}

// IdentityKind says what sort of address an identity is.
type IdentityKind string

const (
	IdentityEmail    IdentityKind = "email"
	IdentityPhone    IdentityKind = "phone"
	IdentityExternal IdentityKind = "external" // an id in another system; System names it
)

// IdentityStatus says what we know about reaching somebody there.
type IdentityStatus string

const (
	IdentityNew     IdentityStatus = "new"     // nothing was ever sent there
	IdentityGood    IdentityStatus = "good"    // something was accepted, or they wrote from it
	IdentityBounced IdentityStatus = "bounced" // the address is dead; a task asks the owner to mend it
)

// Identity is one way in which a contact is known: an e-mail address, a telephone number, an id elsewhere.
// (Kind, System, Value) belongs to at most one contact, except an e-mail that a household shares.
type Identity struct {
	ID        ID
	ContactID ID
	Kind      IdentityKind
	System    string // for external ids
	Value     string // normalised: lower-case e-mail, E.164 number
	Shown     string // as the person writes it
	Primary   bool   // the one used first
	Status    IdentityStatus
	CreatedAt time.Time
}

// Household is people who share the ask cap: co-parties of one closing, spouses, a shared mailbox, or by hand.
type Household struct {
	ID            ID
	Name          string
	PrimaryID     ID   // the member who is written to
	SharedMailbox bool // then they share the daily slot and the mailbox's opt-out too
	CreatedAt     time.Time
}

// Address is a postal address. The zero Address means none is known.
type Address struct {
	Street  string `json:"street,omitempty"` // "12 Oak Street"
	Unit    string `json:"unit,omitempty"`   // "4C"
	City    string `json:"city,omitempty"`
	State   string `json:"state,omitempty"` // two letters in the US
	ZIP     string `json:"zip,omitempty"`
	Country string `json:"country,omitempty"` // two letters; empty means US
	Area    string `json:"area,omitempty"`    // neighbourhood, as people call it
}

// IsZero reports whether nothing is known of the address.
func (a Address) IsZero() bool { return a == Address{} }

// Line is the address on one line, without the country.
func (a Address) Line() string {
	s := a.Street
	if a.Unit != "" && s != "" {
		s += ", " + a.Unit
	}
	for _, p := range []string{a.City, a.State + space(a.State, a.ZIP) + a.ZIP} {
		if p != "" {
			if s != "" {
				s += ", "
			}
			s += p
		}
	}
	return s
}

func space(a, b string) string {
	if a != "" && b != "" {
		return " "
	}
	return ""
}

// Consent records on what ground somebody may be written to on one channel. Append-only: a withdrawal is a new row.
type Consent struct {
	ID        ID
	ContactID ID
	Channel   Channel
	Address   string // the address or number to which it belongs; it does not carry over to another
	Basis     ConsentBasis
	Withdrawn bool
	Notice    string // the exact text or notice shown, or how the address was got
	Source    string // import id, page, document
	Signer    string // who attested or signed
	Region    string
	At        time.Time
	ExpiresAt time.Time // zero: does not expire
}

// ConsentBasis is the legal ground for a message.
type ConsentBasis string

const (
	BasisRelationship ConsentBasis = "relationship" // an existing client relationship, attested at import
	BasisExpress      ConsentBasis = "express"      // they said so
	BasisWritten      ConsentBasis = "written"      // prior express written consent, for automated texts
	BasisNotice       ConsentBasis = "notice"       // soft opt-in with notice at collection (EU, UK)
)

// Suppression is "never contact again". It outlives imports, merges and erasure (then as a salted hash).
type Suppression struct {
	ID        ID
	ContactID ID     // zero when only the address is known
	Hash      string // salted hash of the normalised address; empty for a whole person
	Scope     SuppressionScope
	Channel   Channel // for ScopeChannel
	Reason    string  // "unsubscribed", "asked to stop", "complaint", "died", "by hand"
	Source    string
	At        time.Time
}

// SuppressionScope says how much a suppression ends.
type SuppressionScope string

const (
	ScopeAll     SuppressionScope = "all"     // everything, for ever
	ScopeAsks    SuppressionScope = "asks"    // asks and reminders only: a "no thanks"
	ScopeReviews SuppressionScope = "reviews" // review requests only
	ScopeChannel SuppressionScope = "channel" // one channel
	ScopeAddress SuppressionScope = "address" // one address
)
