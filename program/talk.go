package program

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/program/reach"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// hand is the source of what people type.
const hand = "hand"

// Told is what the owner says, in one tap, about something that happened outside. The zero At means now.
type Told struct {
	At   time.Time
	By   goodturn.ID
	Text string // their words, or a note; kept in the timeline
	Via  string // where it came from; empty: somebody typed it
}

// Event is it as an event of somebody. CodeInvalid for what lies ahead.
func (t Told) Event(contact goodturn.ID, name goodturn.EventName, now time.Time, more map[string]any) (goodturn.Event, error) {
	at := t.At
	if at.IsZero() {
		at = now
	}
	if at.After(now.Add(time.Minute)) {
		return goodturn.Event{}, goodturn.Invalid("at", "That is not yet.", "Give a time that has passed.")
	}
	told := map[string]any{"by": t.By}
	if s := strings.TrimSpace(t.Text); s != "" {
		told["text"] = Clip(s, 4000)
	}
	if !t.At.IsZero() && t.At.UTC().Truncate(12*time.Hour) != t.At.UTC() { // a day alone comes as its midnight or noon
		told["hour"] = true
	}
	for k, v := range more {
		told[k] = v
	}
	e := goodturn.Event{ContactID: contact, Name: name, At: at, Source: t.Via, Props: props(told)}
	if e.Source == "" {
		e.Source = hand
	}
	return e, nil
}

// Replied notes that somebody wrote back. The two are talking now: what is planned waits, and reminders of an open request end.
func (p *Program) Replied(ctx context.Context, id goodturn.ID, t Told) error {
	return p.onPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		if err := p.gotIt(tx, id); err != nil {
			return err
		}
		if err := reach.Viewed(tx, id); err != nil {
			return err
		}
		return p.TellIn(tx, id, goodturn.EventReplied, t, nil)
	})
}

// TellIn notes something that ends reminders.
func (p *Program) TellIn(tx *store.Tx, id goodturn.ID, name goodturn.EventName, t Told, more map[string]any) error {
	e, err := t.Event(id, name, tx.Now(), more)
	if err != nil {
		return err
	}
	if _, err := p.receive(tx, e); err != nil {
		return err
	}
	return p.endReminders(tx, id)
}

// endReminders cancels the reminders of an open request: it was answered by another road.
func (p *Program) endReminders(tx *store.Tx, id goodturn.ID) error {
	asks, err := tx.Asks(id)
	if err != nil {
		return err
	}
	for _, a := range asks {
		if a.State != goodturn.AskOpen {
			continue
		}
		c, err := tx.Contact(id)
		if err != nil {
			return err
		}
		if err := p.CancelAskingIn(tx, c, goodturn.ReasonAnswered, func(t goodturn.Touch) bool {
			return t.Kind == goodturn.KindReminder && t.DueAt.Before(a.OpenedAt.Add(goodturn.HardAskEvery))
		}); err != nil {
			return err
		}
	}
	return nil
}

// gotIt settles the last message whose outcome nobody knew: whoever writes back has got it. Of what its owner sends by hand only the owner
// knows, or whoever opens its link: they may write about something else before it is sent.
func (p *Program) gotIt(tx *store.Tx, id goodturn.ID) error {
	list, err := tx.ContactDeliveries(id, 0, 5)
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.State == goodturn.DeliveryUnknown && d.Channel != goodturn.ChannelDM {
			t, err := tx.Touch(d.TouchID)
			if err != nil {
				return err
			}
			return p.ItArrivedIn(tx, t)
		}
	}
	return nil
}

// AskedToStop notes that somebody said that they want no more messages, by whatever road. It holds from this moment, for ever.
func (p *Program) AskedToStop(ctx context.Context, id, by goodturn.ID) error {
	return p.onPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		done, err := IsStopped(tx, id)
		if err != nil || done {
			return err
		}
		if err := p.StopIn(tx, id, hand); err != nil {
			return err
		}
		return p.dropTasks(tx, id)
	})
}

// Bounced notes that mail came back. The address is not used again before somebody mends it; what it had delivered counts as not
// delivered, and whatever leaned on that waits. address empty means the one in use.
func (p *Program) Bounced(ctx context.Context, id goodturn.ID, address string, t Told) error {
	return p.onPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		ids, err := tx.Identities(id)
		if err != nil {
			return err
		}
		found := false
		for _, i := range ids {
			if i.Kind != goodturn.IdentityEmail || address != "" && i.Value != strings.ToLower(strings.TrimSpace(address)) {
				continue
			}
			found, address = true, i.Value
			break
		}
		if !found {
			return goodturn.Invalid("address", "This is none of their addresses.", "Choose one of those on their page.")
		}
		why := "noted by hand"
		if s := strings.TrimSpace(t.Text); s != "" {
			why = s
		}
		if err := p.bounceLast(tx, id, address, why); err != nil {
			return err
		}
		if err := p.addressFailed(tx, id, address, why); err != nil {
			return err
		}
		return tx.LookAgain(id)
	})
}

