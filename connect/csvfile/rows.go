package csvfile

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
)

// row is the row being read.
type row struct {
	cells   [][]byte
	text    []string // the cells as strings, if they were made in one piece
	number  int
	formula int // 1 + column of a cell that a spreadsheet would run
}

// answers are the plan's answers, looked up once.
type answers struct{ side, text, anniversary string }

// get is the content of a cell without the space around it. ="02134", which Excel writes to save a zero, is 02134; a
// leading apostrophe that our own exports put before a formula comes off. Nothing is ever evaluated.
func (rd *Reader) get(w *row, col int) string {
	if col >= len(w.cells) {
		return ""
	}
	var c string
	if w.text != nil {
		c = strings.TrimSpace(w.text[col])
	} else if b := bytes.TrimSpace(w.cells[col]); len(b) > 0 {
		c = decode(b)
	}
	if c == "" {
		return ""
	}
	if c[0] == '=' {
		if len(c) > 2 && c[1] == '"' && c[len(c)-1] == '"' {
			return strings.TrimSpace(c[2 : len(c)-1])
		}
		w.formula = col + 1
		return c
	}
	return Plain(c)
}

// first is the first filled cell of several columns that mean the same.
func (rd *Reader) first(w *row, cols []int) string {
	for _, col := range cols {
		if s := rd.get(w, col); s != "" {
			return s
		}
	}
	return ""
}

// Read gives the next record with everything that is wrong with it, io.EOF after the last. Whether a record may be used
// is for its Usable method to say. Until the plan's guesses are accepted, Read fails with what Plan.Ready says.
func (rd *Reader) Read() (*connect.Record, error) {
	if rd.err != nil {
		return nil, rd.err
	}
	if rd.settled == nil {
		if err := rd.start(); err != nil {
			return nil, err
		}
	}
	for {
		cells, line, err := rd.split.Next()
		if err != nil {
			rd.err = err
			return nil, err
		}
		if blank(cells) || line <= rd.skipTo {
			continue
		}
		rd.rows++
		w := &rd.row
		*w = row{cells: cells, number: cmp.Or(rd.number(), rd.rows)}
		if s, ok := rd.split.(*splitter); ok {
			if w.text = s.text(rd.shared); w.text != nil {
				rd.shared = w.text
			}
		}
		r := rd.record(w, line)
		rd.report.add(r)
		return r, nil
	}
}

