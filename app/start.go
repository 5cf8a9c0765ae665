package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/jobs"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// running is what Start started.
type running struct {
	runner  *jobs.Runner
	clock   *ClockWatch
	metrics *metrics
	servers []*http.Server
	unlock  func() error
	ctx     context.Context
	cancel  context.CancelFunc
	done    sync.WaitGroup
	failed  chan error
	mu      sync.Mutex
	alarm   string
	address string // where the owner's pages are
	outside string // where the clients' pages are; empty: nowhere by themselves
	public  string // why the public address is not proved; empty: it is, or there is none
}

// beat is how often a process says that it is alive.
const beat = 5 * time.Second

// Start begins to serve pages and to send. CodeConflict if another process sends from this data folder or under this name.
func (a *App) Start(ctx context.Context) (err error) {
	r := &running{failed: make(chan error, 4)}
	if r.unlock, err = a.Data.LockSending(); err != nil {
		return err
	}
	ctx, r.cancel = context.WithCancel(context.WithoutCancel(ctx))
	r.ctx = ctx
	a.run = r
	defer func() {
		if err != nil {
			err = errors.Join(err, a.stop(context.WithoutCancel(ctx)))
		}
	}()
	if err := a.claimName(ctx); err != nil {
		return err
	}
	if err := a.checkFence(ctx); err != nil {
		return err
	}
	if err := a.checkTimeline(ctx); err != nil {
		return fmt.Errorf("look which history the database server writes: %w", err)
	}
	if _, err := a.ReplaySpool(ctx); err != nil {
		a.Log.Error("refusals wait for the database; nothing is sent before they are taken", "err", err)
	}
	if _, _, err := a.Program.FreeLeases(ctx); err != nil {
		return err
	}
	if r.clock = a.Options.Watch; r.clock == nil {
		r.clock = &ClockWatch{}
	}
	r.clock.Sources = a.clockSources()
	r.clock.Start(a.fence.State().Wall)
	if err := a.settle(ctx); err != nil {
		return err
	}
	missing, err := a.Program.FindMissing(ctx)
	if err != nil {
		return err
	}
	for _, m := range missing {
		a.Log.Warn(m.Says()+" "+program.MissingHint, "plan", m.Plan, "people", m.People)
	}
	r.metrics = newMetrics(a)
	if err := a.servePages(ctx); err != nil {
		return err
	}
	if err := a.startWork(ctx); err != nil {
		return err
	}
	for _, loop := range []struct {
		every time.Duration
		do    func(context.Context)
	}{{beat, a.heartbeat}, {time.Minute, a.lookAround}, {time.Minute, a.freshFigures}, {10 * time.Minute, a.provePublic}} {
		r.done.Go(func() { every(ctx, loop.every, loop.do) })
	}
	r.done.Go(func() {
		select {
		case <-ctx.Done():
		case <-a.DB.Failed():
			a.fail(a.DB.Err())
		}
	})
	return nil
}

// every does something at once and then again and again until ctx is over.
func every(ctx context.Context, d time.Duration, do func(context.Context)) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		do(ctx)
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Failed tells why the process should end although nobody asked it to: the disk failed, or a listener died.
func (a *App) Failed() <-chan error { return a.run.failed }

func (a *App) fail(err error) {
	select {
	case a.run.failed <- err:
	default: // it is failing already
	}
}

// claimName says that this process is alive under its name. On a shared database another live process of that name is a second
// copy of this data folder, and then this one does not start.
func (a *App) claimName(ctx context.Context) error {
	seen, err := a.beatOf(ctx)
	if err != nil {
		return err
	}
	if a.pool != nil && a.Clock.Now().Sub(seen.SeenAt) < 6*beat && seen.Boot != a.boot {
		// It may have been killed a moment ago, or still be alive: one more beat tells.
		select {
		case <-time.After(2 * beat):
		case <-ctx.Done():
			return ctx.Err()
		}
		again, err := a.beatOf(ctx)
		if err != nil {
			return err
		}
		if again.SeenAt.After(seen.SeenAt) {
			return &goodturn.Error{Code: goodturn.CodeConflict, Field: "node", Message: "Another copy of Goodturn runs under this name on the same database.",
				Hint: "Stop it; or if it is meant to run beside this one, give one of them another data folder."}
		}
	}
	return a.DB.Write(ctx, func(tx *store.Tx) error {
		return tx.Beat(a.self())
	})
}

