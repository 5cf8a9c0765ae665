package app

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// clockSlack is how far wall and steady clock may drift apart, and how far another clock may differ, before it is a jump.
const clockSlack = 5 * time.Minute

// ClockWatch notices when this computer's clock jumps: its time of day against its steady clock, and at start against the time
// that the fence file remembers. Waking from sleep looks the same, so a jump alone is no doubt: another clock is asked, and one
// that agrees settles it. While a jump is not settled, nothing goes.
type ClockWatch struct {
	Now     func() time.Time     // the time of day; nil: the machine's
	Steady  func() time.Duration // a clock that nobody can set; nil: the machine's
	Sources []ClockSource

	mu     sync.Mutex
	wall   time.Time
	steady time.Duration
	jumped bool
	doubt  string
}

// ClockSource is another clock.
type ClockSource func(context.Context) (time.Time, error)

func (c *ClockWatch) now() time.Time { return c.Now().Round(0) }

// Start begins to watch. last is the latest time that is known to have been, from the fence file; zero if none.
func (c *ClockWatch) Start(last time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Steady == nil {
		begun := time.Now()
		c.Steady = func() time.Duration { return time.Since(begun) }
	}
	c.jumped, c.doubt = false, ""
	c.wall, c.steady = c.now(), c.Steady()
	if c.wall.Before(last.Add(-clockSlack)) {
		c.jumped = true
		c.doubt = fmt.Sprintf("the clock says %s, but it has been %s already", c.wall.UTC().Format("2 January 2006, 15:04"), last.UTC().Format("2 January 2006, 15:04"))
	}
}

// Check compares the clocks and, after a jump, asks the sources. Call Start first, then this about once a minute.
func (c *ClockWatch) Check(ctx context.Context) {
	c.mu.Lock()
	// The time of day against the steady clock: asleep, set by hand, or broken.
	if d := c.now().Sub(c.wall) - (c.Steady() - c.steady); d.Abs() > clockSlack {
		c.jumped = true
		if c.doubt == "" {
			c.doubt = "the clock of this computer jumped by " + d.Round(time.Minute).String()
		}
	}
	jumped, sources := c.jumped, c.Sources
	c.mu.Unlock()
	if !jumped {
		return
	}
	agree, against := 0, 0
	for _, ask := range sources {
		there, err := ask(ctx)
		if err != nil {
			continue
		}
		if c.now().Sub(there).Abs() <= clockSlack {
			agree++
			break
		}
		if against++; against == 2 {
			break
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case agree > 0:
		c.jumped, c.doubt, c.wall, c.steady = false, "", c.now(), c.Steady()
	case against >= 2:
		c.doubt = "two other clocks disagree with the clock of this computer"
	}
}

// Doubt says why this computer's clock is not trusted right now; empty: it is.
func (c *ClockWatch) Doubt() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.doubt
}

// HTTPSDate asks a web server what time it is: the Date of its answer, whatever else it answers.
func HTTPSDate(client *http.Client, url string) ClockSource {
	return func(ctx context.Context) (time.Time, error) {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
		if err != nil {
			return time.Time{}, fmt.Errorf("ask %s for the time: %w", url, err)
		}
		res, err := client.Do(req)
		if err != nil {
			return time.Time{}, fmt.Errorf("ask %s for the time: %w", url, err)
		}
		defer res.Body.Close()
		t, err := http.ParseTime(res.Header.Get("Date"))
		if err != nil {
			return time.Time{}, fmt.Errorf("ask %s for the time: %w", url, err)
		}
		return t, nil
	}
}
