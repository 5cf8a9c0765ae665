// Package marks answers one question: how do many messages make their second marks together, and which number does each bear? It refuses to know what a message says,
// how it travels, and whether it may go: that is asked of the rows in the transaction of the mark itself.
package marks

import (
	"context"
	"errors"
	"sync"

	"github.com/goodturn-app/goodturn/store"
)

// AtOnce is how many marks share one transaction at most: few enough that a refusal never waits long behind them.
const AtOnce = 128

// ErrStopped is why a mark does not hold: paused, opted out, or claimed by somebody else meanwhile.
var ErrStopped = errors.New("stopped before it left")

// Maker gathers the second marks that are wanted while others are being made, so that they share statements and a commit. One
// batch is made at a time: what comes meanwhile is the next. Any number of goroutines may use it.
type Maker struct {
	DB *store.DB

	mu      sync.Mutex
	waiting []*marking
	busy    bool
}

// marking is one second mark that a channel waits for.
type marking struct {
	mark  store.Mark
	taken bool // guarded by Maker.mu; from then on its outcome is waited for, whatever its context says
	err   error
	done  chan struct{}
}

// Make makes the second mark of one message: it returns nil once that is durable, and ErrStopped if it does not hold. A ctx that ends
// calls off a mark that nobody has begun to make.
func (k *Maker) Make(ctx context.Context, m store.Mark) error {
	w := &marking{mark: m, done: make(chan struct{})}
	k.mu.Lock()
	k.waiting = append(k.waiting, w)
	if !k.busy {
		k.busy = true
		go k.makeAll()
	}
	k.mu.Unlock()
	select {
	case <-w.done:
		return w.err
	case <-ctx.Done():
	}
	k.mu.Lock()
	if !w.taken {
		w.taken = true // by nobody: it is passed over
		k.mu.Unlock()
		return ctx.Err()
	}
	k.mu.Unlock()
	<-w.done
	return w.err
}

// take gives the marks of the next batch.
func (k *Maker) take() []*marking {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []*marking
	for len(k.waiting) > 0 && len(out) < AtOnce {
		w := k.waiting[0]
		k.waiting[0], k.waiting = nil, k.waiting[1:]
		if !w.taken {
			w.taken = true
			out = append(out, w)
		}
	}
	return out
}

// makeAll makes marks until none is wanted.
func (k *Maker) makeAll() {
	for {
		k.makeBatch()
		k.mu.Lock()
		if len(k.waiting) == 0 {
			k.busy = false
			k.mu.Unlock()
			return
		}
		k.mu.Unlock()
	}
}

func (k *Maker) makeBatch() {
	var batch []*marking
	var holds []bool
	err := k.DB.WriteFirst(context.Background(), func(tx *store.Tx) (err error) {
		if batch == nil { // when the writer comes to it and not before: more ride along; a second try keeps the first one's
			batch = k.take()
		}
		if len(batch) == 0 {
			return nil
		}
		marks := make([]store.Mark, len(batch))
		for i, w := range batch {
			marks[i] = w.mark
		}
		holds, err = tx.CommitMany(marks)
		return err
	})
	if batch == nil {
		batch = k.take() // the database is closed: everybody is told
	}
	for i, w := range batch {
		switch {
		case err != nil && len(batch) > 1:
			w.err = k.makeOne(w.mark) // one of them spoils the others: each on its own
		case err != nil:
			w.err = err
		case !holds[i]:
			w.err = ErrStopped
		}
		close(w.done)
	}
}

// makeOne is one mark in a transaction of its own.
func (k *Maker) makeOne(m store.Mark) error {
	// The opt-out and this mark are both rows of one database: whichever commits first wins.
	return k.DB.WriteFirst(context.Background(), func(tx *store.Tx) error {
		ok, err := tx.Commit(m.Delivery, m.Token)
		switch {
		case err != nil:
			return err
		case !ok:
			return ErrStopped
		}
		return tx.SaveBody(m.Delivery, m.Subject, m.Body, m.Hash)
	})
}
