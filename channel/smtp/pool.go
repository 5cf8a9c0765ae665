package smtp

import (
	"context"
	"time"
)

// farewell is how long QUIT may take: it is a courtesy, and nobody waits for the answer.
const farewell = 5 * time.Second

// take hands out a kept connection that still looks alive, or opens a new one. The caller holds a slot.
func (s *Sender) take(ctx context.Context) (c *conn, reused bool, err error) {
	for {
		c := s.popIdle()
		if c == nil {
			break
		}
		if c.wire.silent() {
			return c, true, nil
		}
		s.forget(c)
	}
	c, err = connect(ctx, s.account, s.limits)
	if err != nil {
		return nil, false, err
	}
	s.mu.Lock()
	s.live[c] = struct{}{}
	s.mu.Unlock()
	return c, false, nil
}

// give takes a connection back after an attempt: to be kept, ended politely, or forgotten if it is broken. It also
// gives back the slot, not before the connection is gone or kept, so that there are never more than allowed.
func (s *Sender) give(c *conn) {
	if c.broken {
		s.forget(c)
		<-s.slots
		return
	}
	s.mu.Lock()
	if s.closed || c.sent >= s.limits.PerConnection {
		s.mu.Unlock()
		// The caller has a result to write down and does not wait for the goodbye.
		s.work.Go(func() { s.leave(c); <-s.slots })
		return
	}
	c.expiry = time.AfterFunc(s.limits.Idle, func() { s.expire(c) })
	s.idle = append(s.idle, c)
	s.mu.Unlock()
	<-s.slots
}

// popIdle takes the connection that was used last: the others may then grow old and end.
func (s *Sender) popIdle() *conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.idle) == 0 {
		return nil
	}
	c := s.idle[len(s.idle)-1]
	s.idle = s.idle[:len(s.idle)-1]
	c.expiry.Stop()
	return c
}

func (s *Sender) expire(c *conn) {
	s.mu.Lock()
	for i, kept := range s.idle {
		if kept == c {
			s.idle = append(s.idle[:i], s.idle[i+1:]...)
			s.work.Add(1) // under mu and before closed is set, or Close finds it in idle and ends it itself
			s.mu.Unlock()
			defer s.work.Done()
			s.leave(c)
			return
		}
	}
	s.mu.Unlock()
}

// dropIdle ends all kept connections without keeping the caller waiting.
func (s *Sender) dropIdle() {
	for c := s.popIdle(); c != nil; c = s.popIdle() {
		s.work.Go(func() { s.leave(c) })
	}
}

// leave says QUIT.
func (s *Sender) leave(c *conn) {
	c.client.CommandTimeout = farewell
	if c.client.Quit() == nil {
		s.remove(c)
		return
	}
	s.forget(c)
}

func (s *Sender) forget(c *conn) {
	c.abort()
	s.remove(c)
}

func (s *Sender) remove(c *conn) {
	s.mu.Lock()
	delete(s.live, c)
	s.mu.Unlock()
}
