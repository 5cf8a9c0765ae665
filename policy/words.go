package policy

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/goodturn-app/goodturn"
)

//go:embed words.json
var wordsJSON []byte

// WordRole says what the linter of package message does with a list.
type WordRole string

const (
	WordsForbid WordRole = "forbid" // each hit is a finding
	WordsDetect WordRole = "detect" // a rule asks whether the words are there
	WordsHost   WordRole = "host"   // host names, not phrases
)

// WordList is one list of the message linter.
type WordList struct {
	ID         string          `json:"id"`
	Rule       string          `json:"rule"` // the linter rule that it belongs to: L9, H1
	Role       WordRole        `json:"role"`
	Severity   string          `json:"severity"`        // "block" or "warn" for words that ship or are saved for many
	Edited     string          `json:"edited"`          // the same for a single message changed by hand, and for an owner's own sentences
	Where      string          `json:"where,omitempty"` // "subject"; empty: everywhere
	Kinds      []goodturn.Kind `json:"kinds,omitempty"` // only in messages of these kinds; empty: all
	What       string          `json:"what"`            // what the words are, after "This is"
	Fix        string          `json:"fix"`
	Source     string          `json:"source"`
	ReviewedOn goodturn.Date   `json:"reviewed_on"`
	Say        []WordEntry     `json:"say"`
}

// WordEntry is one line of a list. Severity, if set, replaces the list's own for words that ship.
type WordEntry struct {
	Words    string `json:"words"`
	Severity string `json:"severity,omitempty"`
}

// WordLists gives the linter's lists with their sources. The slice is shared: do not change it.
func WordLists() []WordList { return wordFile().Lists }

// WordsVersion is the date of the lists, for the record of what a message was judged by.
func WordsVersion() string { return wordFile().Version }

// WordListNamed finds a list by id.
func WordListNamed(id string) (WordList, bool) {
	i := slices.IndexFunc(WordLists(), func(l WordList) bool { return l.ID == id })
	if i < 0 {
		return WordList{}, false
	}
	return WordLists()[i], true
}

// Expand writes an entry out: one slice of lower-case words for each choice. "*" stands for any one word. Brackets do not nest
// and an entry makes at most 20,000 phrases; parseWords refuses others.
func (e WordEntry) Expand() [][]string {
	phrases, err := expand(e.Words)
	if err != nil {
		return nil
	}
	return phrases
}

func expand(words string) ([][]string, error) {
	out := [][]string{nil}
	add := func(choices []string) error {
		var next [][]string
		for _, phrase := range out {
			for _, c := range choices {
				next = append(next, slices.Concat(phrase, strings.Fields(strings.ToLower(c))))
			}
		}
		if len(next) > 20_000 {
			return fmt.Errorf("%q makes more than 20,000 phrases", words)
		}
		out = next
		return nil
	}
	rest := words
	for rest != "" {
		before, after, open := strings.Cut(rest, "(")
		if err := add([]string{before}); err != nil {
			return nil, err
		}
		if !open {
			break
		}
		choice, tail, closed := strings.Cut(after, ")")
		if !closed || strings.Contains(choice, "(") {
			return nil, fmt.Errorf("%q: a ( is never closed", words)
		}
		if err := add(strings.Split(choice, "|")); err != nil {
			return nil, err
		}
		rest = tail
	}
	for _, p := range out {
		if len(p) == 0 {
			return nil, fmt.Errorf("%q may stand for nothing at all", words)
		}
	}
	return out, nil
}

type wordFileData struct {
	Version string     `json:"version"`
	Note    string     `json:"note"`
	Lists   []WordList `json:"lists"`
}

// wordFile reads the embedded lists once. They are part of the binary: a broken file is a broken build, caught by a test.
var wordFile = sync.OnceValue(func() wordFileData {
	f, err := parseWords(wordsJSON)
	if err != nil {
		panic("policy/words.json: " + err.Error())
	}
	return f
})

// parseWords reads and checks a file of word lists.
func parseWords(data []byte) (wordFileData, error) {
	var f wordFileData
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return f, err
	}
	seen := map[string]bool{}
	for _, l := range f.Lists {
		switch {
		case l.ID == "" || seen[l.ID]:
			return f, fmt.Errorf("list %q: the id is missing or used twice", l.ID)
		case l.Rule == "" || l.What == "" || l.Fix == "" || l.Source == "" || !l.ReviewedOn.Valid() || len(l.Say) == 0:
			return f, fmt.Errorf("list %s: rule, what, fix, source, reviewed_on and say are all needed", l.ID)
		case !slices.Contains([]WordRole{WordsForbid, WordsDetect, WordsHost}, l.Role):
			return f, fmt.Errorf("list %s: role %q is none of forbid, detect, host", l.ID, l.Role)
		case !severity(l.Severity) || !severity(l.Edited):
			return f, fmt.Errorf("list %s: severity and edited are block or warn", l.ID)
		case l.Where != "" && l.Where != "subject":
			return f, fmt.Errorf("list %s: where is subject or nothing", l.ID)
		}
		seen[l.ID] = true
		for _, e := range l.Say {
			if e.Severity != "" && !severity(e.Severity) {
				return f, fmt.Errorf("list %s: %q: severity is block or warn", l.ID, e.Words)
			}
			if l.Role == WordsHost {
				continue
			}
			if _, err := expand(e.Words); err != nil {
				return f, fmt.Errorf("list %s: %w", l.ID, err)
			}
		}
	}
	return f, nil
}

func severity(s string) bool { return s == "block" || s == "warn" }
