package answers

import (
	"context"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/program"
	"github.com/goodturn-app/goodturn/store"
)

// StopPage is what somebody sees who opens the link that stops everything. It names the owner with their firm, and nobody else.
type StopPage struct {
	Owner    string // first name
	FullName string
	Firm     string
	Stopped  bool // nothing goes out to them any more
}

// OpenUnsubscribe gives the page that stops everything. It writes nothing, and its link never expires.
func (p *Answers) OpenUnsubscribe(ctx context.Context, token string) (page StopPage, err error) {
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
func (p *Answers) Unsubscribe(ctx context.Context, token string) (page StopPage, err error) {
	id, err := p.Links.Open(link.Unsubscribe, token)
	if err != nil {
		return page, err
	}
	err = p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		c, err := p.lockedIn(tx, id)
		if err != nil {
			return err
		}
		done, err := program.IsStopped(tx, c.ID)
		if err != nil {
			return err
		}
		if done {
			return nil
		}
		return p.StopIn(tx, c.ID, "unsubscribe")
	})
	if err != nil {
		return StopPage{}, program.Unwritten(err)
	}
	p.Wake("sweep")
	if page, err = p.OpenUnsubscribe(ctx, token); err != nil {
		return StopPage{Stopped: true}, nil // it is stopped, whoever it was
	}
	return page, nil
}

// Resubscribe takes a stop back, because the person did, on their own page: the plan goes on with what has not passed.
func (p *Answers) Resubscribe(ctx context.Context, token string) (page StopPage, err error) {
	id, err := p.Links.Open(link.Unsubscribe, token)
	if err != nil {
		return page, err
	}
	err = p.DB.WriteFirst(ctx, func(tx *store.Tx) error {
		c, err := p.lockedIn(tx, id)
		if err != nil {
			return err
		}
		done, err := program.IsStopped(tx, c.ID)
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
		p.Wake("sweep")
	}
	return page, err
}

// lockedIn reads a person, following merges, once nobody else says anything of them: a stop and its taking back that meet see each other.
func (p *Answers) lockedIn(tx *store.Tx, id goodturn.ID) (goodturn.Contact, error) {
	c, err := p.ContactIn(tx, id)
	if err != nil {
		return c, err
	}
	if err := tx.AwaitContact(c.ID); err != nil {
		return c, err
	}
	return p.ContactIn(tx, c.ID)
}

func (p *Answers) stopPage(tx *store.Tx, id goodturn.ID) (StopPage, error) {
	c, err := p.ContactIn(tx, id)
	if err != nil {
		return StopPage{}, err
	}
	owner, err := tx.User(c.OwnerID)
	if err != nil {
		return StopPage{}, err
	}
	set, err := tx.Settings()
	if err != nil {
		return StopPage{}, err
	}
	done, err := program.IsStopped(tx, c.ID)
	return StopPage{Owner: program.FirstName(owner), FullName: owner.Name, Firm: set.FirmOf(owner), Stopped: done}, err
}

func (p *Answers) unstop(tx *store.Tx, c goodturn.Contact) error {
	if err := lift(tx, c.ID, goodturn.ScopeAll); err != nil {
		return err
	}
	ids, err := tx.Identities(c.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if held, err := refusedBeside(tx, id); err != nil {
			return err
		} else if held {
			continue
		}
		rows, err := tx.HashSuppressions(tx.AddressHash(id.Value))
		if err != nil {
			return err
		}
		for _, s := range rows {
			if s.Reason != program.Unsubscribed {
				continue // a complaint or a word of the owner's stays
			}
			if err := tx.LiftSuppression(s); err != nil {
				return err
			}
		}
	}
	if _, err := p.ReceiveIn(tx, goodturn.Event{ContactID: c.ID, Name: goodturn.EventReopened, Source: "page", Props: program.Props(map[string]any{"scope": "messages"})}); err != nil {
		return err
	}
	return p.ReviveAllIn(tx, c.ID, program.WhyStopped, goodturn.ReasonOptedOut)
}

// refusedBeside reports whether somebody else who shares an address wants no messages: their word about it stands.
func refusedBeside(tx *store.Tx, i goodturn.Identity) (bool, error) {
	holders, err := tx.FindIdentity(i.Kind, i.System, i.Value)
	if err != nil {
		return false, err
	}
	for _, h := range holders {
		if h.ContactID == i.ContactID {
			continue
		}
		if stopped, err := program.IsStopped(tx, h.ContactID); err != nil || stopped {
			return stopped, err
		}
	}
	return false, nil
}

// lift takes back what somebody's own refusal put on the list. What a complaint or the owner put there stays.
func lift(tx *store.Tx, contact goodturn.ID, scope goodturn.SuppressionScope) error {
	rows, err := tx.Suppressions(contact)
	if err != nil {
		return err
	}
	for _, s := range rows {
		if s.Scope != scope || s.Reason != program.Unsubscribed && s.Reason != declined {
			continue
		}
		if err := tx.LiftSuppression(s); err != nil {
			return err
		}
	}
	return nil
}
