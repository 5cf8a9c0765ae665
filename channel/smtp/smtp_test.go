package smtp_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/mail"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var _ channel.Sender = (*smtp.Sender)(nil)

// letter is an ordinary message.
func letter() channel.Message {
	return channel.Message{
		DeliveryID: "d1", Channel: channel.Email,
		From:    mail.Address{Name: "Rosa Vale", Address: "rosa@example.com"},
		To:      mail.Address{Name: "Ana Ruiz", Address: "ana@example.org"},
		Subject: "How is the kitchen?", Text: "Dear Ana,\n\nhow did the kitchen turn out?\n\nRosa\n", HTML: "<p>Dear Ana,</p><p>how did the kitchen turn out?</p><p>Rosa</p>",
		MessageID: "d1.1@example.com", UnsubscribeURL: "https://go.example.com/u/abc", UnsubscribeMailto: "mailto:rosa@example.com?subject=unsubscribe",
		Date: time.Date(2026, 3, 2, 9, 30, 0, 0, time.FixedZone("", -7*3600)),
	}
}

func server(t testing.TB, opts smtptest.Options) *smtptest.Server {
	t.Helper()
	s, err := smtptest.Start("127.0.0.1:0", "", opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// at is a plain account at a test server.
func at(s *smtptest.Server) smtp.Account {
	host, port, _ := net.SplitHostPort(s.Addr)
	n, _ := strconv.Atoi(port)
	return smtp.Account{Host: host, Port: n, Security: smtp.SecurityPlain}
}

func sender(t testing.TB, a smtp.Account, l smtp.Limits) *smtp.Sender {
	t.Helper()
	s, err := smtp.New(a, l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(context.Background()) })
	return s
}

// mark is a commit that counts.
type mark struct {
	calls  atomic.Int32
	refuse error
}

func (m *mark) commit(context.Context) error { m.calls.Add(1); return m.refuse }

// faultAt makes one stage fail, each time.
func faultAt(stage smtptest.Stage, f smtptest.Fault) func(smtptest.Step) smtptest.Fault {
	return func(s smtptest.Step) smtptest.Fault {
		if s.Stage == stage {
			return f
		}
		return smtptest.Fault{}
	}
}

// A replayed year is dated by its own clock, whatever the machine's says.
func TestAReceiptIsOfTheClockThatWasHandedIn(t *testing.T) {
	then := time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC)
	a := at(server(t, smtptest.Options{}))
	a.Clock = goodturn.ClockFunc(func() time.Time { return then })
	got, err := sender(t, a, smtp.Limits{}).Send(context.Background(), letter(), (&mark{}).commit)
	if err != nil || !got.At.Equal(then) {
		t.Errorf("accepted at %v (%v), want %v", got.At, err, then)
	}
}

