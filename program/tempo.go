package program

import (
	"context"
	"errors"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// TempoChange is what another tempo does to what has not left.
type TempoChange struct {
	Plans   int // how many were looked at
	All     bool
	Added   int // asks
	Removed int
	Moved   int // messages of any kind that get another day
}

// tempoLook is how many plans a preview of another tempo looks at.
const tempoLook = 300

// PreviewTempo says what SetTempo would do, and writes nothing. It looks at some hundreds of plans and says whether these were all.
func (p *Program) PreviewTempo(ctx context.Context, tempo goodturn.Tempo) (out TempoChange, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		out = TempoChange{}
		if err := p.saveTempo(tx, tempo); err != nil {
			return err
		}
		plans, err := p.activePlans(tx, "", tempoLook)
		if err != nil {
			return err
		}
		out.Plans, out.All = len(plans), len(plans) < tempoLook
		for _, e := range plans {
			diff, _, err := p.wouldReplan(tx, e.ID)
			if err != nil {
				return err
			}
			for _, t := range diff.Add {
				if t.Kind == goodturn.KindAsk {
					out.Added++
				}
			}
			for _, t := range diff.Drop {
				if t.Kind == goodturn.KindAsk {
					out.Removed++
				}
			}
			for _, m := range diff.Move {
				if m.Seen() {
					out.Moved++
				}
			}
		}
		return errPreview
	})
	if errors.Is(err, errPreview) {
		err = nil
	}
	return out, err
}

// replanBatch is how many plans are made anew in one transaction: few, so that sending never waits long.
const replanBatch = 30

// SetTempo changes how soon to ask, and plans anew what has not left: plan by plan in short transactions. Cut off, it may be set
// again; what was planned anew already does not change a second time.
func (p *Program) SetTempo(ctx context.Context, tempo goodturn.Tempo) error {
	if err := p.DB.Write(ctx, func(tx *store.Tx) error { return p.saveTempo(tx, tempo) }); err != nil {
		return err
	}
	var after goodturn.ID
	for {
		n := 0
		last := after
		err := p.DB.Write(ctx, func(tx *store.Tx) error {
			plans, err := p.activePlans(tx, after, replanBatch)
			n = len(plans)
			for _, e := range plans {
				if _, err := p.replan(tx, e.ID); err != nil {
					return err
				}
				last = e.ID
			}
			return err
		})
		if err != nil {
			return err
		}
		if after = last; n < replanBatch {
			p.wake("sweep")
			return nil
		}
	}
}

func (p *Program) saveTempo(tx *store.Tx, tempo goodturn.Tempo) error {
	if !slices.Contains([]goodturn.Tempo{goodturn.Careful, goodturn.Usual, goodturn.Warm}, tempo) {
		return goodturn.Invalid("tempo", "That is no tempo.", "Choose careful, usual or warm.")
	}
	s, err := tx.Settings()
	if err != nil {
		return err
	}
	s.Tempo = tempo
	return tx.SaveSettings(s)
}

func (p *Program) activePlans(tx *store.Tx, after goodturn.ID, limit int) ([]goodturn.Enrolment, error) {
	s, err := tx.Settings()
	if err != nil {
		return nil, err
	}
	pack, err := p.pack(s.WithDefaults().Pack)
	if err != nil {
		return nil, err
	}
	return tx.ActiveEnrolments(pack.Playbook.Name, after, limit)
}