func (a *App) beatOf(ctx context.Context) (out store.Node, err error) {
	err = a.DB.Read(ctx, func(tx *store.Tx) error {
		nodes, err := tx.Nodes()
		for _, n := range nodes {
			if n.Node == a.node {
				out = n
			}
		}
		return err
	})
	return out, err
}

// self is how this process shows itself to others on the database.
func (a *App) self() store.Node {
	return store.Node{Node: a.node, Boot: a.boot, Facts: fmt.Sprintf("{\"version\":%q}", a.Options.Version)}
}

// heartbeat says that this process is alive, and notices when another one took its name.
func (a *App) heartbeat(ctx context.Context) {
	var mine bool
	err := a.DB.Write(ctx, func(tx *store.Tx) error {
		nodes, err := tx.Nodes()
		if err != nil {
			return err
		}
		mine = !slices.ContainsFunc(nodes, func(n store.Node) bool { return n.Node == a.node && n.Boot != a.boot })
		if !mine {
			return nil
		}
		return tx.Beat(a.self())
	})
	switch {
	case err != nil:
		if ctx.Err() == nil {
			a.Log.Error("the sign of life could not be written", "err", err)
		}
	case !mine:
		why := "Two copies of Goodturn run under one name, so it is not certain who sent what."
		if err := a.Program.Hold(ctx, why, program.Gap{Highest: a.fence.State().Highest, To: a.Clock.Now()}); err != nil {
			a.Log.Error("sending could not be put on hold", "err", err)
		}
		a.fail(&goodturn.Error{Code: goodturn.CodeConflict, Field: "node", Message: why, Hint: "Stop one of them, then run goodturn reconcile."})
	}
}

// clockSources are other clocks, asked only after this computer's clock has jumped.
func (a *App) clockSources() []ClockSource {
	if a.Options.ClockFrom != nil {
		return a.Options.ClockFrom
	}
	client := a.Options.HTTP
	var out []ClockSource
	if u := a.Config.PublicURL; u != "" {
		out = append(out, HTTPSDate(client, u))
	}
	// Any two will do that are run by different people.
	return append(out, HTTPSDate(client, "https://www.debian.org/"), HTTPSDate(client, "https://www.iana.org/"))
}

// settle keeps the public address of the options in the workspace, unproved when it changed, and begins a new workspace by
// watching. An address that the owner gave in the browser stays where the options give none.
func (a *App) settle(ctx context.Context) error {
	return a.DB.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.Settings()
		if err != nil || s.Demo {
			return err
		}
		before := s
		if s.Mode == "" {
			s.Mode = goodturn.ModeObserve
		}
		if url := a.Config.PublicURL; url != "" && s.PublicURL != url {
			s.PublicURL, s.PublicProvedAt = url, time.Time{}
		}
		if s.Mode == before.Mode && s.PublicURL == before.PublicURL {
			return nil
		}
		return tx.SaveSettings(s)
	})
}

// ProvePublic fetches a nonce through an address of the internet and reports in words why it does not lead here, if it does not.
func (a *App) ProvePublic(ctx context.Context, url string) error {
	var id goodturn.ID
	if err := a.DB.Read(ctx, func(tx *store.Tx) error { id = tx.NewID(); return nil }); err != nil {
		return err
	}
	return Prove(ctx, a.Options.HTTP, a.Links, url, id)
}

