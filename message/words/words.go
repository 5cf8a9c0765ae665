// Package words answers one question: what does a text with fields say about one person, without a hole? It compiles words into
// templates and fills them, in a plain and an HTML form. It refuses to know which fields exist (a Catalogue says so), where their
// values come from, and whether the words are fit to be sent: package message does all that.
//
// A source is a text file: header lines, a blank line, the body.
//
//	Subject: A month on {{.home_street}}
//
//	Hi {{.greeting}},
//
//	How is the place treating you? If you need a plumber, [write to me]({{.owner_calendar_url}}) or just reply.
//
// The body is what a person would type: paragraphs between blank lines, line breaks where they were typed, and links whose
// address is a field. Nothing else of Markdown is taken: a letter typed by hand has no heading, picture or button.
// {{if}}, {{else}} and {{end}} stand inside one paragraph, or alone on their lines around whole paragraphs.
package words

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// Form is the shape of a message: a letter, a text or a direct message. It decides whether there is a subject and an HTML part.
type Form string

const (
	Email  Form = "email" // subject, text and HTML
	Text   Form = "text"  // no subject, plain text, counted in SMS segments
	Direct Form = "dm"    // no subject, plain text, pasted by the owner wherever the two write to each other
)

// Plain reports whether there is neither a subject nor an HTML part.
func (f Form) Plain() bool { return f == Text || f == Direct }

// Source is words as somebody wrote them. The zero Form means Email.
type Source struct {
	File string // where errors point to; may be empty
	Text string
	Form Form
}

// JoinSource makes the text of a source from a subject and a body, as an editor has them in two boxes. An empty subject makes the
// source of a text message.
func JoinSource(subject, body string) string {
	if subject = strings.Join(strings.Fields(subject), " "); subject == "" {
		return body
	}
	return "Subject: " + subject + "\n\n" + body
}

// SplitSource is the way back. A source without a subject is all body.
func SplitSource(text string) (subject, body string) {
	head, rest, ok := strings.Cut(text, "\n\n")
	if subject, isMail := strings.CutPrefix(head, "Subject:"); isMail && ok {
		return strings.TrimSpace(subject), rest
	}
	return "", text
}

// Template is a source that compiled: every field exists in its catalogue, every function is known, every link leads to a
// field. It is immutable and safe for concurrent use.
type Template struct {
	source  Source
	cat     Catalogue
	subject []inline
	blocks  []block
	fields  []string // sorted names of every field mentioned
	printed []Use    // every print and link in the source, in order, for the linter
	size    int      // bytes of literal text; the first guess at a message's length
}

// Use is one place where a field comes out of a template.
type Use struct {
	Field    string
	At       Place
	Link     bool // the address of a link, not words
	Subject  bool
	Optional bool // there are people for whom it is not printed: it stands in a condition or has a fallback
}

// Place is a position in a source, from 1; zero means unknown. Columns count characters.
type Place struct{ Line, Column int }

// Source gives back what was compiled.
func (t *Template) Source() Source { return t.source }

// Form is the shape of the messages that this template makes.
func (t *Template) Form() Form { return t.source.Form }

// Fields lists every field that the words mention, in conditions too, sorted.
func (t *Template) Fields() []string { return slices.Clone(t.fields) }

// Required lists the fields that are printed on every road through the words without a fallback, sorted. A person for whom one
// of them is missing can never get this message.
func (t *Template) Required() []string {
	var out []string
	for _, u := range t.printed {
		if !u.Optional && !slices.Contains(out, u.Field) {
			out = append(out, u.Field)
		}
	}
	slices.Sort(out)
	return out
}

// Uses reports whether the words print or link the field anywhere.
func (t *Template) Uses(field string) bool {
	return slices.ContainsFunc(t.printed, func(u Use) bool { return u.Field == field })
}

// Prints lists every print and link in the order of the source.
func (t *Template) Prints() []Use { return slices.Clone(t.printed) }

// Catalogue is what the words were compiled against.
func (t *Template) Catalogue() Catalogue { return t.cat }

// Filled is one message for one person, without its footer.
type Filled struct {
	Form    Form
	Subject string   // empty for a text
	Text    string   // the plain form, lines as typed
	HTML    string   // paragraphs only, without <html>; empty for a text
	Words   int      // words of the body; web addresses are not counted
	Facts   []string // fields that speak of this person's own story and were printed
	Fields  []string // every field that was printed, in order of first appearance
	Links   []Link
}

// Link is one address in a filled message.
type Link struct {
	Text  string // the linked words; empty where the address itself is shown
	URL   string
	Field string // the field it came from; empty in words typed by hand
}

// Missing is one field that a message would print and that this person lacks.
type Missing struct {
	Field  string
	Line   int
	Column int
	Why    string // empty: not known; else why the value was refused, as in "is not a web address"
}

// MissingError says that a message was not made because it would have had holes. It lists all of them.
type MissingError struct {
	File   string
	Fields []Missing
}

// Error names every missing field with its place.
func (e *MissingError) Error() string { return e.Unwrap().Error() }

// Names lists the missing fields once each, in order of appearance.
func (e *MissingError) Names() []string {
	var out []string
	for _, m := range e.Fields {
		if !slices.Contains(out, m.Field) {
			out = append(out, m.Field)
		}
	}
	return out
}

// Unwrap gives the same news as the error that people read.
func (e *MissingError) Unwrap() error {
	out := &goodturn.Error{Code: goodturn.CodeInvalid, File: e.File, Hint: "Fill it in for this person, or give the words another way with {{if}} or or_else."}
	if len(e.Fields) > 0 {
		out.Line, out.Column, out.Field = e.Fields[0].Line, e.Fields[0].Column, e.Fields[0].Field
	}
	var parts []string
	for _, m := range e.Fields {
		why := m.Why
		if why == "" {
			why = "is not known"
		}
		parts = append(parts, fmt.Sprintf("%s %s (%d:%d)", m.Field, why, m.Line, m.Column))
	}
	out.Message = "This message would have a hole: " + strings.Join(parts, ", ") + "."
	return out
}

// Errors is everything that is wrong with one source, in order of position.
type Errors []*goodturn.Error

// Error gives one line for each finding.
func (e Errors) Error() string {
	var lines []string
	for _, x := range e {
		lines = append(lines, x.Error())
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find the single findings.
func (e Errors) Unwrap() []error {
	out := make([]error, len(e))
	for i, x := range e {
		out[i] = x
	}
	return out
}
