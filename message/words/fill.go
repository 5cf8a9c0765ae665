package words

import (
	"bytes"
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// Fill writes the message for one person. The error is *MissingError with every field that would have left a hole; no hole
// is ever written.
func (t *Template) Fill(v Values) (Filled, error) {
	w := writer{cat: t.cat, values: v, html: t.source.Form == Email}
	w.outText = make([]byte, 0, t.size+t.size/2+64)
	var subject string
	if w.html {
		w.inSubject = true
		w.inlines(t.subject)
		w.endParagraph()
		subject = string(w.outText)
		w.outText, w.outHTML, w.inSubject = w.outText[:0], make([]byte, 0, t.size*2+256), false
	}
	w.blocks(t.blocks)
	if len(w.missing) > 0 {
		return Filled{}, &MissingError{File: t.source.File, Fields: w.missing}
	}
	f := Filled{Form: t.source.Form, Subject: subject, Text: string(w.outText), HTML: string(w.outHTML), Facts: w.facts, Fields: w.fields, Links: w.links}
	f.Words = CountWords(f.Text)
	return f, nil
}

// Needs lists what this person lacks for this message, without writing it. Nil means that Fill would succeed.
func (t *Template) Needs(v Values) []Missing {
	w := writer{cat: t.cat, values: v, dry: true}
	w.inlines(t.subject)
	w.blocks(t.blocks)
	return w.missing
}

// Draft gives the message back as a source with this person's facts filled in and its links still fields, for somebody who
// wants to change the words of a single message. Compiling and filling it again gives the same message.
func (t *Template) Draft(v Values) (string, error) {
	w := writer{cat: t.cat, values: v, draft: true, md: t.source.Form == Email}
	var head string
	if w.md {
		w.inSubject = true
		w.inlines(t.subject)
		w.endParagraph()
		head = "Subject: " + string(w.outText) + "\n\n"
		w.outText, w.inSubject = nil, false
	}
	w.blocks(t.blocks)
	if len(w.missing) > 0 {
		return "", &MissingError{File: t.source.File, Fields: w.missing}
	}
	return head + string(w.outText) + "\n", nil
}

// writer walks a template once and writes the plain and the HTML form side by side. Paragraphs and line breaks are opened only
// when something stands in them, so that a condition that says nothing leaves no gap; spaces left over where pieces meet are
// closed up.
type writer struct {
	cat        Catalogue
	values     Values
	html       bool
	dry        bool // collect what is missing, write nothing
	draft      bool // keep links as fields
	md         bool // escape for Markdown, in drafts
	everything bool // take every branch and print a sample for every value: for checking the shape of the HTML
	inSubject  bool

	outText, outHTML []byte
	open             bool // the paragraph has begun
	brk              bool // a line break waits for something to follow
	missing          []Missing
	facts, fields    []string
	links            []Link
}

func (w *writer) blocks(list []block) {
	for i := range list {
		b := &list[i]
		switch {
		case !b.isIf:
			w.inlines(b.para)
			w.endParagraph()
		case w.everything:
			w.blocks(b.then)
			w.blocks(b.els)
		case Present(b.x.eval(w.values)):
			w.blocks(b.then)
		default:
			w.blocks(b.els)
		}
	}
}

func (w *writer) inlines(list []inline) {
	for i := range list {
		x := &list[i]
		switch x.kind {
		case inLiteral:
			w.put(x.text, x.html)
		case inBreak:
			w.brk = w.open
		case inPrint:
			w.print(x)
		case inLink:
			w.link(x)
		case inIf:
			switch {
			case w.everything:
				w.inlines(x.then)
				w.inlines(x.els)
			case Present(x.x.eval(w.values)):
				w.inlines(x.then)
			default:
				w.inlines(x.els)
			}
		}
	}
}

// value evaluates what a print or link needs; ok is false where it would leave a hole, which is then noted.
func (w *writer) value(x *inline) (s string, ok bool) {
	v := x.x.eval(w.values)
	if !Present(v) {
		before := len(w.missing)
		x.x.absent(w.values, func(e *expr) {
			w.missing = append(w.missing, Missing{Field: e.field, Line: e.at.Line, Column: e.at.Column})
		})
		if len(w.missing) == before {
			w.missing = append(w.missing, Missing{Field: firstField(&x.x), Line: x.at.Line, Column: x.at.Column, Why: "comes out empty"})
		}
		return "", false
	}
	refuse := func(why string) (string, bool) {
		w.missing = append(w.missing, Missing{Field: firstField(&x.x), Line: x.at.Line, Column: x.at.Column, Why: why})
		return "", false
	}
	s, isText := v.(string)
	switch {
	case !x.x.kind.Holds(v):
		return refuse("is not of kind " + string(x.x.kind))
	case !isText:
		s = Written(v)
	case x.x.kind == KindURL:
		if !ValidAddress(s) {
			return refuse("is not a web address")
		}
	default:
		var why string
		if s, why = Clean(s, x.x.kind); why != "" {
			return refuse(why)
		}
		if s == "" {
			return refuse("comes out empty")
		}
	}
	if w.dry {
		return s, true
	}
	x.x.sources(w.values, func(e *expr) {
		if !slices.Contains(w.fields, e.field) {
			w.fields = append(w.fields, e.field)
			if f := w.cat.byName[e.field]; f.Fact {
				w.facts = append(w.facts, e.field)
			}
		}
	})
	return s, true
}

func firstField(e *expr) string {
	if e.field != "" {
		return e.field
	}
	for i := range e.args {
		if f := firstField(&e.args[i]); f != "" {
			return f
		}
	}
	return ""
}

func (w *writer) print(x *inline) {
	if w.everything {
		if x.x.kind == KindURL {
			w.anchor("https://example.com/", func() { w.put("x", "x") })
			return
		}
		w.put("x", "x")
		return
	}
	s, ok := w.value(x)
	if !ok || w.dry {
		return
	}
	switch x.x.kind {
	case KindURL:
		if w.draft {
			w.put(w.field(x), "")
			return
		}
		w.links = append(w.links, Link{URL: s, Field: w.chosen(x)})
		shown, _ := readable(s)
		w.anchor(s, func() { w.put(shown, html.EscapeString(shown)) })
	case KindLines:
		for i, line := range strings.Split(s, "\n") {
			w.brk = w.open && (w.brk || i > 0)
			w.typed(line)
		}
	default:
		w.typed(s)
	}
}

// typed writes a value: escaped for wherever it goes.
func (w *writer) typed(s string) {
	switch {
	case w.md && !w.inSubject:
		w.put(escapeMarkdown(s, !w.open || w.brk), "")
	case w.html:
		w.put(s, html.EscapeString(s))
	default:
		w.put(s, "")
	}
}

// chosen is the field that a link's address came from.
func (w *writer) chosen(x *inline) string {
	name := ""
	x.x.sources(w.values, func(e *expr) { name = e.field })
	return name
}

func (w *writer) field(x *inline) string { return "{{." + w.chosen(x) + "}}" }

func (w *writer) link(x *inline) {
	if w.everything {
		w.anchor("https://example.com/", func() { w.inlines(x.then) })
		return
	}
	s, ok := w.value(x)
	if !ok || w.dry {
		w.inlines(x.then)
		return
	}
	if w.draft {
		w.put("[", "")
		w.inlines(x.then)
		w.put("]("+w.field(x)+")", "")
		return
	}
	from := len(w.outText)
	w.anchor(s, func() { w.inlines(x.then) })
	said := strings.TrimSpace(string(w.outText[min(from, len(w.outText)):]))
	w.links = append(w.links, Link{Text: said, URL: s, Field: w.chosen(x)})
	// The plain form shows the address where a hand would put it. A prefilled reply has no address worth reading: it names the
	// words to reply with.
	shown, reply := readable(s)
	switch {
	case reply && strings.EqualFold(shown, said):
		return
	case reply:
		shown = ` (reply "` + shown + `")`
	case x.alone:
		shown = ": " + shown
	default:
		shown = " (" + shown + ")"
	}
	w.outText = append(w.outText, shown...)
}

// readable is how an address looks in plain text, and whether it is a prefilled reply, for which it is the reply's first words.
func readable(address string) (shown string, reply bool) {
	rest, ok := strings.CutPrefix(address, "mailto:")
	if !ok {
		return address, false
	}
	to, query, _ := strings.Cut(rest, "?")
	if q, err := url.ParseQuery(query); err == nil {
		if subject, why := Clean(q.Get("subject"), KindText); why == "" && subject != "" {
			return subject, true
		}
	}
	if un, err := url.PathUnescape(to); err == nil {
		to = un
	}
	return to, false
}

// ValidAddress reports whether s is an https or mailto address made of printable ASCII only. It is a scan and not a parse: it
// runs for every link of every message.
func ValidAddress(s string) bool {
	rest, web := strings.CutPrefix(s, "https://")
	if !web {
		var mail bool
		rest, mail = strings.CutPrefix(s, "mailto:")
		if !mail || !strings.Contains(rest, "@") {
			return false
		}
	}
	if rest == "" || rest[0] == '/' || rest[0] == '?' || len(s) > 2000 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || strings.IndexByte("\"<>\\^`{|}'()", c) >= 0 {
			return false
		}
	}
	return true
}

