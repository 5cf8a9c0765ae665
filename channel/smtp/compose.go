package smtp

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn/channel"
)

// Compose gives the bytes of m as they would cross the wire: RFC 5322, CRLF line ends, ASCII unless an address needs
// more, signed if one of the signers is for the domain of From. The same message without a signer gives the same
// bytes each time.
func Compose(m channel.Message, signers ...Signer) ([]byte, error) {
	if _, err := envelopeOf(m); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	signature, err := compose(&b, m, signers)
	if err != nil {
		return nil, err
	}
	return append([]byte(signature), b.Bytes()...), nil
}

// compose writes m to b and returns the DKIM-Signature field that goes before it, or "".
func compose(b *bytes.Buffer, m channel.Message, signers []Signer) (signature string, err error) {
	if err := writeHeader(b, m); err != nil {
		return "", err
	}
	writeBody(b, m)
	if err := wireClean(b.Bytes()); err != nil {
		return "", unbuildable("message", err)
	}
	for _, s := range signers {
		if s.covers(m.From.Address) {
			signature, err := s.sign(b.Bytes(), m)
			if err != nil {
				return "", unbuildable("signature", err)
			}
			return signature, nil
		}
	}
	return "", nil
}

func writeHeader(b *bytes.Buffer, m channel.Message) error {
	if m.Date.IsZero() {
		return unbuildable("date", errors.New("the message has none"))
	}
	if m.Text == "" {
		return unbuildable("text", errors.New("the message has no text part"))
	}
	writeField(b, "Date", strings.Split(m.Date.Format("Mon, 02 Jan 2006 15:04:05 -0700"), " ")...)
	for _, a := range []struct {
		name     string
		address  mail.Address
		optional bool
	}{{"From", m.From, false}, {"Reply-To", m.ReplyTo, true}, {"To", m.To, false}} {
		if a.optional && a.address.Address == "" {
			continue
		}
		words, err := mailbox(a.address)
		if err != nil {
			return unbuildable(a.name, err)
		}
		writeField(b, a.name, words...)
	}
	writeField(b, "Subject", unstructured(m.Subject)...)
	if err := writeIDs(b, "Message-ID", m.MessageID); err != nil {
		return err
	}
	if m.InReplyTo != "" {
		if err := writeIDs(b, "In-Reply-To", m.InReplyTo); err != nil {
			return err
		}
	}
	if len(m.References) > 0 {
		if err := writeIDs(b, "References", m.References...); err != nil {
			return err
		}
	}
	if err := writeUnsubscribe(b, m); err != nil {
		return err
	}
	if err := writeFurther(b, m.Header); err != nil {
		return err
	}
	writeField(b, "MIME-Version", "1.0")
	return nil
}

// writeIDs writes message ids. Each must be of the one form that every mail program threads by.
func writeIDs(b *bytes.Buffer, name string, ids ...string) error {
	words := make([]string, 0, len(ids))
	for _, id := range ids {
		left, right, ok := strings.Cut(id, "@")
		if !ok || left == "" || right == "" || len(id) > 250 || !plainASCII(id) || strings.ContainsAny(id, ` <>()[]",;:\`) || strings.Contains(right, "@") {
			return unbuildable(name, fmt.Errorf("%.80q is not a message id", id))
		}
		words = append(words, "<"+id+">")
	}
	writeField(b, name, words...)
	return nil
}

// writeUnsubscribe writes List-Unsubscribe (RFC 2369: in order of preference) and, only beside an https URL,
// List-Unsubscribe-Post (RFC 8058 section 3.1).
func writeUnsubscribe(b *bytes.Buffer, m channel.Message) error {
	var words []string
	if m.UnsubscribeURL != "" {
		if err := checkURL(m.UnsubscribeURL, "https"); err != nil {
			return unbuildable("List-Unsubscribe", err)
		}
		words = append(words, "<"+m.UnsubscribeURL+">")
	}
	if m.UnsubscribeMailto != "" {
		to := m.UnsubscribeMailto
		if !strings.HasPrefix(strings.ToLower(to), "mailto:") {
			to = "mailto:" + to
		}
		if err := checkURL(to, "mailto"); err != nil {
			return unbuildable("List-Unsubscribe", err)
		}
		words = append(words, "<"+to+">")
	}
	if len(words) == 0 {
		return nil
	}
	if len(words) == 2 {
		words[0] += ","
	}
	writeField(b, "List-Unsubscribe", words...)
	if m.UnsubscribeURL != "" {
		writeField(b, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	return nil
}

// checkURL accepts a URL that can stand between angle brackets on one line of at most 998 octets.
func checkURL(s, scheme string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return errors.New("the address cannot be read")
	case u.Scheme != scheme:
		return fmt.Errorf("the address is not a %s one", scheme)
	case scheme == "https" && u.Hostname() == "", scheme == "mailto" && !strings.Contains(u.Opaque, "@"):
		return errors.New("the address leads nowhere")
	case len(s) > 900, !plainASCII(s), strings.ContainsAny(s, " <>\"\\^`{|}"):
		return errors.New("the address is too long or has characters that must be escaped")
	}
	return nil
}

// ours are the fields that Message has words for, and those that only mail servers write or that change who gets
// the mail.
var ours = map[string]bool{
	"date": true, "from": true, "sender": true, "reply-to": true, "to": true, "cc": true, "bcc": true, "subject": true,
	"message-id": true, "in-reply-to": true, "references": true, "list-unsubscribe": true, "list-unsubscribe-post": true,
	"mime-version": true, "return-path": true, "received": true, "dkim-signature": true, "authentication-results": true,
}

func writeFurther(b *bytes.Buffer, fields map[string]string) error {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	sort.Strings(names)
	seen := map[string]bool{}
	for _, name := range names {
		lower := strings.ToLower(name)
		token := name != "" && len(name) <= 60 && !strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' || r == ':' })
		switch {
		case !token:
			return unbuildable("header", fmt.Errorf("%.80q is not the name of a field", name))
		case ours[lower] || strings.HasPrefix(lower, "content-") || strings.HasPrefix(lower, "resent-") || strings.HasPrefix(lower, "arc-"):
			return unbuildable("header", fmt.Errorf("%s is written by the channel itself", name))
		case seen[lower]:
			return unbuildable("header", fmt.Errorf("%s is given twice", name))
		}
		seen[lower] = true
		writeField(b, name, unstructured(fields[name])...)
	}
	return nil
}

func writeBody(b *bytes.Buffer, m channel.Message) {
	text := lines(m.Text)
	if m.HTML == "" {
		writePart(b, "text/plain", text)
		return
	}
	html := lines(m.HTML)
	boundary := boundaryFor(m.MessageID, text, html)
	writeField(b, "Content-Type", "multipart/alternative;", `boundary="`+boundary+`"`)
	for _, part := range []struct{ kind, body string }{{"text/plain", text}, {"text/html", html}} {
		b.WriteString("\r\n--" + boundary + "\r\n")
		writePart(b, part.kind, part.body)
	}
	b.WriteString("\r\n--" + boundary + "--\r\n")
}

// writePart writes the fields of a part, the empty line and its content in the plainest encoding that is safe.
func writePart(b *bytes.Buffer, kind, body string) {
	writeField(b, "Content-Type", kind+";", "charset=utf-8")
	switch encodingFor(body) {
	case "7bit":
		writeField(b, "Content-Transfer-Encoding", "7bit")
		b.WriteString("\r\n")
		b.WriteString(strings.ReplaceAll(body, "\n", "\r\n"))
	case "base64":
		writeField(b, "Content-Transfer-Encoding", "base64")
		b.WriteString("\r\n")
		encoded := base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(body, "\n", "\r\n")))
		for len(encoded) > lineWidth {
			b.WriteString(encoded[:lineWidth] + "\r\n")
			encoded = encoded[lineWidth:]
		}
		b.WriteString(encoded + "\r\n")
	default:
		writeField(b, "Content-Transfer-Encoding", "quoted-printable")
		start := b.Len()
		b.WriteString("\r\n")
		w := quotedprintable.NewWriter(b)
		w.Write([]byte(body)) // a bytes.Buffer does not fail
		w.Close()
		if content := b.Bytes()[start:]; bytes.Contains(content, []byte("\r\nFrom ")) {
			broken := bytes.ReplaceAll(content, []byte("\r\nFrom "), []byte("\r\nFrom=\r\n "))
			b.Truncate(start)
			b.Write(broken)
		}
	}
}

