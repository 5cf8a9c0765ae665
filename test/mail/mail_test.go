// Package mail holds what other people's software says about the messages that channel/smtp writes: Python's e-mail
// package reads them and python3-dkim verifies their signatures.
package mail

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand"
	"net/mail"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/channel/smtp"
)

// python is Debian's, because the packages that the tests need are installed for it.
const python = "/usr/bin/python3"

// reading is one line of what readmail.py says.
type reading struct {
	Error   string         `json:"error"`
	Fields  map[string]int `json:"fields"`
	Subject string         `json:"subject"`
	Name    string         `json:"name"`
	Address string         `json:"address"`
	From    string         `json:"from"`
	Want    string         `json:"want"` // what Python makes of the input by the same rule
	Parts   []string       `json:"parts"`
	Signed  bool           `json:"signed"`
}

// ask hands messages to readmail.py, one JSON object a line, and reads one answer for each.
func ask(t *testing.T, messages []map[string]any) []reading {
	t.Helper()
	if _, err := os.Stat(python); err != nil {
		t.Fatalf("%v. Install it: apt-get install -y python3", err)
	}
	var in bytes.Buffer
	for _, m := range messages {
		line, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	cmd := exec.Command(python, "readmail.py")
	cmd.Stdin = &in
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s\nIf dkim is missing: apt-get install -y python3-dkim", err, complaints.String())
	}
	var readings []reading
	for line := range bytes.Lines(out) {
		var r reading
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		readings = append(readings, r)
	}
	if len(readings) != len(messages) {
		t.Fatalf("%d answers to %d messages: %s", len(readings), len(messages), complaints.String())
	}
	return readings
}

func letter(n int) channel.Message {
	return channel.Message{
		From: mail.Address{Name: "Rosa Vale", Address: "rosa@example.com"}, To: mail.Address{Name: "Ana Ruiz", Address: "ana@example.org"},
		ReplyTo: mail.Address{Address: "r+abc@example.com"}, Subject: "How is the kitchen?",
		Text: "Dear Ana,\n\nhow did the kitchen turn out?\n", HTML: "<p>Dear Ana,</p>\n<p>how did the kitchen turn out?</p>\n",
		MessageID: fmt.Sprintf("d%d.1@example.com", n), InReplyTo: "a.1@example.org", References: []string{"a.0@example.org", "a.1@example.org"},
		UnsubscribeURL: "https://go.example.com/u/abc", UnsubscribeMailto: "mailto:u@example.com?subject=stop",
		Date: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC), Header: map[string]string{"X-Goodturn-Delivery": "d1"},
	}
}

// hostile is text as CRMs and people hand it in, and as attackers would.
func hostile(r *rand.Rand) string {
	pieces := []string{
		"Ana", "Ruiz", "O'Neil", " ", " ", "  ", "\r\n", "\n", "\r", "\x00", "\t", "Bcc: x@example.net", "From: y@example.net", "\r\n\r\n<b>body</b>", "\"", "\\", "(", ")", "<", ">", ",", ";", ":", "@",
		"=?utf-8?q?x?=", "=?", "?=", "=", "_", ".", "..", "\r\n.\r\n", "é", "ß", "Łódź", "田中さくら", "أحمد", "שלום", "👩‍👩‍👧", "\u2028", "\u2029", "\u202e", "\u2066", "\u00a0", "\u200b", "\ufeff", "\u0085", "\x1b[31m", "\x7f",
		strings.Repeat("x", 80), strings.Repeat("ü", 60), strings.Repeat("word ", 30), strings.Repeat("z", 1100), "{{.Name}}", "From ", "--", "&amp;",
	}
	var b strings.Builder
	for range 1 + r.Intn(12) {
		b.WriteString(pieces[r.Intn(len(pieces))])
	}
	return b.String()
}

