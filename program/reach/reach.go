// Package reach answers one question: how far has each ask come, and what came of all of them? It notes the stages of the funnel inside
// the transactions of others, counts each ask once, takes back what no longer stands, and reads the sums. It refuses to know when and
// why anybody is asked.
package reach

import (
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/funnel"
	"github.com/goodturn-app/goodturn/store"
)

// mark notes that an ask has come to stages of the funnel. Told twice, nothing changes.
func mark(tx *store.Tx, a goodturn.Ask, at time.Time, steps ...funnel.Step) error {
	if a.ID == "" || a.State == goodturn.AskVoid {
		return nil
	}
	names := make([]string, len(steps))
	for i, s := range steps {
		names[i] = string(s)
	}
	return tx.Reach(a, at, names...)
}

// unmark takes that back.
func unmark(tx *store.Tx, a goodturn.Ask, steps ...funnel.Step) error {
	for _, s := range steps {
		if _, err := tx.Unreach(a, string(s)); err != nil {
			return err
		}
	}
	return nil
}

// Delivered notes that a message which asks has arrived; of others nothing is counted.
func Delivered(tx *store.Tx, d store.Delivery, at time.Time) error {
	if d.Kind != goodturn.KindAsk || d.AskID == "" {
		return nil
	}
	a, err := tx.Ask(d.AskID)
	if err != nil {
		return err
	}
	return mark(tx, a, at, funnel.Delivered)
}

// Undelivered takes back that a message arrived: it came back.
func Undelivered(tx *store.Tx, d store.Delivery) error {
	if d.Kind != goodturn.KindAsk || d.AskID == "" {
		return nil
	}
	a, err := tx.Ask(d.AskID)
	if err != nil {
		return err
	}
	return unmark(tx, a, funnel.Delivered)
}

// Viewed notes that whoever wrote back has seen what was asked last.
func Viewed(tx *store.Tx, contact goodturn.ID) error {
	asks, err := tx.Asks(contact)
	if err != nil || len(asks) == 0 || asks[0].State != goodturn.AskOpen {
		return err
	}
	return mark(tx, asks[0], tx.Now(), funnel.Viewed)
}

// meant is the stage that an answer alone brings an ask to.
var meant = map[goodturn.Answer]funnel.Step{goodturn.AnswerYes: funnel.Intent, goodturn.AnswerMiddle: funnel.Middle}

// Answered counts an answer, and takes what the one before it counted back.
func Answered(tx *store.Tx, a goodturn.Ask, before goodturn.Answer) error {
	if step, ok := meant[before]; ok {
		if err := unmark(tx, a, step); err != nil {
			return err
		}
	}
	steps := []funnel.Step{funnel.Viewed, funnel.Answered}
	if step, ok := meant[a.Answer]; ok {
		steps = append(steps, step)
	}
	return mark(tx, a, tx.Now(), steps...)
}

// Introduced counts how far the introductions of an ask have come, and takes back what no longer stands: a deal that fell
// through is none.
func Introduced(tx *store.Tx, r goodturn.Referral) error {
	if r.AskID == "" {
		return nil
	}
	a, err := tx.LockAsk(r.AskID) // two cards of one ask that move at once see each other
	if err != nil {
		return err
	}
	all, err := tx.ReferralsOfAsk(a.ID)
	if err != nil {
		return err
	}
	far, talked := -1, -1 // of all that came of this ask, the furthest; and of those that came to nothing, the furthest before that
	for _, x := range all {
		switch {
		case !x.WithdrawnAt.IsZero():
		case x.Stage != goodturn.StageLost:
			far = max(far, slices.Index(goodturn.Stages, x.Stage))
		case x.ID != r.ID:
			before, err := beforeLost(tx, x.ID)
			if err != nil {
				return err
			}
			talked = max(talked, slices.Index(goodturn.Stages, before))
		}
	}
	for i, stage := range goodturn.Stages {
		step, ok := funnel.StepOf(stage)
		switch {
		case !ok:
		case i <= far:
			if err := mark(tx, a, tx.Now(), step); err != nil {
				return err
			}
		case stage == goodturn.StageWon || r.Stage != goodturn.StageLost && i > talked: // who came to nothing after talking has talked all the same
			if err := unmark(tx, a, step); err != nil {
				return err
			}
		}
	}
	return nil
}

// beforeLost is the stage at which an introduction came to nothing; empty where nobody wrote it down.
func beforeLost(tx *store.Tx, referral goodturn.ID) (goodturn.Stage, error) {
	log, err := tx.ReferralChanges(referral)
	for _, c := range slices.Backward(log) {
		if c.What == "stage" && c.After == string(goodturn.StageLost) {
			return goodturn.Stage(c.Before), err
		}
	}
	return "", err
}

// Invited notes that somebody passed our name on: what they did, or a friend who came, proves it.
func Invited(tx *store.Tx, contact, ask goodturn.ID) error {
	asks, err := tx.Asks(contact)
	if err != nil {
		return err
	}
	for _, a := range asks {
		if a.ID == ask || ask == "" && (a.Answer == goodturn.AnswerYes || a.Answer == goodturn.AnswerMiddle) {
			return mark(tx, a, tx.Now(), funnel.Viewed, funnel.Invited)
		}
	}
	return nil
}
