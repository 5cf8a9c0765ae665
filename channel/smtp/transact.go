package smtp

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"github.com/goodturn-app/goodturn/channel"
)

// envelope is what SMTP itself needs to know about a message.
type envelope struct {
	from, to string
	utf8     bool // an address has letters before the @ that only SMTPUTF8 can carry
	size     int
}

var (
	errTooBig   = errors.New("the message is bigger than the server takes")
	errNoUTF8   = errors.New("the address has letters before the @ that this mail server cannot carry")
	errHungUp   = errors.New("the server ended the conversation before the message was complete")
	errSequence = errors.New("the server's reply does not fit the question")
)

// transact carries one message over c: MAIL, RCPT, DATA, body, mark, dot. stale is true if the connection turned out
// to be dead at the first command, so that nothing at all was said about this message.
func (c *conn) transact(ctx context.Context, env envelope, signature string, message []byte, commit channel.Commit) (_ channel.Receipt, stale bool, _ error) {
	stop := context.AfterFunc(ctx, c.abort)
	data, stage, err := c.open(env)
	if err == nil {
		stage = stageBody
		err = c.write(data, signature, message)
	}
	if !stop() {
		// Called off. The connection is being closed under us, and whatever failed, failed because of it.
		return channel.Receipt{}, false, c.withdraw(stage, context.Cause(ctx))
	}
	if err != nil {
		return c.refused(stage, err)
	}
	receipt, err := c.markAndFinish(ctx, data, commit)
	return receipt, false, err
}

// open says MAIL, RCPT and DATA.
func (c *conn) open(env envelope) (data *gosmtp.DataCommand, stage string, err error) {
	if c.dirty {
		if err := c.client.Reset(); err != nil {
			return nil, stageMail, err
		}
		c.dirty = false
	}
	if max, ok := c.client.MaxMessageSize(); ok && max > 0 && env.size > max {
		return nil, stageMail, fmt.Errorf("%w: %d bytes, at most %d", errTooBig, env.size, max)
	}
	if ok, _ := c.client.Extension("SMTPUTF8"); env.utf8 && !ok {
		return nil, stageRcpt, errNoUTF8
	}
	c.sent++
	if err := c.client.Mail(env.from, &gosmtp.MailOptions{Size: int64(env.size), UTF8: env.utf8}); err != nil {
		return nil, stageMail, err
	}
	c.dirty = true
	if err := c.client.Rcpt(env.to, nil); err != nil {
		return nil, stageRcpt, err
	}
	data, err = c.client.Data()
	return data, stageData, err
}

// write sends the message without its end. What the library still holds back of it goes out with the dot.
func (c *conn) write(data *gosmtp.DataCommand, signature string, message []byte) error {
	c.broken = true // from here on only the final reply makes the connection usable again
	c.wire.SetWriteDeadline(time.Now().Add(c.limits.CommandTimeout))
	if _, err := data.Write([]byte(signature)); err != nil {
		return err
	}
	if _, err := data.Write(message); err != nil {
		return err
	}
	if !c.wire.silent() {
		return errHungUp
	}
	return nil
}

// finish writes the dot and waits for the final reply. The mark is written: nothing but a definite reply may be
// taken for a no.
func (c *conn) finish(data *gosmtp.DataCommand) (channel.Receipt, error) {
	c.wire.SetWriteDeadline(time.Now().Add(c.limits.DotTimeout))
	response, err := data.CloseWithResponse()
	at := c.clock.Now().UTC()
	var reply *gosmtp.SMTPError
	switch {
	case err == nil:
		c.broken, c.dirty = false, false
		return receiptOf("250 "+response.StatusText, at), nil
	case errors.As(err, &reply) && reply.Code/100 == 2: // the first digit decides (RFC 5321 section 4.2.1)
		return receiptOf(fmt.Sprintf("%d %s", reply.Code, reply.Message), at), nil
	case errors.As(err, &reply) && (reply.Code/100 == 4 || reply.Code/100 == 5):
		c.broken, c.dirty = reply.Code == 421, false
		return channel.Receipt{}, failure(stageDot, err)
	}
	c.abort()
	return channel.Receipt{}, &channel.Error{Class: channel.ClassUnknown, Stage: stageDot, Err: err}
}

// withdraw closes the connection hard. No SMTP command may follow the body: the library would end the message with
// it, and the server would deliver.
func (c *conn) withdraw(stage string, cause error) error {
	c.broken = true
	c.abort()
	return channel.Withdrawn(stage, cause)
}

// refused ends an attempt that failed before the mark.
func (c *conn) refused(stage string, err error) (channel.Receipt, bool, error) {
	var reply *gosmtp.SMTPError
	answered := errors.As(err, &reply)
	local := errors.Is(err, errTooBig) || errors.Is(err, errNoUTF8)
	if stage == stageBody || (answered && (reply.Code == 421 || reply.Code < 400)) || !(answered || local) {
		c.broken = true
		c.abort()
	}
	stale := stage == stageMail && !local && (!answered || reply.Code == 421)
	return channel.Receipt{}, stale, failure(stage, err)
}

// queued finds the name under which common servers have put the message into their queue.
var queued = regexp.MustCompile(`(?i)queued as ([A-Za-z0-9._-]+)|\bid=([A-Za-z0-9._-]+)|^250 (?:2\.0\.0 )?ok:? ([0-9a-f]{16}-[0-9a-f-]+)`)

func receiptOf(reply string, at time.Time) channel.Receipt {
	reply = strings.Join(strings.Fields(reply), " ")
	r := channel.Receipt{Reply: clip(reply), At: at}
	for i, id := range queued.FindStringSubmatch(reply) {
		if i > 0 && id != "" {
			r.ProviderID = id
		}
	}
	return r
}

// clip keeps a reply to a length that a person reads and a row holds.
func clip(s string) string {
	const most = 500
	if len(s) <= most {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.ToValidUTF8(s[:most], "\uFFFD") + " ..."
}
