package program

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn/store"
)

// Missing is a plan in use that is not here: the folder that --playbook named was taken away, or is not named at this start.
type Missing struct {
	Plan   string
	People int // whose messages wait for it; with none, somebody new does not come into it
}

// Says is one sentence about it.
func (m Missing) Says() string {
	who := fmt.Sprintf("the messages of %d people wait", m.People)
	switch m.People {
	case 0:
		who = "nobody new comes into it"
	case 1:
		who = "the messages of one person wait"
	}
	return "The plan " + m.Plan + " is in use and not here: " + who + "."
}

// MissingHint says what to do about it.
const MissingHint = "Start Goodturn with --playbook and the folder it is in; everything goes on from where it was."

// FindMissing looks which plans in use are not here, and remembers it for Missing. It reads every open plan once.
func (p *Program) FindMissing(ctx context.Context) (out []Missing, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		out = nil
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		people, err := tx.PlansInUse()
		if err != nil {
			return err
		}
		for _, name := range set.WithDefaults().Packs() {
			if _, counted := people[name]; !counted {
				people[name] = 0
			}
		}
		for name, n := range people {
			if p.Absent(name) {
				out = append(out, Missing{name, n})
			}
		}
		slices.SortFunc(out, func(a, b Missing) int { return strings.Compare(a.Plan, b.Plan) })
		return nil
	})
	if err == nil {
		p.missing.Store(&out)
	}
	return out, err
}

// Missing is what FindMissing found last.
func (p *Program) Missing() []Missing {
	if m := p.missing.Load(); m != nil {
		return *m
	}
	return nil
}
