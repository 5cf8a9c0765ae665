package csvfile

import (
	"cmp"
	"fmt"
	"strings"

	xcurrency "golang.org/x/text/currency"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
)

// deals fills in what a row says of closings: side, tags and notes, dates. The survey runs it too, so that what was
// asked and what is read cannot differ.
func (rd *Reader) deals(w *row, r *connect.Record) {
	for _, col := range rd.at.side {
		if s := rd.get(w, col); s != "" {
			side, ok := connect.ReadSide(s)
			if !ok && rd.survey == nil {
				r.Note(connect.Problem{Field: rd.names[col], Code: connect.ProblemSideUnclear, Severity: connect.SeverityWarn,
					Message: fmt.Sprintf("%q does not say whether they bought or sold.", clip(s)), Hint: "Say it for this person, or leave it unknown."})
			}
			r.Side = connect.JoinSides(r.Side, side)
		}
	}
	for _, col := range rd.at.tags {
		r.Tags = splitTags(r.Tags, rd.get(w, col))
	}
	if r.Side == goodturn.SideUnknown {
		for _, t := range r.Tags {
			r.Side = connect.JoinSides(r.Side, connect.SideOfTag(t))
		}
	}
	for _, d := range rd.at.deals {
		if s := rd.get(w, d.col); s != "" {
			rd.columnDeal(w, r, d, s)
		}
	}
	for _, t := range r.Tags {
		rd.textDeals(w, r, t, "tag "+t)
	}
	for _, col := range rd.at.notes {
		if s := rd.get(w, col); s != "" {
			rd.textDeals(w, r, s, rd.froms[col])
			if rd.survey == nil {
				if r.Notes != "" {
					r.Notes += "\n"
				}
				r.Notes += s
			}
		}
	}
	rd.property(w, r)
	told := goodturn.Side(rd.answers.side)
	if told == "unknown" {
		told = goodturn.SideUnknown
	}
	for i := range r.Closings {
		if c := &r.Closings[i]; c.Side == goodturn.SideUnknown {
			if c.Side = r.Side; c.Side == goodturn.SideUnknown {
				c.Side = told
			}
		}
	}
}

func (rd *Reader) columnDeal(w *row, r *connect.Record, d dealColumn, s string) {
	field, name, from := d.field, rd.names[d.col], rd.froms[d.col]
	if field == FieldLabelled {
		label := ""
		if d.label >= 0 {
			label = rd.get(w, d.label)
		}
		if field = labelled(label); field == FieldNone {
			return
		}
		name, from = label, "column "+label
		if field == FieldSide {
			side, _ := connect.ReadSide(s)
			r.Side = connect.JoinSides(r.Side, side)
			return
		}
	}
	reading := rd.readDate(w, d.col, s)
	if reading.Blank {
		return
	}
	if field == FieldAnniversary {
		if rd.survey != nil {
			rd.survey.anniversary.add(w.number, s)
			return
		}
		if rd.answers.anniversary != "home" {
			return
		}
	}
	c := connect.Closing{Date: reading.Date, DateText: s, From: from}
	switch field {
	case FieldBoughtDate:
		c.Side = goodturn.SideBought
	case FieldSoldDate:
		c.Side = goodturn.SideSold
	}
	if rd.survey == nil {
		if p := rd.dateProblem(d.col, name, s, reading); p != nil {
			r.Note(*p)
			if p.Severity == connect.SeverityReject {
				return
			}
		}
	} else if reading.Why != "" {
		return
	}
	addClosing(r, c)
}

