package smtp_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/smtp"
	"github.com/goodturn-app/goodturn/channel/smtp/smtptest"
)

func reply(stage string, code int, enhanced, text string, class channel.Class) *channel.Error {
	return &channel.Error{Class: class, Stage: stage, SMTPCode: code, Enhanced: enhanced, Reply: text}
}

func TestTheUsualErrorsAreToldInWordsWithAWayOut(t *testing.T) {
	for _, c := range []struct {
		err     error
		message string // part of the sentence
		hint    string // part of the way out
	}{
		{reply("auth", 534, "5.7.9", "Application-specific password required. For more information, go to https://support.google.com/mail/?p=InvalidSecondFactor - gsmtp", channel.ClassSender), "Gmail wants an app password", "two-step verification"},
		{reply("auth", 535, "5.7.8", "Username and Password not accepted. https://support.google.com/mail/?p=BadCredentials x - gsmtp", channel.ClassSender), "did not accept user name and password", "Gmail wants an app password"},
		{reply("auth", 534, "5.7.14", "Please log in via your web browser - gsmtp", channel.ClassSender), "Google wants to see", "browser"},
		{reply("auth", 535, "5.7.139", "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled", channel.ClassSender), "Your organisation has switched off", "administrator"},
		{reply("auth", 535, "5.7.139", "Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.", channel.ClassSender), "switched off for your mailbox", "Authenticated SMTP"},
		{reply("auth", 535, "5.7.139", "Authentication unsuccessful, basic authentication is disabled. [X.outlook.com]", channel.ClassSender), "no longer takes a password", "Sign in with Microsoft"},
		{reply("auth", 535, "5.7.3", "Authentication unsuccessful [X.prod.outlook.com]", channel.ClassSender), "did not accept user name and password", "Sign in with Microsoft"},
		{reply("dot", 550, "5.7.515", "Access denied, sending domain example.com does not meet the required authentication level.", channel.ClassSender), "not authenticated", "SPF, DKIM and DMARC"},
		{reply("dot", 550, "5.7.26", "This mail has been blocked because the sender is unauthenticated. - gsmtp", channel.ClassSender), "not authenticated", "SPF or DKIM"},
		{reply("dot", 550, "5.4.5", "Daily user sending limit exceeded. - gsmtp", channel.ClassSender), "as much as it may today", "24 hours"},
		{reply("mail", 554, "5.2.252", "SendAsDenied; rosa@example.com not allowed to send as x@example.com", channel.ClassSender), "under this address", "own address"},
		{reply("mail", 550, "5.1.8", "Access denied, bad outbound sender", channel.ClassSender), "blocked this mailbox", "Restricted users"},
		{reply("auth", 535, "5.7.0", "(#AUTH005) Too many bad auth attempts.", channel.ClassSender), "Yahoo has closed", "hour"},
		{reply("auth", 535, "5.7.8", "Error: authentication failed: yahoo", channel.ClassSender), "did not accept", "Yahoo wants an app password"},
		{reply("auth", 535, "5.7.8", "Error: authentication failed: (icloud)", channel.ClassSender), "did not accept", "app-specific password"},
		{reply("auth", 535, "", "Incorrect authentication data", channel.ClassSender), "did not accept", "typing mistakes"},
		{reply("auth", 454, "4.7.0", "Too many login attempts, please try again later. - gsmtp", channel.ClassTemporary), "too many logins", "by itself"},
		{reply("mail", 432, "4.3.2", "Concurrent connections limit exceeded.", channel.ClassTemporary), "Too many programs", "by itself"},
		{reply("mail", 530, "5.7.0", "Authentication Required.", channel.ClassSender), "wants a login", "user name and password"},
		{reply("mail", 530, "5.7.0", "Must issue a STARTTLS command first.", channel.ClassSender), "encrypted connection", "STARTTLS"},
		{reply("rcpt", 550, "5.7.1", "Relaying denied", channel.ClassSender), "does not send for this account", "login"},
		{reply("rcpt", 550, "5.1.1", "The email account that you tried to reach does not exist.", channel.ClassPermanent), "does not take mail", "right one"},
		{reply("rcpt", 552, "5.2.2", "mailbox full", channel.ClassTemporary), "full", "later"},
		{reply("rcpt", 451, "4.7.1", "greylisted", channel.ClassTemporary), "come back later", "greylisted"},
		{reply("dot", 554, "5.6.0", "something odd", channel.ClassSender), "refuses to send", "something odd"},
		{&channel.Error{Class: channel.ClassUnknown, Stage: "dot", Err: errors.New("EOF")}, "nobody knows yet", "not be sent again"},
		{&channel.Error{Class: channel.ClassTemporary, Stage: "connect", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}, "refuses the connection", "587"},
		{&channel.Error{Class: channel.ClassTemporary, Stage: "connect", Err: fmt.Errorf("dial: %w", context.DeadlineExceeded)}, "cannot be reached", "block port 25"},
		{&channel.Error{Class: channel.ClassTemporary, Stage: "connect", Err: &net.DNSError{Name: "smpt.gmail.com", IsNotFound: true}}, "no server called smpt.gmail.com", "typing mistake"},
		{&channel.Error{Class: channel.ClassTemporary, Stage: "connect", Err: &net.DNSError{Name: "smtp.gmail.com", IsTemporary: true}}, "could not be looked up", "offline"},
		{&channel.Error{Class: channel.ClassTemporary, Stage: "mail", Err: errors.New("EOF")}, "broke off before", "by itself"},
		{channel.Withdrawn("commit", errors.New("opted out")), "held back", "Nothing was sent"},
		{channel.Withdrawn("closing", smtp.ErrClosed), "shutting down", "next start"},
		{errors.New("something that nobody classified"), "nobody knows yet", "not be sent again"},
	} {
		got := smtp.Explain(c.err)
		if !strings.Contains(got.Message, c.message) || !strings.Contains(got.Hint, c.hint) {
			t.Errorf("%v\n is told as: %s %s\n want: ...%s... ...%s...", c.err, got.Message, got.Hint, c.message, c.hint)
		}
		if strings.Contains(got.Message+got.Hint, "!") || !errors.Is(got, c.err) {
			t.Errorf("%v: shouts, or lost its cause", c.err)
		}
	}
	if smtp.Explain(nil) != nil {
		t.Error("no error has an explanation")
	}
}