func TestEveryStageAndReplyHasItsClass(t *testing.T) {
	const (
		temporary = channel.ClassTemporary
		permanent = channel.ClassPermanent
		ours      = channel.ClassSender
		unknown   = channel.ClassUnknown
	)
	drop := smtptest.Fault{Drop: true}
	say := func(reply string) smtptest.Fault { return smtptest.Fault{Reply: reply} }
	bye := func(reply string) smtptest.Fault { return smtptest.Fault{Reply: reply, Drop: true} }
	for _, c := range []struct {
		stage  smtptest.Stage
		fault  smtptest.Fault
		class  channel.Class
		at     string // the Stage that the error names
		marked bool   // the mark was written
		kept   bool   // the server has the message
	}{
		{smtptest.Greeting, say("421 4.3.0 busy"), temporary, "greeting", false, false},
		{smtptest.Greeting, say("554 5.7.1 go away"), ours, "greeting", false, false},
		{smtptest.Greeting, drop, temporary, "", false, false}, // the reset may overtake the connection itself
		{smtptest.Greeting, say("HTTP/1.1 400 Bad Request"), temporary, "greeting", false, false},
		{smtptest.Helo, say("421 4.3.2 shutting down"), temporary, "helo", false, false},
		{smtptest.Helo, say("450 4.7.1 who are you"), temporary, "helo", false, false},
		{smtptest.Helo, say("550 5.7.1 bad name"), ours, "helo", false, false},
		{smtptest.Helo, drop, temporary, "helo", false, false},
		{smtptest.Mail, say("421 4.7.0 too many"), temporary, "mail", false, false},
		{smtptest.Mail, say("451 4.7.1 greylisted"), temporary, "mail", false, false},
		{smtptest.Mail, say("452 4.3.1 no space"), temporary, "mail", false, false},
		{smtptest.Mail, say("550 5.1.8 bad outbound sender"), ours, "mail", false, false},
		{smtptest.Mail, say("550 5.4.5 daily limit"), ours, "mail", false, false},
		{smtptest.Mail, say("552 5.3.4 too big"), ours, "mail", false, false},
		{smtptest.Mail, say("553 not your address"), ours, "mail", false, false},
		{smtptest.Mail, drop, temporary, "mail", false, false},
		{smtptest.Mail, say("354 what"), temporary, "mail", false, false},
		{smtptest.Rcpt, say("421 4.3.2 closing"), temporary, "rcpt", false, false},
		{smtptest.Rcpt, say("450 4.2.0 greylisted, try again"), temporary, "rcpt", false, false},
		{smtptest.Rcpt, say("452 4.2.2 over quota"), temporary, "rcpt", false, false},
		{smtptest.Rcpt, say("550 5.1.1 no such user"), permanent, "rcpt", false, false},
		{smtptest.Rcpt, say("550-5.1.1 no such user\n550 5.1.1 see the page"), permanent, "rcpt", false, false},
		{smtptest.Rcpt, say("550 no such user"), permanent, "rcpt", false, false},
		{smtptest.Rcpt, say("553 5.1.3 bad address"), permanent, "rcpt", false, false},
		{smtptest.Rcpt, say("556 5.1.10 domain takes no mail"), permanent, "rcpt", false, false},
		{smtptest.Rcpt, say("550 5.2.1 mailbox disabled"), permanent, "rcpt", false, false},
		{smtptest.Rcpt, say("550 5.4.1 Recipient address rejected: Access denied"), permanent, "rcpt", false, false},
		{smtptest.Rcpt, say("552 5.2.2 mailbox full"), temporary, "rcpt", false, false},
		{smtptest.Rcpt, say("552 mailbox full"), temporary, "rcpt", false, false},
		{smtptest.Rcpt, say("550 5.7.1 Relaying denied"), ours, "rcpt", false, false},
		{smtptest.Rcpt, say("554 5.7.1 Service unavailable; blocked using a list"), ours, "rcpt", false, false},
		{smtptest.Rcpt, say("550 relay not permitted"), ours, "rcpt", false, false},
		{smtptest.Rcpt, say("550 5.4.6 Recipient address rejected: Sender Hourly Quota Exceeded"), ours, "rcpt", false, false},
		{smtptest.Rcpt, say("530 5.7.0 Authentication required"), ours, "rcpt", false, false},
		{smtptest.Rcpt, say("503 5.5.1 bad sequence"), ours, "rcpt", false, false},
		{smtptest.Rcpt, drop, temporary, "rcpt", false, false},
		{smtptest.Data, say("421 4.3.2 closing"), temporary, "data", false, false},
		{smtptest.Data, say("451 4.3.0 queue full"), temporary, "data", false, false},
		{smtptest.Data, say("554 5.5.1 no valid recipients"), ours, "data", false, false},
		{smtptest.Data, say("250 2.0.0 what"), temporary, "data", false, false},
		{smtptest.Data, drop, temporary, "data", false, false},
		{smtptest.Dot, say("421 4.3.2 closing"), temporary, "dot", true, false},
		{smtptest.Dot, say("451 4.7.1 greylisted"), temporary, "dot", true, false},
		{smtptest.Dot, say("452 4.3.1 no space"), temporary, "dot", true, false},
		{smtptest.Dot, say("550 5.1.1 no such user"), permanent, "dot", true, false},
		{smtptest.Dot, say("550 no such user"), permanent, "dot", true, false},
		{smtptest.Dot, say("552 too big"), ours, "dot", true, false},
		{smtptest.Dot, say("550 5.7.515 Access denied, sending domain does not pass"), ours, "dot", true, false},
		{smtptest.Dot, say("550 5.4.5 Daily user sending limit exceeded"), ours, "dot", true, false},
		{smtptest.Dot, say("554 5.7.1 looks like spam"), ours, "dot", true, false},
		{smtptest.Dot, say("554 transaction failed"), ours, "dot", true, false},
		{smtptest.Dot, drop, unknown, "dot", true, false},
		{smtptest.Dot, bye("451 4.3.0 and goodbye"), temporary, "dot", true, false},
		{smtptest.Accepted, drop, unknown, "dot", true, true},
		{smtptest.Accepted, say("354 what"), unknown, "dot", true, true},
		{smtptest.Accepted, say("mumble"), unknown, "dot", true, true},
		{smtptest.Accepted, say("251 2.0.0 taken, sort of"), "", "", true, true},
		{smtptest.Accepted, bye("250 2.0.0 taken, goodbye"), "", "", true, true},
	} {
		name := string(c.stage) + " says " + c.fault.Reply
		if c.fault.Drop {
			name += " and hangs up"
		}
		t.Run(name, func(t *testing.T) {
			srv := server(t, smtptest.Options{Fault: faultAt(c.stage, c.fault)})
			s := sender(t, at(srv), smtp.Limits{})
			var m mark
			receipt, err := s.Send(t.Context(), letter(), m.commit)
			if got := channel.ClassOf(err); got != c.class {
				t.Fatalf("class %q, want %q (%v)", got, c.class, err)
			}
			var e *channel.Error
			if errors.As(err, &e) && c.at != "" && e.Stage != c.at {
				t.Errorf("stage %q, want %q", e.Stage, c.at)
			}
			if err == nil && receipt.Reply == "" {
				t.Error("a receipt without the server's words")
			}
			if got := m.calls.Load() == 1; got != c.marked || m.calls.Load() > 1 {
				t.Errorf("commit was called %d times, want marked=%v", m.calls.Load(), c.marked)
			}
			if got := len(srv.Records()) == 1; got != c.kept {
				t.Errorf("the server has %d messages, want kept=%v", len(srv.Records()), c.kept)
			}
		})
	}
}

