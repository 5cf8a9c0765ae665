package csvfile

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
)

// Limits of one file. Real exports stay far below; what does not is not a list of people.
const (
	MaxRecord  = 1 << 20   // bytes of one record
	MaxCell    = 256 << 10 // bytes of one cell
	MaxColumns = 512
)

// splitter cuts a stream into records and cells. It holds one record at a time and never more than MaxRecord bytes.
//
// encoding/csv is not used: it takes a line of any length into memory, lets NUL bytes pass, and reports an unclosed
// quote where the file ends instead of where the quote began.
type splitter struct {
	r     io.Reader
	name  string
	delim byte
	class [256]byte // bytes that end an unquoted cell

	buf        []byte
	start, end int // the unread part of buf
	taken      int // bytes of the current record, which ends at start
	eof        bool
	lastErr    error

	line    int // line on which the next record starts, from 1
	recLine int // line on which the current record started
	records int // how many records were read, empty ones and the header too: the number that a spreadsheet shows
	spans   []span
	scratch []byte // cells whose doubled quotes had to be undone
	cells   [][]byte
}

type span struct {
	from, to int
	scratch  bool
}

const (
	endsCell = 1 + iota
	endsRecord
	isNUL
)

func newSplitter(r io.Reader, name string, delim byte) *splitter {
	s := &splitter{r: r, name: name, delim: delim, line: 1, buf: make([]byte, 64<<10)}
	s.class[delim], s.class['\n'], s.class['\r'], s.class[0] = endsCell, endsRecord, endsRecord, isNUL
	return s
}

// Next reads one record. The cells are valid until the call after it; the error is io.EOF at the end of the file.
// An empty line is a record with one empty cell.
func (s *splitter) Next() (cells [][]byte, line int, err error) {
	s.spans, s.scratch, s.recLine = s.spans[:0], s.scratch[:0], s.line
	if !s.have(0) {
		return nil, 0, s.ioErr()
	}
	at := 0 // relative to s.start, so that a refill does not move it
	for {
		at = s.plainCells(at)
		next, last, err := s.cell(at)
		if err != nil {
			return nil, 0, err
		}
		at = next
		if last {
			break
		}
		if len(s.spans) >= MaxColumns {
			return nil, 0, s.errAt(s.recLine, fmt.Sprintf("Line %d has more than %d columns.", s.recLine, MaxColumns),
				"Check that this is a list with one person a line, and that the columns are separated by commas, semicolons or tabs.")
		}
	}
	s.cells = s.cells[:0]
	for _, sp := range s.spans {
		if sp.scratch {
			s.cells = append(s.cells, s.scratch[sp.from:sp.to])
		} else {
			s.cells = append(s.cells, s.buf[s.start+sp.from:s.start+sp.to])
		}
	}
	s.start, s.taken = s.start+at, at
	s.records++
	return s.cells, s.recLine, nil
}

// text gives the cells of the current record as strings, in one allocation if they lie side by side; nil if the record is
// long or not UTF-8. The list is buf used again.
func (s *splitter) text(buf []string) []string {
	if len(s.spans) == 0 {
		return nil
	}
	last := s.spans[len(s.spans)-1]
	for i := range s.spans {
		if s.spans[i].scratch {
			return nil
		}
	}
	if last.to > maxShared {
		return nil
	}
	// The cells still lie where the record stood: start has moved behind it, the buffer not.
	from := s.start - s.taken
	all := string(s.buf[from : from+last.to])
	if !utf8.ValidString(all) {
		return nil
	}
	buf = buf[:0]
	for _, sp := range s.spans {
		buf = append(buf, all[sp.from:sp.to])
	}
	return buf
}

// maxShared is the longest record whose cells share one string: a short name must not keep a megabyte of notes alive.
const maxShared = 8 << 10

