package goodturn

import "time"

// Kind is what a touch is for. The judgement treats kinds differently; see package decide.
type Kind string

const (
	KindValue    Kind = "value"    // something useful, nothing asked
	KindAsk      Kind = "ask"      // the request for an introduction
	KindReminder Kind = "reminder" // belongs to an open ask
	KindReview   Kind = "review"   // a public review; never gated by satisfaction
	KindThanks   Kind = "thanks"
	KindCall     Kind = "call" // a task for the owner; no message of ours
)

// WhenHeld says what becomes of a touch that another one displaces on its day.
type WhenHeld string

const (
	Slide WhenHeld = "slide" // goes on the next free day; the default
	Drop  WhenHeld = "drop"  // is skipped, and says so
	Merge WhenHeld = "merge" // its thought goes with the one that won; it is skipped, and says so
)

// Step is one line of a playbook: what to send, when, and what must be true. Packages playbook (which parses it) and decide
// (which judges it) share it. Durations between instants are multiples of 24 h; civil distances were resolved when planning.
type Step struct {
	Name         string // unique in its playbook: "check-in", "ask-92"
	Title        string // as a page says it: "A month in the home"
	Kind         Kind
	Channel      Channel       // planned channel; a contact's preference may turn email into sms where the step allows it
	After        string        // distance from the anchor as written: "day 30", "6 months", "12 months"; empty when it follows another step
	Follows      string        // name of the step whose delivery this one waits for; empty: the anchor alone
	FollowMin    time.Duration // least time after the delivery of Follows
	FollowMax    time.Duration // after this the dependant moves once behind the next value, then expires
	Late         time.Duration // how long after it could first have gone it is still worth sending
	Until        string        // absolute end as a civil distance from the planned day: "30 days"
	Requires     []string      // facts without which it does not go: "market", "home", "loan", "closing_side", "review_link"
	LeansOn      string        // "market": an ask that leans on a figure waits where the figure fell
	NoteFirst    bool          // an ask that asks whether a note may be sent, which is then forwarded: a yes by any road brings it by mail
	Sides        []Side        // only for these sides; empty: all
	WhenHeld     WhenHeld
	Companion    bool  // goes the same day as the step that it follows, on a second channel; never an ask
	Importance   int   // 1 to 5; the best touch of a day goes first
	Yearly       bool  // planned again at every anniversary; occurrence counts from 1
	AddressBound bool  // speaks of the property; stops when the home is no longer theirs
	On           Stage // thanks: planned when an introduction comes to this stage; empty: the step has a day of its own
	FirstWarm    bool  // may be the first thing somebody from long ago hears
	ByHand       bool  // no plan holds it: a person asks for it, for one person, and reads each message before it goes, whatever the settings
	Urgent       bool  // a reminder that comes within two weeks of its ask and earlier than others, where whoever asks by hand chose so
}