// bounceLast withdraws what was last delivered to an address: within a week, mail that comes back is that mail.
func (p *Program) bounceLast(tx *store.Tx, id goodturn.ID, address, why string) error {
	list, err := tx.ContactDeliveries(id, 0, 5)
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.Address != address || d.Channel != goodturn.ChannelEmail || tx.Now().Sub(d.CommittingAt) > 7*goodturn.Day {
			continue
		}
		if d.State != goodturn.DeliverySent && d.State != goodturn.DeliveryUnknown {
			continue
		}
		if _, _, err := tx.Bounce(d.ID, why, goodturn.ReasonBounced); err != nil {
			return err
		}
		if err := reach.Undelivered(tx, d); err != nil {
			return err
		}
		_, err := p.receive(tx, goodturn.Event{ContactID: id, Name: goodturn.EventBounced, Source: hand, MessageID: "bounced:" + string(d.ID),
			Props: props(map[string]any{"address": address, "permanent": true, "touch_id": d.TouchID, "reply": why})})
		return err
	}
	return nil
}

// Outcomes of a call.
const (
	OutcomeTalked    = "talked"
	OutcomeVoicemail = "voicemail"
	OutcomeNoAnswer  = "no answer"
	OutcomeLater     = "later"
	OutcomeName      = "gave a name"
	OutcomeFixed     = "fixed"
	OutcomeNotNeeded = "not needed"
)

// Talked notes a call, a meeting or mail that the owner wrote. After a talk everything waits until the owner says how it ended, at
// most 30 days; a voicemail or a try is no talk.
func (p *Program) Talked(ctx context.Context, id goodturn.ID, outcome string, t Told) error {
	return p.onPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error { return p.talked(tx, c, outcome, t) })
}

func (p *Program) talked(tx *store.Tx, c goodturn.Contact, outcome string, t Told) error {
	switch outcome {
	case OutcomeTalked, OutcomeName:
		if err := p.TellIn(tx, c.ID, goodturn.EventTalked, t, map[string]any{"outcome": outcome}); err != nil {
			return err
		}
		return p.doneCalls(tx, c.ID, outcome)
	case OutcomeVoicemail, OutcomeNoAnswer, OutcomeLater:
		e, err := t.Event(c.ID, goodturn.EventTalked, tx.Now(), map[string]any{"outcome": outcome})
		if err != nil {
			return err
		}
		_, err = p.receive(tx, e)
		return err
	}
	return goodturn.Invalid("outcome", fmt.Sprintf("%q is no outcome of a call.", outcome), "Choose talked, voicemail, no answer, later or gave a name.")
}

// doneCalls closes the calls that were open.
func (p *Program) doneCalls(tx *store.Tx, id goodturn.ID, outcome string) error {
	list, err := tx.ContactTasks(id)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.Kind == goodturn.TaskCall && t.DoneAt.IsZero() {
			if _, err := tx.DoneTask(t.ID, outcome); err != nil {
				return err
			}
		}
	}
	return nil
}

// TalkEnded says how the talk ended, so that the plan goes on: "good", "happy" and "mended" also lift what a bad rating held.
func (p *Program) TalkEnded(ctx context.Context, id goodturn.ID, outcome string, t Told) error {
	return p.onPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		e, err := t.Event(id, goodturn.EventTalkEnded, tx.Now(), map[string]any{"outcome": Clip(strings.TrimSpace(outcome), 200)})
		if err != nil {
			return err
		}
		_, err = p.receive(tx, e)
		return err
	})
}

// TaskDone closes a task, or moves it: "later" and "voicemail" bring it back on the next working day.
func (p *Program) TaskDone(ctx context.Context, task goodturn.ID, outcome string, t Told) error {
	err := p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		k, err := tx.LockTask(task) // tapped twice, it is told once
		if err != nil {
			return err
		}
		if !k.DoneAt.IsZero() {
			return nil
		}
		call := k.Kind == goodturn.TaskCall && k.ContactID != ""
		if outcome == OutcomeLater || outcome == OutcomeVoicemail || outcome == OutcomeNoAnswer {
			if call && outcome != OutcomeLater {
				c, err := tx.Contact(k.ContactID)
				if err != nil {
					return err
				}
				if err := p.talked(tx, c, outcome, t); err != nil {
					return err
				}
			}
			due, err := p.nextWorkingMorning(tx)
			if err != nil {
				return err
			}
			_, err = tx.PostponeTask(k.ID, due)
			return err
		}
		if call && (outcome == OutcomeTalked || outcome == OutcomeName) {
			c, err := tx.Contact(k.ContactID)
			if err != nil {
				return err
			}
			if err := p.talked(tx, c, outcome, t); err != nil {
				return err
			}
		}
		outcome = Clip(strings.TrimSpace(outcome), 200)
		if _, err := tx.DoneTask(k.ID, outcome); err != nil {
			return err
		}
		return p.thankedInPerson(tx, k, outcome, t.By)
	})
	if err == nil {
		p.wake("sweep")
	}
	return err
}

// BusinessZone is the zone of the business.
func BusinessZone(s goodturn.Settings) *time.Location {
	return placeOf(s.WithDefaults(), goodturn.Contact{}, nil, nil).zone
}

// nextWorkingMorning is 9:00 of the business's next working day.
func (p *Program) nextWorkingMorning(tx *store.Tx) (time.Time, error) {
	s, err := tx.Settings()
	if err != nil {
		return time.Time{}, err
	}
	zone := BusinessZone(s)
	today, _ := schedule.Local(tx.Now(), zone)
	d := today.AddDays(1)
	for holidays := schedule.HolidaysIn("US"); !working(d, holidays); {
		d = d.AddDays(1)
	}
	return schedule.At(d, 9, 0, zone), nil
}
