package goodturn

import "time"

// TouchState is where a touch is in its life. Forward only, except that a definite refusal un-marks a claim back to planned.
type TouchState string

const (
	Planned    TouchState = "planned"
	Claimed    TouchState = "claimed"    // mark one: one node has it, nothing left yet
	Committing TouchState = "committing" // mark two: from here on it may have left
	Sent       TouchState = "sent"       // accepted by the next hop
	Unknown    TouchState = "unknown"    // may have left; never sent again by itself, counts as asked
	Skipped    TouchState = "skipped"
	Expired    TouchState = "expired"
	Failed     TouchState = "failed" // definitely refused, for good
	Cancelled  TouchState = "cancelled"
	Tasked     TouchState = "task" // handed to a person
)

// TouchStates lists all states; the sum of due touches over them is constant.
var TouchStates = []TouchState{Planned, Claimed, Committing, Sent, Unknown, Skipped, Expired, Failed, Cancelled, Tasked}

// Done reports whether nothing more happens to a touch in this state by itself.
func (s TouchState) Done() bool {
	switch s {
	case Planned, Claimed, Committing:
		return false
	}
	return true
}

// Touch is what and when: one step for one enrolment. Unique on (enrolment, step, occurrence).
type Touch struct {
	ID          ID
	EnrolmentID ID
	ContactID   ID
	HouseholdID ID
	OwnerID     ID
	Playbook    string
	Step        string
	Occurrence  int // 0 for the first two years; n for the n-th yearly repetition
	Kind        Kind
	Channel     Channel
	Anchor      Date
	PlannedAt   time.Time // as the playbook planned it
	DueAt       time.Time // when it is looked at next; guards move it
	LegalAt     time.Time // first instant at which it could have gone; the late window counts from here
	Late        time.Duration
	UntilAt     time.Time // absolute; never moves
	NotBefore   time.Time // floor from the anchor: never earlier, whatever else happens
	Zone        string    // IANA zone in which it was planned
	State       TouchState
	StateAt     time.Time
	DecidedAt   time.Time
	Reasons     []ReasonCode // codes of the last decision, for lists and the ledger
	Variant     int          // which wording, chosen by hash so that neighbours differ
	Moved       int          // how often it moved behind another value
	ApprovedAt  time.Time
	ApprovedBy  ID
	Edited      bool   // the owner changed the words
	Subject     string // edited words; empty: the playbook's
	Body        string
	PS          string    // a P.S. that the owner added
	Quotes      []Quote   // figures of the market in these words of the owner's
	StandsUntil time.Time // when the first of them runs out: from then on the words do not leave; zero: never
	Manual      bool      // not of the plan: "ask now", "hello now", thanks for an introduction; under the same guards
	SentAt      time.Time
}
