// Package csvfile answers one question: which people and closings does this CSV file tell of, and how sure are we of
// each column? It reads a file twice: once to survey it and make a Plan that a person confirms, once to give the records.
// It refuses to know the database, and it never settles by guessing what a person can be asked once.
package csvfile

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
)

// Options of reading one file.
type Options struct {
	Today goodturn.Date // must be set: two-digit years and dates ahead are judged by it
	// Map says what columns mean, by their names. What it names is not guessed.
	Map map[string]Field
	// AcceptGuesses is a yes, given beforehand, to the guesses that the Plan will list.
	AcceptGuesses bool
	// Answers holds answers to the Plan's questions by their ids; answers to questions that do not arise are ignored.
	Answers map[string]string
	Region  string // ISO 3166: where telephone numbers without a country code belong; empty means US
	// Currency of amounts that do not say; empty means USD.
	Currency string
}

// MaxAhead is how many days a closing may lie ahead: deals are entered when they are agreed, and close within weeks.
const MaxAhead = 60

// Reader gives the records of one file.
type Reader struct {
	src    *source
	opts   Options
	plan   *Plan
	make   func(io.Reader) Rows
	split  Rows
	phones connect.Phones
	report Report

	at     layout
	orders []dateOrder // per column, and one more for free text
	system string      // of external ids
	optOut bool        // the whole file lists people who opted out

	survey *survey // set during the first reading
	rows   int
	err    error
	names  []string // of the columns, as problems call them
	froms  []string // of the columns, as closings name them
	skipTo int      // last line that is not part of the list
	// set when Read begins, from the plan's answers of that moment
	settled []dateOrder
	answers answers
	// used again for each row
	row    row
	shared []string // the row's cells
	multi  []string // the values of one cell
}

// Open surveys a file and makes the plan for it. It fails, with the line, if the file is no CSV or damaged; nothing of
// such a file is used. An r that can seek is read twice; of anything else up to MaxUnseekable bytes are kept.
func Open(r io.Reader, name string, opts Options) (*Reader, error) {
	rd, txt, err := begin(r, name, opts)
	if err != nil {
		return nil, err
	}
	head, _ := txt.Peek(32 << 10) // a failing read shows up again below
	if err := Refuse(head, name); err != nil {
		return nil, err
	}
	delim, hidden := delimiter(head), 0
	if d, ok := sepLine(head); ok {
		delim, hidden = d, 1 // a spreadsheet shows no row for it
	}
	rd.plan.Delimiter = map[byte]string{',': "comma", ';': "semicolon", '\t': "tab", '|': "bar"}[delim]
	rd.make = func(r io.Reader) Rows {
		s := newSplitter(r, name, delim)
		s.records = -hidden
		return s
	}
	rd.split = rd.make(txt)
	if err := rd.lookForColumns(); err != nil {
		return nil, err
	}
	if rd.rows == 0 {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: name, Line: rd.plan.HeaderLine, Message: "The file has a header and nobody below it.",
			Hint: "Export the list again, with its people."}
	}
	return rd, rd.finish(opts)
}

// Rows gives the rows of a file of some other kind, so that it is read with the same care: dates, questions, report.
// Next gives cells that are valid until the call after it, the line on which they start, and io.EOF at the end.
type Rows interface {
	Next() (cells [][]byte, line int, err error)
}

// Layout says what the cells of Rows mean.
type Layout struct {
	Format, Product, System string
	Columns                 []Column
}

// OpenRows is Open for a file that is not CSV: make turns its decoded text into rows, l says what they hold.
func OpenRows(r io.Reader, name string, l Layout, make func(io.Reader) Rows, opts Options) (*Reader, error) {
	rd, txt, err := begin(r, name, opts)
	if err != nil {
		return nil, err
	}
	rd.make, rd.split, rd.system = make, make(txt), l.System
	p := rd.plan
	p.Format, p.Product, p.Confidence, p.Score = l.Format, l.Product, High, 1
	for i, c := range l.Columns {
		c.Index = i
		p.Columns = append(p.Columns, c)
	}
	rd.compile()
	rd.survey = newSurvey(len(p.Columns))
	if err := rd.surveyAll(); err != nil {
		return nil, err
	}
	if rd.rows == 0 {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: name, Message: "The file holds nobody.", Hint: "Check that it is " + l.Product + ", and export it again."}
	}
	return rd, rd.finish(opts)
}

func begin(r io.Reader, name string, opts Options) (*Reader, *bufio.Reader, error) {
	if opts.Today.IsZero() {
		return nil, nil, fmt.Errorf("open %s: Options.Today is not set", name)
	}
	rd := &Reader{src: newSource(r, name), opts: opts, phones: connect.Phones{Region: opts.Region}}
	raw, err := rd.src.open()
	if err != nil {
		return nil, nil, err
	}
	br := bufio.NewReaderSize(raw, 64<<10)
	head, err := br.Peek(4096)
	if err != nil && err != io.EOF {
		return nil, nil, readErr(name, err)
	}
	if k, _ := sniff(head); k == KindOther || k == KindEmpty {
		return nil, nil, Refuse(head, name)
	}
	txt, enc, mark := text(br)
	rd.plan = &Plan{File: name, Encoding: enc, Mark: mark}
	return rd, txt, nil
}

