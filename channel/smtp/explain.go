package smtp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
)

// Explain says what a failed Send, Check or New means and what to do about it, in words for the person whose mailbox
// it is. nil has nothing to explain.
func Explain(err error) *goodturn.Error {
	if err == nil {
		return nil
	}
	var told *goodturn.Error
	if errors.As(err, &told) {
		return told
	}
	var e *channel.Error
	if !errors.As(err, &e) {
		e = &channel.Error{Class: channel.ClassOf(err), Err: err}
	}
	message, hint := words(e)
	code := goodturn.CodeUpstream
	switch {
	case e.Stage == stageBuild:
		code = goodturn.CodeInvalid
	case e.Class == channel.ClassWithdrawn:
		code = goodturn.CodeUnavailable
	}
	return &goodturn.Error{Code: code, Message: message, Hint: hint, Err: err}
}

func words(e *channel.Error) (message, hint string) {
	if message, hint, ok := wordsForCause(e); ok {
		return message, hint
	}
	if e.SMTPCode != 0 {
		if message, hint, ok := wordsForReply(e); ok {
			return message, hint
		}
	}
	return wordsForClass(e)
}

// wordsForCause explains what went wrong without a reply: the network, the certificate, our own refusals.
func wordsForCause(e *channel.Error) (message, hint string, ok bool) {
	var (
		dns       *net.DNSError
		wrongName x509.HostnameError
		unknown   x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
		notTLS    tls.RecordHeaderError
		err       = e.Err
	)
	if err == nil || e.Class == channel.ClassUnknown {
		return "", "", false
	}
	switch {
	case e.Stage == stageBuild && e.Class == channel.ClassPermanent:
		return "This e-mail address cannot be written to.", "Look for a missing part or a slip of the finger, and correct it on the person's page.", true
	case e.Stage == stageBuild:
		return "The message could not be written.", "The details are behind this sentence; nothing was sent.", true
	case e.Stage == stageCommit:
		return "The message was held back at the last moment.", "Something changed while it was on its way, such as an opt-out or a pause. Nothing was sent.", true
	case errors.Is(err, ErrClosed):
		return "Goodturn is shutting down.", "The message was not sent and will go out after the next start.", true
	case errors.Is(err, context.Canceled):
		return "The attempt was called off.", "Nothing was sent.", true
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Sprintf("There is no server called %s.", dns.Name), "Check the name of the mail server for a typing mistake, and that this computer is online.", true
	case errors.As(err, &dns):
		return fmt.Sprintf("The address of %s could not be looked up.", dns.Name), "Most often this computer is offline. Goodturn tries again by itself.", true
	case errors.Is(err, syscall.ECONNREFUSED):
		return "The mail server refuses the connection.", "Check server name and port. Most providers use port 587 with STARTTLS or 465 with TLS.", true
	case e.Stage == stageConnect && timedOut(err):
		return "The mail server cannot be reached.", "Many networks block port 25, and some block 587. Try port 587 or 465, or another network; a hosting company opens the port on request.", true
	case errors.As(err, &wrongName):
		return fmt.Sprintf("The server's certificate is for another name than %s.", wrongName.Host), "Use the server name that your provider gives, not an alias or an IP address. If you did, somebody may be listening in: do not go on.", true
	case errors.As(err, &unknown):
		return "The server's certificate comes from nobody this computer trusts.", "If it is your own server, install its certificate authority on this computer. Otherwise do not go on: somebody may be listening in.", true
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "The server's certificate has run out, or this computer's clock is wrong.", "Check date and time here; if they are right, the provider has to renew the certificate.", true
	case errors.As(err, &notTLS):
		return "The server does not speak TLS on this port.", "Use STARTTLS on port 587, or TLS on port 465.", true
	case errors.Is(err, errNoStartTLS):
		return "The server does not offer encryption (STARTTLS) here.", "Try port 465 with TLS. Goodturn does not send your password over an open line.", true
	case errors.Is(err, errSmuggled):
		return "Something between here and the mail server tampered with the encryption.", "Use another network, and tell your provider.", true
	case errors.Is(err, errPlaintext):
		return "The connection would not be encrypted.", "Choose STARTTLS or TLS. Plain connections are only for a mail server on this computer.", true
	case errors.Is(err, errNoAuth):
		return "The mail server offers no way to log in that Goodturn knows.", "Check the port: some servers let nobody log in on port 25. Use 587 or 465.", true
	case errors.Is(err, errNoToken):
		return "The sign-in with your provider has run out.", "Connect the account again.", true
	case errors.Is(err, errTooBig):
		return "The message is bigger than the mail server takes.", "Shorten it, or use smaller pictures.", true
	case errors.Is(err, errNoUTF8):
		return "Your mail server cannot reach addresses with special letters before the @.", "Ask the person for another address.", true
	}
	return "", "", false
}

func timedOut(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &n) && n.Timeout()
}

// said is one reply that people meet, by its status and its words. Empty status or word matches all.
type said struct {
	status, word  string
	message, hint string
}

