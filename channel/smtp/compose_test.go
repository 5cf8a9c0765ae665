package smtp_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	gomail "github.com/emersion/go-message/mail"

	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/smtp"
)

func TestAMessageReadsAsItWasWritten(t *testing.T) {
	m := letter()
	m.ReplyTo = mail.Address{Address: "r+abc@example.com"}
	m.InReplyTo = "a.1@example.org"
	m.References = []string{"a.0@example.org", "a.1@example.org"}
	m.Header = map[string]string{"X-Goodturn-Delivery": "d1", "Auto-Submitted": "no"}
	raw, err := smtp.Compose(m)
	if err != nil {
		t.Fatal(err)
	}
	header, body, _ := strings.Cut(string(raw), "\r\n\r\n")
	want := strings.ReplaceAll(`Date: Mon, 02 Mar 2026 09:30:00 -0700
From: Rosa Vale <rosa@example.com>
Reply-To: r+abc@example.com
To: Ana Ruiz <ana@example.org>
Subject: How is the kitchen?
Message-ID: <d1.1@example.com>
In-Reply-To: <a.1@example.org>
References: <a.0@example.org> <a.1@example.org>
List-Unsubscribe: <https://go.example.com/u/abc>,
 <mailto:rosa@example.com?subject=unsubscribe>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Auto-Submitted: no
X-Goodturn-Delivery: d1
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="=_`, "\n", "\r\n")
	if !strings.HasPrefix(header, want) {
		t.Errorf("header:\n%s\nwant it to begin:\n%s", header, want)
	}
	got, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	r := multipart.NewReader(strings.NewReader(body), params["boundary"])
	for _, want := range []struct{ kind, body string }{{"text/plain; charset=utf-8", m.Text}, {"text/html; charset=utf-8", m.HTML + "\n"}} {
		p, err := r.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(p)
		if p.Header.Get("Content-Type") != want.kind || strings.ReplaceAll(string(b), "\r\n", "\n") != want.body {
			t.Errorf("part %q: %q, want %q: %q", p.Header.Get("Content-Type"), b, want.kind, want.body)
		}
	}
	if _, err := r.NextPart(); err != io.EOF {
		t.Errorf("after the last part: %v", err)
	}
	again, _ := smtp.Compose(m)
	if !bytes.Equal(raw, again) {
		t.Error("the same message gives other bytes the second time")
	}
}

func TestATextAloneIsNotWrappedInParts(t *testing.T) {
	m := letter()
	m.HTML = ""
	raw, err := smtp.Compose(m)
	if err != nil || !strings.HasSuffix(string(raw), "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\nDear Ana,\r\n\r\nhow did the kitchen turn out?\r\n\r\nRosa\r\n") {
		t.Errorf("%v\n%s", err, raw)
	}
}

func TestOneClickIsOfferedOnlyWithAnHTTPSAddress(t *testing.T) {
	for _, c := range []struct{ name, url, mailto, list, post string }{
		{"both", "https://go.example.com/u/a", "mailto:u@example.com", "<https://go.example.com/u/a>, <mailto:u@example.com>", "List-Unsubscribe=One-Click"},
		{"https alone", "https://go.example.com/u/a", "", "<https://go.example.com/u/a>", "List-Unsubscribe=One-Click"},
		{"mailto alone", "", "u@example.com?subject=stop", "<mailto:u@example.com?subject=stop>", ""},
		{"neither", "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := letter()
			m.UnsubscribeURL, m.UnsubscribeMailto = c.url, c.mailto
			raw, err := smtp.Compose(m)
			if err != nil {
				t.Fatal(err)
			}
			got, _ := mail.ReadMessage(bytes.NewReader(raw))
			if got.Header.Get("List-Unsubscribe") != c.list || got.Header.Get("List-Unsubscribe-Post") != c.post {
				t.Errorf("%q and %q", got.Header.Get("List-Unsubscribe"), got.Header.Get("List-Unsubscribe-Post"))
			}
		})
	}
}