// All gives every record; a last pair with an error says that reading failed.
func (rd *Reader) All() iter.Seq2[*connect.Record, error] {
	return func(yield func(*connect.Record, error) bool) {
		for {
			r, err := rd.Read()
			if err == io.EOF {
				return
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

func (rd *Reader) start() error {
	if err := rd.plan.Ready(); err != nil {
		return err
	}
	raw, err := rd.src.open()
	if err != nil {
		return err
	}
	txt, _, _ := text(raw)
	rd.split = rd.make(txt)
	rd.answers = answers{rd.plan.answer("side"), rd.plan.answer("text_dates"), rd.plan.answer("anniversary")}
	rd.settled = make([]dateOrder, len(rd.orders))
	for i := range rd.orders {
		rd.settled[i] = rd.order(i)
	}
	rd.report = Report{File: rd.src.name}
	return nil
}

func (rd *Reader) record(w *row, lineNo int) *connect.Record {
	r := &connect.Record{Row: w.number, Line: lineNo, OptOutEmail: rd.optOut}
	if n := len(rd.names); len(w.cells) > n && !blank(w.cells[n:]) {
		r.Note(connect.Problem{Code: connect.ProblemShifted, Severity: connect.SeverityReject, Message: fmt.Sprintf("The row has %d cells and the header %d columns, so its cells have moved.", len(w.cells), n),
			Hint: "Put quotation marks around the cell that contains the separator."})
		return r
	}
	rd.person(w, r)
	rd.reach(w, r)
	rd.deals(w, r)
	rd.rest(w, r)
	if r.Given+r.Family+r.Full == "" && r.Company == "" && len(r.Emails) == 0 && len(r.Phones) == 0 {
		r.Note(connect.Problem{Code: connect.ProblemEmpty, Severity: connect.SeverityReject, Message: "Nothing in the row says who it is.", Hint: "Give a name and an e-mail address, or remove the row."})
		return r
	}
	if len(r.Emails) == 0 && len(r.Phones) == 0 {
		r.Note(connect.Problem{Code: connect.ProblemUnreachable, Severity: connect.SeverityWarn, Message: "There is neither an e-mail address nor a telephone number.", Hint: "Find one of them, or leave this person out."})
	}
	if _, p := connect.Greeting(r); p != nil {
		p.Field = rd.nameColumn()
		r.Note(*p)
	}
	if w.formula > 0 {
		r.Note(connect.Problem{Field: rd.names[w.formula-1], Code: connect.ProblemFormula, Severity: connect.SeverityWarn, Message: "The cell holds a spreadsheet formula; it was kept as text.", Hint: "Save the file with values instead of formulas if it should be something else."})
	}
	return r
}

func (rd *Reader) nameColumn() string {
	for _, cols := range [][]int{rd.at.given, rd.at.full, rd.at.family} {
		if len(cols) > 0 {
			return rd.names[cols[0]]
		}
	}
	return "name"
}

// person reads the names of the row.
func (rd *Reader) person(w *row, r *connect.Record) {
	given, family, full := rd.first(w, rd.at.given), rd.first(w, rd.at.family), rd.first(w, rd.at.full)
	var n connect.Name
	if given+family != "" {
		n = connect.ReadParts(given, family)
	} else if full != "" {
		n = connect.ReadName(full)
	}
	if full != "" {
		r.Full = connect.TidyName(full)
	}
	r.Given, r.Family, r.Nick = n.Given, n.Family, n.Nick
	if nick := rd.first(w, rd.at.nick); nick != "" {
		r.Nick = connect.FixCase(connect.TidyName(nick), false)
	}
	r.Company = rd.first(w, rd.at.company)
	if connect.Organisation(r.Given) || connect.Organisation(r.Family) || r.Given == "" && connect.Organisation(r.Full) {
		name := r.Name() // nobody is called that; Full keeps it
		if r.Company == "" {
			r.Company = name
		}
		r.Full, r.Given, r.Family = name, "", ""
	}
	s := connect.Spouse{}
	if g, f := rd.first(w, rd.at.spouseGiven), rd.first(w, rd.at.spouseFamily); g != "" {
		x := connect.ReadParts(g, f)
		s.Given, s.Family = x.Given, x.Family
	} else if name := rd.first(w, rd.at.spouseName); name != "" {
		x := connect.ReadName(name)
		s.Given, s.Family = x.Given, x.Family
	}
	if s.Given != "" && s.Family == "" {
		s.Family = r.Family
	}
	if n.PartnerGiven != "" {
		r.Joint = true
		if s.Given == "" {
			s.Given, s.Family = n.PartnerGiven, n.PartnerFamily
		}
	}
	r.Spouse = s
}

// reach reads the ways to reach them.
func (rd *Reader) reach(w *row, r *connect.Record) {
	for _, col := range rd.at.email {
		rd.multi = cutMulti(rd.multi[:0], rd.get(w, col))
		for _, s := range rd.multi {
			if a := rd.email(r, rd.names[col], s); a != "" && !slices.Contains(r.Emails, a) {
				r.Emails = append(r.Emails, a)
			}
		}
	}
	for _, p := range rd.at.phones {
		s := rd.get(w, p.col)
		if s == "" {
			continue
		}
		kind := connect.PhoneOther
		switch p.field {
		case FieldPhoneMobile:
			kind = connect.PhoneMobile
		case FieldPhoneHome:
			kind = connect.PhoneHome
		case FieldPhoneWork:
			kind = connect.PhoneWork
		}
		if p.label >= 0 {
			kind = connect.PhoneKindOf(rd.get(w, p.label))
		}
		rd.multi = cutMulti(rd.multi[:0], s)
		for _, s := range rd.multi {
			if n := rd.phone(r, rd.names[p.col], s); n != "" && !slices.ContainsFunc(r.Phones, func(x connect.Phone) bool { return x.Number == n }) {
				r.Phones = append(r.Phones, connect.Phone{Kind: kind, Number: n})
			}
		}
	}
	if len(rd.at.spouseEmail) > 0 {
		if s := rd.first(w, rd.at.spouseEmail); s != "" {
			r.Spouse.Email = rd.email(r, rd.names[rd.at.spouseEmail[0]], s)
		}
	}
	if len(rd.at.spousePhone) > 0 {
		if s := rd.first(w, rd.at.spousePhone); s != "" {
			r.Spouse.Phone = rd.phone(r, rd.names[rd.at.spousePhone[0]], s)
		}
	}
	if r.Spouse.Email != "" && !slices.Contains(r.Emails, r.Spouse.Email) {
		r.Joint = false // each has a mailbox
	}
}

func (rd *Reader) email(r *connect.Record, field, s string) string {
	e := connect.ReadEmail(s)
	if e.Code != "" {
		r.Note(connect.Problem{Field: field, Code: e.Code, Severity: connect.SeverityWarn, Message: e.Message, Hint: e.Hint})
	}
	return e.Address
}

func (rd *Reader) phone(r *connect.Record, field, s string) string {
	n, filler, ok := rd.phones.Read(s)
	if !ok && !filler {
		r.Note(connect.Problem{Field: field, Code: connect.ProblemPhoneInvalid, Severity: connect.SeverityWarn, Message: fmt.Sprintf("%q is not a telephone number.", clip(s)), Hint: "Correct it, with its area code, or leave it empty."})
	}
	return n
}

// cutMulti splits a cell with several values into list: Google joins them with " ::: ", others with a semicolon.
func cutMulti(list []string, s string) []string {
	var parts []string
	switch {
	case s == "":
		return list
	case strings.Contains(s, ":::"):
		parts = strings.Split(s, ":::")
	case strings.ContainsAny(s, ";|\n"):
		parts = strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '|' || r == '\n' })
	case strings.Count(s, "@") > 1:
		parts = strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '/' })
	default:
		return append(list, s)
	}
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			list = append(list, p)
		}
	}
	return list
}

