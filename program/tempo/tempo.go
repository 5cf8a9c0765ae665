// Package tempo answers one question: how fast do the years of clients go, and what would another pace change? The pace is chosen for
// everybody (careful, usual or warm; the least time between two asks), for the days of a plan's steps, and for one person. A choice is
// looked at on real people before it holds, and moves only what has not left. It refuses to know what a page looks like, and whether a
// message may go when its day comes.
//
// Files: tempo.go (a choice for everybody), finish.go (everybody's plan follows it, also after a stop), look.go (what it would change), person.go (one person's own days), sheet.go (what holds now).
package tempo

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// Desk holds the use cases about the pace, beside those of the program that it stands on. It has no state.
type Desk struct{ *program.Program }

// New makes a Desk on a program.
func New(p *program.Program) *Desk { return &Desk{p} }

// Choice is another pace for everybody. What is left at its zero value stays as it is.
type Choice struct {
	Plan     string           // the plan whose days change; empty: the workspace's main one
	Tempo    goodturn.Tempo   // the tempo that holds from then on
	AskEvery int              // the least number of days between two asks of one person and household
	Days     *goodturn.Timing // days of the plan at the tempo that then holds, all of them: what it leaves out is as it ships
	Version  int              // an earlier version of the plan's days that holds again, at every tempo, instead of Days; 0: none
	Note     string           // what the owner says about it; kept with the version
}

// mostApart is the longest distance between two asks that can be chosen, in days.
const mostApart = 730

// choose is what would hold with a choice: the settings, and the days by tempo of the plan if they change.
func (d *Desk) choose(tx *store.Tx, c Choice) (pace program.Pace, days map[goodturn.Tempo]goodturn.Timing, err error) {
	set, err := tx.Settings()
	if err != nil {
		return pace, nil, err
	}
	set = set.WithDefaults()
	if c.Tempo != "" {
		if !slices.Contains([]goodturn.Tempo{goodturn.Careful, goodturn.Usual, goodturn.Warm}, c.Tempo) {
			return pace, nil, goodturn.Invalid("tempo", "That is no tempo.", "Choose careful, usual or warm.")
		}
		set.Tempo = c.Tempo
	}
	least := int(goodturn.HardAskEvery / goodturn.Day)
	switch {
	case c.AskEvery == 0:
	case c.AskEvery < least:
		return pace, nil, goodturn.Invalid("ask_every", fmt.Sprintf("Nobody is asked twice within %d days, whatever is chosen.", least), fmt.Sprintf("Write %d or more.", least))
	case c.AskEvery > mostApart:
		return pace, nil, goodturn.Invalid("ask_every", "That is more than two years.", fmt.Sprintf("Write at most %d, or leave the asks out one by one.", mostApart))
	default:
		set.AskEvery = time.Duration(c.AskEvery) * goodturn.Day
	}
	if c.Plan == "" {
		c.Plan = set.Pack
	}
	pack, err := d.Pack(c.Plan)
	if err != nil {
		return pace, nil, err
	}
	if pace, err = d.PaceIn(tx, set, pack.Playbook.Name); err != nil {
		return pace, nil, err
	}
	if c.Version != 0 {
		return d.again(tx, pack, pace, c)
	}
	if c.Days == nil {
		return pace, nil, nil
	}
	days, err = kept(tx, pack.Playbook.Name)
	if err != nil {
		return pace, nil, err
	}
	days[set.Tempo] = complete(pack.Playbook, set.Tempo, days[set.Tempo], *c.Days)
	if _, err := pack.Playbook.With(set.Tempo, days[set.Tempo]); err != nil {
		return pace, nil, err
	}
	if pace.Book, err = pack.Playbook.WithAll(days); err != nil {
		return pace, nil, err
	}
	pace.Unfit = nil
	return pace, days, nil
}

// AgainNote is what is kept with a version that brings an earlier one back.
func AgainNote(version int) string { return fmt.Sprintf("As in version %d again.", version) }

// again is what would hold with the days of an earlier version. CodeNotFound if there is none; CodeInvalid if they no longer fit the plan.
func (d *Desk) again(tx *store.Tx, pack *playbook.Shipped, pace program.Pace, c Choice) (program.Pace, map[goodturn.Tempo]goodturn.Timing, error) {
	if c.Days != nil {
		return pace, nil, goodturn.Invalid("version", "Either an earlier version holds again, or other days do.", "Go back first, and change days after that.")
	}
	v, err := tx.Playbook(pack.Playbook.Name, c.Version)
	if err != nil {
		return pace, nil, err
	}
	days, err := program.ReadTimings(v.Source)
	if err != nil {
		return pace, nil, fmt.Errorf("read version %d of the plan %s: %w", v.Version, v.Name, err)
	}
	if pace.Book, err = pack.Playbook.WithAll(days); err != nil {
		return pace, nil, err
	}
	pace.Unfit = nil
	return pace, days, nil
}