func TestWhatCannotBeWrittenIsRefusedBeforeAnyConnection(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*channel.Message)
		class  channel.Class
	}{
		{"a recipient without a domain", func(m *channel.Message) { m.To.Address = "ana@" }, channel.ClassPermanent},
		{"no recipient", func(m *channel.Message) { m.To.Address = "" }, channel.ClassPermanent},
		{"a recipient with a line end", func(m *channel.Message) { m.To.Address = "ana@example.org\r\nDATA" }, channel.ClassPermanent},
		{"a recipient with a bracket", func(m *channel.Message) { m.To.Address = "ana>x@example.org" }, channel.ClassPermanent},
		{"a recipient with a space in the domain", func(m *channel.Message) { m.To.Address = "ana@exam ple.org" }, channel.ClassPermanent},
		{"a recipient with a NUL", func(m *channel.Message) { m.To.Address = "a\x00na@example.org" }, channel.ClassPermanent},
		{"a recipient that is too long", func(m *channel.Message) { m.To.Address = strings.Repeat("a", 65) + "@example.org" }, channel.ClassPermanent},
		{"a sender with a line end", func(m *channel.Message) { m.From.Address = "rosa\n@example.com" }, channel.ClassSender},
		{"an envelope sender with a parameter", func(m *channel.Message) { m.EnvelopeFrom = "b@example.com> SIZE=1" }, channel.ClassSender},
		{"a reply address with a line end", func(m *channel.Message) { m.ReplyTo.Address = "r@example.com\nBcc: x@example.com" }, channel.ClassSender},
		{"no date", func(m *channel.Message) { m.Date = time.Time{} }, channel.ClassSender},
		{"no text", func(m *channel.Message) { m.Text = "" }, channel.ClassSender},
		{"no message id", func(m *channel.Message) { m.MessageID = "" }, channel.ClassSender},
		{"a message id with a line end", func(m *channel.Message) { m.MessageID = "a@b\r\nBcc: x@example.com" }, channel.ClassSender},
		{"a message id in brackets", func(m *channel.Message) { m.MessageID = "<a@b>" }, channel.ClassSender},
		{"a reference that is none", func(m *channel.Message) { m.References = []string{"a b"} }, channel.ClassSender},
		{"a plain http unsubscribe", func(m *channel.Message) { m.UnsubscribeURL = "http://go.example.com/u/a" }, channel.ClassSender},
		{"an unsubscribe that breaks out", func(m *channel.Message) { m.UnsubscribeURL = "https://go.example.com/u/a>,<mailto:x@y" }, channel.ClassSender},
		{"an unsubscribe without a host", func(m *channel.Message) { m.UnsubscribeURL = "https:///u/a" }, channel.ClassSender},
		{"a mailto without an address", func(m *channel.Message) { m.UnsubscribeMailto = "mailto:" }, channel.ClassSender},
		{"a further Bcc", func(m *channel.Message) { m.Header = map[string]string{"bcc": "x@example.com"} }, channel.ClassSender},
		{"a further From", func(m *channel.Message) { m.Header = map[string]string{"FROM": "x@example.com"} }, channel.ClassSender},
		{"a further content type", func(m *channel.Message) { m.Header = map[string]string{"Content-Type": "text/x"} }, channel.ClassSender},
		{"a field name with a colon", func(m *channel.Message) { m.Header = map[string]string{"X: a\r\nBcc": "x"} }, channel.ClassSender},
		{"the same field twice", func(m *channel.Message) { m.Header = map[string]string{"X-A": "1", "x-a": "2"} }, channel.ClassSender},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := letter()
			c.change(&m)
			raw, err := smtp.Compose(m)
			var e *channel.Error
			if !errors.As(err, &e) || e.Class != c.class || e.Stage != "build" || raw != nil {
				t.Fatalf("%v (%d bytes), want class %s", err, len(raw), c.class)
			}
			if told := smtp.Explain(err); told.Message == "" || told.Hint == "" {
				t.Errorf("unexplained: %+v", told)
			}
		})
	}
}

