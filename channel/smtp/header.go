package smtp

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// Header fields are written as words with folds between them: no line longer than 78 characters where words permit
// (RFC 5322 section 2.1.1), and no word longer than longestWord, because what is longer is encoded in pieces.
const (
	lineWidth   = 76
	longestWord = 72
	chunkBytes  = 39 // of text in one encoded word: 52 characters in base64, 64 with its frame
)

// writeField writes one header field, folding before words that would pass the line width. Words hold no spaces and
// no line ends; an empty word stands for one more space.
func writeField(b *bytes.Buffer, name string, words ...string) {
	b.WriteString(name)
	b.WriteByte(':')
	col := len(name) + 1
	for i, w := range words {
		if i > 0 && w != "" && col+1+len(w) > lineWidth {
			b.WriteString("\r\n")
			col = 0
		}
		b.WriteByte(' ')
		b.WriteString(w)
		col += 1 + len(w)
	}
	b.WriteString("\r\n")
}

// clean makes text fit for a header field or a name: line ends and other controls become spaces, marks that turn
// the direction of text go, invalid UTF-8 is replaced.
func clean(s string) string {
	if plainASCII(s) {
		return strings.TrimSpace(s)
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case !unprintable(r):
			return r
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return ' '
	}, s))
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// unstructured gives the words of a Subject or any other free text: as they are if they are plain, else encoded
// (RFC 2047).
func unstructured(s string) []string {
	s = clean(s)
	if s == "" {
		return nil
	}
	words := strings.Split(s, " ")
	if !plainASCII(s) || strings.Contains(s, "=?") {
		return encodedWords(s)
	}
	for _, w := range words {
		if len(w) > longestWord {
			return encodedWords(s)
		}
	}
	return words
}

// phrase gives the words of a display name: atoms, one quoted string, or encoded words.
func phrase(name string) []string {
	name = clean(name)
	words := unstructured(name)
	if len(words) == 0 || strings.HasPrefix(words[0], "=?") {
		return words
	}
	atoms := true
	for _, r := range name {
		atoms = atoms && (r == ' ' || atext(r))
	}
	if atoms && !strings.Contains(name, "  ") {
		return words
	}
	quoted := `"` + quoting.Replace(name) + `"`
	words = strings.Split(quoted, " ")
	for _, w := range words {
		if len(w) > longestWord {
			return encodedWords(name)
		}
	}
	return words
}

// encodedWords cuts s between runes into pieces of at most chunkBytes and encodes each: Q where most of it stays
// readable, B where little would.
func encodedWords(s string) []string {
	special := 0
	for i := range len(s) {
		if !literalInQ(s[i]) && s[i] != ' ' {
			special++
		}
	}
	quoted := 3*special <= len(s)
	var words []string
	for s != "" {
		n, width := 0, 0
		for n < len(s) {
			_, size := utf8.DecodeRuneInString(s[n:])
			width += size
			if quoted {
				width += 2 * specialIn(s[n:n+size])
			}
			if n > 0 && (n+size > chunkBytes && !quoted || quoted && width > chunkBytes*4/3) {
				break
			}
			n += size
		}
		words = append(words, encodedWord(s[:n], quoted))
		s = s[n:]
	}
	return words
}

func specialIn(s string) (n int) {
	for i := range len(s) {
		if !literalInQ(s[i]) && s[i] != ' ' {
			n++
		}
	}
	return n
}

func encodedWord(s string, quoted bool) string {
	if !quoted {
		return "=?utf-8?b?" + base64.StdEncoding.EncodeToString([]byte(s)) + "?="
	}
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.WriteString("=?utf-8?q?")
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ':
			b.WriteByte('_')
		case literalInQ(c):
			b.WriteByte(c)
		default:
			b.Write([]byte{'=', hex[c>>4], hex[c&15]})
		}
	}
	b.WriteString("?=")
	return b.String()
}

// literalInQ is the narrow set that RFC 2047 section 5 (3) permits everywhere, display names included.
func literalInQ(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '!' || c == '*' || c == '+' || c == '-' || c == '/'
}

// quoting escapes what a quoted string may not hold as it is.
var quoting = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