// dateProblem says what is wrong with a closing's date, nil if nothing is.
func (rd *Reader) dateProblem(col int, field, s string, d connect.DateReading) *connect.Problem {
	if !d.Date.IsZero() && rd.outOfRange(d.Date) == "" {
		return nil
	}
	p := &connect.Problem{Field: field, Severity: connect.SeverityReject, Code: connect.ProblemDateInvalid, Hint: "Correct it in the file, as in 2025-03-15, and import it again."}
	switch {
	case d.Ambiguous:
		p.Code, p.Severity = connect.ProblemDateAmbiguous, connect.SeverityAsk
		p.Message = fmt.Sprintf("%s could be %s or %s.", clip(s), d.First.Long(), d.Second.Long())
		if d.First.IsZero() {
			p.Message = fmt.Sprintf("%s stands in a column whose dates contradict each other.", clip(s))
		}
		p.Hint = "Say whether the month or the day comes first."
	case d.Contrary:
		p.Code, p.Message = connect.ProblemDateContrary, fmt.Sprintf("%s cannot be read with the %s, like the rest of the column.", clip(s), rd.order(col).order)
	case d.Why != "":
		p.Message = fmt.Sprintf("%q %s.", clip(s), d.Why)
	default:
		p.Code, p.Message = connect.ProblemDateRange, fmt.Sprintf("%s %s.", clip(s), rd.outOfRange(d.Date))
	}
	return p
}

func (rd *Reader) outOfRange(d goodturn.Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Year < 1970:
		return "is before 1970"
	case d.Sub(rd.opts.Today) > MaxAhead:
		return fmt.Sprintf("is more than %d days ahead", MaxAhead)
	}
	return ""
}

// readDate reads a date of a column (or, with col = number of columns, of free text) in the order settled for it.
func (rd *Reader) readDate(w *row, col int, s string) connect.DateReading {
	if rd.survey != nil {
		d := connect.ReadDate(s, connect.OrderUnknown, rd.opts.Today.Year)
		if !d.Blank {
			rd.survey.evidence[col].add(w.number, s, d)
		}
		return d
	}
	o := rd.settled[col]
	d := connect.ReadDate(s, o.order, rd.opts.Today.Year)
	if o.contested && o.order == connect.OrderUnknown && d.Proves != connect.OrderUnknown {
		return connect.DateReading{Ambiguous: true}
	}
	return d
}

// textDeals adds the closings that a tag or a note tells of, as proposals until a person has said yes to them.
func (rd *Reader) textDeals(w *row, r *connect.Record, text, from string) {
	col := len(rd.names)
	order := connect.OrderUnknown
	if rd.survey == nil {
		if rd.answers.text == "no" {
			return
		}
		order = rd.settled[col].order
	}
	for _, f := range connect.FindClosings(text, order, rd.opts.Today.Year) {
		d := rd.readDate(w, col, f.Text)
		if rd.outOfRange(d.Date) != "" || d.Why != "" && !d.Contrary {
			if rd.survey == nil {
				r.Note(connect.Problem{Field: fieldOf(from), Code: connect.ProblemDateInvalid, Severity: connect.SeverityWarn,
					Message: fmt.Sprintf("%q was not used: its date cannot be that of a closing.", clip(f.Quote))})
			}
			continue
		}
		c := connect.Closing{Date: d.Date, DateText: f.Text, Side: f.Side, From: from, Proposed: rd.answers.text != "yes"}
		if f.Address != "" {
			c.Address = connect.ReadPlace(f.Address)
		}
		if !addClosing(r, c) {
			continue
		}
		if rd.survey != nil {
			rd.propose(w, r, f, from)
			continue
		}
		if d.Ambiguous || d.Contrary {
			r.Note(*rd.dateProblem(col, fieldOf(from), f.Text, d))
		} else if c.Proposed {
			r.Note(connect.Problem{Field: fieldOf(from), Code: connect.ProblemDateProposed, Severity: connect.SeverityAsk,
				Message: fmt.Sprintf("A closing on %s was found in the words %q.", d.Date.Long(), clip(f.Quote)), Hint: "Say whether dates from tags and notes may be used."})
		}
	}
}

func fieldOf(from string) string {
	if strings.HasPrefix(from, "tag ") {
		return "tags"
	}
	return strings.TrimPrefix(from, "column ")
}

func (rd *Reader) propose(w *row, r *connect.Record, f connect.TextClosing, from string) {
	s := rd.survey
	if s.proposed++; len(s.proposals) >= MaxProposals {
		return
	}
	name := r.Name()
	if name == "" {
		who := connect.Record{}
		rd.person(w, &who)
		name = who.Name()
	}
	s.proposals = append(s.proposals, pending{Proposal{Row: w.number, Name: name, Text: f.Text, Quote: clip(f.Quote), Side: f.Side, Place: f.Address, From: from}, f.Text})
}