func TestNamesAndSubjectsSurviveTheJourney(t *testing.T) {
	for _, c := range []struct{ in, out string }{
		{"Ana Ruiz", ""}, {"Ruiz, Ana", ""}, {`Ana "la jefa" Ruiz`, ""}, {`back\slash`, ""}, {"J. R. Smith-O'Neil (Bob)", ""},
		{"Łukasz Żółć", ""}, {"田中さくら", ""}, {"أحمد", ""}, {"👩‍👩‍👧 family", ""}, {"=?utf-8?q?trick?=", ""}, {"two  spaces", ""},
		{strings.Repeat("long ", 60) + "end", ""}, {strings.Repeat("x", 1200), ""}, {strings.Repeat("é", 700), ""},
		{"a\r\nBcc: x@example.com", "a  Bcc: x@example.com"}, {"a\x00b\tc", "a b c"}, {"a\u2028b", "a b"}, {"a\u202Eevil\u202C", "aevil"}, {"bad \xff utf8", "bad \uFFFD utf8"},
		{"  padded  ", "padded"}, {"", ""},
	} {
		want := c.out
		if want == "" {
			want = c.in
		}
		t.Run(fmt.Sprintf("%.30q", c.in), func(t *testing.T) {
			m := letter()
			m.Subject, m.To.Name, m.From.Name = c.in, c.in, c.in
			m.Header = map[string]string{"X-Note": c.in}
			checkRead(t, m, want)
		})
	}
}

// checkRead composes m, whose subject and names are one text, and reads it with two parsers.
func checkRead(t *testing.T, m channel.Message, want string) {
	t.Helper()
	raw, err := smtp.Compose(m)
	if err != nil {
		t.Fatal(err)
	}
	checkWire(t, raw)
	std, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("net/mail: %v\n%s", err, raw)
	}
	for name, values := range std.Header {
		if len(values) != 1 {
			t.Errorf("%s stands %d times", name, len(values))
		}
	}
	for _, name := range []string{"Bcc", "Cc", "Sender", "Return-Path"} {
		if std.Header.Get(name) != "" {
			t.Errorf("a %s got in: %q", name, std.Header.Get(name))
		}
	}
	if to, err := std.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Name != want || to[0].Address != m.To.Address {
		t.Errorf("net/mail reads To as %v (%v), want %q", to, err, want)
	}
	em, err := gomail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("go-message: %v", err)
	}
	if got, err := em.Header.Subject(); err != nil || strings.TrimSpace(got) != want {
		t.Errorf("go-message reads the subject as %q (%v), want %q", got, err, want)
	}
	if from, err := em.Header.AddressList("From"); err != nil || len(from) != 1 || from[0].Name != want {
		t.Errorf("go-message reads From as %v (%v), want %q", from, err, want)
	}
}

// checkWire looks at bytes alone: CRLF, length, ASCII.
func checkWire(t *testing.T, raw []byte) {
	t.Helper()
	rest := strings.ReplaceAll(string(raw), "\r\n", "")
	if strings.ContainsAny(rest, "\r\n\x00") {
		t.Error("a bare CR, LF or NUL is on the wire")
	}
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		if len(line) > 998 {
			t.Errorf("a line of %d octets", len(line))
		}
		if strings.ContainsFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }) {
			t.Errorf("not ASCII: %.60q", line)
		}
	}
}

