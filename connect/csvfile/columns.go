package csvfile

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn/connect"
)

// chooseColumns decides what each column means: what the caller said, what the recognised layout says, what the name
// says, what the content looks like, in this order. The last two are guesses, and so is everything of a shaky layout.
func (rd *Reader) chooseColumns(names []string, sample []line) {
	p := rd.plan
	width := len(names)
	for width > 0 && strings.TrimSpace(names[width-1]) == "" && !anyFilled(sample, width-1) {
		width-- // commas behind the last column
	}
	keys, seen := make([]string, 0, width), map[string][]int{}
	for i, n := range names[:width] {
		n = strings.TrimSpace(strings.TrimPrefix(decode([]byte(n)), "\ufeff"))
		c := Column{Index: i, Name: n, Field: FieldNone}
		if n == "" {
			c.Name = fmt.Sprintf("Column %d", i+1)
			if anyFilled(sample, i) {
				p.Warnings = append(p.Warnings, fmt.Sprintf("Column %d has no name.", i+1))
			}
		}
		if utf8.RuneCountInString(c.Name) > 200 {
			c.Name = string([]rune(c.Name)[:200])
		}
		p.Columns = append(p.Columns, c)
		keys = append(keys, key(c.Name))
		if n != "" {
			seen[strings.ToLower(c.Name)] = append(seen[strings.ToLower(c.Name)], i+1)
		}
	}
	p.Confidence = NoIdea
	f, score := recognise(keys, p.File)
	if f != nil {
		p.Format, p.Product, p.Confidence, p.Score = f.ID, f.Product, f.Confidence, score
		rd.system = f.System
	}
	if base := strings.ToLower(p.File[strings.LastIndexAny(p.File, "/\\")+1:]); strings.HasPrefix(base, "unsubscribed_members_export") || strings.HasPrefix(base, "cleaned_members_export") {
		rd.optOut = true
		p.Warnings = append(p.Warnings, "By its name this file lists people who unsubscribed or could not be reached, so nobody in it will be sent e-mail.")
	}
	told, met := map[string]Field{}, map[string]bool{}
	for name, field := range rd.opts.Map {
		told[strings.ToLower(strings.TrimSpace(name))] = field
	}
	for i := range p.Columns {
		c := &p.Columns[i]
		c.Sample = sampleOf(sample, i)
		switch field, ok := told[strings.ToLower(c.Name)]; {
		case ok:
			c.Field, c.Reason = field, "you said so"
			met[strings.ToLower(c.Name)] = true
		default:
			rd.choose(c, keys[i], f, sample)
		}
	}
	for name := range told {
		if !met[name] {
			p.Warnings = append(p.Warnings, fmt.Sprintf("The file has no column %q.", name))
		}
	}
	rd.settleGuesses(sample)
	for _, at := range seen {
		if len(at) > 1 {
			p.Warnings = append(p.Warnings, fmt.Sprintf("The header %q stands over %s (%s): %s.", p.Columns[at[0]-1].Name, count(len(at), "column"), numbers(at), mergeRule(p.Columns[at[0]-1].Field)))
		}
	}
	slices.Sort(p.Warnings)
	rd.compile()
}

func (rd *Reader) choose(c *Column, k string, f *format, sample []line) {
	if f != nil {
		if field, ok := f.field(k); ok {
			c.Field, c.Reason = field, "column of the "+f.Product
			if f.Confidence == Low && field != FieldNone {
				c.Guessed, c.Reason = true, f.Why
			}
			return
		}
		if f.knows(k) {
			return
		}
	}
	if k == "" || strings.HasPrefix(c.Name, "Column ") && rd.plan.HeaderLine == 0 {
		rd.guessContent(c, sample)
		return
	}
	syn := synonyms()
	if field, ok := syn[k]; ok && field != FieldNone {
		c.Field, c.Guessed, c.Reason = field, true, fmt.Sprintf("that is what %q usually means", c.Name)
	} else if field, ok := syn[strings.TrimRight(k, "0123456789")]; ok && field != FieldNone && field != FieldMailingStreet && field != FieldMailing {
		c.Field, c.Guessed, c.Reason = field, true, fmt.Sprintf("that is what %q usually means", c.Name)
	} else if n := statesIn(sample, c.Index); k == "st" && n > 0 {
		c.Field, c.Guessed, c.Reason = FieldMailingState, true, fmt.Sprintf("all of the first %s are states", count(n, "cell"))
	} else if !ok {
		rd.guessContent(c, sample)
	}
}

