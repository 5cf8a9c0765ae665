package program

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/store"
)

// yearBatch is how many plans get their next year in one transaction.
const yearBatch = 50

// PlanYears writes the touches of the next year for every enrolment whose plan runs out within a year. It says how many. One whose
// plan is not here waits until it is, with a line in the log; one that fails keeps nobody else waiting, and is told at the end.
func (p *Program) PlanYears(ctx context.Context) (planned int, err error) {
	var failed []error
	gone := map[string]int{}
	at, limit := goodturn.Enrolment{}, yearBatch
	for {
		fresh, page, err := p.growSome(ctx, at, limit, gone)
		if err != nil && (len(page) == 0 || ctx.Err() != nil) {
			return planned, errors.Join(append(failed, err)...)
		}
		if err != nil && len(page) > 1 {
			limit = 1 // one by one, to find whose it is
			continue
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("plan another year of %s: %w", page[0].ID, err))
		}
		planned += fresh
		if len(page) < limit {
			break
		}
		if at = page[len(page)-1]; err != nil {
			limit = yearBatch
		}
	}
	for _, name := range slices.Sorted(maps.Keys(gone)) {
		p.Log.Warn("a plan in use is not here, so nobody in it gets another year; name its folder with --playbook", "plan", name, "people", gone[name])
	}
	return planned, errors.Join(failed...)
}

// growSome gives those behind at their next year in one transaction, all or none; page is whom it looked at. Those whose plan is not
// here are counted in gone.
func (p *Program) growSome(ctx context.Context, at goodturn.Enrolment, limit int, gone map[string]int) (planned int, page []goodturn.Enrolment, err error) {
	var missing []string
	err = p.DB.Write(ctx, func(tx *store.Tx) (err error) {
		planned, page, missing = 0, nil, nil
		if err := tx.HoldPace(); err != nil {
			return err
		}
		if page, err = tx.PlannedShort(goodturn.DateOf(tx.Now()).AddYears(1), at, limit); err != nil {
			return err
		}
		for _, e := range page {
			if _, err := p.pack(e.Playbook); err != nil {
				missing = append(missing, e.Playbook)
				continue
			}
			n, err := p.growYear(tx, e)
			if err != nil {
				return err
			}
			planned += n
		}
		return nil
	})
	if err != nil {
		return 0, page, err
	}
	for _, name := range missing {
		gone[name]++
	}
	return planned, page, nil
}

func (p *Program) growYear(tx *store.Tx, e goodturn.Enrolment) (int, error) {
	s, err := tx.Settings()
	if err != nil {
		return 0, err
	}
	pace, err := p.PaceIn(tx, s.WithDefaults(), e.Playbook)
	if err != nil {
		return 0, err
	}
	c, err := tx.Contact(e.ContactID)
	if err != nil {
		return 0, err
	}
	pace = pace.For(c)
	s = pace.Settings
	where, err := p.whereabouts(tx, s, c)
	if err != nil {
		return 0, err
	}
	in, err := p.planInput(tx, s, c, e, where)
	if err != nil {
		return 0, err
	}
	n := e.PlannedTo.Year - e.Anchor.Year - 1 // planned to the second anniversary: the first later year is next
	touches := pace.Book.PlanYear(in, max(1, n))
	e.PlannedTo, e.UpdatedAt = e.PlannedTo.AddYears(1), tx.Now()
	fresh, err := tx.InsertTouches(named(tx, touches, e))
	if err != nil {
		return 0, err
	}
	_, err = tx.PlannedEnrolment(e)
	return fresh, err
}