// addClosing adds a closing unless the same day is there already; then it fills what was missing. It reports whether
// the closing was new.
func addClosing(r *connect.Record, c connect.Closing) bool {
	for i := range r.Closings {
		have := &r.Closings[i]
		if have.Date != c.Date || c.Date.IsZero() && have.DateText != c.DateText || have.Side != "" && c.Side != "" && have.Side != c.Side {
			continue
		}
		if have.Side == "" {
			have.Side = c.Side
		}
		if have.Address.IsZero() {
			have.Address = c.Address
		}
		return false
	}
	r.Closings = append(r.Closings, c)
	return true
}

// property puts the address and price columns on the closing they belong to: the one of the columns, if there is just one.
func (rd *Reader) property(w *row, r *connect.Record) {
	if rd.survey != nil {
		return
	}
	r.Property = rd.place(w, &rd.at.property)
	var minor int64
	currency := ""
	in, known := rd.currencyOf(w, r)
	for _, col := range rd.at.price {
		if !known {
			break // an amount in nobody knows what is no price
		}
		if s := rd.get(w, col); s != "" && minor == 0 {
			v, cur, ok := connect.ReadPrice(s, in)
			if !ok {
				r.Note(connect.Problem{Field: rd.names[col], Code: connect.ProblemPriceInvalid, Severity: connect.SeverityWarn, Message: fmt.Sprintf("%q is not a price.", clip(s)), Hint: "It was left out."})
				continue
			}
			minor, currency = v, cur
		}
	}
	one := -1
	for i := range r.Closings {
		if strings.HasPrefix(r.Closings[i].From, "column ") && !r.Closings[i].Proposed {
			if one >= 0 {
				return // several deals and one address: nobody can tell whose it is
			}
			one = i
		}
	}
	if one < 0 {
		rd.undated(w, r, minor)
		return
	}
	if c := &r.Closings[one]; c.Address.IsZero() {
		c.Address = r.Property
	}
	c := &r.Closings[one]
	c.PriceMinor, c.Currency = minor, currency
	if minor == 0 {
		c.Currency = ""
	}
	if known {
		rd.loan(w, r, c, in)
	}
}

// undated notices a deal with a home and a price whose cell for the day is empty: they are in no plan, and nobody would miss them.
// A list with a column for the stage tells by that who has closed.
func (rd *Reader) undated(w *row, r *connect.Record, price int64) {
	if len(rd.at.deals) == 0 || len(r.Closings) > 0 || price == 0 || r.Property.Street == "" || rd.first(w, rd.at.stage) != "" {
		return
	}
	r.Undated = "a price for " + r.Property.Street
	r.Note(connect.Problem{Field: rd.names[rd.at.deals[0].col], Code: connect.ProblemNoDay, Severity: connect.SeverityWarn, Message: "There is a home and a price, and no day of a closing.",
		Hint: "They are in no plan before you say the day."})
}

// currencyOf is the currency of the amounts of a row that do not say theirs. known is false where its cell names none that there is.
func (rd *Reader) currencyOf(w *row, r *connect.Record) (code string, known bool) {
	for _, col := range rd.at.currency {
		s := rd.get(w, col)
		switch strings.ToUpper(s) {
		case "":
			continue
		case "$", "US$", "DOLLAR", "DOLLARS":
			return rd.currency(), true
		case "€":
			return "EUR", true
		case "£":
			return "GBP", true
		}
		if unit, err := xcurrency.ParseISO(strings.ToUpper(s)); err == nil {
			return unit.String(), true
		}
		r.Note(connect.Problem{Field: rd.names[col], Code: connect.ProblemPriceInvalid, Severity: connect.SeverityWarn, Message: fmt.Sprintf("%q is not a currency.", clip(s)), Hint: "The price was left out. Write it as USD, CAD or EUR."})
		return "", false
	}
	return rd.currency(), true
}

