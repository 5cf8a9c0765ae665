package program

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/decide/permit"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/store"
)

// How soon whoever gives a name is thanked (promise F4): within a day. The drafted note goes by itself two hours before that is
// over, so that the owner can be first; one that may not go by itself then is asked for urgently.
const (
	thankWithin = 24 * time.Hour
	thankAfter  = 22 * time.Hour
	thankLater  = 2 * time.Hour // after a later stage: time enough for the owner to say it, or to move the card back
)

// Keys of the tasks that ask for thanks, before the id of the introduction.
const (
	thankKey     = "thank_name:"
	thankLateKey = "thank_late:"
	thankWonKey  = "thank_won:"
)

// thank drafts the note that thanks for an introduction at one of its stages. It does nothing where there is nobody to thank, the plan
// has no such words, or the note was drafted before: the owner's task stands in any case.
func (p *Program) thank(tx *store.Tx, r goodturn.Referral, stage goodturn.Stage) error {
	if r.ReferrerID == "" || !r.WithdrawnAt.IsZero() || stage == goodturn.StageQualified && !r.MayTell {
		return nil // that the two are in touch is the friend's to tell
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
	pack, err := p.pack(plans[i].Playbook)
	if err != nil {
		return err
	}
	step, ok := pack.Playbook.Thanks(stage, plans[i].Side)
	if !ok {
		return nil
	}
	id := tx.NewID()
	if fresh, err := tx.InsertThanks(store.Thanks{TouchID: id, ReferralID: r.ID, Stage: stage}); err != nil || !fresh {
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
	where, err := p.whereabouts(tx, s.WithDefaults(), c)
	if err != nil {
		return err
	}
	t.Zone = where.zone.String()
	at := thanksAt(tx.Now(), s.WithDefaults(), where, pack.Playbook, t, stage, r.CreatedAt)
	t.PlannedAt, t.DueAt, t.LegalAt, t.UntilAt = at, at, at, at.Add(14*goodturn.Day)
	_, err = tx.InsertTouches([]goodturn.Touch{t})
	return err
}

// thanksTouch is a touch beside the plan, its occurrence below zero where no plan goes.
func (p *Program) thanksTouch(tx *store.Tx, c goodturn.Contact, e goodturn.Enrolment, book *playbook.Playbook, step goodturn.Step) (goodturn.Touch, error) {
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
func thanksAt(now time.Time, s goodturn.Settings, where place, book *playbook.Playbook, t goodturn.Touch, stage goodturn.Stage, named time.Time) time.Time {
	open := permit.Opening(now, s, where.zones, where.regions, t.Channel)
	open.Windows = open.Windows.Intersect(book.WindowsOf(t.Step))
	if stage == goodturn.StageIntroduced {
		for at := named.Add(thankAfter); at.After(now); at = at.Add(-5 * time.Minute) {
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

// mayName reports whether the friend may be spoken of to the one who sent them: because the friend agreed, or because they named the
// friend to us themselves.
func mayName(r goodturn.Referral) bool {
	return r.MayTell || r.Source == goodturn.ReferralByOwner || r.Source == goodturn.ReferralByMiddle
}

// friendFirst is the friend's first name as a letter may print it; empty where it is unclear or not to be told.
func friendFirst(r goodturn.Referral) string {
	if !mayName(r) || r.Friend == "" {
		return ""
	}
	first, _, _ := strings.Cut(r.Friend, " ")
	name, _ := message.Greetable(first)
	return name
}

// intro is an introduction and the stage of it that a message thanks for.
type intro struct {
	goodturn.Referral
	stage goodturn.Stage
}

// introsOf reads what those of these touches that thank are for.
func introsOf(tx *store.Tx, touches []goodturn.Touch) (map[goodturn.ID]intro, error) {
	var ids []goodturn.ID
	for _, t := range touches {
		if t.Kind == goodturn.KindThanks {
			ids = append(ids, t.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := tx.ThanksOf(ids...)
	out := make(map[goodturn.ID]intro, len(all))
	for _, x := range all {
		r, err := tx.Referral(x.ReferralID)
		if err != nil {
			return nil, err
		}
		out[x.TouchID] = intro{r, x.Stage}
	}
	return out, err
}

// introFacts is what the judgement needs to know before thanks go to reader.
func introFacts(r goodturn.Referral, stage goodturn.Stage, reader goodturn.ID) decide.IntroFacts {
	var f decide.IntroFacts
	switch {
	case r.ReferrerID != reader:
		f.Gone = "somebody else sent them"
	case !r.WithdrawnAt.IsZero():
		f.Gone = "they took it back"
	case stage == goodturn.StageIntroduced:
		f.ThankedAt = r.AcknowledgedAt // a thank-you for the name is due whatever came of it
	case r.Stage != stage && !(stage == goodturn.StageQualified && (r.Stage == goodturn.StageOpportunity || r.Stage == goodturn.StageWon)):
		f.Gone = "it is no longer where it was"
	}
	return f
}

// acknowledged notes that whoever gave the name was thanked, by letter or by the owner.
func (p *Program) acknowledged(tx *store.Tx, referral, by goodturn.ID, how string) error {
	r, err := tx.Referral(referral)
	if err != nil || !r.AcknowledgedAt.IsZero() {
		return err
	}
	r.AcknowledgedAt = tx.Now()
	if err := tx.UpdateReferral(&r); err != nil {
		return err
	}
	for _, key := range []string{thankKey, thankLateKey} {
		if _, err := tx.DoneTaskKey(key+string(referral), how); err != nil {
			return err
		}
	}
	return tx.AppendReferralChange(goodturn.ReferralChange{ReferralID: referral, By: by, What: "thanked", After: how})
}

// thanked notes what a letter of thanks that left was for.
func (p *Program) thanked(tx *store.Tx, t goodturn.Touch) error {
	if t.Kind != goodturn.KindThanks {
		return nil
	}
	all, err := tx.ThanksOf(t.ID)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.Stage != goodturn.StageIntroduced {
			continue
		}
		if r, err := tx.Referral(x.ReferralID); err != nil || r.ReferrerID != t.ContactID { // on its way when somebody else was credited
			return err
		}
		return p.acknowledged(tx, x.ReferralID, "", "by letter")
	}
	return nil
}

// unthank calls off what was to thank somebody who is no longer credited: the notes that have not left, and the owner's tasks.
func (p *Program) unthank(tx *store.Tx, referral goodturn.ID) error {
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
	for _, key := range []string{thankKey, thankLateKey, thankWonKey} {
		if _, err := tx.DoneTaskKey(key+string(referral), OutcomeNotNeeded); err != nil {
			return err
		}
	}
	return nil
}

// thankedInPerson notes what a closed task says about thanks. "Not needed" thanks nobody: then the letter stands as planned.
func (p *Program) thankedInPerson(tx *store.Tx, t goodturn.Task, outcome string, by goodturn.ID) error {
	id, ok := strings.CutPrefix(t.Key, thankKey)
	if !ok {
		id, ok = strings.CutPrefix(t.Key, thankLateKey)
	}
	if !ok || outcome == OutcomeNotNeeded {
		return nil
	}
	return p.acknowledged(tx, goodturn.ID(id), by, "in person")
}

// UrgeThanks asks the owner urgently to thank for names whose day is nearly over and whose letter has not left: because it waits for
// approval, may not go, or there is none. Each is asked for once.
func (p *Program) UrgeThanks(ctx context.Context) (urged int, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		urged = 0
		late, err := tx.Unacknowledged(tx.Now().Add(-14*goodturn.Day), tx.Now().Add(-thankAfter), 1000)
		if err != nil {
			return err
		}
		for _, r := range late {
			have, err := tx.ContactTasks(r.ReferrerID)
			if err != nil {
				return err
			}
			key := thankLateKey + string(r.ID)
			if slices.ContainsFunc(have, func(t goodturn.Task) bool { return t.Key == key }) {
				continue
			}
			c, err := tx.Contact(r.ReferrerID)
			if err != nil {
				return err
			}
			if c.MergedInto != "" { // erased, or one with somebody else who is thanked
				continue
			}
			if err := p.openTask(tx, goodturn.Task{ContactID: c.ID, OwnerID: c.OwnerID, Kind: goodturn.TaskThank, Urgent: true, Key: key,
				Title: "Thank " + c.Name() + " today", Why: "They sent you somebody almost a day ago, and no word of thanks has left yet.",
				Say: "Thank you for thinking of me. It means a lot."}); err != nil {
				return err
			}
			urged++
		}
		return nil
	})
	if err == nil && urged > 0 {
		p.wake("tell")
	}
	return urged, err
}

// ThankedInTime counts the names of the last 90 days whose giver was thanked within a day, and all whose day is over or who were.
func (p *Program) ThankedInTime(ctx context.Context) (inTime, of int, err error) {
	err = p.DB.Read(ctx, func(tx *store.Tx) error {
		inTime, of, err = tx.ThankedInTime(tx.Now().Add(-90*goodturn.Day), thankWithin)
		return err
	})
	return inTime, of, err
}
