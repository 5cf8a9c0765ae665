package csvfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
)

// survey is what the first reading learns about the whole file.
type survey struct {
	filled      []int
	evidence    []evidence // per column, and one more for free text
	badCells    int        // not UTF-8
	goodCells   int        // beyond ASCII, and UTF-8
	badFirst    int        // row of the first bad cell
	closings    int
	noSide      tally
	anniversary tally
	proposals   []pending
	proposed    int
	record      connect.Record // used again for each row
}

// tally counts rows and keeps a few as examples.
type tally struct {
	n        int
	examples []string
}

func (t *tally) add(row int, text string) {
	t.n++
	if len(t.examples) < 3 {
		t.examples = append(t.examples, fmt.Sprintf("row %d: %s", row, text))
	}
}

// pending is a proposal whose date waits for the order of its numbers.
type pending struct {
	Proposal
	text string
}

// evidence is what the dates of one column prove about the order of their numbers.
type evidence struct {
	seen, dates int // cells that could have been dates, and those that were
	month, day  tally
	open        tally // readable both ways
}

func (e *evidence) add(row int, text string, d connect.DateReading) {
	e.seen++
	if d.Ambiguous || !d.Date.IsZero() {
		e.dates++
	}
	switch {
	case d.Proves == connect.MonthFirst:
		e.month.add(row, text)
	case d.Proves == connect.DayFirst:
		e.day.add(row, text)
	case d.Ambiguous:
		e.open.add(row, text)
	}
}

// dateOrder is how the dates of a column are read.
type dateOrder struct {
	order connect.DateOrder
	// contested says that the column proves both orders; then no date of it with numbers alone is certain
	// before somebody has decided.
	contested bool
	question  string // id of the question that decides, if one does
}

// maxEvidence is how many cells of a column that is not read are looked at for what they prove.
const maxEvidence = 20_000

func newSurvey(columns int) *survey {
	return &survey{filled: make([]int, columns), evidence: make([]evidence, columns+1)}
}

func (rd *Reader) surveyRow(cells [][]byte, lineNo, number int) {
	if blank(cells) {
		return
	}
	rd.rows++
	number = cmp.Or(number, rd.rows)
	s, cols := rd.survey, rd.plan.Columns
	for i := range cols {
		if i >= len(cells) {
			break
		}
		c := cells[i]
		if len(c) == 0 {
			continue
		}
		s.filled[i]++
		if hasHigh(c) {
			if utf8.Valid(c) {
				s.goodCells++
			} else if s.badCells++; s.badFirst == 0 {
				s.badFirst = number
			}
		}
		if looksNumeric(c) && !cols[i].Field.isDeal() && s.evidence[i].seen < maxEvidence {
			v := string(c)
			s.evidence[i].add(number, v, connect.ReadDate(v, connect.OrderUnknown, rd.opts.Today.Year))
		}
	}
	r := &s.record
	*r = connect.Record{Row: number, Line: lineNo, Closings: r.Closings[:0], Tags: r.Tags[:0]}
	rd.row = row{cells: cells, number: number}
	rd.deals(&rd.row, r)
	for i := range r.Closings {
		c := &r.Closings[i]
		if !c.Proposed {
			s.closings++
		}
		if c.Side == goodturn.SideUnknown {
			s.noSide.add(number, strings.TrimSpace(c.DateText+" "+c.Address.Street))
		}
	}
}

func hasHigh(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return true
		}
	}
	return false
}

// looksNumeric is the cheap test for something like 3/15/2025.
func looksNumeric(c []byte) bool {
	if len(c) < 6 || len(c) > 22 || c[0] < '0' || c[0] > '9' {
		return false
	}
	for _, x := range c[1:3] {
		if x == '/' || x == '.' || x == '-' {
			return true
		}
	}
	return false
}

// conclude turns what the survey saw into the plan's counts, orders and questions.
func (rd *Reader) conclude() {
	p, s := rd.plan, rd.survey
	rd.survey = nil
	p.Rows, p.Closings, p.ProposalCount = rd.rows, s.closings, s.proposed
	rd.rows = 0
	for i := range p.Columns {
		p.Columns[i].Filled = s.filled[i]
	}
	switch {
	case s.badCells > 0 && s.badCells >= s.goodCells && p.Encoding == UTF8:
		p.Encoding = Windows1252
	case s.badCells > 0:
		p.Warnings = append(p.Warnings, fmt.Sprintf("%s not in %s like the rest, the first in row %d; read as Windows-1252.", plural(s.badCells, "cell is", "cells are"), p.Encoding, s.badFirst))
	}
	for i := range p.Columns {
		if f := p.Columns[i].Field; f.isDeal() || f == FieldLastContact {
			rd.settleOrder(i, s)
		}
	}
	rd.settleOrder(len(p.Columns), s)
	rd.askSide(s)
	if s.anniversary.n > 0 {
		p.Questions = append(p.Questions, Question{ID: "anniversary", Count: s.anniversary.n, Examples: s.anniversary.examples,
			Text:    fmt.Sprintf("%s called only \"anniversary\". Is it the day they closed on a home?", plural(s.anniversary.n, "date is", "dates are")),
			Options: []Option{{"home", "the day they closed on their home"}, {"other", "something else; leave it out"}}})
	}
	if s.proposed == 0 {
		return
	}
	q := Question{ID: "text_dates", Required: true, Count: s.proposed,
		Text:    fmt.Sprintf("%s found in tags and notes. Use them?", plural(s.proposed, "closing date was", "closing dates were")),
		Options: []Option{{"yes", "use them"}, {"no", "leave them out"}}}
	order := rd.order(len(p.Columns)).order
	for _, x := range s.proposals {
		x.Date = connect.ReadDate(x.text, order, rd.opts.Today.Year).Date
		p.Proposals = append(p.Proposals, x.Proposal)
		if len(q.Examples) < 3 {
			q.Examples = append(q.Examples, fmt.Sprintf("row %d: %q", x.Row, x.Quote))
		}
	}
	p.Questions = append(p.Questions, q)
}

