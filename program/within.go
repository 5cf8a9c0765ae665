package program

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/connect"
	"github.com/goodturn-app/goodturn/decide/permit"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/program/partners"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// What program/people does inside its own transactions, through the use cases of this package: whoever changes what is known of
// somebody says here what follows for the plan. None of these opens a transaction, but for OnPerson.

// Hand is the source of what people type.
const Hand = hand

// OnPerson runs a use case about one person, whom nobody else changes meanwhile. CodeConflict if they were merged into somebody.
func (p *Program) OnPerson(ctx context.Context, id goodturn.ID, fn func(*store.Tx, goodturn.Contact) error) error {
	return p.onPerson(ctx, id, fn)
}

// LockPeople makes whoever else wants to change these people wait, in an order in which two never wait for each other.
func LockPeople(tx *store.Tx, ids ...goodturn.ID) error { return lockPeople(tx, ids...) }

// EnrolIn brings closed contacts into the plan, each once for each closing. Who refused, was left out or cannot be reached is in none.
func (p *Program) EnrolIn(tx *store.Tx, ids ...goodturn.ID) error { return p.enrolWilling(tx, ids...) }

// ReplanIn plans anew what has not left of one enrolment, and says what that does. Of a plan that is not here everything stays as it is,
// and waits: see Absent.
func (p *Program) ReplanIn(tx *store.Tx, enrolment goodturn.ID) (playbook.Diff, error) {
	diff, err := p.replan(tx, enrolment)
	if errors.Is(err, errAbsent) {
		return playbook.Diff{}, nil
	}
	return diff, err
}

// errAbsent is replan's where the plan is not here; what to do is in the log.
var errAbsent = errors.New("its plan is not here; name its folder with --playbook")

// Absent reports whether a plan that somebody is in is not here: the folder that --playbook named was taken away. What it planned waits.
func (p *Program) Absent(plan string) bool {
	_, err := p.pack(plan)
	return err != nil
}

// EndAllIn ends what is planned for somebody. why is the word by which ReviveAllIn finds it again; reason is what the ledger shows.
func (p *Program) EndAllIn(tx *store.Tx, contact goodturn.ID, why string, reason goodturn.ReasonCode) error {
	return p.endAll(tx, contact, why, reason)
}

// ReviveAllIn is the way back from EndAllIn, for what has not passed meanwhile.
func (p *Program) ReviveAllIn(tx *store.Tx, contact goodturn.ID, why string, reason goodturn.ReasonCode) error {
	return p.reviveAll(tx, contact, why, reason)
}

// LeaveOutIn keeps somebody out of every plan. why is the owner's, end and reason are as in EndAllIn.
func (p *Program) LeaveOutIn(tx *store.Tx, c goodturn.Contact, why, end string, reason goodturn.ReasonCode, by goodturn.ID) error {
	return p.leaveOut(tx, c, why, end, reason, by)
}

// ReceiveIn takes events of one person in, in the order in which they happened, and folds them into how things stand. It says whether any
// is new.
func (p *Program) ReceiveIn(tx *store.Tx, es ...goodturn.Event) (isNew bool, err error) {
	return p.receive(tx, es...)
}

// SaveStanding writes how things stand with somebody.
func SaveStanding(tx *store.Tx, contact goodturn.ID, s standing.Standing) error {
	return saveStanding(tx, contact, s)
}

// LastContact is when the two were last in touch by any road; zero: never.
func LastContact(s standing.Standing) time.Time { return lastContact(s) }

// OpenTaskIn opens a task, due now unless it says when, and once for each key.
func (p *Program) OpenTaskIn(tx *store.Tx, t goodturn.Task) error { return p.openTask(tx, t) }

// Wake asks for a look after a transaction has committed that changed what is planned. Kind is "sweep".
func (p *Program) Wake(kind string) { p.wake(kind) }

// Props makes the properties of an event.
func Props(told map[string]any) json.RawMessage { return props(told) }

