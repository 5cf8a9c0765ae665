package csvfile

import (
	"fmt"
	"io"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
)

// Plan says how a file is going to be read. A person sees it and says yes before anything is taken from the file: guesses
// are accepted, questions answered. The same file with the same Options always gives the same Plan.
type Plan struct {
	File       string
	Encoding   Encoding
	Mark       bool   // the file begins with a byte-order mark
	Delimiter  string // "comma", "semicolon", "tab", "bar"
	HeaderLine int    // line of the header; 0 if the file has none
	Rows       int    // people in the file, empty lines not counted
	Closings   int    // closings found in them, proposals not counted

	Format     string // id of the layout that was recognised, "" if none
	Product    string // its name for people
	Confidence Confidence
	Score      float64 // share of the columns that the layout explains, 0 to 1

	Columns   []Column
	Questions []Question
	// Proposals are closings found in tags and notes; the first MaxProposals, ProposalCount of them in all.
	Proposals     []Proposal
	ProposalCount int
	Warnings      []string // about the file as a whole

	accepted bool
}

// MaxProposals is how many proposals a Plan shows.
const MaxProposals = 50

// Column is one column and what is made of it.
type Column struct {
	Index   int // from 0
	Name    string
	Field   Field
	Guessed bool   // needs a yes before it is used
	Reason  string // why it is read so
	Sample  string // the first value that it holds
	Filled  int    // rows with something in it
	// Order is how the numbers of its dates are read, if it has dates that leave that open, and Proof what showed it.
	Order connect.DateOrder
	Proof string
}

// Question is asked once per import. Unless it is answered, the rows it concerns wait (Required) or the fact stays unknown.
type Question struct {
	ID       string // "side", "text_dates", "anniversary", "date_order:Closing Date"
	Text     string
	Options  []Option
	Required bool
	Count    int      // rows that it concerns
	Examples []string // "row 12: 03/04/2026"
	Answer   string   // "" while nobody has answered
}

// Option is one possible answer.
type Option struct{ Value, Label string }

// Proposal is a closing that was found in free text.
type Proposal struct {
	Row   int
	Name  string
	Date  goodturn.Date // zero if the question about the order of its numbers is open
	Text  string        // the date as written
	Quote string        // the words around it
	Side  goodturn.Side
	Place string
	From  string
}

// Guessed lists the columns whose meaning nobody has confirmed.
func (p *Plan) Guessed() []Column {
	var out []Column
	for _, c := range p.Columns {
		if c.Guessed {
			out = append(out, c)
		}
	}
	return out
}

// Accept says that a person has looked at the guesses and agrees.
func (p *Plan) Accept() { p.accepted = true }

// Accepted reports whether the guesses, if there are any, may be used.
func (p *Plan) Accepted() bool { return p.accepted || len(p.Guessed()) == 0 }

// Answer records the answer to a question. "date_order" answers every question about the order of numbers in dates.
func (p *Plan) Answer(id, value string) error {
	found := false
	for i := range p.Questions {
		q := &p.Questions[i]
		if q.ID != id && !(id == "date_order" && strings.HasPrefix(q.ID, "date_order:")) {
			continue
		}
		found = true
		if value != "" && !q.allows(value) {
			var may []string
			for _, o := range q.Options {
				may = append(may, fmt.Sprintf("%q", o.Value))
			}
			return goodturn.Invalid(id, fmt.Sprintf("%q is no answer to this question.", value), "Answer "+strings.Join(may, " or ")+".")
		}
		q.Answer = value
	}
	if !found {
		return &goodturn.Error{Code: goodturn.CodeNotFound, Field: id, Message: "The file does not raise that question."}
	}
	return nil
}

func (q *Question) allows(v string) bool {
	for _, o := range q.Options {
		if o.Value == v {
			return true
		}
	}
	return false
}

func (p *Plan) answer(id string) string {
	for i := range p.Questions {
		if p.Questions[i].ID == id {
			return p.Questions[i].Answer
		}
	}
	return ""
}

// Open lists the required questions that nobody has answered. Rows they concern wait; the others can be imported.
func (p *Plan) Open() []Question {
	var out []Question
	for _, q := range p.Questions {
		moot := q.ID == "date_order:text" && p.answer("text_dates") == "no"
		if q.Required && q.Answer == "" && !moot {
			out = append(out, q)
		}
	}
	return out
}

// Ready is nil if the file may be read, and otherwise the error that says what has to be looked at first.
func (p *Plan) Ready() error {
	if p.Accepted() {
		return nil
	}
	names := []string{}
	for _, c := range p.Guessed() {
		names = append(names, fmt.Sprintf("%q as %s", c.Name, c.Field.Means()))
	}
	return &goodturn.Error{Code: goodturn.CodeConflict, File: p.File, Message: fmt.Sprintf("The meaning of %s was guessed: %s.", count(len(names), "column"), strings.Join(names, ", ")),
		Hint: "Look at the guesses and accept them, or say what the columns mean."}
}

// WriteTo prints the plan for a terminal.
func (p *Plan) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, %s", p.File, count(p.Rows, "row"), p.Encoding)
	if p.Delimiter != "" {
		fmt.Fprintf(&b, ", separated by %ss", p.Delimiter)
	}
	b.WriteString(".\n")
	switch {
	case p.Format != "":
		fmt.Fprintf(&b, "Looks like: %s (confidence %s, knows %d%% of the columns).\n", p.Product, p.Confidence, int(p.Score*100+0.5))
	default:
		b.WriteString("Not an export we know; columns are matched by their names and content.\n")
	}
	ignored, reason := 0, ""
	for _, c := range p.Columns {
		if c.Field == FieldNone {
			if c.Filled > 0 {
				ignored++
			}
			continue
		}
		mark := " "
		if c.Guessed {
			mark = "?"
		}
		fmt.Fprintf(&b, " %s %-28s -> %s", mark, c.Name, c.Field.Means())
		if c.Sample != "" {
			fmt.Fprintf(&b, ", such as %q", c.Sample)
		}
		switch {
		case c.Guessed && c.Reason == reason:
			b.WriteString(" (a guess, likewise)")
		case c.Guessed:
			fmt.Fprintf(&b, " (a guess: %s)", c.Reason)
			reason = c.Reason
		}
		if c.Order != connect.OrderUnknown {
			fmt.Fprintf(&b, "; dates are %s (%s)", c.Order, c.Proof)
		}
		b.WriteString("\n")
	}
	if ignored > 0 {
		fmt.Fprintf(&b, "Not read: %s.\n", count(ignored, "other column"))
	}
	for _, s := range p.Warnings {
		fmt.Fprintf(&b, "Note: %s\n", s)
	}
	for _, x := range p.Proposals {
		fmt.Fprintf(&b, "Found in %s: row %d, %s: closed %s (%q)\n", x.From, x.Row, x.Name, dateOr(x.Date, x.Text), x.Quote)
	}
	if n := p.ProposalCount - len(p.Proposals); n > 0 {
		fmt.Fprintf(&b, "... and %d more.\n", n)
	}
	for _, q := range p.Questions {
		fmt.Fprintf(&b, "Question %s: %s", q.ID, q.Text)
		for i, o := range q.Options {
			sep := " / "
			if i == 0 {
				sep = " "
			}
			fmt.Fprintf(&b, "%s%s", sep, o.Value)
		}
		if q.Answer != "" {
			fmt.Fprintf(&b, " -> %s", q.Answer)
		}
		b.WriteString("\n")
	}
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}

func dateOr(d goodturn.Date, text string) string {
	if d.IsZero() {
		return text
	}
	return d.String()
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
