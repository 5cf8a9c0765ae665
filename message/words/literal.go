package words

// Literal is a run of typed words in a source.
type Literal struct {
	Text    string
	At      Place
	Subject bool
	Gap     bool // a field, a line end or another branch stands before it: the words do not read on from the run before
}

// Literals lists what was typed, in reading order: the text between fields, and the words in quotes inside actions, which are
// printed too. The words of a link read on from the words around it. Every branch is listed.
func (t *Template) Literals() []Literal {
	var l lister
	l.inlines(t.subject, true)
	l.gap = true
	l.blocks(t.blocks)
	return l.out
}

type lister struct {
	out []Literal
	gap bool
}

func (l *lister) add(s string, at Place, subject bool) {
	l.out = append(l.out, Literal{s, at, subject, l.gap})
	l.gap = false
}

func (l *lister) blocks(list []block) {
	for _, b := range list {
		l.gap = true
		l.inlines(b.para, false)
		l.blocks(b.then)
		l.blocks(b.els)
	}
}

func (l *lister) inlines(list []inline, subject bool) {
	for _, x := range list {
		switch x.kind {
		case inLiteral:
			l.add(x.text, x.at, subject)
		case inLink:
			l.inlines(x.then, subject)
		case inIf:
			l.inlines(x.then, subject)
			l.gap = true
			l.inlines(x.els, subject)
		case inPrint:
			l.gap = true
			l.quoted(&x.x, subject)
		default:
			l.gap = true
		}
	}
}

// quoted lists the words in quotes inside an action: {{.x | or_else "words"}} prints them.
func (l *lister) quoted(e *expr, subject bool) {
	if s, ok := e.lit.(string); ok {
		l.add(s, e.at, subject)
		l.gap = true
	}
	for i := range e.args {
		l.quoted(&e.args[i], subject)
	}
}
