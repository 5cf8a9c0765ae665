package sim

import (
	"container/heap"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/store"
	"github.com/goodturn-app/goodturn/store/sqlite"
)

// World is the engine on a virtual clock. It belongs to one goroutine.
type World struct {
	Clock   *Clock
	DB      *store.DB
	Program *program.Program
	People  *people.People
	Mail    *capture.Sender // what would have gone out
	Rand    *rand.Rand      // chance of everything that people do; the engine draws from another stream

	// Sent is told of every message at the instant at which it leaves, before the engine knows that it arrived. It may only note
	// what should happen later, with At.
	Sent func(capture.Captured)

	soon  happenings
	count int
	waits bool      // the database writes outcomes a moment later, in real time
	daily time.Time // when the nightly work is due
}

// Engine is what a world takes over from the real program: its plans and words, its key, its figures, its log. The database, the
// channels and whatever wakes or fences the real one stay behind.
type Engine program.Deps

// EngineOf takes them from a program.
func EngineOf(p *program.Program) Engine { return Engine(p.Deps) }

// Options say how a world begins. The zero Options begins at the zero time with seed 0.
type Options struct {
	At   time.Time
	Seed uint64
	Salt string // of address hashes; a copy takes its original's
	// Faults says what goes wrong with a message, see channel/capture. Nil: nothing does.
	Faults func(channel.Message) capture.Fault
}

// New makes an empty world in memory.
func New(ctx context.Context, e Engine, o Options) (*World, error) {
	w := &World{Clock: NewClock(o.At), Rand: rand.New(rand.NewPCG(o.Seed, 0x70656f706c65))}
	db, err := sqlite.OpenMemory(ctx, store.Options{Clock: w.Clock, Rand: chance(o.Seed, "ids"), Salt: o.Salt, Log: e.Log})
	if err != nil {
		return nil, fmt.Errorf("make a world: %w", err)
	}
	w.over(db, e, o)
	return w, nil
}

// Over puts a world over a database that is there: its clock must be the one that the database was opened with.
func Over(db *store.DB, clock *Clock, e Engine, o Options) *World {
	w := &World{Clock: clock, Rand: rand.New(rand.NewPCG(o.Seed, 0x70656f706c65)), waits: true}
	w.over(db, e, o)
	return w
}

func (w *World) over(db *store.DB, e Engine, o Options) {
	w.DB = db
	opts := []capture.Option{capture.Keep(func(c capture.Captured) {
		if w.Sent != nil {
			w.Sent(c)
		}
	})}
	if o.Faults != nil {
		opts = append(opts, capture.Faults(o.Faults))
	}
	w.Mail = capture.New(w.Clock.Now, opts...)
	d := program.Deps(e)
	d.DB, d.Rand, d.Senders, d.Waker, d.Fence, d.Node, d.Boot = db, chance(o.Seed, "program"), kept{w.Mail}, nil, nil, "virtual", "1"
	w.Program = program.New(d)
	w.People = people.New(w.Program)
	w.daily = w.Clock.Now()
}

// chance is a stream of bytes that never runs dry, the same for the same seed and use.
func chance(seed uint64, use string) io.Reader {
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	copy(key[8:], use)
	return rand.NewChaCha8(key)
}

// kept gives every user the channel that keeps messages.
type kept struct{ sender channel.Sender }

func (k kept) For(_ goodturn.User, c goodturn.Channel) (channel.Sender, error) {
	if c != goodturn.ChannelEmail {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "This way of sending is not connected."}
	}
	return k.sender, nil
}

// Close ends the world. What it holds in memory is gone.
func (w *World) Close() error { return w.DB.Close() }

// At has something happen at an instant, after what was noted for it before. An instant that has passed means now.
func (w *World) At(t time.Time, do func(context.Context) error) {
	w.count++
	heap.Push(&w.soon, happening{t.UTC(), w.count, do})
}

// Run lets time pass until an instant: the engine works at every due instant, nights do their work, and what was noted happens.
// When it returns the clock shows until.
func (w *World) Run(ctx context.Context, until time.Time) error {
	for {
		if err := w.happen(ctx); err != nil {
			return err
		}
		ran, next, err := w.Program.Run(ctx, 1)
		if err != nil {
			return fmt.Errorf("at %s: %w", w.Clock.Now().Format(time.RFC3339), err)
		}
		if ran.Sent > 0 && w.waits {
			if next, err = w.settle(ctx); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		now, to := w.Clock.Now(), until
		if next.After(now) && next.Before(to) {
			to = next // what is due and yet waits, as while the workspace is paused, waits for something to happen
		}
		if len(w.soon) > 0 && w.soon[0].at.Before(to) {
			to = w.soon[0].at
		}
		if w.daily.Before(to) {
			to = w.daily
		}
		if to.After(now) {
			w.Clock.Set(to)
		}
		if !to.Before(until) {
			return nil
		}
	}
}

// settle waits, in real time, until the outcomes of what was sent are in the database: the clock must not jump before them. Each
// function of Later runs after those before it; once the second runs, the first has been committed.
func (w *World) settle(ctx context.Context) (next time.Time, err error) {
	for range 2 {
		done := make(chan struct{})
		var once sync.Once
		w.DB.Later(func(*store.Tx) error {
			once.Do(func() { close(done) })
			return nil
		})
		select {
		case <-done:
		case <-ctx.Done():
			return next, ctx.Err()
		}
	}
	err = w.DB.Read(ctx, func(tx *store.Tx) (err error) {
		next, err = tx.NextDue()
		return err
	})
	return next, err
}

// happen does what is due besides sending.
func (w *World) happen(ctx context.Context) error {
	now := w.Clock.Now()
	if !w.daily.After(now) {
		w.daily = now.Truncate(24 * time.Hour).Add(27 * time.Hour) // 03:00 UTC
		if err := w.night(ctx); err != nil {
			return err
		}
	}
	for len(w.soon) > 0 && !w.soon[0].at.After(now) {
		h := heap.Pop(&w.soon).(happening)
		if err := h.do(ctx); err != nil {
			return fmt.Errorf("at %s: %w", now.Format(time.RFC3339), err)
		}
	}
	return nil
}

// night is the work that the real program does once a day.
func (w *World) night(ctx context.Context) error {
	if err := w.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := rewards.FallDue(tx, w.Program.News)
		return err
	}); err != nil {
		return err
	}
	for {
		n, err := w.Program.PlanYears(ctx)
		if err != nil {
			return fmt.Errorf("plan another year: %w", err)
		}
		if n == 0 {
			return nil
		}
	}
}

// happening is something that people do, or that befalls them.
type happening struct {
	at time.Time
	n  int // order of noting, for those at one instant
	do func(context.Context) error
}

type happenings []happening

func (h happenings) Len() int { return len(h) }
func (h happenings) Less(i, j int) bool {
	if !h[i].at.Equal(h[j].at) {
		return h[i].at.Before(h[j].at)
	}
	return h[i].n < h[j].n
}
func (h happenings) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *happenings) Push(x any)   { *h = append(*h, x.(happening)) }
func (h *happenings) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
