package message

import (
	"cmp"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message/words"
	"github.com/goodturn-app/goodturn/policy"
)

// Severity says what a finding stops.
type Severity string

const (
	Block Severity = "block" // words are not saved, a message is not sent
	Warn  Severity = "warn"  // shown to the owner
)

// Finding is one objection to words or to a message.
type Finding struct {
	Rule     string // id: L4, H3
	Severity Severity
	Line     int // in the source, or in the text of a filled message; 0: the message as a whole
	Column   int
	Message  string
	Fix      string
}

// LintInput is what is judged. With Template alone, words are judged as they are saved: against every person they may reach.
// With Filled, a message is judged before it leaves; with Letter and the envelope fields, what will be on the wire too.
type LintInput struct {
	Kind     goodturn.Kind
	CheckIn  bool // a short hello: 60 words instead of 110
	Template *Template
	Filled   *Filled
	Letter   *Letter // filled message with P.S. and footer; nil: the envelope is not judged yet
	Edited   bool    // one message changed by hand: matters of taste only warn

	RewardAllowed   bool     // the incentive policy of the industry permits one; the zero value forbids
	Reward          string   // the prescribed disclosure of the reward that is set; empty: none is set
	Before          []string // what it follows, as it was sent: a reminder must not repeat it
	PS              string   // the owner's line below this message; judged like the rest of it
	Thread          bool     // follows a message that really left
	PublicHost      string   // host of the public address; empty: reply mode
	OwnerHosts      []string
	ReviewHost      string // host of the owner's review page
	Postal          string // the registered postal address
	ListUnsubscribe string
	ListPost        string
	Business        string // name that a text must carry
	TextOptOut      bool   // this text must say how to stop: the first one, or the first in a month
	Pixel           bool   // an open-tracking picture will be added
	Region          string // of the recipient: "US-NY", "DE"
	BySentiment     bool   // the audience was chosen by how glad people are
}

// Rule is one rule of the linter.
type Rule struct {
	ID     string
	What   string // what it demands, one sentence
	Source string
	check  func(*lint) // nil: word lists alone
}

// Lists names the word lists of package policy that belong to the rule. They are looked up while the text is read.
func (r Rule) Lists() []string {
	var out []string
	for _, l := range policy.WordLists() {
		if l.Rule == r.ID {
			out = append(out, l.ID)
		}
	}
	return out
}

// Rules lists every rule in order, for the documentation and for the tests.
func Rules() []Rule { return slices.Clone(rules) }

// rules in the order of docs/compliance.md section 12 (L), then the house's own (H). Every rule runs every time: the owner gets
// the whole list at once.
var rules = []Rule{
	{"L1", "The registered postal address stands in the footer.", "CAN-SPAM, 15 USC 7704(a)(5)", postal},
	{"L2", "A visible way to stop all messages, and the List-Unsubscribe header; with a public address one-click too.", "RFC 2369, RFC 8058, CAN-SPAM", stoppable},
	{"L3", "No empty or unresolved field, and no field of another program.", "docs/compliance.md section 12", unresolved},
	{"L4", "The subject is a fact: no pretended Re: or Fwd:, no invented deadline, no typed figure.", "RCW 19.190.020; 16 CFR 316", subjectTrue},
	{"L5", "The prescribed reward text stands before the link exactly when a reward is set.", "16 CFR 255", rewardTold},
	{"L6", "No reward words where the industry's policy allows no reward.", "RESPA s.8(a); docs/compliance.md section 11a", rewardLocked},
	{"L7", "A review link stands alone: never with an ask, a reward or a score, never only for the glad.", "16 CFR 465; Google and Zillow review rules", reviewAlone},
	{"L8", "Exactly one ask in an ask, none in anything else.", "promise B6", oneAsk},
	{"L9", "No words about who should live somewhere.", "42 USC 3604(c); 24 CFR 100.75", nil},
	{"L10", "A text names the business, says how to stop when it must, fits two segments and has no shortened link.", "CTIA Messaging Principles; TCPA", textMessage},
	{"L11", "Links lead to the public address or the owner's own pages only; in reply mode there is none.", "docs/ARCHITECTURE.md, Answering", ownLinks},
	{"L12", "A plain part exists, the HTML is below 102 kB and has no picture.", "mail programs cut longer ones", wholeLetter},
	{"L13", "No open-tracking picture to the EU, the EEA or the UK.", "ePrivacy directive, article 5(3)", noPixel},
	{"L14", "A way to decline as easy as yes, and a way that needs no link.", "promise B4", waysOut},
	{"L15", "Beside every home value: an estimate, not an appraisal.", "docs/compliance.md section 7", disclosed},
	{"H1", "No generic ask.", "promise B6", nil},
	{"H2", "No guilt.", "promises B", nil},
	{"H3", "No exclamation marks.", "house style", exclaims},
	{"H4", "No phrase that says there is no reason to write.", "house style", nil},
	{"H5", "No made-up hurry.", "house style", nil},
	{"H6", "A check-in and a direct message have at most 60 words, any other message 110; a text is counted in segments.", "docs/STYLE.md, Messages", wordCount},
	{"H7", "An ask has at most two links, and says that a reply is enough.", "docs/STYLE.md, Messages", fewLinks},
	{"H8", "An ask names a fact of this person.", "promise B6", namesFact},
	{"H9", "No house value in the same breath as a favour.", "docs/STYLE.md, Messages", noValueInAsk},
	{"H10", "No question why.", "promise B4", nil},
	{"H11", "No figure typed by hand: a number about a market comes from a field.", "promise C2", typedFigure},
	{"H12", "A market figure stands with its source and period.", "promise C2", figureSourced},
	{"H13", "A reminder says that there is no need to answer.", "promise E6", noNeed},
	{"H17", "A reminder says something else than the message it recalls.", "promise E6", saysNew},
	{"H14", "A paragraph is one line: line breaks go out as they were typed.", "house style", wrapped},
	{"H15", "No shouting, no emoji in words that ship.", "house style", shouting},
	{"H16", "No words that a letter between acquaintances would not have.", "house style", nil},
}

