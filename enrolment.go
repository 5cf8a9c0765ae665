package goodturn

import "time"

// EnrolmentState says whether an enrolment still plans anything.
type EnrolmentState string

const (
	EnrolmentActive     EnrolmentState = "active"
	EnrolmentSuperseded EnrolmentState = "superseded" // a newer closing took its place
	EnrolmentEnded      EnrolmentState = "ended"      // left out, died, opted out, erased
)

// Enrolment is one contact in one playbook from one anchor. Its key is (workspace, contact, playbook, AnchorKey) and never
// the date: a corrected date re-plans the unsent touches only.
type Enrolment struct {
	ID        ID
	ContactID ID
	Playbook  string
	Version   int    // playbook version it was planned with
	AnchorKey string // closing id, or the id of another anchor event
	ClosingID ID
	Anchor    Date
	Side      Side
	State     EnrolmentState
	EndedWhy  string
	Backfill  Backfill
	AsksMuted bool // an older home that is still owned: value touches go on, only the newest enrolment asks
	PlannedTo Date // touches exist up to this day; later years are planned at each anniversary
	TZVersion string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Backfill says how an enrolment of a past closing begins.
type Backfill string

const (
	BackfillNone  Backfill = ""      // closed at most 30 days ago: every step
	BackfillAhead Backfill = "ahead" // 31 to 365 days ago: the steps still ahead, a value first
	BackfillHello Backfill = "hello" // older: a hello with something useful first, asks 30 days after it at the earliest
)
