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
	ID             ID
	ReferrerID     ID // the contact who sent them
	AskID          ID // zero: it came by itself
	OwnerID        ID
	Code           string
	Friend         string // name as given
	Email          string
	Phone          string
	Note           string
	Stage          Stage
	ValueMinor     int64
	Currency       string
	Source         string // "code", "owner", "crm", "text", "middle"
	Consent        string // version of the text the friend agreed to; empty: none, and then we never write to them
	MayTell        bool   // the friend lets us tell the referrer "we are in touch"
	Deadline       Date
	AcknowledgedAt time.Time
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// ShareCode is an advocate's personal code. It holds no personal data.
type ShareCode struct {
	Code      string
	ContactID ID
	AskID     ID
	Revoked   bool
	CreatedAt time.Time
}
