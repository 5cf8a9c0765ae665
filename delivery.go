package goodturn

import "time"

// DeliveryState is where one attempt to carry a touch is.
type DeliveryState string

const (
	DeliveryClaimed    DeliveryState = "claimed"
	DeliveryCommitting DeliveryState = "committing"
	DeliverySent       DeliveryState = "sent"
	DeliveryUnknown    DeliveryState = "unknown"
	DeliveryReleased   DeliveryState = "released" // un-marked before anything left; the attempt counts
	DeliveryFailed     DeliveryState = "failed"
	DeliveryBounced    DeliveryState = "bounced" // accepted, then returned
)

// Delivery is one attempt to carry a touch on one channel. Unique on (touch, rung).
type Delivery struct {
	ID            ID
	TouchID       ID
	ContactID     ID
	UserID        ID // in whose name
	Rung          int
	Attempt       int
	Seq           int64 // installation-wide, rising; the fence file remembers the highest
	Channel       Channel
	Address       string
	State         DeliveryState
	Node          string
	Boot          string
	Token         string // of the lease; whoever holds another token loses
	LeaseUntil    time.Time
	ClaimedAt     time.Time
	CommittingAt  time.Time
	SettledAt     time.Time
	MessageID     string
	InReplyTo     string
	Subject       string
	Body          string // text as sent; gone after the retention time
	BodyHash      string
	ConsentID     ID
	PolicyVersion string
	Reply         string // the server's last word
	Resolution    string // how an unknown was resolved: "dsn", "reply", "click", "by hand: arrived", "by hand: did not", "assumed"
}
