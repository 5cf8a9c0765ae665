package smtp_test

import (
	"io"
	"net"
	"testing"

	gosmtp "github.com/emersion/go-smtp"

	"github.com/goodturn-app/goodturn/channel/smtp"
)

// box is a go-smtp server that keeps what it gets: a second reading of the protocol beside smtptest's.
type box struct{ got chan received }

type received struct{ from, to, data string }

func (b *box) NewSession(*gosmtp.Conn) (gosmtp.Session, error) { return &visit{box: b}, nil }

type visit struct {
	box *box
	received
}

func (v *visit) Mail(from string, _ *gosmtp.MailOptions) error { v.from = from; return nil }
func (v *visit) Rcpt(to string, _ *gosmtp.RcptOptions) error   { v.to = to; return nil }
func (v *visit) Reset()                                        { v.received = received{} }
func (v *visit) Logout() error                                 { return nil }

func (v *visit) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	v.data = string(b)
	v.box.got <- v.received
	return nil
}

func TestAnotherServerReadsTheSameMessage(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &box{got: make(chan received, 10)}
	srv := gosmtp.NewServer(b)
	srv.Domain, srv.EnableSMTPUTF8 = "mail.example.com", true
	done := make(chan struct{})
	go func() { defer close(done); srv.Serve(ln) }()
	defer func() { srv.Close(); <-done }()

	s := sender(t, smtp.Account{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port, Security: smtp.SecurityPlain}, smtp.Limits{})
	for _, to := range []string{"ana@example.org", "ana ruiz@example.org", "josé@example.org", "ana@bücher.example"} {
		m := letter()
		m.To.Address, m.EnvelopeFrom = to, "b+abc@example.com"
		m.Text = ".\n..\n.dots\nFrom here\n"
		want, err := smtp.Compose(m)
		if err != nil {
			t.Fatal(err)
		}
		var k mark
		if _, err := s.Send(t.Context(), m, k.commit); err != nil {
			t.Fatalf("%s: %v", to, err)
		}
		got := <-b.got
		if got.data != string(want) || got.from != "b+abc@example.com" {
			t.Errorf("%s: from %s, to %s\n%s", to, got.from, got.to, got.data)
		}
	}
}
