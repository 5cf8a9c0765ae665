package smtp

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/goodturn-app/goodturn/channel"
)

// envelopeOf checks the two addresses of the envelope. A bad recipient is the address's fault, a bad sender ours.
func envelopeOf(m channel.Message) (envelope, error) {
	to, toUTF8, err := wireAddress(m.To.Address)
	if err != nil {
		return envelope{}, &channel.Error{Class: channel.ClassPermanent, Stage: stageBuild, Err: fmt.Errorf("recipient: %w", err)}
	}
	from := m.EnvelopeFrom
	if from == "" {
		from = m.From.Address
	}
	from, fromUTF8, err := wireAddress(from)
	if err != nil {
		return envelope{}, unbuildable("sender", err)
	}
	return envelope{from: from, to: to, utf8: toUTF8 || fromUTF8}, nil
}

// unbuildable is the error for a message that cannot be written as it is: our side's fault, and not a matter of time.
func unbuildable(field string, err error) *channel.Error {
	return &channel.Error{Class: channel.ClassSender, Stage: stageBuild, Err: fmt.Errorf("%s: %w", field, err)}
}

// The limits of RFC 5321 section 4.5.3.1, in octets.
const (
	maxLocal   = 64
	maxDomain  = 255
	maxAddress = 254
)

// wireAddress brings addr (as mail.Address holds it, without quotes) into the form of SMTP and of header fields: the
// domain in lower-case ASCII (RFC 5891), the part before the @ quoted if it needs to be. international is true if
// that part has letters outside ASCII.
func wireAddress(addr string) (_ string, international bool, _ error) {
	at := strings.LastIndexByte(addr, '@')
	if at <= 0 || at == len(addr)-1 {
		return "", false, errors.New("an address has a name, an @ and a domain")
	}
	local, domain := addr[:at], addr[at+1:]
	if !utf8.ValidString(local) || strings.ContainsFunc(local, unprintable) {
		return "", false, errors.New("the address has characters that do not belong into one")
	}
	for i := range len(local) {
		international = international || local[i] >= utf8.RuneSelf
	}
	if !dotAtom(local) {
		if strings.ContainsAny(local, `"\<>`) {
			return "", false, errors.New("the part before the @ has quotes or brackets in it")
		}
		local = `"` + local + `"`
	}
	domain, err := wireDomain(domain)
	if err != nil {
		return "", false, err
	}
	if len(local) > maxLocal || len(domain) > maxDomain || len(local)+1+len(domain) > maxAddress {
		return "", false, errors.New("the address is too long")
	}
	return local + "@" + domain, international, nil
}

func wireDomain(domain string) (string, error) {
	plain := domain != ""
	for i := range len(domain) {
		switch b := domain[i]; {
		case 'a' <= b && b <= 'z', '0' <= b && b <= '9', b == '-' && i > 0 && domain[i-1] != '.', b == '.' && i > 0 && domain[i-1] != '.':
		default:
			plain = false
		}
	}
	if plain && domain[len(domain)-1] != '.' && domain[len(domain)-1] != '-' {
		return domain, nil
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || ascii == "" || strings.HasSuffix(ascii, ".") {
		return "", fmt.Errorf("%q is not a domain", domain)
	}
	return ascii, nil
}

func dotAtom(s string) bool {
	if s == "" || s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r != '.' && !atext(r) })
}

// atext is RFC 5322's, with the letters of RFC 6532.
func atext(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r >= utf8.RuneSelf:
		return true
	}
	return strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
}

// unprintable finds what must not stand in an address or a name: controls, line and paragraph separators, and the
// marks that turn the direction of the text around them.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp) ||
		(r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069)
}

// mailbox is one address for a header field, with its display name.
func mailbox(a mail.Address) ([]string, error) {
	addr, _, err := wireAddress(a.Address)
	if err != nil {
		return nil, err
	}
	name := phrase(a.Name)
	if len(name) == 0 {
		return []string{addr}, nil
	}
	return append(name, "<"+addr+">"), nil
}