// plainCells reads the cells from offset at on that are complete in the buffer and need no thought, which is nearly all,
// and stops before the first that does.
func (s *splitter) plainCells(at int) int {
	b := s.buf[s.start:s.end]
	for at < len(b) && at <= MaxRecord && len(s.spans) < MaxColumns-1 {
		if c := b[at]; c == '"' || c == ' ' {
			return at
		}
		end := at
		for end < len(b) && s.class[b[end]] == 0 {
			end++
		}
		if end >= len(b) || s.class[b[end]] != endsCell || end-at > MaxCell {
			return at
		}
		s.spans = append(s.spans, span{at, end, false})
		at = end + 1
	}
	return at
}

// cell reads the cell at offset at and gives the offset behind its separator; last says that the record ends there.
func (s *splitter) cell(at int) (next int, last bool, err error) {
	from := at
	for s.have(at) && s.buf[s.start+at] == ' ' && s.delim != ' ' {
		at++
	}
	if s.have(at) && s.buf[s.start+at] == '"' {
		return s.quoted(at)
	}
	return s.bare(from, from, false)
}

// bare reads on to the end of an unquoted cell. What belongs to the cell so far lies in scratch if copied is set.
func (s *splitter) bare(from, at int, copied bool) (next int, last bool, err error) {
	mark := len(s.scratch)
	if copied {
		mark = from
		from = at
	}
	end := func(to, next int, last bool) (int, bool, error) {
		if to-from > MaxCell || copied && len(s.scratch)-mark+to-from > MaxCell {
			return 0, false, s.tooLong(s.recLine)
		}
		if copied {
			s.scratch = append(s.scratch, s.buf[s.start+from:s.start+to]...)
			s.spans = append(s.spans, span{mark, len(s.scratch), true})
		} else {
			s.spans = append(s.spans, span{from, to, false})
		}
		return next, last, nil
	}
	for {
		b := s.buf[s.start:s.end]
		for at < len(b) && s.class[b[at]] == 0 {
			at++
		}
		if at >= len(b) {
			if at-from > MaxCell || at > MaxRecord {
				return 0, false, s.tooLong(s.recLine)
			}
			if s.have(at) {
				continue
			}
			if err := s.ioErr(); err != io.EOF {
				return 0, false, err
			}
			return end(at, at, true)
		}
		switch s.class[b[at]] {
		case endsCell:
			if at > MaxRecord {
				return 0, false, s.tooLong(s.recLine)
			}
			return end(at, at+1, false)
		case endsRecord:
			to := at
			return end(to, s.eol(at), true)
		default:
			return 0, false, s.nul(s.line)
		}
	}
}

// eol steps over a line end of any kind, \n, \r\n or \r, and counts it.
func (s *splitter) eol(at int) int {
	if s.buf[s.start+at] == '\r' && s.have(at+1) && s.buf[s.start+at+1] == '\n' {
		at++
	}
	s.line++
	return at + 1
}