func (rd *Reader) finish(opts Options) error {
	rd.src.done()
	rd.conclude()
	if opts.AcceptGuesses {
		rd.plan.Accept()
	}
	for id, v := range opts.Answers {
		if err := rd.plan.Answer(id, v); err != nil && goodturn.ErrorCode(err) != goodturn.CodeNotFound {
			return err
		}
	}
	return nil
}

func readErr(name string, err error) error {
	if e, ok := err.(*goodturn.Error); ok {
		return e
	}
	return fmt.Errorf("read %s: %w", name, err)
}

// Plan is how the file is going to be read. Accept and Answer on it count for what Read does afterwards.
func (rd *Reader) Plan() *Plan { return rd.plan }

// Report counts what Read has given so far.
func (rd *Reader) Report() *Report { return &rd.report }

// lookForColumns is the first reading of a CSV file: it finds the header, checks every byte and collects what has to be asked.
func (rd *Reader) lookForColumns() error {
	p := rd.plan
	lead, err := rd.lead(25)
	if err != nil {
		return err
	}
	header, skipped := findHeader(lead)
	if header < 0 {
		return &goodturn.Error{Code: goodturn.CodeInvalid, File: p.File, Message: "The file has no rows that could be people.", Hint: "Check that it has a header line and one person a line."}
	}
	first := header + 1
	names := lead[header].cells
	if p.HeaderLine = lead[header].line; skipped {
		p.Warnings = append(p.Warnings, fmt.Sprintf("%s above the header and not part of the list.", plural(header, "line is", "lines are")))
	}
	if !isHeader(names) {
		first, p.HeaderLine = header, 0
		p.Warnings = append(p.Warnings, "The file has no header line, so every column was guessed from its content.")
		names = make([]string, len(names))
		for i := range names {
			names[i] = fmt.Sprintf("Column %d", i+1)
		}
	}
	if rd.skipTo = p.HeaderLine; p.HeaderLine == 0 && first > 0 {
		rd.skipTo = lead[first-1].line
	}
	rd.chooseColumns(names, lead[first:])
	rd.survey = newSurvey(len(p.Columns))
	for _, l := range lead[first:] {
		rd.surveyRow(l.bytes(), l.line, l.number)
	}
	return rd.surveyAll()
}

func (rd *Reader) surveyAll() error {
	for {
		cells, line, err := rd.split.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		rd.surveyRow(cells, line, rd.number())
	}
}

// line is a record of the lead-in, kept until the layout is known.
type line struct {
	cells  []string
	line   int
	number int // as a spreadsheet counts
}

// number is what a spreadsheet calls the row that was read last; 0 where a file has no rows of its own.
func (rd *Reader) number() int {
	if s, ok := rd.split.(*splitter); ok {
		return s.records
	}
	return 0
}

func (l line) bytes() [][]byte {
	out := make([][]byte, len(l.cells))
	for i, c := range l.cells {
		out[i] = []byte(c)
	}
	return out
}

func (rd *Reader) lead(n int) ([]line, error) {
	var out []line
	for len(out) < n {
		cells, no, err := rd.split.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if blank(cells) {
			continue
		}
		l := line{line: no, number: rd.number()}
		for _, c := range cells {
			l.cells = append(l.cells, string(c))
		}
		out = append(out, l)
	}
	return out, nil
}

func blank(cells [][]byte) bool {
	for _, c := range cells {
		if len(bytes.TrimSpace(c)) > 0 {
			return false
		}
	}
	return true
}

// sepLine knows the line "sep=;" that Excel writes and obeys.
func sepLine(head []byte) (delim byte, ok bool) {
	if len(head) >= 6 && bytes.EqualFold(head[:4], []byte("sep=")) && (head[5] == '\n' || head[5] == '\r') {
		return head[4], bytes.IndexByte(delimiters, head[4]) >= 0
	}
	return 0, false
}

// findHeader skips titles above the list: lines with one filled cell before lines with several.
func findHeader(lead []line) (at int, skipped bool) {
	widest := 0
	for _, l := range lead {
		widest = max(widest, filled(l.cells))
	}
	for i, l := range lead {
		if n := filled(l.cells); n >= 2 || widest < 3 && n >= 1 && !isSep(l.cells) {
			return i, i > 0 && !(i == 1 && isSep(lead[0].cells))
		}
	}
	return -1, false
}

func isSep(cells []string) bool {
	return len(cells) > 0 && strings.HasPrefix(strings.ToLower(cells[0]), "sep=")
}

func filled(cells []string) int {
	n := 0
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// isHeader tells a row of names from a row of a person: headers hold no addresses, numbers or dates.
func isHeader(cells []string) bool {
	for _, c := range cells {
		c = strings.TrimSpace(c)
		if strings.Contains(c, "@") && strings.Contains(c, ".") || len(c) > 200 {
			return false
		}
		digits := 0
		for i := range len(c) {
			if c[i] >= '0' && c[i] <= '9' {
				digits++
			}
		}
		if digits >= 6 {
			return false
		}
	}
	return true
}
