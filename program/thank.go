package program

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/decide"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/store"
)

// ThankAfter is how long after a name was given the drafted note of thanks goes by itself (promise F4: within a day): two hours before
// that is over, so that the owner can be first. One that may not go by itself then is asked for urgently.
const ThankAfter = 22 * time.Hour

// Keys of the tasks about an introduction or a request, before its id: thank for the name, urgently, once more when it was won, for a
// promise, and say who sent the friend.
const (
	ThankKey     = "thank_name:"
	ThankLateKey = "thank_late:"
	ThankWonKey  = "thank_won:"
	PromisedKey  = "promised:"
	WhoSentKey   = "who_sent:"
)

// MayName reports whether the friend may be spoken of to the one who sent them: because the friend agreed, or because they named the
// friend to us themselves.
func MayName(r goodturn.Referral) bool {
	return r.MayTell || r.Source == goodturn.ReferralByOwner || r.Source == goodturn.ReferralByMiddle
}

// friendFirst is the friend's first name as a letter may print it; empty where it is unclear or not to be told.
func friendFirst(r goodturn.Referral) string {
	if !MayName(r) || r.Friend == "" {
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
func (p *Program) acknowledged(tx *store.Tx, referral, by goodturn.ID, how string, at time.Time) error {
	r, err := tx.LockReferral(referral) // its card may be moved at this moment
	if err != nil || !r.AcknowledgedAt.IsZero() {
		return err
	}
	r.AcknowledgedAt = at
	if err := tx.UpdateReferral(&r); err != nil {
		return err
	}
	for _, key := range []string{ThankKey, ThankLateKey} {
		if _, err := tx.DoneTaskKey(key+string(referral), how); err != nil {
			return err
		}
	}
	return tx.AppendReferralChange(goodturn.ReferralChange{ReferralID: referral, By: by, What: "thanked", After: how})
}

// thanked notes what a letter of thanks that left at an instant was for.
func (p *Program) thanked(tx *store.Tx, t goodturn.Touch, at time.Time) error {
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
		return p.acknowledged(tx, x.ReferralID, "", "by letter", at)
	}
	return nil
}

// thankedInPerson notes what a closed task says about thanks. "Not needed" thanks nobody: then the letter stands as planned.
func (p *Program) thankedInPerson(tx *store.Tx, t goodturn.Task, outcome string, by goodturn.ID) error {
	id, ok := strings.CutPrefix(t.Key, ThankKey)
	if !ok {
		id, ok = strings.CutPrefix(t.Key, ThankLateKey)
	}
	if !ok || outcome == OutcomeNotNeeded {
		return nil
	}
	return p.acknowledged(tx, goodturn.ID(id), by, "in person", tx.Now())
}

// UrgeThanks asks the owner urgently to thank for names whose day is nearly over and whose letter has not left: because it waits for
// approval, may not go, or there is none. Each is asked for once.
func (p *Program) UrgeThanks(ctx context.Context) (urged int, err error) {
	err = p.DB.Write(ctx, func(tx *store.Tx) error {
		urged = 0
		late, err := tx.Unacknowledged(tx.Now().Add(-14*goodturn.Day), tx.Now().Add(-ThankAfter), 1000)
		if err != nil {
			return err
		}
		for _, r := range late {
			have, err := tx.ContactTasks(r.ReferrerID)
			if err != nil {
				return err
			}
			key := ThankLateKey + string(r.ID)
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
