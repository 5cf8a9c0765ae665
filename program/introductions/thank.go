package introductions

import (
	"context"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// How soon whoever gives a name is thanked (promise F4): within a day. When the note goes by itself: program.ThankAfter.
const (
	thankWithin = 24 * time.Hour
	thankLater  = 2 * time.Hour // after a later stage: time enough for the owner to say it, or to move the card back
)

// thank drafts the note that thanks for an introduction at one of its stages. It does nothing where there is nobody to thank, the plan
// has no such words, or the note was drafted before: the owner's task stands in any case.
func (p *Introductions) thank(tx *store.Tx, r goodturn.Referral, stage goodturn.Stage) error {
	if r.ReferrerID == "" || !r.WithdrawnAt.IsZero() || stage == goodturn.StageQualified && !r.MayTell {
		return nil // that the two are in touch is the friend's to tell
	}
	if stage == goodturn.StageIntroduced {
		if thanked, err := thankedForRequest(tx, r); err != nil || thanked {
			return err
		}
	}
	c, err := tx.Contact(r.ReferrerID)
	if err != nil {
		return err
	}
	plans, err := tx.ContactEnrolments(c.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(plans, func(e goodturn.Enrolment) bool { return e.State == goodturn.EnrolmentActive })
	if i < 0 {
		return nil
	}
	pack, err := p.ShippedPack(plans[i].Playbook)
	if err != nil {
		return err
	}
	step, ok := pack.Playbook.Thanks(stage, plans[i].Side)
	if !ok {
		return nil
	}
	id := tx.NewID()
	if fresh, err := tx.InsertThanks(store.Thanks{TouchID: id, ReferralID: r.ID, Stage: stage, ContactID: c.ID}); err != nil || !fresh {
		return err
	}
	t, err := p.thanksTouch(tx, c, plans[i], pack.Playbook, step)
	if err != nil {
		return err
	}
	t.ID = id
	s, err := tx.Settings()
	if err != nil {
		return err
	}
	zone, open, err := p.OpeningIn(tx, s.WithDefaults(), c, t.Channel)
	if err != nil {
		return err
	}
	t.Zone = zone.String()
	hours, _ := pack.Playbook.HoursOf(t.Step)
	open.Windows = open.Windows.Intersect(hours)
	at := thanksAt(tx.Now(), open, stage, r.CreatedAt)
	t.PlannedAt, t.DueAt, t.LegalAt, t.UntilAt = at, at, at, at.Add(14*goodturn.Day)
	_, err = tx.InsertTouches([]goodturn.Touch{t})
	return err
}

// thankedForRequest lets the letter that thanks for an introduction asked for by hand thank for the name that came of it: nobody is
// thanked twice for one door. False where no such letter waits.
func thankedForRequest(tx *store.Tx, r goodturn.Referral) (bool, error) {
	all, err := tx.ContactTouches(r.ReferrerID)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(all, func(t goodturn.Touch) bool {
		return t.Manual && t.State == goodturn.Planned && t.Kind == goodturn.KindThanks && t.Step == string(goodturn.RequestIntroduction)+"-thanks"
	})
	if i < 0 {
		return false, nil
	}
	if tied, err := tx.ThanksOf(all[i].ID); err != nil || len(tied) > 0 {
		return false, err
	}
	return tx.InsertThanks(store.Thanks{TouchID: all[i].ID, ReferralID: r.ID, Stage: goodturn.StageIntroduced, ContactID: r.ReferrerID})
}

// thanksTouch is a touch beside the plan, its occurrence below zero where no plan goes.
func (p *Introductions) thanksTouch(tx *store.Tx, c goodturn.Contact, e goodturn.Enrolment, book *playbook.Playbook, step goodturn.Step) (goodturn.Touch, error) {
	before, err := tx.EnrolmentTouches(e.ID)
	if err != nil {
		return goodturn.Touch{}, err
	}
	n := -1
	for _, t := range before {
		if t.Step == step.Name && t.Occurrence <= n {
			n = t.Occurrence - 1
		}
	}
	ch := goodturn.ChannelEmail
	if book.ByPreference(step.Name) && c.Prefers != "" {
		ch = c.Prefers
	}
	return goodturn.Touch{EnrolmentID: e.ID, ContactID: c.ID, HouseholdID: c.HouseholdID, OwnerID: c.OwnerID, Playbook: e.Playbook, Step: step.Name, Occurrence: n,
		Kind: goodturn.KindThanks, Channel: ch, Anchor: e.Anchor, Late: step.Late, State: goodturn.Planned, StateAt: tx.Now(),
		Variant: playbook.VariantAmong(c.ID, nil) - n - 1, Manual: true}, nil
}

// thanksAt is when the note goes by itself: for a name the last good moment within 22 hours of it, later the next good one.
func thanksAt(now time.Time, open schedule.Opening, stage goodturn.Stage, named time.Time) time.Time {
	if stage == goodturn.StageIntroduced {
		for at := named.Add(program.ThankAfter); at.After(now); at = at.Add(-5 * time.Minute) {
			if open.Open(at) {
				return at
			}
		}
	}
	from := now.Add(thankLater)
	if at, ok := open.Next(from); ok {
		return at
	}
	return from
}

// unthank calls off what was to thank somebody who is no longer credited: the notes that have not left, and the owner's tasks.
func (p *Introductions) unthank(tx *store.Tx, referral goodturn.ID) error {
	notes, err := tx.ThanksFor(referral)
	if err != nil {
		return err
	}
	for _, n := range notes {
		t, err := tx.Touch(n.TouchID)
		if err != nil {
			return err
		}
		if t.State != goodturn.Planned {
			continue
		}
		if _, err := tx.EndTouch(t, goodturn.Cancelled, []goodturn.ReasonCode{goodturn.ReasonSuperseded}); err != nil {
			return err
		}
		if err := tx.DropThanks(t.ID); err != nil {
			return err
		}
	}
	for _, key := range []string{program.ThankKey, program.ThankLateKey, program.ThankWonKey} {
		if _, err := tx.DoneTaskKey(key+string(referral), program.OutcomeNotNeeded); err != nil {
			return err
		}
	}
	return nil
}

// ThankedInTime counts the names of the last 90 days whose giver was thanked within a day, and all whose day is over or who were.
func (p *Introductions) ThankedInTime(ctx context.Context) (inTime, of int, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		inTime, of, err = tx.ThankedInTime(tx.Now().Add(-90*goodturn.Day), thankWithin)
		return err
	})
	return inTime, of, err
}
