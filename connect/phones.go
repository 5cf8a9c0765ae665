package connect

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Phones turns written telephone numbers into E.164. It remembers what it learned about area codes, so use one per
// source; it is not for several goroutines at once. The zero Phones reads numbers as American.
type Phones struct {
	Region string // ISO 3166, where numbers without a country code belong; empty means US
	codes  [1000]codeState
}

type codeState uint8

const (
	codeUnseen codeState = iota
	codeGood             // every plausible number under this area code is valid
	codeSlow             // ask the library about each number
)

// Read gives the number in E.164, or ok = false if it is none. Extensions are dropped. blank means that nothing, or a
// filler such as 000-000-0000, was written there.
func (p *Phones) Read(s string) (number string, blank, ok bool) {
	s = strings.TrimSpace(s)
	var digits [16]byte
	n, plain := 0, true
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if n == len(digits) {
				plain = false
				break
			}
			digits[n] = c
			n++
		case c == ' ' || c == '-' || c == '(' || c == ')' || c == '.' || c == '+' && i == 0:
		default:
			plain = false
		}
	}
	if n == 0 || sameDigits(digits[:n]) {
		return "", n > 0 || fillerPhone(s), false
	}
	if plain && (p.Region == "" || p.Region == "US" || p.Region == "CA") {
		d := digits[:n]
		if n == 11 && d[0] == '1' {
			d = d[1:]
		}
		// A plus in front of ten digits is some other country's number.
		if len(d) == 10 && (s[0] != '+' || n == 11) && p.american(d) {
			return "+1" + string(d), false, true
		}
	}
	number, ok = p.slow(s)
	return number, false, ok
}

// american answers for numbers of the North American plan without the library, whose general answer costs 20 µs.
func (p *Phones) american(d []byte) bool {
	if d[0] < '2' || d[3] < '2' {
		return false
	}
	code := int(d[0]-'0')*100 + int(d[1]-'0')*10 + int(d[2]-'0')
	if p.codes[code] == codeUnseen {
		p.codes[code] = codeGood
		for _, probe := range []string{"2002000", "3456789", "5559999", "6441234", "6901234", "7012345", "8888888", "9999998"} {
			if _, ok := p.slow("+1" + string(d[:3]) + probe); !ok {
				p.codes[code] = codeSlow
				break
			}
		}
	}
	return p.codes[code] == codeGood
}

func (p *Phones) slow(s string) (string, bool) {
	if len(s) > 64 {
		return "", false
	}
	region := p.Region
	if region == "" {
		region = "US"
	}
	n, err := phonenumbers.Parse(s, region)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

func sameDigits(d []byte) bool {
	for _, c := range d {
		if c != d[0] {
			return false
		}
	}
	return true
}

func fillerPhone(s string) bool {
	switch strings.ToLower(s) {
	case "", "-", "--", "n/a", "na", "none", "null", "unknown", "no", "no phone":
		return true
	}
	return false
}

// PhoneKindOf reads the label of a number in an address book: "Mobile", "* Work", "CELL".
func PhoneKindOf(label string) PhoneKind {
	switch l := strings.ToLower(label); {
	case strings.Contains(l, "mobil"), strings.Contains(l, "cell"), strings.Contains(l, "iphone"):
		return PhoneMobile
	case strings.Contains(l, "fax"), strings.Contains(l, "pager"):
		return PhoneOther
	case strings.Contains(l, "home"), strings.Contains(l, "main"):
		return PhoneHome
	case strings.Contains(l, "work"), strings.Contains(l, "office"), strings.Contains(l, "business"):
		return PhoneWork
	}
	return PhoneOther
}
