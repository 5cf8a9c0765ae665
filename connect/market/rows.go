package market

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// rows reads records and knows on which line it is. It stops for good on anything but a badly quoted line.
type rows struct {
	name  string
	csv   *csv.Reader
	guard *guard
	skip  int // lines above the first one that csv sees
	line  int
	fatal error
}

func newRows(r io.Reader, name string, skip int, comma rune, maxBytes int64) *rows {
	g := &guard{r: r, left: maxBytes, record: maxLine}
	c := csv.NewReader(g)
	c.Comma = comma
	c.FieldsPerRecord = -1 // Freddie Mac's newest rows are shorter than its header
	c.ReuseRecord = true
	return &rows{name: name, csv: c, guard: g, skip: skip}
}

// next gives the next record, io.EOF at the end, or an error for people. After an error it may be called again; once the input
// itself has failed it gives io.EOF.
func (r *rows) next() ([]string, error) {
	if r.fatal != nil {
		return nil, io.EOF
	}
	r.guard.record = maxLine
	rec, err := r.csv.Read()
	if err == nil {
		line, _ := r.csv.FieldPos(0)
		r.line = line + r.skip
		return rec, nil
	}
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		r.line = parse.StartLine + r.skip
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: r.name, Line: parse.Line + r.skip, Column: parse.Column,
			Message: "The quotes on this line do not match.", Hint: "Download the file again, or mend the line.", Err: parse.Err}
	}
	var mine *goodturn.Error
	if errors.As(err, &mine) {
		e := *mine
		e.File, e.Line = r.name, r.line+1
		r.fatal = &e
	} else {
		r.fatal = unreadable(r.name, err)
	}
	return nil, r.fatal
}

// bad is the error for one cell of the current row.
func (r *rows) bad(field, value, want string) error {
	return &goodturn.Error{Code: goodturn.CodeInvalid, File: r.name, Line: r.line, Field: field,
		Message: fmt.Sprintf("%q is not %s.", clip(value), want), Hint: "The row was left out. Compare it with the publisher's file."}
}

// short is the error for a row that ends before a column that it needs.
func (r *rows) short(field string) error {
	return &goodturn.Error{Code: goodturn.CodeInvalid, File: r.name, Line: r.line, Field: field,
		Message: "The row ends before this column.", Hint: "The row was left out. Check that the download is complete."}
}

// stop ends reading for good with an error at the current line.
func (r *rows) stop(e *goodturn.Error) error {
	e.File, e.Line = r.name, r.line
	r.fatal = e
	return e
}

// guard stops a file that is larger than it may be or has a line without end.
type guard struct {
	r      io.Reader
	left   int64
	record int // bytes that may still be read before a record must be complete
}

func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		if n, err := g.r.Read(p[:min(1, len(p))]); n == 0 && err != nil {
			return 0, err // it ends exactly at the limit
		}
		return 0, &goodturn.Error{Code: goodturn.CodeInvalid, Message: "The file is larger than the limit for market files.", Hint: "Use the file for your state or ZIP codes alone, or raise the limit."}
	}
	if g.record <= 0 {
		return 0, &goodturn.Error{Code: goodturn.CodeInvalid, Message: "A line is longer than 1 MB.", Hint: "There is probably a quote without its partner. Download the file again."}
	}
	if int64(len(p)) > g.left {
		p = p[:g.left]
	}
	n, err := g.r.Read(p)
	g.left -= int64(n)
	g.record -= n
	return n, err
}

// cell is a cell of a row without the spaces around it, "" where the row is shorter.
func cell(rec []string, i int) string {
	if i < 0 || i >= len(rec) {
		return ""
	}
	return strings.TrimSpace(rec[i])
}

// missing reports whether a publisher's cell says "no number".
func missing(s string) bool {
	switch strings.ToLower(s) {
	case "", "-", ".", "na", "n/a", "null", "nan":
		return true
	}
	return false
}

// number reads a positive number, with or without thousands separators and a dollar sign.
func number(s string) (float64, bool) {
	if strings.ContainsAny(s, ",$") {
		s = strings.NewReplacer(",", "", "$", "").Replace(s)
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return v, err == nil && v > 0 && v < 1e12
}

// civil reads a date in one of the layouts that publishers use.
func civil(s string) (goodturn.Date, bool) {
	for _, layout := range [...]string{"2006-01-02", "1/2/2006", "2006-01-02T15:04:05.000", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "1/2/06"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1900 {
			return goodturn.DateOf(t), true
		}
	}
	return goodturn.Date{}, false
}

// monthEnd reads the name of a month column and gives the month's last day.
func monthEnd(s string) (goodturn.Date, bool) {
	if t, err := time.Parse("2006-01", s); err == nil {
		return lastDay(t.Year(), t.Month()), true
	}
	for _, layout := range [...]string{"2006-01-02", "1/2/06", "1/2/2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return lastDay(t.Year(), t.Month()), true
		}
	}
	return goodturn.Date{}, false
}

func lastDay(y int, m time.Month) goodturn.Date {
	return goodturn.DateOf(time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC))
}

// clip shortens what is shown of a bad cell.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "..."
	}
	return s
}
