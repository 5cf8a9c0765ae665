package message

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn/message/words"
	"github.com/goodturn-app/goodturn/policy"
)

// word is one word of a text, in small letters, with its place. gap says that a sentence mark, bracket, field or line end stands
// before it, which no phrase crosses.
type word struct {
	s   string
	at  words.Place
	gap bool
}

// wordReader cuts text into words, keeping count of lines and columns.
type wordReader struct {
	out []word
	gap bool
}

func (w *wordReader) read(s string, at words.Place) {
	start, col := -1, at.Column
	startCol := col
	end := func(i int) {
		if start >= 0 {
			t := strings.ToLower(s[start:i])
			if strings.Contains(t, "’") {
				t = strings.ReplaceAll(t, "’", "'")
			}
			w.out = append(w.out, word{strings.Trim(t, "'"), words.Place{Line: at.Line, Column: startCol}, w.gap})
			w.gap = false
			start = -1
		}
	}
	for i, r := range s {
		switch {
		case words.IsWordRune(r):
			if start < 0 {
				start, startCol = i, col
			}
		case (r == '\'' || r == '’') && start >= 0 && wordFollows(s, i):
		default:
			end(i)
			switch r {
			case ' ', '-', '/', '\t', '\u00a0', '\u2010', '\u2011', '"', '“', '”', '*', '_':
			default:
				w.gap = true
			}
		}
		col++
		if r == '\n' {
			at.Line, col = at.Line+1, 1
		}
	}
	end(len(s))
}

func wordFollows(s string, i int) bool {
	_, n := utf8.DecodeRuneInString(s[i:])
	r, _ := utf8.DecodeRuneInString(s[i+n:])
	return words.IsWordRune(r)
}

// wordsOf cuts a whole text, beginning at line 1.
func wordsOf(s string) []word {
	w := wordReader{out: make([]word, 0, len(s)/5+1)}
	w.read(s, words.Place{Line: 1, Column: 1})
	return w.out
}

// phrases is a set of word sequences that is searched in one pass over a text.
type phrases struct {
	next map[string]*phrases
	any  *phrases
	hits []hit
}

// hit is an entry of a list.
type hit struct {
	list  int // index in policy.WordLists
	entry int
}

func (p *phrases) add(seq []string, h hit) {
	for _, s := range seq {
		var n *phrases
		if s == "*" {
			if p.any == nil {
				p.any = &phrases{}
			}
			n = p.any
		} else {
			if p.next == nil {
				p.next = map[string]*phrases{}
			}
			if n = p.next[s]; n == nil {
				n = &phrases{}
				p.next[s] = n
			}
		}
		p = n
	}
	for _, x := range p.hits {
		if x == h {
			return
		}
	}
	p.hits = append(p.hits, h)
}

// scan visits every phrase in the text; n is its number of words.
func (p *phrases) scan(text []word, visit func(h hit, from, n int)) {
	for i := range text {
		p.from(text, i, i, visit)
	}
}

func (p *phrases) from(text []word, start, i int, visit func(h hit, from, n int)) {
	for _, h := range p.hits {
		visit(h, start, i-start)
	}
	if i == len(text) || i > start && text[i].gap {
		return
	}
	if n := p.next[text[i].s]; n != nil {
		n.from(text, start, i+1, visit)
	}
	if p.any != nil {
		p.any.from(text, start, i+1, visit)
	}
}

// book is all lists of the policy, ready to be searched.
var book = sync.OnceValue(func() *phrases {
	p := &phrases{}
	for i, l := range policy.WordLists() {
		if l.Role == policy.WordsHost {
			continue
		}
		for j, e := range l.Say {
			for _, seq := range e.Expand() {
				p.add(seq, hit{i, j})
			}
		}
	}
	return p
})