// TestRealFailuresAreExplainedFromTheirCause goes the whole way: what the network and TLS really return.
func TestRealFailuresAreExplainedFromTheirCause(t *testing.T) {
	cert, pool, err := smtptest.Certificate("mail.example.com")
	if err != nil {
		t.Fatal(err)
	}
	local, _, err := smtptest.Certificate("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	gone := smtp.Account{Host: "127.0.0.1", Port: closed.Addr().(*net.TCPAddr).Port}
	with := func(opts smtptest.Options, change func(*smtp.Account)) smtp.Account {
		a := at(server(t, opts))
		a.Security = smtp.SecurityStartTLS
		change(&a)
		return a
	}
	for _, c := range []struct {
		name string
		a    smtp.Account
		want string
		code goodturn.Code
	}{
		{"nobody listens", gone, "refuses the connection", goodturn.CodeUpstream},
		{"the name on the certificate", with(smtptest.Options{TLS: &cert}, func(a *smtp.Account) { a.TLS = &tls.Config{RootCAs: pool} }), "another name than 127.0.0.1", goodturn.CodeUpstream},
		{"nobody vouches for the certificate", with(smtptest.Options{TLS: &local}, func(a *smtp.Account) {}), "nobody this computer trusts", goodturn.CodeUpstream},
		{"no STARTTLS", with(smtptest.Options{}, func(a *smtp.Account) {}), "does not offer encryption", goodturn.CodeUpstream},
		{"no TLS", with(smtptest.Options{}, func(a *smtp.Account) { a.Security = smtp.SecurityTLS }), "does not speak TLS", goodturn.CodeUpstream},
		{"no host", smtp.Account{}, "has no name", goodturn.CodeInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := smtp.Check(t.Context(), c.a)
			got := smtp.Explain(err)
			if got == nil || !strings.Contains(got.Message, c.want) || got.Hint == "" || got.Code != c.code {
				t.Errorf("%v is told as %+v, want %q", err, got, c.want)
			}
		})
	}
}

