package smtp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
)

// recorder keeps every byte that this side hands to the network.
type recorder struct {
	net.Conn
	sent bytes.Buffer
}

func (r *recorder) Write(p []byte) (int, error) {
	r.sent.Write(p)
	return r.Conn.Write(p)
}

// TestNothingCompletesAMessageBeforeTheMark sends bodies made of dots, of lengths around the library's buffer, refuses
// the mark for every second one, and looks at each byte that was handed to the network: before the mark the end of
// the message is not among them, after a refusal nothing is written at all, after a mark the end comes last.
func TestNothingCompletesAMessageBeforeTheMark(t *testing.T) {
	srv, err := smtptest.Start("127.0.0.1:0", "", smtptest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	host, port, _ := net.SplitHostPort(srv.Addr)
	account := Account{Host: host, Security: SecurityPlain}
	account.Port, _ = strconv.Atoi(port)
	s, err := New(account, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(context.Background())

	end := []byte("\r\n.\r\n")
	kept := 0
	for n := range 300 {
		refuse := error(nil)
		if n%2 == 0 {
			refuse = errors.New("opted out a moment ago")
		}
		m := channel.Message{
			From: mail.Address{Address: "rosa@example.com"}, To: mail.Address{Address: "ana@example.org"}, Subject: "dots",
			Text:      strings.Repeat(".\n", (n%10)*400+n) + strings.Repeat("x", n%7) + "\n.\n..\n.\n",
			MessageID: fmt.Sprintf("d%d.1@example.com", n), Date: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
		}
		raw, err := Compose(m)
		if err != nil {
			t.Fatal(err)
		}
		c, err := connect(t.Context(), s.account, s.limits)
		if err != nil {
			t.Fatal(err)
		}
		rec := &recorder{Conn: c.wire.Conn}
		c.wire.Conn = rec
		atMark := -1
		env := envelope{from: "rosa@example.com", to: "ana@example.org", size: len(raw)}
		_, _, err = c.transact(t.Context(), env, "", raw, func(context.Context) error {
			if atMark >= 0 {
				t.Error("commit was called twice")
			}
			atMark = rec.sent.Len()
			return refuse
		})
		c.abort()
		sent := rec.sent.Bytes()
		if atMark < 0 || bytes.Contains(sent[:atMark], end) {
			t.Fatalf("body of %d bytes: the end of the message was written before the mark", len(raw))
		}
		if refuse != nil {
			if channel.ClassOf(err) != channel.ClassWithdrawn || !errors.Is(err, refuse) || len(sent) != atMark {
				t.Fatalf("refused, yet %d bytes followed (%v)", len(sent)-atMark, err)
			}
			continue
		}
		kept++
		if err != nil || !bytes.HasSuffix(sent, end) || bytes.Count(sent, end) != 1 {
			t.Fatalf("body of %d bytes: %v, the end stands %d times on the wire", len(raw), err, bytes.Count(sent, end))
		}
	}
	if got := len(srv.Records()); got != kept {
		t.Errorf("the server took %d messages, want the %d that were marked", got, kept)
	}
}
