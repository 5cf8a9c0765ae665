package words

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn"
)

// MaxSource is the size in bytes above which a source is refused: no letter is that long.
const MaxSource = 20_000

// Compile turns a source into a template. The error is Errors with everything that is wrong, in order; each names line,
// column and what to write instead.
func Compile(src Source, cat Catalogue) (*Template, error) {
	if src.Form == "" {
		src.Form = Email
	}
	src.Text = strings.ReplaceAll(strings.TrimPrefix(src.Text, "\ufeff"), "\r\n", "\n")
	c := &compiler{src: src, cat: cat, t: &Template{source: src, cat: cat}}
	c.run()
	if len(c.errs) > 0 {
		slices.SortStableFunc(c.errs, func(a, b *goodturn.Error) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return nil, c.errs
	}
	slices.Sort(c.t.fields)
	c.t.fields = slices.Compact(c.t.fields)
	return c.t, nil
}

type compiler struct {
	src  Source
	cat  Catalogue
	t    *Template
	errs Errors
}

func (c *compiler) fail(at Place, message, hint string) {
	c.errs = append(c.errs, &goodturn.Error{Code: goodturn.CodeInvalid, File: c.src.File, Line: at.Line, Column: at.Column, Message: message, Hint: hint})
}

// at turns a byte offset in the source into a place; columns count characters.
func (c *compiler) at(offset int) Place {
	before := c.src.Text[:min(max(offset, 0), len(c.src.Text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return Place{1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[start:])}
}

func (c *compiler) run() {
	s := c.src.Text
	if len(s) > MaxSource {
		c.fail(Place{1, 1}, fmt.Sprintf("These words are %d characters long.", len(s)), fmt.Sprintf("Keep them under %d.", MaxSource))
		return
	}
	if !utf8.ValidString(s) {
		c.fail(Place{1, 1}, "These words are not readable text.", "Save the file as UTF-8.")
		return
	}
	for i, r := range s {
		if unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t' || isBidi(r) {
			c.fail(c.at(i), fmt.Sprintf("There is an invisible character (U+%04X) here.", r), "Delete it and type the word again.")
			return
		}
	}
	if c.src.Form.Plain() {
		if strings.HasPrefix(s, "Subject:") {
			c.fail(Place{1, 1}, "A text and a direct message have no subject.", "Delete the line.")
			return
		}
		c.t.blocks = c.textBody(c.flatten(s, 0))
	} else {
		subject, at, body, ok := c.header(s)
		if !ok {
			return
		}
		c.t.subject = c.subjectLine(c.flatten(subject, at))
		c.t.blocks = c.mailBody(c.flatten(s[body:], body))
	}
	if len(c.errs) == 0 && len(c.t.blocks) == 0 {
		c.fail(c.at(len(s)), "There is no message here.", "Write at least one paragraph.")
	}
	if len(c.errs) == 0 {
		c.collect()
	}
	if len(c.errs) == 0 {
		c.secondOpinion()
	}
}

// header reads the lines before the first blank one. Subject is the only header there is.
func (c *compiler) header(s string) (subject string, at, body int, ok bool) {
	const example = "The first line must be the subject, as in: Subject: A month on {{.home_street}}. Then a blank line, then the words."
	offset := 0
	seen := false
	for line := range strings.Lines(s) {
		start := offset
		offset += len(line)
		if strings.TrimSpace(line) == "" {
			if start == 0 {
				break
			}
			return subject, at, offset, ok
		}
		name, value, colon := strings.Cut(line, ":")
		if !colon || name != "Subject" {
			if seen {
				c.fail(c.at(start), "After the subject comes a blank line.", "Leave a line empty before the words.")
			} else {
				c.fail(c.at(start), "These words have no subject.", example)
			}
			return "", 0, 0, false
		}
		if seen {
			c.fail(c.at(start), "There are two subjects.", "Keep one.")
			return "", 0, 0, false
		}
		trimmed := strings.TrimLeft(value, " \t")
		at = start + len(name) + 1 + len(value) - len(trimmed)
		subject = strings.TrimRight(trimmed, " \t\n")
		if subject == "" {
			c.fail(c.at(start), "The subject is empty.", example)
			return "", 0, 0, false
		}
		seen, ok = true, true
	}
	if !seen {
		c.fail(Place{1, 1}, "These words have no subject.", example)
	} else {
		c.fail(c.at(len(s)), "There is no message below the subject.", "Leave a line empty and write the words.")
	}
	return "", 0, 0, false
}

// tokenKind says what an action in the template is, seen from the text around it.
type tokenKind int

const (
	tokPrint tokenKind = iota
	tokIf
	tokElse
	tokEnd
	tokComment
)

type token struct {
	kind tokenKind
	x    expr
	at   Place
}

// mark is the private-use character that stands for token i while Markdown is read; sources that contain one are refused.
func mark(i int) rune { return '\ue000' + rune(i) }

const maxTokens = 6400 // size of that private area

// flat is a source with every action replaced by one character.
type flat struct {
	text   string
	tokens []token
	origin []span
}

type span struct{ here, there int }

// source gives the offset in the source for an offset in text.
func (f *flat) source(offset int) int {
	i, ok := slices.BinarySearchFunc(f.origin, offset, func(s span, o int) int { return cmp.Compare(s.here, o) })
	if !ok {
		i--
	}
	if i < 0 {
		return 0
	}
	return f.origin[i].there + offset - f.origin[i].here
}

func (f *flat) token(r rune) (*token, bool) {
	if i := int(r - '\ue000'); i >= 0 && i < len(f.tokens) {
		return &f.tokens[i], true
	}
	return nil, false
}

var parseError = regexp.MustCompile(`^template: words:(\d+): (.*)$`)

// flatten parses the actions in text, which stands at base in the source.
func (c *compiler) flatten(text string, base int) *flat {
	f := &flat{}
	tree := parse.New("words")
	tree.Mode = parse.SkipFuncCheck | parse.ParseComments
	set := map[string]*parse.Tree{}
	tree, err := tree.Parse(text, "", "", set)
	if err != nil {
		c.parseFailed(text, base, err)
		return f
	}
	for name, other := range set {
		if name != "words" && other.Root != nil {
			c.fail(c.at(base+int(other.Root.Position())), "define is not available in words.", "Write the text where it belongs.")
		}
	}
	if tree.Root == nil {
		return f
	}
	var b strings.Builder
	put := func(kind tokenKind, x expr, at Place) {
		if len(f.tokens) == maxTokens {
			return
		}
		b.WriteRune(mark(len(f.tokens)))
		f.tokens = append(f.tokens, token{kind, x, at})
	}
	var walk func(list *parse.ListNode)
	walk = func(list *parse.ListNode) {
		if list == nil {
			return
		}
		for _, n := range list.Nodes {
			pos := base + int(n.Position())
			f.origin = append(f.origin, span{b.Len(), pos})
			switch n := n.(type) {
			case *parse.TextNode:
				b.Write(n.Text)
			case *parse.CommentNode:
				put(tokComment, expr{}, c.at(pos))
			case *parse.ActionNode:
				put(tokPrint, c.pipe(n.Pipe, base), c.at(pos))
			case *parse.IfNode:
				at := c.at(pos)
				put(tokIf, c.pipe(n.Pipe, base), at)
				walk(n.List)
				if n.ElseList != nil {
					put(tokElse, expr{}, at)
					walk(n.ElseList)
				}
				put(tokEnd, expr{}, at)
			default:
				c.fail(c.at(pos), actionName(n)+" is not available in words.", "Use {{.field}} and {{if .field}} ... {{else}} ... {{end}}.")
			}
		}
	}
	walk(tree.Root)
	f.text = b.String()
	return f
}

func (c *compiler) parseFailed(text string, base int, err error) {
	line, msg := 1, err.Error()
	if m := parseError.FindStringSubmatch(msg); m != nil {
		line, _ = strconv.Atoi(m[1])
		msg = m[2]
	}
	// The parser knows the line; the last action that opens on it, or before it, is where a person should look.
	end := base
	for i, l := range slices.Collect(strings.Lines(text)) {
		if i == line {
			break
		}
		end += len(l)
	}
	offset := strings.LastIndex(c.src.Text[:min(end, base+len(text))], "{{")
	if offset < base {
		offset = base
	}
	hint := "Every {{ needs its }}, every {{if}} its {{end}}."
	switch {
	case strings.Contains(msg, "unexpected EOF"):
		msg = "an {{if}} is never closed"
	case strings.Contains(msg, "unexpected {{end}}"):
		msg = "this {{end}} has no {{if}}"
	case strings.Contains(msg, "unclosed action"):
		msg = "this {{ is never closed"
	case strings.Contains(msg, "missing value for if"):
		msg, hint = "this {{if}} asks about nothing", "Write the field it asks about: {{if .praise}}."
	}
	c.fail(c.at(offset), UpperFirst(strings.TrimSuffix(msg, "."))+".", hint)
}

func actionName(n parse.Node) string {
	switch n.Type() {
	case parse.NodeRange:
		return "range"
	case parse.NodeWith:
		return "with"
	case parse.NodeTemplate:
		return "template"
	case parse.NodeBreak:
		return "break"
	case parse.NodeContinue:
		return "continue"
	}
	return "This"
}

// pipe compiles {{a | f | g}}; base is the offset of the parsed text.
func (c *compiler) pipe(p *parse.PipeNode, base int) expr {
	at := c.at(base + int(p.Position()))
	if len(p.Decl) > 0 {
		c.fail(at, "Variables are not available in words.", "Use the field where you need it.")
		return expr{at: at}
	}
	var x expr
	for i, cmd := range p.Cmds {
		var piped *expr
		if i > 0 {
			before := x
			piped = &before
		}
		x = c.command(cmd, piped, base)
	}
	return x
}

func (c *compiler) command(cmd *parse.CommandNode, piped *expr, base int) expr {
	at := c.at(base + int(cmd.Position()))
	id, isCall := cmd.Args[0].(*parse.IdentifierNode)
	if !isCall {
		if piped != nil || len(cmd.Args) > 1 {
			c.fail(at, fmt.Sprintf("%s is not a function.", cmd.Args[0]), "After | comes one of: "+strings.Join(functionNames(), ", ")+".")
			return expr{at: at}
		}
		return c.operand(cmd.Args[0], base)
	}
	fn, ok := functionNamed(id.Ident)
	if !ok {
		hint := "There are: " + strings.Join(functionNames(), ", ") + "."
		if _, field := c.cat.Field(id.Ident); field {
			hint = fmt.Sprintf("A field begins with a dot: {{.%s}}.", id.Ident)
		} else if n := nearest(id.Ident, functionNames()); n != "" {
			hint = fmt.Sprintf("Did you mean %s?", n)
		}
		c.fail(at, fmt.Sprintf("There is no function %s.", id.Ident), hint)
		return expr{at: at}
	}
	x := expr{fn: &fn, at: at}
	for _, a := range cmd.Args[1:] {
		x.args = append(x.args, c.operand(a, base))
	}
	if piped != nil {
		if fn.name == "or_else" {
			x.args = slices.Insert(x.args, 0, *piped) // {{.x | or_else "y"}} reads as {{or_else .x "y"}}
		} else {
			x.args = append(x.args, *piped)
		}
	}
	if len(x.args) < fn.min || len(x.args) > fn.max {
		c.fail(at, fmt.Sprintf("%s is given %d values.", fn.name, len(x.args)), "Write it as "+fn.shape+".")
		return expr{at: at}
	}
	x.kind = fn.gives
	for i, a := range x.args {
		if a.kind == "" {
			return expr{at: at} // already reported
		}
		if len(fn.takes) > 0 && !takes(fn, i, a.kind) {
			c.fail(a.at, fmt.Sprintf("%s cannot use this: it is of kind %s.", fn.name, a.kind), "Write it as "+fn.shape+".")
			return expr{at: at}
		}
		if fn.gives == "" {
			switch x.kind {
			case "", a.kind:
				x.kind = a.kind
			default:
				x.kind = KindText
			}
		}
	}
	return x
}

func takes(fn function, i int, kind FieldKind) bool {
	if len(fn.takes) == fn.max && fn.max > 1 {
		return fn.takes[i] == kind
	}
	return slices.Contains(fn.takes, kind)
}

func (c *compiler) operand(n parse.Node, base int) expr {
	at := c.at(base + int(n.Position()))
	switch n := n.(type) {
	case *parse.FieldNode:
		name := n.Ident[0]
		if len(n.Ident) > 1 {
			c.fail(at, fmt.Sprintf("%s has a dot inside.", n), "Fields are flat names, such as {{.first_name}}.")
			return expr{at: at}
		}
		f, ok := c.cat.Field(name)
		if !ok {
			hint := "See the list of fields."
			if near := c.cat.nearest(strings.ToLower(name)); near != "" {
				hint = fmt.Sprintf("Did you mean {{.%s}}?", near)
			}
			c.fail(at, fmt.Sprintf("There is no field %s.", name), hint)
			return expr{at: at}
		}
		c.t.fields = append(c.t.fields, name)
		return expr{field: name, kind: f.Kind, at: at}
	case *parse.StringNode:
		if strings.ContainsAny(n.Text, "\n\r") || strings.Contains(n.Text, "{{") || strings.Contains(n.Text, "}}") {
			c.fail(at, "This string holds more than words on one line.", "Use plain words inside the quotes.")
			return expr{at: at}
		}
		return expr{lit: n.Text, kind: KindText, at: at}
	case *parse.NumberNode:
		if !n.IsInt || int64(int(n.Int64)) != n.Int64 {
			c.fail(at, fmt.Sprintf("%s is not a whole number.", n), "Write it as words in quotes.")
			return expr{at: at}
		}
		return expr{lit: int(n.Int64), kind: KindNumber, at: at}
	case *parse.PipeNode:
		return c.pipe(n, base)
	case *parse.IdentifierNode:
		return c.command(&parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{n}}, nil, base)
	}
	c.fail(at, fmt.Sprintf("%s is not available in words.", n), "Use a field such as {{.first_name}}, words in quotes or a whole number.")
	return expr{at: at}
}