// kept reads the days of a plan that differ from those that ship.
func kept(tx *store.Tx, plan string) (map[goodturn.Tempo]goodturn.Timing, error) {
	all, err := tx.Playbooks()
	if err != nil {
		return nil, err
	}
	for _, k := range all {
		if k.Name == plan {
			days, err := program.ReadTimings(k.Source)
			if err != nil {
				return nil, fmt.Errorf("read version %d of the plan %s: %w", k.Version, plan, err)
			}
			return days, nil
		}
	}
	return map[goodturn.Tempo]goodturn.Timing{}, nil
}

// complete moves the useful message ahead of the first ask along with another first ask, unless its own day was changed as well; taken
// back, the message goes back too.
func complete(book *playbook.Playbook, tempo goodturn.Tempo, was, will goodturn.Timing) goodturn.Timing {
	will = will.Tidy()
	change, err := book.FirstAskAfter(tempo, orElse(will.FirstAsk, was.FirstAsk))
	if err != nil {
		return will // nothing to move, or With says what is wrong with it
	}
	for name := range change.Steps {
		s := will.Steps[name]
		same := s.After == was.Steps[name].After
		switch {
		case will.FirstAsk == "" && same && s.After == was.FirstAsk:
			s.After = ""
		case will.FirstAsk != "" && (s.After == "" || same && will.FirstAsk != was.FirstAsk):
			s.After = change.FirstAsk
		default:
			continue
		}
		if will.Steps == nil {
			will.Steps = map[string]goodturn.StepTiming{}
		}
		will.Steps[name] = s
	}
	if will.FirstAsk != "" {
		will.FirstAsk = change.FirstAsk
	}
	return will.Tidy()
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Use makes a choice hold: changed days are kept as the next version of the plan, and what has not left is planned anew, plan by plan in
// short transactions. What was sent stays sent. Cut off, Finish goes on with it: what is left to do is noted in the transaction that makes
// the choice hold.
func (d *Desk) Use(ctx context.Context, by goodturn.ID, c Choice) error {
	var books []string
	err := d.DB.Write(ctx, func(tx *store.Tx) error {
		books = nil
		if err := tx.ChangePace(); err != nil {
			return err
		}
		pace, days, err := d.choose(tx, c)
		if err != nil {
			return err
		}
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		set.Tempo = pace.Settings.Tempo
		if c.AskEvery != 0 {
			set.AskEvery = pace.Settings.AskEvery
		}
		if err := tx.SaveSettings(set); err != nil {
			return err
		}
		for _, name := range set.WithDefaults().Packs() {
			if pack, err := d.Pack(name); err == nil {
				name = pack.Playbook.Name
			}
			books = append(books, name) // a plan that is not here follows once it is
		}
		version := map[string]int{}
		if days != nil {
			if !slices.Contains(books, pace.Book.Name) {
				books = append(books, pace.Book.Name)
			}
			if err := keep(tx, pace.Book.Name, days, c.Note, by); err != nil {
				return err
			}
		}
		all, err := tx.Playbooks()
		if err != nil {
			return err
		}
		for _, k := range all {
			version[k.Name] = k.Version
		}
		for _, book := range books {
			if err := begin(tx, book, version[book]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, book := range books {
		if _, err := d.Pack(book); err != nil {
			continue
		}
		if _, err := d.replanAll(ctx, book); err != nil {
			return fmt.Errorf("plan %s anew: %w", book, err)
		}
	}
	d.Wake("sweep")
	return nil
}

// keep writes the next version of a plan's days, unless they are those that hold.
func keep(tx *store.Tx, plan string, days map[goodturn.Tempo]goodturn.Timing, note string, by goodturn.ID) error {
	have, err := kept(tx, plan)
	if err != nil {
		return err
	}
	maps.DeleteFunc(days, func(_ goodturn.Tempo, t goodturn.Timing) bool { return t.IsZero() })
	if reflect.DeepEqual(have, days) {
		return nil
	}
	source := ""
	if len(days) > 0 {
		b, err := json.Marshal(days)
		if err != nil {
			return fmt.Errorf("write the days of %s: %w", plan, err)
		}
		source = string(b)
	}
	return tx.SavePlaybook(&store.Playbook{Name: plan, Source: source, Note: program.Clip(strings.TrimSpace(note), 500), CreatedBy: by})
}

// SetTempo is Use for the one question that sets every distance.
func (d *Desk) SetTempo(ctx context.Context, t goodturn.Tempo) error {
	if t == "" {
		return goodturn.Invalid("tempo", "That is no tempo.", "Choose careful, usual or warm.")
	}
	return d.Use(ctx, "", Choice{Tempo: t})
}
