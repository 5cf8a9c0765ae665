// Package standing answers: "what do the events add up to for this person?" It folds a contact's events, oldest first, into one
// small value: who spoke last, whether a conversation is open, what they answered, complaints, satisfaction, what reached them.
// It refuses to know what may be sent on the strength of it (package decide does), the clock (every question takes now), and
// any score of a person: what it keeps are dates, counts and their own words.
package standing

import (
	"time"

	"github.com/goodturn-app/goodturn"
)

// Standing is how things stand with one contact. The zero Standing knows nothing: nobody has told us anything. It is stored as
// one row of JSON; all times are UTC.
type Standing struct {
	LastInbound   time.Time `json:"last_inbound,omitzero"`   // they wrote, answered, called back, asked for a valuation
	LastOutbound  time.Time `json:"last_outbound,omitzero"`  // a person of ours reached out: a call, a letter, a text by hand
	LastTalk      time.Time `json:"last_talk,omitzero"`      // the two really spoke
	LastAutomated time.Time `json:"last_automated,omitzero"` // our last message by itself
	LastClosing   time.Time `json:"last_closing,omitzero"`   // newest closing with us; a bare date counts as 21:00 UTC
	ImportedAt    time.Time `json:"imported_at,omitzero"`    // first import that brought them
	Closings      int       `json:"closings,omitempty"`
	Talks         int       `json:"talks,omitempty"`
	Inbounds      int       `json:"inbounds,omitempty"`

	Talk Talk `json:"talk,omitzero"`

	Heard []time.Time `json:"heard,omitempty"` // when they themselves wrote or answered, where the hour is known, newest last, at most 12

	DiedAt           time.Time `json:"died_at,omitzero"`
	BereavedSince    time.Time `json:"bereaved_since,omitzero"` // a death in the household
	BereavedUntil    time.Time `json:"bereaved_until,omitzero"`
	SeparatedAt      time.Time `json:"separated_at,omitzero"`
	NotGood          []Pause   `json:"not_good,omitempty"` // every "not a good time" that was noted, one per kind
	MovedAt          time.Time `json:"moved_at,omitzero"`
	SoldElsewhereAt  time.Time `json:"sold_elsewhere_at,omitzero"`
	RepresentedSince time.Time `json:"represented_since,omitzero"` // by another agent; a newer closing with us ends it
	OptedOutAt       time.Time `json:"opted_out_at,omitzero"`
	LeftOutAt        time.Time `json:"left_out_at,omitzero"`

	Answer       goodturn.Answer `json:"answer,omitempty"` // the last one, to any ask
	AnsweredAt   time.Time       `json:"answered_at,omitzero"`
	DeclinedAt   time.Time       `json:"declined_at,omitzero"` // "no thanks"; only the person lifts it
	ReopenedAt   time.Time       `json:"reopened_at,omitzero"`
	SnoozedAt    time.Time       `json:"snoozed_at,omitzero"`
	SnoozedUntil time.Time       `json:"snoozed_until,omitzero"`

	Tickets     []Ticket  `json:"tickets,omitempty"`     // open ones, and those that moved in the 60 days before the last ticket event
	NPS         Rating    `json:"nps,omitzero"`          // last, of 10
	CSAT        Rating    `json:"csat,omitzero"`         // last
	CSATs       []float64 `json:"csats,omitempty"`       // the last ratings as shares of the top mark, newest last, at most 5
	MendedAt    time.Time `json:"mended_at,omitzero"`    // a talk ended well: a low rating before it no longer objects
	ChurnSince  time.Time `json:"churn_since,omitzero"`  // they may be about to leave
	ChurnWhy    string    `json:"churn_why,omitempty"`   // in the source's words
	ActiveDays  []string  `json:"active_days,omitempty"` // UTC days of the last 14, oldest first, on which they were around
	ActiveSince time.Time `json:"active_since,omitzero"` // first time we were told of any activity: before, it is unknown
	Praise      string    `json:"praise,omitempty"`      // their own last kind words
	PraisedAt   time.Time `json:"praised_at,omitzero"`
	ValuationAt time.Time `json:"valuation_at,omitzero"` // asked what the home would bring, and nobody has talked since

	ReferredAt time.Time  `json:"referred_at,omitzero"` // last introduction
	Referrals  []Referral `json:"referrals,omitempty"`  // not yet settled
	Introduced int        `json:"introduced,omitempty"` // ever
	Won        int        `json:"won,omitempty"`        // of them, closed with us

	Offer   string    `json:"offer,omitempty"` // something useful that the owner has for them; the next useful message uses it up
	OfferAt time.Time `json:"offer_at,omitzero"`
	Known   bool      `json:"known,omitempty"`      // taken up as somebody known from work
	Work    string    `json:"work,omitempty"`       // what the two did together, as the owner noted it last
	Years   string    `json:"work_years,omitempty"` // and when
	Gave    []Favour  `json:"gave,omitempty"`       // what the owner did for them, newest last, at most 12
	Got     []Favour  `json:"got,omitempty"`        // what they did for the owner, the same

	Values       []Reached   `json:"values,omitempty"`    // the last useful messages that reached them, newest last, at most 6
	Automated    []time.Time `json:"automated,omitempty"` // our messages of the last 31 days, oldest first
	LastAskAt    time.Time   `json:"last_ask_at,omitzero"`
	BeforeAskAt  time.Time   `json:"before_ask_at,omitzero"` // the ask before that one, for when the last turns out not to have left
	LastReviewAt time.Time   `json:"last_review_at,omitzero"`
	Goodwill     Goodwill    `json:"goodwill,omitzero"`

	Through   time.Time   `json:"through,omitzero"` // the last event folded in
	ThroughID goodturn.ID `json:"through_id,omitempty"`
}

