package smtp_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"math/rand"
	"net/mail"
	"regexp"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/goodturn-app/goodturn/channel/smtp"
)

// rsaKey makes a key from a fixed seed; which one it is does not matter, only that it is quick to have.
func rsaKey(t testing.TB, bits int) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.New(rand.NewSource(1)), bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func edKey() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) }

// dns answers for the one key record.
func dns(t testing.TB, name string, key crypto.Signer) func(string) ([]string, error) {
	t.Helper()
	record := ""
	switch public := key.Public().(type) {
	case *rsa.PublicKey:
		der, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			t.Fatal(err)
		}
		record = "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der)
	case ed25519.PublicKey:
		record = "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
	}
	return func(domain string) ([]string, error) {
		if domain != name {
			return nil, fmt.Errorf("no record %s", domain)
		}
		return []string{record}, nil
	}
}

func verify(t *testing.T, raw []byte, lookup func(string) ([]string, error)) []*dkim.Verification {
	t.Helper()
	v, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: lookup})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestASignatureVerifiesAndCoversWhatItMust(t *testing.T) {
	for name, key := range map[string]crypto.Signer{"RSA": rsaKey(t, 2048), "Ed25519": edKey()} {
		t.Run(name, func(t *testing.T) {
			m := letter()
			m.ReplyTo = mail.Address{Address: "r@example.com"}
			m.InReplyTo, m.References = "a@example.org", []string{"a@example.org"}
			raw, err := smtp.Compose(m, smtp.Signer{Domain: "example.com", Selector: "gt1", Key: key})
			if err != nil {
				t.Fatal(err)
			}
			checkWire(t, raw)
			lookup := dns(t, "gt1._domainkey.example.com", key)
			v := verify(t, raw, lookup)
			if len(v) != 1 || v[0].Err != nil || v[0].Domain != "example.com" {
				t.Fatalf("%+v", v)
			}
			signed := map[string]int{}
			for _, k := range v[0].HeaderKeys {
				signed[strings.ToLower(k)]++
			}
			for _, want := range []string{"reply-to", "to", "subject", "date", "message-id", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type"} {
				if signed[want] != 1 {
					t.Errorf("%s is signed %d times", want, signed[want])
				}
			}
			if signed["from"] != 2 {
				t.Errorf("From is signed %d times, want 2", signed["from"])
			}
			for what, tampered := range map[string][]byte{
				"another subject":     bytes.Replace(raw, []byte("How is the kitchen?"), []byte("How is the garden?"), 1),
				"another unsubscribe": bytes.Replace(raw, []byte("/u/abc"), []byte("/u/xyz"), 1),
				"another body":        bytes.Replace(raw, []byte("Dear Ana"), []byte("Dear Bob"), 1),
				"a second From":       append([]byte("From: evil@example.net\r\n"), raw...),
			} {
				if v := verify(t, tampered, lookup); len(v) == 1 && v[0].Err == nil {
					t.Errorf("%s goes unnoticed", what)
				}
			}
		})
	}
}

func TestOnlyOwnDomainsAreSigned(t *testing.T) {
	key := edKey()
	for _, c := range []struct {
		from, domain string
		signed       bool
	}{
		{"rosa@example.com", "example.com", true}, {"rosa@Example.COM", "example.com", true}, {"rosa@mail.example.com", "example.com", true},
		{"rosa@example.com", "mail.example.com", false}, {"rosa@notexample.com", "example.com", false}, {"rosa@gmail.com", "example.com", false},
		{"rosa@bücher.example", "xn--bcher-kva.example", true}, {"rosa@example.com", "", false},
	} {
		m := letter()
		m.From.Address = c.from
		raw, err := smtp.Compose(m, smtp.Signer{Domain: c.domain, Selector: "s", Key: key})
		if err != nil {
			t.Fatal(err)
		}
		if got := regexp.MustCompile(`(?m)^DKIM-Signature:`).Match(raw); got != c.signed {
			t.Errorf("from %s with a key for %q: signed=%v", c.from, c.domain, got)
		}
	}
}

func TestAnIncompleteKeyStopsTheMessage(t *testing.T) {
	for _, s := range []smtp.Signer{{Domain: "example.com", Selector: "s"}, {Domain: "example.com", Key: edKey()}} {
		if raw, err := smtp.Compose(letter(), s); err == nil || raw != nil {
			t.Errorf("%+v: a message of %d bytes went unsigned", s, len(raw))
		}
	}
}
