package program

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/store"
)

// TempoChange is what another tempo does to what has not left.
type TempoChange struct {
	Plans   int // how many were looked at
	All     bool
	Added   int // asks
	Removed int
	Moved   int // messages of any kind that get another day
	Some    []TempoExample
}

// TempoExample is the first ask that another tempo moves for one real person, on their own calendar.
type TempoExample struct {
	Contact goodturn.Contact
	Title   string        // of the step
	Before  goodturn.Date // zero: it was not planned
	After   goodturn.Date // zero: it goes no more
	at      time.Time     // the earlier of the two
}

// tempoExamples is how many people a preview names.
const tempoExamples = 5

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
			if x, ok := p.tempoExample(diff); ok {
				x.Contact.ID = e.ContactID
				out.Some = append(out.Some, x)
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
		slices.SortStableFunc(out.Some, func(x, y TempoExample) int { return x.at.Compare(y.at) })
		out.Some = out.Some[:min(tempoExamples, len(out.Some))]
		for i := range out.Some {
			if out.Some[i].Contact, err = tx.Contact(out.Some[i].Contact.ID); err != nil {
				return err
			}
		}
		return errPreview
	})
	if errors.Is(err, errPreview) {
		err = nil
	}
	return out, err
}

// tempoExample is the earliest ask that a change of plan touches.
func (p *Program) tempoExample(d playbook.Diff) (x TempoExample, ok bool) {
	see := func(at time.Time, t goodturn.Touch, before, after goodturn.Date) {
		if t.Kind == goodturn.KindAsk && (!ok || at.Before(x.at)) {
			x, ok = TempoExample{Title: p.StepTitle(t), Before: before, After: after, at: at}, true
		}
	}
	for _, m := range d.Move {
		if m.Seen() {
			see(m.Before.DueAt, m.Before, DayIn(m.Before.DueAt, m.Before.Zone), DayIn(m.After.DueAt, m.After.Zone))
		}
	}
	for _, t := range d.Drop {
		see(t.DueAt, t, DayIn(t.DueAt, t.Zone), goodturn.Date{})
	}
	for _, t := range d.Add {
		see(t.DueAt, t, goodturn.Date{}, DayIn(t.DueAt, t.Zone))
	}
	return x, ok
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