// TodayOf says which day it is where somebody is, and in which zone that is.
func (p *Program) TodayOf(tx *store.Tx, contact goodturn.ID) (*time.Location, goodturn.Date, error) {
	w, today, err := p.whereNow(tx, contact)
	return w.zone, today, err
}

// OpeningIn is when a channel is open to somebody, and the zone that is best known of them.
func (p *Program) OpeningIn(tx *store.Tx, s goodturn.Settings, c goodturn.Contact, ch goodturn.Channel) (*time.Location, schedule.Opening, error) {
	where, err := p.whereabouts(tx, s, c)
	if err != nil {
		return nil, schedule.Opening{}, err
	}
	return where.zone, permit.Opening(tx.Now(), s, where.zones, where.regions, ch), nil
}

// ZoneOf is the zone that is best known of somebody; the zone of the business where nothing is.
func ZoneOf(s goodturn.Settings, c goodturn.Contact, homes []goodturn.Home, ids []goodturn.Identity) *time.Location {
	return placeOf(s, c, homes, ids).zone
}

// Reachable reports whether any message of ours could reach somebody: an e-mail address that is not known to be dead.
func Reachable(ids []goodturn.Identity) bool { return reachable(ids) }

// HeardThrough reports whether somebody hears through the partner with whom they closed: a couple on one deal gets one message.
func (p *Program) HeardThrough(tx *store.Tx, c goodturn.Contact) (bool, error) {
	set, err := tx.Settings()
	if err != nil {
		return false, err
	}
	book := set.WithDefaults().Pack
	if pack, err := p.pack(book); err == nil {
		book = pack.Playbook.Name
	}
	closings, err := tx.Closings(c.ID)
	if err != nil {
		return false, err
	}
	with, err := partners.Read(tx, book, c.HouseholdID)
	return err == nil && slices.ContainsFunc(closings, func(deal goodturn.Closing) bool { return with.Cover(c, deal) }), err
}

// ReadEmail reads an address that somebody typed. CodeInvalid says what is wrong with it.
func ReadEmail(s string) (string, error) {
	e := connect.ReadEmail(s)
	if e.Address == "" {
		return "", goodturn.Invalid("email", cmp.Or(e.Message, fmt.Sprintf("%q is not an e-mail address.", Clip(s, 80))), cmp.Or(e.Hint, "Check for a missing part, as in ana@example.com."))
	}
	return e.Address, nil
}

// ReadPhone reads a number that somebody typed. CodeInvalid says what is wrong with it.
func ReadPhone(s string) (string, error) {
	var ph connect.Phones
	number, blank, ok := ph.Read(s)
	if !ok || blank || number == "" {
		return "", goodturn.Invalid("phone", fmt.Sprintf("%q is not a telephone number.", Clip(s, 40)), "Write it with its area code, as in 212 555 0123.")
	}
	return number, nil
}

// ShippedPack is a pack by its name or that of its playbook. CodeInvalid if there is none.
func (p *Program) ShippedPack(name string) (*playbook.Shipped, error) { return p.pack(name) }

// WordsIn gives the words of a pack as this workspace has them.
func (p *Program) WordsIn(tx *store.Tx, pack *playbook.Shipped) (*playbook.Words, error) {
	return p.words.of(tx, pack)
}

// LookIn judges one touch as of now and shows how it reads, without writing anything. CodeInvalid for a step without words.
func (p *Program) LookIn(tx *store.Tx, t goodturn.Touch) (Draft, Judged, error) {
	l, err := p.Look(tx, t, tx.Now())
	if err != nil {
		return Draft{}, Judged{}, err
	}
	if l.Written == nil {
		return Draft{}, Judged{}, goodturn.Invalid("touch", "This step has no words.", "It is something that you do yourself.")
	}
	d, err := l.Draft()
	return d, p.JudgedOf(t, p.StepTitle(t, l.Enrolment.Side), l.Decision), err
}

// Clip cuts a text that no field was made for after so many bytes, between two letters.
func Clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xC0 == 0x80 {
		most--
	}
	return s[:most]
}
