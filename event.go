package goodturn

import (
	"encoding/json"
	"time"
)

// Event is something that happened to a contact or the workspace. Append-only; unique on (workspace, Source, MessageID), so that
// telling us twice changes nothing.
type Event struct {
	ID         ID
	ContactID  ID // zero: about the workspace
	Name       EventName
	At         time.Time // when it happened, UTC
	ReceivedAt time.Time
	Source     string // "hand", "import:<id>", "page", "smtp", a connector's name
	MessageID  string // the source's own id of this event
	Props      json.RawMessage
}

// EventName is a plain name for what happened. Names not listed here are kept and shown, and fold into nothing.
type EventName string

const (
	EventClosing         EventName = "closing"       // props: closing_id, date, side
	EventClosingFixed    EventName = "closing_fixed" // a date, side or home was corrected
	EventImported        EventName = "imported"      // props: import_id, row
	EventAdded           EventName = "added"         // added by hand
	EventEdited          EventName = "edited"        // props: field names and old values
	EventMerged          EventName = "merged"        // props: other
	EventSplit           EventName = "split"
	EventLeftOut         EventName = "left_out"
	EventTakenIn         EventName = "taken_in" // no longer left out
	EventSent            EventName = "sent"     // props: touch_id, kind, step, channel
	EventDelivered       EventName = "delivered"
	EventNotSent         EventName = "not_sent"   // one of which nobody knew it did not leave; props: touch_id, kind, channel, at
	EventBounced         EventName = "bounced"    // props: address, permanent
	EventComplained      EventName = "complained" // marked as spam
	EventReplied         EventName = "replied"    // they wrote back
	EventTalked          EventName = "talked"     // a call, a meeting, mail the owner wrote himself
	EventTalkEnded       EventName = "talk_ended" // the owner said how the conversation ended; props: outcome
	EventAnswered        EventName = "answered"   // props: ask_id, answer, until
	EventUnsubscribed    EventName = "unsubscribed"
	EventReopened        EventName = "reopened"        // the person lifted their own refusal
	EventNotGoodTime     EventName = "not_a_good_time" // props: kind, until
	EventDied            EventName = "died"
	EventSeparated       EventName = "separated"
	EventMoved           EventName = "moved"            // no longer lives in the home; props: to
	EventSoldElsewhere   EventName = "sold_elsewhere"   // sold through somebody else
	EventListedElsewhere EventName = "listed_elsewhere" // represented by another agent now
	EventValuation       EventName = "valuation_asked"  // asked what the home would bring
	EventReferred        EventName = "referred"         // gave us a name; props: referral_id
	EventReferralMoved   EventName = "referral_moved"   // props: referral_id, stage
	EventTicketOpened    EventName = "ticket_opened"
	EventTicketSolved    EventName = "ticket_solved"
	EventNPS             EventName = "nps"     // props: score 0-10
	EventCSAT            EventName = "csat"    // props: score, max
	EventVisited         EventName = "visited" // a human visit of one of our pages
	EventMarketMoved     EventName = "market_moved"
	EventLinkMinted      EventName = "link_minted" // a share link was made
	EventLinkEnded       EventName = "link_ended"  // the owner ended their share link; props: by
	EventShared          EventName = "shared"      // copied, mailed, opened the share sheet; props: how
	EventKnown           EventName = "known"       // somebody known from work was taken up; props: company, work
	EventInTouch         EventName = "in_touch"    // the owner said when the two were last in touch; opens no conversation
	EventOffer           EventName = "offer"       // something useful that the owner has for them; props: text. The next useful message uses it up
	EventGave            EventName = "gave"        // the owner did something for them; props: what
	EventReceived        EventName = "received"    // they did something for the owner; props: what, request_id
	EventPromised        EventName = "promised"    // they promised what was asked; props: request_id, by
)
