package smtptest

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/base64"
	"net"
	"strings"
)

// session is one conversation.
type session struct {
	s        *Server
	raw      net.Conn
	conn     net.Conn
	in       *bufio.Reader
	n        int
	secure   bool
	loggedIn bool
	greeted  bool
	from, to string
	hasFrom  bool
}

func newSession(s *Server, c net.Conn, n int) *session {
	return &session{s: s, raw: c, conn: c, in: bufio.NewReader(c), n: n}
}

func (c *session) run() {
	defer c.raw.Close()
	if c.s.opts.Implicit && !c.upgrade() {
		return
	}
	if !c.answer(Greeting, "", "220 "+c.s.opts.Name+" ESMTP") {
		return
	}
	for {
		line, err := c.line()
		if err != nil || !c.command(line) {
			return
		}
	}
}

func (c *session) upgrade() bool {
	t := tls.Server(c.raw, &tls.Config{Certificates: []tls.Certificate{*c.s.opts.TLS}})
	if t.Handshake() != nil {
		return false
	}
	c.conn, c.in, c.secure = t, bufio.NewReader(t), true
	return true
}

func (c *session) line() (string, error) {
	line, err := c.in.ReadString('\n')
	if err != nil {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func (c *session) say(reply string) bool {
	_, err := c.conn.Write([]byte(strings.ReplaceAll(reply, "\n", "\r\n") + "\r\n"))
	return err == nil
}

// interfere asks for a fault. acted: the usual reply must not follow; alive: the conversation goes on.
func (c *session) interfere(stage Stage, line string, data []byte) (acted, alive bool) {
	f := c.s.fault(Step{Stage: stage, Conn: c.n, Line: line, From: c.from, To: c.to, Data: data})
	if f.Reply != "" {
		c.say(f.Reply)
	}
	if f.Drop {
		if f.Reply == "" {
			// A reset: what the peer has not read yet is gone. After a reply the end is orderly, so that it arrives.
			if tcp, ok := c.raw.(*net.TCPConn); ok {
				tcp.SetLinger(0)
			}
		}
		return true, false
	}
	return f.Reply != "", true
}

func (c *session) answer(stage Stage, line, reply string) bool {
	acted, alive := c.interfere(stage, line, nil)
	if !alive {
		return false
	}
	return acted || c.say(reply)
}

// command does one command and reports whether the conversation goes on.
func (c *session) command(line string) bool {
	verb, rest, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "EHLO":
		return c.ehlo(line)
	case "HELO":
		c.greeted = true
		return c.answer(Helo, line, "250 "+c.s.opts.Name)
	case "STARTTLS":
		return c.startTLS(line)
	case "AUTH":
		return c.auth(line, rest)
	case "MAIL":
		return c.mail(line, rest)
	case "RCPT":
		return c.rcpt(line, rest)
	case "DATA":
		return c.data(line)
	case "RSET":
		c.forget()
		return c.answer(Rset, line, "250 2.0.0 forgotten")
	case "NOOP":
		return c.answer(Noop, line, "250 2.0.0 nothing done")
	case "QUIT":
		c.answer(Quit, line, "221 2.0.0 goodbye")
		return false
	}
	return c.say("500 5.5.2 no such command")
}

func (c *session) forget() { c.from, c.to, c.hasFrom = "", "", false }

func (c *session) ehlo(line string) bool {
	c.forget()
	c.greeted = true
	lines := []string{c.s.opts.Name}
	if c.s.opts.TLS != nil && !c.secure && !c.s.opts.Hidden {
		lines = append(lines, "STARTTLS")
	}
	mechanisms := c.s.opts.Mechanisms
	if mechanisms == "" && len(c.s.opts.Users) > 0 {
		mechanisms = "PLAIN LOGIN"
	}
	if mechanisms == "" && len(c.s.opts.Tokens) > 0 {
		mechanisms = "XOAUTH2"
	}
	if mechanisms != "" {
		lines = append(lines, "AUTH "+mechanisms)
	}
	lines = append(lines, c.s.opts.Extensions...)
	lines = append(lines, "ENHANCEDSTATUSCODES")
	var reply strings.Builder
	for i, l := range lines {
		if i < len(lines)-1 {
			reply.WriteString("250-" + l + "\n")
		} else {
			reply.WriteString("250 " + l)
		}
	}
	return c.answer(Helo, line, reply.String())
}

func (c *session) startTLS(line string) bool {
	if c.s.opts.TLS == nil || c.secure {
		return c.say("502 5.5.1 no encryption here")
	}
	acted, alive := c.interfere(StartTLS, line, nil)
	if !alive {
		return false
	}
	if acted {
		return true
	}
	c.forget()
	c.greeted = false
	return c.say("220 2.0.0 go ahead") && c.upgrade()
}

func (c *session) auth(line, rest string) bool {
	mechanism, initial, _ := strings.Cut(rest, " ")
	ask := func(question string) (string, bool) {
		if !c.say("334 " + base64.StdEncoding.EncodeToString([]byte(question))) {
			return "", false
		}
		answer, err := c.line()
		return answer, err == nil
	}
	var ok, alive bool
	switch strings.ToUpper(mechanism) {
	case "PLAIN":
		ok = c.plain(initial)
	case "LOGIN":
		name, password := initial, ""
		if name == "" {
			if name, alive = ask("User Name"); !alive {
				return false
			}
		}
		if password, alive = ask("Passwort:"); !alive {
			return false
		}
		ok = c.known(c.s.opts.Users, decode(name), decode(password))
	case "XOAUTH2":
		user, bearer, _ := strings.Cut(decode(initial), "\x01auth=Bearer ")
		token, end, _ := strings.Cut(bearer, "\x01")
		if ok = end == "\x01" && c.known(c.s.opts.Tokens, strings.TrimPrefix(user, "user="), token); !ok {
			if empty, alive := ask(`{"status":"401","schemes":"bearer","scope":"https://mail.example.com/"}`); !alive {
				return false
			} else if empty != "" {
				return c.say("501 5.5.2 an empty line was due")
			}
		}
	default:
		return c.say("504 5.5.4 unknown way to log in")
	}
	acted, alive := c.interfere(Auth, line, nil)
	if !alive || acted {
		return alive
	}
	if !ok {
		return c.say("535 5.7.8 user name and password not accepted")
	}
	c.loggedIn = true
	return c.say("235 2.7.0 welcome")
}

func (c *session) plain(initial string) bool {
	parts := strings.Split(decode(initial), "\x00")
	return len(parts) == 3 && c.known(c.s.opts.Users, parts[1], parts[2])
}

func (c *session) known(people map[string]string, name, secret string) bool {
	want, ok := people[name]
	return ok && want == secret
}

func decode(s string) string {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return ""
	}
	return string(b)
}

