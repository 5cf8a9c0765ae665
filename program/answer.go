package program

import (
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// What answers and refusals mean for others: they themselves are taken in program/answers.

// AskIn reads an ask that a token names; what is not there looks like a forged token.
func (p *Program) AskIn(tx *store.Tx, id goodturn.ID) (goodturn.Ask, error) {
	ask, err := tx.Ask(id)
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return ask, goodturn.NotFound("page")
	}
	return ask, err
}

// Unwritten makes every failure to write an answer down one that can be tried again, unless the answer itself was wrong: nobody's
// refusal is lost because something of ours broke.
func Unwritten(err error) error {
	switch goodturn.ErrorCode(err) {
	case goodturn.CodeNotFound, goodturn.CodeInvalid, goodturn.CodeConflict, goodturn.CodeUnavailable:
		return err
	}
	return &goodturn.Error{Code: goodturn.CodeUnavailable, Message: "This cannot be written down right now.", Hint: "Try again in a minute, or reply to the message.", Err: err}
}

// CancelAskingIn cancels the asks and reminders planned for a person and their household that match, and takes away the words of those
// that wait to be sent by hand.
func (p *Program) CancelAskingIn(tx *store.Tx, c goodturn.Contact, why goodturn.ReasonCode, match func(goodturn.Touch) bool) error {
	people, err := Together(tx, c)
	if err != nil {
		return err
	}
	touches, err := tx.OpenAsking(people...)
	if err != nil {
		return err
	}
	for _, t := range touches {
		if !match(t) {
			continue
		}
		if t.State == goodturn.Unknown {
			if err := DropSends(tx, t.ContactID, t.ID); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.EndTouch(t, goodturn.Cancelled, []goodturn.ReasonCode{why}); err != nil {
			return err
		}
	}
	return nil
}

// Together lists a person and whoever shares their household.
func Together(tx *store.Tx, c goodturn.Contact) ([]goodturn.ID, error) {
	people := []goodturn.ID{c.ID}
	if c.HouseholdID == "" {
		return people, nil
	}
	members, err := tx.Members([]goodturn.ID{c.HouseholdID})
	for _, id := range members[c.HouseholdID] {
		if id != c.ID {
			people = append(people, id)
		}
	}
	return people, err
}

// EachTouch shows every touch of these people to fn.
func EachTouch(tx *store.Tx, people []goodturn.ID, fn func(goodturn.Touch) error) error {
	for _, id := range people {
		touches, err := tx.ContactTouches(id)
		if err != nil {
			return err
		}
		for _, t := range touches {
			if err := fn(t); err != nil {
				return err
			}
		}
	}
	return nil
}

// ItArrivedIn settles a send whose outcome was unknown: whoever answers a letter has got it.
func (p *Program) ItArrivedIn(tx *store.Tx, t goodturn.Touch) error {
	if t.State != goodturn.Unknown {
		return nil
	}
	deliveries, err := tx.TouchDeliveries(t.ID)
	if err != nil {
		return err
	}
	for _, d := range deliveries {
		if ok, err := p.settled(tx, t, d, true, "click"); err != nil || !ok {
			return err
		}
	}
	return nil
}

// whereNow is where somebody is and what day it is there.
func (p *Program) whereNow(tx *store.Tx, contact goodturn.ID) (place, goodturn.Date, error) {
	c, err := tx.Contact(contact)
	if err != nil {
		return place{}, goodturn.Date{}, err
	}
	s, err := tx.Settings()
	if err != nil {
		return place{}, goodturn.Date{}, err
	}
	at, err := p.locate(tx, s.WithDefaults(), c)
	return at.place, at.today, err
}

// located is where somebody is, what day it is there, and what that was found by.
type located struct {
	place
	today goodturn.Date
	ids   []goodturn.Identity
}

// locate is whereNow for somebody who is known.
func (p *Program) locate(tx *store.Tx, s goodturn.Settings, c goodturn.Contact) (at located, err error) {
	homes, err := tx.Homes(c.ID)
	if err != nil {
		return at, err
	}
	if at.ids, err = tx.Identities(c.ID); err != nil {
		return at, err
	}
	at.place = placeOf(s, c, homes, at.ids)
	at.today, _ = schedule.Local(tx.Now(), at.zone)
	return at, nil
}

// packOf names the pack of a playbook; a playbook that is no longer there counts as real estate, the most careful one.
func packOf(p *Program, name string) string {
	pack, err := p.pack(name)
	if err != nil {
		return message.PackRealEstate
	}
	return pack.Playbook.Pack
}

// AnswerWords are the words of an answer in a playbook.
func (p *Program) AnswerWords(name string, a goodturn.Answer) string {
	if a == goodturn.AnswerStop {
		return "Stop all messages"
	}
	if pack, err := p.pack(name); err == nil {
		return pack.Playbook.AnswerWords(a)
	}
	return ""
}

// WhyStopped is why an enrolment ended, where the person asked for it; Resubscribe finds it by these words.
const WhyStopped = "they asked for no more messages"

// Unsubscribed is the reason of such a suppression.
const Unsubscribed = "Unsubscribed"

// ContactIn reads the person a token names, following merges; what is not there looks like a forged token.
func (p *Program) ContactIn(tx *store.Tx, id goodturn.ID) (goodturn.Contact, error) {
	for range 10 { // merges of merges are short; a ring of them would be a defect
		c, err := tx.Contact(id)
		if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
			return c, goodturn.NotFound("page")
		}
		if err != nil || c.MergedInto == "" {
			return c, err
		}
		id = c.MergedInto
	}
	return goodturn.Contact{}, goodturn.NotFound("page")
}

// IsStopped reports whether somebody is on the list of those never to be written to.
func IsStopped(tx *store.Tx, contact goodturn.ID) (bool, error) {
	rows, err := tx.Suppressions(contact)
	for _, s := range rows {
		if s.Scope == goodturn.ScopeAll {
			return true, err
		}
	}
	return false, err
}

// StopIn ends everything for one person, by whatever road they said so. Their addresses go on the list too, as hashes, so that the
// no holds for whoever is imported with one of them later, and for those who share the mailbox.
func (p *Program) StopIn(tx *store.Tx, contact goodturn.ID, source string) error {
	if err := tx.AddSuppression(&goodturn.Suppression{ContactID: contact, Scope: goodturn.ScopeAll, Reason: Unsubscribed, Source: source}); err != nil {
		return err
	}
	ids, err := tx.Identities(contact)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if id.Kind == goodturn.IdentityExternal {
			continue
		}
		if err := tx.AddSuppression(&goodturn.Suppression{Hash: tx.AddressHash(id.Value), Scope: goodturn.ScopeAddress, Reason: Unsubscribed, Source: source}); err != nil {
			return err
		}
	}
	if _, err := p.receive(tx, goodturn.Event{ContactID: contact, Name: goodturn.EventUnsubscribed, Source: source}); err != nil {
		return err
	}
	tasks, err := tx.ContactTasks(contact)
	if err != nil {
		return err
	}
	for _, t := range tasks { // nobody is told to write a word of thanks to somebody who wants no more words
		if t.Kind == goodturn.TaskThank && t.DoneAt.IsZero() {
			if _, err := tx.DoneTask(t.ID, "they want no more messages"); err != nil {
				return err
			}
		}
	}
	return p.endAll(tx, contact, WhyStopped, goodturn.ReasonOptedOut)
}

// FirstName is the name by which a user signs.
func FirstName(u goodturn.User) string {
	if u.Voice.FirstName != "" {
		return u.Voice.FirstName
	}
	first, _, _ := strings.Cut(strings.TrimSpace(u.Name), " ")
	return first
}
