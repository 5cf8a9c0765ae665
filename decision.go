package goodturn

import "time"

// Verdict is what happens to a touch now. They are ordered: a higher one is stricter, and the strictest objection decides.
type Verdict string

const (
	Send   Verdict = "send"
	Wait   Verdict = "wait"
	ToTask Verdict = "task" // a person does it instead
	Skip   Verdict = "skip"
	Expire Verdict = "expire"
)

// Strictness orders verdicts from send (0) to expire (4).
func (v Verdict) Strictness() int {
	switch v {
	case Send:
		return 0
	case Wait:
		return 1
	case ToTask:
		return 2
	case Skip:
		return 3
	}
	return 4
}

// Reason is one objection, or one thing that was looked at and did not object, with its evidence.
type Reason struct {
	Code       ReasonCode `json:"code"`
	Verdict    Verdict    `json:"verdict"`               // Send: looked at, fine
	Until      time.Time  `json:"until,omitzero"`        // first instant at which it no longer objects; zero: when somebody lifts it
	Evidence   string     `json:"evidence,omitempty"`    // "asked 23 October 2026", "reply on Friday, 17:40"
	NotChecked bool       `json:"not_checked,omitempty"` // nobody has told us, so it does not object
}

// Decision is a value: what may happen to one touch at one instant, and why. All reasons are kept, never only the first.
type Decision struct {
	TouchID ID
	At      time.Time // when it was decided
	Verdict Verdict
	Next    time.Time // for Wait: look again then; the latest Until of all that object
	LegalAt time.Time // first instant at which it could legally have gone, after this decision
	Reasons []Reason  // what objects, strictest first
	Fine    []Reason  // what was looked at and does not object
	Channel Channel   // on which it would go
	Policy  string    // version of the policy tables
}

// Codes lists the codes that object, in order.
func (d Decision) Codes() []ReasonCode {
	out := make([]ReasonCode, len(d.Reasons))
	for i, r := range d.Reasons {
		out[i] = r.Code
	}
	return out
}

// Same reports whether verdict, date and the set of reasons are the same: then no new row is written.
func (d Decision) Same(o Decision) bool {
	if d.Verdict != o.Verdict || !d.Next.Equal(o.Next) || len(d.Reasons) != len(o.Reasons) {
		return false
	}
	for i := range d.Reasons {
		if d.Reasons[i].Code != o.Reasons[i].Code {
			return false
		}
	}
	return true
}
