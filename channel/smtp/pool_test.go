package smtp_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
)

// sendN sends n messages one after the other.
func sendN(t *testing.T, s *smtp.Sender, n int) {
	t.Helper()
	for i := range n {
		m := letter()
		m.MessageID = fmt.Sprintf("d%d.1@example.com", i)
		var k mark
		if _, err := s.Send(t.Context(), m, k.commit); err != nil {
			t.Fatal(err)
		}
	}
}

func TestConnectionsAreKeptAndEndAfterTheirShare(t *testing.T) {
	for _, c := range []struct {
		name     string
		limits   smtp.Limits
		messages int
		conns    int
	}{
		{"one connection carries many messages", smtp.Limits{}, 20, 1},
		{"a connection ends after its share", smtp.Limits{PerConnection: 5}, 20, 4},
		{"one message a connection", smtp.Limits{PerConnection: 1}, 3, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := server(t, smtptest.Options{})
			s := sender(t, at(srv), c.limits)
			sendN(t, s, c.messages)
			s.Close(t.Context())
			if got := srv.Connections(); got != c.conns || len(srv.Records()) != c.messages {
				t.Errorf("%d connections for %d messages, want %d for %d", got, len(srv.Records()), c.conns, c.messages)
			}
			if srv.Count(smtptest.Quit) != c.conns {
				t.Errorf("%d of %d connections were ended with QUIT", srv.Count(smtptest.Quit), c.conns)
			}
		})
	}
}

func TestNeverMoreConnectionsThanAllowed(t *testing.T) {
	// Connections end after every second message, and the server counts those that are open.
	var open, most atomic.Int32
	srv := server(t, smtptest.Options{Fault: func(s smtptest.Step) smtptest.Fault {
		switch s.Stage {
		case smtptest.Greeting:
			if n := open.Add(1); n > most.Load() {
				most.Store(n)
			}
		case smtptest.Quit:
			open.Add(-1)
		}
		return smtptest.Fault{}
	}})
	s := sender(t, at(srv), smtp.Limits{Connections: 3, PerConnection: 2})
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			m := letter()
			m.MessageID = fmt.Sprintf("d%d.1@example.com", i)
			var k mark
			if _, err := s.Send(t.Context(), m, k.commit); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most.Load() > 3 || srv.Connections() < 30 || len(srv.Records()) != 60 {
		t.Errorf("%d connections at once, %d in all, %d messages", most.Load(), srv.Connections(), len(srv.Records()))
	}
}

func TestARefusedRecipientDoesNotCostTheConnection(t *testing.T) {
	srv := server(t, smtptest.Options{Fault: func(s smtptest.Step) smtptest.Fault {
		if s.Stage == smtptest.Rcpt && s.Nth == 1 {
			return smtptest.Fault{Reply: "550 5.1.1 no such user"}
		}
		if s.Stage == smtptest.Dot && s.Nth == 1 {
			return smtptest.Fault{Reply: "451 4.3.0 later"}
		}
		return smtptest.Fault{}
	}})
	s := sender(t, at(srv), smtp.Limits{})
	var classes []channel.Class
	for range 3 {
		var k mark
		_, err := s.Send(t.Context(), letter(), k.commit)
		classes = append(classes, channel.ClassOf(err))
	}
	if fmt.Sprint(classes) != fmt.Sprint([]channel.Class{channel.ClassPermanent, channel.ClassTemporary, ""}) {
		t.Errorf("classes %v", classes)
	}
	if srv.Connections() != 1 || srv.Count(smtptest.Rset) != 1 || len(srv.Records()) != 1 {
		t.Errorf("%d connections, %d RSET, %d messages", srv.Connections(), srv.Count(smtptest.Rset), len(srv.Records()))
	}
}

func TestAConnectionIsNotUsedAfterTheServerSaidThatItCloses(t *testing.T) {
	for _, stage := range []smtptest.Stage{smtptest.Rcpt, smtptest.Data, smtptest.Dot} {
		t.Run(string(stage), func(t *testing.T) {
			srv := server(t, smtptest.Options{Fault: func(s smtptest.Step) smtptest.Fault {
				if s.Stage == stage && s.Nth == 1 {
					return smtptest.Fault{Reply: "421 4.3.2 closing"}
				}
				return smtptest.Fault{}
			}})
			s := sender(t, at(srv), smtp.Limits{})
			var k mark
			if _, err := s.Send(t.Context(), letter(), k.commit); channel.ClassOf(err) != channel.ClassTemporary {
				t.Fatal(err)
			}
			sendN(t, s, 1)
			if srv.Connections() != 2 || len(srv.Records()) != 1 {
				t.Errorf("%d connections, %d messages", srv.Connections(), len(srv.Records()))
			}
		})
	}
}

