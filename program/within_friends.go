package program

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/standing"
	"github.com/goodturn-app/goodturn/store"
)

// What program/friends does inside its own transactions, as in within.go.

// AskIn reads an ask that a token names; what is not there looks like a forged token.
func (p *Program) AskIn(tx *store.Tx, id goodturn.ID) (goodturn.Ask, error) { return p.askOf(tx, id) }

// LockAskIn is AskIn for whoever changes something depending on how it stands.
func (p *Program) LockAskIn(tx *store.Tx, id goodturn.ID) (goodturn.Ask, error) {
	ask, err := tx.LockAsk(id)
	if goodturn.ErrorCode(err) == goodturn.CodeNotFound {
		return ask, goodturn.NotFound("page")
	}
	return ask, err
}

// ContactIn reads the person a token names, following merges; what is not there looks like a forged token.
func (p *Program) ContactIn(tx *store.Tx, id goodturn.ID) (goodturn.Contact, error) {
	return p.contactOf(tx, id)
}

// PackOf names the pack of a playbook; one that is no longer there counts as real estate, the most careful one.
func (p *Program) PackOf(playbook string) string { return packOf(p, playbook) }

// StopIn ends everything for one person, by whatever road they said so.
func (p *Program) StopIn(tx *store.Tx, contact goodturn.ID, source string) error {
	return p.stop(tx, contact, source)
}

// IsStopped reports whether somebody is on the list of those never to be written to.
func IsStopped(tx *store.Tx, contact goodturn.ID) (bool, error) { return isStopped(tx, contact) }

// StandingOf reads how things stand with one person.
func StandingOf(tx *store.Tx, contact goodturn.ID) (standing.Standing, error) {
	return standingOf(tx, contact)
}

// NewestClosing is the deal an advocate would speak of.
func NewestClosing(tx *store.Tx, contact goodturn.ID) (goodturn.Closing, error) {
	return newestClosing(tx, contact)
}

// FirstName is the name by which a user signs.
func FirstName(u goodturn.User) string { return firstName(u) }

// FromAddress is the address in whose name a user's mail leaves.
func FromAddress(u goodturn.User) string { return fromAddress(u) }
