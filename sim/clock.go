package sim

import (
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Clock is a clock that stands still until it is set, or follows another one. It is safe for concurrent use.
type Clock struct {
	mu   sync.Mutex
	now  time.Time
	real goodturn.Clock
}

// NewClock makes a clock that shows t.
func NewClock(t time.Time) *Clock { return &Clock{now: t.UTC()} }

// Now is the time to which the clock was set last, or that of the clock it follows, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.real != nil {
		return c.real.Now().UTC()
	}
	return c.now
}

// Follow has the clock show another clock's time from now on: the end of a replay, from which the real program goes on.
func (c *Clock) Follow(real goodturn.Clock) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.real = real
}

// Set sets the clock, also back: computers' clocks do that.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t.UTC()
}

// Advance moves the clock by d.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}
