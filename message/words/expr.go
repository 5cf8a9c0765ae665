package words

// expr is one pipe of a template, compiled: a field, a literal or a call. Field access is what `get $ "x"` would be in
// text/template: an absent field is nil and not an error, so that or, if and or_else can speak of it. The error comes from
// whoever prints the result.
type expr struct {
	field string
	lit   any
	fn    *function
	args  []expr
	kind  FieldKind
	at    Place
}

func (e *expr) eval(v Values) any {
	switch {
	case e.field != "":
		if x := v[e.field]; Present(x) {
			return x
		}
		return nil
	case e.fn != nil:
		var room [4]any
		args := room[:0]
		for i := range e.args {
			args = append(args, e.args[i].eval(v))
		}
		return e.fn.call(args)
	}
	return e.lit
}

// chooses reports whether the call takes the first argument that is known, so that one missing argument is no hole.
func (e *expr) chooses() bool { return e.fn != nil && (e.fn.name == "or" || e.fn.name == "or_else") }

// sources visits the fields that a printed value came from.
func (e *expr) sources(v Values, visit func(*expr)) {
	if e.field != "" {
		visit(e)
		return
	}
	for i := range e.args {
		if e.chooses() {
			if Present(e.args[i].eval(v)) {
				e.args[i].sources(v, visit)
				return
			}
			continue
		}
		e.args[i].sources(v, visit)
	}
}

// absent visits the fields whose lack makes the value missing.
func (e *expr) absent(v Values, visit func(*expr)) {
	if e.field != "" {
		if !Present(v[e.field]) {
			visit(e)
		}
		return
	}
	for i := range e.args {
		e.args[i].absent(v, visit)
	}
}

// every visits all fields of the expression; optional says that the value can do without this one.
func (e *expr) every(optional bool, visit func(e *expr, optional bool)) {
	if e.field != "" {
		visit(e, optional)
	}
	for i := range e.args {
		e.args[i].every(optional || e.chooses(), visit)
	}
}

// inlineKind says what a piece of a line is.
type inlineKind int

const (
	inLiteral inlineKind = iota
	inPrint
	inIf
	inLink
	inBreak
)

// inline is a piece of a paragraph or subject.
type inline struct {
	kind  inlineKind
	text  string // literal
	html  string // literal, escaped
	x     expr   // printed value, condition, or the address of a link
	then  []inline
	els   []inline
	alone bool // a link that is the whole of its line
	at    Place
}

// block is a paragraph, or a condition around paragraphs.
type block struct {
	para []inline
	isIf bool
	x    expr
	then []block
	els  []block
}
