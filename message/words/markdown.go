package words

import (
	"html"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown reads paragraphs and links. Headings, code, quotes, rules and HTML are recognised only to be refused by name; lists
// and emphasis are not Markdown here: a dash or a star stays as it was typed.
var markdown = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
		),
	)
})

// lay puts conditions that stand alone on their lines between paragraphs, drops comments that do, and the spaces that lines
// begin with.
func (f *flat) lay() {
	var b strings.Builder
	var origin []span
	offset := 0
	for line := range strings.Lines(f.text) {
		body := strings.TrimLeft(strings.TrimRight(line, " \t\n"), " \t")
		origin = append(origin, span{b.Len(), f.source(offset + strings.Index(line, body))})
		switch f.alone(body) {
		case tokComment:
		case tokIf:
			b.WriteString("\n")
			origin = append(origin, span{b.Len(), f.source(offset)})
			b.WriteString(body + "\n\n")
		default:
			start := offset + strings.Index(line, body)
			for i := range body {
				if src := f.source(start + i); src != origin[len(origin)-1].there+b.Len()+i-origin[len(origin)-1].here {
					origin = append(origin, span{b.Len() + i, src})
				}
			}
			b.WriteString(body + "\n")
		}
		offset += len(line)
	}
	f.text, f.origin = b.String(), origin
}

// alone says what a line is made of: tokIf for conditions only, tokComment for comments only, tokPrint for anything else.
func (f *flat) alone(line string) tokenKind {
	kind := tokComment
	for _, r := range line {
		t, ok := f.token(r)
		switch {
		case ok && t.kind == tokComment:
		case ok && t.kind != tokPrint:
			kind = tokIf
		case !unicode.IsSpace(r):
			return tokPrint
		}
	}
	if line == "" {
		return tokPrint
	}
	return kind
}

// piece is a bit of a paragraph before conditions are matched up.
type piece struct {
	inline
	tok *token // set for if, else, end
}

// paragraph is one paragraph before conditions are matched up; control paragraphs hold nothing but conditions.
type paragraph struct {
	pieces  []piece
	control bool
}

func (c *compiler) mailBody(f *flat) []block {
	f.lay()
	source := []byte(f.text)
	doc := markdown().Parse(gmtext.NewReader(source))
	var paras []paragraph
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() != ast.KindParagraph {
			c.fail(c.at(f.source(blockStart(n))), refused(n.Kind())+" does not belong in a letter.", "Write it as a paragraph. To show the sign itself, put a backslash before it.")
			continue
		}
		paras = append(paras, paragraph{pieces: c.pieces(f, n, source)})
	}
	return c.blocks(paras)
}

func blockStart(n ast.Node) int {
	if p := n.Pos(); p >= 0 {
		return p
	}
	if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start
	}
	return 0
}

func refused(k ast.NodeKind) string {
	switch k {
	case ast.KindHeading:
		return "A heading (#)"
	case ast.KindImage:
		return "A picture"
	case ast.KindFencedCodeBlock, ast.KindCodeSpan:
		return "Code (`)"
	case ast.KindBlockquote:
		return "A quote block (>)"
	case ast.KindThematicBreak:
		return "A line of dashes or stars"
	case ast.KindHTMLBlock, ast.KindRawHTML:
		return "HTML"
	case ast.KindAutoLink:
		return "An address in angle brackets"
	}
	return "This"
}

// pieces reads the inline nodes below n.
func (c *compiler) pieces(f *flat, n ast.Node, source []byte) []piece {
	var out []piece
	for x := n.FirstChild(); x != nil; x = x.NextSibling() {
		switch x := x.(type) {
		case *ast.Text:
			out = c.split(f, out, string(x.Segment.Value(source)), x.Segment.Start, true)
			if x.SoftLineBreak() || x.HardLineBreak() {
				out = append(out, piece{inline: inline{kind: inBreak}})
			}
		case *ast.Link:
			out = append(out, c.link(f, x, source)...)
		default:
			c.fail(c.at(f.source(inlineStart(x))), refused(x.Kind())+" does not belong in a letter.", "Write it as plain words; a link is [words]({{.yes_url}}).")
		}
	}
	return out
}