// Talk is the last conversation between the person and the owner.
type Talk struct {
	Since   time.Time `json:"since,omitzero"`
	Last    time.Time `json:"last,omitzero"`     // last word of either
	EndedAt time.Time `json:"ended_at,omitzero"` // the owner said how it ended
	Outcome string    `json:"outcome,omitempty"`
	How     string    `json:"how,omitempty"` // "replied", "talked", "valuation_asked"
}

// Open reports whether the conversation is open: until the owner says how it ended, at most 30 days after its last word.
func (t Talk) Open(now time.Time) bool {
	return !t.Last.IsZero() && t.EndedAt.IsZero() && now.Before(t.Until())
}

// Until is when an open conversation is taken to be over by itself. Zero if there was none.
func (t Talk) Until() time.Time {
	if t.Last.IsZero() {
		return time.Time{}
	}
	return t.Last.Add(goodturn.QuietAfterTalk)
}

// Pause is one "not a good time".
type Pause struct {
	Kind  string    `json:"kind"` // "illness", "new baby", "job loss", "layoffs", "separation", ""
	Since time.Time `json:"since"`
	Until time.Time `json:"until"`
}

// Ticket is one complaint or support case.
type Ticket struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind,omitempty"` // "billing", "outage", "loss" never count as praise
	OpenedAt time.Time `json:"opened_at"`
	SolvedAt time.Time `json:"solved_at,omitzero"` // zero: open
	Praised  bool      `json:"praised,omitempty"`  // solved with thanks or a top mark, never reopened: the moment, not the obstacle
	Reopened bool      `json:"reopened,omitempty"`
}

// Rating is one answer to a question about satisfaction.
type Rating struct {
	At    time.Time `json:"at,omitzero"` // zero: never rated
	Score float64   `json:"score"`
	Of    float64   `json:"of"` // the top mark
}

// Share is the score as a share of the top mark, 0 to 1.
func (r Rating) Share() float64 {
	if r.Of <= 0 {
		return 0
	}
	return r.Score / r.Of
}

// Referral is an introduction that is not settled yet.
type Referral struct {
	ID      string         `json:"id"`
	Stage   goodturn.Stage `json:"stage"`
	MovedAt time.Time      `json:"moved_at"`
}

// Favour is something that one did for the other.
type Favour struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
}

// Reached is one message that arrived.
type Reached struct {
	Touch goodturn.ID `json:"touch,omitempty"`
	At    time.Time   `json:"at"`
}

// Goodwill counts what went to and fro. It is shown as these counts and never added up to a score.
type Goodwill struct {
	Values     int `json:"values,omitempty"`     // useful messages that reached them
	Asks       int `json:"asks,omitempty"`       // requests and reminders
	SinceAsk   int `json:"since_ask,omitempty"`  // useful messages since the last request
	Kindnesses int `json:"kindnesses,omitempty"` // introductions and kind words from them
}

// LastContact is the last time the two had anything to do with each other, other than our messages by themselves: a word of
// theirs, a word of the owner's, a closing. Zero if none is known.
func (s Standing) LastContact() time.Time {
	return latest(s.LastInbound, s.LastOutbound, s.LastTalk, s.LastClosing)
}

