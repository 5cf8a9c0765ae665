package words

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
)

// Values is what is known about one person and their sender, by field name. A field that is absent, nil or blank is missing;
// a number 0 is known. Kinds and Go types: text, lines and url are string; date is goodturn.Date; money is Money; percent is
// Percent; number is int; list is []string.
type Values map[string]any

// Money is an amount in minor units of an ISO 4217 currency; an empty currency means USD.
type Money struct {
	Minor    int64
	Currency string
}

// Percent is a share in per cent: 3.2 is written 3.2%.
type Percent float64

// String writes the amount as in a letter: $415,000. Decimals appear only below 1,000 and where they are not zero.
func (m Money) String() string {
	minor, sign := m.Minor, ""
	unit := uint64(1)
	for range goodturn.MinorDigits(m.Currency) {
		unit *= 10
	}
	// Through uint64 because the most negative amount has no positive twin.
	u := uint64(minor)
	if minor < 0 {
		sign, u = "-", -u
	}
	mark := map[string]string{"": "$", "USD": "$", "EUR": "€", "GBP": "£"}[m.Currency]
	if mark == "" {
		mark = m.Currency + " "
	}
	if u/unit >= 1000 {
		return sign + mark + thousands((u+unit/2)/unit)
	}
	return sign + mark + goodturn.GroupedAmount(int64(u), m.Currency, false)
}

// String writes the size of the share with at most two decimals and without a sign: words say whether it rose or fell.
func (p Percent) String() string {
	f := float64(p)
	if f < 0 {
		f = -f
	}
	s := strconv.FormatFloat(f, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".") + "%"
}

func thousands(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Present reports whether a value is known. Booleans come from eq and not, and speak for themselves.
func Present(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case string:
		return v != ""
	case bool:
		return v
	case goodturn.Date:
		return !v.IsZero()
	case []string:
		return len(v) > 0
	}
	return true
}

// Written is how a value looks in a message when no function says otherwise.
func Written(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case goodturn.Date:
		return v.Letter()
	case Money:
		return v.String()
	case Percent:
		return v.String()
	case int:
		return strconv.Itoa(v)
	case []string:
		return ListAnd(v)
	}
	return ""
}

// Holds reports whether a value has the Go type that its kind promises.
func (k FieldKind) Holds(v any) bool {
	switch v.(type) {
	case nil:
		return true
	case string:
		return k == KindText || k == KindLines || k == KindURL
	case goodturn.Date:
		return k == KindDate
	case Money:
		return k == KindMoney
	case Percent:
		return k == KindPercent
	case int:
		return k == KindNumber
	case []string:
		return k == KindList
	}
	return false
}

// maxProse is the length in bytes above which a value is not a fact but an accident: it is refused rather than cut.
const maxProse = 1000

// Clean makes a text value fit to stand in a line that a person reads. It refuses what could be markup, a template or a trick
// with writing direction; why says so in words that follow the field's name.
func Clean(s string, kind FieldKind) (out, why string) {
	if plain(s) {
		if len(s) > maxProse {
			return "", "is too long"
		}
		return s, ""
	}
	if len(s) > maxProse {
		return "", "is too long"
	}
	if !utf8.ValidString(s) {
		return "", "is not readable text"
	}
	if strings.Contains(s, "{{") || strings.Contains(s, "}}") {
		return "", "contains template marks"
	}
	var b strings.Builder
	b.Grow(len(s))
	gap, rtl := false, false
	for _, r := range s {
		switch {
		case r == '\n' && kind == KindLines:
			line := strings.TrimRight(b.String(), " ")
			b.Reset()
			b.WriteString(line)
			b.WriteByte('\n')
			gap = false
			continue
		case unicode.IsSpace(r):
			gap = b.Len() > 0
			continue
		case unicode.Is(unicode.Cc, r), isBidi(r), unicode.Is(unicode.Co, r), r == utf8.RuneError, r == '\u200b', r == '\ufeff':
			continue
		}
		if gap {
			if last := b.String(); last[len(last)-1] != '\n' {
				b.WriteByte(' ')
			}
			gap = false
		}
		rtl = rtl || isRTL(r)
		b.WriteRune(r)
	}
	out = strings.Trim(b.String(), "\n")
	if rtl && out != "" {
		// Isolates keep a right-to-left name from turning the punctuation after it around.
		out = "\u2068" + out + "\u2069"
	}
	return out, ""
}

// plain is the fast road: printable ASCII, single inner spaces, no braces.
func plain(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == '{' || c == '}' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return last != ' '
}

func isBidi(r rune) bool {
	return r == '\u061c' || r == '\u200e' || r == '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

func isRTL(r rune) bool {
	return unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam)
}