func inlineStart(n ast.Node) int {
	if p := n.Pos(); p >= 0 {
		return p
	}
	for x := n.FirstChild(); x != nil; x = x.FirstChild() {
		if t, ok := x.(*ast.Text); ok {
			return t.Segment.Start
		}
	}
	if p := n.PreviousSibling(); p != nil {
		if t, ok := p.(*ast.Text); ok {
			return t.Segment.Stop
		}
	}
	return blockStart(n.Parent())
}

func (c *compiler) link(f *flat, x *ast.Link, source []byte) []piece {
	at := c.at(f.source(inlineStart(x)))
	const hint = "A link leads to a field: [words]({{.yes_url}})."
	if len(x.Title) > 0 {
		c.fail(at, "A link has no title.", hint)
		return nil
	}
	dest := []rune(string(x.Destination))
	var to *token
	if len(dest) == 1 {
		to, _ = f.token(dest[0])
	}
	if to == nil || to.kind != tokPrint {
		c.fail(at, "This link leads to a typed address.", hint)
		return nil
	}
	if to.x.kind != KindURL {
		if to.x.kind != "" {
			c.fail(to.at, "This link leads to something that is not an address.", hint)
		}
		return nil
	}
	words := c.match(c.pieces(f, x, source))
	if !says(words) {
		c.fail(at, "This link has no words.", hint)
		return nil
	}
	return []piece{{inline: inline{kind: inLink, x: to.x, then: words, at: at}}}
}

// says reports whether the words print something on every road.
func says(words []inline) bool {
	return slices.ContainsFunc(words, func(i inline) bool {
		return i.kind == inPrint || i.kind == inLiteral && strings.TrimSpace(i.text) != "" || i.kind == inIf && says(i.then) && says(i.els)
	})
}

// split cuts text at its marks. Backslashes before punctuation are dropped in Markdown only.
func (c *compiler) split(f *flat, out []piece, s string, offset int, md bool) []piece {
	start := 0
	lit := func(end int) {
		if t := s[start:end]; t != "" {
			if md {
				if i := strings.Index(t, "]("); i >= 0 && (i == 0 || t[i-1] != '\\') {
					c.fail(c.at(f.source(offset+start+i)), "This link cannot be read.", "A link leads to a field: [words]({{.yes_url}}).")
				}
				t = string(util.UnescapePunctuations([]byte(t)))
			}
			out = append(out, piece{inline: inline{kind: inLiteral, text: t, at: c.at(f.source(offset + start))}})
		}
	}
	for i, r := range s {
		t, ok := f.token(r)
		if !ok {
			continue
		}
		lit(i)
		start = i + len(string(r))
		switch t.kind {
		case tokComment:
		case tokPrint:
			if t.x.kind == kindBool {
				c.fail(t.at, "A yes or no cannot be printed.", "Use it as a condition: {{if ...}}.")
			}
			out = append(out, piece{inline: inline{kind: inPrint, x: t.x, at: t.at}})
		default:
			out = append(out, piece{tok: t, inline: inline{at: t.at}})
		}
	}
	lit(len(s))
	return out
}

// match pairs if, else and end within one line of thought. Whatever pairs across its border is reported.
func (c *compiler) match(ps []piece) []inline {
	i := 0
	var run func(inside bool) []inline
	run = func(inside bool) []inline {
		var out []inline
		for i < len(ps) {
			p := ps[i]
			if p.tok == nil {
				out = append(out, p.inline)
				i++
				continue
			}
			if p.tok.kind != tokIf {
				if inside {
					return tidy(out)
				}
				c.straddles(p.tok)
				i++
				continue
			}
			i++
			n := inline{kind: inIf, x: p.tok.x, at: p.tok.at}
			n.then = run(true)
			if i < len(ps) && ps[i].tok.kind == tokElse {
				i++
				n.els = run(true)
			}
			if i < len(ps) {
				i++ // end
			} else {
				c.straddles(p.tok)
			}
			out = append(out, n)
		}
		return tidy(out)
	}
	return run(false)
}