func (rd *Reader) place(w *row, p *placeColumns) goodturn.Address {
	a := goodturn.Address{Street: rd.first(w, p.street), Unit: rd.first(w, p.unit), City: rd.first(w, p.city), State: rd.first(w, p.state), ZIP: rd.first(w, p.zip), Country: rd.first(w, p.country)}
	if a.Street == "" && len(p.line) > 0 {
		if line := rd.first(w, p.line); line != "" {
			whole := connect.ReadPlace(line)
			if whole.City == "" && whole.ZIP == "" { // "Address", beside columns for city and ZIP
				whole.Unit, whole.City, whole.State, whole.ZIP, whole.Country = or(whole.Unit, a.Unit), a.City, a.State, a.ZIP, a.Country
				return connect.TidyPlace(whole)
			}
			return whole
		}
	}
	if a.IsZero() {
		return a
	}
	return connect.TidyPlace(a)
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// rest reads what remains: where they live and came from, whose client they are, what they do not want.
func (rd *Reader) rest(w *row, r *connect.Record) {
	l := &rd.at
	r.Mailing = rd.place(w, &l.mailing)
	r.Source, r.ReferredBy, r.Stage = rd.first(w, l.source), rd.first(w, l.referredBy), rd.first(w, l.stage)
	r.AssignedTo = connect.Agent{Name: rd.first(w, l.agentName), Email: strings.ToLower(rd.first(w, l.agentEmail))}
	if strings.Contains(r.AssignedTo.Name, "@") && r.AssignedTo.Email == "" {
		r.AssignedTo = connect.Agent{Email: strings.ToLower(r.AssignedTo.Name)}
	}
	if id := rd.first(w, l.externalID); id != "" {
		if r.ExternalID = (connect.ExternalID{System: rd.system, Value: id}); rd.system == "" {
			r.ExternalID.System = "csv"
		}
	}
	for _, f := range l.flags {
		if s := rd.get(w, f.col); s != "" {
			rd.flag(r, f, s)
		}
	}
	for _, t := range r.Tags {
		r.Heed(rd.names[l.tags[0]], clip(t))
	}
	if len(l.stage) > 0 {
		r.Heed(rd.names[l.stage[0]], clip(r.Stage))
	}
	r.HeedNote()
	for _, col := range l.lastSeen {
		if s := rd.get(w, col); s != "" {
			if d := rd.readDate(w, col, s).Date; !d.IsZero() && d.After(r.LastContact) && !d.After(rd.opts.Today) {
				r.LastContact = d
			}
		}
	}
	for _, col := range l.unread {
		if col < len(w.cells) && len(w.cells[col]) > 0 {
			r.Unmapped++
		}
	}
}

// flag reads a column about consent. A word that nobody knows is read as no: the mistake that annoys nobody.
func (rd *Reader) flag(r *connect.Record, f flagColumn, s string) {
	yes, known := readYes(s)
	if !known {
		r.Note(connect.Problem{Field: rd.names[f.col], Code: connect.ProblemOptOutUnclear, Severity: connect.SeverityWarn, Message: fmt.Sprintf("%q is neither yes nor no; it was read as: do not write.", clip(s)), Hint: "Write yes or no."})
		yes = f.out
	}
	if yes == f.out {
		if f.text {
			r.OptOutText = true
		} else {
			r.OptOutEmail = true
		}
	}
}

func readYes(s string) (yes, known bool) {
	switch strings.ToLower(s) {
	case "1", "yes", "y", "true", "t", "on", "x", "subscribed", "opted in", "opt in", "opt-in", "opted-in", "enabled", "active", "allowed":
		return true, true
	case "0", "no", "n", "false", "f", "off", "-", "unsubscribed", "opted out", "opt out", "opt-out", "opted-out", "disabled", "cleaned", "non-subscribed", "nonsubscribed", "not subscribed", "never", "inactive":
		return false, true
	}
	return false, false
}