func TestCheckLooksWithoutSending(t *testing.T) {
	cert, pool, err := smtptest.Certificate("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	srv := server(t, smtptest.Options{Name: "mail.example.com", TLS: &cert, Users: map[string]string{"rosa": "secret"}, Extensions: []string{"SIZE 1000000", "SMTPUTF8"}})
	a := at(srv)
	a.Security, a.TLS, a.Username, a.Password = smtp.SecurityStartTLS, &tls.Config{RootCAs: pool}, "rosa", "secret"
	r, err := smtp.Check(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if r.Greeting != "mail.example.com ESMTP" || r.TLS != "TLS 1.3" || !r.LoggedIn || fmt.Sprint(r.Mechanisms) != "[PLAIN LOGIN]" || r.MaxSize != 1000000 || !r.UTF8 {
		t.Errorf("%+v", r)
	}
	if srv.Count(smtptest.Mail) != 0 || srv.Count(smtptest.Noop) != 1 || srv.Count(smtptest.Quit) != 1 {
		t.Errorf("%d MAIL, %d NOOP, %d QUIT", srv.Count(smtptest.Mail), srv.Count(smtptest.Noop), srv.Count(smtptest.Quit))
	}
}

func TestProvidersAreKnownByAddressAndByMailExchanger(t *testing.T) {
	for address, want := range map[string]string{
		"a@gmail.com": "smtp.gmail.com:587", "A@GoogleMail.com": "smtp.gmail.com:587", "a@outlook.com": "smtp-mail.outlook.com:587", "a@hotmail.co.uk": "smtp-mail.outlook.com:587",
		"a@firm.onmicrosoft.com": "smtp.office365.com:587", "a@yahoo.com": "smtp.mail.yahoo.com:465", "a@aol.com": "smtp.aol.com:465", "a@me.com": "smtp.mail.me.com:587", "a@fastmail.com": "smtp.fastmail.com:465",
		"a@example.com": "", "a@notgmail.com": "", "gmail.com.example.org": "", "": "",
	} {
		p, ok := smtp.PresetFor(address)
		if got := fmt.Sprintf("%s:%d", p.Host, p.Port); ok != (want != "") || ok && got != want {
			t.Errorf("%s: %s, %v", address, got, ok)
		}
		if ok && (p.Login == "" || p.Help == "" || p.IMAPHost == "" || p.Security == smtp.SecurityPlain) {
			t.Errorf("%s: incomplete %+v", address, p)
		}
		if ok {
			if _, err := smtp.New(p.Account(address), smtp.Limits{}); err != nil {
				t.Errorf("%s: %v", address, err)
			}
		}
	}
	for mx, want := range map[string]string{
		"aspmx.l.google.com.": "Google Workspace", "smtp.google.com": "Google Workspace", "example-com.mail.protection.outlook.com.": "Microsoft 365", "mx01.mail.icloud.com": "iCloud Mail",
		"in1-smtp.messagingengine.com": "Fastmail", "mx-biz.mail.am0.yahoodns.net": "Yahoo Mail", "mx.example.com": "", "google.com.example.net": "",
	} {
		if p, ok := smtp.PresetForMX(mx); p.Name != want || ok != (want != "") {
			t.Errorf("%s: %q, want %q", mx, p.Name, want)
		}
	}
}
