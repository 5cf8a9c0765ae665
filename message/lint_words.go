package message

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goodturn-app/goodturn/message/words"
	"github.com/goodturn-app/goodturn/policy"
)

// prepare reads the words once and looks all phrases up in one pass. At save the source is read, so that places are those of the
// file and fields are gaps; before sending, the message as it will be read.
func (l *lint) prepare() {
	l.hits, l.said = map[string][]words.Place{}, map[string][]spot{}
	switch {
	case l.in.Filled != nil:
		l.form = l.in.Filled.Form
		text := l.in.Filled.Text
		if l.in.RewardAllowed && l.in.Reward != "" { // what was made from the promise is no other promise
			text = strings.Replace(text, l.in.Reward, strings.Repeat(" ", utf8.RuneCountInString(l.in.Reward)), 1)
		}
		l.subject, l.body = wordsOf(l.in.Filled.Subject), wordsOf(text)
		if l.in.PS != "" {
			w := wordReader{gap: true, start: true}
			w.read(l.in.PS, words.Place{})
			l.body = append(l.body, w.out...)
		}
		l.marked = []words.Literal{{Text: l.in.Filled.Text, At: words.Place{Line: 1, Column: 1}}}
		if l.in.Filled.Subject != "" {
			l.marked = append(l.marked, words.Literal{Text: l.in.Filled.Subject, Subject: true})
		}
	case l.in.Template != nil:
		t := l.in.Template
		l.form = t.Form()
		l.marked = t.Literals()
		var s, b wordReader
		for _, m := range l.marked {
			w := &b
			if m.Subject {
				w = &s
			}
			w.gap = w.gap || m.Gap
			w.read(m.Text, m.At)
		}
		l.subject, l.body = s.out, b.out
		l.sample = longest(t)
	}
	for i, text := range [][]word{l.subject, l.body} {
		sentence, seen := 0, 0
		// A phrase inside one that was already found for the same list would say the same thing twice.
		until := make([]int, len(policy.WordLists()))
		book().scan(text, func(h hit, from, n int) {
			if from < until[h.list] {
				return
			}
			for ; seen <= from; seen++ {
				if text[seen].start {
					sentence++
				}
			}
			if l.hit(h, text[from:from+n], i == 0) {
				until[h.list] = from + n
				l.said[policy.WordLists()[h.list].ID] = append(l.said[policy.WordLists()[h.list].ID], spot{i == 0, sentence, text[from].at})
			}
		})
	}
}

// spot is where a phrase stands.
type spot struct {
	subject  bool
	sentence int
	at       words.Place
}

// together finds a sentence in which phrases of both lists stand.
func (l *lint) together(a, b string) (words.Place, bool) {
	for _, x := range l.said[a] {
		for _, y := range l.said[b] {
			if x.subject == y.subject && x.sentence == y.sentence {
				if x.subject && l.in.Filled != nil {
					return words.Place{}, true
				}
				return x.at, true
			}
		}
	}
	return words.Place{}, false
}

// longest fills the words for the person nobody is, once with all facts and once with as few as will do, and keeps the longer.
func longest(t *Template) *Filled {
	all := t.Catalogue().Examples()
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
		at = words.Place{}
	}
	l.hits[list.ID] = append(l.hits[list.ID], at)
	if list.Role != policy.WordsForbid || list.Rule == "L6" && l.in.RewardAllowed {
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

func (l *lint) at(list string) words.Place {
	if h := l.hits[list]; len(h) > 0 {
		return h[0]
	}
	return words.Place{}
}

// typedBy reports whether a person typed the words just now: at save, or in a message changed by hand. What stands in a field, such
// as a client's own praise, is not the owner's style.
func (l *lint) typedBy() bool { return l.in.Filled == nil || l.in.Edited }

func exclaims(l *lint) {
	if !l.typedBy() {
		return
	}
	for _, m := range l.marked {
		if i := strings.IndexAny(m.Text, "!¡"); i >= 0 {
			l.add(l.taste(), placeIn(m, i), "There is an exclamation mark.", "End the sentence with a full stop.")
		}
	}
}

// placeIn is where byte i of a literal stands.
func placeIn(m words.Literal, i int) words.Place {
	if m.At.Line == 0 {
		return words.Place{}
	}
	before := m.Text[:i]
	if n := strings.Count(before, "\n"); n > 0 {
		return words.Place{Line: m.At.Line + n, Column: 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])}
	}
	return words.Place{Line: m.At.Line, Column: m.At.Column + utf8.RuneCountInString(before)}
}

func wordCount(l *lint) {
	limit := 110
	if l.in.CheckIn || l.form == Direct {
		limit = 60
	}
	f := l.in.Filled
	if f == nil {
		f = l.sample
	}
	if l.form == Text || f == nil || f.Words <= limit {
		return
	}
	s := l.taste()
	if l.in.Filled != nil {
		s = Warn // the words passed when they were saved; a long street name is no reason to keep silent
	}
	l.add(s, words.Place{}, fmt.Sprintf("The message has %d words.", f.Words), fmt.Sprintf("Keep it at %d.", limit))
}

func shouting(l *lint) {
	if !l.typedBy() {
		return
	}
	for _, m := range l.marked {
		offset := 0
		for f := range strings.FieldsFuncSeq(m.Text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			i := offset + strings.Index(m.Text[offset:], f)
			offset = i + len(f)
			if utf8.RuneCountInString(f) >= 4 && f == strings.ToUpper(f) && f != strings.ToLower(f) && !slices.Contains(acronyms, f) {
				l.add(Warn, placeIn(m, i), fmt.Sprintf("%s is shouted.", f), "Write it in small letters.")
			}
		}
		if i := strings.IndexFunc(m.Text, isEmoji); i >= 0 {
			l.add(Warn, placeIn(m, i), "There is an emoji.", "Leave it to the owner to add one.")
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
	lines := strings.Split(l.in.Template.Source().Text, "\n")
	for i := 1; i < len(lines); i++ {
		before, line := strings.TrimSpace(lines[i-1]), strings.TrimSpace(lines[i])
		if utf8.RuneCountInString(before) < 50 || line == "" || strings.HasPrefix(line, "-") {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(before)
		first, _ := utf8.DecodeRuneInString(line)
		if (unicode.IsLetter(last) || unicode.IsDigit(last) || last == ',') && unicode.IsLower(first) {
			l.add(Warn, words.Place{Line: i + 1, Column: 1}, "This line continues the one above.", "Write a paragraph on one line; mail programs wrap it.")
		}
	}
}
