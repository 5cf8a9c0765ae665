package admin

import (
	"context"
	"sync"
	"time"
)

// patience is how long a page waits for something that may take long before it answers that it goes on.
const patience = 2 * time.Second

// works is what goes on behind the pages, by name, and what went wrong with what ended.
type works struct {
	mu      sync.Mutex
	running map[string]bool
	failed  map[string]error
}

// behind does something that may take long: the page waits a moment for it, and then it goes on by itself. The error of what ended
// in time is given back; a later one is kept for the page that asks. What goes on already is not begun twice.
func (a *admin) behind(ctx context.Context, name string, do func(context.Context) error) error {
	if a.Background == nil {
		return do(ctx)
	}
	a.works.mu.Lock()
	if a.works.running[name] {
		a.works.mu.Unlock()
		return nil
	}
	if a.works.running == nil {
		a.works.running, a.works.failed = map[string]bool{}, map[string]error{}
	}
	a.works.running[name] = true
	delete(a.works.failed, name)
	a.works.mu.Unlock()
	ended := make(chan error, 1)
	a.Background(func(ctx context.Context) {
		err := do(ctx)
		a.works.mu.Lock()
		delete(a.works.running, name)
		if err != nil {
			a.works.failed[name] = err
		}
		a.works.mu.Unlock()
		if err != nil {
			a.Log.ErrorContext(ctx, "work behind a page failed", "what", name, "err", err)
		}
		ended <- err
	})
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case err := <-ended:
		a.workEnded(name)
		return err
	case <-wait.C:
		return nil
	}
}

// workGoes reports whether something goes on behind the pages.
func (a *admin) workGoes(name string) bool {
	a.works.mu.Lock()
	defer a.works.mu.Unlock()
	return a.works.running[name]
}

// workEnded gives the error with which it ended, once.
func (a *admin) workEnded(name string) error {
	a.works.mu.Lock()
	defer a.works.mu.Unlock()
	err := a.works.failed[name]
	delete(a.works.failed, name)
	return err
}
