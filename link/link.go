// Package link answers two questions: what does this token in an address allow, and which code did somebody read aloud?
// It signs and reads tokens and makes share codes; it knows no addresses, no database and no clock.
package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"strings"
	"unicode"

	"github.com/goodturn-app/goodturn"
)

// Purpose binds a token to one use: a token for one purpose opens nothing else.
type Purpose byte

const (
	Answer      Purpose = 'a' // answer one ask; the id is the ask's
	Unsubscribe Purpose = 'u' // end all messages to one contact; the id is the contact's. Never expires
	Valuation   Purpose = 'v' // ask for a full valuation; the id is the touch's
	Share       Purpose = 's' // an advocate's own sharing page; the id is the ask's
	Canary      Purpose = 'c' // an invisible link that only machines follow; the id is the delivery's
	Friend      Purpose = 'f' // a friend's own page; the id is the introduction's
	Nonce       Purpose = 'n' // proves that the public address leads here
)

// Signer makes and reads tokens with one secret key. The zero Signer has no key: it makes tokens that any other zero Signer
// reads, so never serve with one; New refuses short keys.
type Signer struct{ key []byte }

// KeySize is the least length of a key, in bytes.
const KeySize = 32

// New makes a Signer. The key lives in secret.key of the data directory or in GOODTURN_SECRET, not in the database.
func New(key []byte) (Signer, error) {
	if len(key) < KeySize {
		return Signer{}, goodturn.Invalid("secret", "The secret key is too short.", "Give at least 32 bytes, or delete secret.key to have a new one made; links in old messages then stop working.")
	}
	return Signer{key: append([]byte(nil), key...)}, nil
}

const macSize = 16 // 128 bits: unguessable

// Token signs an id for a purpose: 44 characters that are safe in a URL. It says nothing about the person.
func (s Signer) Token(p Purpose, id goodturn.ID) string {
	raw, ok := uuid(id)
	if !ok {
		return ""
	}
	b := make([]byte, 0, 1+16+macSize)
	b = append(b, byte(p))
	b = append(b, raw[:]...)
	b = append(b, s.mac(b)[:macSize]...)
	return base64.RawURLEncoding.EncodeToString(b)
}

// Open reads a token made for p. Whatever is wrong with it (forged, cut, for another purpose), the error is the same CodeNotFound.
func (s Signer) Open(p Purpose, token string) (goodturn.ID, error) {
	var b [1 + 16 + macSize]byte
	n, err := base64.RawURLEncoding.Strict().Decode(b[:], pad(token, len(b)))
	sum := s.mac(b[:17]) // computed whether or not the rest is well formed, so that all failures cost the same
	if err != nil || n != len(b) || !hmac.Equal(b[17:], sum[:macSize]) || Purpose(b[0]) != p || len(token) != base64.RawURLEncoding.EncodedLen(len(b)) {
		return "", goodturn.NotFound("page")
	}
	h := hex.EncodeToString(b[1:17])
	return goodturn.ID(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]), nil
}

// MAC is a keyed digest for other purposes: the salted hash of a suppressed address, the tag in a Message-ID.
func (s Signer) MAC(purpose, text string) string {
	return hex.EncodeToString(s.mac([]byte(purpose + "\x00" + text))[:macSize])
}

func (s Signer) mac(b []byte) []byte {
	h := hmac.New(sha256.New, s.key)
	h.Write(b)
	return h.Sum(nil)
}

// pad cuts or fills a token to the one length that decodes into n bytes.
func pad(token string, n int) []byte {
	want := base64.RawURLEncoding.EncodedLen(n)
	out := []byte(strings.Repeat("A", want))
	copy(out, token)
	return out
}

func uuid(id goodturn.ID) (b [16]byte, ok bool) {
	s := string(id)
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return b, false
	}
	_, err := hex.Decode(b[:], []byte(s[:8]+s[9:13]+s[14:18]+s[19:23]+s[24:]))
	return b, err == nil
}

// alphabet is Crockford's base 32: no I, L, O or U, so that a code can be read aloud and typed from paper.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// CodeLength is the number of characters of a share code: 8 x 5 bits = 40 bits.
const CodeLength = 8

// NewCode makes a share code from chance; it holds nothing about anybody.
func NewCode(r io.Reader) (string, error) {
	var b [CodeLength]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return "", err
	}
	for i := range b {
		b[i] = alphabet[b[i]&31]
	}
	return string(b[:]), nil
}

// Spoken splits a code for reading: "7KQ4 M2XD".
func Spoken(code string) string {
	if len(code) != CodeLength {
		return code
	}
	return code[:4] + " " + code[4:]
}

func aroundWord(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// ReadCode mends a code as people type it: spaces, dashes, lower case, O for 0, I or L for 1. What a sentence puts around it (a
// comma, quotes, brackets), which some programs take for a part of the link, is left out. Empty means it can be no code.
func ReadCode(typed string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(strings.TrimFunc(typed, aroundWord)) {
		switch {
		case r == ' ' || r == '-' || r == '.' || r == '\t':
			continue
		case r == 'O':
			r = '0'
		case r == 'I' || r == 'L':
			r = '1'
		}
		if r > 127 || !strings.ContainsRune(alphabet, r) || b.Len() == CodeLength {
			return ""
		}
		b.WriteRune(r)
	}
	if b.Len() != CodeLength {
		return ""
	}
	return b.String()
}
