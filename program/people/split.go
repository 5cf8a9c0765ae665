package people

import (
	"context"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/store"
)

// Split takes a merge back: away is a person of their own again, with what was theirs. What was sent or asked while the two were one
// counts for both, and so does what was refused.
func (p *People) Split(ctx context.Context, away, by goodturn.ID) error {
	err := p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		c, err := tx.Contact(away)
		if err != nil {
			return err
		}
		if err := program.LockPeople(tx, away, c.MergedInto); err != nil {
			return err
		}
		if c, err = tx.Contact(away); err != nil {
			return err
		}
		text, err := tx.Value(mergeName(away))
		if err != nil {
			return err
		}
		if c.MergedInto == "" || text == "" {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: c.Name() + " is not merged into anybody."}
		}
		var j joined
		if err := readJSON([]byte(text), &j); err != nil {
			return err
		}
		keep, err := tx.Contact(j.Keep)
		if err != nil {
			return err
		}
		if keep.MergedInto != "" {
			return &goodturn.Error{Code: goodturn.CodeConflict, Message: keep.Name() + " was merged into somebody else since.", Hint: "Take that merge back first."}
		}
		return p.split(tx, j, keep, c, by)
	})
	if err == nil {
		p.Wake("sweep")
	}
	return err
}

func (p *People) split(tx *store.Tx, j joined, keep, away goodturn.Contact, by goodturn.ID) error {
	if err := p.refusalsForBoth(tx, j); err != nil {
		return err
	}
	away.MergedInto = ""
	j.unfill(&keep)
	if err := tx.UpdateContact(away); err != nil {
		return err
	}
	if err := tx.Give(j.Moved, keep.ID, away.ID); err != nil {
		return err
	}
	if err := p.partDeals(tx, j); err != nil {
		return err
	}
	xa, err := p.primaries(tx, away, j.Primary)
	if err != nil {
		return err
	}
	xk, err := p.primaries(tx, keep, nil)
	if err != nil {
		return err
	}
	if err := tx.UpdateContact(xa.contact); err != nil {
		return err
	}
	if err := tx.UpdateContact(xk.contact); err != nil {
		return err
	}
	if err := p.raise(tx, keep.ID, away.ID, ""); err != nil {
		return err
	}
	if j.Entered {
		if err := tx.LeaveHousehold(keep.ID); err != nil {
			return err
		}
	}
	if j.Household != "" {
		if _, err := tx.Household(j.Household); err == nil {
			if err := tx.JoinHousehold(away.ID, j.Household); err != nil {
				return err
			}
		} else if goodturn.ErrorCode(err) != goodturn.CodeNotFound {
			return err
		}
	}
	for _, e := range j.Ended {
		now, err := tx.Enrolment(e.ID)
		if err != nil {
			return err
		}
		if now.State == goodturn.EnrolmentSuperseded && now.EndedWhy == "merged with another" || now.State == e.State && now.AsksMuted != e.AsksMuted {
			now.State, now.EndedWhy, now.AsksMuted = e.State, e.EndedWhy, e.AsksMuted
			if err := tx.UpdateEnrolment(now); err != nil {
				return err
			}
		}
	}
	if err := p.planCancelled(tx, j.Cancelled); err != nil {
		return err
	}
	if j.LeftOut {
		if err := p.ReviveAllIn(tx, keep.ID, program.WhyLeftOut, goodturn.ReasonLeftOut); err != nil {
			return err
		}
	}
	if err := p.refold(tx, keep.ID, away.ID); err != nil {
		return err
	}
	if err := p.partPayees(tx, j); err != nil {
		return err
	}
	days := j.Timing != nil || len(j.Deals) > 0 || !xk.contact.Timing.IsZero() || !xa.contact.Timing.IsZero()
	for _, x := range []*person{xk, xa} {
		if days { // each hears on their own again
			if err := p.replanInto(tx, x.contact.ID, &Effect{}); err != nil {
				return err
			}
		}
		if _, err := p.ReceiveIn(tx, goodturn.Event{ContactID: x.contact.ID, Name: goodturn.EventSplit, Source: hand, Props: program.Props(map[string]any{"by": by})}); err != nil {
			return err
		}
		if err := tx.IndexContacts(x.contact.ID); err != nil {
			return err
		}
		if err := tx.LookAgain(x.contact.ID); err != nil {
			return err
		}
	}
	if err := tx.SetValue(mergeName(away.ID), ""); err != nil {
		return err
	}
	return p.EnrolIn(tx, keep.ID, away.ID)
}

// partPayees gives back what a merge took over about rewards. What another entry stands for that is still one with the person, that one
// gives back in its turn.
func (p *People) partPayees(tx *store.Tx, j joined) error {
	others, err := tx.MergedInto(j.Keep)
	if err != nil {
		return err
	}
	passed, err := rewards.Part(tx, j.Keep, j.Payee, others...)
	for id, taken := range passed {
		text, err := tx.Value(mergeName(id))
		if err != nil {
			return err
		}
		var o joined
		if err := readJSON([]byte(text), &o); err != nil {
			return err
		}
		o.Payee = o.Payee.With(taken)
		if err := o.note(tx); err != nil {
			return err
		}
	}
	return err
}

// refusalsForBoth: what was refused while the two were one may have been said by either.
func (p *People) refusalsForBoth(tx *store.Tx, j joined) error {
	rows, err := tx.Suppressions(j.Keep)
	if err != nil {
		return err
	}
	merged, found, err := p.mergedAt(tx, j)
	if err != nil {
		return err
	}
	for _, s := range rows {
		if slices.Contains(j.Moved["suppression"], s.ID) || found && !s.At.After(merged) {
			continue
		}
		s.ID, s.ContactID = "", j.Away
		if err := tx.AddSuppression(&s); err != nil {
			return err
		}
	}
	return nil
}

func (p *People) mergedAt(tx *store.Tx, j joined) (at time.Time, found bool, err error) {
	events, err := tx.ContactEvents(j.Keep, time.Time{})
	if err != nil {
		return at, false, err
	}
	for _, e := range events {
		var x struct {
			Other goodturn.ID `json:"other"`
		}
		if e.Name != goodturn.EventMerged {
			continue
		}
		if err := readJSON(e.Props, &x); err != nil {
			return at, false, err
		}
		if x.Other == j.Away {
			at, found = e.At, true
		}
	}
	return at, found, nil
}

// planCancelled plans again what a merge had cancelled, as far as its time has not passed.
func (p *People) planCancelled(tx *store.Tx, ids []goodturn.ID) error {
	touches, err := tx.Touches(ids)
	if err != nil {
		return err
	}
	for _, t := range touches {
		if t.State != goodturn.Cancelled || t.PlannedAt.Add(t.Late).Before(tx.Now()) || !t.UntilAt.IsZero() && t.UntilAt.Before(tx.Now()) {
			continue
		}
		back := t
		if back.DueAt.Before(tx.Now()) {
			back.DueAt = tx.Now()
		}
		if _, err := tx.Revive(back, t.Reasons...); err != nil {
			return err
		}
	}
	return nil
}
