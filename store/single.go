package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"
)

// Bounds of one shared commit. The time bound keeps the write lock short for other processes; the first queue does not wait
// longer than one commit plus one function of the second.
const (
	batchMax  = 1024
	batchTime = 10 * time.Millisecond
	laterMax  = 50 * time.Millisecond
)

// job is one function and the caller who waits for it.
type job struct {
	fn       func(*Tx) error
	tx       *Tx
	err      error
	panicked any
	taken    chan struct{} // closed when it is begun: from then on the caller waits for its outcome, whatever its context says
	done     chan struct{}
	dropped  bool // its caller has gone; guarded by single.mu
}

// single is the one writer of an SQLite database: a goroutine that owns the writing connection, runs what waits in one
// transaction, each function in a savepoint of its own, and commits once for all of them: they share the fsync.
type single struct {
	db    *DB
	c     *conn
	mu    sync.Mutex
	first []*job
	rest  []*job
	after []func(*Tx) error
	since time.Time // when the oldest of after came
	wake  chan struct{}
	quit  chan struct{}
	ended chan struct{}
	once  sync.Once
}

func newSingle(ctx context.Context, db *DB, pool *sql.DB) (*single, error) {
	c, err := newConn(ctx, &db.dialect, pool, true)
	if err != nil {
		return nil, err
	}
	s := &single{db: db, c: c, wake: make(chan struct{}, 1), quit: make(chan struct{}), ended: make(chan struct{})}
	go s.loop()
	return s, nil
}

func (s *single) write(ctx context.Context, first bool, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{fn: fn, taken: make(chan struct{}), done: make(chan struct{})}
	s.mu.Lock()
	select {
	case <-s.quit:
		s.mu.Unlock()
		return errClosed
	default:
	}
	if first {
		s.first = append(s.first, j)
	} else {
		s.rest = append(s.rest, j)
	}
	s.mu.Unlock()
	s.nudge()
	select {
	case <-j.done:
	case <-ctx.Done():
		s.mu.Lock()
		select {
		case <-j.taken:
			s.mu.Unlock()
			<-j.done
		default:
			j.dropped = true
			s.mu.Unlock()
			return ctx.Err()
		}
	}
	if j.panicked != nil {
		panic(j.panicked)
	}
	return j.err
}

func (s *single) later(fn func(*Tx) error) {
	s.mu.Lock()
	if len(s.after) == 0 {
		s.since = time.Now()
	}
	s.after = append(s.after, fn)
	full := len(s.after) >= batchMax
	alone := len(s.after) == 1
	s.mu.Unlock()
	if full {
		s.nudge()
	} else if alone {
		time.AfterFunc(laterMax, s.nudge)
	}
}

// flushLater makes a commit of its own: every commit takes along what waits.
func (s *single) flushLater() {
	_ = s.write(context.Background(), false, func(*Tx) error { return nil })
}

func (s *single) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *single) close() error {
	var err error
	s.once.Do(func() {
		s.mu.Lock()
		close(s.quit)
		s.mu.Unlock()
		s.nudge()
		<-s.ended
		err = s.c.close()
	})
	return err
}

func (s *single) loop() {
	defer close(s.ended)
	for {
		<-s.wake
		for s.batch() {
		}
		select {
		case <-s.quit:
			for s.batch() {
			}
			return
		default:
		}
	}
}

// next takes the next waiting job: the first queue before the second, but one of the second in every batch.
func (s *single) next(fromRest bool) *job {
	s.mu.Lock()
	defer s.mu.Unlock()
	queues := [2]*[]*job{&s.first, &s.rest}
	if fromRest {
		queues[0], queues[1] = queues[1], queues[0]
	}
	for _, q := range queues {
		for len(*q) > 0 {
			j := (*q)[0]
			(*q)[0] = nil
			*q = (*q)[1:]
			if !j.dropped {
				close(j.taken)
				return j
			}
		}
	}
	return nil
}

// awaited reports whether anybody is in a queue.
func (s *single) awaited() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.first)+len(s.rest) > 0
}

func (s *single) takeLater(force bool) []func(*Tx) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !force && len(s.after) < batchMax && time.Since(s.since) < laterMax {
		select {
		case <-s.quit:
		default:
			return nil
		}
	}
	l := s.after
	s.after = nil
	return l
}