func TestBodiesKeepTheirTextAndGetNoTraps(t *testing.T) {
	for _, text := range []string{
		"short\n", "no end", "From the start\nand on\n", ".\n..\n.leading dot\n", "trailing \nspace\t\n", strings.Repeat("long line ", 200) + "\n",
		"Zażółć gęślą jaźń\n", strings.Repeat("漢字かな", 300), "mixed ünïcode " + strings.Repeat("y", 3000), "dos\r\nends\r\nmac\rends\n", "equal = sign =\n=20\n", "--=_boundary\n",
		"\n\n\n", "tab\tinside\n",
	} {
		m := letter()
		m.Text, m.HTML = text, "<p>"+text+"</p>"
		raw, err := smtp.Compose(m)
		if err != nil {
			t.Fatal(err)
		}
		checkWire(t, raw)
		if bytes.Contains(raw, []byte("\r\nFrom ")) {
			t.Errorf("%.20q: a line begins with From and a space", text)
		}
		want := strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
		if !strings.HasSuffix(want, "\n") {
			want += "\n"
		}
		if got := parts(t, raw); len(got) != 2 || strings.TrimRight(got[0], "\n") != strings.TrimRight(want, "\n") {
			t.Errorf("%.40q came back as %.60q", text, got)
		}
	}
}

// parts reads the parts of a message with go-message and brings their line ends to \n.
func parts(t *testing.T, raw []byte) (out []string) {
	t.Helper()
	r, err := gomail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, strings.ReplaceAll(string(b), "\r\n", "\n"))
	}
}

func TestInternationalAddresses(t *testing.T) {
	for _, c := range []struct{ in, header string }{
		{"ana@BÜCHER.example", "ana@xn--bcher-kva.example"},
		{"Ana.Ruiz@Example.ORG", "Ana.Ruiz@example.org"},
		{"josé@example.org", "josé@example.org"},
		{"ana ruiz@example.org", `"ana ruiz"@example.org`},
		{"ana..ruiz@example.org", `"ana..ruiz"@example.org`},
		{"ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example"},
	} {
		m := letter()
		m.To = mail.Address{Address: c.in}
		raw, err := smtp.Compose(m)
		if err != nil || !bytes.Contains(raw, []byte("\r\nTo: "+c.header+"\r\n")) {
			t.Errorf("%s: %v, want %s in\n%.300s", c.in, err, c.header, raw)
		}
	}
}

// FuzzComposeIsReadAsOneMessage throws text at every field that people or their CRMs fill in. What comes out is one
// message with one of each header field, or a refusal.
func FuzzComposeIsReadAsOneMessage(f *testing.F) {
	for _, s := range []string{"Ana", "a\r\nBcc: x@example.com\r\n\r\nbody", "=?utf-8?b?w6k=?=", "é\u2028\x00\"<>,;:\\", strings.Repeat("w", 1000), "\r\n.\r\n", "\xff\xfe", "\"", "a\\", "(c)", " , "} {
		f.Add(s, s, s, s, s)
	}
	f.Fuzz(func(t *testing.T, name, subject, text, html, note string) {
		m := letter()
		m.To.Name, m.From.Name, m.ReplyTo = name, name, mail.Address{Name: subject, Address: "r@example.com"}
		m.Subject, m.Text, m.HTML = subject, text, html
		m.Header = map[string]string{"X-Note": note}
		raw, err := smtp.Compose(m)
		if err != nil {
			if text != "" {
				t.Errorf("refused: %v", err)
			}
			return
		}
		checkWire(t, raw)
		std, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%v\n%s", err, raw)
		}
		if want := 12; len(std.Header) < want-1 || len(std.Header) > want+1 {
			t.Errorf("%d header fields: %v", len(std.Header), std.Header)
		}
		for field, values := range std.Header {
			if len(values) != 1 {
				t.Errorf("%s stands %d times", field, len(values))
			}
		}
		for _, field := range []string{"To", "From", "Reply-To"} {
			if list, err := std.Header.AddressList(field); err != nil || len(list) != 1 {
				t.Errorf("%s: %v, %v", field, list, err)
			}
		}
		if list := std.Header.Get("To"); !strings.Contains(list, "ana@example.org") {
			t.Errorf("To became %q", list)
		}
		want := 1
		if html != "" {
			want = 2
		}
		if got := parts(t, raw); len(got) != want {
			t.Errorf("%d parts, want %d", len(got), want)
		}
	})
}
