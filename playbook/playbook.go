// Package playbook answers one question: which touches does a plan hold for one person, and when?
//
// A playbook is a YAML file with its words beside it. This package reads and checks both, and turns an anchor (a closing) into
// touches: pure arithmetic on the calendar in the person's own zone. It refuses to know whether a touch may go when its day
// comes (package decide), what the words say once they are filled (package message), who else lives on the street, what time
// it is, and where rows are kept.
//
// Reading order: playbook.go (what a playbook is), parse.go and check.go (the file), plan.go, follow.go, year.go and
// backfill.go (the dates), replan.go (what a change would do), timing.go (other days than the file's), words.go and check_pack.go (the words), library.go (the packs that
// ship). Below it, package source reads the file and package story the stories that prove a pack.
package playbook

import (
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook/source"
	"github.com/goodturn-app/goodturn/schedule"
)

// Playbook is one parsed and checked file. It is never changed after Parse, so any number of goroutines may plan with it.
// The zero Playbook plans nothing.
type Playbook struct {
	Name     string
	Title    string
	Pack     string
	EnrolsOn string          // what enrols somebody: "closing", "peak" or "hand"
	Hash     string          // of the file's bytes, first 12 hex digits of SHA-256: two versions with one hash are one version
	Version  int             // given by whoever stores it; zero in a file
	Answers  []AnswerWord    // what an ask can be answered with, in the order in which a page shows it
	Steps    []goodturn.Step // in the order of the file, as the usual tempo reads them; see Step for one side and tempo

	file  string // for error messages
	lines []line
	order []int            // indexes of lines such that a step comes after the one it follows
	text  schedule.Windows // hours of texts
	first [tempos]schedule.Distance
}

// AnswerWord is one answer and the words that this playbook has for it.
type AnswerWord struct {
	Answer goodturn.Answer
	Words  string
}

// line is a step with what planning needs and the judgement does not.
type line struct {
	goodturn.Step
	words     string                   // folder of its words; the step's name unless it shares another's
	byChoice  bool                     // e-mail or text, as the person prefers
	short     bool                     // words of at most 60 words
	titles    map[goodturn.Side]string // what a page calls it for other sides
	after     [tempos]schedule.Distance
	tempos    uint8                // bit set of tempos in which it exists
	left      uint8                // bit set of tempos in which the owner left it out
	between   [2]schedule.Distance // its words are true only then; zero: always
	sides     uint8                // bit set of sides
	home      uint8                // bit set of sides for which it speaks of their property
	waitMin   time.Duration
	waitMax   time.Duration
	until     schedule.Distance
	windows   schedule.Windows
	follows   int // index of the line it follows, or -1
	leads     int // index of the ask that follows it, or -1: then it only goes on days that leave room for the ask
	use       int // how many earlier lines of the first two years use the same words
	usedYear  int // how many yearly lines use the same words
	usedFirst int // how many lines of the first two years use the same words
	node      *source.Node
	keys      map[string]*source.Node
}

const tempos = 3

var tempoNames = [tempos]goodturn.Tempo{goodturn.Careful, goodturn.Usual, goodturn.Warm}

// tempoIndex treats a tempo that nobody chose as the usual one.
func tempoIndex(t goodturn.Tempo) int {
	for i, n := range tempoNames {
		if n == t {
			return i
		}
	}
	return 1
}

func sideBit(s goodturn.Side) uint8 {
	for i, n := range goodturn.Sides {
		if n == s {
			return 1 << i
		}
	}
	return 0
}

// sideName writes a side as a file does: the side that nobody told us is "unknown" there.
func sideName(s goodturn.Side) string {
	if s == goodturn.SideUnknown {
		return "unknown"
	}
	return string(s)
}

func sideNames() []string {
	out := make([]string, len(goodturn.Sides))
	for i, s := range goodturn.Sides {
		out[i] = sideName(s)
	}
	return out
}

// Step is one step as it stands for one side: Title is that side's, and AddressBound says whether it speaks of that
// side's own property. False if the
// playbook has no such step, or not for this side.
func (p *Playbook) Step(name string, side goodturn.Side) (goodturn.Step, bool) {
	if s, ok := Once(name); ok {
		return s, true
	}
	i := p.index(name)
	if i < 0 || p.lines[i].sides&sideBit(side) == 0 {
		return goodturn.Step{}, false
	}
	s := p.lines[i].Step
	for from, ok := side, true; ok; from, ok = nextSide(from) {
		if title := p.lines[i].titles[from]; title != "" {
			s.Title = title
			break
		} else if from == goodturn.SideBought {
			break // the step's own title is the buyers'
		}
	}
	s.AddressBound = p.lines[i].home&sideBit(side) != 0
	return s, true
}

// Alone reports whether a step of this playbook neither follows another nor is followed by one.
func (p *Playbook) Alone(name string) bool {
	i := p.index(name)
	return i >= 0 && p.lines[i].Follows == "" && !slices.ContainsFunc(p.lines, func(l line) bool { return l.Follows == name })
}

// NoteFirst reports whether a step asks first whether a note may be sent that can be forwarded.
func (p *Playbook) NoteFirst(step string) bool {
	i := p.index(step)
	return i >= 0 && p.lines[i].NoteFirst
}

// HoursOf are the hours that the playbook gives a step, by the clock of whoever gets it: for what is written, and for a text. Both are
// nil for a step that it does not have. They only narrow the hours of package policy, which hold for everybody.
func (p *Playbook) HoursOf(step string) (mail, text schedule.Windows) {
	i := p.index(step)
	if i < 0 {
		return nil, nil
	}
	l := &p.lines[i]
	if l.Channel == goodturn.ChannelSMS {
		return l.windows, l.windows
	}
	return l.windows, p.text
}

// WordsOf names the folder in which the words of a step lie; "" for a step without words, such as a call.
func (p *Playbook) WordsOf(step string) string {
	if i := p.index(step); i >= 0 {
		return p.lines[i].words
	}
	return ""
}

// ByPreference reports whether a step goes by e-mail or text as the person prefers.
func (p *Playbook) ByPreference(step string) bool {
	i := p.index(step)
	return i >= 0 && p.lines[i].byChoice
}

// FirstAsk is the least distance from the anchor to any ask at a tempo. It is never below the floor of 7 civil days, which no
// playbook can lower.
func (p *Playbook) FirstAsk(t goodturn.Tempo) schedule.Distance { return p.first[tempoIndex(t)] }

// AnswerWords is the label of an answer, or "" if this playbook does not offer it.
func (p *Playbook) AnswerWords(a goodturn.Answer) string {
	for _, w := range p.Answers {
		if w.Answer == a {
			return w.Words
		}
	}
	return ""
}

func (p *Playbook) index(name string) int {
	for i := range p.lines {
		if p.lines[i].Name == name {
			return i
		}
	}
	return -1
}
