package connect

import (
	"strings"
	"unicode"

	"github.com/goodturn-app/goodturn"
)

// Plain folds a name or a street for comparing: lower case, letters and digits of every script, accents of the Latin one taken
// off, anything else a space.
func Plain(s string) string {
	var b strings.Builder
	space := false
	for _, r := range strings.ToLower(s) {
		switch {
		case r == '\'' || r == '’' || unicode.Is(unicode.Mn, r):
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			if t := unaccented[r]; t != "" {
				b.WriteString(t)
			} else {
				b.WriteRune(r)
			}
		default:
			space = true
		}
	}
	return b.String()
}

var unaccented = func() map[rune]string {
	m := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ł': "l", 'þ': "th", 'ð': "d"}
	for to, from := range map[string]string{"a": "àáâãäåāăą", "c": "çćĉċč", "d": "ď", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭįı",
		"j": "ĵ", "k": "ķ", "l": "ĺļľ", "n": "ñńņň", "o": "òóôõöōŏő", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț", "u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž"} {
		for _, r := range from {
			m[r] = to
		}
	}
	return m
}()

// SortKey is the folded name by which lists sort: family name first.
func SortKey(c goodturn.Contact) string {
	k := strings.TrimSpace(Plain(c.Family) + " " + Plain(c.Given))
	if k == "" {
		k = Plain(c.Name())
	}
	return k
}

// OneLine makes one line of what somebody typed: no line breaks, no control characters, none of the marks that turn the direction of
// what follows.
func OneLine(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200d' || r == '\u200c': // they join letters and emoji
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