// loan reads what is said of the mortgage into a deal; nothing where it is not said how much it was. It is in the currency of the price, or
// else in the one that it says itself, or in. A part that cannot be read is left out.
func (rd *Reader) loan(w *row, r *connect.Record, c *connect.Closing, in string) {
	l := &c.Loan
	wrong := func(cols []int, s, what, hint string) {
		r.Note(connect.Problem{Field: rd.names[cols[0]], Code: connect.ProblemLoanInvalid, Severity: connect.SeverityWarn, Message: fmt.Sprintf("%q is not %s.", clip(s), what), Hint: "It was left out. " + hint})
	}
	s := rd.first(w, rd.at.loanAmount)
	minor, in, ok := connect.ReadPrice(s, cmp.Or(c.Currency, in))
	if !ok {
		wrong(rd.at.loanAmount, s, "the amount of a loan", "Write it as 308000.")
	} else if minor > 0 && c.Currency != "" && in != c.Currency {
		wrong(rd.at.loanAmount, s, "in the currency of the price", "Write both in one.")
		ok = false
	}
	if !ok || minor == 0 {
		return
	}
	l.AmountMinor, c.Currency = minor, in
	if s := rd.first(w, rd.at.loanRate); s != "" {
		if l.RatePercent, ok = connect.ReadRate(s); !ok {
			wrong(rd.at.loanRate, s, "an interest rate", "Write it as 6.8%.")
		}
	}
	if s := rd.first(w, rd.at.loanTerm); s != "" {
		if l.TermMonths, ok = connect.ReadTerm(s); !ok {
			wrong(rd.at.loanTerm, s, "the time of a loan", "Write it as 30 years, or 360 months.")
		}
	}
}

func (rd *Reader) currency() string {
	if rd.opts.Currency != "" {
		return rd.opts.Currency
	}
	return "USD"
}

// labelled says what a value with a free label is: a custom field or event of an address book.
func labelled(label string) Field {
	k := key(label)
	switch f := synonyms()[k]; f {
	case FieldClosingDate, FieldBoughtDate, FieldSoldDate, FieldAnniversary:
		return f
	case FieldSide:
		if strings.Contains(k, "deal") || strings.Contains(k, "side") || strings.Contains(k, "transaction") {
			return f
		}
	}
	for _, w := range []string{"closing", "closed", "homeanniversary", "houseanniversary", "homepurchase"} {
		if strings.Contains(k, w) {
			return FieldClosingDate
		}
	}
	return FieldNone
}

// splitTags cuts a cell of tags: "a, b", "a; b", "* a ::: * b", "#a #b". A comma inside a date separates nothing.
func splitTags(tags []string, s string) []string {
	if s == "" {
		return tags
	}
	if tags == nil {
		tags = make([]string, 0, 4)
	}
	add := func(t string) {
		t = strings.Trim(strings.TrimLeft(strings.TrimSpace(t), "*#"), " \t\r\"")
		if t == "" || strings.EqualFold(t, "myContacts") || strings.EqualFold(t, "starred") || len(tags) >= 200 {
			return
		}
		for _, have := range tags {
			if have == t {
				return
			}
		}
		tags = append(tags, t)
	}
	if strings.HasPrefix(s, "#") && !strings.ContainsAny(s, ",;|") {
		for t := range strings.SplitSeq(s, "#") {
			add(t)
		}
		return tags
	}
	from := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ';' || c == '|' || c == '\n' || c == ',' && !(i > 0 && s[i-1] >= '0' && s[i-1] <= '9' && yearFollows(s[i+1:])):
			add(s[from:i])
			from = i + 1
		case c == ':' && strings.HasPrefix(s[i:], "::: "):
			add(s[from:i])
			from, i = i+3, i+3
		}
	}
	add(s[from:])
	return tags
}

func yearFollows(s string) bool {
	s = strings.TrimLeft(s, " ")
	return len(s) >= 4 && (s[:2] == "19" || s[:2] == "20") && s[2] >= '0' && s[2] <= '9' && s[3] >= '0' && s[3] <= '9'
}

func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= 80 {
		return s
	}
	n := 80
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}