func (c *compiler) straddles(t *token) {
	const msg = "This condition begins in one paragraph and ends in another."
	for _, e := range c.errs {
		if e.Line == t.at.Line && e.Column == t.at.Column && e.Message == msg {
			return
		}
	}
	c.fail(t.at, msg, "Put {{if}}, {{else}} and {{end}} alone on their lines, or close it in the same paragraph.")
}

// tidy joins neighbouring literals, escapes them once, and notes which links have a line to themselves.
func tidy(in []inline) []inline {
	var out []inline
	for _, x := range in {
		if n := len(out); x.kind == inLiteral && n > 0 && out[n-1].kind == inLiteral {
			out[n-1].text += x.text
			continue
		}
		out = append(out, x)
	}
	for i := range out {
		if out[i].kind == inLiteral {
			out[i].html = html.EscapeString(out[i].text)
		}
		if out[i].kind == inLink {
			out[i].alone = (i == 0 || out[i-1].kind == inBreak) && (i == len(out)-1 || out[i+1].kind == inBreak)
		}
	}
	return out
}

// blocks pairs the conditions around paragraphs.
func (c *compiler) blocks(paras []paragraph) []block {
	var flatList []paragraph
	for _, p := range paras {
		control := len(p.pieces) > 0
		for _, x := range p.pieces {
			control = control && (x.tok != nil || x.kind == inBreak)
		}
		if !control {
			flatList = append(flatList, p)
			continue
		}
		for _, x := range p.pieces {
			if x.tok != nil {
				flatList = append(flatList, paragraph{pieces: []piece{x}, control: true})
			}
		}
	}
	i := 0
	var run func(inside bool) []block
	run = func(inside bool) []block {
		var out []block
		for i < len(flatList) {
			p := flatList[i]
			if !p.control {
				i++
				if words := c.match(p.pieces); len(words) > 0 {
					out = append(out, block{para: words})
				}
				continue
			}
			t := p.pieces[0].tok
			if t.kind != tokIf {
				if inside {
					return out
				}
				c.straddles(t)
				i++
				continue
			}
			i++
			b := block{isIf: true, x: t.x}
			b.then = run(true)
			if i < len(flatList) && flatList[i].pieces[0].tok.kind == tokElse {
				i++
				b.els = run(true)
			}
			if i < len(flatList) {
				i++
			} else {
				c.straddles(t)
			}
			out = append(out, b)
		}
		return out
	}
	return run(false)
}

// textBody reads a text message: paragraphs and lines, nothing else.
func (c *compiler) textBody(f *flat) []block {
	f.lay()
	var paras []paragraph
	var cur []piece
	flush := func() {
		if len(cur) > 0 {
			paras = append(paras, paragraph{pieces: cur})
		}
		cur = nil
	}
	offset := 0
	for line := range strings.Lines(f.text) {
		body := strings.TrimRight(line, "\n")
		if body == "" {
			flush()
		} else {
			if cur != nil {
				cur = append(cur, piece{inline: inline{kind: inBreak}})
			}
			cur = c.split(f, cur, body, offset, false)
		}
		offset += len(line)
	}
	flush()
	return c.blocks(paras)
}

// subjectLine reads the subject: one line, no links.
func (c *compiler) subjectLine(f *flat) []inline {
	for _, t := range f.tokens {
		if t.kind == tokPrint && (t.x.kind == KindURL || t.x.kind == KindLines) {
			c.fail(t.at, "This field does not fit in a subject.", "Use a name, street or date.")
		}
	}
	return c.match(c.split(f, nil, f.text, 0, false))
}
