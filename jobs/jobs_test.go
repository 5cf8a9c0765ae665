package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/goleak"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/jobs"
	"github.com/goodturn-app/goodturn/test/postgres"
)

var wall = goodturn.ClockFunc(time.Now)

// onEach runs a test on both of River's databases.
func onEach(t *testing.T, f func(t *testing.T, opt jobs.Options)) {
	t.Run("SQLite", func(t *testing.T) {
		f(t, jobs.Options{SQLitePath: filepath.Join(t.TempDir(), "jobs.db"), Clock: wall, Log: slog.New(slog.DiscardHandler)})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		pool, err := pgxpool.New(t.Context(), postgres.NewDatabase(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(pool.Close)
		f(t, jobs.Options{Pool: pool, Clock: wall, Log: slog.New(slog.DiscardHandler)})
	})
}

func start(t *testing.T, opt jobs.Options) *jobs.Runner {
	t.Helper()
	r, err := jobs.New(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	return r
}

func stop(t *testing.T, r *jobs.Runner) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := r.Stop(ctx); err != nil {
		t.Fatal(err)
	}
}

func await(t *testing.T, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(30 * time.Second):
		t.Fatal("the work was not woken")
	}
}

func TestWorkRunsAtStartAndOnEveryWake(t *testing.T) {
	onEach(t, func(t *testing.T, opt jobs.Options) {
		ran := make(chan struct{}, 100)
		opt.Work = map[jobs.Kind]jobs.Work{jobs.Sweep: func(context.Context) (time.Time, error) {
			ran <- struct{}{}
			return time.Time{}, nil
		}}
		r := start(t, opt)
		await(t, ran) // at start
		r.Wake(jobs.Sweep)
		await(t, ran)
		stop(t, r)
	})
}

func TestRiverWakesByItself(t *testing.T) {
	onEach(t, func(t *testing.T, opt jobs.Options) {
		ran := make(chan struct{}, 100)
		opt.Work = map[jobs.Kind]jobs.Work{jobs.Sweep: func(context.Context) (time.Time, error) {
			ran <- struct{}{}
			return time.Time{}, nil
		}}
		r := start(t, opt)
		await(t, ran)
		await(t, ran) // nobody called Wake: the periodic job that River runs at its own start did
		stop(t, r)
	})
}

func TestWorkIsWokenWhenItAskedToBe(t *testing.T) {
	onEach(t, func(t *testing.T, opt jobs.Options) {
		ran := make(chan struct{}, 100)
		n := 0
		opt.Work = map[jobs.Kind]jobs.Work{jobs.Digest: func(context.Context) (time.Time, error) {
			ran <- struct{}{}
			if n++; n < 5 {
				return wall.Now(), nil
			}
			return time.Time{}, nil
		}}
		r := start(t, opt)
		for range 5 {
			await(t, ran)
		}
		stop(t, r)
	})
}

func TestAFailureIsRememberedUntilItWorksAgain(t *testing.T) {
	onEach(t, func(t *testing.T, opt jobs.Options) {
		broken := errors.New("the disk is full")
		var r *jobs.Runner
		remembered := make(chan error, 100)
		runs, ready := 0, make(chan struct{})
		opt.Work = map[jobs.Kind]jobs.Work{jobs.Sync: func(context.Context) (time.Time, error) {
			<-ready
			if runs++; runs == 1 {
				return time.Time{}, broken
			}
			remembered <- r.Failing()[jobs.Sync] // runs are one after the other, so the first one's error has been noted
			return time.Time{}, nil
		}}
		r = start(t, opt)
		close(ready)
		for err := error(nil); err == nil; { // the wake-up that River sends at its start may come first or second
			r.Wake(jobs.Sync)
			select {
			case err = <-remembered:
				if !errors.Is(err, broken) {
					t.Fatalf("remembered %v", err)
				}
			case <-time.After(10 * time.Millisecond):
			}
		}
		stop(t, r)
		if len(r.Failing()) != 0 {
			t.Fatalf("still failing: %v", r.Failing())
		}
	})
}

func TestNothingRunsOnAfterStop(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	opt := jobs.Options{SQLitePath: filepath.Join(t.TempDir(), "jobs.db"), Clock: wall, Log: slog.New(slog.DiscardHandler)}
	ran := make(chan struct{}, 100)
	opt.Work = map[jobs.Kind]jobs.Work{jobs.Sweep: func(context.Context) (time.Time, error) {
		ran <- struct{}{}
		return time.Time{}, nil
	}}
	r := start(t, opt)
	await(t, ran)
	stop(t, r)
	goleak.VerifyNone(t, ignore)
}
