package approvals

import (
	"context"
	"errors"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Wordings is what one playbook can say.
type Wordings struct {
	Playbook *playbook.Playbook
	Words    *playbook.Words // with the owner's versions laid over the shipped ones
	Shipped  *playbook.Words
	Yours    map[string]bool // names of wordings that the owner has changed
	Auto     map[string]bool // steps of it that go by themselves
	Voice    goodturn.Voice
}

// SideName is how words for one part in a deal are called.
func SideName(s goodturn.Side) string {
	switch s {
	case goodturn.SideUnknown:
		return "any deal"
	case goodturn.SideBoth:
		return "sold and bought"
	case goodturn.SideRentedOut:
		return "rented out"
	}
	return string(s)
}

// Wordings reads the words of a playbook as they are now; an empty name is the workspace's main one. CodeInvalid for one that is not here.
func (p *Approvals) Wordings(ctx context.Context, plan string) (out Wordings, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out, err = p.wordings(tx, plan)
		return err
	})
	return out, err
}

func (p *Approvals) wordings(tx *store.Tx, plan string) (out Wordings, err error) {
	s, err := tx.Settings()
	if err != nil {
		return out, err
	}
	s = s.WithDefaults()
	if plan == "" {
		plan = s.Pack
	}
	pack, err := p.ShippedPack(plan)
	if err != nil {
		return out, err
	}
	edits, err := tx.Words(pack.Playbook.Name)
	if err != nil {
		return out, err
	}
	out = Wordings{Playbook: pack.Playbook, Shipped: pack.Words, Yours: map[string]bool{}, Auto: map[string]bool{}}
	for _, step := range pack.Playbook.Steps {
		out.Auto[step.Name] = s.GoesByItself(pack.Playbook.Name, step.Name)
	}
	for _, e := range edits {
		out.Yours[e.Name] = true
	}
	out.Words, err = p.WordsIn(tx, pack)
	return out, err
}

// TriedWords is what words would make of real people's messages.
type TriedWords struct {
	Findings []message.Finding
	Trials   []Trial
	Values   message.Values // of the first person, for the list of names that words can print
}

// Trial is one real person's message in the words that are tried.
type Trial struct {
	Contact goodturn.Contact
	Letter  message.Letter
	Theirs  message.Letter // what their plan really holds for them, which may be another wording; zero for an example
	Example bool           // nobody's plan has the step: an example client, who does not exist
	Missing []string       // facts that the words print and that are not known of them
}

// TryWords fills the words of one wording of a plan for up to three real people whose plan holds the step, and judges the words. It writes
// nothing. CodeNotFound if there is no such wording; words that cannot be read come as findings.
func (p *Approvals) TryWords(ctx context.Context, plan, name, body string) (out TriedWords, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out, err = p.tryWords(tx, plan, name, body)
		return err
	})
	return out, err
}

func (p *Approvals) tryWords(tx *store.Tx, plan, name, body string) (out TriedWords, err error) {
	all, err := p.wordings(tx, plan)
	if err != nil {
		return out, err
	}
	w, ok := all.Words.Named(name)
	if !ok {
		return out, goodturn.NotFound("wording")
	}
	changed, err := all.Words.With(name, body, message.CatalogueFor(all.Playbook.Pack))
	if err != nil {
		out.Findings = findingsOf(err)
		return out, nil
	}
	mine, _ := changed.Named(name)
	tpl, step := mine.Template, stepOf(all.Playbook, w.Folder)
	out.Findings = all.Playbook.Lint(step, mine)
	touches, err := p.somePlanned(tx, all.Playbook, w, step)
	if err != nil {
		return out, err
	}
	for _, t := range touches {
		l, err := p.Look(tx, t, tx.Now())
		if err != nil {
			return out, err
		}
		if l.Written == nil {
			continue
		}
		values := message.ValuesFor(l.Written.About)
		if out.Values == nil {
			out.Values = values
		}
		trial := Trial{Contact: l.Written.About.Contact, Theirs: l.Written.Letter}
		if filled, err := tpl.Fill(values); err == nil {
			trial.Letter = message.Finish(filled, "", message.Footer(l.Written.About, w.Form))
		} else {
			for _, m := range tpl.Needs(values) {
				trial.Missing = append(trial.Missing, m.Field)
			}
		}
		out.Trials = append(out.Trials, trial)
	}
	if len(out.Trials) == 0 {
		return p.exampleTrial(tx, out, all.Playbook, mine)
	}
	return out, nil
}

