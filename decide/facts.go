package decide

import (
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/standing"
)

// Facts is all that is known of one household, or of one person on their own, at the instant of judging. The caller reads it in
// one transaction. A zero field means that nobody has told us; what could not be read goes into Unreadable instead, and
// everything waits.
type Facts struct {
	Household goodturn.Household // zero: a person on their own
	Together  standing.Standing  // standing.Household of all members, also those for whom nothing is due; zero: on their own
	Gates     []Gate             // of the household, and of those its members left; the person's own is in Person
	People    []Person           // at least everybody for whom something is due

	Incidents  []goodturn.Incident // those that may still be on
	Channels   []goodturn.Channel  // connected roads other than the owner's mailbox: sms, inapp
	Sources    Sources
	ClockDoubt string   // why this computer's clock is not trusted; empty: it is
	Unreadable []string // names of the facts that failed to read: "consents", "gates"
}

// Person is what is known of one contact.
type Person struct {
	Contact      goodturn.Contact
	Identities   []goodturn.Identity
	Consents     []goodturn.Consent // all rows, withdrawals too, in any order
	Suppressions []Suppressed       // those that name the contact or match one of the addresses
	Standing     standing.Standing
	Homes        []goodturn.Home
	Closings     []goodturn.Closing // also those without an enrolment: the floor counts from each

	Zones    []*time.Location // every zone they may be in, best known first; none: unknown. See permit.Whereabouts
	Regions  []string         // every state or country that may have a say, best known first; none: unknown
	Segments []string         // for incidents that concern some people only

	Gate        Gate
	AccountAsks []time.Time // asks to people of the same company, oldest first; at least the last Settings.AccountAsks
	Holdout     bool        // drawn for the group that is never asked
	Signal      Signal      // a sign that they are about to move again, stronger than a message should answer
	Owner       Owner
}

// Suppressed is a suppression that concerns this person.
type Suppressed struct {
	goodturn.Suppression
	Address string // the normalised address whose hash matched; empty: the row names the contact
}

// Gate is the row that makes the cap true under concurrency. An ask whose outcome is unknown counts.
type Gate struct {
	LastAskAt time.Time // zero: never asked
}

// Signal is a strong sign of interest, such as visits to listings on several days.
type Signal struct {
	At  time.Time // zero: none
	Why string    // "looked at listings on three days"
}

// Owner is the user in whose name the person hears from us.
type Owner struct {
	Active       bool
	Mailbox      bool      // a mailbox is connected and its last test message arrived
	RestingUntil time.Time // the mailbox rests after bounces, refusals or a time-out; zero: it works
	RestingWhy   string    // "4 of 20 addresses bounced"
	Resting      bool      // it rests until somebody looks; RestingUntil is ignored
	Zone         *time.Location
	ReviewURL    string
	SentToday    int       // messages since midnight in Zone, unknown ones included
	NewToday     int       // of them, first contacts
	LastSentAt   time.Time // zero: nothing ever left
}

// Sources says which kinds of fact somebody keeps us informed of.
type Sources struct {
	Tickets      Source // help desk
	Satisfaction Source // NPS and CSAT
	Engagement   Source // product events
	Churn        Source // billing
	Replies      Source // the owner's mailbox, read for replies
}

// Source is one kind of fact and how well it is covered. The zero Source was never connected, and its silence proves nothing.
type Source struct {
	Connected   bool
	Name        string    // "Zendesk"
	SilentSince time.Time // it should have spoken and did not; zero: it is well
	CoversSince time.Time // its events are complete from here on
}

// Due is one touch to be judged, with what is known about it alone.
type Due struct {
	Touch goodturn.Touch
	Step  goodturn.Step

	Enrolment goodturn.EnrolmentState // empty counts as active
	Unused    bool                    // the owner took its plan out of use
	AsksMuted bool                    // an older home that is still owned: only the newest enrolment asks
	Backfill  goodturn.Backfill
	Side      goodturn.Side
	ClosingID goodturn.ID
	ClosedOn  goodturn.Date // of ClosingID; for review requests

	Hours, TextHours schedule.Windows // those that its plan gives it, within the hours that hold for everybody; nil: no others than those

	Requested    bool       // the person asked for this very message a moment ago; it goes at any hour, beside whatever else goes
	Auto         bool       // the step goes by itself: automatic by Settings, or sent unedited often enough
	MustRead     bool       // asked for by hand: a person reads it before it goes, whatever the settings
	After        Dependency // state of Step.Follows
	NextValue    Coming     // the next value of this enrolment after the one it follows
	AskFollows   bool       // an ask waits for this one
	FirstContact bool       // nothing of ours ever went to this person
	Peak         Peak       // the good moment that prompts it

	Missing        []string   // facts that its words print and that are not there: "first name"
	Lacks          []string   // names out of Step.Requires that are not there: "market"
	RanOut         string     // what no longer holds of the figures in the owner's own words; empty: all of it does
	MarketFell     string     // where the figure it leans on fell, and by how much; empty: it did not
	NeighbourUntil time.Time  // a neighbour or colleague got the same words; from here on they may be used again
	NeighbourRead  string     // who got them, a sentence; empty: not told
	Ask            AskFacts   // for reminders
	Intro          IntroFacts // for thanks that came with an introduction
	Door           Door       // requests for the same thing to others at their company
	NextAskAt      time.Time  // the next planned ask to this person, for review requests; zero: none
}

// Dependency is what became of the touch that this one follows.
type Dependency struct {
	State DependencyState
	At    time.Time // when it was delivered
	Title string    // "the home-value update"
}

// DependencyState is where the other touch is. Unknown is not delivered: a send whose outcome is unknown is still Coming up.
type DependencyState string

const (
	DependencyNone      DependencyState = ""          // it follows the anchor alone
	DependencyAhead     DependencyState = "ahead"     // planned, on its way, or its outcome is not known yet
	DependencyDelivered DependencyState = "delivered" // accepted by the next hop and no failure known
	DependencyGone      DependencyState = "gone"      // skipped, expired, failed, cancelled, handed to a person, or bounced
)

// Coming is another touch that lies ahead.
type Coming struct {
	TouchID goodturn.ID
	At      time.Time // zero: there is none
	Title   string
}

// Peak is a good moment: truly glad, now.
type Peak struct {
	At       time.Time     // zero: the calendar prompts it
	FreshFor time.Duration // its strength falls to nothing over this; zero means 48 h
	Why      string        // "gave 10 of 10"
}

// AskFacts is what a reminder needs to know of its ask.
type AskFacts struct {
	State         goodturn.AskState // empty: there is no such ask
	OpenedAt      time.Time
	DeliveredAt   time.Time // zero: not known to have arrived
	Failed        bool      // it is known not to have arrived
	Answered      bool      // by any road: page, reply, the owner's note
	PromisedFor   time.Time // for the word on the day that was named: when that day begins; zero: nothing was promised, or it is another reminder
	RemindedAt    time.Time // when the last reminder of it left; zero: none has
	RemindersLeft int
}

// IntroFacts is what thanks need to know of the introduction that they are for. The zero IntroFacts objects to nothing.
type IntroFacts struct {
	Gone      string    // why it no longer stands as it did: "withdrawn", "fell through"
	ThankedAt time.Time // the owner has thanked them in person; zero: not yet
}