// replies are looked through in order; the first that fits is told. Statuses of one provider that mean something
// else elsewhere also need a word.
var replies = []said{
	{"5.7.9", "application-specific", "Gmail wants an app password here, not your normal one.", "Turn on two-step verification in your Google account, make an app password there (16 letters), and put it in."},
	{"", "invalidsecondfactor", "Gmail wants an app password here, not your normal one.", "Turn on two-step verification in your Google account, make an app password there (16 letters), and put it in."},
	{"5.7.14", "", "Google wants to see that it is you.", "Sign in to this mailbox in a browser, answer Google's question, then try again."},
	{"5.7.139", "disabled for the tenant", "Your organisation has switched off sending from other programs.", "Sign in with Microsoft instead, or ask your administrator to allow authenticated SMTP for the organisation."},
	{"5.7.139", "disabled for the mailbox", "Sending from other programs is switched off for your mailbox.", "Your administrator can allow it: Microsoft 365 admin centre, your user, Mail, Manage email apps, Authenticated SMTP."},
	{"5.7.139", "security defaults", "Your organisation's security defaults forbid a password here.", "Sign in with Microsoft instead."},
	{"5.7.139", "basic authentication is disabled", "Microsoft no longer takes a password here.", "Sign in with Microsoft instead."},
	{"5.7.139", "", "Microsoft did not accept the login.", "Sign in with Microsoft instead of a password. If you already do, connect the account again."},
	{"5.7.57", "", "Microsoft wants a login before it sends.", "Put in user name and password, or sign in with Microsoft."},
	{"5.7.515", "", "Microsoft refuses mail from this domain because it is not authenticated.", "Your domain needs SPF, DKIM and DMARC records that pass. `goodturn doctor` shows which one is missing."},
	{"5.7.26", "", "Gmail refuses mail from this domain because it is not authenticated.", "Your domain needs an SPF or DKIM record that passes. `goodturn doctor` shows which one is missing."},
	{"5.7.60", "", "Microsoft does not let this mailbox send under this address.", "Use the mailbox's own address as sender, or ask your administrator for the right to send as the other."},
	{"5.2.252", "", "Microsoft does not let this mailbox send under this address.", "Use the mailbox's own address as sender, or ask your administrator for the right to send as the other."},
	{"5.1.8", "", "Microsoft has blocked this mailbox from sending, usually because it sent too much or a stranger used it.", "Change its password, then have your administrator release it under Restricted users."},
	{"5.4.5", "", "The mailbox has sent as much as it may today.", "It opens again within 24 hours. Nothing is lost; the rest goes out then. Lower the daily pace if you also write from it yourself."},
	{"5.4.6", "quota", "The mailbox has sent as much as it may for now.", "It opens again within 24 hours. Nothing is lost; the rest goes out then."},
	{"5.2.0", "spam", "Microsoft takes this mailbox for a source of spam.", "Stop for now, change the mailbox's password, and sign in to it in a browser: Microsoft asks you there to prove that it is you."},
	{"4.7.0", "too many login attempts", "There were too many logins in a short time.", "Wait an hour. Goodturn tries again by itself."},
	{"", "auth005", "Yahoo has closed the login for a while after too many wrong passwords.", "Make a new app password under Account security, put it in, and wait an hour."},
	{"4.3.2", "concurrent", "Too many programs send from this mailbox at once.", "Goodturn tries again by itself. Close other programs that send from it."},
	{"5.7.0", "authentication required", "The mail server wants a login before it sends.", "Put in user name and password."},
	{"5.7.0", "must issue a starttls", "The mail server wants an encrypted connection.", "Choose STARTTLS."},
}

func wordsForReply(e *channel.Error) (message, hint string, ok bool) {
	text := strings.ToLower(e.Reply)
	for _, r := range replies {
		if (r.status == "" || r.status == e.Enhanced) && (r.word == "" || strings.Contains(text, r.word)) {
			return r.message, r.hint, true
		}
	}
	switch {
	case e.Stage == stageAuth && (e.SMTPCode == 535 || e.SMTPCode == 534 || e.Enhanced == "5.7.8"):
		hint := "Check both for typing mistakes. Many providers want an app password instead of the normal one."
		if p, ok := presetBehind(e.Reply); ok {
			hint = p.Login
		}
		return "The mail server did not accept user name and password.", hint, true
	case e.SMTPCode == 530:
		return "The mail server wants a login before it sends.", "Put in user name and password.", true
	case strings.Contains(text, "relay"):
		return "The mail server does not send for this account.", "Check that the login is filled in and that the sender's address belongs to this mailbox.", true
	case e.Stage == stageMail && e.Class == channel.ClassSender:
		return "The mail server does not take mail from this sender.", "Check that the sender's address belongs to this mailbox, and that the provider has not blocked it.", true
	case e.SMTPCode == 552 || e.Enhanced == "5.2.2" || e.Enhanced == "4.2.2":
		return "The person's mailbox is full.", "Goodturn tries again later. If it stays so, call.", true
	case e.Stage == stageGreeting && e.SMTPCode == 554:
		return "The mail server does not talk to this computer's address.", "Use your provider's server for sending (port 587 with a login) instead of a direct connection.", true
	}
	return "", "", false
}

func wordsForClass(e *channel.Error) (message, hint string) {
	said := ""
	if e.Reply != "" {
		said = fmt.Sprintf(" The server said: %q", clip(strings.Join(strings.Fields(e.Reply), " ")))
	}
	switch e.Class {
	case channel.ClassTemporary:
		if e.SMTPCode == 0 {
			return "The connection to the mail server broke off before the message was out.", "Goodturn tries again by itself."
		}
		return "The mail server asks us to come back later.", "Goodturn tries again by itself." + said
	case channel.ClassPermanent:
		return "This e-mail address does not take mail.", "Ask the person for the right one, or leave them out." + said
	case channel.ClassSender:
		return "The mail provider refuses to send for this mailbox.", "Sign in to the mailbox in a browser and look for a notice there." + said
	case channel.ClassWithdrawn:
		return "The message was not sent.", "It was called off before it left."
	}
	return "The connection broke off at the very end, so nobody knows yet whether this message arrived.", "It will not be sent again by itself. A reply or a bounce settles it; you can also look into the mailbox's Sent folder, or ask the person."
}
