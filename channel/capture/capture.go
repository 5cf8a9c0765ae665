// Package capture answers one question: what would have gone out? It is a channel that keeps messages in memory
// instead of sending them, for the demo, the preview, the plan and the simulator. It refuses to know SMTP, telephone
// companies and the time; the clock is handed in.
package capture

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn/channel"
)

// Captured is one message that was taken, in the order of arrival.
type Captured struct {
	Message channel.Message
	At      time.Time
}

// Fault makes one attempt fail. The zero Fault lets the message through.
type Fault struct {
	// Before ends the attempt before the mark; commit is not called and nothing is kept.
	Before error
	// After ends the attempt after the mark. Kept says whether the message arrived all the same: true is the reply
	// that got lost, false is the message that got lost, or a definite refusal.
	After error
	Kept  bool
}

// Option changes a Sender at its making.
type Option func(*Sender)

// Limit keeps only the latest n messages; 0 keeps all.
func Limit(n int) Option { return func(s *Sender) { s.limit = n } }

// Faults asks f before each attempt what shall go wrong with it. f may be called by many goroutines at once.
func Faults(f func(channel.Message) Fault) Option { return func(s *Sender) { s.fault = f } }

// Keep hands each message to f as it arrives, one at a time, after it was added to Messages.
func Keep(f func(Captured)) Option { return func(s *Sender) { s.keep = f } }

// Sender is a channel.Sender that keeps what it is given.
type Sender struct {
	now   func() time.Time
	limit int
	fault func(channel.Message) Fault
	keep  func(Captured)

	mu    sync.Mutex
	seen  int // all that ever arrived, also those dropped by Limit
	taken []Captured
}

// New returns a Sender that keeps everything; now stamps the receipts.
func New(now func() time.Time, opts ...Option) *Sender {
	s := &Sender{now: now}
	for _, o := range opts {
		o(s)
	}
	return s
}

// Send keeps the message. It calls commit exactly once, unless the context is over or a Fault strikes before.
func (s *Sender) Send(ctx context.Context, m channel.Message, commit channel.Commit) (channel.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return channel.Receipt{}, channel.Withdrawn("capture", err)
	}
	var f Fault
	if s.fault != nil {
		f = s.fault(m)
	}
	if f.Before != nil {
		return channel.Receipt{}, f.Before
	}
	if err := commit(ctx); err != nil {
		return channel.Receipt{}, channel.Withdrawn("commit", err)
	}
	if f.After != nil && !f.Kept {
		return channel.Receipt{}, f.After
	}
	at := s.now().UTC()
	n := s.add(Captured{Message: m, At: at})
	if f.After != nil {
		return channel.Receipt{}, f.After
	}
	return channel.Receipt{Reply: "250 kept", ProviderID: strconv.Itoa(n), At: at}, nil
}

func (s *Sender) add(c Captured) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen++
	s.taken = append(s.taken, c)
	if s.limit > 0 && len(s.taken) > s.limit {
		// Half of the backing array is garbage at most: copy down only when it has doubled.
		if cap(s.taken) > 2*s.limit {
			s.taken = append(make([]Captured, 0, 2*s.limit), s.taken[len(s.taken)-s.limit:]...)
		} else {
			s.taken = s.taken[1:]
		}
	}
	if s.keep != nil {
		s.keep(c)
	}
	return s.seen
}

// Messages returns what was kept, oldest first.
func (s *Sender) Messages() []channel.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]channel.Message, len(s.taken))
	for i, c := range s.taken {
		out[i] = c.Message
	}
	return out
}

// Captured returns what was kept, with times, oldest first.
func (s *Sender) Captured() []Captured {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Captured(nil), s.taken...)
}

// Count says how many messages ever arrived, also those that Limit has dropped.
func (s *Sender) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}