func (s *splitter) quoted(at int) (next int, last bool, err error) {
	opened := s.line
	at++
	from, mark, copied, cr := at, len(s.scratch), false, false
	keep := func(to int) {
		s.scratch = append(s.scratch, s.buf[s.start+from:s.start+to]...)
		copied = true
	}
	for {
		if !s.have(at) {
			if err := s.ioErr(); err != io.EOF {
				return 0, false, err
			}
			return 0, false, s.unclosed(opened)
		}
		b := s.buf[s.start+at : s.end]
		i := bytes.IndexByte(b, '"')
		part := b
		if i >= 0 {
			part = b[:i]
		}
		if z := bytes.IndexByte(part, 0); z >= 0 {
			return 0, false, s.nul(s.line + bytes.Count(part[:z], []byte{'\n'}))
		}
		if len(part) > 0 {
			s.line += newlines(part, cr)
			cr = part[len(part)-1] == '\r'
		}
		at += len(part)
		if at-from+len(s.scratch)-mark > MaxCell || at > MaxRecord {
			return 0, false, s.unclosed(opened)
		}
		if i < 0 {
			continue
		}
		if s.have(at+1) && s.buf[s.start+at+1] == '"' { // a doubled quote is one quote
			keep(at + 1)
			at += 2
			from, cr = at, false
			continue
		}
		to := at
		at++
		for s.have(at) && s.buf[s.start+at] == ' ' && s.delim != ' ' {
			at++
		}
		done := func(next int, last bool) (int, bool, error) {
			if copied {
				keep(to)
				s.spans = append(s.spans, span{mark, len(s.scratch), true})
			} else {
				s.spans = append(s.spans, span{from, to, false})
			}
			return next, last, nil
		}
		if !s.have(at) {
			if err := s.ioErr(); err != io.EOF {
				return 0, false, err
			}
			return done(at, true)
		}
		switch s.class[s.buf[s.start+at]] {
		case endsCell:
			return done(at+1, false)
		case endsRecord:
			return done(s.eol(at), true)
		case isNUL:
			return 0, false, s.nul(s.line)
		}
		// Text behind a closing quote. On one line somebody forgot to double a quote; over several lines it is the next
		// record's quote that seemed to close this one.
		if s.line != opened {
			return 0, false, s.unclosed(opened)
		}
		keep(to)
		return s.bare(mark, to+1, true)
	}
}

// newlines counts the line ends in a piece of a quoted cell; \r\n is one, also if the pieces part it. cr says that the
// piece before ended with \r.
func newlines(b []byte, cr bool) int {
	n := bytes.Count(b, []byte{'\n'})
	if bytes.IndexByte(b, '\r') >= 0 {
		n += bytes.Count(b, []byte{'\r'}) - bytes.Count(b, []byte("\r\n"))
	}
	if cr && b[0] == '\n' {
		n--
	}
	return n
}

// have makes sure that the byte at offset at is in the buffer, and reports whether there is one.
func (s *splitter) have(at int) bool {
	for s.start+at >= s.end {
		if s.eof {
			return false
		}
		s.fill()
	}
	return true
}

func (s *splitter) fill() {
	if s.start > 0 {
		copy(s.buf, s.buf[s.start:s.end])
		s.start, s.end = 0, s.end-s.start
	}
	if s.end == len(s.buf) {
		if len(s.buf) > MaxRecord+(128<<10) { // the caller has noticed by now; never grow without end
			s.eof = true
			s.lastErr = s.tooLong(s.recLine)
			return
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err != nil {
			s.eof, s.lastErr = true, err
			return
		}
		if n > 0 {
			return
		}
	}
	s.eof, s.lastErr = true, io.ErrNoProgress
}

func (s *splitter) ioErr() error {
	if s.lastErr == nil || s.lastErr == io.EOF {
		return io.EOF
	}
	if e, ok := s.lastErr.(*goodturn.Error); ok {
		return e
	}
	return fmt.Errorf("read %s near line %d: %w", s.name, s.line, s.lastErr)
}

func (s *splitter) errAt(line int, message, hint string) error {
	return &goodturn.Error{Code: goodturn.CodeInvalid, File: s.name, Line: line, Message: message, Hint: hint}
}

func (s *splitter) unclosed(opened int) error {
	return s.errAt(opened, fmt.Sprintf("A quotation mark opens on line %d and is never closed.", opened),
		"Close it, remove it, or write it twice if it belongs to the text. Nothing was read from the file.")
}

func (s *splitter) nul(line int) error {
	return s.errAt(line, fmt.Sprintf("Line %d contains a NUL byte, which no text has.", line),
		"The file is damaged or not a CSV file. Export it again, as CSV (UTF-8).")
}

func (s *splitter) tooLong(line int) error {
	return s.errAt(line, fmt.Sprintf("Line %d is too long: a cell may have %d KiB and a record %d KiB.", line, MaxCell>>10, MaxRecord>>10),
		"Check that the file has line ends and one person a line.")
}