// batch runs one transaction and reports whether there was anything to do.
//
// Functions run one after the other without savepoints, because a savepoint copies every page that it touches. Only when one
// fails after it has written is the transaction undone, and what was in it run again, this time each in a savepoint.
func (s *single) batch() bool {
	j := s.next(false)
	after := s.takeLater(j != nil)
	if j == nil && len(after) == 0 {
		return false
	}
	start := time.Now()
	if err := s.db.Err(); err != nil {
		s.refuse(j, err)
		s.keep(after, err)
		return true
	}
	b := batch{s: s}
	err := s.c.do("BEGIN IMMEDIATE")
	var jobs []*job
	for n := 0; j != nil; n++ {
		jobs = append(jobs, j)
		if err == nil {
			err = b.run(j)
		}
		if err != nil || n+1 >= batchMax || time.Since(start) >= batchTime {
			break
		}
		j = s.next(n == 0)
	}
	for _, fn := range after {
		if err != nil {
			break
		}
		j := &job{fn: fn}
		if err = b.run(j); err == nil && j.err != nil {
			s.db.Log.Error("write later", "err", j.err)
		}
	}
	if err == nil {
		err = b.flush()
	}
	if err == nil {
		err = s.c.do("COMMIT")
	}
	if err != nil {
		err = s.db.explain(err)
		// the transaction may or may not still be open; an error here says that it is not
		_ = s.c.do("ROLLBACK")
		s.keep(after, err)
	}
	finish(jobs, err)
	return true
}

// batch is one shared transaction.
type batch struct {
	s       *single
	done    []*job // without an error
	careful bool   // in savepoints
}

// run runs a job. Its own failure is kept in the job; an error means that the whole transaction is lost.
func (b *batch) run(j *job) error {
	if b.careful {
		return b.runCarefully(j)
	}
	b.call(j)
	if j.tx.lost != nil {
		return j.tx.lost
	}
	if j.err == nil {
		b.done = append(b.done, j)
		return nil
	}
	if !j.tx.wrote {
		return nil
	}
	b.careful = true
	if err := b.s.c.do("ROLLBACK"); err != nil {
		return fmt.Errorf("%w, and then %w", j.err, err)
	}
	if err := b.s.c.do("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	again := b.done
	b.done = nil
	for _, j := range again {
		if err := b.runCarefully(j); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) runCarefully(j *job) error {
	if err := b.s.c.do("SAVEPOINT j"); err != nil {
		return err
	}
	b.call(j)
	if j.tx.lost != nil {
		return j.tx.lost
	}
	if j.err == nil {
		b.done = append(b.done, j)
	} else if err := b.s.c.do("ROLLBACK TO j"); err != nil {
		return fmt.Errorf("%w, and then %w", j.err, err)
	}
	return b.s.c.do("RELEASE j")
}

func (b *batch) call(j *job) {
	j.tx = b.s.db.begin(b.s.c, true)
	j.tx.awaited = b.s.awaited
	j.err, j.panicked = j.tx.call(j.fn)
	if j.err == nil {
		j.err = j.tx.settlePlaces()
	}
}

// flush writes the daily counts of all together: one row each, however many counted.
func (b *batch) flush() error {
	sum := b.s.db.begin(b.s.c, true)
	for _, j := range b.done {
		sum.adopt(j.tx)
	}
	return sum.flushCounts(sum.counts)
}

// keep puts functions that nobody waits for back when their transaction failed, unless the database is done for.
func (s *single) keep(after []func(*Tx) error, err error) {
	if len(after) == 0 {
		return
	}
	select {
	case <-s.quit:
		s.db.Log.Error("written too late: lost", "functions", len(after), "err", err)
		return
	default:
	}
	if s.db.Err() != nil {
		s.db.Log.Error("disk failed: lost", "functions", len(after), "err", err)
		return
	}
	s.mu.Lock()
	s.after = append(after, s.after...)
	s.since = time.Now()
	s.mu.Unlock()
	time.AfterFunc(laterMax, s.nudge)
}

// refuse answers everybody who waits, once nothing may be written any more.
func (s *single) refuse(j *job, err error) {
	for ; j != nil; j = s.next(false) {
		finish([]*job{j}, err)
	}
}

func finish(jobs []*job, err error) {
	for _, j := range jobs {
		if err != nil && j.err == nil {
			j.err = err
		}
		close(j.done)
	}
}
