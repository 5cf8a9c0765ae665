package csvfile

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Writer writes CSV that no spreadsheet runs: a cell that begins like a formula gets an apostrophe in front, as OWASP
// advises. Lines end in \r\n (RFC 4180). Reader takes the apostrophe off again.
type Writer struct {
	w   *bufio.Writer
	err error
}

// NewWriter writes to w; Flush when done.
func NewWriter(w io.Writer) *Writer { return &Writer{w: bufio.NewWriter(w)} }

// Write writes one record.
func (w *Writer) Write(cells ...string) error {
	for i, c := range cells {
		if i > 0 {
			w.put(",")
		}
		c = Safe(c)
		if c == "" && len(cells) > 1 || c != "" && !strings.ContainsAny(c, ",;\t|\"\r\n'") && c[0] != ' ' && c[len(c)-1] != ' ' {
			w.put(c)
			continue
		}
		w.put("\"")
		w.put(strings.ReplaceAll(c, "\"", "\"\""))
		w.put("\"")
	}
	w.put("\r\n")
	return w.err
}

func (w *Writer) put(s string) {
	if w.err == nil {
		if _, err := w.w.WriteString(s); err != nil {
			w.err = fmt.Errorf("write csv: %w", err)
		}
	}
}

// Flush writes out what is left and gives the first error that occurred.
func (w *Writer) Flush() error {
	if err := w.w.Flush(); err != nil && w.err == nil {
		w.err = fmt.Errorf("write csv: %w", err)
	}
	return w.err
}

// Safe puts an apostrophe before what a spreadsheet would take for a formula: text that begins with = + - @, a tab or a line end, also
// after spaces, also in the wide forms that some spreadsheets read alike. Where people write decimals with a comma, a spreadsheet begins a
// cell at each semicolon and knows nothing of our quotes: what follows one, a tab or a line end is treated alike. NUL bytes, which no CSV
// may hold, are dropped. Plain takes the apostrophes off again.
func Safe(s string) string {
	s = strings.ReplaceAll(s, "\x00", "")
	var out strings.Builder
	done := 0
	for at := 0; at >= 0; at = nextCell(s, at) {
		if runs(s[at:], at == 0) {
			out.WriteString(s[done:at] + "'")
			done = at
		}
	}
	if done == 0 && out.Len() == 0 {
		return s
	}
	return out.String() + s[done:]
}

// Plain is what Safe was given.
func Plain(s string) string {
	var out strings.Builder
	done := 0
	for at := 0; at >= 0; at = nextCell(s, at) {
		if strings.HasPrefix(s[at:], "'") && runs(s[at+1:], at == 0) {
			out.WriteString(s[done:at])
			done = at + 1
		}
	}
	if done == 0 {
		return s
	}
	return out.String() + s[done:]
}

// nextCell is where a cell may begin next for a reader that does not know our quotes; -1: nowhere.
func nextCell(s string, at int) int {
	i := strings.IndexAny(s[at:], ";\t\r\n")
	if i < 0 {
		return -1
	}
	return at + i + 1
}

// runs reports whether a spreadsheet would take text for a formula. Apostrophes and quotes in front count as if they were not there, so that Plain knows
// which of several is ours.
func runs(s string, whole bool) bool {
	s = strings.TrimLeft(s, " '\"\u00a0\ufeff\u200b")
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && (strings.ContainsRune("=+-@＝＋－＠", r) || whole && strings.ContainsRune("\t\r\n", r))
}