func (w *writer) anchor(address string, words func()) {
	if w.html && !w.inSubject {
		w.begin()
		w.outHTML = append(w.outHTML, `<a href="`...)
		w.outHTML = append(w.outHTML, html.EscapeString(address)...)
		w.outHTML = append(w.outHTML, `">`...)
		words()
		w.outHTML = append(w.outHTML, "</a>"...)
		return
	}
	words()
}

// put writes a piece in both forms.
func (w *writer) put(s, h string) {
	if w.dry || s == "" {
		return
	}
	if !w.open || w.brk || ends(w.outText, ' ') {
		for s != "" && s[0] == ' ' {
			s = s[1:]
			if h != "" && h[0] == ' ' {
				h = h[1:]
			}
		}
		if s == "" {
			return
		}
		if w.open && strings.IndexByte(",.;:?!", s[0]) >= 0 {
			w.outText = bytes.TrimRight(w.outText, " ")
			w.outHTML = bytes.TrimRight(w.outHTML, " ")
		}
	}
	w.begin()
	w.outText = append(w.outText, s...)
	if w.html {
		w.outHTML = append(w.outHTML, h...)
	}
}

// begin opens the paragraph or line that the next piece belongs to.
func (w *writer) begin() {
	switch {
	case !w.open:
		if len(w.outText) > 0 {
			w.outText = append(w.outText, "\n\n"...)
		}
		if w.html && !w.inSubject {
			if len(w.outHTML) > 0 {
				w.outHTML = append(w.outHTML, '\n')
			}
			w.outHTML = append(w.outHTML, "<p>"...)
		}
		w.open = true
	case w.brk:
		w.outText = append(bytes.TrimRight(w.outText, " "), '\n')
		if w.html {
			w.outHTML = append(bytes.TrimRight(w.outHTML, " "), "<br>\n"...)
		}
	}
	w.brk = false
}

func (w *writer) endParagraph() {
	if w.open {
		w.outText = bytes.TrimRight(w.outText, " ")
		if w.html && !w.inSubject {
			w.outHTML = append(bytes.TrimRight(w.outHTML, " "), "</p>"...)
		}
	}
	w.open, w.brk = false, false
}

func ends(b []byte, c byte) bool { return len(b) > 0 && b[len(b)-1] == c }

// escapeMarkdown keeps a value from being read as a link, code or heading when a draft is compiled again.
func escapeMarkdown(s string, lineStart bool) string {
	if !strings.ContainsAny(s, "[]\\`<#>*-_=~") {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case strings.ContainsRune("[]\\`<", r), i == 0 && lineStart && strings.ContainsRune("#>*-_~", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// CountWords counts the words of a text; web addresses are not words.
func CountWords(s string) int {
	n := 0
	for f := range strings.FieldsSeq(s) {
		if !strings.Contains(f, "://") && strings.ContainsFunc(f, IsWordRune) {
			n++
		}
	}
	return n
}

// IsWordRune reports whether a character belongs to a word.
func IsWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
