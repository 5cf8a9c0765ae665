package message

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn/policy"
)

// prepare reads the words once and looks all phrases up in one pass. At save the source is read, so that places are those of the
// file and fields are gaps; before sending, the message as it will be read.
func (l *lint) prepare() {
	l.hits = map[string][]place{}
	switch {
	case l.in.Filled != nil:
		l.form = l.in.Filled.Form
		l.subject, l.body = wordsOf(l.in.Filled.Subject), wordsOf(l.in.Filled.Text)
		l.marked = []literal{{l.in.Filled.Text, place{1, 1}, false}}
		if l.in.Filled.Subject != "" {
			l.marked = append(l.marked, literal{l.in.Filled.Subject, place{}, true})
		}
	case l.in.Template != nil:
		t := l.in.Template
		l.form = t.source.Form
		var s, b wordReader
		l.literals(t.subject, &s, true)
		l.blocks(t.blocks, &b)
		l.subject, l.body = s.out, b.out
		l.sample = longest(t)
	}
	for i, text := range [][]word{l.subject, l.body} {
		// A phrase inside one that was already found for the same list would say the same thing twice.
		until := make([]int, len(policy.WordLists()))
		book().scan(text, func(h hit, from, n int) {
			if from < until[h.list] {
				return
			}
			if l.hit(h, text[from:from+n], i == 0) {
				until[h.list] = from + n
			}
		})
	}
}

func (l *lint) blocks(list []block, w *wordReader) {
	for _, b := range list {
		w.gap = true
		l.literals(b.para, w, false)
		l.blocks(b.then, w)
		l.blocks(b.els, w)
	}
}

func (l *lint) literals(list []inline, w *wordReader, subject bool) {
	for _, x := range list {
		switch x.kind {
		case inLiteral:
			l.marked = append(l.marked, literal{x.text, x.at, subject})
			w.read(x.text, x.at)
		case inLink:
			l.literals(x.then, w, subject)
		case inIf:
			l.literals(x.then, w, subject)
			w.gap = true
			l.literals(x.els, w, subject)
		case inPrint:
			w.gap = true
			l.quoted(&x.x, w, subject)
		default:
			w.gap = true
		}
	}
}

// quoted reads the words that stand in quotes inside an action: {{.x | or_else "words"}} prints them too.
func (l *lint) quoted(e *expr, w *wordReader, subject bool) {
	if s, ok := e.lit.(string); ok {
		l.marked = append(l.marked, literal{s, e.at, subject})
		w.read(s, e.at)
		w.gap = true
	}
	for i := range e.args {
		l.quoted(&e.args[i], w, subject)
	}
}

// longest fills the words for the person nobody is, once with all facts and once with as few as will do, and keeps the longer.
func longest(t *Template) *Filled {
	all := t.cat.Examples()
	full, err := t.Fill(all)
	few := make(Values)
	for _, name := range t.Required() {
		few[name] = all[name]
	}
	bare, err2 := t.Fill(few)
	switch {
	case err == nil && (err2 != nil || full.Words >= bare.Words):
		return &full
	case err2 == nil:
		return &bare
	}
	return nil
}

// hit notes a phrase for the rule that owns its list; false where the list is not about this message.
func (l *lint) hit(h hit, text []word, subject bool) bool {
	list := policy.WordLists()[h.list]
	if list.Where == "subject" && !subject || len(list.Kinds) > 0 && !slices.Contains(list.Kinds, l.in.Kind) {
		return false
	}
	at := text[0].at
	if subject && l.in.Filled != nil {
		at = place{}
	}
	l.hits[list.ID] = append(l.hits[list.ID], at)
	if list.Role != policy.WordsForbid || list.ID == "reward" && l.in.RewardAllowed {
		return true
	}
	severity := list.Severity
	if e := list.Say[h.entry].Severity; e != "" {
		severity = e
	}
	// A message that nobody changed consists of words that were judged when they were saved and of what the owner noted about
	// one person: like a message changed by hand, it is theirs to send.
	if (l.in.Edited || l.in.Filled != nil) && severity == string(Block) {
		severity = list.Edited
	}
	said := make([]string, len(text))
	for i, w := range text {
		said[i] = w.s
	}
	l.rule = list.Rule
	l.add(Severity(severity), at, fmt.Sprintf("%q is %s.", strings.Join(said, " "), list.What), list.Fix)
	return true
}

