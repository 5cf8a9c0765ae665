package words

import (
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// letterPolicy is what a letter typed by hand consists of.
var letterPolicy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "mailto")
	p.RequireParseableURLs(true)
	return p
})

// secondOpinion asks an independent sanitizer whether the HTML of these words, with every branch taken, is nothing but
// paragraphs, line breaks and links.
func (c *compiler) secondOpinion() {
	if c.src.Form != Email {
		return
	}
	w := &writer{cat: c.cat, html: true, everything: true}
	w.blocks(c.t.blocks)
	if got := letterPolicy().Sanitize(string(w.outHTML)); got != string(w.outHTML) {
		c.fail(Place{1, 1}, "These words do not make plain paragraphs and links.", "Take out signs that look like HTML.")
	}
}

// collect gathers what the template mentions, in order.
func (c *compiler) collect() {
	t := c.t
	var inlines func(list []inline, subject, optional bool)
	inlines = func(list []inline, subject, optional bool) {
		for _, x := range list {
			switch x.kind {
			case inLiteral:
				t.size += len(x.text)
			case inPrint, inLink:
				x.x.every(optional, func(e *expr, optional bool) {
					t.printed = append(t.printed, Use{e.field, e.at, x.kind == inLink, subject, optional})
				})
				t.size += 16
				inlines(x.then, subject, optional)
			case inIf:
				inlines(x.then, subject, true)
				inlines(x.els, subject, true)
			}
		}
	}
	inlines(t.subject, true, false)
	var blocks func(list []block, optional bool)
	blocks = func(list []block, optional bool) {
		for _, b := range list {
			if b.isIf {
				blocks(b.then, true)
				blocks(b.els, true)
				continue
			}
			inlines(b.para, false, optional)
		}
	}
	blocks(t.blocks, false)
}
