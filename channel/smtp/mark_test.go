package smtp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
)

// tap stands between client and server and keeps every byte that the client sent.
type tap struct {
	addr string
	mu   sync.Mutex
	sent bytes.Buffer
	wg   sync.WaitGroup
}

func newTap(t *testing.T, to string) *tap {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &tap{addr: ln.Addr().String()}
	p.wg.Go(func() {
		for {
			client, err := ln.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				client.Close()
				return
			}
			p.wg.Go(func() {
				io.Copy(client, server)
				client.Close()
			})
			p.wg.Go(func() {
				io.Copy(io.MultiWriter(p, server), client)
				server.Close()
			})
		}
	})
	t.Cleanup(func() { ln.Close(); p.wg.Wait() })
	return p
}

func (p *tap) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sent.Write(b)
}

func (p *tap) bytes() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Clone(p.sent.Bytes())
}

// TestEveryByteCutGivesATrueClass cuts the connection after each byte of the client's half of the conversation: the
// message may be out only if the class says so, and the class may say that it is not only if it is not.
func TestEveryByteCutGivesATrueClass(t *testing.T) {
	whole := server(t, smtptest.Options{})
	p := newTap(t, whole.Addr)
	a := at(whole)
	_, port, _ := net.SplitHostPort(p.addr)
	fmt.Sscan(port, &a.Port)
	m := letter()
	m.HTML = ""
	var ok mark
	if _, err := sender(t, a, smtp.Limits{}).Send(t.Context(), m, ok.commit); err != nil {
		t.Fatal(err)
	}
	length := len(p.bytes())
	unknown := 0
	for cut := 1; cut <= length; cut += 3 {
		srv := server(t, smtptest.Options{})
		addr := cutter(t, srv.Addr, cut)
		_, port, _ := net.SplitHostPort(addr)
		fmt.Sscan(port, &a.Port)
		var k mark
		_, err := sender(t, a, smtp.Limits{}).Send(t.Context(), m, k.commit)
		class := channel.ClassOf(err)
		srv.Close()
		if kept := len(srv.Records()); kept > 0 && class != "" && class != channel.ClassUnknown {
			t.Errorf("cut after %d of %d bytes: class %q, and the server has it", cut, length, class)
		}
		if class == channel.ClassUnknown {
			unknown++
			if k.calls.Load() != 1 {
				t.Errorf("cut after %d bytes: unknown without a mark", cut)
			}
		}
	}
	if unknown == 0 {
		t.Error("no cut made an unknown outcome: the cuts were not where they should be")
	}
}

// cutter passes on n bytes from the client and then resets both sides.
func cutter(t *testing.T, to string, n int) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		client, err := ln.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", to)
		if err != nil {
			client.Close()
			return
		}
		wg.Go(func() { io.Copy(client, server) })
		io.CopyN(server, client, int64(n))
		client.(*net.TCPConn).SetLinger(0)
		client.Close()
		server.Close()
	})
	t.Cleanup(func() { ln.Close(); wg.Wait() })
	return ln.Addr().String()
}

func TestAServerThatTalksBeforeTheDotIsNotBelieved(t *testing.T) {
	for _, early := range []string{"250 2.0.0 OK, I have it already", "421 4.3.2 shutting down", "552 5.3.4 too big"} {
		t.Run(early, func(t *testing.T) {
			// The words come in one packet with the 354, so that they wait in a buffer when the dot is due.
			srv := server(t, smtptest.Options{Fault: faultAt(smtptest.Data, smtptest.Fault{Reply: "354 go on\n" + early})})
			var m mark
			_, err := sender(t, at(srv), smtp.Limits{}).Send(t.Context(), letter(), m.commit)
			if channel.ClassOf(err) != channel.ClassTemporary || m.calls.Load() != 0 || len(srv.Records()) != 0 {
				t.Errorf("%v, %d marks, %d messages", err, m.calls.Load(), len(srv.Records()))
			}
		})
	}
}