func (c *session) mail(line, rest string) bool {
	switch {
	case !c.greeted:
		return c.say("503 5.5.1 say EHLO first")
	case (len(c.s.opts.Users) > 0 || len(c.s.opts.Tokens) > 0) && !c.loggedIn:
		return c.say("530 5.7.0 authentication required")
	case c.hasFrom:
		return c.say("503 5.5.1 one message at a time")
	}
	addr, ok := path(rest, "FROM:")
	if !ok {
		return c.say("501 5.5.4 syntax: MAIL FROM:<address>")
	}
	acted, alive := c.interfere(Mail, line, nil)
	if !alive || acted {
		return alive
	}
	c.from, c.hasFrom = addr, true
	return c.say("250 2.1.0 sender fine")
}

func (c *session) rcpt(line, rest string) bool {
	if !c.hasFrom {
		return c.say("503 5.5.1 MAIL first")
	}
	addr, ok := path(rest, "TO:")
	if !ok || addr == "" {
		return c.say("501 5.5.4 syntax: RCPT TO:<address>")
	}
	if c.to != "" {
		return c.say("452 4.5.3 one recipient is enough")
	}
	c.to = addr
	acted, alive := c.interfere(Rcpt, line, nil)
	if acted {
		c.to = ""
	}
	if !alive || acted {
		return alive
	}
	return c.say("250 2.1.5 recipient fine")
}

// path takes the address out of FROM:<address> or TO:<address>, leaving parameters aside.
func path(rest, prefix string) (string, bool) {
	if len(rest) < len(prefix) || !strings.EqualFold(rest[:len(prefix)], prefix) {
		return "", false
	}
	rest = strings.TrimSpace(rest[len(prefix):])
	end := strings.LastIndexByte(rest, '>')
	if len(rest) < 2 || rest[0] != '<' || end < 0 {
		return "", false
	}
	return rest[1:end], true
}

func (c *session) data(line string) bool {
	if c.to == "" {
		return c.say("503 5.5.1 RCPT first")
	}
	if acted, alive := c.interfere(Data, line, nil); !alive || acted {
		return alive
	}
	if !c.say("354 go on") {
		return false
	}
	if _, alive := c.interfere(Body, "", nil); !alive {
		return false
	}
	message, complaint, err := c.body()
	if err != nil {
		return false // no dot: nothing was accepted
	}
	from, to := c.from, c.to
	if complaint != "" {
		c.forget()
		return c.say("554 5.6.0 " + complaint)
	}
	acted, alive := c.interfere(Dot, "", message)
	if !alive || acted {
		c.forget()
		return alive
	}
	if err := c.s.log.add(from, to, message, c.s.opts.KeepData); err != nil {
		return c.say("451 4.3.0 the message could not be written down")
	}
	acted, alive = c.interfere(Accepted, "", message)
	c.forget()
	if !alive || acted {
		return alive
	}
	return c.say("250 2.0.0 OK: queued as " + messageID(message))
}

// body reads up to the dot. The message ends with CRLF . CRLF and nothing else; a line feed without its carriage
// return, or the other way round, is complained about after the end.
func (c *session) body() (message []byte, complaint string, err error) {
	var b bytes.Buffer
	for {
		line, err := c.in.ReadBytes('\n')
		if err != nil {
			return nil, "", err
		}
		switch body := bytes.TrimSuffix(line, []byte("\n")); {
		case !bytes.HasSuffix(body, []byte("\r")):
			complaint = "a bare line feed"
		case bytes.IndexByte(body, '\r') != len(body)-1:
			complaint = "a bare carriage return"
		case len(line) > 1000:
			complaint = "a line longer than 998 octets"
		case string(line) == ".\r\n":
			return b.Bytes(), complaint, nil
		}
		if line[0] == '.' {
			line = line[1:]
		}
		b.Write(line)
	}
}
