package smtp

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
	"strings"

	gosmtp "github.com/emersion/go-smtp"

	"github.com/goodturn-app/goodturn/channel"
)

// failure turns whatever went wrong before the mark, or was definitely refused after it, into a channel.Error.
func failure(stage string, err error) *channel.Error {
	var already *channel.Error
	if errors.As(err, &already) {
		return already
	}
	code, enhanced, text := replyOf(err)
	e := &channel.Error{Stage: stage, SMTPCode: code, Enhanced: enhanced, Reply: clip(text)}
	if code == 0 {
		e.Err = err
		e.Class = classOfCause(err)
		return e
	}
	e.Class = classOfReply(stage, code, enhanced, text)
	if code < 400 {
		e.Err = errSequence
	}
	return e
}

// replyOf takes the server's reply out of an error; code 0 means that there was none.
func replyOf(err error) (code int, enhanced, text string) {
	var reply *gosmtp.SMTPError
	if errors.As(err, &reply) {
		if reply.EnhancedCode[0] > 0 {
			enhanced = fmt.Sprintf("%d.%d.%d", reply.EnhancedCode[0], reply.EnhancedCode[1], reply.EnhancedCode[2])
		}
		return reply.Code, enhanced, reply.Message
	}
	var raw *textproto.Error
	if errors.As(err, &raw) {
		enhanced, text := splitEnhanced(raw.Msg)
		return raw.Code, enhanced, text
	}
	return 0, "", ""
}

var statusCode = regexp.MustCompile(`^([245]\.\d{1,3}\.\d{1,3})\s+`)

func splitEnhanced(msg string) (enhanced, text string) {
	if m := statusCode.FindStringSubmatch(msg); m != nil {
		return m[1], strings.ReplaceAll(msg[len(m[0]):], "\n"+m[1]+" ", "\n")
	}
	return "", msg
}

// classOfCause judges an error that is not a reply. Most are the network's and pass; the rest need a person.
func classOfCause(err error) channel.Class {
	var certificate *tls.CertificateVerificationError
	var notTLS tls.RecordHeaderError
	switch {
	case errors.Is(err, errNoUTF8):
		return channel.ClassPermanent
	case errors.Is(err, errPlaintext), errors.Is(err, errNoStartTLS), errors.Is(err, errSmuggled),
		errors.Is(err, errNoAuth), errors.Is(err, errTooBig),
		errors.As(err, &certificate), errors.As(err, &notTLS):
		return channel.ClassSender
	}
	return channel.ClassTemporary
}

// Words that put the blame on our side although the status code does not: quotas (Neo and cPanel answer 550 5.4.6 or
// a bare 550 to RCPT), relaying that we are not allowed, senders that are blocked.
var ourFault = regexp.MustCompile(`(?i)\bquota exceeded for (your|the) account|sender.{0,20}(quota|limit)|(daily|hourly|sending|message) (sending )?(limit|quota)|relay|not permitted|authenticat|sender (address )?(is )?(rejected|blocked|denied)|blocked using|blacklist|blocklist|spam`)

// classOfReply judges a refusal by stage, code, RFC 3463 status and, last, words. An address is called bad only on a
// status that speaks of the address: a wrong "permanent" would cost somebody a client, a wrong "sender" costs a look.
func classOfReply(stage string, code int, enhanced, text string) channel.Class {
	if code < 400 || code > 599 {
		return channel.ClassTemporary // nonsense before the mark; finish deals with nonsense after it
	}
	if code < 500 {
		if stage == stageAuth && enhanced == "4.7.12" { // RFC 4954: the password has to be changed
			return channel.ClassSender
		}
		return channel.ClassTemporary
	}
	switch stage {
	case stageRcpt, stageDot:
	default:
		return channel.ClassSender // nothing was said about the recipient yet
	}
	switch code {
	case 500, 502, 503, 504, 530, 534, 535, 538: // syntax, sequence, login
		return channel.ClassSender
	}
	if subject, ok := strings.CutPrefix(enhanced, "5."); ok && enhanced != "5.0.0" {
		return classOfStatus(subject, text)
	}
	switch {
	case code == 552: // RFC 5321: exceeded storage allocation
		if stage == stageRcpt {
			return channel.ClassTemporary
		}
		return channel.ClassSender
	case ourFault.MatchString(text):
		return channel.ClassSender
	case code == 550 || code == 551 || code == 553 || code == 556 || code == 521 || (code == 501 && stage == stageRcpt):
		return channel.ClassPermanent
	}
	return channel.ClassSender // 554 and whatever else nobody explained
}

// classOfStatus judges by the two lower parts of a 5.x.x status (RFC 3463 and the IANA registry).
func classOfStatus(subject, text string) channel.Class {
	switch subject {
	case "1.7", "1.8": // the sender's address, not the recipient's
		return channel.ClassSender
	case "2.2": // the mailbox is full: it is there, and it may be emptied
		return channel.ClassTemporary
	case "2.1", "4.1", "4.4": // disabled; no such address here (Exchange Online); no way to that domain
		if ourFault.MatchString(text) {
			return channel.ClassSender
		}
		return channel.ClassPermanent
	}
	if strings.HasPrefix(subject, "1.") {
		if ourFault.MatchString(text) {
			return channel.ClassSender
		}
		return channel.ClassPermanent
	}
	return channel.ClassSender // 5.2.x sizes and Microsoft's 5.2.25x, 5.3 system, 5.4.5 limits, 5.5 protocol, 5.6 content, 5.7 policy
}
