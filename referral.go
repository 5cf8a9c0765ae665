package goodturn

import "time"

// Stage is how far an introduction has come.
type Stage string

const (
	StageIntroduced  Stage = "introduced"
	StageQualified   Stage = "qualified"
	StageOpportunity Stage = "opportunity"
	StageWon         Stage = "won"
	StageLost        Stage = "lost"
)

// Stages in their order.
var Stages = []Stage{StageIntroduced, StageQualified, StageOpportunity, StageWon, StageLost}

// Referral is a friend somebody sent us, followed to the closed deal.
type Referral struct {
	ID          ID
	ReferrerID  ID // the contact who is credited: the claim that won; zero: nobody is known yet
	FriendID    ID // the friend as a contact of ours; zero: not one
	AskID       ID // zero: it came by itself
	OwnerID     ID // who looks after the friend
	Code        string
	Friend      string // name as given
	Email       string
	Phone       string
	Note        string
	Stage       Stage
	StageAt     time.Time // when it came to this stage
	LostWhy     string    // in the owner's words, once lost
	ValueMinor  int64     // what the deal is worth; for a home its price. Zero: unknown
	FeeMinor    int64     // what we earn by it; zero: unknown
	Currency    string
	Source      ReferralSource
	Tag         AskTag // of the ask that it came from, kept here because asks of erased people are emptied
	Consent     string // version of the text the friend agreed to; empty: none, and then we never write to them
	ConsentAt   time.Time
	MayTell     bool      // the friend lets us tell the referrer "we are in touch"
	KnownBefore bool      // the friend was a contact of ours already
	Misses      int       `json:"-"` // codes that lead nowhere, tried from the same corner of the net in the hour before the friend's form
	Corner      int       `json:"-"` // friends' forms from that corner in that hour, this one counted; zero: no form
	Device      int       `json:"-"` // friends' forms for this referrer from the device of this one, this one counted; zero: nothing is promised, and nobody looked
	SameDevice  bool      `json:"-"` // the referrer had done something on their own page from that device, in the 30 days before
	Past        bool      // a list told us of it, long after perhaps: no letter thanks for the name by itself, and no day's figure counts it
	WithdrawnAt time.Time // the referrer took it back; the friend is left in peace
	ForgetAt    time.Time // without opt-in the friend's data goes then; zero: they agreed, or it is gone
	Next        string    // next step, in the owner's words
	NextOn      Date
	Version     int64 // rises with every change; whoever moves an older version learns what happened meanwhile

	Deadline       Date
	AcknowledgedAt time.Time // the referrer was thanked for the name
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// ReferralSource is the road on which a friend's name came.
type ReferralSource string

const (
	ReferralByCode   ReferralSource = "code"   // the friend came by an advocate's link or typed the code
	ReferralByOwner  ReferralSource = "owner"  // "Ana sent me Lee"
	ReferralByCRM    ReferralSource = "crm"    // a source field of a CRM
	ReferralByText   ReferralSource = "text"   // the friend said who sent them
	ReferralOwn      ReferralSource = "own"    // nobody sent them: a client's own next sale or purchase
	ReferralByMiddle ReferralSource = "middle" // the client's middle answer named them
)

// AskTag says where an ask came from, so that every number of the funnel can be taken apart.
type AskTag struct {
	Campaign string // the playbook, or what a request by hand is for
	Playbook string
	Step     string
	Trigger  string // "plan": the calendar; "hand": asked for by the owner; else the moment's name
	Channel  Channel
	Wording  string // name of the words in which it left; OwnWords: written for one person
}

// Claim is one statement about who sent a friend. All are kept; the strongest one credits the referrer. A person's word beats a
// link, and the owner's word beats the friend's.
type Claim struct {
	ID         ID
	ReferralID ID
	ContactID  ID // the one who is said to have sent them
	Source     ReferralSource
	Evidence   string // "code KW3-7TN", "my neighbour on Oak Street"
	Confidence int    // 0 to 100, of a match made by machine; 100 for a declaration
	State      ClaimState
	By         ID // who confirmed or declined it; zero: nobody yet
	At         time.Time
	SettledAt  time.Time
}

// ClaimState says whether a claim counts.
type ClaimState string

const (
	ClaimProposed  ClaimState = "proposed"  // waits for one tap
	ClaimConfirmed ClaimState = "confirmed" // counts
	ClaimDeclined  ClaimState = "declined"  // kept, counts no more
)

// ReferralChange is one line of an introduction's log: who changed what, and when.
type ReferralChange struct {
	ID         ID
	ReferralID ID
	At         time.Time
	By         ID     // zero: the programme, or the friend
	What       string // "stage", "owner", "value", "referrer", "next", "withdrawn", "friend"
	Before     string
	After      string
}

// ShareCode is an advocate's personal code. It holds no personal data.
type ShareCode struct {
	Code      string
	ContactID ID
	AskID     ID
	Revoked   bool
	CreatedAt time.Time
}