// statesIn counts the filled cells of a column that holds states and nothing else; 0 for any other: "St" may be a street or a status.
func statesIn(sample []line, col int) (n int) {
	for _, l := range sample {
		switch v := cellAt(l, col); {
		case connect.IsState(v):
			n++
		case v != "":
			return 0
		}
	}
	return n
}

// guessContent looks at the cells where the name says nothing.
func (rd *Reader) guessContent(c *Column, sample []line) {
	n, emails, phones, dates, words, pairs, sides := 0, 0, 0, 0, 0, 0, 0
	for _, l := range sample {
		v := cellAt(l, c.Index)
		if v == "" {
			continue
		}
		n++
		if r := connect.ReadEmail(v); r.Address != "" {
			emails++
		}
		if _, _, ok := rd.phones.Read(v); ok {
			phones++
		}
		if d := connect.ReadDate(v, connect.OrderUnknown, rd.opts.Today.Year); len(v) > 5 && (!d.Date.IsZero() || d.Ambiguous) {
			dates++
		}
		if side, ok := connect.ReadSide(v); ok && side != "" {
			sides++
		}
		if g, problem := connect.Greeting(&connect.Record{Given: v}); problem == nil && g != "" {
			words++
			if strings.ContainsAny(v, " ,") {
				pairs++
			}
		}
	}
	if n == 0 {
		return
	}
	most := func(k int) bool { return k*10 >= n*7 }
	switch {
	case most(emails):
		c.Field, c.Guessed, c.Reason = FieldEmail, true, fmt.Sprintf("%d of the first %d cells are e-mail addresses", emails, n)
	case most(dates) && (rd.plan.HeaderLine == 0 || dateName(c.Name)):
		c.Field, c.Guessed, c.Reason = FieldClosingDate, true, fmt.Sprintf("%d of the first %d cells are dates", dates, n)
	case most(phones):
		c.Field, c.Guessed, c.Reason = FieldPhone, true, fmt.Sprintf("%d of the first %d cells are telephone numbers", phones, n)
	case most(sides):
		c.Field, c.Guessed, c.Reason = FieldSide, true, fmt.Sprintf("%d of the first %d cells say buyer, seller or the like", sides, n)
	case rd.plan.HeaderLine > 0:
	case most(pairs):
		c.Field, c.Guessed, c.Reason = FieldFull, true, fmt.Sprintf("%d of the first %d cells look like names", pairs, n)
	case most(words):
		c.Field, c.Guessed, c.Reason = FieldGiven, true, fmt.Sprintf("%d of the first %d cells look like names", words, n)
	}
}

func dateName(name string) bool {
	k := key(name)
	for _, w := range []string{"clos", "settle", "purchas", "bought", "sold", "deal", "transaction"} {
		if strings.Contains(k, w) {
			return true
		}
	}
	return k == "date"
}

// ofThatHome is the part of the address of the home they closed on for each part of the address they live at.
var ofThatHome = map[Field]Field{
	FieldMailing: FieldProperty, FieldMailingStreet: FieldPropertyStreet, FieldMailingUnit: FieldPropertyUnit, FieldMailingCity: FieldPropertyCity, FieldMailingState: FieldPropertyState,
	FieldMailingZIP: FieldPropertyZIP, FieldMailingCountry: FieldPropertyCountry,
}

