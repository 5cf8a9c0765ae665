package goodturn

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// LowerFirst makes a title or a sentence fit to stand inside another one: "Half a year later" becomes "half a year later". Initials such as
// NAR, our own name and what stands in quotes keep their capital.
func LowerFirst(s string) string {
	if s == "" || strings.HasPrefix(s, "Goodturn") || len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(first)) + s[size:]
}
