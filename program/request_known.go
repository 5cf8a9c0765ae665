package program

import (
	"context"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/schedule"
	"github.com/goodturn-app/goodturn/store"
)

// Known is what the owner says of somebody known from work.
type Known struct {
	By    goodturn.ID
	Last  goodturn.Date // when the two were last in touch; zero: not said
	Work  string        // what they did together
	Years string
	Offer string // something useful for them; the next useful message carries it
}

// KeepInTouch takes somebody up into the plan for people known from work. Doing it again adds what is said and plans nothing twice.
func (p *Program) KeepInTouch(ctx context.Context, id goodturn.ID, k Known) error {
	for field, s := range map[string]string{"work": k.Work, "years": k.Years, "offer": k.Offer} {
		if s != "" && !message.Printable(s, message.MaxRequestFact) {
			return goodturn.Invalid(field, "This cannot stand in a letter.", "Write one plain line without markup.")
		}
	}
	return p.DB.Write(ctx, func(tx *store.Tx) error {
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		set = set.WithDefaults()
		pack, err := p.handPack(set)
		if err != nil {
			return err
		}
		c, err := tx.Contact(id)
		if err != nil {
			return err
		}
		if k.Last.Valid() {
			owner, err := tx.User(c.OwnerID)
			if err != nil {
				return err
			}
			if err := p.noteLast(tx, id, k.By, k.Last, ownerZone(owner, set)); err != nil {
				return err
			}
		}
		if s := strings.TrimSpace(k.Offer); s != "" {
			if _, err := p.receive(tx, goodturn.Event{ContactID: id, Name: goodturn.EventOffer, Source: hand, Props: props(map[string]any{"by": k.By, "text": s})}); err != nil {
				return err
			}
		}
		_, err = p.takeUp(tx, set, pack, c, k.By, goodturn.RequestFacts{Work: k.Work, Years: k.Years})
		return err
	})
}

// takeUp gives the enrolment of somebody in the plan for people known from work, and makes it the first time: its anchor is the event
// that says so.
func (p *Program) takeUp(tx *store.Tx, set goodturn.Settings, pack *playbook.Shipped, c goodturn.Contact, by goodturn.ID, f goodturn.RequestFacts) (goodturn.Enrolment, error) {
	have, err := tx.ContactEnrolments(c.ID)
	if err != nil {
		return goodturn.Enrolment{}, err
	}
	stand, err := standingOf(tx, c.ID)
	if err != nil {
		return goodturn.Enrolment{}, err
	}
	known := goodturn.Event{ID: tx.NewID(), ContactID: c.ID, Name: goodturn.EventKnown, At: tx.Now(), Source: hand, Props: props(map[string]any{"by": by, "work": f.Work, "years": f.Years})}
	if !stand.Known || f.Work != "" && (f.Work != stand.Work || f.Years != stand.Years) {
		if _, err := p.receive(tx, known); err != nil {
			return goodturn.Enrolment{}, err
		}
	}
	for _, e := range have {
		if e.Playbook == pack.Playbook.Name && e.State == goodturn.EnrolmentActive {
			return e, nil
		}
	}
	ids, err := tx.Identities(c.ID)
	if err != nil {
		return goodturn.Enrolment{}, err
	}
	if !reachable(ids) {
		return goodturn.Enrolment{}, &goodturn.Error{Code: goodturn.CodeConflict, Message: "There is no e-mail address of " + c.Name() + " that works.", Hint: "Add one on their page, or call them."}
	}
	return p.enrolKnown(tx, set, pack, c, known.ID)
}

// enrolKnown plans the touches that keep two in touch. An imported person's first message keeps the pace of first contacts, like any
// other's.
func (p *Program) enrolKnown(tx *store.Tx, set goodturn.Settings, pack *playbook.Shipped, c goodturn.Contact, key goodturn.ID) (goodturn.Enrolment, error) {
	where, err := p.whereabouts(tx, set, c)
	if err != nil {
		return goodturn.Enrolment{}, err
	}
	today, _ := schedule.Local(tx.Now(), where.zone)
	book := pack.Playbook
	e := goodturn.Enrolment{ID: tx.NewID(), ContactID: c.ID, Playbook: book.Name, Version: book.Version, AnchorKey: string(key), Anchor: today, State: goodturn.EnrolmentActive,
		TZVersion: schedule.TZVersion, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
	in, err := p.planInput(tx, set, c, e, where)
	if err != nil {
		return e, err
	}
	e.PlannedTo = book.PlannedTo(in)
	if fresh, err := tx.InsertEnrolment(&e); err != nil || !fresh {
		return e, err
	}
	_, err = tx.InsertTouches(named(tx, book.Plan(in), e))
	return e, err
}

// enrolAnew is enrolKnown for somebody who came in by a file or by hand in a workspace whose main plan this is, or was known already.
func (p *Program) enrolAnew(tx *store.Tx, s goodturn.Settings, pack *playbook.Shipped, id goodturn.ID) error {
	c, err := tx.Contact(id)
	if err != nil || c.LeftOut || c.MergedInto != "" {
		return err
	}
	stand, err := standingOf(tx, id)
	if err != nil || !stand.Known && s.Pack != pack.Playbook.Pack {
		return err
	}
	ids, err := tx.Identities(id)
	if err != nil || !reachable(ids) {
		return err
	}
	have, err := tx.ContactEnrolments(id)
	if err != nil {
		return err
	}
	for _, e := range have {
		if e.Playbook == pack.Playbook.Name && e.State == goodturn.EnrolmentActive {
			return nil
		}
	}
	_, err = p.takeUp(tx, s, pack, c, "", goodturn.RequestFacts{})
	return err
}

// Favour notes what the owner did for somebody, or they for the owner, so that neither is forgotten. The zero day means today.
func (p *Program) Favour(ctx context.Context, id, by goodturn.ID, given bool, what string, on goodturn.Date) error {
	what = strings.Join(strings.Fields(what), " ")
	if what == "" || !message.Printable(what, message.MaxRequestFact) {
		return goodturn.Invalid("what", "What it was is missing, or cannot be read.", "Write one plain line, as in: read her grant proposal")
	}
	name := goodturn.EventReceived
	if given {
		name = goodturn.EventGave
	}
	return p.onPerson(ctx, id, func(tx *store.Tx, c goodturn.Contact) error {
		at := tx.Now()
		if on.Valid() {
			owner, err := tx.User(c.OwnerID)
			if err != nil {
				return err
			}
			set, err := tx.Settings()
			if err != nil {
				return err
			}
			if at = schedule.At(on, 12, 0, ownerZone(owner, set)); at.After(tx.Now().Add(12 * time.Hour)) {
				return goodturn.Invalid("on", on.Long()+" has not come yet.", "Give a day that has passed.")
			}
			if at.After(tx.Now()) {
				at = tx.Now()
			}
		}
		_, err := p.receive(tx, goodturn.Event{ContactID: id, Name: name, At: at, Source: hand, Props: props(map[string]any{"by": by, "what": what})})
		return err
	})
}