func TestAnEndlessReplyEndsTheAttempt(t *testing.T) {
	endless := strings.Repeat("250-more and more and more of the same old words\n", 40_000) + "250 done"
	for stage, want := range map[smtptest.Stage]channel.Class{smtptest.Mail: channel.ClassTemporary, smtptest.Accepted: channel.ClassUnknown} {
		srv := server(t, smtptest.Options{Fault: faultAt(stage, smtptest.Fault{Reply: endless})})
		var m mark
		_, err := sender(t, at(srv), smtp.Limits{}).Send(t.Context(), letter(), m.commit)
		if channel.ClassOf(err) != want {
			t.Errorf("at %s: %v, want %s", stage, err, want)
		}
	}
}

func TestASlowServerIsLeftBeforeTheMarkAndUnknownAfterIt(t *testing.T) {
	limits := smtp.Limits{CommandTimeout: 50 * time.Millisecond, DotTimeout: 50 * time.Millisecond, ConnectTimeout: time.Minute}
	for _, c := range []struct {
		stage smtptest.Stage
		want  channel.Class
	}{
		{smtptest.Greeting, channel.ClassTemporary}, {smtptest.Helo, channel.ClassTemporary}, {smtptest.Mail, channel.ClassTemporary},
		{smtptest.Rcpt, channel.ClassTemporary}, {smtptest.Data, channel.ClassTemporary}, {smtptest.Body, channel.ClassTemporary}, {smtptest.Dot, channel.ClassUnknown}, {smtptest.Accepted, channel.ClassUnknown},
	} {
		t.Run(string(c.stage), func(t *testing.T) {
			srv := server(t, smtptest.Options{Fault: faultAt(c.stage, smtptest.Fault{Delay: time.Hour})})
			l := letter()
			if c.stage == smtptest.Body {
				l.Text, l.HTML = strings.Repeat("more than the network holds for a server that does not read\n", 300_000), ""
			}
			var m mark
			_, err := sender(t, at(srv), limits).Send(t.Context(), l, m.commit)
			if channel.ClassOf(err) != c.want || (m.calls.Load() == 1) != (c.want == channel.ClassUnknown) {
				t.Errorf("%v after %d marks, want %s", err, m.calls.Load(), c.want)
			}
		})
	}
}

func TestAContextThatEndsBeforeTheMarkWithdrawsAndAfterItDoesNot(t *testing.T) {
	for _, stage := range []smtptest.Stage{smtptest.Greeting, smtptest.Helo, smtptest.Mail, smtptest.Rcpt, smtptest.Data} {
		t.Run("at "+string(stage), func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			srv := server(t, smtptest.Options{Fault: func(s smtptest.Step) smtptest.Fault {
				if s.Stage == stage {
					cancel()
					return smtptest.Fault{Delay: time.Hour}
				}
				return smtptest.Fault{}
			}})
			var m mark
			_, err := sender(t, at(srv), smtp.Limits{}).Send(ctx, letter(), m.commit)
			if channel.ClassOf(err) != channel.ClassWithdrawn || !errors.Is(err, context.Canceled) || m.calls.Load() != 0 || len(srv.Records()) != 0 {
				t.Errorf("%v, %d marks, %d messages", err, m.calls.Load(), len(srv.Records()))
			}
		})
	}
	t.Run("after the mark", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		srv := server(t, smtptest.Options{})
		_, err := sender(t, at(srv), smtp.Limits{}).Send(ctx, letter(), func(context.Context) error { cancel(); return nil })
		if err != nil || len(srv.Records()) != 1 {
			t.Errorf("%v, %d messages: a mark that is written is followed by the dot", err, len(srv.Records()))
		}
	})
	t.Run("already over", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		srv := server(t, smtptest.Options{})
		var m mark
		if _, err := sender(t, at(srv), smtp.Limits{}).Send(ctx, letter(), m.commit); channel.ClassOf(err) != channel.ClassWithdrawn || m.calls.Load() != 0 {
			t.Errorf("%v, %d marks", err, m.calls.Load())
		}
	})
}