// exampleTrial fills words for an example client, where nobody's plan has the step.
func (p *Approvals) exampleTrial(tx *store.Tx, out TriedWords, book *playbook.Playbook, w *playbook.Wording) (TriedWords, error) {
	s, err := tx.Settings()
	if err != nil {
		return out, err
	}
	about := message.About{Settings: s.WithDefaults()}
	about.Settings.Pack = book.Pack
	users, err := tx.Users()
	if err != nil {
		return out, err
	}
	for _, u := range users {
		if u.Active {
			about.Owner = u
			break
		}
	}
	out.Values = playbook.ExampleValues(book.Pack, w.Side, goodturn.DateOf(tx.Now()), !w.Plain)
	trial := Trial{Example: true}
	if filled, err := w.Template.Fill(out.Values); err == nil {
		trial.Letter = message.Finish(filled, "", message.Footer(about, w.Form))
	} else {
		for _, m := range w.Template.Needs(out.Values) {
			trial.Missing = append(trial.Missing, m.Field)
		}
	}
	out.Trials = []Trial{trial}
	return out, nil
}

// stepOf is the first step whose words lie in a folder.
func stepOf(book *playbook.Playbook, folder string) string {
	for _, s := range book.Steps {
		if book.WordsOf(s.Name) == folder {
			return s.Name
		}
	}
	return ""
}

// trials is how many real people stand beside words, and among how many they are looked for.
const trials, trialsAmong = 3, 60

// somePlanned finds planned touches of a step for a side, of different people.
func (p *Approvals) somePlanned(tx *store.Tx, book *playbook.Playbook, w *playbook.Wording, step string) (out []goodturn.Touch, err error) {
	var after goodturn.ID
	seen := map[goodturn.ID]bool{}
	for range 4 {
		plans, err := tx.ActiveEnrolments(book.Name, after, trialsAmong)
		if err != nil || len(plans) == 0 {
			return out, err
		}
		after = plans[len(plans)-1].ID
		var ids []goodturn.ID
		for _, e := range plans {
			if w.Side == goodturn.SideUnknown || e.Side == w.Side {
				ids = append(ids, e.ID)
			}
		}
		touches, err := tx.EnrolmentsTouches(ids)
		if err != nil {
			return out, err
		}
		for _, t := range touches {
			if t.State == goodturn.Planned && t.Step == step && !program.Stuck(t) && !seen[t.ContactID] && len(out) < trials {
				seen[t.ContactID] = true
				out = append(out, t)
			}
		}
		if len(out) == trials {
			break
		}
	}
	return out, nil
}

// findingsOf puts what the compiler said of words beside the other findings.
func findingsOf(err error) (out []message.Finding) {
	var many message.Errors
	if errors.As(err, &many) {
		for _, e := range many {
			out = append(out, message.Finding{Severity: message.Block, Line: e.Line, Column: e.Column, Message: e.Message, Fix: e.Hint})
		}
		return out
	}
	return []message.Finding{{Severity: message.Block, Message: "These words cannot be read: " + err.Error() + ".", Fix: "Leave what stands in double braces as it was, or take it out whole."}}
}

// SaveWords keeps the owner's version of one wording of a plan for everybody from now on; empty words, or the shipped ones, bring the
// playbook's own back. What the rules forbid is refused with CodeInvalid and the findings.
func (p *Approvals) SaveWords(ctx context.Context, by goodturn.ID, plan, name, body string) (findings []message.Finding, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		findings = nil
		all, err := p.wordings(tx, plan)
		if err != nil {
			return err
		}
		shipped, ok := all.Shipped.Named(name)
		if !ok {
			return goodturn.NotFound("wording")
		}
		if body == shipped.Template.Source().Text {
			body = ""
		}
		if body != "" {
			tried, err := p.tryWords(tx, plan, name, body)
			if err != nil {
				return err
			}
			if findings = tried.Findings; message.Blocks(findings) {
				return goodturn.Invalid("words", "The words were not kept.", "What cannot stay is listed beside them.")
			}
		}
		return tx.SaveWords(store.Words{Playbook: all.Playbook.Name, Name: name, Body: body, UpdatedBy: by})
	})
	return findings, err
}
