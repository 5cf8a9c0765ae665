package program

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/channel"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/marks"
	"github.com/goodturn-app/goodturn/program/partners"
	"github.com/goodturn-app/goodturn/store"
)

// Ran says what a run of sending did.
type Ran struct {
	Looked, Sent, Unknown, Failed, Released int
}

// retrySoon is the least time before looking again at what is due but could not be claimed.
const retrySoon = time.Second

// Run decides and sends until nothing more is due, at most so many messages on their way at once. It says what became of them, and when
// something will be due: zero if nothing is planned at all. What it counts as sent is written down when it returns. Ending ctx stops
// new claims; what was marked waits for its answer.
func (p *Program) Run(ctx context.Context, atOnce int) (ran Ran, next time.Time, err error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	slots := make(chan struct{}, max(1, atOnce))
	defer wg.Wait()
	for ctx.Err() == nil {
		batch, swept, err := p.claim(ctx)
		if err != nil {
			wg.Wait()
			return ran, time.Time{}, err
		}
		mu.Lock()
		ran.Looked += swept.Looked
		mu.Unlock()
		for _, c := range batch {
			slots <- struct{}{}
			wg.Add(1)
			go func() {
				defer wg.Done()
				defer func() { <-slots }()
				state := p.deliver(ctx, c)
				mu.Lock()
				defer mu.Unlock()
				switch state {
				case goodturn.DeliverySent:
					ran.Sent++
				case goodturn.DeliveryUnknown:
					ran.Unknown++
				case goodturn.DeliveryFailed:
					ran.Failed++
				default:
					ran.Released++
				}
			}()
		}
		if swept.Still {
			return ran, time.Time{}, nil // whoever lets it move again wakes us
		}
		if swept.Looked == 0 || !swept.More && len(batch) == 0 {
			break
		}
	}
	wg.Wait()
	if ran.Sent > 0 {
		p.DB.Flush()
	}
	err = p.DB.Read(context.WithoutCancel(ctx), func(tx *store.Tx) (err error) {
		next, err = tx.NextDue()
		if soon := tx.Now().Add(retrySoon); !next.IsZero() && next.Before(soon) && ran.Looked == 0 {
			next = soon // what is due and cannot be claimed, because another node holds it, must not make us spin
		}
		return err
	})
	return ran, next, err
}

// deliver carries one claimed touch: mark one is committed, the channel writes the message, mark two is committed at the last
// instant at which it can still be withdrawn, and the outcome is written down. It gives the state in which the delivery ended.
func (p *Program) deliver(ctx context.Context, c *claimed) goodturn.DeliveryState {
	var sender channel.Sender = byHand{}
	var err error
	if c.delivery.Channel != goodturn.ChannelDM {
		sender, err = p.Senders.For(c.draft.About.Owner, c.delivery.Channel)
	}
	if err != nil {
		return p.settle(ctx, c, channel.Receipt{}, channel.Withdrawn("connect", err))
	}
	receipt, err := sender.Send(ctx, envelope(c.draft, c.delivery), func(ctx context.Context) error {
		err := p.marks.Make(ctx, store.Mark{Delivery: c.delivery.ID, Token: c.delivery.Token, Subject: c.draft.Letter.Subject, Body: c.draft.Letter.Text, Hash: bodyHash(c.draft.Letter.Text)})
		if err == nil && p.Fence != nil {
			err = p.Fence.Note(c.delivery.Seq, c.delivery.ClaimedAt)
		}
		return err
	})
	return p.settle(ctx, c, receipt, err)
}

