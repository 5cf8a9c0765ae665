package program

import (
	"encoding/json"
	"fmt"
	"sync"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/store"
)

// Pace is what the dates of a plan follow beside the facts of a person: what the owner chose.
type Pace struct {
	Settings goodturn.Settings  // with defaults; Tempo is the person's own after For
	Book     *playbook.Playbook // with the owner's days; the person's own after For
	Unfit    error              // the days that were kept no longer fit the plan that ships, so its own hold; nil: all is well
}

// For is the pace of one person. Days of their own that do not fit any more leave everybody's in force, and Unfit says so.
func (c Pace) For(who goodturn.Contact) Pace {
	own := who.Timing
	if own.Tempo != "" {
		c.Settings.Tempo = own.Tempo
	}
	if own.FirstAsk == "" && len(own.Steps) == 0 {
		return c
	}
	if book, err := c.Book.With(c.Settings.Tempo, c.Book.Known(own)); err != nil {
		c.Unfit = err
	} else {
		c.Book = book
	}
	return c
}

// paces remembers plans with the owner's days, by name and version.
type paces struct {
	mu  sync.Mutex
	all map[string]Pace
}

// PaceIn is what dates are planned by for everybody in a plan, whose settings may be others than those that hold. Set defaults before.
func (p *Program) PaceIn(tx *store.Tx, set goodturn.Settings, name string) (Pace, error) {
	pack, err := p.pack(name)
	if err != nil {
		return Pace{}, err
	}
	kept, err := tx.Playbooks()
	if err != nil {
		return Pace{}, err
	}
	for _, k := range kept {
		if k.Name == pack.Playbook.Name {
			x, err := p.paced(pack.Playbook, k)
			x.Settings = set
			return x, err
		}
	}
	return Pace{Settings: set, Book: pack.Playbook}, nil
}

func (p *Program) paced(shipped *playbook.Playbook, k store.Playbook) (Pace, error) {
	key := fmt.Sprintf("%s %d %s", k.Name, k.Version, k.Source) // a version that was never committed may come again with other days
	p.paces.mu.Lock()
	defer p.paces.mu.Unlock()
	if x, ok := p.paces.all[key]; ok {
		return x, nil
	}
	all, err := ReadTimings(k.Source)
	if err != nil {
		return Pace{}, fmt.Errorf("read version %d of the plan %s: %w", k.Version, k.Name, err)
	}
	x := Pace{}
	if x.Book, err = shipped.WithAll(all); err != nil {
		x.Book, x.Unfit = shipped, err
		p.Log.Warn("the days that were kept for a plan no longer fit it; its own hold", "plan", k.Name, "version", k.Version, "err", err)
	}
	again := *x.Book
	again.Version = k.Version
	x.Book = &again
	if p.paces.all == nil {
		p.paces.all = map[string]Pace{}
	}
	p.paces.all[key] = x
	return x, nil
}

// ReadTimings reads the days of a plan as a version of it keeps them.
func ReadTimings(source string) (map[goodturn.Tempo]goodturn.Timing, error) {
	out := map[goodturn.Tempo]goodturn.Timing{}
	if source == "" {
		return out, nil
	}
	err := json.Unmarshal([]byte(source), &out)
	return out, err
}

// WouldReplanIn says what planning anew at a pace would do to one enrolment, and writes nothing. who is the person, perhaps as they are
// not yet. It is empty for one that has ended.
func (p *Program) WouldReplanIn(tx *store.Tx, e goodturn.Enrolment, who goodturn.Contact, pace Pace) (playbook.Diff, error) {
	d, _, err := p.wouldReplanAt(tx, e, who, pace)
	return d, err
}