// Lint judges words or a message and returns every objection, in order of place. Nil means that there is none.
func Lint(in LintInput) []Finding {
	l := &lint{in: in}
	l.prepare()
	for _, r := range rules {
		l.run(r)
	}
	slices.SortStableFunc(l.found, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return l.found
}

// LintSentence judges a sentence of the owner's own that may stand in any letter, such as the one that ends theirs.
func LintSentence(s string) []Finding { return LintPS(goodturn.KindValue, s) }

// LintPS judges a line of the owner's own below a message of one kind.
func LintPS(kind goodturn.Kind, s string) []Finding {
	f := Filled{Form: Text, Text: s, Words: words.CountWords(s)}
	l := &lint{in: LintInput{Kind: kind, Filled: &f, Edited: true}}
	l.prepare()
	for _, r := range rules {
		switch r.ID {
		case "L3", "L6", "L9", "H1", "H2", "H3", "H4", "H5", "H16":
			l.run(r)
		}
	}
	return l.found
}

func (l *lint) run(r Rule) {
	if l.rule = r.ID; r.check != nil {
		r.check(l)
	}
}

// Blocks reports whether any finding blocks.
func Blocks(fs []Finding) bool {
	return slices.ContainsFunc(fs, func(f Finding) bool { return f.Severity == Block })
}

// lint is one run of the linter.
type lint struct {
	in      LintInput
	rule    string
	found   []Finding
	form    Form
	subject []word
	body    []word
	hits    map[string][]words.Place // by list id
	said    map[string][]spot        // the same, with their sentences
	marked  []words.Literal          // literal pieces with places: words at save, or the text of a message changed by hand
	sample  *Filled                  // at save: the words filled for the person nobody is, the longest way
}

func (l *lint) add(s Severity, at words.Place, message, fix string) {
	l.found = append(l.found, Finding{l.rule, s, at.Line, at.Column, message, fix})
}

// taste is the severity of matters of style: they block words that go to many and warn about a single message.
func (l *lint) taste() Severity {
	if l.in.Edited {
		return Warn
	}
	return Block
}

func (l *lint) is(kinds ...goodturn.Kind) bool { return slices.Contains(kinds, l.in.Kind) }

// asking reports whether the message asks for an introduction or reminds of one.
func (l *lint) asking() bool { return l.is(goodturn.KindAsk, goodturn.KindReminder) }

// any reports whether the message has the field: printed, in this very message if there is one.
func (l *lint) any(fields ...string) bool {
	for _, f := range fields {
		if l.in.Filled != nil {
			if slices.Contains(l.in.Filled.Fields, f) {
				return true
			}
		} else if l.in.Template != nil && l.in.Template.Uses(f) {
			return true
		}
	}
	return false
}

// where is the place of the first use of a field, as far as the source is known.
func (l *lint) where(field string) words.Place {
	if t := l.in.Template; t != nil {
		for _, u := range t.Prints() {
			if u.Field == field {
				return u.At
			}
		}
	}
	return words.Place{}
}

// field looks a field up.
func (l *lint) field(name string) Field {
	if l.in.Template != nil {
		f, _ := l.in.Template.Catalogue().Field(name)
		return f
	}
	for _, f := range allFields {
		if f.Name == name {
			return f
		}
	}
	return Field{}
}

// fields lists what the message prints.
func (l *lint) fields() []string {
	if l.in.Filled != nil {
		return l.in.Filled.Fields
	}
	var out []string
	if l.in.Template != nil {
		for _, u := range l.in.Template.Prints() {
			if !slices.Contains(out, u.Field) {
				out = append(out, u.Field)
			}
		}
	}
	return out
}

// text is what a reader sees: the filled body, or the sample.
func (l *lint) text() string {
	switch {
	case l.in.Filled != nil:
		return l.in.Filled.Text
	case l.sample != nil:
		return l.sample.Text
	}
	return ""
}
