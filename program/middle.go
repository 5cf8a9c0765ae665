package program

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/store"
)

// InMind is whom somebody has in mind who answered "call me": a first name and when they like to be called, both if they wish.
type InMind struct {
	First string
	When  string // one of CallTimes; empty: any time
}

// CallTimes are the times of day that somebody can wish for.
var CallTimes = []string{"weekday mornings", "weekday afternoons", "weekday evenings", "the weekend"}

// Minds reports whether an answer asked for a call about somebody.
func (p *Program) Minds(ask goodturn.Ask) bool {
	pack := packOf(p, ask.Playbook)
	return ask.Answer == goodturn.AnswerMiddle && pack != message.PackProduct && pack != message.PackProfessional
}

// InMindOf is whom somebody named with their answer, unless they have taken it back.
func InMindOf(tx *store.Tx, ask goodturn.Ask) (goodturn.Referral, bool, error) {
	list, err := tx.ReferralsOfAsk(ask.ID)
	for _, r := range list {
		if r.Source == goodturn.ReferralByMiddle && r.WithdrawnAt.IsZero() && r.Stage == goodturn.StageIntroduced {
			return r, true, err
		}
	}
	return goodturn.Referral{}, false, err
}

// MiddleKey is the key of the task to call somebody about whom they have in mind.
func MiddleKey(ask goodturn.ID) string { return "middle:" + string(ask) }

// CallAboutIn is the call that the answer asked for, with what is known of it.
func (p *Program) CallAboutIn(tx *store.Tx, ask goodturn.Ask, c goodturn.Contact, first, when string) error {
	if _, err := tx.DoneTaskKey(MiddleKey(ask.ID), "told more"); err != nil {
		return err
	}
	t := goodturn.Task{ContactID: c.ID, OwnerID: ask.OwnerID, TouchID: ask.TouchID, Key: MiddleKey(ask.ID), Kind: goodturn.TaskCall, Urgent: true,
		Title: "Call " + c.Name() + ": they have somebody in mind",
		Why:   "They tapped \"" + p.AnswerWords(ask.Playbook, goodturn.AnswerMiddle) + "\".",
		Say:   "Thank you for thinking of me. Whom do you have in mind, and how do they like to be reached?"}
	if first != "" {
		t.Title = "Call " + c.Name() + ": they have " + first + " in mind"
		t.Why += " The first name is all that they left; nobody has written to " + first + "."
		t.Say = "Thank you for thinking of me. Tell me a little about " + first + ": what is it about, and how may I get in touch?"
	}
	if when != "" {
		t.Why += " They like to be called: " + when + "."
	}
	return p.openTask(tx, t)
}
