package smtp

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/textproto"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"
	"golang.org/x/net/idna"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
)

// The stages of a conversation, in order. They appear in channel.Error.Stage.
const (
	stageBuild    = "build"    // writing and signing the message, before any connection
	stageConnect  = "connect"  // DNS and TCP
	stageTLS      = "tls"      // the TLS handshake and the certificate
	stageGreeting = "greeting" // the server's first words
	stageHelo     = "helo"
	stageStartTLS = "starttls"
	stageAuth     = "auth"
	stageMail     = "mail" // MAIL FROM
	stageRcpt     = "rcpt" // RCPT TO
	stageData     = "data" // the DATA command
	stageBody     = "body" // the message, without its end
	stageCommit   = "commit"
	stageDot      = "dot" // the end of the message and the final reply
	stageNoop     = "noop"
)

// defaultHelo is an address literal that is true of every machine.
const defaultHelo = "[127.0.0.1]"

// checked fills in what follows from the rest and refuses what cannot work.
func (a Account) checked() (Account, error) {
	if strings.TrimSpace(a.Host) == "" {
		return a, goodturn.Invalid("host", "The mail server has no name.", "Write it as your provider gives it, such as smtp.example.com.")
	}
	host, err := idna.Lookup.ToASCII(strings.TrimSpace(a.Host))
	if err != nil && net.ParseIP(a.Host) == nil {
		return a, goodturn.Invalid("host", fmt.Sprintf("%q is not the name of a server.", a.Host), "Write the name alone, such as smtp.example.com, without https:// and without a port.")
	} else if err == nil {
		a.Host = host
	}
	if a.Clock == nil {
		a.Clock = goodturn.ClockFunc(time.Now)
	}
	switch a.Security {
	case SecurityAuto:
		a.Security = SecurityStartTLS
		if a.Port == 465 {
			a.Security = SecurityTLS
		}
	case SecurityStartTLS, SecurityTLS, SecurityPlain:
	default:
		return a, goodturn.Invalid("security", fmt.Sprintf("There is no security called %q.", a.Security), "Write starttls, tls or plain.")
	}
	if a.Port == 0 {
		a.Port = map[Security]int{SecurityTLS: 465, SecurityPlain: 25, SecurityStartTLS: 587}[a.Security]
	}
	if a.Port < 1 || a.Port > 65535 {
		return a, goodturn.Invalid("port", fmt.Sprintf("%d is not a port.", a.Port), "Most providers use 587 or 465.")
	}
	switch a.Auth {
	case AuthAuto, AuthNone:
	case AuthPlain, AuthLogin:
		if a.Username == "" {
			return a, goodturn.Invalid("username", "The account has no user name.", "It is usually your whole e-mail address.")
		}
	case AuthXOAuth2:
		if a.Username == "" || a.Token == nil {
			return a, goodturn.Invalid("auth", "Signing in with Google or Microsoft is not finished.", "Connect the account again.")
		}
	default:
		return a, goodturn.Invalid("auth", fmt.Sprintf("There is no way to log in called %q.", a.Auth), "Write plain, login, xoauth2 or none.")
	}
	if a.Helo == "" {
		a.Helo = defaultHelo
	}
	if strings.ContainsFunc(a.Helo, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return a, goodturn.Invalid("helo", "The name of this machine has characters that mail servers refuse.", "Leave it empty, or write a plain name such as mail.example.com.")
	}
	return a, nil
}

// conn is one logged-in connection.
type conn struct {
	client *gosmtp.Client
	wire   *wire
	limits Limits
	clock  goodturn.Clock
	banner string // the greeting, first line

	loggedIn bool
	expiry   *time.Timer // while it is kept
	sent     int         // transactions so far
	dirty    bool        // a transaction was left half-way: RSET before the next
	broken   bool        // not to be used again
}

func (c *conn) abort() { c.wire.abort() }

// connect opens, secures and logs in. Everything that fails here is definite: nothing was sent.
func connect(ctx context.Context, a Account, l Limits) (*conn, error) {
	c, err := dial(ctx, a, l)
	if err != nil {
		if ctx.Err() != nil {
			return nil, channel.Withdrawn(stageConnect, context.Cause(ctx))
		}
		return nil, err
	}
	stop := context.AfterFunc(ctx, c.abort)
	err = c.login(ctx, a)
	if !stop() {
		c.abort()
		return nil, channel.Withdrawn(stageAuth, context.Cause(ctx))
	}
	if err != nil {
		c.abort()
		return nil, err
	}
	return c, nil
}