func (rd *Reader) askSide(s *survey) {
	if s.noSide.n == 0 {
		return
	}
	verb := "do"
	if s.noSide.n == 1 {
		verb = "does"
	}
	rd.plan.Questions = append(rd.plan.Questions, Question{ID: "side", Count: s.noSide.n, Examples: s.noSide.examples,
		Text: fmt.Sprintf("%s %s not say whether they bought or sold. Which was it?", count(s.noSide.n, "closing"), verb),
		Options: []Option{{"bought", "they all bought"}, {"sold", "they all sold"}, {"both", "they all sold and bought"}, {"rented", "they all rented"},
			{"rented_out", "they all rented out"}, {"invested", "they all invested"}, {"unknown", "it differs, or I do not know"}}})
}

// settleOrder decides how the numbers in the dates of one column (or of free text) are ordered: as the column itself
// proves, else as the other columns of the file prove with one voice, else a person is asked.
func (rd *Reader) settleOrder(col int, s *survey) {
	p, e := rd.plan, &s.evidence[col]
	name, id := "the tags and notes", "date_order:text"
	if col < len(p.Columns) {
		name, id = fmt.Sprintf("%q", p.Columns[col].Name), "date_order:"+p.Columns[col].Name
	}
	o := &rd.orders[col]
	// Nothing depends on a last contact that would be worth a question.
	asks := col == len(p.Columns) || p.Columns[col].Field.isDeal()
	proof := ""
	switch {
	case e.month.n > 0 && e.day.n > 0 && !asks:
		o.contested = true
	case e.month.n > 0 && e.day.n > 0:
		o.contested, o.question = true, id
		p.Questions = append(p.Questions, Question{ID: id, Required: true, Count: e.month.n + e.day.n + e.open.n,
			Text: fmt.Sprintf("Dates in %s contradict each other: %s only be month first (%s), %s only be day first (%s). Which is right for the others?",
				name, plural(e.month.n, "can", "can"), e.month.examples[0], plural(e.day.n, "can", "can"), e.day.examples[0]),
			Options: orderOptions(e.open.examples), Examples: slices.Concat(e.open.examples, e.month.examples, e.day.examples)})
	case e.month.n > 0:
		o.order, proof = connect.MonthFirst, e.month.examples[0]
	case e.day.n > 0:
		o.order, proof = connect.DayFirst, e.day.examples[0]
	case e.open.n > 0:
		if order, where := rd.localeOf(s); order != connect.OrderUnknown {
			o.order, proof = order, where
			break
		}
		if !asks {
			break
		}
		o.question = id
		p.Questions = append(p.Questions, Question{ID: id, Required: true, Count: e.open.n, Examples: e.open.examples,
			Text:    fmt.Sprintf("%s in %s can be read in two ways, such as in %s. Which is it?", plural(e.open.n, "date", "dates"), name, e.open.examples[0]),
			Options: orderOptions(e.open.examples)})
	}
	if col < len(p.Columns) {
		p.Columns[col].Order, p.Columns[col].Proof = o.order, proof
	}
}

// localeOf is the order that every column which proves anything proves.
func (rd *Reader) localeOf(s *survey) (connect.DateOrder, string) {
	order, where := connect.OrderUnknown, ""
	for i := range s.evidence {
		e := &s.evidence[i]
		if e.dates*5 < e.seen*4 || e.month.n+e.day.n == 0 { // a column that mostly holds something else proves nothing
			continue
		}
		this, example := connect.MonthFirst, e.month.examples
		if e.day.n > 0 {
			this, example = connect.DayFirst, e.day.examples
		}
		if e.month.n > 0 && e.day.n > 0 || order != connect.OrderUnknown && order != this {
			return connect.OrderUnknown, ""
		}
		from := "tags and notes"
		if i < len(rd.plan.Columns) {
			from = "the column " + rd.plan.Columns[i].Name
		}
		order, where = this, from+", "+example[0]
	}
	return order, where
}

func orderOptions(examples []string) []Option {
	a, b := "month first", "day first"
	if len(examples) > 0 {
		_, v, _ := strings.Cut(examples[0], ": ")
		if d := connect.ReadDate(v, connect.OrderUnknown, 2026); d.Ambiguous {
			a, b = v+" is "+d.First.Long(), v+" is "+d.Second.Long()
		}
	}
	return []Option{{"month first", a}, {"day first", b}}
}

// order is how to read the dates of a column now, answers included.
func (rd *Reader) order(col int) dateOrder {
	o := rd.orders[col]
	if o.question != "" {
		switch rd.plan.answer(o.question) {
		case "month first":
			o.order = connect.MonthFirst
		case "day first":
			o.order = connect.DayFirst
		}
	}
	return o
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
