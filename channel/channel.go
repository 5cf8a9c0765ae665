// Package channel answers one question: how does a finished message leave this machine, and what do we know
// afterwards? It holds the contract between the one who decides to send (package program) and the adapters that talk
// to mail servers, telephone companies and screens. It refuses to know why a message goes, whether it should, what
// the database looks like, and when to try again; it only says of what kind a failure was.
package channel

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// The names that Message.Channel may carry here.
const (
	Email = string(goodturn.ChannelEmail)
	SMS   = string(goodturn.ChannelSMS)
	InApp = string(goodturn.ChannelInApp)
)

// Message is one message to one person on one channel, finished: nothing in it is decided later. Fields that a
// channel cannot carry (a subject in a text message) are ignored by it.
type Message struct {
	// DeliveryID names the attempt, for logs and for providers that take an idempotency key.
	DeliveryID string
	// Channel is Email, SMS or InApp; what a person does by hand is a task and never comes here.
	Channel string

	From    mail.Address // in whose name it goes out
	ReplyTo mail.Address // zero: answers go to From
	To      mail.Address // the one recipient; a telephone number sits in Address for SMS
	// EnvelopeFrom is where bounces go; empty means From.Address.
	EnvelopeFrom string

	Subject string
	Text    string
	HTML    string // empty: the message is text only

	MessageID  string   // without angle brackets
	InReplyTo  string   // without angle brackets
	References []string // without angle brackets, oldest first

	// UnsubscribeURL and UnsubscribeMailto become List-Unsubscribe (RFC 2369). One-click (RFC 8058) is offered
	// only with an https URL, so nothing but https is accepted there.
	UnsubscribeURL    string
	UnsubscribeMailto string

	// Date is the Date header. It must be set: a channel does not ask for the time to put it into a message.
	Date time.Time
	// Header holds further header fields, by name. Values are cleaned of line ends; fields that the channel writes
	// itself are refused.
	Header map[string]string
}

// Receipt is what the next hop said when it took the message.
type Receipt struct {
	Reply      string    // the final reply, for people
	ProviderID string    // the provider's id for the message, if it gave one
	At         time.Time // when the reply arrived, UTC
}

// Commit writes the mark after which a message may be out. A channel calls it at most once, at the last instant at
// which it can still withdraw, and exactly once before anything leaves that cannot be taken back. If it fails the
// channel aborts and the message does not leave.
type Commit func(context.Context) error

// Sender carries messages on one channel. Send returns nil only if the next hop has taken the message; every other
// outcome is an *Error whose Class says what is known. ctx ends the attempt up to the mark; once commit has returned
// nil the channel waits for the outcome whatever becomes of ctx.
// A Sender is safe for use by many goroutines at once.
type Sender interface {
	Send(ctx context.Context, m Message, commit Commit) (Receipt, error)
}

// Class says what an error means for the message, the address and the account.
type Class string

const (
	// ClassTemporary: definitely not delivered, and a later attempt may succeed.
	ClassTemporary Class = "temporary"
	// ClassPermanent: definitely not delivered, and this address is bad.
	ClassPermanent Class = "permanent"
	// ClassSender: definitely not delivered, and the reason is on our side: login, suspension, policy, limits,
	// settings. The address is not to blame, and other messages of the same account will fare the same.
	ClassSender Class = "sender"
	// ClassUnknown: the mark was written and no definite answer came; the message may or may not have arrived.
	// Also the class of every error that carries none.
	ClassUnknown Class = "unknown"
	// ClassWithdrawn: commit refused, or the attempt was called off before the mark; nothing left.
	ClassWithdrawn Class = "withdrawn"
)

// MayHaveArrived reports whether a message that failed with this class can nevertheless have arrived.
func (c Class) MayHaveArrived() bool {
	switch c {
	case ClassTemporary, ClassPermanent, ClassSender, ClassWithdrawn:
		return false
	}
	return true
}

// Error is how a Sender fails.
type Error struct {
	Class    Class
	Stage    string // how far it came, in the channel's own words: connect, auth, rcpt, commit, dot, ...
	SMTPCode int    // 0: no reply, or not SMTP
	Enhanced string // RFC 3463 status such as 5.1.1; empty if none was given
	Reply    string // the other side's words, without the codes
	Err      error  // the cause, if it was not a reply
}

// Error renders stage, codes, reply, class and cause on one line.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Stage != "" {
		b.WriteString(e.Stage)
		b.WriteString(": ")
	}
	if e.SMTPCode != 0 {
		fmt.Fprintf(&b, "%d ", e.SMTPCode)
	}
	if e.Enhanced != "" {
		b.WriteString(e.Enhanced)
		b.WriteByte(' ')
	}
	if e.Reply != "" {
		b.WriteString(strings.ReplaceAll(e.Reply, "\n", " / "))
		b.WriteByte(' ')
	}
	fmt.Fprintf(&b, "(%s)", e.Class)
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// ClassOf finds the Class in a chain of errors. nil has none (""); an error that carries none is ClassUnknown,
// because an outcome that nobody classified is one that nobody may retry.
func ClassOf(err error) Class {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) && e.Class != "" {
		return e.Class
	}
	return ClassUnknown
}

// Withdrawn is the error for an attempt that ended before the mark.
func Withdrawn(stage string, err error) *Error {
	return &Error{Class: ClassWithdrawn, Stage: stage, Err: err}
}
