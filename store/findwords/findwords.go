// Package findwords answers one question: by which words is somebody found? It knows how people write names, addresses and telephone
// numbers when they look for somebody. It refuses to know where the words are kept.
package findwords

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

const (
	wordMax  = 40 // bytes of a word that are kept
	wordsMax = 60 // words of a contact that are kept
)

// fold makes two spellings equal: lower case, without accents.
func fold(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	out, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), s)
	if err != nil {
		out = s
	}
	return strings.ToLower(out)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// words splits text at everything that is neither letter nor digit.
func words(s string) []string {
	return strings.FieldsFunc(fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Index gives the words by which texts are found: of a mail address the whole and its parts, of a telephone number its digits
// and the ends of them that people type. They are sorted, and each is there once.
func Index(texts []string) []string {
	var out []string
	add := func(ws ...string) {
		for _, w := range ws {
			for len(w) > wordMax {
				w = strings.ToValidUTF8(w[:len(w)-1], "")
			}
			if w != "" && len(out) < wordsMax {
				out = append(out, w)
			}
		}
	}
	for _, t := range texts {
		if d := digits(t); isNumber(t, d) {
			add(d)
			for _, n := range []int{10, 7, 4} { // without its country, its area, or all but the end
				if len(d) > n {
					add(d[len(d)-n:])
				}
			}
			continue
		}
		if strings.Contains(t, "@") {
			add(strings.TrimSpace(fold(t)))
		}
		add(words(t)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// isNumber tells a telephone number, as people write it, from other text.
func isNumber(text, digits string) bool {
	return len(digits) >= 4 && strings.Trim(text, "+()-./ 0123456789") == ""
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Query gives the words that somebody typed: each is the beginning of one of Index, sorted.
func Query(text string) []string {
	var q []string
	if strings.Contains(text, "@") {
		q = strings.Fields(fold(text))
	} else if d := digits(text); isNumber(text, d) {
		q = []string{d}
	} else {
		q = words(text)
	}
	for i, w := range q {
		for len(w) > wordMax {
			w = strings.ToValidUTF8(w[:len(w)-1], "")
		}
		q[i] = w
	}
	slices.Sort(q)
	return slices.Compact(q)
}
