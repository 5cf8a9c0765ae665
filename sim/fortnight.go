package sim

import (
	"context"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn/program"
)

// Fortnight looks at the coming 14 days: what a person is shown before messages begin to leave, and while they do. The page and the
// command show this one report.
func Fortnight(ctx context.Context, p *program.Program) (*PlanReport, error) {
	return Plan(ctx, p, PlanOptions{Days: 14})
}

// A look that took longer than slowLook is kept for keptLook: whoever looks twice should not wait twice. A shorter one is made anew
// each time, so that it shows what was changed a moment ago.
const (
	slowLook = 2 * time.Second
	keptLook = time.Minute
)

// Fortnights makes one Fortnight at a time for all who ask. The zero Fortnights is ready; it belongs to one Program.
type Fortnights struct {
	mu      sync.Mutex
	running chan struct{} // closed when the one being made has ended; nil: none is
	last    *PlanReport
	err     error         // why there is no last
	made    time.Time     // when last was ready
	took    time.Duration // to make it
}

// Look gives the fortnight as it is at this call or later, or one that took long to make and is a minute old at most, three times as
// old as it took to make if that is more. It is nil if it cannot be had within patience: then it is made all the same, and whoever asks
// later gets it. background runs what outlives the call; nil: it is made in this goroutine, however long it takes.
func (f *Fortnights) Look(ctx context.Context, p *program.Program, background func(func(context.Context)), patience time.Duration) (*PlanReport, error) {
	wait := time.NewTimer(patience)
	defer wait.Stop()
	for mine := false; ; {
		f.mu.Lock()
		switch {
		case f.running == nil && mine:
			defer f.mu.Unlock()
			return f.last, f.err
		case f.last != nil && f.took > slowLook && p.DB.Clock.Now().Sub(f.made) < max(keptLook, 3*f.took):
			defer f.mu.Unlock()
			return f.last, nil
		}
		ended := f.running
		start := ended == nil
		if start { // what others wait for may have begun before this one's last change; this one begins after it
			ended = make(chan struct{})
			f.running, mine = ended, true
		}
		f.mu.Unlock()
		if start && background != nil {
			background(func(ctx context.Context) { f.play(ctx, p) })
		} else if start {
			f.play(ctx, p)
		}
		select {
		case <-ended:
		case <-wait.C:
			if background != nil {
				return nil, nil
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (f *Fortnights) play(ctx context.Context, p *program.Program) {
	began := p.DB.Clock.Now()
	r, err := Fortnight(ctx, p)
	if err != nil {
		p.Log.ErrorContext(ctx, "the coming two weeks could not be played", "err", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last, f.err, f.made = r, err, p.DB.Clock.Now()
	f.took = f.made.Sub(began)
	close(f.running)
	f.running = nil
}