// bodyHash proves later which words were sent, after the words themselves are gone.
func bodyHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// settle writes down what became of a delivery. "Sent" rides on the next commit and nobody waits for it: after a crash it is found
// as a mark without an outcome, which is unknown and never sent again.
func (p *Program) settle(ctx context.Context, c *claimed, r channel.Receipt, failure error) goodturn.DeliveryState {
	if failure == nil {
		p.land(landing{claimed: c, at: p.DB.Clock.Now(), reply: r.Reply})
		return goodturn.DeliverySent
	}
	d, t := c.delivery, c.touch
	quiet := context.WithoutCancel(ctx)
	switch class := channel.ClassOf(failure); {
	case class.MayHaveArrived():
		if err := p.DB.Write(quiet, func(tx *store.Tx) error { return p.uncertain(tx, t, d, failure.Error()) }); err != nil {
			p.Log.Error("an uncertain outcome could not be written; the mark stands and says the same", "delivery", d.ID, "err", err)
		}
		return goodturn.DeliveryUnknown
	case class == channel.ClassPermanent:
		if err := p.DB.Write(quiet, func(tx *store.Tx) error { return p.refused(tx, t, d, failure) }); err != nil {
			p.Log.Error("a refusal could not be written; the lease will end", "delivery", d.ID, "err", err)
		}
		return goodturn.DeliveryFailed
	default:
		if err := p.DB.Write(quiet, func(tx *store.Tx) error { return p.released(tx, t, d, failure, class) }); err != nil {
			p.Log.Error("a release could not be written; the lease will end", "delivery", d.ID, "err", err)
		}
		return goodturn.DeliveryReleased
	}
}

// sentEvent is what the timeline keeps of a message that left, or may have left.
func (p *Program) sentEvent(t goodturn.Touch, d store.Delivery, at time.Time, unknown bool) goodturn.Event {
	what := map[string]any{"touch_id": t.ID, "delivery_id": d.ID, "kind": t.Kind, "step": t.Step, "channel": d.Channel, "automated": true}
	id := "sent:" + string(d.ID)
	if unknown {
		what["unknown"], id = true, "maybe:"+string(d.ID)
	}
	if pack, err := p.pack(t.Playbook); err == nil {
		for _, s := range pack.Playbook.Steps {
			if s.Name == t.Step && s.Companion {
				what["companion"] = true // beside another message of the same day, so it takes no slot of its own
			}
		}
		if s, ok := playbook.Once(t.Step); ok && s.Companion {
			what["companion"] = true
		}
	}
	return goodturn.Event{ContactID: d.ContactID, Name: goodturn.EventSent, At: at, Source: "goodturn", MessageID: id, Props: props(what)}
}

// uncertain: it may have left. It counts as asked, is never sent again by itself, and a person hears of it.
func (p *Program) uncertain(tx *store.Tx, t goodturn.Touch, d store.Delivery, why string) error {
	if err := tx.AwaitContact(t.ContactID); err != nil {
		return err
	}
	at, ok, err := tx.Unsure(d.ID, d.Token, why)
	if err != nil || !ok {
		return err
	}
	d.CommittingAt = at
	return p.nobodyKnows(tx, t, d)
}

// nobodyKnows is what follows from a message of which nobody knows whether it left: it counts, and a person hears of it.
func (p *Program) nobodyKnows(tx *store.Tx, t goodturn.Touch, d store.Delivery) error {
	c, err := tx.Contact(t.ContactID)
	if err != nil {
		return err
	}
	// It counts until somebody knows better, and from the mark, like what is known to have arrived: two words about one message count once.
	if _, err := p.receive(tx, p.sentEvent(t, d, d.CommittingAt, true)); err != nil {
		return err
	}
	if d.Channel == goodturn.ChannelDM {
		return p.askToSend(tx, c, t, d)
	}
	return p.openTask(tx, goodturn.Task{
		ContactID: t.ContactID, OwnerID: t.OwnerID, TouchID: t.ID, Kind: goodturn.TaskUnknown, Key: unknownKey(d.ID),
		Title: "Did the message to " + c.Name() + " arrive?",
		Why:   "The connection broke at the last moment, so it may or may not have left. It is not sent again by itself. After a week it counts as arrived.",
	})
}

// refused: this address is bad, for good. The touch failed, the address is marked, and a task asks to mend it.
func (p *Program) refused(tx *store.Tx, t goodturn.Touch, d store.Delivery, failure error) error {
	if err := tx.AwaitContact(t.ContactID); err != nil {
		return err
	}
	if ok, err := tx.Refused(d.ID, d.Token, failure.Error(), goodturn.ReasonBounced); err != nil || !ok {
		return err
	}
	if err := errors.Join(p.undoClaim(tx, t, d), partners.LookAgain(tx, t)); err != nil {
		return err
	}
	return p.addressFailed(tx, t.ContactID, d.Address, failure.Error())
}