// TestAStrictReaderSeesWhatWasMeant lets Python's e-mail package, set to raise on every defect, read messages made of
// hostile text: one of each field, nothing smuggled in, names and subjects and bodies as they were meant.
func TestAStrictReaderSeesWhatWasMeant(t *testing.T) {
	r := rand.New(rand.NewSource(23))
	const n = 1000
	asked := make([]map[string]any, n)
	for i := range asked {
		text := hostile(r)
		m := letter(i)
		m.Subject, m.To.Name, m.From.Name = text, text, text
		m.Header["X-Note"] = text
		m.Text = hostile(r) + "\n" + hostile(r)
		m.HTML = "<p>" + hostile(r) + "</p>"
		if i%5 == 0 {
			m.HTML = ""
		}
		raw, err := smtp.Compose(m)
		if err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
		asked[i] = map[string]any{"raw": base64.StdEncoding.EncodeToString(raw), "subject": text, "bodies": bodies(m)}
	}
	for i, got := range ask(t, asked) {
		text := asked[i]["subject"].(string)
		if got.Error != "" {
			t.Fatalf("message %d, from %q: %s", i, text, got.Error)
		}
		for field, count := range got.Fields {
			if count != 1 {
				t.Errorf("message %d: %s stands %d times", i, field, count)
			}
		}
		want := 15
		if i%5 != 0 {
			want-- // the transfer encoding is the parts' affair
		}
		if len(got.Fields) != want {
			t.Errorf("message %d has %d fields: %v", i, len(got.Fields), got.Fields)
		}
		if got.Subject != got.Want || got.Name != got.Want || got.From != got.Want || got.Address != "ana@example.org" {
			t.Errorf("message %d: subject %q, To %q <%s>, From %q; want %q", i, got.Subject, got.Name, got.Address, got.From, got.Want)
		}
		if t.Failed() {
			t.Fatalf("the input was %q", text)
		}
	}
}

func bodies(m channel.Message) []string {
	if m.HTML == "" {
		return []string{m.Text}
	}
	return []string{m.Text, m.HTML}
}

// keys are of both kinds that DKIM knows.
func keys(t *testing.T) map[string]crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.New(rand.NewSource(1)), 2048)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]crypto.Signer{"rsa": key, "ed25519": ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))}
}

func record(t *testing.T, key crypto.Signer) string {
	t.Helper()
	if public, ok := key.Public().(ed25519.PublicKey); ok {
		return "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der)
}

// TestASecondImplementationVerifiesTheSignatures hands signed messages to python3-dkim, and the same with one byte
// changed.
func TestASecondImplementationVerifiesTheSignatures(t *testing.T) {
	r := rand.New(rand.NewSource(6376))
	var asked []map[string]any
	var want []bool
	for kind, key := range keys(t) {
		txt := record(t, key)
		n := 100
		if kind == "rsa" {
			n = 40
		}
		for i := range n {
			m := letter(i)
			if i > 0 {
				m.Subject, m.To.Name = hostile(r), hostile(r)
				m.Text, m.HTML = hostile(r)+"\n\n\n", hostile(r)
			}
			raw, err := smtp.Compose(m, smtp.Signer{Domain: "example.com", Selector: "gt1", Key: key})
			if err != nil {
				t.Fatal(err)
			}
			spoilt := bytes.Replace(raw, []byte("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click"), []byte("\r\nList-Unsubscribe-Post: List-Unsubscribe=Two-Click"), 1)
			for good, message := range map[bool][]byte{true: raw, false: spoilt} {
				asked = append(asked, map[string]any{"raw": base64.StdEncoding.EncodeToString(message), "dns": map[string]string{"gt1._domainkey.example.com.": txt}, "verify": true})
				want = append(want, good)
			}
		}
	}
	for i, got := range ask(t, asked) {
		if got.Error != "" || got.Signed != want[i] {
			t.Errorf("message %d: verifies=%v %s, want %v", i, got.Signed, got.Error, want[i])
		}
	}
}
