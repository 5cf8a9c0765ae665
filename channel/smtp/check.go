package smtp

import (
	"context"
	"crypto/tls"
	"strings"
)

// Report is what Check found out about a mail server.
type Report struct {
	Greeting   string   // the server's first line
	TLS        string   // such as "TLS 1.3"; empty means the connection is not encrypted
	LoggedIn   bool     // false: the account logs in nowhere
	Mechanisms []string // the ways to log in that the server offers
	MaxSize    int      // bytes in one message; 0: the server does not say
	UTF8       bool     // addresses with letters outside ASCII before the @ can be reached
}

// Check connects, secures, logs in and asks for nothing, as every message would, and says goodbye. No message is
// sent. Give the error to Explain.
func Check(ctx context.Context, a Account) (Report, error) {
	a, err := a.checked()
	if err != nil {
		return Report{}, err
	}
	c, err := connect(ctx, a, Limits{}.withDefaults())
	if err != nil {
		return Report{}, err
	}
	defer c.abort()
	stop := context.AfterFunc(ctx, c.abort)
	defer stop()

	r := Report{Greeting: c.banner, LoggedIn: c.loggedIn}
	if conn, ok := c.wire.Conn.(*tls.Conn); ok {
		r.TLS = tls.VersionName(conn.ConnectionState().Version)
	}
	if ok, list := c.client.Extension("AUTH"); ok {
		r.Mechanisms = strings.Fields(list)
	}
	if size, ok := c.client.MaxMessageSize(); ok {
		r.MaxSize = size
	}
	r.UTF8, _ = c.client.Extension("SMTPUTF8")
	if err := c.client.Noop(); err != nil {
		return r, failure(stageNoop, err)
	}
	c.client.CommandTimeout = farewell
	c.client.Quit() // the answer is of no use to anybody
	return r, nil
}