// has reports whether a phrase of the list was found.
func (l *lint) has(list string) bool { return len(l.hits[list]) > 0 }

func (l *lint) at(list string) place {
	if h := l.hits[list]; len(h) > 0 {
		return h[0]
	}
	return place{}
}

// typedBy reports whether a person typed the words just now: at save, or in a message changed by hand. What stands in a field, such
// as a client's own praise, is not the owner's style.
func (l *lint) typedBy() bool { return l.in.Filled == nil || l.in.Edited }

func exclaims(l *lint) {
	if !l.typedBy() {
		return
	}
	for _, m := range l.marked {
		if i := strings.IndexAny(m.s, "!¡"); i >= 0 {
			l.add(l.taste(), m.place(i), "There is an exclamation mark.", "End the sentence with a full stop.")
		}
	}
}

// place is where byte i of the literal stands.
func (m literal) place(i int) place {
	if m.at.line == 0 {
		return place{}
	}
	before := m.s[:i]
	if n := strings.Count(before, "\n"); n > 0 {
		return place{m.at.line + n, 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])}
	}
	return place{m.at.line, m.at.column + utf8.RuneCountInString(before)}
}

func wordCount(l *lint) {
	limit := 110
	if l.in.CheckIn {
		limit = 60
	}
	f := l.in.Filled
	if f == nil {
		f = l.sample
	}
	if l.form != Email || f == nil || f.Words <= limit {
		return
	}
	s := l.taste()
	if l.in.Filled != nil {
		s = Warn // the words passed when they were saved; a long street name is no reason to keep silent
	}
	l.add(s, place{}, fmt.Sprintf("The message has %d words.", f.Words), fmt.Sprintf("Keep it at %d.", limit))
}

func shouting(l *lint) {
	if !l.typedBy() {
		return
	}
	for _, m := range l.marked {
		offset := 0
		for f := range strings.FieldsFuncSeq(m.s, func(r rune) bool { return !unicode.IsLetter(r) }) {
			i := offset + strings.Index(m.s[offset:], f)
			offset = i + len(f)
			if utf8.RuneCountInString(f) >= 4 && f == strings.ToUpper(f) && f != strings.ToLower(f) && !slices.Contains(acronyms, f) {
				l.add(Warn, m.place(i), fmt.Sprintf("%s is shouted.", f), "Write it in small letters.")
			}
		}
		if i := strings.IndexFunc(m.s, isEmoji); i >= 0 {
			l.add(Warn, m.place(i), "There is an emoji.", "Leave it to the owner to add one.")
		}
	}
}

var acronyms = strings.Fields("FHFA STOP HELP STAR LATER NMLS HVAC")

func isEmoji(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2600 && r <= 0x27bf || r == 0xfe0f
}

// wrapped finds lines that a text editor broke: they would go out broken.
func wrapped(l *lint) {
	if l.in.Filled != nil || l.in.Template == nil {
		return
	}
	lines := strings.Split(l.in.Template.source.Text, "\n")
	for i := 1; i < len(lines); i++ {
		before, line := strings.TrimSpace(lines[i-1]), strings.TrimSpace(lines[i])
		if utf8.RuneCountInString(before) < 50 || line == "" || strings.HasPrefix(line, "-") {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(before)
		first, _ := utf8.DecodeRuneInString(line)
		if (unicode.IsLetter(last) || unicode.IsDigit(last) || last == ',') && unicode.IsLower(first) {
			l.add(Warn, place{i + 1, 1}, "This line continues the one above.", "Write a paragraph on one line; mail programs wrap it.")
		}
	}
}
