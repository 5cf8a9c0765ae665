package goodturn

import "time"

// Ask is the request for a referral. It is opened in the transaction that claims its first delivery, and owns the answer and
// the reminder budget.
type Ask struct {
	ID            ID
	TouchID       ID
	ContactID     ID
	HouseholdID   ID
	OwnerID       ID
	Playbook      string
	Step          string
	Wording       string  // name of the words in which it left, as in playbook.Wording; OwnWords: written for this one person
	Campaign      string  // the playbook, or what a request by hand is for; with the next two, what the funnel is taken apart by
	Trigger       string  // "plan": the calendar; "hand": asked for by the owner; else the moment's name
	Channel       Channel // on which it first went
	Zone          string  // IANA name of the zone in which it was asked: days that the answer page names are days there; empty: look where they live
	OpenedAt      time.Time
	State         AskState
	Answer        Answer
	AnsweredAt    time.Time
	AnsweredBy    string // "page", "reply", "owner", "mail"
	SnoozeUntil   time.Time
	RemindersLeft int
}

// OwnWords is the wording of a letter whose words the owner wrote for one person.
const OwnWords = "own"

// Tag says where the ask came from.
func (a Ask) Tag() AskTag {
	return AskTag{Campaign: a.Campaign, Playbook: a.Playbook, Step: a.Step, Trigger: a.Trigger, Channel: a.Channel, Wording: a.Wording}
}

// AskState says whether an ask still waits for an answer.
type AskState string

const (
	AskOpen   AskState = "open"
	AskClosed AskState = "answered" // by any road
	AskLapsed AskState = "lapsed"   // its time ran out unanswered
	AskVoid   AskState = "void"     // it turned out never to have left
)

// Answer is what somebody said to an ask. The middle answer differs by pack.
type Answer string

const (
	AnswerNone   Answer = ""
	AnswerYes    Answer = "yes"
	AnswerMiddle Answer = "middle" // real estate: "I have somebody in mind, call me"
	AnswerNotNow Answer = "not_now"
	AnswerNo     Answer = "no"   // no ask or reminder of any playbook, ever; everything else goes on
	AnswerStop   Answer = "stop" // unsubscribe from all
)

// Rank orders answers so that in a race the stronger refusal wins: a higher rank is never overwritten by a lower one that
// arrives at the same moment from another device.
func (a Answer) Rank() int {
	switch a {
	case AnswerStop:
		return 4
	case AnswerNo:
		return 3
	case AnswerNotNow:
		return 2
	case AnswerYes, AnswerMiddle:
		return 1
	}
	return 0
}