// addressFailed marks an address as dead and asks the owner to mend it.
func (p *Program) addressFailed(tx *store.Tx, contact goodturn.ID, address, why string) error {
	ids, err := tx.Identities(contact)
	if err != nil {
		return err
	}
	for _, i := range ids {
		if i.Value == address && i.Status != goodturn.IdentityBounced {
			i.Status = goodturn.IdentityBounced
			if err := tx.UpdateIdentity(i); err != nil {
				return err
			}
		}
	}
	c, err := tx.Contact(contact)
	if err != nil {
		return err
	}
	if err := p.openTask(tx, goodturn.Task{
		ContactID: contact, OwnerID: c.OwnerID, Kind: goodturn.TaskFixAddress, Key: "fix_address:" + string(contact),
		Title: "Fix the e-mail address of " + c.Name(), Why: "Mail to " + address + " came back.",
	}); err != nil {
		return err
	}
	_, err = p.receive(tx, goodturn.Event{ContactID: contact, Name: goodturn.EventBounced, Source: "goodturn", MessageID: fmt.Sprintf("bounced:%s:%d", address, tx.Now().UnixMilli()),
		Props: props(map[string]any{"address": address, "permanent": true, "reply": why})})
	return err
}

// retryAfter is how long a touch waits after its n-th failed attempt: minutes first, then hours. The late window ends it.
func retryAfter(attempt int) time.Duration {
	d := time.Minute << min(attempt, 7)
	return min(d, 2*time.Hour)
}

// released: nothing left. The touch is planned again and judged anew; the gate is as it was before.
func (p *Program) released(tx *store.Tx, t goodturn.Touch, d store.Delivery, failure error, class channel.Class) error {
	due := tx.Now().Add(retryAfter(d.Attempt))
	if class == channel.ClassWithdrawn && errors.Is(failure, marks.ErrStopped) {
		due = tx.Now() // the facts have changed: look at once
	}
	if err := tx.AwaitContact(t.ContactID); err != nil {
		return err
	}
	if ok, err := tx.Release(d.ID, d.Token, due, failure.Error()); err != nil || !ok {
		return err
	}
	if class == channel.ClassSender {
		if err := p.mailboxFailed(tx, d.UserID, failure); err != nil {
			return err
		}
	}
	return p.undoClaim(tx, t, d)
}

// undoClaim takes back what a claim wrote in advance for a message that certainly did not leave: the gates as they were before,
// the ask that it opened, the reminder that it used.
func (p *Program) undoClaim(tx *store.Tx, t goodturn.Touch, d store.Delivery) error {
	for _, k := range gateKeys(t, d.UserID) {
		if err := tx.ReleaseGate(k, t.ID); err != nil {
			return err
		}
	}
	if err := undoRequest(tx, t); err != nil {
		return err
	}
	switch {
	case t.Kind == goodturn.KindReminder:
		return tx.GiveBackReminder(d.AskID)
	case d.AskID != "":
		ask, err := tx.Ask(d.AskID)
		if err != nil {
			return err
		}
		_, err = tx.VoidAsk(ask)
		return err
	}
	return nil
}

// mailboxRest is how long a mailbox rests after its provider refused the account rather than a message.
const mailboxRest = 30 * time.Minute

// mailboxFailed lets a mailbox rest and tells its owner why.
func (p *Program) mailboxFailed(tx *store.Tx, user goodturn.ID, failure error) error {
	if err := tx.SetValue(restKey(user), restJSON(tx.Now().Add(mailboxRest), failure)); err != nil {
		return err
	}
	return p.openTask(tx, goodturn.Task{
		OwnerID: user, Kind: goodturn.TaskOther, Key: "mailbox:" + string(user), Urgent: true,
		Title: "Your mailbox refuses to send", Why: "It said: " + failure.Error() + ". Messages wait and go on by themselves once it works.",
	})
}