// dial opens the connection, reads the greeting, and gets TLS where it was asked for. STARTTLS is done here and not
// by the client library: so the name in EHLO is ours from the start, a word smuggled in before TLS is noticed, and a
// bad certificate is told apart from a bad connection.
func dial(ctx context.Context, a Account, l Limits) (*conn, error) {
	parent := ctx
	ctx, cancel := context.WithTimeout(ctx, l.ConnectTimeout)
	defer cancel()
	dialer := net.Dialer{}
	if a.Security == SecurityPlain && !a.AllowPlaintext {
		dialer.Control = onlyHere
	}
	raw, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(a.Host, strconv.Itoa(a.Port)))
	if err != nil {
		return nil, failure(stageConnect, err)
	}
	w := newWire(raw, raw)
	fail := func(stage string, err error) (*conn, error) {
		w.abort()
		return nil, failure(stage, err)
	}
	stop := context.AfterFunc(parent, w.abort)
	defer stop()

	if a.Security == SecurityTLS {
		if w, err = secure(ctx, a, raw); err != nil {
			return fail(stageTLS, err)
		}
	}
	w.SetDeadline(time.Now().Add(l.CommandTimeout))
	reader := textproto.NewReader(bufio.NewReader(w))
	_, banner, err := reader.ReadResponse(220)
	if err != nil {
		return fail(stageGreeting, err)
	}
	if a.Security == SecurityStartTLS {
		if err := startTLS(w, reader, a.Helo); err != nil {
			return fail(stageStartTLS, err)
		}
		if w, err = secure(ctx, a, raw); err != nil {
			return fail(stageTLS, err)
		}
	}
	w.SetDeadline(time.Time{})
	// The client library wants to read a greeting; the server will not repeat it.
	banner, _, _ = strings.Cut(banner, "\n")
	w.replay = []byte("220 " + banner + "\r\n")
	client := gosmtp.NewClient(w)
	client.CommandTimeout, client.SubmissionTimeout = l.CommandTimeout, l.DotTimeout
	c := &conn{client: client, wire: w, limits: l, clock: a.Clock, banner: clip(banner)}
	if err := client.Hello(a.Helo); err != nil {
		return fail(stageHelo, err)
	}
	if !stop() {
		return fail(stageHelo, context.Cause(parent))
	}
	return c, nil
}

func secure(ctx context.Context, a Account, raw net.Conn) (*wire, error) {
	config := &tls.Config{}
	if a.TLS != nil {
		config = a.TLS.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = a.Host
	}
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	conn := tls.Client(raw, config)
	w := newWire(conn, raw)
	return w, conn.HandshakeContext(ctx)
}

var (
	errPlaintext  = errors.New("the connection would not be encrypted, and the server is not on this machine")
	errNoStartTLS = errors.New("the server does not offer STARTTLS")
	errSmuggled   = errors.New("the server spoke before the encryption began")
	errNoAuth     = errors.New("the server offers no way to log in that we speak")
	errNoToken    = errors.New("no access token")
)

func startTLS(w *wire, reader *textproto.Reader, helo string) error {
	ask := func(code int, line string) (string, error) {
		if _, err := fmt.Fprintf(w, "%s\r\n", line); err != nil {
			return "", err
		}
		_, msg, err := reader.ReadResponse(code)
		return msg, err
	}
	offers, err := ask(250, "EHLO "+helo)
	var refused *textproto.Error
	if errors.As(err, &refused) && (refused.Code == 500 || refused.Code == 502) {
		return errNoStartTLS // a server without EHLO has no extensions
	}
	if err != nil {
		return err
	}
	offered := false
	for _, line := range strings.Split(offers, "\n")[1:] {
		offered = offered || strings.EqualFold(strings.TrimSpace(line), "STARTTLS")
	}
	if !offered {
		return errNoStartTLS
	}
	if _, err := ask(220, "STARTTLS"); err != nil {
		return err
	}
	if w.in.Buffered() > 0 {
		return errSmuggled
	}
	return nil
}

// onlyHere refuses every address but this machine's own, before a packet goes out: a name may lead anywhere.
func onlyHere(_, address string, _ syscall.RawConn) error {
	if to, err := netip.ParseAddrPort(address); err != nil || !to.Addr().Unmap().IsLoopback() {
		return errPlaintext
	}
	return nil
}

func (c *conn) login(ctx context.Context, a Account) error {
	mechanism := a.Auth
	if mechanism == AuthAuto {
		switch {
		case a.Token != nil:
			mechanism = AuthXOAuth2
		case a.Username == "":
			mechanism = AuthNone
		case c.client.SupportsAuth(sasl.Plain):
			mechanism = AuthPlain
		case c.client.SupportsAuth(sasl.Login):
			mechanism = AuthLogin
		default:
			return failure(stageAuth, errNoAuth)
		}
	}
	if mechanism == AuthNone {
		return nil
	}
	if !c.client.SupportsAuth(strings.ToUpper(string(mechanism))) {
		return failure(stageAuth, fmt.Errorf("%w: %s is not on its list", errNoAuth, strings.ToUpper(string(mechanism))))
	}
	var client sasl.Client
	switch mechanism {
	case AuthPlain:
		client = sasl.NewPlainClient("", a.Username, a.Password)
	case AuthLogin:
		client = &login{user: a.Username, password: a.Password}
	case AuthXOAuth2:
		token, err := a.Token(ctx)
		if err != nil {
			return noToken(err)
		}
		client = &xoauth2{user: a.Username, token: token}
	}
	err := c.client.Auth(client)
	if err == nil {
		c.loggedIn = true
		return nil
	}
	failed := failure(stageAuth, err)
	if x, ok := client.(*xoauth2); ok && x.refusal != "" {
		failed.Err = errors.New(x.refusal)
	}
	return failed
}

// noToken judges a token that could not be had: a network that fails will pass, everything else needs a person.
// A Token source that knows better returns a *channel.Error.
func noToken(err error) error {
	failed := failure(stageAuth, fmt.Errorf("%w: %w", errNoToken, err))
	var network net.Error
	if errors.Is(failed, errNoToken) && !errors.As(err, &network) {
		failed.Class = channel.ClassSender
	}
	return failed
}
