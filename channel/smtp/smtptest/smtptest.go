// Package smtptest answers one question: what did a mail server really take? It is an SMTP server on loopback for
// tests. It writes each message that it accepts to a file and forces that to disk before it says 250, so that a
// process outside can count what arrived, whatever was killed. It can be told to fail at every stage of the
// conversation. It refuses to know the product: it imports nothing of it, and not the client's library either, so
// that both sides do not share one misunderstanding of the protocol.
package smtptest

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"sync"
	"time"
)

// Stage is a point of the conversation at which the server can misbehave.
type Stage string

const (
	Greeting Stage = "greeting" // before the 220
	Helo     Stage = "helo"     // EHLO or HELO
	StartTLS Stage = "starttls" // the STARTTLS command
	Auth     Stage = "auth"     // the AUTH command, after the credentials were read
	Mail     Stage = "mail"
	Rcpt     Stage = "rcpt"
	Data     Stage = "data"     // the DATA command, before the 354
	Body     Stage = "body"     // after the 354, before the first byte of the message is read
	Dot      Stage = "dot"      // the message is complete and not recorded yet
	Accepted Stage = "accepted" // the message is recorded, the 250 not yet said
	Rset     Stage = "rset"
	Noop     Stage = "noop"
	Quit     Stage = "quit"
)

// Step is one moment at which the server asks whether to misbehave.
type Step struct {
	Stage Stage
	Conn  int    // which connection this is, from 1
	Nth   int    // how often this stage was reached on all connections, from 1
	Line  string // the command as it came; empty for Greeting, Body, Dot and Accepted
	From  string // the envelope so far
	To    string
	Data  []byte // the message, at Dot and Accepted
}

// Fault is what to do instead of the usual. The zero Fault changes nothing.
type Fault struct {
	Delay time.Duration // wait first; ends early when the server ends
	Reply string        // say this instead; several lines are separated by "\n"; "\r\n" is added
	Drop  bool          // hang up, after Reply if there is one, with a reset
}

// Options says what the server is like. The zero value is an open server without TLS and login.
type Options struct {
	Name     string           // in the greeting; "smtptest" if empty
	TLS      *tls.Certificate // offer STARTTLS with it
	Implicit bool             // speak TLS from the first byte, with the certificate in TLS
	Hidden   bool             // do not offer STARTTLS although there is a certificate
	// Users are names and passwords; with any, MAIL wants a login first. Tokens are names and XOAUTH2 tokens.
	Users  map[string]string
	Tokens map[string]string
	// Mechanisms that EHLO offers, such as "PLAIN LOGIN"; empty offers those that Users and Tokens allow.
	Mechanisms string
	Extensions []string // further EHLO lines, such as "SIZE 1000" or "SMTPUTF8"
	// Fault is asked at each step, by many goroutines at once; nil never fails.
	Fault func(Step) Fault
	// KeepData puts the whole message into each Record.
	KeepData bool
	// NoSync leaves out the fsync, for measurements of everything else.
	NoSync bool
	// Ready is told the address when the server listens (for Serve).
	Ready func(addr string)
}

// Server is a running server.
type Server struct {
	Addr string // host:port

	opts   Options
	listen net.Listener
	log    *log
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu     sync.Mutex
	conns  map[net.Conn]bool
	opened int
	nth    map[Stage]int
}

// Start listens on addr ("127.0.0.1:0" for a free port) and writes what it accepts to the file logPath, which it
// appends to; with an empty logPath records are kept in memory only.
func Start(addr, logPath string, opts Options) (*Server, error) {
	host, _, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("smtptest listens on loopback only, not on %q", addr)
	}
	if opts.Name == "" {
		opts.Name = "smtptest"
	}
	l, err := openLog(logPath, !opts.NoSync)
	if err != nil {
		return nil, err
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		l.close()
		return nil, err
	}
	s := &Server{Addr: ln.Addr().String(), opts: opts, listen: ln, log: l, conns: map[net.Conn]bool{}, nth: map[Stage]int{}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.wg.Go(s.accept)
	return s, nil
}

// Serve runs a server until ctx is over: the whole main function of a process that outlives the one under test.
func Serve(ctx context.Context, addr, logPath string, opts Options) error {
	s, err := Start(addr, logPath, opts)
	if err != nil {
		return err
	}
	if opts.Ready != nil {
		opts.Ready(s.Addr)
	}
	<-ctx.Done()
	return s.Close()
}

// Close ends all connections and closes the log.
func (s *Server) Close() error {
	s.cancel()
	s.listen.Close()
	s.mu.Lock()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
	return s.log.close()
}

// DropAll ends all connections as a restarting server would, and goes on listening.
func (s *Server) DropAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.Close()
	}
}

// Records returns what was accepted since the start, in order.
func (s *Server) Records() []Record { return s.log.all() }

// Connections says how many connections were ever opened.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

// Count says how often a stage was reached.
func (s *Server) Count(stage Stage) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.nth[stage]
}

func (s *Server) accept() {
	for {
		c, err := s.listen.Accept()
		if err != nil {
			return // the listener is closed: nothing else ends it on loopback
		}
		s.mu.Lock()
		s.opened++
		n := s.opened
		s.conns[c] = true
		s.mu.Unlock()
		if s.ctx.Err() != nil {
			c.Close()
		}
		s.wg.Go(func() {
			newSession(s, c, n).run()
			s.mu.Lock()
			delete(s.conns, c)
			s.mu.Unlock()
		})
	}
}

func (s *Server) fault(step Step) Fault {
	s.mu.Lock()
	s.nth[step.Stage]++
	step.Nth = s.nth[step.Stage]
	s.mu.Unlock()
	if s.opts.Fault == nil {
		return Fault{}
	}
	f := s.opts.Fault(step)
	if f.Delay > 0 {
		t := time.NewTimer(f.Delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-s.ctx.Done():
		}
	}
	return f
}
