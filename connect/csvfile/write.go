package csvfile

import (
	"bufio"
	"fmt"
	"io"
	"strings"
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
// after spaces, also in the wide forms that some spreadsheets read alike. NUL bytes, which no CSV may hold, are dropped.
func Safe(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	t := strings.TrimLeft(s, " \u00a0\ufeff\u200b")
	if t != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(t)[0]) {
		return "'" + s
	}
	return s
}
