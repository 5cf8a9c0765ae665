package app_test

import (
	"context"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/app"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/capture"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
)

// mailServer starts a mail server on this machine and gives a user whose mailbox is there.
func mailServer(t *testing.T, s app.Seal, password string) (*smtptest.Server, goodturn.User) {
	t.Helper()
	srv, err := smtptest.Start("127.0.0.1:0", "", smtptest.Options{Users: map[string]string{"dana@example.com": "right horse"}, KeepData: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = srv.Close() })
	host, port, err := net.SplitHostPort(srv.Addr)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.Seal("u1", password)
	if err != nil {
		t.Fatal(err)
	}
	return srv, goodturn.User{ID: "u1", Email: "dana@example.com", Active: true,
		Mailbox: goodturn.Mailbox{Host: host, Port: n, Security: "none", Auth: "plain", Username: "dana@example.com", Secret: sealed}}
}

func letter() channel.Message {
	return channel.Message{DeliveryID: "d1", Channel: channel.Email, From: mail.Address{Address: "dana@example.com"}, To: mail.Address{Address: "ana@example.com"},
		Subject: "Hello", Text: "Hello.\n", MessageID: "d1@example.com", Date: noon}
}

func TestMailLeavesFromTheOwnersMailboxAndAChangedPasswordIsUsedAtOnce(t *testing.T) {
	s := seal(t, 1)
	srv, u := mailServer(t, s, "wrong horse")
	senders := app.NewSenders(s, nil, nil, nil)
	defer senders.Close(t.Context())
	send := func() error {
		ch, err := senders.For(u, goodturn.ChannelEmail)
		if err != nil {
			return err
		}
		_, err = ch.Send(t.Context(), letter(), func(context.Context) error { return nil })
		return err
	}
	err := send()
	if said := smtp.Explain(err); said == nil || !strings.Contains(said.Message, "password") || said.Hint == "" {
		t.Fatalf("a wrong password is explained as %v", said)
	}
	if channel.ClassOf(err) != channel.ClassSender {
		t.Fatal("a wrong password is blamed on the address:", err)
	}
	sealed, err := s.Seal("u1", "right horse")
	if err != nil {
		t.Fatal(err)
	}
	u.Mailbox.Secret = sealed
	if err := send(); err != nil {
		t.Fatal(err)
	}
	if got := srv.Records(); len(got) != 1 || got[0].To != "ana@example.com" {
		t.Fatalf("%+v", got)
	}
}

func TestWhatIsNotConnectedSaysSo(t *testing.T) {
	s := seal(t, 1)
	senders := app.NewSenders(s, nil, nil, nil)
	for name, c := range map[string]goodturn.Channel{"texts": goodturn.ChannelSMS, "a user without a mailbox": goodturn.ChannelEmail} {
		if _, err := senders.For(goodturn.User{ID: "u2"}, c); goodturn.ErrorCode(err) != goodturn.CodeUnavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, u := mailServer(t, seal(t, 2), "right horse")
	if _, err := senders.For(u, goodturn.ChannelEmail); goodturn.ErrorCode(err) != goodturn.CodeUnavailable {
		t.Error("a password sealed with another key:", err)
	}
}

func TestInTheDemoNothingLeaves(t *testing.T) {
	s := seal(t, 1)
	srv, u := mailServer(t, s, "right horse")
	catcher := capture.New(func() time.Time { return noon })
	ch, err := app.NewSenders(s, nil, nil, catcher).For(u, goodturn.ChannelEmail)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ch.Send(t.Context(), letter(), func(context.Context) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if srv.Connections() != 0 || catcher.Count() != 1 {
		t.Fatal(srv.Connections(), catcher.Count())
	}
}
