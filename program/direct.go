package program

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/store"
)

// A direct message (promise D5) is written here and sent by the owner, wherever the two write to each other: the networks forbid
// programs to do it. It passes the same guards and the same two marks as a letter, so that its links work from the moment in which its
// words are shown and the caps count it; from then on nobody here knows whether it left. Its owner says so with one tap, a visit of the
// answer page says it too, and "I did not send it" gives back what it counted.

// byHand carries what the owner sends.
type byHand struct{}

// errYours is why a direct message is of unknown outcome.
var errYours = errors.New("it is yours to send")

func (byHand) Send(ctx context.Context, _ channel.Message, commit channel.Commit) (channel.Receipt, error) {
	if err := commit(ctx); err != nil {
		return channel.Receipt{}, channel.Withdrawn("by hand", err)
	}
	return channel.Receipt{}, &channel.Error{Class: channel.ClassUnknown, Stage: "by hand", Err: errYours}
}

// askToSend gives the owner the words to paste, unless somebody has said meanwhile what speaks against it.
func (p *Program) askToSend(tx *store.Tx, c goodturn.Contact, t goodturn.Touch, d store.Delivery) error {
	if no, err := spokenSince(tx, c, t, d); err != nil || no {
		return err
	}
	_, words, _, err := tx.Body(d.ID)
	if err != nil {
		return err
	}
	return p.openTask(tx, goodturn.Task{
		ContactID: t.ContactID, OwnerID: t.OwnerID, TouchID: t.ID, Kind: goodturn.TaskSend, Key: unknownKey(d.ID), Title: "Send this to " + c.Name(), Say: words,
		Why: "Paste it where the two of you write to each other, and say when it is on its way. Until you do, it counts as sent, so that nobody is asked twice.",
	})
}

// spokenSince reports whether something came before the task that would have taken the words away, had they been there already.
func spokenSince(tx *store.Tx, c goodturn.Contact, t goodturn.Touch, d store.Delivery) (bool, error) {
	stopped, err := IsStopped(tx, c.ID)
	if err != nil || stopped || c.LeftOut {
		return true, err
	}
	if t.Kind == goodturn.KindAsk || t.Kind == goodturn.KindReminder {
		if r, found, err := RequestOf(tx, t); err != nil || found && r.Over() {
			return true, err
		}
		if a, err := tx.Ask(d.AskID); err != nil || a.AnsweredAt.After(d.ClaimedAt) {
			return true, err
		}
	}
	events, err := tx.ContactEvents(c.ID, time.Time{})
	return slices.ContainsFunc(events, func(e goodturn.Event) bool { return silences(e.Name) && e.ReceivedAt.After(d.ClaimedAt) }), err
}

// DropSends takes the words of some touches away of which somebody may no longer hear, or of all that wait to be sent by hand where none
// is named. Whether they went out already nobody knows, so they count as before.
func DropSends(tx *store.Tx, contact goodturn.ID, touches ...goodturn.ID) error {
	open, err := tx.ContactTasks(contact)
	if err != nil {
		return err
	}
	for _, t := range open {
		if t.Kind != goodturn.TaskSend || !t.DoneAt.IsZero() || len(touches) > 0 && !slices.Contains(touches, t.TouchID) {
			continue
		}
		if _, err := tx.DoneTask(t.ID, OutcomeNotNeeded); err != nil {
			return err
		}
	}
	return nil
}
