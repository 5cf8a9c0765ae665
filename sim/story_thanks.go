package sim

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/introductions"
	"github.com/goodturn-app/goodturn/store"
)

// reaches moves the last introduction that somebody made.
func (t *teller) reaches(ctx context.Context, id goodturn.ID, stage goodturn.Stage) error {
	var last goodturn.Referral
	if err := t.w.DB.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Referrals(id)
		if err == nil && len(all) == 0 {
			err = goodturn.NotFound("introduction to move")
		}
		if err == nil {
			last = all[len(all)-1]
		}
		return err
	}); err != nil {
		return err
	}
	_, err := introductions.New(t.w.Program).MoveIntroduction(ctx, last.ID, introductions.To(stage, t.owner.ID))
	return err
}

// thanks closes the tasks that ask the owner to thank somebody.
func (t *teller) thanks(ctx context.Context, id goodturn.ID) error {
	var open []goodturn.Task
	if err := t.w.DB.Read(ctx, func(tx *store.Tx) (err error) {
		open, err = tx.ContactTasks(id)
		return err
	}); err != nil {
		return err
	}
	for _, k := range open {
		if k.Kind != goodturn.TaskThank || !k.DoneAt.IsZero() {
			continue
		}
		if err := t.w.Program.TaskDone(ctx, k.ID, program.OutcomeTalked, program.Told{By: t.owner.ID}); err != nil {
			return err
		}
	}
	return nil
}