func TestAReceiptCarriesTheReplyAndTheQueueID(t *testing.T) {
	srv := server(t, smtptest.Options{})
	var m mark
	r, err := sender(t, at(srv), smtp.Limits{}).Send(t.Context(), letter(), m.commit)
	if err != nil || r.Reply != "250 2.0.0 OK: queued as d1.1@example.com" || r.At.IsZero() {
		t.Fatalf("%+v, %v", r, err)
	}
	if r.ProviderID != "d1.1" {
		t.Errorf("queue id %q", r.ProviderID)
	}
	if m.calls.Load() != 1 {
		t.Errorf("commit was called %d times", m.calls.Load())
	}
}

func TestWithTLSAndEveryWayToLogIn(t *testing.T) {
	cert, pool, err := smtptest.Certificate("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	trust := &tls.Config{RootCAs: pool}
	users := map[string]string{"rosa@example.com": "app password"}
	tokens := map[string]string{"rosa@example.com": "token-1"}
	token := func(tok string, err error) func(context.Context) (string, error) {
		return func(context.Context) (string, error) { return tok, err }
	}
	for _, c := range []struct {
		name   string
		server smtptest.Options
		adjust func(*smtp.Account)
		class  channel.Class
		stage  string
	}{
		{"STARTTLS with PLAIN", smtptest.Options{TLS: &cert, Users: users}, func(a *smtp.Account) { a.Password = "app password" }, "", ""},
		{"STARTTLS with LOGIN alone", smtptest.Options{TLS: &cert, Users: users, Mechanisms: "LOGIN"}, func(a *smtp.Account) { a.Password = "app password" }, "", ""},
		{"LOGIN when asked for", smtptest.Options{TLS: &cert, Users: users}, func(a *smtp.Account) { a.Password, a.Auth = "app password", smtp.AuthLogin }, "", ""},
		{"XOAUTH2", smtptest.Options{TLS: &cert, Tokens: tokens}, func(a *smtp.Account) { a.Token = token("token-1", nil) }, "", ""},
		{"implicit TLS with PLAIN", smtptest.Options{TLS: &cert, Implicit: true, Users: users}, func(a *smtp.Account) { a.Security, a.Password = smtp.SecurityTLS, "app password" }, "", ""},
		{"a wrong password", smtptest.Options{TLS: &cert, Users: users}, func(a *smtp.Account) { a.Password = "wrong" }, channel.ClassSender, "auth"},
		{"a wrong password with LOGIN", smtptest.Options{TLS: &cert, Users: users, Mechanisms: "LOGIN"}, func(a *smtp.Account) { a.Password = "wrong" }, channel.ClassSender, "auth"},
		{"a token that is refused", smtptest.Options{TLS: &cert, Tokens: tokens}, func(a *smtp.Account) { a.Token = token("old", nil) }, channel.ClassSender, "auth"},
		{"a token that is not to be had", smtptest.Options{TLS: &cert, Tokens: tokens}, func(a *smtp.Account) { a.Token = token("", errors.New("invalid_grant")) }, channel.ClassSender, "auth"},
		{"a token server that is away", smtptest.Options{TLS: &cert, Tokens: tokens}, func(a *smtp.Account) { a.Token = token("", &net.OpError{Op: "dial", Err: errors.New("away")}) }, channel.ClassTemporary, "auth"},
		{"too many logins", smtptest.Options{TLS: &cert, Users: users, Fault: faultAt(smtptest.Auth, smtptest.Fault{Reply: "454 4.7.0 Too many login attempts"})}, func(a *smtp.Account) { a.Password = "app password" }, channel.ClassTemporary, "auth"},
		{"a connection lost while logging in", smtptest.Options{TLS: &cert, Users: users, Fault: faultAt(smtptest.Auth, smtptest.Fault{Drop: true})}, func(a *smtp.Account) { a.Password = "app password" }, channel.ClassTemporary, "auth"},
		{"no mechanism that we know", smtptest.Options{TLS: &cert, Users: users, Mechanisms: "GSSAPI"}, func(a *smtp.Account) { a.Password = "app password" }, channel.ClassSender, "auth"},
		{"STARTTLS is not offered", smtptest.Options{Users: users}, func(a *smtp.Account) { a.Password = "app password" }, channel.ClassSender, "starttls"},
		{"STARTTLS is refused for now", smtptest.Options{TLS: &cert, Fault: faultAt(smtptest.StartTLS, smtptest.Fault{Reply: "454 4.7.0 TLS not available"})}, nil, channel.ClassTemporary, "starttls"},
		{"words smuggled in before TLS", smtptest.Options{TLS: &cert, Fault: faultAt(smtptest.StartTLS, smtptest.Fault{Reply: "220 go ahead\n250 trust me"})}, nil, channel.ClassSender, "starttls"},
		{"an unknown certificate", smtptest.Options{TLS: &cert}, func(a *smtp.Account) { a.TLS = nil }, channel.ClassSender, "tls"},
		{"a certificate for another name", smtptest.Options{TLS: &cert}, func(a *smtp.Account) { a.TLS = &tls.Config{RootCAs: pool, ServerName: "mail.example.com"} }, channel.ClassSender, "tls"},
		{"TLS on a port that speaks plain first", smtptest.Options{}, func(a *smtp.Account) { a.Security = smtp.SecurityTLS }, channel.ClassSender, "tls"},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := server(t, c.server)
			a := at(srv)
			a.Security, a.TLS, a.Username = smtp.SecurityStartTLS, trust, "rosa@example.com"
			if len(c.server.Users)+len(c.server.Tokens) == 0 {
				a.Username = ""
			}
			if c.adjust != nil {
				c.adjust(&a)
			}
			var m mark
			_, err := sender(t, a, smtp.Limits{}).Send(t.Context(), letter(), m.commit)
			if got := channel.ClassOf(err); got != c.class {
				t.Fatalf("class %q, want %q (%v)", got, c.class, err)
			}
			var e *channel.Error
			if errors.As(err, &e) && e.Stage != c.stage {
				t.Errorf("stage %q, want %q (%v)", e.Stage, c.stage, err)
			}
			if want := err == nil; (len(srv.Records()) == 1) != want || (m.calls.Load() == 1) != want {
				t.Errorf("%d messages, %d marks, err %v", len(srv.Records()), m.calls.Load(), err)
			}
			if e != nil && e.Stage == "starttls" && srv.Count(smtptest.Auth)+srv.Count(smtptest.Mail) > 0 {
				t.Error("something was said without encryption")
			}
		})
	}
}