// LastValueAt is when something useful last reached them; zero for never.
func (s Standing) LastValueAt() time.Time {
	if len(s.Values) == 0 {
		return time.Time{}
	}
	return s.Values[len(s.Values)-1].At
}

// OpenTickets lists the complaints that are open.
func (s Standing) OpenTickets() []Ticket {
	var open []Ticket
	for _, t := range s.Tickets {
		if t.SolvedAt.IsZero() {
			open = append(open, t)
		}
	}
	return open
}

// LastTicket is the last complaint that stands in the way of a favour, by when it was opened or solved, whichever is later.
// One that was solved with praise is left out (B2). Zero ID and times if there is none.
func (s Standing) LastTicket() (Ticket, time.Time) {
	var last Ticket
	var at time.Time
	for _, t := range s.Tickets {
		if moved := latest(t.OpenedAt, t.SolvedAt); !t.Praised && moved.After(at) {
			last, at = t, moved
		}
	}
	return last, at
}

// OpenReferrals lists introductions under way that moved less than StaleReferral before now.
func (s Standing) OpenReferrals(now time.Time) []Referral {
	var open []Referral
	for _, r := range s.Referrals {
		if now.Before(r.MovedAt.Add(StaleReferral)) {
			open = append(open, r)
		}
	}
	return open
}

// StaleReferral is how long an introduction counts as under way without moving: half a year, our own choice, so that a
// forgotten row does not keep somebody from ever being asked again.
const StaleReferral = 180 * goodturn.Day

// Represented is since when they work with another agent, or zero. A newer closing with us ends it.
func (s Standing) Represented() time.Time {
	if s.RepresentedSince.IsZero() || s.LastClosing.After(s.RepresentedSince) {
		return time.Time{}
	}
	return s.RepresentedSince
}

// MeanCSAT is the mean of the last three to five ratings as a share of the top mark; false with fewer than three.
func (s Standing) MeanCSAT() (float64, bool) {
	if len(s.CSATs) < 3 {
		return 0, false
	}
	sum := 0.0
	for _, r := range s.CSATs {
		sum += r
	}
	return sum / float64(len(s.CSATs)), true
}

// ActiveDaysBefore is on how many of the last 14 UTC days, today's included, they were around. Unknown is false: nobody has
// ever told us of any activity, or has done so for less than 14 days.
func (s Standing) ActiveDaysBefore(now time.Time) (days int, known bool) {
	if s.ActiveSince.IsZero() || now.Before(s.ActiveSince.Add(14*goodturn.Day)) {
		return 0, false
	}
	first := goodturn.DateOf(now.UTC()).AddDays(-13).String()
	last := goodturn.DateOf(now.UTC()).String()
	for _, d := range s.ActiveDays {
		if d >= first && d <= last {
			days++
		}
	}
	return days, true
}

// Low reports whether the last that we heard of their satisfaction was bad: NPS 0 to 6, a rating of 60 % of the top mark or
// less, or a mean that low over the last three to five. A talk that ended well since then takes it back. The NPS bound is the
// score's own definition of a detractor; 60 % is our own choice.
func (s Standing) Low() (Rating, bool) {
	if low := s.NPS; !low.At.IsZero() && low.Score <= 6 && low.At.After(s.MendedAt) && !s.CSAT.At.After(low.At) {
		return low, true
	}
	if !s.CSAT.At.After(s.MendedAt) || s.NPS.At.After(s.CSAT.At) {
		return Rating{}, false
	}
	if mean, ok := s.MeanCSAT(); s.CSAT.Share() <= lowShare || ok && mean <= lowShare {
		return s.CSAT, true
	}
	return Rating{}, false
}

const lowShare = 0.6

// Glad reports whether they are truly glad by what they last said: NPS 9 or 10, a top mark, or a mean of at least 95 % over
// the last three ratings or more (A5).
func (s Standing) Glad() bool {
	if s.NPS.At.After(s.CSAT.At) {
		return s.NPS.Score >= 9
	}
	if s.CSAT.At.IsZero() {
		return false
	}
	mean, ok := s.MeanCSAT()
	return s.CSAT.Share() >= 1 || ok && mean >= 0.95
}

func latest(ts ...time.Time) time.Time {
	var max time.Time
	for _, t := range ts {
		if t.After(max) {
			max = t
		}
	}
	return max
}
