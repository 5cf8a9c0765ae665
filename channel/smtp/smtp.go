// Package smtp answers one question: how does a finished message reach the sender's own mail server, so that
// afterwards we know whether it was taken? It writes the message (RFC 5322), signs it for our own domains (DKIM),
// keeps connections, and puts the mark between the body and the final dot. It refuses to know why a message goes,
// when to try again, and how addresses, accounts and secrets are stored.
//
// The promise about the dot: the bytes that complete a message are written after commit has returned nil and never
// before. Every way out before that closes the connection without another SMTP command, because the next command
// would itself write the dot.
package smtp

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
)

// Security says how the connection is protected.
type Security string

const (
	// SecurityAuto is the zero value: TLS on port 465, STARTTLS on any other. Never plain.
	SecurityAuto Security = ""
	// SecurityStartTLS upgrades after the greeting and gives up if the server does not offer it.
	SecurityStartTLS Security = "starttls"
	// SecurityTLS speaks TLS from the first byte.
	SecurityTLS Security = "tls"
	// SecurityPlain is for a relay on this machine; elsewhere it needs Account.AllowPlaintext.
	SecurityPlain Security = "plain"
)

// Mechanism says how the account logs in.
type Mechanism string

const (
	// AuthAuto is the zero value: XOAUTH2 if there is a Token source, else PLAIN or LOGIN, whichever the server
	// offers first in this order, else no login if there is no Username.
	AuthAuto    Mechanism = ""
	AuthNone    Mechanism = "none"
	AuthPlain   Mechanism = "plain"
	AuthLogin   Mechanism = "login"
	AuthXOAuth2 Mechanism = "xoauth2"
)

// Account is one mailbox at one mail server. The zero value has no Host and cannot send.
type Account struct {
	Host     string
	Port     int // 0: 465 for SecurityTLS, 25 for SecurityPlain, else 587
	Security Security

	Auth     Mechanism
	Username string
	Password string
	// Token gives a fresh OAuth 2.0 access token for XOAUTH2. It is asked at each login. A network error counts as
	// temporary and anything else as the account's fault, unless it is a *channel.Error that says otherwise.
	Token func(context.Context) (string, error)

	// Helo is the name given in EHLO; empty means the address literal [127.0.0.1], which every submission
	// server takes and which tells nobody the name of this machine.
	Helo string
	// AllowPlaintext permits SecurityPlain to a server that is not on this machine: mail and password cross the
	// network readable.
	AllowPlaintext bool
	// TLS is the base of the TLS configuration; nil means the system's certificates and TLS 1.2 or newer.
	TLS *tls.Config
	// Signers sign messages whose From address is in their domain. Providers sign for their own domains, so a
	// Gmail or Outlook mailbox needs none.
	Signers []Signer
	// Clock says when the server accepted a message; nil is this machine's clock. Deadlines of sockets are always this machine's.
	Clock goodturn.Clock
}

// Limits bounds what a Sender does. Each zero field has the default named beside it.
type Limits struct {
	Connections    int           // at once; 4 (providers close the door at about 10 to 20)
	PerConnection  int           // messages over one connection; 100 (the usual limit of relays)
	Idle           time.Duration // until an unused connection is ended; 60 s
	ConnectTimeout time.Duration // DNS, TCP and TLS together; 30 s
	CommandTimeout time.Duration // each reply up to DATA, each block of the body; 5 min (RFC 5321 section 4.5.3.2)
	DotTimeout     time.Duration // the final reply; 10 min (RFC 5321 section 4.5.3.2.6)
}

func (l Limits) withDefaults() Limits {
	if l.Connections <= 0 {
		l.Connections = 4
	}
	if l.PerConnection <= 0 {
		l.PerConnection = 100
	}
	for _, d := range []struct {
		field *time.Duration
		def   time.Duration
	}{
		{&l.Idle, time.Minute}, {&l.ConnectTimeout, 30 * time.Second},
		{&l.CommandTimeout, 5 * time.Minute}, {&l.DotTimeout, 10 * time.Minute},
	} {
		if *d.field <= 0 {
			*d.field = d.def
		}
	}
	return l
}

// ErrClosed is the cause of attempts that Close has called off.
var ErrClosed = errors.New("the mail channel is shutting down")

// Sender sends the messages of one Account over a bounded set of kept connections. It is safe for use by many
// goroutines at once.
type Sender struct {
	account Account
	limits  Limits
	slots   chan struct{} // one token for each connection in use
	closing context.Context
	close   context.CancelFunc
	work    sync.WaitGroup // attempts under way and farewells being said
	buffers sync.Pool      // *bytes.Buffer for messages being written

	mu     sync.Mutex
	closed bool
	idle   []*conn            // last used last
	live   map[*conn]struct{} // all open connections, for the hard end of Close
}

// New returns a Sender. It opens no connection before the first message. The error names what is missing or
// contradictory in the account.
func New(a Account, l Limits) (*Sender, error) {
	a, err := a.checked()
	if err != nil {
		return nil, err
	}
	l = l.withDefaults()
	s := &Sender{account: a, limits: l, slots: make(chan struct{}, l.Connections), live: map[*conn]struct{}{}}
	s.closing, s.close = context.WithCancel(context.Background())
	s.buffers.New = func() any { return new(bytes.Buffer) }
	return s, nil
}

// Send writes, signs and sends m. See channel.Sender for what commit and the errors mean.
func (s *Sender) Send(ctx context.Context, m channel.Message, commit channel.Commit) (channel.Receipt, error) {
	if !s.enter() {
		return channel.Receipt{}, channel.Withdrawn("closing", ErrClosed)
	}
	defer s.work.Done()

	buf := s.buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer s.buffers.Put(buf)
	env, err := envelopeOf(m)
	if err != nil {
		return channel.Receipt{}, err
	}
	signature, err := compose(buf, m, s.account.Signers)
	if err != nil {
		return channel.Receipt{}, err
	}
	env.size = len(signature) + buf.Len()

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(s.closing, func() { cancel(ErrClosed) })()

	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		return channel.Receipt{}, channel.Withdrawn("waiting", context.Cause(ctx))
	}
	for {
		c, reused, err := s.take(ctx)
		if err != nil {
			<-s.slots
			return channel.Receipt{}, err
		}
		receipt, stale, err := c.transact(ctx, env, signature, buf.Bytes(), commit)
		if stale && reused && ctx.Err() == nil {
			// The server had closed a kept connection behind our back. Nothing of this message has been said on
			// it, and the others kept from that time are most likely gone too.
			s.forget(c)
			s.dropIdle()
			continue
		}
		s.give(c)
		return receipt, err
	}
}

func (s *Sender) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.work.Add(1)
	return true
}

// Close ends the Sender: attempts before their mark are called off (ClassWithdrawn), those after it may wait for
// their reply until ctx is over and then end as ClassUnknown. Close may be called more than once.
func (s *Sender) Close(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.close()
	s.dropIdle()

	done := make(chan struct{})
	go func() { s.work.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	for c := range s.live {
		c.abort()
	}
	s.mu.Unlock()
	<-done
	return context.Cause(ctx)
}
