package program

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/store"
)

// StopPage is what somebody sees who opens the link that stops everything. It names the owner and nobody else.
type StopPage struct {
	Owner    string // first name
	FullName string
	Stopped  bool // nothing goes out to them any more
}

// stopped is why an enrolment ended, where the person asked for it; Resubscribe finds it by these words.
const stopped = "they asked for no more messages"

// unsubscribed is the reason of such a suppression.
const unsubscribed = "unsubscribed"

// OpenUnsubscribe gives the page that stops everything. It writes nothing, and its link never expires.
func (p *Program) OpenUnsubscribe(ctx context.Context, token string) (page StopPage, err error) {
	id, err := p.Links.Open(link.Unsubscribe, token)
	if err != nil {
		return page, err
	}
	err = p.DB.Read(ctx, func(tx *store.Tx) (err error) {
		page, err = p.stopPage(tx, id)
		return err
	})
	return page, err
}

// Unsubscribe ends everything that goes out to somebody, at once: what is planned is cancelled, and what is claimed loses its
// second mark. It is what the button on the page does, and a one-click request (RFC 8058) too. Told twice, nothing changes.
//
// CodeUnavailable means that it could not be written down now and must be kept elsewhere until it can.
func (p *Program) Unsubscribe(ctx context.Context, token string) (page StopPage, err error) {
	id, err := p.Links.Open(link.Unsubscribe, token)
	if err != nil {
		return page, err
	}
	err = p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		c, err := p.contactOf(tx, id)
		if err != nil {
			return err
		}
		done, err := isStopped(tx, c.ID)
		if err != nil {
			return err
		}
		if !done {
			if err := p.stop(tx, c.ID, "unsubscribe"); err != nil {
				return err
			}
		}
		page, err = p.stopPage(tx, id)
		return err
	})
	if err != nil {
		return StopPage{}, unwritten(err)
	}
	p.wake("sweep")
	return page, nil
}

// Resubscribe takes a stop back, because the person did, on their own page: the plan goes on with what has not passed.
func (p *Program) Resubscribe(ctx context.Context, token string) (page StopPage, err error) {
	id, err := p.Links.Open(link.Unsubscribe, token)
	if err != nil {
		return page, err
	}
	err = p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		c, err := p.contactOf(tx, id)
		if err != nil {
			return err
		}
		done, err := isStopped(tx, c.ID)
		if err != nil {
			return err
		}
		if done {
			if err := p.unstop(tx, c); err != nil {
				return err
			}
		}
		page, err = p.stopPage(tx, id)
		return err
	})
	if err == nil {
		p.wake("sweep")
	}
	return page, err
}

// contactOf reads the person a token names, following merges; what is not there looks like a forged token.
func (p *Program) contactOf(tx *store.Tx, id goodturn.ID) (goodturn.Contact, error) {
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

func (p *Program) stopPage(tx *store.Tx, id goodturn.ID) (StopPage, error) {
	c, err := p.contactOf(tx, id)
	if err != nil {
		return StopPage{}, err
	}
	owner, err := tx.User(c.OwnerID)
	if err != nil {
		return StopPage{}, err
	}
	done, err := isStopped(tx, c.ID)
	return StopPage{Owner: firstName(owner), FullName: owner.Name, Stopped: done}, err
}

// isStopped reports whether somebody is on the list of those never to be written to.
func isStopped(tx *store.Tx, contact goodturn.ID) (bool, error) {
	rows, err := tx.Suppressions(contact)
	for _, s := range rows {
		if s.Scope == goodturn.ScopeAll {
			return true, err
		}
	}
	return false, err
}

// stop ends everything for one person, by whatever road they said so. Their addresses go on the list too, as hashes, so that the
// no holds for whoever is imported with one of them later, and for those who share the mailbox.
func (p *Program) stop(tx *store.Tx, contact goodturn.ID, source string) error {
	if err := tx.AddSuppression(&goodturn.Suppression{ContactID: contact, Scope: goodturn.ScopeAll, Reason: unsubscribed, Source: source}); err != nil {
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
		if err := tx.AddSuppression(&goodturn.Suppression{Hash: tx.AddressHash(id.Value), Scope: goodturn.ScopeAddress, Reason: unsubscribed, Source: source}); err != nil {
			return err
		}
	}
	if _, err := p.receive(tx, goodturn.Event{ContactID: contact, Name: goodturn.EventUnsubscribed, Source: source}); err != nil {
		return err
	}
	return p.endAll(tx, contact, stopped, goodturn.ReasonOptedOut)
}

func (p *Program) unstop(tx *store.Tx, c goodturn.Contact) error {
	if err := lift(tx, c.ID, goodturn.ScopeAll); err != nil {
		return err
	}
	ids, err := tx.Identities(c.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		rows, err := tx.HashSuppressions(tx.AddressHash(id.Value))
		if err != nil {
			return err
		}
		for _, s := range rows {
			if s.Reason != unsubscribed {
				continue // a complaint or a word of the owner's stays
			}
			if err := tx.LiftSuppression(s); err != nil {
				return err
			}
		}
	}
	if _, err := p.receive(tx, goodturn.Event{ContactID: c.ID, Name: goodturn.EventReopened, Source: "page", Props: props(map[string]any{"scope": "messages"})}); err != nil {
		return err
	}
	return p.reviveAll(tx, c.ID, stopped, goodturn.ReasonOptedOut)
}

// lift takes back what somebody's own refusal put on the list. What a complaint or the owner put there stays.
func lift(tx *store.Tx, contact goodturn.ID, scope goodturn.SuppressionScope) error {
	rows, err := tx.Suppressions(contact)
	if err != nil {
		return err
	}
	for _, s := range rows {
		if s.Scope != scope || s.Reason != unsubscribed && s.Reason != declined {
			continue
		}
		if err := tx.LiftSuppression(s); err != nil {
			return err
		}
	}
	return nil
}