// settleGuesses puts right what only shows when all columns are known.
func (rd *Reader) settleGuesses(sample []line) {
	p := rd.plan
	has := func(f Field) int {
		return slices.IndexFunc(p.Columns, func(c Column) bool { return c.Field == f })
	}
	if p.HeaderLine == 0 { // two word columns side by side: first and last name; later ones tell of something else
		given := 0
		for i := range p.Columns {
			c := &p.Columns[i]
			if c.Field != FieldGiven {
				continue
			}
			given++
			switch {
			case has(FieldFull) >= 0 || given > 2:
				c.Field, c.Guessed = FieldNone, false
			case given == 2:
				c.Field = FieldFamily
			}
		}
		dates := 0
		for i := range p.Columns {
			if c := &p.Columns[i]; c.Field == FieldClosingDate {
				if dates++; dates > 1 {
					c.Field, c.Guessed = FieldNone, false
				}
			}
		}
	}
	// A whole-name column beside its parts is the same name once more, unless the layout says otherwise.
	if has(FieldGiven) < 0 && has(FieldFamily) >= 0 && has(FieldFull) >= 0 {
		for i := range p.Columns {
			if c := &p.Columns[i]; c.Field == FieldFull && c.Guessed && key(c.Name) == "name" {
				c.Field, c.Reason = FieldGiven, "there is a column for the last name"
			}
		}
	}
	// The words of a side column must be words for a side; "Type: Residential" is not.
	for i := range p.Columns {
		c := &p.Columns[i]
		if c.Field != FieldSide || !c.Guessed {
			continue
		}
		n, known := 0, 0
		for _, l := range sample {
			if v := cellAt(l, i); v != "" {
				n++
				if _, ok := connect.ReadSide(v); ok {
					known++
				}
			}
		}
		if known*2 < n {
			c.Field, c.Guessed, c.Reason = FieldNone, false, ""
		}
	}
	rd.addressOfTheDeal()
	// With a street for the home they closed on and none for where they live, city, state and ZIP code belong to that home.
	if has(FieldMailing) < 0 && has(FieldMailingStreet) < 0 && (has(FieldProperty) >= 0 || has(FieldPropertyStreet) >= 0) {
		for i := range p.Columns {
			c := &p.Columns[i]
			if to, ok := ofThatHome[c.Field]; ok && c.Guessed && has(to) < 0 {
				c.Field, c.Reason = to, "the street beside it is that of the home they closed on"
			}
		}
	}
}

// plainAddress are names of a column that say neither that somebody lives there nor that a deal was about it.
var plainAddress = []string{"address", "full address", "street", "street address", "address 1", "address line 1", "address1", "street 1", "street address full"}

// addressOfTheDeal takes the one address of a list for the home of the deal where the list has a day on which they closed, and the
// column does not say that they live there: "Name, Address, Closing date, Side" is a list of deals. City, state and ZIP code beside it
// follow by the rule of the only street. Layouts that we recognise say themselves what their address is.
func (rd *Reader) addressOfTheDeal() {
	one := -1
	deal := false
	for i, c := range rd.plan.Columns {
		switch {
		case c.Field == FieldClosingDate || c.Field == FieldBoughtDate || c.Field == FieldSoldDate:
			deal = true
		case c.Field == FieldProperty || c.Field == FieldPropertyStreet:
			return
		case c.Field == FieldMailing || c.Field == FieldMailingStreet:
			if one >= 0 || !c.Guessed || !slices.ContainsFunc(plainAddress, func(n string) bool { return key(n) == key(c.Name) }) {
				return
			}
			one = i
		}
	}
	if one < 0 || !deal || rd.plan.Format != "" {
		return
	}
	c := &rd.plan.Columns[one]
	c.Field, c.Reason = ofThatHome[c.Field], "the list has the day of the closing and no other address"
}

func mergeRule(f Field) string {
	switch f {
	case FieldNone:
		return "none of them is read"
	case FieldEmail, FieldPhone, FieldPhoneMobile, FieldPhoneHome, FieldPhoneWork, FieldTags, FieldNotes, FieldClosingDate:
		return "all of them are read"
	}
	return "the first that is filled counts"
}

func numbers(list []int) string {
	var out []string
	for _, n := range list {
		out = append(out, fmt.Sprint(n))
	}
	return strings.Join(out, ", ")
}

func anyFilled(sample []line, col int) bool { return sampleOf(sample, col) != "" }

func sampleOf(sample []line, col int) string {
	for _, l := range sample {
		if v := cellAt(l, col); v != "" {
			if utf8.RuneCountInString(v) > 60 {
				v = string([]rune(v)[:59]) + "…"
			}
			return v
		}
	}
	return ""
}

func cellAt(l line, col int) string {
	if col >= len(l.cells) {
		return ""
	}
	return strings.TrimSpace(decode([]byte(l.cells[col])))
}
