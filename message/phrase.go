package message

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn/message/words"
	"github.com/goodturn-app/goodturn/policy"
)

// word is one word of a text, in small letters, with its place. gap says that a sentence mark, bracket, field or line end stands
// before it, which no phrase crosses; start that a sentence or paragraph begins with it. sum says that it is a sum of money.
type word struct {
	s     string
	at    words.Place
	gap   bool
	start bool
	sum   bool
}

// wordReader cuts text into words, keeping count of lines and columns.
type wordReader struct {
	out   []word
	gap   bool
	start bool
	sign  bool // a sign of money stands before the next word
	stop  bool // a full stop was read, and ends a sentence if a space follows
	line  bool // nothing but space since the line began
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
			if t = strings.Trim(t, "'"); strings.ContainsAny(t, unseenRunes) {
				t = unseen.Replace(t)
			}
			w.out = append(w.out, word{t, words.Place{Line: at.Line, Column: startCol}, w.gap, w.start, w.sign && '0' <= t[0] && t[0] <= '9' || slices.Contains(moneyWords, t)})
			w.gap, w.start, w.sign, w.stop, w.line = false, false, false, false, false
			start = -1
		}
	}
	for i, r := range s {
		switch {
		case words.IsWordRune(r):
			if start < 0 {
				start, startCol = i, col
			}
		case (r == '\'' || r == '’' || strings.ContainsRune(unseenRunes, r)) && start >= 0 && wordFollows(s, i):
		case strings.ContainsRune(unseenRunes, r):
		default:
			end(i)
			w.mark(r)
		}
		col++
		if r == '\n' {
			at.Line, col = at.Line+1, 1
		}
	}
	end(len(s))
}

// mark takes in what stands between words.
func (w *wordReader) mark(r rune) {
	switch r {
	case ' ', '\t', '\u00a0':
		w.start = w.start || w.stop
	case '-', '/', '\u2010', '\u2011', '"', '“', '”', '*', '_':
		w.line = false
	case '$', '€', '£':
		w.sign, w.line = true, false
	case '\n':
		w.gap, w.start, w.line = true, w.start || w.stop || w.line, true // a line end alone ends no sentence: mail programs break lines
	case '.', '?', '!', '…', ';':
		w.gap, w.stop, w.line = true, true, false
	default:
		w.gap, w.line = true, false
	}
}

// What a program leaves inside a word for its own purposes, and nobody sees: places to break it, and directions of writing.
const unseenRunes = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

var unseen = strings.NewReplacer("\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u200e", "", "\u200f", "", "\u2060", "", "\ufeff", "")

// moneyWords say that the word before them is a sum.
var moneyWords = []string{"dollars", "dollar", "bucks", "euros", "euro", "quid", "usd", "eur", "gbp"}

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
	sum  *phrases // "$" in a list: a sum of money
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
		switch s {
		case "*":
			if p.any == nil {
				p.any = &phrases{}
			}
			n = p.any
		case "$":
			if p.sum == nil {
				p.sum = &phrases{}
			}
			n = p.sum
		default:
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
	if !slices.Contains(p.hits, h) {
		p.hits = append(p.hits, h)
	}
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
	if p.sum != nil && text[i].sum {
		p.sum.from(text, start, i+1, visit)
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
