// Package jobs answers one question: when is somebody woken to look? It runs River on either database for periodic wake-ups,
// and calls the work directly when something in this process asks for it. A job is a wake-up for a batch and carries nothing:
// our rows are the truth, so every job may be lost, repeated or late without harm. It refuses to know what the work does.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	_ "modernc.org/sqlite" // the driver of jobs.db

	"github.com/goodturn-app/goodturn"
)

// Kind is a sort of wake-up.
type Kind string

const (
	Sweep        Kind = "sweep"        // something may be due: decide and send
	Housekeeping Kind = "housekeeping" // leases, unknowns, retention, the nightly sum
	Digest       Kind = "digest"       // tell the owner: answers within two minutes, the week on Monday morning
	News         Kind = "news"         // bring news to other systems
	Sync         Kind = "sync"         // fetch from connected systems and published series
)

// Kinds lists all, with how often each is woken when nobody asks for it.
var Kinds = []struct {
	Kind  Kind
	Every time.Duration
}{{Sweep, time.Minute}, {Housekeeping, 10 * time.Minute}, {Digest, time.Minute}, {News, time.Minute}, {Sync, time.Hour}}

// Work does one kind of thing until there is none left, and says when it wants to be woken next: zero means that the periodic
// wake-up will do. It must stand being called at any time, and stop soon when ctx ends.
type Work func(ctx context.Context) (next time.Time, err error)

// Options says where jobs are kept and what they wake.
type Options struct {
	SQLitePath string        // jobs.db; may be deleted at any time. Used when Pool is nil
	Pool       *pgxpool.Pool // PostgreSQL: leader election and several nodes
	Work       map[Kind]Work
	Clock      goodturn.Clock
	Log        *slog.Logger
}

// Runner wakes the work.
type Runner struct {
	opt     Options
	lanes   map[Kind]*lane
	queue   queue
	db      *sql.DB
	stop    context.CancelFunc
	done    sync.WaitGroup
	mu      sync.Mutex
	lastErr map[Kind]error
}

// lane runs one kind of work, never twice at once in this process.
type lane struct {
	wake chan struct{}
}

// queue is what we need of River on either database.
type queue interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
}

// New prepares the queue's tables and the runner; Start starts it.
func New(ctx context.Context, opt Options) (*Runner, error) {
	r := &Runner{opt: opt, lanes: map[Kind]*lane{}, lastErr: map[Kind]error{}}
	for k := range opt.Work {
		r.lanes[k] = &lane{wake: make(chan struct{}, 1)}
	}
	if opt.Pool != nil {
		q, err := open(ctx, riverpgxv5.New(opt.Pool), r, 0)
		if err != nil {
			return nil, err
		}
		r.queue = q
		return r, nil
	}
	db, err := sql.Open("sqlite", "file:"+opt.SQLitePath+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=busy_timeout(5000)&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", opt.SQLitePath, err)
	}
	db.SetMaxOpenConns(1) // River works in parallel, SQLite does not: one connection makes it wait instead of fail
	q, err := open(ctx, riversqlite.New(db), r, time.Second)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	r.queue, r.db = q, db
	return r, nil
}

// open migrates River's tables and makes a client whose jobs do nothing but wake.
func open[TTx any](ctx context.Context, driver riverdriver.Driver[TTx], r *Runner, poll time.Duration) (queue, error) {
	quiet := slog.New(slog.DiscardHandler)
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: quiet})
	if err != nil {
		return nil, fmt.Errorf("prepare the job tables: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, fmt.Errorf("prepare the job tables: %w", err)
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &wakeWorker{wake: r.Wake})
	var periodic []*river.PeriodicJob
	for _, k := range Kinds {
		if r.lanes[k.Kind] == nil {
			continue
		}
		kind := k.Kind
		periodic = append(periodic, river.NewPeriodicJob(river.PeriodicInterval(k.Every),
			func() (river.JobArgs, *river.InsertOpts) {
				// Unique per kind and minute: after a long sleep there is one wake-up to catch up with, not a thousand.
				return wakeArgs{Wake: string(kind)}, &river.InsertOpts{MaxAttempts: 1, UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: time.Minute}}
			}, &river.PeriodicJobOpts{RunOnStart: true}))
	}
	client, err := river.NewClient(driver, &river.Config{
		Logger: quiet, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 2}},
		Workers: workers, PeriodicJobs: periodic,
		FetchPollInterval: poll, JobTimeout: time.Minute, RescueStuckJobsAfter: 5 * time.Minute,
		CompletedJobRetentionPeriod: time.Hour, DiscardedJobRetentionPeriod: time.Hour, CancelledJobRetentionPeriod: time.Hour,
	})
	if err != nil {
		return nil, fmt.Errorf("start the job queue: %w", err)
	}
	return client, nil
}

type wakeArgs struct {
	Wake string `json:"wake" river:"unique"`
}

func (wakeArgs) Kind() string { return "wake" }

type wakeWorker struct {
	river.WorkerDefaults[wakeArgs]
	wake func(Kind)
}

func (w *wakeWorker) Work(_ context.Context, job *river.Job[wakeArgs]) error {
	w.wake(Kind(job.Args.Wake))
	return nil
}

// Start begins to wake, and runs every kind of work once at once.
func (r *Runner) Start(ctx context.Context) error {
	ctx, r.stop = context.WithCancel(ctx)
	for k, l := range r.lanes {
		r.done.Add(1)
		go r.run(ctx, k, l)
		r.Wake(k)
	}
	if err := r.queue.Start(ctx); err != nil {
		r.stop()
		r.done.Wait()
		return fmt.Errorf("start the job queue: %w", err)
	}
	return nil
}

// Stop wakes nobody any more and waits until the work that runs has stopped; its context is cancelled at once.
func (r *Runner) Stop(ctx context.Context) error {
	if r.stop != nil {
		r.stop()
	}
	err := r.queue.Stop(ctx)
	r.done.Wait()
	if r.db != nil {
		err = errors.Join(err, r.db.Close())
	}
	return err
}

// Wake asks for one kind of work, now. It never blocks; a wake-up while the work runs makes it run once more.
func (r *Runner) Wake(k Kind) {
	if l := r.lanes[k]; l != nil {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
}

// Failing gives the last error of each kind of work that failed when it last ran.
func (r *Runner) Failing() map[Kind]error {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make(map[Kind]error, len(r.lastErr))
	for k, err := range r.lastErr {
		out[k] = err
	}
	return out
}

func (r *Runner) run(ctx context.Context, k Kind, l *lane) {
	defer r.done.Done()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.wake:
		case <-timer.C:
		}
		next, err := r.opt.Work[k](ctx)
		r.mu.Lock()
		if err != nil && ctx.Err() == nil {
			r.lastErr[k] = err
			r.opt.Log.Error("background work failed; it is tried again", "work", k, "err", err)
		} else {
			delete(r.lastErr, k)
		}
		r.mu.Unlock()
		wait := time.Hour
		if !next.IsZero() {
			// Never sooner than a moment: work that is due but cannot be done must not spin.
			wait = max(50*time.Millisecond, next.Sub(r.opt.Clock.Now()))
		}
		timer.Reset(wait)
	}
}
