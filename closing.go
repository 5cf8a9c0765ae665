package goodturn

import "time"

// Side is which part the client had in a deal. It decides words, value touches and what an anniversary means.
type Side string

const (
	SideUnknown   Side = "" // not told: words true for everybody
	SideBought    Side = "bought"
	SideSold      Side = "sold"
	SideBoth      Side = "both" // sold and bought
	SideRented    Side = "rented"
	SideRentedOut Side = "rented_out"
	SideInvested  Side = "invested"
)

// Sides lists every side, unknown first.
var Sides = []Side{SideUnknown, SideBought, SideSold, SideBoth, SideRented, SideRentedOut, SideInvested}

// Buys reports whether this side of a deal makes its home theirs.
func (s Side) Buys() bool { return s == SideBought || s == SideBoth || s == SideInvested }

// Closing is one deal of one contact.
type Closing struct {
	ID          ID
	ContactID   ID
	Side        Side
	Property    Address
	Date        Date
	PriceMinor  int64  // in minor units of Currency; zero: unknown
	Currency    string // ISO 4217; empty means USD
	Loan        Loan
	Source      string // where we have it from: "import:<id> row 12", "hand"
	FellThrough bool
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Loan is what is known of the mortgage. The zero Loan means unknown, and then nothing may speak of equity.
type Loan struct {
	AmountMinor int64   `json:"amount_minor,omitempty"`
	RatePercent float64 `json:"rate_percent,omitempty"` // nominal yearly rate, in per cent
	TermMonths  int     `json:"term_months,omitempty"`
}

// Home is a property that a contact is believed to own now. A later sale, listing or "moved" ends it.
type Home struct {
	ID        ID
	ContactID ID
	ClosingID ID
	Property  Address
	Since     Date
	Ended     Date   // zero: theirs now, as far as we know
	EndedWhy  string // "sold", "moved", "listed with another broker"
}