func TestAKeptConnectionThatDiedIsReplacedUnseen(t *testing.T) {
	for _, c := range []struct {
		name  string
		cut   func(*smtptest.Server)
		fault func(smtptest.Step) smtptest.Fault
	}{
		{"the server hung up meanwhile", (*smtptest.Server).DropAll, nil},
		{"the server says 421 to the next MAIL", func(*smtptest.Server) {}, func(s smtptest.Step) smtptest.Fault {
			if s.Stage == smtptest.Mail && s.Nth == 2 {
				return smtptest.Fault{Reply: "421 4.4.2 idle for too long", Drop: true}
			}
			return smtptest.Fault{}
		}},
		{"the server resets at the next MAIL", func(*smtptest.Server) {}, func(s smtptest.Step) smtptest.Fault {
			return smtptest.Fault{Drop: s.Stage == smtptest.Mail && s.Nth == 2}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := server(t, smtptest.Options{Fault: c.fault})
			s := sender(t, at(srv), smtp.Limits{})
			sendN(t, s, 1)
			c.cut(srv)
			sendN(t, s, 1)
			if srv.Connections() != 2 || len(srv.Records()) != 2 {
				t.Errorf("%d connections, %d messages", srv.Connections(), len(srv.Records()))
			}
		})
	}
}

func TestAnIdleConnectionIsEndedPolitely(t *testing.T) {
	quit := make(chan struct{})
	srv := server(t, smtptest.Options{Fault: func(s smtptest.Step) smtptest.Fault {
		if s.Stage == smtptest.Quit {
			close(quit)
		}
		return smtptest.Fault{}
	}})
	sendN(t, sender(t, at(srv), smtp.Limits{Idle: time.Millisecond}), 1)
	<-quit
}

func TestCloseCallsOffWhatIsNotMarkedAndWaitsForTheRest(t *testing.T) {
	atDot, go_ := make(chan struct{}), make(chan struct{})
	srv := server(t, smtptest.Options{Fault: func(s smtptest.Step) smtptest.Fault {
		if s.Stage == smtptest.Dot {
			close(atDot)
			<-go_
		}
		return smtptest.Fault{}
	}})
	s := sender(t, at(srv), smtp.Limits{Connections: 1})
	first, second := make(chan error, 1), make(chan error, 1)
	go func() { var k mark; _, err := s.Send(t.Context(), letter(), k.commit); first <- err }()
	<-atDot
	go func() { var k mark; _, err := s.Send(t.Context(), letter(), k.commit); second <- err }()
	closed := make(chan error, 1)
	go func() { closed <- s.Close(context.Background()) }()
	if err := <-second; channel.ClassOf(err) != channel.ClassWithdrawn || !errors.Is(err, smtp.ErrClosed) {
		t.Errorf("the waiting one: %v", err)
	}
	close(go_)
	if err := <-first; err != nil {
		t.Errorf("the marked one: %v", err)
	}
	if err := <-closed; err != nil || len(srv.Records()) != 1 {
		t.Errorf("close: %v, %d messages", err, len(srv.Records()))
	}
	var k mark
	if _, err := s.Send(t.Context(), letter(), k.commit); channel.ClassOf(err) != channel.ClassWithdrawn || k.calls.Load() != 0 {
		t.Errorf("after close: %v", err)
	}
}

func TestCloseDoesNotWaitForEver(t *testing.T) {
	atDot := make(chan struct{})
	srv := server(t, smtptest.Options{Fault: func(s smtptest.Step) smtptest.Fault {
		if s.Stage == smtptest.Dot {
			close(atDot)
			return smtptest.Fault{Delay: time.Hour}
		}
		return smtptest.Fault{}
	}})
	s := sender(t, at(srv), smtp.Limits{})
	got := make(chan error, 1)
	go func() { var k mark; _, err := s.Send(t.Context(), letter(), k.commit); got <- err }()
	<-atDot
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("close: %v", err)
	}
	if err := <-got; channel.ClassOf(err) != channel.ClassUnknown {
		t.Errorf("the one at the dot: %v, want unknown", err)
	}
}
