package playbook

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook/source"
)

// Check holds a playbook and its words against each other: every step has words for every side it serves, true in every country, in
// the form of its channel, and no wording has a fault that would stop it. All errors are joined; each names file and line.
func Check(p *Playbook, w *Words) error {
	var errs []error
	for i := range p.lines {
		l := &p.lines[i]
		if l.words == "" {
			continue
		}
		for _, form := range l.forms() {
			for s, side := range goodturn.Sides {
				if l.sides&(1<<s) == 0 || slices.ContainsFunc(w.For(l.words, side, form, 0), func(x *Wording) bool { return x.Country == "" }) {
					continue
				}
				e := source.At(p.file, l.at("words"), fmt.Sprintf("The step %s has no words for %s %s.", l.Name, side1(side), by(form)), fmt.Sprintf("Write words/%s/%s.%s.1.txt; words for unknown serve everybody.", l.words, sideName(side), form))
				e.Field = "words"
				errs = append(errs, e)
				break // unknown comes first and serves all; one error a step and form is enough
			}
		}
	}
	done := map[string]bool{}
	for _, x := range w.All() {
		for i := range p.lines {
			l := &p.lines[i]
			if key := x.Name + string(l.Kind); l.words != x.Folder || done[key] {
				continue
			} else {
				done[key] = true
			}
			for _, f := range p.Lint(l.Name, x) {
				if f.Severity == message.Block {
					errs = append(errs, &goodturn.Error{Code: goodturn.CodeInvalid, File: x.Template.Source().File, Line: f.Line, Column: f.Column, Message: f.Message, Hint: f.Fix})
				}
			}
		}
	}
	return errors.Join(errs...)
}

// Lint judges a wording as the step would send it.
func (p *Playbook) Lint(step string, x *Wording) []message.Finding {
	i := p.index(step)
	if i < 0 {
		return nil
	}
	return message.Lint(message.LintInput{Kind: p.lines[i].Kind, CheckIn: p.lines[i].short, Template: x.Template})
}

// forms are the shapes in which a step must have words: that of its channel, and both where the person chooses.
func (l *line) forms() []message.Form {
	if l.byChoice {
		return []message.Form{message.Email, message.Text}
	}
	return []message.Form{FormOf(l.Channel)}
}

func by(f message.Form) string {
	switch f {
	case message.Text:
		return "as a text"
	case message.Direct:
		return "as a direct message"
	}
	return "by e-mail"
}

func side1(s goodturn.Side) string {
	switch s {
	case goodturn.SideUnknown:
		return "people whose side is unknown"
	case goodturn.SideBoth:
		return "people who sold and bought"
	}
	return "people who " + map[goodturn.Side]string{goodturn.SideBought: "bought", goodturn.SideSold: "sold", goodturn.SideRented: "rented", goodturn.SideRentedOut: "rented out", goodturn.SideInvested: "invested"}[s]
}

// Entry is one step as one side reads it in one form, with every wording of its own.
type Entry struct {
	Step     goodturn.Step
	Folder   string
	Side     goodturn.Side
	Form     message.Form
	Wordings []*Wording
}

// Catalogue lists steps x sides x forms x wordings, in the order of the playbook: what a pack can say, for the page that shows its
// messages and for the documentation. Sides that only borrow another's words are left out, and so are folders that an earlier
// step has shown.
func Catalogue(p *Playbook, w *Words) []Entry {
	var out []Entry
	var seen []string
	for i := range p.lines {
		l := &p.lines[i]
		if l.words == "" || slices.Contains(seen, l.words) {
			continue
		}
		seen = append(seen, l.words)
		for s, side := range goodturn.Sides {
			if l.sides&(1<<s) == 0 {
				continue
			}
			for _, form := range []message.Form{message.Email, message.Text, message.Direct} {
				own := slices.Concat(w.folders[l.words][slot{side, form, false}], w.folders[l.words][slot{side, form, true}])
				if len(own) > 0 {
					step, _ := p.Step(l.Name, side)
					out = append(out, Entry{step, l.words, side, form, own})
				}
			}
		}
	}
	return out
}

// Short reports whether a step's words must stay within a check-in's 60 words.
func (p *Playbook) Short(step string) bool {
	i := p.index(step)
	return i >= 0 && p.lines[i].short
}