func TestPlainConnectionsStayOnThisMachine(t *testing.T) {
	a := smtp.Account{Host: "192.0.2.1", Security: smtp.SecurityPlain} // TEST-NET-1: a packet to it would time out
	var m mark
	_, err := sender(t, a, smtp.Limits{}).Send(t.Context(), letter(), m.commit)
	if channel.ClassOf(err) != channel.ClassSender || m.calls.Load() != 0 {
		t.Errorf("%v", err)
	}
	if told := smtp.Explain(err); told.Message != "The connection would not be encrypted." {
		t.Errorf("%+v", told)
	}
	srv := server(t, smtptest.Options{})
	a = at(srv)
	a.Host = "localhost"
	if _, err := sender(t, a, smtp.Limits{}).Send(t.Context(), letter(), m.commit); err != nil {
		t.Error(err)
	}
}

func TestAnAccountThatCannotWorkIsRefusedByField(t *testing.T) {
	for _, c := range []struct {
		field string
		a     smtp.Account
	}{
		{"host", smtp.Account{}},
		{"host", smtp.Account{Host: "https://smtp.example.com"}},
		{"port", smtp.Account{Host: "smtp.example.com", Port: 70000}},
		{"security", smtp.Account{Host: "smtp.example.com", Security: "ssl"}},
		{"auth", smtp.Account{Host: "smtp.example.com", Auth: "cram-md5"}},
		{"auth", smtp.Account{Host: "smtp.example.com", Auth: smtp.AuthXOAuth2, Username: "x"}},
		{"username", smtp.Account{Host: "smtp.example.com", Auth: smtp.AuthPlain}},
		{"helo", smtp.Account{Host: "smtp.example.com", Helo: "a b\r\nMAIL"}},
	} {
		_, err := smtp.New(c.a, smtp.Limits{})
		if e := smtp.Explain(err); e == nil || e.Field != c.field || e.Hint == "" {
			t.Errorf("%+v: %v, want a word about %s", c.a, err, c.field)
		}
	}
}
