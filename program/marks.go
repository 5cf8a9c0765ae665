package program

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// marksAtOnce is how many marks share one transaction at most: few enough that a refusal never waits long behind them.
const marksAtOnce = 128

// marker gathers the second marks that are wanted while others are being made, so that they share statements and a commit. One
// batch is made at a time: what comes meanwhile is the next.
type marker struct {
	mu      sync.Mutex
	waiting []*marking
	busy    bool
}

// marking is one second mark that a channel waits for.
type marking struct {
	mark  store.Mark
	taken bool // guarded by marker.mu; from then on its outcome is waited for, whatever its context says
	err   error
	done  chan struct{}
}

// mark makes the second mark of one message: it returns nil once that is durable, and errStopped if it does not hold.
func (p *Program) mark(ctx context.Context, m store.Mark) error {
	w := &marking{mark: m, done: make(chan struct{})}
	k := p.marks
	k.mu.Lock()
	k.waiting = append(k.waiting, w)
	if !k.busy {
		k.busy = true
		go p.makeMarks()
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
func (k *marker) take() []*marking {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []*marking
	for len(k.waiting) > 0 && len(out) < marksAtOnce {
		w := k.waiting[0]
		k.waiting[0], k.waiting = nil, k.waiting[1:]
		if !w.taken {
			w.taken = true
			out = append(out, w)
		}
	}
	return out
}

// makeMarks makes marks until none is wanted.
func (p *Program) makeMarks() {
	for {
		p.makeBatch()
		p.marks.mu.Lock()
		if len(p.marks.waiting) == 0 {
			p.marks.busy = false
			p.marks.mu.Unlock()
			return
		}
		p.marks.mu.Unlock()
	}
}

func (p *Program) makeBatch() {
	var batch []*marking
	var holds []bool
	err := p.DB.WriteFirst(context.Background(), func(tx *store.Tx) (err error) {
		if batch == nil { // when the writer comes to it and not before: more ride along; a second try keeps the first one's
			batch = p.marks.take()
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
		batch = p.marks.take() // the database is closed: everybody is told
	}
	for i, w := range batch {
		switch {
		case err != nil && len(batch) > 1:
			w.err = p.makeMark(w.mark) // one of them spoils the others: each on its own
		case err != nil:
			w.err = err
		case !holds[i]:
			w.err = errStopped
		}
		close(w.done)
	}
}

// makeMark is one mark in a transaction of its own.
func (p *Program) makeMark(m store.Mark) error {
	// The opt-out and this mark are both rows of one database: whichever commits first wins.
	return p.DB.WriteFirst(context.Background(), func(tx *store.Tx) error {
		ok, err := tx.Commit(m.Delivery, m.Token)
		switch {
		case err != nil:
			return err
		case !ok:
			return errStopped
		}
		return tx.SaveBody(m.Delivery, m.Subject, m.Body, m.Hash)
	})
}

// landing is a message that the next hop took.
type landing struct {
	touch    goodturn.Touch
	delivery store.Delivery
	at       time.Time
	reply    string
}

// landings gathers them until the next commit: they are written together, and nobody waits.
type landings struct {
	mu   sync.Mutex
	open *landed
}

type landed struct{ list []landing }

// land writes down, with the next commit, that the next hop took a message.
func (p *Program) land(l landing) {
	l.at, l.reply = l.at.UTC().Truncate(time.Millisecond), storable(l.reply)
	p.landings.mu.Lock()
	if b := p.landings.open; b != nil && len(b.list) < marksAtOnce {
		b.list = append(b.list, l)
		p.landings.mu.Unlock()
		return
	}
	b := &landed{list: []landing{l}}
	p.landings.open = b
	p.landings.mu.Unlock()
	p.DB.Later(func(tx *store.Tx) error {
		p.landings.mu.Lock()
		if p.landings.open == b {
			p.landings.open = nil // nothing is added from here on: a second try writes the same
		}
		p.landings.mu.Unlock()
		err := p.arrivedAll(tx, b.list)
		if err != nil && len(b.list) > 1 {
			go p.landSingly(b.list)
		}
		return err
	})
}

// landSingly tries each on its own after all together failed, so that one does not spoil the others. What was written already
// stays as it is.
func (p *Program) landSingly(list []landing) {
	for _, l := range list {
		p.DB.Later(func(tx *store.Tx) error { return p.arrivedAll(tx, []landing{l}) })
	}
}

// storable makes what a server said fit to be kept.
func storable(reply string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(reply, "\x00", ""), "?")
}

// arrivedAll is arrived for many, in a handful of statements.
func (p *Program) arrivedAll(tx *store.Tx, list []landing) error {
	as := make([]store.Acceptance, len(list))
	for i, l := range list {
		as[i] = store.Acceptance{Delivery: l.delivery.ID, Token: l.delivery.Token, At: l.at, Reply: l.reply}
	}
	took, err := tx.SentMany(as)
	if err != nil {
		return err
	}
	var events []goodturn.Event
	for i, l := range list {
		if took[i] {
			if err := p.thanked(tx, l.touch); err != nil {
				return err
			}
			events = append(events, p.sentEvent(l.touch, l.delivery, l.at, false))
		}
	}
	return p.receiveOurs(tx, events)
}

// receiveOurs is receive for many events of our own making that stir nothing: the plan knew of them.
func (p *Program) receiveOurs(tx *store.Tx, events []goodturn.Event) error {
	fresh, err := tx.AppendEvents(events)
	if err != nil {
		return err
	}
	var of []goodturn.ID
	for i, e := range events {
		if fresh[i] {
			if err := p.News.Announce(tx, e); err != nil {
				return err
			}
			of = append(of, e.ContactID)
		}
	}
	of = distinct(of)
	rows, err := tx.LockStandings(of...)
	if err != nil {
		return err
	}
	now := make(map[goodturn.ID]standing.Standing, len(of))
	for i, e := range events {
		if !fresh[i] {
			continue
		}
		s, known := now[e.ContactID]
		if !known {
			if s, err = parseStanding(rows[e.ContactID].State); err != nil {
				return unreadableStanding(e.ContactID, err)
			}
		}
		if now[e.ContactID], err = folded(tx, s, e); err != nil {
			return err
		}
	}
	out := make([]store.Standing, len(of))
	for i, id := range of {
		if out[i], err = standingRow(id, now[id]); err != nil {
			return err
		}
	}
	return tx.SaveStandings(out...)
}