// encodingFor chooses: 7bit for plain text in short lines without the traps ("From " at a line's start is changed by
// old mail stores, so writePart breaks such a line after the word; trailing spaces are lost), base64 where most is not ASCII, else quoted-printable.
func encodingFor(body string) string {
	foreign := 0
	for i := range len(body) {
		if body[i] >= utf8.RuneSelf {
			foreign++
		}
	}
	if foreign*3 > len(body) {
		return "base64"
	}
	if foreign > 0 {
		return "quoted-printable"
	}
	for line := range strings.SplitSeq(body, "\n") {
		if len(line) > lineWidth || strings.HasPrefix(line, "From ") || strings.HasSuffix(line, " ") || strings.Contains(line, "\t") {
			return "quoted-printable"
		}
	}
	return "7bit"
}

// lines brings text to valid UTF-8 with \n line ends, one at its end, and no other controls than the tab.
func lines(s string) string {
	if !tidy(s) {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
		s = strings.Map(func(r rune) rune {
			if stray(r) {
				return -1
			}
			return r
		}, strings.ToValidUTF8(s, "\uFFFD"))
	}
	if !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	return s
}

func stray(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r == 0x7F || r >= 0x80 && r < 0xA0
}

// tidy reports whether there is nothing for lines to mend, which is the usual case.
func tidy(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c == 0x7F || c == 0xC2 && i+1 < len(s) && s[i+1] < 0xA0 {
			return false
		}
	}
	return utf8.ValidString(s)
}

// boundaryFor makes a boundary that occurs in no part and is the same each time. "=_" cannot occur in
// quoted-printable or base64 text, so that the search matters for 7bit alone.
func boundaryFor(id string, parts ...string) string {
	for salt := 0; ; salt++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", id, salt))
		boundary := "=_" + hex.EncodeToString(sum[:12])
		if !strings.Contains(strings.Join(parts, "\n"), boundary) {
			return boundary
		}
	}
}

// wireClean is the last look at the bytes: CRLF and nothing else ends a line, no NUL, no line over 998 octets
// (RFC 5322 section 2.1.1). It guards against mistakes in this package, so that they end here and not at a server
// that reads a bare line feed as the end of the message.
func wireClean(b []byte) error {
	if !bytes.HasSuffix(b, []byte("\r\n")) {
		return errors.New("the last line has no end")
	}
	for len(b) > 0 {
		n := bytes.IndexByte(b, '\n')
		switch line := b[:max(n, 0)]; {
		case n < 1 || line[n-1] != '\r':
			return errors.New("a line ends without CRLF")
		case bytes.IndexByte(line[:n-1], '\r') >= 0, bytes.IndexByte(line, 0) >= 0:
			return errors.New("a line has a control character")
		case n-1 > 998:
			return errors.New("a line is longer than 998 octets")
		}
		b = b[n+1:]
	}
	return nil
}