// provePublic proves the public address again and again. Until it leads here, and when it does no more, messages are written for
// replies.
func (a *App) provePublic(ctx context.Context) {
	var s goodturn.Settings
	if err := a.DB.Read(ctx, func(tx *store.Tx) (err error) { s, err = tx.Settings(); return err }); err != nil || s.PublicURL == "" || s.Demo {
		return // a database that cannot be read says so elsewhere
	}
	err := a.ProvePublic(ctx, s.PublicURL)
	if ctx.Err() != nil {
		return
	}
	a.run.mu.Lock()
	before := a.run.public
	a.run.public = ""
	if err != nil {
		a.run.public = err.Error()
	}
	a.run.mu.Unlock()
	if err != nil && before == "" {
		a.Log.Warn("the public address is not proved; messages ask for replies instead", "err", err)
	}
	werr := a.DB.Write(ctx, func(tx *store.Tx) error {
		now, werr := tx.Settings()
		if werr != nil || now.PublicURL != s.PublicURL || (err == nil) == !now.PublicProvedAt.IsZero() {
			return werr
		}
		now.PublicProvedAt = time.Time{}
		if err == nil {
			now.PublicProvedAt = tx.Now()
		}
		return tx.SaveSettings(now)
	})
	if werr != nil && ctx.Err() == nil {
		a.Log.Error("the proof of the public address could not be written", "err", werr)
	}
}

// Background runs what goes on after a page was answered, until the process stops.
func (a *App) Background(do func(context.Context)) {
	r := a.run
	r.done.Go(func() { do(r.ctx) })
}

// lookAround checks the clock, the disk and whether anything is stuck.
func (a *App) lookAround(ctx context.Context) {
	a.run.clock.Check(ctx)
	if err := a.checkTimeline(ctx); err != nil && ctx.Err() == nil {
		a.Log.Error("it is not known which history the database server writes", "err", err)
	}
	why := a.run.clock.Doubt()
	if free, err := a.Options.FreeSpace(); err == nil && free < leastSpace {
		why = fmt.Sprintf("only %d MB are free in the data folder", free>>20)
	}
	if why == "" {
		var err error
		if why, err = a.Program.Alarm(ctx); err != nil && ctx.Err() == nil {
			why = "the database cannot be read: " + err.Error()
		}
	}
	a.run.mu.Lock()
	changed := a.run.alarm != why
	a.run.alarm = why
	a.run.mu.Unlock()
	if changed && why != "" {
		a.Log.Error("somebody should look", "why", why)
	}
}

// freshFigures takes up market figures that another process loaded.
func (a *App) freshFigures(ctx context.Context) {
	if err := a.Market.Refresh(ctx); err != nil && ctx.Err() == nil {
		a.Log.Error("market figures that were loaded elsewhere could not be read", "err", err)
	}
}

// leastSpace is how much room there must be before anything is claimed.
const leastSpace = 64 << 20

// stop ends what Start began, in reverse: no new claim, up to 30 s for messages on their last dot, what is claimed is released.
func (a *App) stop(ctx context.Context) error {
	r := a.run
	defer func() { a.run = nil }() // everything that looks at it has stopped by then
	var errs []error
	drain, cancel := context.WithTimeout(ctx, drainFor)
	defer cancel()
	// Senders first: attempts before their mark are called off at once, those after it may finish; only then do the jobs wait.
	closed := make(chan error, 1)
	if r.runner != nil {
		a.waker.set(nil)
		go func() { closed <- a.Senders.Close(drain) }()
		errs = append(errs, r.runner.Stop(drain), <-closed)
	}
	for _, s := range r.servers {
		if err := s.Shutdown(drain); err != nil {
			errs = append(errs, s.Close())
		}
	}
	r.cancel()
	r.done.Wait()
	if err := os.Remove(a.Data.Listening()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		errs = append(errs, err)
	}
	errs = append(errs, a.DB.Write(ctx, func(tx *store.Tx) error { return tx.LeaveNode(a.node, a.boot) }), a.fence.Flush(a.Clock.Now()), r.unlock())
	return errors.Join(errs...)
}

// listen opens an address, in words for whoever gave it.
func listen(addr, option string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, &goodturn.Error{Code: goodturn.CodeUnavailable, Field: option, Message: "The address " + addr + " cannot be used.",
			Hint: "Another program may use it. Choose another with --" + option + ", as in --" + option + " 127.0.0.1:8081.", Err: err}
	}
	return l, nil
}
